"""Chapter sequences: examples that are steps one after another.

A sequence [steps][features] is stored step by step, like an image of one row. Sequences of a batch
have equally many steps, so shorter ones are filled up; a mask says which steps are real. It goes
with the batch from layer to layer, as long as the outputs are still a sequence, and a recurrent
layer passes over the steps that it leaves out.

Masking makes a mask of a sequence: a step whose features all have one value is no step.
Repeat_vector makes a sequence of an example, time_distributed applies a dense layer to each step
by itself: a step takes the place of an example in chapter dense, whose sums have their order.

Derivation: an input of repeat_vector is in every step, so its gradient is the sum of theirs.

Source: the layers Masking, RepeatVector and TimeDistributed of Keras.

Left out on purpose: time_distributed with other layers; conv1d sees several steps at once.

m examples of t steps; n features of a step before a layer, u after it.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.conv import cell_rows
from refnet.reference.dense import (
    DenseLayer,
    dense_forward,
    dense_input_gradients,
    dense_parameter_gradients,
    dense_parameters,
    dense_variables,
    dense_with_parameters,
)

Matrix = Sequence[Sequence[float]]
Mask = Sequence[Sequence[bool]] | None  # [m][t], whether a step is real; None where all are


class MaskingLayer(NamedTuple):
    """A layer without parameters; a step of nothing but mask_value is left out.

    input_shape: (t, n), () until it is known.
    """

    mask_value: float = 0.0
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "masking"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


class RepeatVectorLayer(NamedTuple):
    """A layer without parameters; n: the number of steps; input_shape: (u,), () until known."""

    n: int
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "repeat_vector"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


class TimeDistributedLayer(NamedTuple):
    """A dense layer for each step: kernel [n][units], bias [units] or None.

    input_shape: (t, n), () until it is known.
    """

    units: int
    activation: str
    kernel: Any
    bias: Any = None
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "time_distributed"


def joined(rows: Matrix) -> list[float]:
    """Return the numbers of all rows, one row after another.

    rows [t][n] -> [t * n]
    """
    return [number for row in rows for number in row]


def masking_shapes(layer: MaskingLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (t, n), twice."""
    return layer.input_shape, layer.input_shape


def masking_mask(inputs: Matrix, layer: MaskingLayer, mask: Mask) -> list[list[bool]]:
    """Return which steps have a feature other than mask_value (SEQ-1).

    inputs [m][t * n], mask: that of the inputs, which is dropped -> [m][t]
    """
    n = layer.input_shape[1]
    return [
        [any(x != layer.mask_value for x in step) for step in cell_rows(row, n)] for row in inputs
    ]


def masking_forward(inputs: Matrix, layer: MaskingLayer) -> list[list[float]]:
    """Return the inputs, with zeros in the steps that are left out (SEQ-1).

    inputs [m][t * n] -> [m][t * n]
    """
    return masked_steps(inputs, inputs, layer)


def masking_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: MaskingLayer
) -> list[list[float]]:
    """Return the deltas, with zeros in the steps that are left out (SEQ-1).

    inputs [m][t * n], deltas [m][t * n] -> [m][t * n]
    """
    return masked_steps(inputs, deltas, layer)


def masked_steps(inputs: Matrix, numbers: Matrix, layer: MaskingLayer) -> list[list[float]]:
    """Return numbers, with zeros in the steps that are left out (SEQ-1).

    inputs [m][t * n], numbers [m][t * n] -> [m][t * n]
    """
    n = layer.input_shape[1]
    result = []
    for row, is_real in zip(numbers, masking_mask(inputs, layer, None), strict=True):
        steps = zip(cell_rows(row, n), is_real, strict=True)
        result.append(joined([step if real else [0.0] * n for step, real in steps]))
    return result


def repeat_vector_shapes(layer: RepeatVectorLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (u,) and (n, u)."""
    return layer.input_shape, (layer.n, *layer.input_shape)


def repeat_vector_forward(inputs: Matrix, layer: RepeatVectorLayer) -> list[list[float]]:
    """Return each example as often as there are steps (SEQ-2).

    inputs [m][u] -> [m][n * u]
    """
    return [joined([row] * layer.n) for row in inputs]


def repeat_vector_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: RepeatVectorLayer
) -> list[list[float]]:
    """Return the sums of the deltas over the steps, in order (SEQ-2).

    inputs [m][u], deltas [m][n * u] -> [m][u]
    """
    gradients = []
    for delta in deltas:
        total = [0.0] * layer.input_shape[0]
        for step in cell_rows(delta, len(total)):
            for j in range(len(step)):
                total[j] = total[j] + step[j]
        gradients.append(total)
    return gradients


def time_distributed_shapes(
    layer: TimeDistributedLayer,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (t, n) and (t, u)."""
    t, _ = layer.input_shape
    return layer.input_shape, (t, layer.units)


def each_step_layer(layer: TimeDistributedLayer) -> DenseLayer:
    """Return the dense layer whose examples are the steps."""
    return DenseLayer(layer.units, layer.activation, layer.kernel, layer.bias)


def time_distributed_parameters(layer: TimeDistributedLayer) -> list[list[float]]:
    """Return the parameters as vectors: the kernel row by row, then the bias if there is one."""
    return dense_parameters(each_step_layer(layer))


def time_distributed_variables(layer: TimeDistributedLayer) -> list[int]:
    """Return how many of the vectors belong to the kernel, and how many to the bias."""
    return dense_variables(each_step_layer(layer))


def time_distributed_with_parameters(
    layer: TimeDistributedLayer, vectors: list[list[float]]
) -> TimeDistributedLayer:
    """Return the layer with other parameters, in the order of ``time_distributed_parameters``."""
    moved = dense_with_parameters(each_step_layer(layer), vectors)
    return layer._replace(kernel=moved.kernel, bias=moved.bias)


def time_distributed_forward(inputs: Matrix, layer: TimeDistributedLayer) -> list[list[float]]:
    """Return the preactivations of each step (SEQ-3).

    inputs [m][t * n] -> [m][t * u]
    """
    dense, n = each_step_layer(layer), layer.input_shape[1]
    return [joined(dense_forward(cell_rows(row, n), dense)) for row in inputs]


def time_distributed_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: TimeDistributedLayer
) -> list[list[float]]:
    """Return the gradients of the parameters, summed over all steps in order (SEQ-3).

    The steps of an example follow those of the one before. inputs [m][t * n], deltas [m][t * u]
    -> vectors as ``time_distributed_parameters`` returns them
    """
    steps, step_deltas = [], []
    for row, delta in zip(inputs, deltas, strict=True):
        steps.extend(cell_rows(row, layer.input_shape[1]))
        step_deltas.extend(cell_rows(delta, layer.units))
    return dense_parameter_gradients(steps, step_deltas, each_step_layer(layer))


def time_distributed_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: TimeDistributedLayer
) -> list[list[float]]:
    """Return the gradients of the inputs of each step (SEQ-3).

    inputs [m][t * n], deltas [m][t * u] -> [m][t * n]
    """
    dense = each_step_layer(layer)
    return [
        joined(dense_input_gradients([], cell_rows(delta, layer.units), dense)) for delta in deltas
    ]
