"""Runs ports through the cases and judges their answers."""

import time
from collections.abc import Iterator, Sequence

from refnet.conformance.fixtures import Case
from refnet.conformance.judge import failed, judge, question
from refnet.conformance.ports import Port
from refnet.conformance.process import PortFailure, PortProcess
from refnet.conformance.verdicts import Verdict

END_OF_INPUT = "protocol/end_of_input"  # a case that every run has, without a fixture
PATIENCE = 3  # time-outs in a row before a port is given up


def run(port: Port, cases: Sequence[Case], time_limit: float = 30.0) -> Iterator[Verdict]:
    """Yield the verdict on each case, in order.

    One process answers them all; a new one takes over after a failure that leaves its state in
    doubt. Raises OSError if the port cannot be started.
    """
    waiting = list(enumerate(cases, start=1))
    timeouts = 0
    while waiting:
        with PortProcess(port.command, port.folder, time_limit) as process:
            while waiting:
                number, case = waiting.pop(0)
                try:
                    yield _asked(port, case, number, process)
                    timeouts = 0
                except PortFailure as failure:
                    yield failed(port, case.id, failure)
                    timeouts = timeouts + 1 if failure.kind == "timed out" else 0
                    break
            else:
                yield _ending(port, process)
        if timeouts == PATIENCE:
            reason = PortFailure("timed out", f"not asked, after {PATIENCE} time-outs in a row")
            yield from (failed(port, case.id, reason) for _, case in waiting)
            return


def _asked(port: Port, case: Case, number: int, process: PortProcess) -> Verdict:
    start = time.monotonic()
    raw = process.ask(question(case, number))
    return judge(port, case, number, raw, time.monotonic() - start)


def _ending(port: Port, process: PortProcess) -> Verdict:
    """Return the verdict on how the port ends when its input ends (PORT-3)."""
    try:
        process.finish()
    except PortFailure as failure:
        return failed(port, END_OF_INPUT, failure)
    return Verdict(port.name, END_OF_INPUT)
