"""The mistakes as the table of wrong answers knows them: each once, whatever lists have it."""

import inspect
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from refnet.conformance.diagnosis.digests import short
from refnet.conformance.mistakes import MISTAKES, NOTATION, Mistake, arithmetic
from refnet.conformance.mistakes.variant import source_of

NETWORKS = ("train", "dense")


@dataclass(frozen=True)
class Entry:
    """A mistake, or one version of it.

    id: stands for it in the table.
    experiments: those in whose lists it is; a mistake that is an edit of the reference acts in
    every experiment that calls the edited functions.
    """

    id: str
    mistake: Mistake
    experiments: tuple[str, ...]

    def may_change(self, experiment: str) -> bool:
        """Return whether the mistake may change answers of an experiment."""
        return not self.in_its_lists or experiment in self.experiments

    @property
    def in_its_lists(self) -> bool:
        """Return whether the mistake acts in the experiments of its lists alone."""
        ways = (self.mistake.edits, self.mistake.reads, self.mistake.writes)
        return all(way is None for way in ways)

    @property
    def name(self) -> str:
        """Return the rule, the description and the version."""
        version = f" | {self.mistake.version}" if self.mistake.version else ""
        return f"{self.mistake.rule} {self.mistake.description}{version}"

    @property
    def key(self) -> str:
        """Return what tells whether the mistake is still the one that the table knows.

        It stands for the edits, the functions that they edit, and what they use of ``arithmetic``.
        """
        parts = [self.mistake.rule, repr(_sorted_edits(self.mistake))]
        for name, _ in _sorted_edits(self.mistake):
            parts.append(source_of(name))
        parts += [
            inspect.getsource(value)
            for name, value in sorted(vars(arithmetic).items())
            if inspect.isfunction(value) and name in parts[1]
        ]
        if self.mistake.edits is None:
            answer = self.mistake.reads or self.mistake.answer
            module = inspect.getmodule(getattr(answer, "func", answer))  # of a partial, too
            parts.append(inspect.getsource(module or arithmetic))
        return short("\n".join(parts).encode(), 8)


@cache
def entries() -> dict[str, Entry]:
    """Return all mistakes by their ids; the same edits in several lists are one mistake."""
    found: dict[str, Entry] = {}
    for experiment, mistakes in {**MISTAKES, "": NOTATION}.items():
        for mistake in mistakes:
            own = entry_id(mistake, experiment)
            before = found.get(own, Entry(own, mistake, ()))
            found[own] = Entry(own, before.mistake, (*before.experiments, experiment))
    return {own: _in_networks(entry) for own, entry in found.items()}


@cache
def tabled_entries() -> dict[str, Entry]:
    """Return the mistakes of the table: all but those whose answers follow from the right ones."""
    return {own: entry for own, entry in entries().items() if entry.mistake.writes is None}


def _in_networks(entry: Entry) -> Entry:
    """Return an entry whose list is that of networks in all experiments with networks."""
    if entry.in_its_lists and set(entry.experiments) & set(NETWORKS):
        return Entry(entry.id, entry.mistake, NETWORKS)
    return entry


def entry_id(mistake: Mistake, experiment: str) -> str:
    """Return the id of a mistake in the list of an experiment."""
    everywhere = mistake.writes is not None or mistake.reads is not None
    told = [mistake.rule, mistake.description, mistake.version]
    if everywhere:
        own: list[Any] = told
    elif mistake.edits is None:
        own = [*told, experiment]
    elif mistake.real:  # a function, which has no text; each chapter has a rule for it
        own = [mistake.description, _sorted_edits(mistake)]
    else:
        own = _sorted_edits(mistake)
    return short(repr(own).encode(), 5)


def _sorted_edits(mistake: Mistake) -> list[tuple[str, Collection[tuple[str, str]]]]:
    return sorted((name, list(changes)) for name, changes in (mistake.edits or {}).items())
