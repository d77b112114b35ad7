"""Mistakes as the table knows them: each once, with an id and a key of its own."""

from refnet.conformance.diagnosis.entries import Entry, entries, tabled_entries
from refnet.conformance.mistakes import MISTAKES, Mistake
from refnet.conformance.mistakes.mistake import mistake, right_answer

LISTED = [(experiment, each) for experiment, found in MISTAKES.items() for each in found]
ENTRIES = entries()


def entry(description: str, experiment: str) -> Entry:
    [found] = [
        each
        for each in ENTRIES.values()
        if each.mistake.description == description and experiment in each.experiments
    ]
    return found


def test_every_mistake_is_there_and_keeps_its_description() -> None:
    """The same edits under two descriptions would be named by one of them."""
    told = {
        (experiment, each.mistake.description)
        for each in ENTRIES.values()
        for experiment in each.experiments
    }
    missing = {(experiment, each.description) for experiment, each in LISTED} - told
    assert missing == set()
    assert 1300 < len(ENTRIES) <= len(LISTED)


def test_the_same_edits_in_several_lists_are_one_mistake() -> None:
    assert entry("learns from one example after another", "neuron").experiments == ("neuron",)
    shared = entry("leaves the learning rate out", "neuron")
    assert shared.experiments == ("neuron", "two_layer")
    assert shared is entry("leaves the learning rate out", "two_layer")
    assert "dense" in entry("calculates in binary32 (float)", "rabbit").experiments


def test_keys_change_with_the_edits_and_their_functions() -> None:
    def key(edits: dict[str, list[tuple[str, str]]], rule: str = "SUM-1") -> str:
        return Entry("", mistake(rule, "adds", edits), ()).key

    edits = {"weighted_sum": [("d = bias", "d = 0.0")]}
    assert key(edits) == key(edits)
    others = [
        key({"weighted_sum": [("d = bias", "d = 1.0")]}),
        key({"gradient_step": [("d = bias", "d = 0.0")]}),
        key({"weighted_sum": [("d = bias", "d = fused(0.0, 0.0, 0.0)")]}),
        key(edits, "SUM-2"),  # whose cases are others
    ]
    assert len({key(edits), *others}) == 5


def test_a_mistake_that_is_no_edit_acts_in_its_lists() -> None:
    defaults = Mistake("OPT-1", "has other defaults", right_answer)
    own = Entry("x", defaults, ("dense",))
    assert own.may_change("dense")
    assert not own.may_change("neuron")
    assert len(own.key) == 8
    assert entry("adds in halves", "normalization").may_change("train")
    reads = Mistake("NUM-1", "misreads", right_answer, reads=lambda request: request)
    assert Entry("x", reads, ("dense",)).may_change("neuron")


def test_mistakes_in_writing_are_not_in_the_table() -> None:
    assert tabled_entries().keys() <= ENTRIES.keys()
    left = [ENTRIES[own].mistake for own in ENTRIES.keys() - tabled_entries().keys()]
    assert all(each.writes is not None for each in left)


def test_lists_with_networks_are_one() -> None:
    for each in ENTRIES.values():
        if each.in_its_lists:
            assert ("train" in each.experiments) == ("dense" in each.experiments)
