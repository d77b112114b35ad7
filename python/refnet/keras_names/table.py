"""How the tables of this package are written: Keras's names, sorted by what refnet has of them."""

from collections.abc import Mapping
from typing import NamedTuple


class Namespace(NamedTuple):
    """The public names of a module of Keras 3.15, and older ones that programs still have.

    here: names that mean the same in refnet; different: what differs, for names that are there;
    missing: what to use instead, for names that are not; older: the same for names of Keras 1 and
    2, which Keras 3 does not have either
    """

    here: tuple[str, ...] = ()
    different: Mapping[str, str] = {}
    missing: Mapping[str, str] = {}
    older: Mapping[str, str] = {}

    def instead_of(self, name: str) -> str | None:
        """Return what to use instead of a name that refnet does not have; None if none is known."""
        return self.missing.get(name) or self.older.get(name)


def words(text: str) -> tuple[str, ...]:
    """Return the names in a text."""
    return tuple(text.split())


def by_name(names_by_note: Mapping[str, str]) -> dict[str, str]:
    """Return the note of each name, for names by note."""
    return {name: note for note, names in names_by_note.items() for name in names.split()}
