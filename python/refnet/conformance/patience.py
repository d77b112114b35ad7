"""How long a run waits for a port, and what it leaves out.

A port that hangs in one case costs its time limit once. One that hangs or crashes in many must not
cost the limit, or a start, for each of thousands: after some hangs the limit is shorter, and after
several failures in a row of the same kind of case the others of that kind are not asked. All
processes of a port share one Patience.
"""

import math
import time

from refnet.conformance.fixtures import Case
from refnet.conformance.process import PortFailure

NOT_ASKED = "not asked"  # the ending of a verdict without a request

FULL_HANGS = 3  # hangs that may last the whole time limit; later ones a tenth of it
TENTH_HANGS = 10  # from here on a hundredth
SHORTEST = 1.0  # seconds; no limit becomes shorter, unless it was
SLOWER = 4.0  # nor shorter than the slowest answer so far times this
SILENT = 3  # failures of a port without any answer, after which one of each kind is enough
HANGS_IN_A_ROW = 5  # of one kind of case, after which its other cases are not asked
FEW_HANGS_IN_A_ROW = 2  # after TENTH_HANGS
CHEAP = 5.0  # seconds that restarts may take before crashes in a row count
CRASHES_IN_A_ROW = 3
DEAR = 10.0  # seconds of restarts after which one crash is enough

Kind = tuple[str, bool]  # a folder of fixtures, and whether the port must refuse


def kind_of(case: Case) -> Kind:
    """Return the kind of a case: ports often fail all cases of a kind for the same reason."""
    return case.id.split("/")[0], "error" in case.expected


class Patience:
    """What a port has cost so far, and what follows from that.

    time_limit, total_limit: seconds for an answer and for all; no total limit if None
    """

    def __init__(self, time_limit: float, total_limit: float | None = None) -> None:
        self.time_limit = time_limit
        self.total_limit = total_limit
        self._end = None if total_limit is None else time.monotonic() + total_limit
        self._hangs = 0
        self._failures = 0  # before the first answer
        self._has_answered = False
        self._slowest = 0.0  # seconds
        self._restarts = 0.0  # seconds
        self._in_a_row: dict[Kind, tuple[str, int]] = {}

    def limit(self) -> float:
        """Return the seconds that the next answer may take."""
        limit = self.time_limit
        if self._hangs >= FULL_HANGS or (self._hangs and not self._has_answered):
            share = 10 if self._hangs < TENTH_HANGS else 100
            limit = min(limit, max(limit / share, SHORTEST, SLOWER * self._slowest))
        return limit if self._end is None else max(0.0, min(limit, self._end - time.monotonic()))

    def answered(self, kind: Kind, seconds: float) -> None:
        """Count an answer."""
        self._has_answered = True
        self._slowest = max(self._slowest, seconds)
        self._in_a_row.pop(kind, None)

    def failed(self, kind: Kind, failure: PortFailure) -> None:
        """Count a failure after which the port is started again."""
        if failure.kind == "timed out":
            self._hangs += 1
        self._failures += 1
        before, times = self._in_a_row.get(kind, ("", 0))
        self._in_a_row[kind] = (failure.kind, times + 1 if before == failure.kind else 1)

    def restarted(self, seconds: float) -> None:
        """Count the time that a process needed before it wrote anything or ended."""
        self._restarts += seconds

    def refusal(self, kind: Kind) -> PortFailure | None:
        """Return why no case of this kind is asked any more; None if it is."""
        if self._end is not None and time.monotonic() >= self._end:
            return PortFailure("timed out", f"not asked, after {self.total_limit:g} seconds in all")
        failure, times = self._in_a_row.get(kind, ("", 0))
        if times < self._allowed(failure):
            return None
        of = f"{'refusals' if kind[1] else 'answers'} of {kind[0]}"
        before = f"{times} {of} in a row" if times > 1 else f"one of the {of}"
        return PortFailure(failure, f"not asked, after {before} had failed ({failure})")

    def _allowed(self, failure: str) -> float:
        """Return how many failures in a row of one kind of case end the asking."""
        if self._failures >= SILENT and not self._has_answered:
            return 1
        if failure == "timed out":
            return FEW_HANGS_IN_A_ROW if self._hangs >= TENTH_HANGS else HANGS_IN_A_ROW
        if self._restarts < CHEAP:
            return math.inf
        return CRASHES_IN_A_ROW if self._restarts < DEAR else 1
