"""Chapter dropout through the C core: refnet.reference.dropout over NumPy arrays."""

from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core import layer_calls
from refnet.core.arrays import Matrix, Vector, as_vector, pointer
from refnet.core.checks import checked_generator
from refnet.core.layers import sizes_of
from refnet.core.memory import result_buffer
from refnet.reference.checks import check_count, check_fraction, check_length
from refnet.reference.dropout import DropoutLayer
from refnet.reference.readers import as_count, as_number


def dropout_shapes(layer: DropoutLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer, which are the same."""
    return layer.input_shape, layer.input_shape


def random_factors(n: int, rate: float, generator: Any) -> Vector:
    """Return a factor for each of n numbers: 0, or 1 / (1 - rate) (DROP-1).

    Raises RefnetError: wrong_type, not_finite, out_of_range; and MemoryError.
    """
    n, rate = as_count("n", n), as_number("rate", rate)
    generator = checked_generator("generator", generator)
    check_count("n", n)
    check_fraction("rate", rate)
    factors: Vector = result_buffer("n", (n,))
    lib.refnet_random_factors(n, rate, generator, pointer(factors))
    return factors


def dropout_drawn(layer: DropoutLayer, m: int, generator: Any) -> DropoutLayer:
    """Return the layer with the factors of a batch of m examples (DROP-1).

    Raises RefnetError: wrong_type, out_of_range, and what a layer cannot be; and MemoryError.
    """
    drawn: DropoutLayer = layer_calls.drawn(
        lib.refnet_dropout_drawn, layer, m, generator, "dropout"
    )
    if layer.rate == 0.0:  # whose factors C does not need
        drawn = layer._replace(factors=np.ones((m, sizes_of(layer)[1])))
    return drawn


def times_factors(row: Any, factors: Any) -> Vector:
    """Return each number times its factor; None: all as they are (DROP-2).

    row [n], factors [n]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    row = as_vector("row", row)
    if factors is None:
        copy: Vector = row.copy()
        return copy
    factors, result = as_vector("factors", factors), np.empty(len(row))
    check_length("factors", factors, "row", len(row))
    lib.refnet_times_factors(pointer(row), pointer(factors), len(row), pointer(result))
    return result


def dropout_forward(inputs: Any, layer: DropoutLayer) -> Matrix:
    """Return the inputs times their factors, outside training the inputs (DROP-2).

    inputs [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    return layer_calls.forward(lib.refnet_dropout_forward, inputs, layer, "dropout")


def dropout_input_gradients(inputs: Any, deltas: Any, layer: DropoutLayer) -> Matrix:
    """Return the gradients of the inputs: the deltas times their factors (DROP-2).

    inputs [m][n], deltas [m][n] -> [m][n].
    Raises RefnetError: wrong_type, shape_mismatch, and what a layer cannot be; and MemoryError.
    """
    function = lib.refnet_dropout_input_gradients
    return layer_calls.input_gradients(function, inputs, deltas, layer, "dropout")
