"""The rules of the specification, as reports cite them."""

from pathlib import Path

import pytest
from support.ports import CASES

from refnet.conformance import rules
from refnet.conformance.fixtures import fixture_groups
from refnet.conformance.rules import all_rules, page_of, shown


def test_every_rule_that_a_fixture_cites_has_a_sentence() -> None:
    cited = {rule for case in CASES.values() for rule in case.rules}
    assert cited - all_rules().keys() == set()
    assert all(rule.sentence.endswith(".") and rule.code for rule in all_rules().values())


def test_columns_are_found_by_their_names() -> None:
    rule = all_rules()["NEURON-3"]
    assert rule.sentence == "An error is the target minus the output."
    assert rule.code == "errors[j] = targets[j] - outputs[j]"
    assert rule.page.name == "neuron.md"
    assert all_rules()["ERR-3"].sentence == "A field without a default is missing."


def test_every_folder_has_a_page_also_without_a_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [folder for folder in fixture_groups() if page_of(folder) is None] == []
    assert page_of("alchemy") is None
    monkeypatch.setattr(rules, "DOCS", Path("/nowhere"))
    assert [folder for folder in fixture_groups() if page_of(folder) is None] == []
    page = page_of("model_file")
    assert page is not None
    assert page.name == "files.md"


def test_a_path_below_the_current_folder_is_relative(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a.md") == "a.md"
    assert shown(Path("/b.md")) == "/b.md"
