"""What the answers of one port say of each mistake: which it explains, and which contradict it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from refnet.conformance.diagnosis.digests import case_key, digest
from refnet.conformance.diagnosis.entries import Entry
from refnet.conformance.diagnosis.limits import TooLong, limited
from refnet.conformance.diagnosis.notation import written_answers
from refnet.conformance.diagnosis.table import LONG, QUICK, UNKNOWN, Table, is_tabled
from refnet.conformance.fixtures import Case
from refnet.conformance.mistakes import with_floats
from refnet.conformance.mistakes.mistake import Mistake
from refnet.conformance.verdicts import Verdict

MORE = 10  # times as many calls as the right answer takes
TO_BUILD = 100_000  # calls, for the variant of the reference
FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

Acts = dict[str, str]  # the wrong answers of a mistake, as digests, by case


@dataclass(frozen=True)
class Evidence:
    """The answers of one port to cases of the table, beside those of the mistakes.

    given: the digest of each answer, None for a right one. Cases that the port skipped, or at which
    it crashed, are not there.
    """

    cases: Mapping[str, Case]
    given: Mapping[str, str | None]
    table: Table
    entries: Mapping[str, Entry]

    @cached_property
    def by_experiment(self) -> dict[str, set[str]]:
        """Return the cases with an answer, by experiment."""
        found: dict[str, set[str]] = {}
        for case in self.given:
            found.setdefault(experiment_of(self.cases[case]), set()).add(case)
        return found

    @cached_property
    def wrong(self) -> set[str]:
        """Return the cases with a wrong answer."""
        return {case for case, given in self.given.items() if given is not None}

    @cached_property
    def _acts(self) -> dict[str, Acts]:
        """The wrong answers of the mistakes that have been asked for."""
        return {}

    @cached_property
    def _contradictions(self) -> dict[str, set[str]]:
        """The contradictions of the mistakes that have been asked for."""
        return {}

    def acts(self, own: str) -> Acts:
        """Return the wrong answers of a mistake to the cases that the port has answered."""
        if own not in self._acts:
            mistake = self.entries[own].mistake
            if mistake.writes is None:
                known = self.table.answers.get(own, {})
                self._acts[own] = {c: answer for c, answer in known.items() if c in self.given}
            else:
                parts = self.by_experiment.values()
                each = [written_answers(mistake, self.cases, self.given, part) for part in parts]
                self._acts[own] = {c: answer for part in each for c, answer in part.items()}
        return self._acts[own]

    @cached_property
    def explained(self) -> dict[str, set[str]]:
        """Return the wrong answers that each mistake explains, for those that explain any."""
        found: dict[str, set[str]] = {}
        for case, given in self.given.items():
            if given is not None and given != UNKNOWN:
                for own in self.table.rows[case].answers.get(given, ()):
                    if own in self.entries:
                        found.setdefault(own, set()).add(case)
        for own, entry in self.entries.items():
            if entry.mistake.writes is not None:
                same = {
                    case for case, answer in self.acts(own).items() if answer == self.given[case]
                }
                found |= {own: same} if same else {}
        return found

    def contradictions(self, own: str) -> set[str]:
        """Return the cases that a mistake changes in another way than the port does."""
        if own not in self._contradictions:
            self._contradictions[own] = self.acts(own).keys() - self.explained.get(own, set())
        return self._contradictions[own]

    def is_open(self, own: str, case: str) -> bool:
        """Return whether the table does not tell what a mistake answers to a case."""
        entry, row = self.entries[own], self.table.rows[case]
        if entry.mistake.writes is not None or case in self.acts(own):
            return False
        most = LONG if entry.mistake.rule in self.cases[case].rules else QUICK
        unknown = row.calls > most or own in row.answers.get(UNKNOWN, ())
        return unknown and entry.may_change(experiment_of(self.cases[case]))

    def fits(self, mistake: Mistake, case: str) -> bool:
        """Return whether a mistake, calculated now, gives the port's answer to a case."""
        request = with_floats(self.cases[case].request or {})
        right = self.given[case] or digest(self.cases[case].expected)
        try:
            most = MORE * self.table.rows[case].calls + TO_BUILD
            return digest(limited(partial(mistake.answer, request), most)) == right
        except (TooLong, *FAULTS):
            return False


def experiment_of(case: Case) -> str:
    """Return the experiment that a case asks for; "" for a raw line."""
    return str((case.request or {}).get("experiment", ""))


def collected(
    cases: Mapping[str, Case],
    verdicts: Iterable[Verdict],
    table: Table,
    entries: Mapping[str, Entry],
) -> Evidence:
    """Return the evidence in the verdicts on one port."""
    given: dict[str, str | None] = {}
    for verdict in verdicts:
        case = cases.get(verdict.case)
        if case is None or not is_in(table, case):
            continue
        if verdict.failure is None and verdict.skipped is None:
            given[case.id] = None
        elif is_wrong_answer(verdict):
            own = digest(verdict.answer or {})
            given[case.id] = None if own == digest(case.expected) else own
    return Evidence(cases, given, table, entries)


def is_wrong_answer(verdict: Verdict) -> bool:
    """Return whether a port failed a case by its answer, which a diagnosis can explain."""
    if verdict.failure is None or verdict.ending is not None or verdict.answer is None:
        return False
    return "unsupported" not in verdict.answer


def is_in(table: Table, case: Case) -> bool:
    """Return whether the table has a case, unchanged."""
    return is_tabled(case) and case.id in table.rows and table.rows[case.id].key == case_key(case)
