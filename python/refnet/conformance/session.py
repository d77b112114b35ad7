"""A run of some ports: their verdicts, judged with known failures, their diagnoses and levels."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from refnet.conformance.diagnosis import Diagnosis, diagnose
from refnet.conformance.fixtures import Case
from refnet.conformance.known import KnownFailures
from refnet.conformance.levels import Reached, reached
from refnet.conformance.pairs import as_close
from refnet.conformance.ports import Port
from refnet.conformance.runner import END_OF_INPUT, run, run_all
from refnet.conformance.verdicts import Verdict

AGAIN = 5  # failed cases that are asked again, each alone
AGAIN_LIMIT = 10.0  # seconds for each of them

Note = Callable[[Verdict], None]


class NothingRun(Exception):
    """A port supports none of the cases."""


@dataclass(frozen=True)
class Settings:
    """How ports are run and judged.

    time_limit: seconds for an answer; total_limit: for all answers of a port, None for no limit;
    jobs: processes of each port at the same time; close: ULP that numbers may differ by, 0 for
    none; known: the failures that are known, by port and case; whole: whether the cases are all
    fixtures, so that levels can be told.
    """

    time_limit: float = 30.0
    total_limit: float | None = None
    jobs: int = 1
    close: int = 0
    known: Mapping[tuple[str, str], str] = field(default_factory=dict)
    whole: bool = True


class Session:
    """What a run has found so far.

    found: the verdicts of all ports; judged: the same with known failures skipped, and with a
    failure for each stale entry of their list; diagnoses and levels: by port.
    """

    def __init__(self, cases: Sequence[Case], settings: Settings) -> None:
        self.cases = {case.id: case for case in cases}
        self.settings = settings
        self.found: list[Verdict] = []
        self.judged: list[Verdict] = []
        self.diagnoses: dict[str, Diagnosis] = {}
        self.levels: dict[str, Reached] = {}
        self._known = KnownFailures(settings.known)
        self._order = {case.id: place for place, case in enumerate(cases)}

    def run(self, ports: Sequence[Port], note: Note) -> None:
        """Run some ports, and call ``note`` with each judged verdict as it comes.

        Raises NotStarted, and NothingRun if a port supports no case.
        """
        found: dict[str, list[Verdict]] = {port.name: [] for port in ports}
        judged: dict[str, list[Verdict]] = {port.name: [] for port in ports}
        settings = self.settings
        limits = settings.time_limit, settings.total_limit
        for verdict in run_all(ports, list(self.cases.values()), *limits, settings.jobs):
            case = self.cases.get(verdict.case)
            if case is not None and settings.close:
                verdict = as_close(verdict, case, settings.close)
            found[verdict.port].append(verdict)
            judged[verdict.port].append(self._known.judge(verdict))
            note(judged[verdict.port][-1])
        for name in found:
            self._check_any_run(name, found[name])
            self.found += self._in_order(found[name])
            self.judged += self._in_order(judged[name])
            if self.settings.whole:
                self.levels[name] = reached(self.cases.values(), found[name])

    def of(self, port: str) -> list[Verdict]:
        """Return the judged verdicts on a port, in the order of the cases."""
        return [verdict for verdict in self.judged if verdict.port == port]

    def diagnose(self, port: str) -> Diagnosis:
        """Return the diagnosis of a port that was run; an empty one if nothing new has failed.

        Numbers that are close are no evidence, neither of a mistake nor against one.
        """
        failed = any(verdict.failure is not None for verdict in self.of(port))
        found = [v for v in self.found if v.port == port and v.close is None]
        self.diagnoses[port] = diagnose(self.cases, found) if failed else Diagnosis()
        return self.diagnoses[port]

    def right_alone(self, port: Port) -> list[str]:
        """Return some cases that failed and are right when each is asked in a new process.

        [] if one of those that are asked again is wrong again, or if only one case was run.
        """
        failed = [each.case for each in self.of(port.name) if self._may_be_asked_again(each)]
        again = failed[:: max(1, len(failed) // AGAIN)][:AGAIN]
        if len(self.cases) < 2 or not all(self._is_right_alone(port, case) for case in again):
            return []
        return again

    def stale(self) -> list[Verdict]:
        """Return and keep a failure for each entry of the known failures that was not run."""
        if not self.settings.whole and len(self.cases) == 1:
            return []
        found = self._known.stale({case.chapter for case in self.cases.values()})
        self.judged += found
        return found

    def reaches(self, level: int) -> bool:
        """Return whether each port reaches a level, bit-exact or close."""
        return all(found.close >= level for found in self.levels.values())

    def failed(self) -> bool:
        """Return whether anything has failed that is not known to fail."""
        return any(verdict.failure is not None for verdict in self.judged)

    def _may_be_asked_again(self, verdict: Verdict) -> bool:
        has_answer = verdict.ending is None and verdict.answer is not None
        return verdict.failure is not None and has_answer and self._is_request(verdict.case)

    def _is_right_alone(self, port: Port, case: str) -> bool:
        limit = min(self.settings.time_limit, AGAIN_LIMIT)
        with contextlib.suppress(OSError):
            for verdict in run(port, [self.cases[case]], limit, limit):
                if verdict.case == case:
                    return verdict.failure is None and verdict.skipped is None
        return False

    def _in_order(self, verdicts: list[Verdict]) -> list[Verdict]:
        """Return verdicts in the order of the cases, the ending last."""
        last = len(self._order)
        return sorted(verdicts, key=lambda verdict: self._order.get(verdict.case, last))

    def _check_any_run(self, port: str, verdicts: Sequence[Verdict]) -> None:
        """Raise NothingRun if every request was skipped; faulty lines are no requests."""
        asked = [v for v in verdicts if self._is_request(v.case)]
        asked = asked or [v for v in verdicts if v.case != END_OF_INPUT]
        if asked and all(verdict.skipped is not None for verdict in asked):
            reason = f' ("{asked[0].skipped}")' if asked[0].skipped else ""
            raise NothingRun(f"not one case was run: the port {port} supports none of them{reason}")

    def _is_request(self, case: str) -> bool:
        return case in self.cases and self.cases[case].request is not None
