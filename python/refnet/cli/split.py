"""Which rows of a table are tested with: about a fifth, decided by each row's content.

The order of the rows and further rows change nothing for a row, and equal rows stay together, so
that a resumed run never tests with a row that it was trained on.
"""

import hashlib
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.files.tables import Table

Array = NDArray[Any]

PERSON = b"refnet split"
SPLITS = 32  # of which a new model takes the first that leaves every class a row to train on
BELOW = 13107  # of 65536: a fifth


def tested_rows(table: Table, targets: Array, classes: Sequence[str] | None, split: int) -> Array:
    """Return whether each row is tested with [m]; split: 0 to SPLITS - 1.

    targets: class numbers [m], or measurements [m][1] if there are no classes.
    """
    result: Array = _draws(table, targets, classes)[:, split] < BELOW
    return result


def choose_split(table: Table, targets: Array, classes: Sequence[str] | None) -> tuple[int, Array]:
    """Return the split of a new model: one with rows of both kinds, if possible of every class.

    Also return whether each row is tested with, as ``tested_rows`` does. Raises RefnetError:
    bad_file.
    """
    tested = _draws(table, targets, classes) < BELOW
    usable = [i for i in range(SPLITS) if tested[:, i].any() and not tested[:, i].all()]
    if not usable:
        raise RefnetError(
            "bad_file",
            table.name,
            f"{table.name}: expected different rows, to train on some and to test with others",
        )
    count = 0 if classes is None else len(classes)
    complete = (i for i in usable if not untrained(targets, tested[:, i], count))
    split = next(complete, usable[0])
    return split, tested[:, split]


def untrained(targets: Array, tested: Array, count: int) -> list[int]:
    """Return those of ``count`` classes whose rows are all tested with."""
    return sorted(set(range(count)) - set(targets[~tested].ravel().tolist()))


def _draws(table: Table, targets: Array, classes: Sequence[str] | None) -> Array:
    """Return SPLITS numbers from 0 to 65535 for each row, which its content alone decides."""
    numbers = (table.numbers + 0.0).astype("<f8")  # no -0.0
    digests = bytearray()
    for row, target in zip(numbers, targets.ravel().tolist(), strict=True):
        label = struct.pack("<d", target + 0.0) if classes is None else classes[target].encode()
        content = row.tobytes() + label
        digests += hashlib.blake2b(content, digest_size=2 * SPLITS, person=PERSON).digest()
    return np.frombuffer(digests, "<u2").reshape(len(table.numbers), SPLITS)
