"""Which of some names a misspelt one most likely stands for."""

import difflib
from collections.abc import Iterable

_MOST = 5  # names that are alike, of which the fewest changes decide


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that the fewest changes of a letter make of it, None without any alike.

    Small and large letters are the same, and the first of such names is returned; two letters the
    other way round are one change.
    """
    plain: dict[str, str] = {}
    for each in known:
        plain.setdefault(each.lower(), each)
    alike = difflib.get_close_matches(name.lower(), plain, _MOST)
    best = min(alike, key=lambda each: _changes(name.lower(), each), default=None)
    return None if best is None else plain[best]


def _changes(first: str, second: str) -> int:
    """Return how many letters have to be added, left out, replaced, or swapped with the next."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        last, before, row = before, row, [i]
        for j, b in enumerate(second, start=1):
            changes = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                changes = min(changes, last[j - 2] + 1)
            row.append(changes)
    return row[-1]
