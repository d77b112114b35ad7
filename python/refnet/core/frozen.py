"""Chapter frozen through the C core: refnet.reference.frozen over NumPy arrays."""

from typing import Any

from refnet._core import lib
from refnet.core.arrays import pointer
from refnet.core.structs import booleans
from refnet.reference.checks import check_range
from refnet.reference.frozen import Frozen
from refnet.reference.readers import as_booleans, as_count, optional


def is_frozen(i: int, frozen: Frozen) -> bool:
    """Return whether training leaves the parameters of layer i as they are (FROZEN-1).

    Raises RefnetError: wrong_type, out_of_range.
    """
    i, read = as_count("i", i), optional(as_booleans)("frozen", frozen)
    if read is None:
        return False
    check_range("i", i, 0, len(read) - 1)
    array = booleans(read)
    return bool(lib.refnet_is_frozen(i, pointer(array)))


def frozen_layer(layer: Any) -> Any:
    """Return a frozen layer for a batch in training (FROZEN-4, FROZEN-5).

    layer: as it is drawn for the batch. A layer that normalizes by its batch does what it does
    outside training; others are as they are.
    """
    return layer._replace(training=False) if layer.kind == "batch_normalization" else layer
