"""Chapter dense: sums in order, and gradients, measured."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.bits import flat
from support.gradients import central_differences, check_gradient
from support.networks import dense_layers, examples

from refnet import reference
from refnet.reference.dense import DenseLayer


@BACKENDS
def test_a_preactivation_starts_at_the_bias(chapters: ModuleType) -> None:
    layer = DenseLayer(1, "sigmoid", [[0.2], [0.3]], [0.1])
    assert (0.1 + 0.2) + 0.3 != (0.2 + 0.3) + 0.1
    forward = chapters.dense_forward([[1.0, 1.0]], layer)
    assert np.array(forward).tolist() == [[(0.1 + 0.2) + 0.3]]


@BACKENDS
@pytest.mark.parametrize("bias", [True, False])
def test_the_gradients_are_measured(chapters: ModuleType, bias: bool) -> None:
    """Of a loss that is a weighted sum of the preactivations."""
    [layer] = dense_layers((3, 4), ("tanh",), seed=4, bias=bias)
    x, deltas = examples(5, 3, 4)
    parameters = flat(reference.dense_parameters(layer))

    def loss(inputs: Any, layer: DenseLayer) -> float:
        return float((np.array(deltas) * np.array(chapters.dense_forward(inputs, layer))).sum())

    def loss_at(values: Any) -> float:
        kernel = values[:12].reshape(3, 4).tolist()
        return loss(x, layer._replace(kernel=kernel, bias=values[12:].tolist() if bias else None))

    gradients = flat(chapters.dense_parameter_gradients(x, deltas, layer))
    check_gradient(gradients, central_differences(loss_at, parameters))
    by_inputs = np.array(chapters.dense_input_gradients(x, deltas, layer))
    check_gradient(by_inputs, central_differences(lambda at: loss(at.tolist(), layer), x))


@BACKENDS
@pytest.mark.parametrize("bias", [True, False])
def test_parameters_return_where_they_were(chapters: ModuleType, bias: bool) -> None:
    [layer] = dense_layers((3, 4), ("tanh",), bias=bias)
    parameters = chapters.dense_parameters(layer)
    again = chapters.dense_with_parameters(layer, parameters)
    assert (again.units, again.activation) == (4, "tanh")
    assert np.array(again.kernel).tolist() == layer.kernel
    assert (None if again.bias is None else list(again.bias)) == layer.bias
    assert chapters.dense_shapes(layer) == ((3,), (4,))
    assert layer.kind == "dense"
