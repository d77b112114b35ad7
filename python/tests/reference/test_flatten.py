"""Chapter flatten: layers that change no number."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from support.backends import BACKENDS
from support.bits import flat, same
from support.networks import dense_layers, examples

from refnet.reference.flatten import FlattenLayer, ReshapeLayer
from refnet.reference.optimizers import Optimizer
from refnet.reference.training import Training

LAYER = FlattenLayer((2, 3))


RESHAPE = ReshapeLayer((3, 2), (2, 3))
BOTH = pytest.mark.parametrize("layer", [LAYER, RESHAPE], ids=["flatten", "reshape"])


@BACKENDS
@BOTH
def test_the_layer_has_no_parameters(chapters: ModuleType, layer: Any) -> None:
    x, deltas = examples(4, 6, 6)
    assert layer.activation == "linear"
    assert len(chapters.network_parameters([layer])) == 0
    forward = chapters.network_forward(x, [layer])
    assert len(chapters.network_gradients(x, deltas, [layer], forward, "mse")) == 0


@BACKENDS
def test_shapes(chapters: ModuleType) -> None:
    assert chapters.flatten_shapes(LAYER) == ((2, 3), (6,))
    assert chapters.reshape_shapes(RESHAPE) == ((2, 3), (3, 2))
    assert (LAYER.kind, RESHAPE.kind) == ("flatten", "reshape")


@BACKENDS
@BOTH
def test_numbers_pass_in_both_directions(chapters: ModuleType, layer: Any) -> None:
    x, deltas = examples(4, 6, 6)
    forward = getattr(chapters, f"{layer.kind}_forward")(x, layer)
    backward = getattr(chapters, f"{layer.kind}_input_gradients")(x, deltas, layer)
    assert np.array(forward).tolist() == x
    assert np.array(backward).tolist() == deltas
    forward[0][0] = backward[0][0] = 99.0
    assert x[0][0] != 99.0
    assert deltas[0][0] != 99.0


PLACES: list[list[int]] = [[0], [0, 1], [1], [2], [0, 1, 2]]


@BACKENDS
@pytest.mark.parametrize("places", PLACES, ids=str)
def test_a_network_has_the_same_bits_without_it(chapters: ModuleType, places: list[int]) -> None:
    layers: list[Any] = list(dense_layers((6, 6, 6), ("relu", "linear")))
    x, t = examples(5, 6, 6)
    with_flatten = list(layers)
    for place in reversed(places):
        with_flatten.insert(place, LAYER if place == 0 else FlattenLayer((6,)))

    def results(layers: list[Any]) -> list[Any]:
        forward = chapters.network_forward(x, layers)
        gradients = chapters.network_gradients(x, t, layers, forward, "mse")
        parameters = chapters.network_parameters(layers)
        training = Training("mse", Optimizer("adam", 0.1), 2)
        state = chapters.initial_state(parameters, training.optimizer)
        trained = chapters.train_epochs(
            layers, state, training, x, t, 1, 2, chapters.seeded(0), False, None
        )
        return [
            forward[-1].outputs,
            chapters.network_outputs(x, layers),
            flat(gradients),
            flat(parameters),
            flat(chapters.network_parameters(trained.layers)),
            list(chapters.evaluate(layers, "mse", x, t)),
            [trial.loss for trial in trained.trials],
        ]

    for one, other in zip(results(with_flatten), results(layers), strict=True):
        assert same(np.array(one, np.float64), np.array(other, np.float64))
