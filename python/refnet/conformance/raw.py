"""Inputs of several lines, written at once: bytes that are no request, and how a port ends.

The inputs of many cases go to one process, with a request after each that marks its end. Where a
port loses lines, writes too many, or ends, only the case is lost in which that happens. A case that
is alone has a process of its own, which gets nothing but its input.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from refnet.conformance.answers import NO_ID, Reading, read_line, same_id
from refnet.conformance.fixtures import Case, input_bytes
from refnet.conformance.judge import Question, failed, judge, rubbish, wrong_id
from refnet.conformance.ports import Port
from refnet.conformance.process import PortFailure, PortProcess, after_the_last_answer
from refnet.conformance.verdicts import Verdict

FIRST_MARK = 990_001  # the id of the first marker; no fixture has ids so large
MARK_LINE = 10_000  # bytes that the answer to a marker may have
HANGS = 3  # in a row, after which the other cases are not asked
NOT_ASKED = PortFailure("timed out", f"not asked, after {HANGS} time-outs in a row")


def run_inputs(
    port: Port, start: Callable[[], PortProcess], cases: Sequence[Case]
) -> Iterator[Verdict]:
    """Yield the verdict on each case with an input.

    start: starts the port. Raises OSError if it cannot be started.
    """
    together = [case for case in cases if not case.alone]
    waiting = ([together] if together else []) + [[case] for case in cases if case.alone]
    hangs = 0
    while waiting and hangs < HANGS:
        group = waiting.pop(0)
        with start() as process:
            verdicts, failure = _answered(port, process, group)
        yield from verdicts
        if len(verdicts) < len(group):
            waiting.insert(0, group[len(verdicts) :])
        hangs = hangs + 1 if failure and failure.kind == "timed out" else 0
    for case in [case for group in waiting for case in group]:
        yield failed(port, case.id, NOT_ASKED, "not asked")


def judge_input(port: Port, case: Case, lines: Sequence[bytes]) -> Verdict:
    """Return the verdict on a port that answers a case's input with these lines."""
    skipped = None
    for number, (expected, line) in enumerate(zip(case.answers, lines, strict=False), start=1):
        verdict = _judge_line(port, case, expected, line)
        if verdict.failure is not None:
            failure = f"answer {number}: {verdict.failure}"
            return replace(verdict, failure=failure, answer=None)  # of several there is not one
        skipped = skipped or verdict.skipped
    if len(lines) != len(case.answers):
        few = "few" if len(lines) < len(case.answers) else "many"
        detail = f"expected {len(case.answers)}, got {len(lines)}"
        return Verdict(port.name, case.id, f"too {few} answers", detail)
    return Verdict(port.name, case.id, skipped=skipped)


def _judge_line(port: Port, case: Case, expected: Any, line: bytes) -> Verdict:
    """Return the verdict on one answer; expected: it, or a list of those that are right."""
    verdicts = []
    for allowed in expected if isinstance(expected, list) else [expected]:
        question = Question(replace(case, request=None, input=None, line="", expected=allowed), 0)
        reading = read_line(line)
        if reading.id is NO_ID:
            return rubbish(port, case.id, reading, line)
        if same_id(question.id, reading.id):
            verdicts.append(judge(port, question, reading, line))
        else:
            verdicts.append(wrong_id(port, question, line))
    return next((verdict for verdict in verdicts if verdict.failure is None), verdicts[0])


def _answered(
    port: Port, process: PortProcess, group: Sequence[Case]
) -> tuple[list[Verdict], PortFailure | None]:
    """Return the verdicts on the first cases: on all, or up to the one that failed."""
    if group[0].alone:
        lines, failure = process.answer_all(input_bytes(group[0].input or ()))
        verdict = judge_input(port, group[0], lines)
        if failure and verdict.failure in (None, "too few answers"):
            is_answered = verdict.failure is None
            failure = after_the_last_answer(failure) if is_answered else failure
            verdict = failed(port, group[0].id, failure)
        return [verdict], failure
    inputs = [
        input_bytes(case.input or ()) + _marker(number) + b"\n" for number, case in enumerate(group)
    ]
    lines, failure = process.answer_all(b"".join(inputs))
    parts, rest = _parts(group, lines)
    verdicts = [judge_input(port, case, part) for case, part in zip(group, parts, strict=False)]
    if len(parts) < len(group):
        case = group[len(parts)]
        verdicts.append(
            failed(port, case.id, failure) if failure else _lost(port, case, rest, len(parts))
        )
    return verdicts, failure


def _lost(port: Port, case: Case, lines: Sequence[bytes], number: int) -> Verdict:
    """Return the verdict on a case after which no line has the id of the marker."""
    own = lines[: len(case.answers)]
    verdict = judge_input(port, case, own)
    if verdict.failure is not None:
        return verdict
    if len(lines) == len(own):
        return Verdict(port.name, case.id, "too few answers", "it ended before the next request")
    marker = replace(case, request={}, input=None)
    told = wrong_id(port, Question(marker, FIRST_MARK + number), lines[len(own)])
    return replace(told, detail=f"the request behind the last line: {told.detail}")


def _marker(number: int) -> bytes:
    """Return a request that every port refuses in one way (PORT-4), whatever it supports.

    Its id is a number, as those of almost all requests: a port that mistreats other ids must not
    fail here.
    """
    return json.dumps({"id": FIRST_MARK + number}).encode()


def _parts(group: Sequence[Case], lines: Sequence[bytes]) -> tuple[list[list[bytes]], list[bytes]]:
    """Return the lines of each case whose end is marked, and those after the last mark."""
    parts: list[list[bytes]] = []
    part: list[bytes] = []
    for line in lines:
        reading = read_line(line) if len(line) <= MARK_LINE else Reading(None)
        if len(parts) < len(group) and same_id(FIRST_MARK + len(parts), reading.id):
            parts.append(part)
            part = []
        else:
            part.append(line)
    return parts, part
