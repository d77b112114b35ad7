"""The whole catalogue: every mistake is caught, and a port that makes it is told its name alone."""

import random
from collections.abc import Mapping, Sequence
from functools import cache, partial

import pytest
from support.others import OTHERS
from support.ports import CASES

from refnet.conformance.diagnosis.diagnose import named, solved_experiments
from refnet.conformance.diagnosis.digests import digest
from refnet.conformance.diagnosis.entries import Entry, entries, entry_id, tabled_entries
from refnet.conformance.diagnosis.evidence import Evidence
from refnet.conformance.diagnosis.reach import Line, edited_lines, lines_run
from refnet.conformance.diagnosis.result import Finding
from refnet.conformance.diagnosis.table import LONG, QUICK, UNKNOWN, is_tabled, own_table
from refnet.conformance.mistakes import MISTAKES, NOTATION, Mistake, with_floats
from refnet.conformance.mistakes.mistake import both, right_answer

TABLE = own_table()
ENTRIES = entries()
QUICK_CASES = {case: None for case, row in TABLE.rows.items() if row.calls <= QUICK}
MOST = 40  # cases that are calculated for a mistake
PAIRS = 12


def findings(given: Mapping[str, str | None]) -> tuple[Finding, ...]:
    evidence = Evidence(CASES, given, TABLE, ENTRIES)
    return named(evidence, solved_experiments(evidence))


def answers_of(*made: Entry) -> dict[str, str | None]:
    """Return the answers of a port that makes a mistake, as far as the table knows them."""
    given: dict[str, str | None] = dict(QUICK_CASES)
    for entry in made:
        given |= TABLE.answers.get(entry.id, {})
        for case, row in TABLE.rows.items():
            if entry.id in row.answers.get(UNKNOWN, ()):
                given.pop(case, None)
    return given


def groups() -> list[tuple[Entry, ...]]:
    """Return each mistake; those that are no edits together with theirs in other experiments."""
    found: dict[str, list[Entry]] = {}
    for own, entry in tabled_entries().items():
        alone = not entry.in_its_lists
        found.setdefault(own if alone else entry.mistake.description, []).append(entry)
    return [tuple(each) for each in found.values()]


def unknown(entry: Entry) -> set[str]:
    """Return the cases in which the reference with the mistake fails, or does not end.

    A port that makes it is caught, but by an answer that nobody can foretell.
    """
    return {case for case, row in TABLE.rows.items() if entry.id in row.answers.get(UNKNOWN, ())}


GROUPS = groups()
PARTS = 12  # of the catalogue, which the tests' processes share


@pytest.mark.parametrize("part", range(PARTS))
def test_every_mistake_is_caught_and_named_by_its_own_name(part: int) -> None:
    for made in GROUPS[part::PARTS]:
        given = answers_of(*made)
        if not any(answer is not None for answer in given.values()):
            assert any(map(unknown, made)), f"not caught: {made[0].name}"
            continue
        found = findings(given)
        told = [each.mistake.description for each in found]
        assert told == [made[0].mistake.description]
        assert found[0].others == (), made[0].name


def test_nearly_every_mistake_has_answers_that_can_be_foretold() -> None:
    without = [made[0].name for made in GROUPS if not any(e.id in TABLE.answers for e in made)]
    assert len(without) <= 6, without


def test_every_mistake_is_caught_by_a_fixture_that_cites_its_rule() -> None:
    """The rule is what a failing port is told to read; of several versions, one is enough."""
    citing: dict[str, set[str]] = {}
    for experiment, mistakes in MISTAKES.items():
        for mistake in mistakes:
            own = entry_id(mistake, experiment)
            caught = TABLE.answers.get(own, {}).keys() | unknown(ENTRIES[own])
            told = f"{experiment}: {mistake.rule} {mistake.description}"
            found = {case for case in caught if mistake.rule in CASES[case].rules}
            citing[told] = citing.get(told, set()) | found
    assert [told for told, found in citing.items() if not found] == []


@pytest.mark.parametrize("mistake", NOTATION, ids=lambda each: each.description)
def test_every_mistake_of_notation_is_named(mistake: Mistake) -> None:
    if mistake.writes is None:
        return  # in the table
    given: dict[str, str | None] = {}
    for case in QUICK_CASES:
        answer, right = (
            digest(x) for x in (mistake.writes(CASES[case].expected), CASES[case].expected)
        )
        given[case] = None if answer == right else answer
    assert [each.mistake.description for each in findings(given)] == [mistake.description]


@cache
def lines_of_quick_cases() -> dict[str, set[Line]]:
    """Return what each quick case runs of the lines that the other mistakes edit."""
    watched = {line for other in OTHERS for line in edited_lines(other.edits or {})}
    found = {}
    for case in QUICK_CASES:
        request = with_floats(CASES[case].request or {})
        found[case], _ = lines_run(partial(right_answer, request), watched)
    return found


def calculated(made: Mistake, cases: Sequence[str]) -> dict[str, str | None]:
    """Return the answers of a mistake to cases, None for right ones."""
    given: dict[str, str | None] = {}
    for case in cases:
        request = with_floats(CASES[case].request or {})
        try:
            answer = digest(made.answer(request))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            continue
        given[case] = None if answer == digest(CASES[case].expected) else answer
    return given


@pytest.mark.parametrize("number", range(PAIRS))
def test_two_mistakes_at_once_get_no_wrong_name(number: int) -> None:
    chosen = random.Random(number)
    experiment = chosen.choice(["button_press", "rabbit", "neuron", "two_layer", "train", "dense"])
    own = [each for each in tabled_entries().values() if experiment in each.experiments]
    made = None
    while made is None:
        first, second = chosen.sample(own, 2)
        made = both(first.mistake, second.mistake)
    alone = {**TABLE.answers.get(first.id, {}), **TABLE.answers.get(second.id, {})}
    shared = TABLE.answers.get(first.id, {}).keys() & TABLE.answers.get(second.id, {}).keys()
    given = {
        case: answer for case, answer in answers_of(first, second).items() if case not in shared
    }
    given |= alone and {case: alone[case] for case in alone if case not in shared}
    quick = sorted(shared, key=lambda case: TABLE.rows[case].calls)[:10]
    told = {each.mistake.description for each in findings(given | calculated(made, quick))}
    assert told <= {first.mistake.description, second.mistake.description}


@pytest.mark.parametrize("mistake", OTHERS, ids=lambda each: each.description)
def test_a_mistake_that_is_not_in_the_catalogue_gets_no_name(mistake: Mistake) -> None:
    own = edited_lines(mistake.edits or {})
    cases = [case for case, lines in lines_of_quick_cases().items() if lines & own]
    cases.sort(key=lambda case: (mistake.rule not in CASES[case].rules, TABLE.rows[case].calls))
    given = calculated(mistake, cases[:MOST])
    assert any(answer is not None for answer in given.values())
    assert findings(given) == ()


def test_the_sets_of_cases_are_as_they_are_said_to_be() -> None:
    assert QUICK < LONG
    assert len(QUICK_CASES) > 1000
    assert all(is_tabled(CASES[case]) for case in TABLE.rows)
    assert {each for each in MISTAKES if not MISTAKES[each]} == set()
