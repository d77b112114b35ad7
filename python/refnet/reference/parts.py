"""Chapter parts: the state that a layer returns, and the layer that passes on a part of a row.

A recurrent layer that returns its state has two or three things in one row: its outputs, then the
state after the last step (chapter recurrent). A layer that sees only a part of them takes them
apart again, and gives its part a shape, so that what follows sees outputs, state or cells alone.

Derivation: a number that the layer leaves out changes none of its outputs, so its gradient is 0.

Left out on purpose: steps between the numbers, and several parts at once.

m examples; n numbers before the layer, u after it. A recurrent layer has t steps, u units and a
state of s numbers.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

Matrix = Sequence[Sequence[float]]


class PartLayer(NamedTuple):
    """A layer without parameters; first: where the part begins; target_shape: that of the part.

    input_shape: that of an example before it, () until it is known.
    """

    first: int
    target_shape: tuple[int, ...]
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "part"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


def part_shapes(layer: PartLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: input_shape, target_shape."""
    return layer.input_shape, layer.target_shape


def part_forward(inputs: Matrix, layer: PartLayer) -> list[list[float]]:
    """Return the numbers of the part (PART-1).

    inputs [m][n] -> [m][u]
    """
    first, u = layer.first, math.prod(layer.target_shape)
    return [list(row[first : first + u]) for row in inputs]


def part_input_gradients(inputs: Matrix, deltas: Matrix, layer: PartLayer) -> list[list[float]]:
    """Return the gradients of the inputs: the deltas in their places, zeros elsewhere (PART-2).

    inputs [m][n], deltas [m][u] -> [m][n]
    """
    first, n = layer.first, math.prod(layer.input_shape)
    gradients = []
    for delta in deltas:
        after = n - first - len(delta)
        gradients.append([*[0.0] * first, *delta, *[0.0] * after])
    return gradients


def state_size(layer: Any) -> int:
    """Return how many numbers the state of an example has; that of lstm has cells, too."""
    return 2 * layer.units if layer.kind == "lstm" else int(layer.units)


def returned_shape(shape: tuple[int, ...], layer: Any) -> tuple[int, ...]:
    """Return the shape of what the layer returns: one axis if the state is behind the outputs.

    shape: of the outputs, (t, u) or (u,) -> the same, or (t * u + s,) or (u + s,)
    """
    return (math.prod(shape) + state_size(layer),) if layer.return_state else shape


def with_state(outputs: Sequence[float], state: Sequence[float], layer: Any) -> list[float]:
    """Return the outputs, followed by the state where the layer returns it (PART-3).

    outputs [t * u] or [u], state [s]: after the last step
    """
    return [*outputs, *state] if layer.return_state else list(outputs)


def split_delta(delta: Sequence[float], layer: Any) -> tuple[list[float], list[float]]:
    """Return the gradients of the outputs, and those of the state after the last step (PART-4).

    delta [t * u] or [u], with [s] more where the layer returns the state; if not, [s] zeros
    """
    size = state_size(layer)
    if not layer.return_state:
        return list(delta), [0.0] * size
    end = len(delta) - size
    return list(delta[:end]), list(delta[end:])
