"""Runs a port that answers only after its input is closed, so that its arithmetic is judged too.

A batch of questions goes to one process, whose input is then closed. Where an answer is missing,
the questions from there on are asked again in smaller batches, down to one, whose failure it is.
"""

import time
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from refnet.conformance.answers import read_line, same_id
from refnet.conformance.judge import Question, failed, judge, rubbish, wrong_id
from refnet.conformance.patience import NOT_ASKED, Patience
from refnet.conformance.ports import Port
from refnet.conformance.process import PortFailure, PortProcess
from refnet.conformance.verdicts import Verdict

FIRST = 8  # questions
LARGEST = 1024
QUICK = 1.0  # seconds for a batch, after which the next may be twice as large


@dataclass
class _Outcome:
    """What a batch came to: verdicts on the first questions, and what happened then."""

    verdicts: list[Verdict] = field(default_factory=list)
    failure: PortFailure | None = None  # of the port, at the first question without a verdict
    misfit: Verdict | None = None  # on that question: a line that does not answer it
    ending: PortFailure | None = None  # if all were answered: how the port then ended


def run_batches(
    port: Port, waiting: deque[Question], patience: Patience
) -> Generator[Verdict, None, PortFailure | None]:
    """Yield the verdicts on all questions; return the first failure at the end of an input.

    Raises OSError if the port cannot be started.
    """
    size = FIRST
    worst = None
    while waiting:
        yield from _refused(port, waiting, patience)
        batch = [waiting.popleft() for _ in range(min(size, len(waiting)))]
        if not batch:
            break
        start = time.monotonic()
        outcome = _answered(port, batch, patience)
        yield from outcome.verdicts
        left = batch[len(outcome.verdicts) :]
        worst = worst or outcome.ending
        if not left:
            size = min(2 * size, LARGEST) if time.monotonic() - start < QUICK else size
        elif len(left) == 1 and not outcome.verdicts:
            yield _blamed(port, left[0], outcome, patience)
        else:
            waiting.extendleft(reversed(left))
            size = max(1, len(left) // 2)
    return worst


def _refused(port: Port, waiting: deque[Question], patience: Patience) -> Iterator[Verdict]:
    """Yield verdicts on the questions that are not to be asked, and remove them."""
    kept = []
    for question in waiting:
        refusal = patience.refusal(question.kind)
        if refusal is None:
            kept.append(question)
        else:
            yield failed(port, question.case.id, refusal, ending=NOT_ASKED)
    waiting.clear()
    waiting.extend(kept)


def _answered(port: Port, batch: list[Question], patience: Patience) -> _Outcome:
    outcome = _Outcome()
    with PortProcess(port.command, port.folder) as process:
        for question in batch:
            process.send(question.line)
        process.close_input()
        try:
            for question in batch:
                start = time.monotonic()
                limit = patience.limit()
                raw = process.receive(limit)
                if raw is None:
                    raise process.failure("timed out", f"no answer within {limit:g} seconds")
                seconds = time.monotonic() - start
                reading = read_line(raw)
                if not same_id(question.id, reading.id):
                    misfit = rubbish(port, question.case.id, reading, raw, seconds)
                    is_answer = reading.fault is None
                    outcome.misfit = wrong_id(port, question, raw, seconds) if is_answer else misfit
                    return outcome
                patience.answered(question.kind, seconds)
                outcome.verdicts.append(judge(port, question, reading, raw, seconds))
        except PortFailure as failure:
            outcome.failure = failure
            return outcome
        process.time_limit = patience.time_limit
        try:
            process.finish()
        except PortFailure as failure:
            outcome.ending = failure
    return outcome


def _blamed(port: Port, question: Question, outcome: _Outcome, patience: Patience) -> Verdict:
    """Return the verdict on a question that was alone in its batch."""
    if outcome.failure is None:
        assert outcome.misfit is not None
        return outcome.misfit
    patience.failed(question.kind, outcome.failure)
    return failed(port, question.case.id, outcome.failure)
