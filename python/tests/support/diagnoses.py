"""Small tables of wrong answers, and evidence of ports that make some of the mistakes."""

from collections.abc import Mapping, Sequence

from support.ports import CASES

from refnet.conformance.diagnosis.digests import case_key
from refnet.conformance.diagnosis.entries import Entry
from refnet.conformance.diagnosis.evidence import Evidence
from refnet.conformance.diagnosis.table import Row, Table
from refnet.conformance.mistakes import Mistake
from refnet.conformance.mistakes.mistake import mistake, right_answer

PRESS = [case.id for case in CASES.values() if case.id.startswith("button_press/o")][:3]
NEURON = ["neuron/bias", "neuron/no_bias", "neuron/slope_1", "neuron/slope_2"]


def entry(own: str, made: Mistake | None = None, *experiments: str) -> Entry:
    """Return a mistake of this id, which no function calculates."""
    fake = Mistake("SUM-1", f"makes mistake {own}", right_answer, edits={})
    return Entry(own, made or fake, experiments or ("neuron",))


def edit(description: str, function: str, old: str, new: str) -> Mistake:
    return mistake("SUM-1", description, {function: [(old, new)]})


def table(answers: Mapping[str, Mapping[str, str]], cases: Sequence[str] = ()) -> Table:
    """Return a table of these digests, by mistake and case."""
    named = {case for own in answers.values() for case in own} | set(cases)
    rows = {}
    for case in sorted(named):
        given: dict[str, tuple[str, ...]] = {}
        for own, digests in answers.items():
            if case in digests:
                given[digests[case]] = (*given.get(digests[case], ()), own)
        rows[case] = Row(case_key(CASES[case]), 100, given)
    return Table(rows, dict.fromkeys(answers, ""))


def evidence(
    answers: Mapping[str, Mapping[str, str]],
    given: Mapping[str, str | None],
    entries: Sequence[Entry] = (),
) -> Evidence:
    """Return the evidence of a port that gives these answers, right ones to all other cases."""
    listed = {own: entry(own) for own in answers} | {each.id: each for each in entries}
    made = table(answers, list(given))
    return Evidence(CASES, {**dict.fromkeys(made.rows), **given}, made, listed)
