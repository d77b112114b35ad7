"""Variants of the reference: its chapters, executed again with functions replaced.

A variant has all the names of refnet.reference. Its chapters are modules of its own, so each uses
what has been replaced in the chapters before it; the reference itself stays as it is.
"""

import builtins
import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from random import Random
from types import CodeType, FunctionType, ModuleType, SimpleNamespace
from typing import Any

from refnet import reference
from refnet.conformance.mistakes import arithmetic
from refnet.reference import chapters, checks, kinds, network_checks

PACKAGE = reference.__name__
CHAPTERS = {kinds.__name__} | {  # which has the functions of the chapters
    each.__name__ for each in vars(chapters).values() if isinstance(each, ModuleType)
}
BINARY64_ALWAYS = (PACKAGE, f"{PACKAGE}.elementary", f"{PACKAGE}.random")

Real = Callable[[float], Any]  # makes a number of another type
Edits = Mapping[str, Sequence[tuple[str, str]]]  # by function, each piece of text and the new one


def variant(edits: Edits, real: Real | None = None, **replaced: Any) -> ModuleType:
    """Return the reference with some functions edited and others replaced.

    Edited text may use the names of ``arithmetic`` and of the reference, ``Random``, ``reference``
    itself, which stays right, and ``kept``, a dictionary that the variant's functions share.
    real: makes the numbers that the chapters calculate with; None for floats.

    Raises ValueError for a name or a piece of text that the chapters do not have.
    """
    new = {**edits, **({} if real is None else _on_numbers(real)), **replaced}
    new["Schedule"] = reference.Schedule  # which the checks give, and step_rate recognizes
    helpers = {**vars(reference), **vars(arithmetic), "reference": reference, "Random": Random}
    helpers["kept"] = {}
    modules: dict[str, ModuleType] = {}
    made: dict[str, Any] = {}

    def load(name: str, *arguments: Any) -> ModuleType:
        """Do what ``import`` does, for the chapters in the variant's own modules."""
        if name not in CHAPTERS and name != PACKAGE:
            return __import__(name, *arguments)
        if name in modules:
            return modules[name]
        module = modules[name] = ModuleType(name)
        names = vars(module)
        names["__builtins__"] = {**helpers, **vars(builtins), "__import__": load}
        code = _code(name)
        if real is not None and name not in BINARY64_ALWAYS:
            code = _with_constants(code, real)
        exec(code, names)
        for each in new.keys() & names.keys():
            if each not in made:  # where it is defined, and not imported
                made[each] = edited(names[each], edits[each]) if each in edits else new[each]
            names[each] = made[each]
        return module

    module = load(PACKAGE)
    missing = (edits.keys() | replaced.keys()) - made.keys()
    if missing:
        raise ValueError(f"the chapters have no {', '.join(sorted(missing))}")
    return module


def edited(function: Any, changes: Sequence[tuple[str, str]]) -> Any:
    """Return a function with pieces of its text changed; raises ValueError for a missing one."""
    text = inspect.getsource(function)
    for old, new in changes:
        if old not in text:
            raise ValueError(f"{function.__name__} has no {old!r}")
        text = text.replace(old, new)
    defined: dict[str, Any] = {}
    exec(text, function.__globals__, defined)
    return defined[function.__name__]


@cache
def defined() -> dict[str, FunctionType]:
    """Return the functions of the chapters, each by its name."""
    return {
        name: value
        for module in sorted(CHAPTERS)
        for name, value in vars(import_module(module)).items()
        if isinstance(value, FunctionType) and value.__module__ == module
    }


@cache
def source_of(name: str) -> str:
    """Return the text of a function of the chapters."""
    return inspect.getsource(defined()[name])


def as_real(value: Any, real: Real) -> Any:
    """Return a value in which every float, in whatever lists and tuples, is made by ``real``.

    A schedule stays as it is: its rates are calculated in binary64.
    """
    if isinstance(value, float):
        return real(value)
    if isinstance(value, reference.Schedule):
        return value
    if isinstance(value, (list, tuple)):
        make: Callable[[Any], Any] = getattr(value, "_make", type(value))  # a NamedTuple's, or not
        return make([as_real(item, real) for item in value])
    return value


@cache
def _code(name: str) -> CodeType:
    """Return the compiled text of a module."""
    loader: Any = getattr(find_spec(name), "loader", None)
    code: CodeType = loader.get_code(name)
    return code


def _with_constants(code: CodeType, real: Real) -> CodeType:
    """Return code whose floating-point constants are made by ``real``."""
    constants = [
        _with_constants(each, real) if isinstance(each, CodeType) else as_real(each, real)
        for each in code.co_consts
    ]
    return code.replace(co_consts=tuple(constants))


def _on_numbers(real: Real) -> dict[str, Any]:
    """Return what makes the chapters calculate with numbers of another type.

    Their data turns into such numbers once it has been checked. Square roots, the functions of
    chapter elementary and the rates of schedules are calculated in binary64, and their results
    turned into such numbers.
    """

    def scheduled_rate(*arguments: Any) -> Any:
        return real(reference.scheduled_rate(*arguments))

    def rounded(function: Callable[[float], float]) -> Callable[[Any], Any]:
        return lambda x: real(function(float(x)))

    def converted(check: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments: as_real(check(*arguments), real)

    elementary = [getattr(reference, function) for function in checks.FUNCTIONS]
    found = {**vars(checks), **vars(network_checks)}
    checked = [check for name, check in found.items() if name.startswith("checked_")]
    return {
        "math": SimpleNamespace(sqrt=rounded(math.sqrt), prod=math.prod),
        **{function.__name__: rounded(function) for function in elementary},
        "scheduled_rate": scheduled_rate,
        **{check.__name__: converted(check) for check in checked},
    }
