"""The table of wrong answers that comes with the fixtures: up to date, and calculated rightly."""

import random
from pathlib import Path

import make_wrong_answers as making
import pytest
from support.diagnoses import NEURON, entry, table
from support.ports import CASES

from refnet.conformance.diagnosis.digests import digest
from refnet.conformance.diagnosis.entries import tabled_entries
from refnet.conformance.diagnosis.table import (
    UNKNOWN,
    load_table,
    outdated,
    own_table,
    written_table,
)

SAMPLE = 25  # answers that are calculated again
TABLED = making.tabled_cases()


def test_the_table_knows_every_mistake_and_every_case() -> None:
    stale = list(outdated(own_table(), TABLED, tabled_entries()))
    assert stale == [], "run make fixtures"


def test_some_of_its_answers_calculated_again() -> None:
    """Other tables of mathematical functions than those of the author's system are left out."""
    known = own_table()
    chosen = random.Random(str(sorted(known.mistakes)))
    quick = [case for case in TABLED if known.rows[case.id].calls < 1500]
    ids = [
        own
        for own, each in tabled_entries().items()
        if "library" not in repr(each.mistake.edits) and "math." not in repr(each.mistake.edits)
    ]
    checked = 0
    for own in chosen.sample(ids, len(ids)):
        acts = known.answers.get(own, {})
        cases = [case for case in quick if case.id in acts]
        if cases:
            case = chosen.choice(cases)
            assert making.wrong_answer(tabled_entries()[own], case) == acts[case.id], case.id
            checked += 1
        if checked == SAMPLE:
            return
    pytest.fail("too few")


def test_mistakes_that_are_not_there_change_nothing() -> None:
    known = own_table()
    case = CASES["neuron/no_bias"]
    unbiased = next(
        each
        for each in tabled_entries().values()
        if each.mistake.description == "does not train the bias" and "neuron" in each.experiments
    )
    assert case.id not in known.answers[unbiased.id]
    assert making.wrong_answer(unbiased, case) == digest(case.expected)


def test_a_table_is_written_and_read(tmp_path: Path) -> None:
    made = table({"m": {NEURON[0]: "1", NEURON[1]: UNKNOWN}, "n": {NEURON[0]: "1"}})
    files = written_table(made, {"m": entry("m"), "n": entry("n")})
    assert set(files) == {"neuron.json", "mistakes.json"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    again = load_table(tmp_path)
    assert again == made
    assert again.answers == {"m": {NEURON[0]: "1"}, "n": {NEURON[0]: "1"}}
    assert load_table(tmp_path / "missing").rows == {}


def test_what_is_out_of_date_is_listed() -> None:
    listed = {"m": entry("m")}
    made = table({"m": {}, "gone": {}}, NEURON[:2])
    cases = [CASES[NEURON[1]], CASES[NEURON[2]]]
    stale = list(outdated(made, cases, listed))
    assert stale == [NEURON[2], NEURON[0], listed["m"].name, "gone"]
