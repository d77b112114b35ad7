"""Chapter network: the gradient of every loss through every activation, measured."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.bits import flat
from support.gradients import central_differences, check_gradient
from support.networks import PAIRS, dense_layers, examples

from refnet import reference
from refnet.reference.activations import ACTIVATIONS


def mean_loss(layers: Any, loss: str, x: Any, t: Any) -> float:
    total, _ = reference.evaluate(layers, loss, x, t)
    return reference.reduce_loss(loss, total, len(x))


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize(("activation", "loss"), PAIRS)
def test_gradients(hidden: str, activation: str, loss: str) -> None:
    layers = dense_layers((3, 4, 2), (hidden, activation))
    x, t = examples(5, 3, 2)
    vectors = reference.network_parameters(layers)
    ends = np.cumsum([len(vector) for vector in vectors])[:-1]

    def loss_at(weights: Any) -> float:
        parts = [part.tolist() for part in np.split(weights, ends)]
        return mean_loss(reference.with_parameters(layers, parts), loss, x, t)

    forward = reference.network_forward(x, layers)
    gradients = flat(reference.network_gradients(x, t, layers, forward, loss))
    check_gradient(gradients, central_differences(loss_at, flat(vectors)))


@BACKENDS
def test_parameters_return_where_they_were(chapters: ModuleType) -> None:
    layers = dense_layers((3, 4, 2, 5), ("relu", "tanh", "linear"))
    layers[1] = layers[1]._replace(bias=None)
    again = chapters.with_parameters(layers, chapters.network_parameters(layers))
    for one, other in zip(again, layers, strict=True):
        assert np.array(one.kernel).tolist() == other.kernel
        assert (None if one.bias is None else list(one.bias)) == other.bias


@BACKENDS
def test_outputs_are_those_of_the_last_layer(chapters: ModuleType) -> None:
    layers = dense_layers((3, 4, 2), ("relu", "tanh"))
    x, _ = examples(5, 3, 2)
    forward = chapters.network_forward(x, layers)
    assert len(forward) == 2
    outputs = np.array(chapters.network_outputs(x, layers))
    assert outputs.tolist() == np.array(forward[-1].outputs).tolist()
    logits = np.array(forward[-1].preactivations).tolist()
    assert [list(chapters.activate("tanh", row)) for row in logits] == outputs.tolist()
