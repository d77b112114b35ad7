"""The mistakes as the table of wrong answers knows them: each once, whatever lists have it."""

import inspect
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from refnet.conformance.diagnosis.digests import short
from refnet.conformance.mistakes import MISTAKES, Mistake, arithmetic
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
        if self.mistake.edits is not None or self.mistake.reads is not None:
            return True
        return experiment in self.experiments

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
        parts = [self.name, repr(_sorted_edits(self.mistake))]
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
    """Return all mistakes by their ids.

    Mistakes whose answers follow from the right ones (``writes``) need no table and are left out.
    """
    found: dict[str, Entry] = {}
    for experiment, mistakes in MISTAKES.items():
        for mistake in mistakes:
            if mistake.writes is None:
                own = _id(mistake, experiment)
                before = found[own].experiments if own in found else ()
                found[own] = Entry(own, mistake, (*before, experiment))
    return {own: _in_networks(entry) for own, entry in found.items()}


def _in_networks(entry: Entry) -> Entry:
    """Return an entry whose list is that of networks in all experiments with networks."""
    if entry.mistake.edits is None and set(entry.experiments) & set(NETWORKS):
        return Entry(entry.id, entry.mistake, NETWORKS)
    return entry


def _id(mistake: Mistake, experiment: str) -> str:
    own: Any = experiment if mistake.edits is None else _sorted_edits(mistake)
    rule = None if mistake.real else mistake.rule  # each chapter has its own for binary32
    return short(repr([rule, mistake.description, mistake.version, own]).encode(), 5)


def _sorted_edits(mistake: Mistake) -> list[tuple[str, Collection[tuple[str, str]]]]:
    return sorted((name, list(changes)) for name, changes in (mistake.edits or {}).items())
