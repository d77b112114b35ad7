"""Every rule of the specification has a fixture that fails when the rule is broken."""

import json
from functools import cache
from typing import Any

import pytest
from support.broken_ports import TABLE, broken
from support.ports import CASES

from refnet.conformance.fixtures import Case, input_bytes
from refnet.conformance.mistakes import MISTAKES
from refnet.conformance.mistakes.mistake import read_table
from refnet.conformance.rules import all_rules

BROKEN = read_table(TABLE)
KNOWN = {mistake.rule for mistakes in MISTAKES.values() for mistake in mistakes}
LOOPS = {"PORT-3"}  # test_raw.py breaks it


@cache
def cases_of(rule: str) -> list[Case]:
    """Return the cases that cite a rule, short ones first."""
    return sorted((case for case in CASES.values() if rule in case.rules), key=length)


def length(case: Case) -> int:
    """Return how many bytes a case has, about."""
    return len(input_bytes(case.input or ())) + len(json.dumps(case.request))


def test_every_rule_is_broken_by_some_port() -> None:
    """Catalogue: test_mistakes.py."""
    broken_here = {rule for rule, _, _ in BROKEN}
    assert sorted(all_rules().keys() - KNOWN - broken_here - LOOPS) == []
    assert broken_here <= all_rules().keys()


@pytest.mark.parametrize(
    ("rule", "edits"),
    [pytest.param(rule, edits, id=f"{rule} {told}") for rule, told, edits in BROKEN],
)
def test_a_broken_rule_fails_a_fixture_that_cites_it(rule: str, edits: Any) -> None:
    is_right = broken(edits)
    assert any(not is_right(case) for case in cases_of(rule))


def test_the_unbroken_port_is_right() -> None:
    """So that a fixture fails because of the edit, and not in this process anyway."""
    rules = {rule for rule, _, _ in BROKEN}
    cases = [case for case in CASES.values() if rules & set(case.rules)]
    assert len(cases) > 300
    is_right = broken({})
    for case in cases:
        if len(json.dumps(case.request)) < 3000:
            assert is_right(case), case.id
