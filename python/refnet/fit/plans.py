"""The numbers that a call of ``fit`` gets: how many examples, batches and epochs."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from refnet.errors import RefnetError
from refnet.reference.checks import check_count, check_range
from refnet.reference.readers import as_boolean, as_count, as_counts

DEFAULT_BATCH_SIZE = 32  # as in Keras


class Plan(NamedTuple):
    """What ``fit`` was asked for, checked; None where the argument was None."""

    batch_size: int | None
    first: int  # epochs that are done
    last: int
    shuffle: bool
    steps: int | None
    validation_steps: int | None
    validation_batch_size: int | None
    validation_freq: int | frozenset[int]  # see ``Validation``

    @property
    def size(self) -> int:
        """The batch size, also by default."""
        return self.batch_size or DEFAULT_BATCH_SIZE


def checked_plan(
    batch_size: Any,
    epochs: Any,
    initial_epoch: Any,
    shuffle: Any,
    steps_per_epoch: Any,
    validation_steps: Any,
    validation_batch_size: Any,
    validation_freq: Any,
) -> Plan:
    """Return the plan; raises RefnetError: wrong_type, out_of_range."""
    size = as_size("batch_size", batch_size)
    last, first = as_count("epochs", epochs), as_count("initial_epoch", initial_epoch)
    check_count("epochs", last)
    check_range("initial_epoch", first, 0, last)
    return Plan(
        size,
        first,
        last,
        as_boolean("shuffle", shuffle),
        as_size("steps_per_epoch", steps_per_epoch),
        as_size("validation_steps", validation_steps),
        as_size("validation_batch_size", validation_batch_size),
        _as_validation_freq(validation_freq),
    )


def as_size(argument: str, value: Any) -> int | None:
    """Return a number of at least 1, or None; raises RefnetError: wrong_type, out_of_range."""
    if value is None:
        return None
    size = as_count(argument, value)
    check_count(argument, size, 1)
    return size


def _as_validation_freq(value: Any) -> int | frozenset[int]:
    if isinstance(value, Iterable) and not isinstance(value, str):
        epochs = as_counts("validation_freq", value)
        if min(epochs, default=1) < 1:
            message = f"validation_freq: expected epochs from 1, got {min(epochs)}"
            raise RefnetError("out_of_range", "validation_freq", message)
        return frozenset(epochs)
    every = as_count("validation_freq", value)
    check_count("validation_freq", every, 1)
    return every
