"""dtype="float32": layers on sequences have the bits of the rules in binary32."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from support import binary32
from support.binary32 import Trained
from support.float32 import bits, rows_of
from support.networks import OPTIMIZERS
from support.processor import EVERYWHERE
from support.sequence_layers import (
    NETWORKS,
    RECURRENT,
    SIZES,
    bidirectional_layer,
    masks,
    recurrent_layers,
    scaled,
    with_arrays,
)

from refnet import core
from refnet.conformance.mistakes.variant import as_real
from refnet.fit.backends import CoreBackend, seeded_words
from refnet.reference.dense import DenseLayer
from refnet.reference.kinds import KINDS
from refnet.reference.sequences import MaskingLayer
from refnet.reference.training import Training

EXAMPLES = 19  # from 16 on threads share them


def check_run(
    layers: list[Any], x: Any, y: Any, loss: str, number: int, wanted: tuple[Trained, bytes]
) -> None:
    """Check two epochs of a network, and its outputs, against the rules."""
    trained, outputs = wanted
    arrays = [with_arrays(layer) for layer in layers]
    state = core.initial_state(core.network_parameters(arrays))
    backend = CoreBackend(arrays, state, seeded_words(4), "float32")
    training = Training(loss, OPTIMIZERS[number], EXAMPLES - 2)
    losses, corrects = backend.train_epochs(training, x, y, 1, 2, True)
    assert losses == [float(loss) for loss in trained.losses]
    assert corrects == trained.corrects
    assert bits(backend.snapshot().weights) == bits(binary32.all_weights(trained.layers))
    assert bits(backend.outputs(x)) == outputs


def run_of(layers: list[Any], x: Any, y: Any, loss: str, number: int) -> tuple[Trained, bytes]:
    """Return two epochs, and the outputs after them, by the rules."""
    training = Training(loss, binary32.as_settings(OPTIMIZERS[number]), EXAMPLES - 2)
    rounded = [as_real(layer, np.float32) for layer in layers]
    trained = binary32.train(rounded, training, rows_of(x), rows_of(y), 2, 4)
    return trained, bits(binary32.network_outputs(rows_of(x), trained.layers))


def one_layer(kind: str, size: tuple[int, int, int], option: int) -> tuple[list[Any], Any, Any]:
    """Return a network of a recurrent layer, with a mask or without one, and data for it."""
    generator, (t, n, _) = np.random.default_rng(option), size
    if option < 8:
        layer = recurrent_layers(kind, size)[option]
    else:
        layer = bidirectional_layer(generator, kind, size, option == 8)
    _, after = KINDS[layer.kind].shapes(layer)
    u = int(np.prod(after))
    layers = [layer, DenseLayer(2, "linear", scaled(generator, u, 2), scaled(generator, 2))]
    if len(after) > 1:
        layers.insert(1, core.FlattenLayer(after))
    x = generator.normal(size=(EXAMPLES, t, n), scale=0.25).astype(np.float32)
    if option % 2 == 1:
        layers.insert(0, MaskingLayer(0.0, (t, n)))
        x[~np.array(masks(generator, EXAMPLES, t)[1])] = 0.0
    y = generator.normal(size=(EXAMPLES, 2)).astype(np.float32)
    return layers, x.reshape(EXAMPLES, t * n), y


@cache
def expected(kind: str, size: tuple[int, int, int], option: int) -> tuple[Trained, bytes]:
    return run_of(*one_layer(kind, size, option), "mse", 0)


@EVERYWHERE
@pytest.mark.parametrize("size", [SIZES[1], SIZES[3]], ids=str)
@pytest.mark.parametrize("kind", RECURRENT)
def test_recurrent_layers_have_the_bits_of_the_rules(kind: str, size: tuple[int, int, int]) -> None:
    for option in range(10):
        check_run(*one_layer(kind, size, option), "mse", 0, expected(kind, size, option))


def network_run(number: int) -> tuple[list[Any], Any, Any]:
    network, draw = NETWORKS[number]
    generator = np.random.default_rng(3)
    layers, x = network(generator), np.array(draw(generator, EXAMPLES), np.float32)
    return layers, x, np.eye(3, dtype=np.float32)[generator.integers(0, 3, EXAMPLES)]


@cache
def expected_network(number: int, optimizer: int) -> tuple[Trained, bytes]:
    return run_of(*network_run(number), "categorical_crossentropy", optimizer)


@EVERYWHERE
@pytest.mark.parametrize("optimizer", [1, 4, 5])
@pytest.mark.parametrize("number", range(len(NETWORKS)))
def test_a_network_trains_to_the_bits_of_the_rules(number: int, optimizer: int) -> None:
    loss, wanted = "categorical_crossentropy", expected_network(number, optimizer)
    check_run(*network_run(number), loss, optimizer, wanted)
