"""Inputs of several lines, written at once: bytes that are no request, and how a port ends.

The inputs of many cases go to one process, with a request after each that marks its end. Where a
port loses lines, writes too many, or ends, only the case is lost in which that happens. A case that
is alone has a process of its own, which gets nothing but its input.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from refnet.conformance.compare import first_difference
from refnet.conformance.fixtures import Case, input_bytes
from refnet.conformance.process import PortFailure, PortProcess, printable

PATIENCE = 3  # time-outs in a row before a port is given up


@dataclass(frozen=True)
class Judged:
    """What a case with an input came to: its failure, None if all is right, as in a verdict."""

    failure: str | None = None
    detail: str = ""
    skipped: str | None = None


def run_inputs(
    start: Callable[[], PortProcess], cases: Sequence[Case]
) -> Iterator[tuple[Case, Judged]]:
    """Yield what each case with an input came to.

    start: starts the port. Raises OSError if it cannot be started.
    """
    waiting = [[case] for case in cases if case.alone]
    together = [case for case in cases if not case.alone]
    waiting += [together] if together else []
    timeouts = 0
    while waiting and timeouts < PATIENCE:
        group = waiting.pop(0)
        with start() as process:
            judged, failure = _answered(process, group)
        yield from zip(group, judged, strict=False)
        if len(judged) < len(group):
            waiting.insert(0, group[len(judged) :])
        timeouts = timeouts + 1 if failure and failure.kind == "timed out" else 0
    for case in [case for group in waiting for case in group]:
        yield case, Judged("timed out", f"not asked, after {PATIENCE} time-outs in a row")


def _answered(
    process: PortProcess, group: Sequence[Case]
) -> tuple[list[Judged], PortFailure | None]:
    """Return what the first cases came to: all, or those up to the one that failed."""
    if group[0].alone:
        lines, failure = process.answer_all(input_bytes(group[0].input or ()))
        judged = judge_input(group[0], lines)
        return [_ended(failure) if failure and not judged.failure else judged], failure
    inputs = [input_bytes(case.input or ()) + _marker(case) + b"\n" for case in group]
    lines, failure = process.answer_all(b"".join(inputs))
    parts, rest = _parts(group, lines)
    all_judged = [judge_input(case, part) for case, part in zip(group, parts, strict=False)]
    if len(parts) < len(group):
        judged = judge_input(group[len(parts)], rest)
        all_judged.append(_ended(failure) if failure else judged)
    return all_judged, failure


def _ended(failure: PortFailure) -> Judged:
    return Judged(failure.kind, failure.detail)


def _marker(case: Case) -> bytes:
    """Return a request that every port refuses in one way (PORT-4), whatever it supports."""
    return json.dumps({"id": f"end of {case.id}"}).encode()


def _parts(group: Sequence[Case], lines: Sequence[bytes]) -> tuple[list[list[bytes]], list[bytes]]:
    """Return the lines of each case whose end is marked, and those after the last mark."""
    parts: list[list[bytes]] = []
    part: list[bytes] = []
    for line in lines:
        answer = _parse(line) if b"end of " in line else None
        if len(parts) < len(group) and answer and answer["id"] == f"end of {group[len(parts)].id}":
            parts.append(part)
            part = []
        else:
            part.append(line)
    return parts, part


def judge_input(case: Case, lines: Sequence[bytes]) -> Judged:
    """Return what a case with an input comes to when a port answers it with these lines."""
    skipped = None
    for number, (expected, line) in enumerate(zip(case.answers, lines, strict=False), start=1):
        judged = _judge_answer(expected if isinstance(expected, list) else [expected], line)
        if judged.failure is not None:
            return Judged(f"answer {number}: {judged.failure}", judged.detail)
        skipped = skipped or judged.skipped
    if len(lines) != len(case.answers):
        few = "few" if len(lines) < len(case.answers) else "many"
        return Judged(f"too {few} answers", f"expected {len(case.answers)}, got {len(lines)}")
    return Judged(skipped=skipped)


def _judge_answer(allowed: Sequence[dict[str, Any]], line: bytes) -> Judged:
    """Return what one answer comes to, of which several may be right."""
    got = _parse(line)
    if got is None:
        return Judged("wrote rubbish", f"instead of an answer: {printable(line[:200])}")
    ids = [each["id"] for each in allowed]
    if "unsupported" in got and any(first_difference(i, got["id"]) is None for i in ids):
        return Judged(skipped=str(got["unsupported"]))
    differences = [first_difference(each, got) for each in allowed]
    found = differences[0]
    if found is None or None in differences:
        return Judged()
    return Judged(f"differs at {found.path}", str(found))


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(line.decode(), parse_int=float)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and "id" in answer else None
