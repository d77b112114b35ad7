"""What layers have for a batch: states to begin with, and factors (chapter dropout)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi
from refnet.core.arrays import Matrix, Vector
from refnet.core.checks import checked_rows
from refnet.core.layers import sizes_of
from refnet.core.structs import BLOCK, CoreNetwork, rows_struct
from refnet.reference.checks import check_length
from refnet.reference.kinds import is_stateful
from refnet.reference.readers import as_boolean


class Batch(NamedTuple):
    """The arrays of a layer for m examples: state [m][s] and factors [m][f], or None.

    training: whether a layer that normalizes by the batch does so; None for other kinds
    """

    state: Matrix | None
    factors: Matrix | None
    training: bool | None = None


def batch_sizes(layer: Any) -> tuple[int, int]:
    """Return how many numbers an example has in the state and in the factors of a layer.

    0 for a kind that has none.
    """
    if layer.kind == "dropout":
        return 0, sizes_of(layer)[0]
    if not hasattr(layer, "stateful"):
        return 0, 0
    cell = getattr(layer, "cell", layer.kind)
    directions = 1 if cell == layer.kind else 2
    kept = 2 * layer.units if cell == "lstm" else layer.units
    return directions * kept, directions * (layer.input_shape[1] + layer.units)


def checked_batch(field: str, given: Any, layer: Any, m: int) -> Batch:
    """Return what a layer was given for m examples, a copy; wrong_type, shape_mismatch.

    given: the layer as it came; layer: the same, checked. A stateful layer without states begins
    with zeros.
    """
    kept, drawn = batch_sizes(layer)
    state = _checked_copy(f"{field}.state", getattr(given, "state", None), kept, m)
    if state is None and is_stateful(layer):
        state = np.zeros((m, kept))
    factors = _checked_copy(f"{field}.factors", getattr(given, "factors", None), drawn, m)
    training = getattr(given, "training", None)
    if training is not None:
        as_boolean(f"{field}.training", training)
    return Batch(state, factors, training)


def _checked_copy(field: str, rows: Any, n: int, m: int) -> Matrix | None:
    if rows is None:
        return None
    matrix: Any = checked_rows(field, rows, "the layer", n)
    check_length(field, matrix, "inputs", m)
    copy: Matrix = np.array(matrix)
    return copy


def attach(struct: Any, batch: Batch) -> None:
    """Let the struct of a layer point into the arrays of a batch, which the caller keeps."""
    struct.state, struct.factors = rows_struct(batch.state), rows_struct(batch.factors)


def attached(
    network: CoreNetwork, given: Sequence[Any], layers: Sequence[Any], m: int
) -> list[Batch]:
    """Attach what layers were given for m examples to a network, which keeps it, and return it.

    given: the layers as they came; layers: the same, checked. wrong_type, shape_mismatch.
    """
    network.batches = []
    for i, layer in enumerate(layers):
        network.batches.append(checked_batch(f"layers[{i}]", given[i], layer, m))
        attach(network.layers[i], network.batches[i])
    return network.batches


def is_traced(batch: Batch, is_backward: bool) -> bool:
    """Return whether C keeps what a backward pass needs: where a layer says so, in training."""
    return is_backward if batch.training is None else batch.training


def moves(batch: Batch, mask: Any, m: int) -> bool:
    """Return whether m examples move the moving moments of a layer; mask [m][p] or None."""
    return bool(batch.training) and m > 0 and (mask is None or bool(mask.any()))


def moments_in(struct: Any) -> list[Vector]:
    """Return copies of the moving mean [c] and variance [c] of a layer's struct, of float64."""
    numbers = ffi.buffer(struct.moving, 2 * struct.features * ffi.sizeof("double"))
    return list(np.frombuffer(numbers, np.float64).reshape(2, -1).copy())


def block_of(batches: Sequence[Batch], m: int) -> int:
    """Return how many of m examples are calculated at a time: all if a layer knows each of them."""
    is_known = any(each.state is not None or each.factors is not None for each in batches)
    return max(m, 1) if is_known else BLOCK
