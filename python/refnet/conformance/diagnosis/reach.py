"""Which requests an edit of the reference can change: those whose calculation runs edited lines."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from textwrap import dedent
from types import CodeType, FrameType
from typing import Any

from refnet.conformance.mistakes.variant import Edits, defined

Line = tuple[str, int]  # a module of the reference, and a line in it


def edited_lines(edits: Edits) -> frozenset[Line]:
    """Return lines of the statements that the edits change; one of them runs if an edit matters."""
    found: set[Line] = set()
    for name, changes in edits.items():
        found |= _lines_of(name, tuple(old for old, _ in changes))
    return frozenset(found)


def lines_run(run: Callable[[], Any], watched: Iterable[Line]) -> tuple[set[Line], int]:
    """Return which watched lines of the reference run in a call, and how many calls it makes.

    The number of calls is a measure of the time that is the same on every machine.
    """
    waiting: dict[str, set[int]] = {}
    for module, line in watched:
        waiting.setdefault(module, set()).add(line)
    left = _by_code(waiting)
    seen: set[Line] = set()
    calls = 0

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal calls
        calls += 1
        return step if left.get(frame.f_code) else None

    def step(frame: FrameType, event: str, argument: Any) -> Any:
        lines = left[frame.f_code]
        if frame.f_lineno in lines:
            lines.discard(frame.f_lineno)
            seen.add((str(frame.f_globals["__name__"]), frame.f_lineno))
        return step if lines else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        run()
    finally:
        sys.settrace(before)
    return seen, calls


def _by_code(waiting: Mapping[str, set[int]]) -> dict[CodeType, set[int]]:
    """Return the watched lines of each piece of compiled code that has some."""
    found: dict[CodeType, set[int]] = {}
    for module, lines in waiting.items():
        for code in _codes(module):
            own = {line for _, _, line in code.co_lines() if line in lines}
            if own:
                found[code] = own
    return found


@cache
def _codes(module: str) -> Sequence[CodeType]:
    """Return the compiled code of the functions in a module, inner ones and methods too."""
    found: list[CodeType] = []
    waiting = [each.__code__ for each in defined().values() if each.__module__ == module]
    while waiting:
        code = waiting.pop()
        found.append(code)
        waiting += [each for each in code.co_consts if isinstance(each, CodeType)]
    return found


@cache
def _lines_of(name: str, pieces: tuple[str, ...]) -> frozenset[Line]:
    """Return the lines of the innermost statements of a function that have one of these pieces."""
    function = defined()[name]
    source, first = inspect.getsourcelines(function)
    text = "".join(source)
    statements = [each for each in ast.walk(ast.parse(dedent(text))) if isinstance(each, ast.stmt)]
    found: set[Line] = set()
    for piece in pieces:
        start = text.find(piece)
        while start >= 0:
            begin = text.count("\n", 0, start) + 1
            end = text.count("\n", 0, start + len(piece)) + 1
            for own in _statement(statements, begin, end):
                found.add((function.__module__, first + own - 1))
            start = text.find(piece, start + 1)
    return frozenset(found)


def _statement(statements: Sequence[ast.stmt], begin: int, end: int) -> range:
    """Return the lines of the shortest statement that has all these lines.

    They are those of its head if it has a body; a function runs if any of its lines does.
    """
    around = [each for each in statements if each.lineno <= begin and end <= _end(each)]
    own = min(around, key=lambda each: _end(each) - each.lineno, default=statements[0])
    if isinstance(own, ast.FunctionDef) and own is statements[0]:
        return range(own.lineno, _end(own) + 1)
    body = getattr(own, "body", None)
    if body and end < body[0].lineno:
        return range(own.lineno, body[0].lineno)
    return range(own.lineno, _end(own) + 1)


def _end(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno
