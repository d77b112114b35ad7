"""dtype="float32": layers on images have the bits of the rules in binary32."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from refnet._core import lib
from support import binary32
from support.binary32 import Trained
from support.float32 import bits, rows_of
from support.image_layers import PLACES, image_layers, lenet, numbers, with_arrays
from support.networks import OPTIMIZERS
from support.processor import EVERYWHERE

from refnet import core, reference
from refnet.conformance.mistakes.variant import as_real
from refnet.core.arrays import pointer
from refnet.core.layers import LayerStructs
from refnet.core.structs import kernels
from refnet.fit.backends import CoreBackend, seeded_words
from refnet.reference.kinds import KINDS
from refnet.reference.training import Training

M = 5
OF_THE_LIBRARY = ("flatten", "reshape", "global_average_pooling2d", "zero_padding2d")


@cache
def expected(place: tuple[Any, ...]) -> list[tuple[Any, Any, Any, list[bytes]]]:
    """Return for each layer inputs, deltas, and the bits of outputs and gradients."""
    cases = []
    for number, layer in enumerate(image_layers(place)):
        before, after = KINDS[layer.kind].shapes(layer)
        generator = np.random.default_rng(number)
        x, deltas = (
            np.array(numbers(generator, M, math.prod(shape)), np.float32)
            for shape in (before, after)
        )
        rounded, rows, delta_rows = as_real(layer, np.float32), rows_of(x), rows_of(deltas)
        kind = KINDS[layer.kind]
        forward, backward, by_parameters = (
            getattr(binary32.chapters, function.__name__)
            for function in (kind.forward, kind.input_gradients, kind.parameter_gradients)
        )
        results = [forward(rows, rounded), backward(rows, delta_rows, rounded)]
        gradients = by_parameters(rows, delta_rows, rounded)
        flat = [number for vector in gradients for number in vector]
        found = [*map(bits, results), bits(flat) if flat else b""]
        cases.append((layer, x, deltas, found))
    return cases


def function_of(layer: Any, name: str) -> Any:
    """Return the function of a kind of layer in C, as a network calls it."""
    kind = "conv2d" if layer.kind == "conv1d" else layer.kind
    if kind in OF_THE_LIBRARY:
        return getattr(lib, f"refnet_{kind}_{name}_f32")
    return getattr(kernels(np.float32), f"{kind}_{name}")


@EVERYWHERE
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_every_kind_has_the_bits_of_the_rules(place: tuple[Any, ...]) -> None:
    for layer, x, deltas, wanted in expected(place):
        struct = LayerStructs([layer], np.float32)
        outputs, gradients = np.empty_like(deltas), np.empty_like(x)
        function_of(layer, "forward")(pointer(x), struct.array, M, pointer(outputs))
        arguments = pointer(x), pointer(deltas), struct.array, M
        function_of(layer, "input_gradients")(*arguments, pointer(gradients))
        assert [bits(outputs), bits(gradients)] == wanted[:2], layer
        if layer.kind in ("conv2d", "conv1d"):
            moved = np.empty(len(core.network_parameters([layer])), np.float32)
            function_of(layer, "parameter_gradients")(*arguments, pointer(moved))
            assert bits(moved) == wanted[2], layer


EXAMPLES = 19  # from 16 on threads share them


def run() -> tuple[list[Any], Any, Any]:
    """Return layers, inputs and targets."""
    generator = np.random.default_rng(3)
    layers = lenet(generator)[1:]
    x = np.array(numbers(generator, EXAMPLES, 84), np.float32)
    return layers, x, np.eye(3, dtype=np.float32)[generator.integers(0, 3, EXAMPLES)]


@cache
def expected_run(number: int) -> tuple[Trained, bytes]:
    layers, x, y = run()
    training = Training(
        "categorical_crossentropy", binary32.as_settings(OPTIMIZERS[number]), EXAMPLES - 2
    )
    rounded = [as_real(layer, np.float32) for layer in layers]
    trained = binary32.train(rounded, training, rows_of(x), rows_of(y), 2, 4)
    return trained, bits(binary32.network_outputs(rows_of(x), trained.layers))


@EVERYWHERE
@pytest.mark.parametrize("number", [1, 4, 5])
def test_a_network_trains_to_the_bits_of_the_rules(number: int) -> None:
    (layers, x, y), (trained, outputs) = run(), expected_run(number)
    arrays = [with_arrays(layer) for layer in layers]
    state = core.initial_state(core.network_parameters(arrays), OPTIMIZERS[number])
    backend = CoreBackend(arrays, state, seeded_words(4), "float32")
    training = Training("categorical_crossentropy", OPTIMIZERS[number], EXAMPLES - 2)
    losses, corrects = backend.train_epochs(training, x, y, 1, 2, True)
    assert losses == [float(loss) for loss in trained.losses]
    assert corrects == trained.corrects
    after = backend.snapshot()
    assert bits(after.weights) == bits(binary32.all_weights(trained.layers))
    assert bits(after.state.momentums) == bits(trained.state.momentums)
    assert bits(after.state.velocities) == bits(trained.state.velocities)
    assert bits(backend.outputs(x)) == outputs


def test_binary32_is_not_rounded_binary64() -> None:
    """The weights differ from those of binary64, rounded: the sums have been calculated anew."""
    layers, x, y = run()
    wide = reference.train(
        *((6, 7, 2), layers, "categorical_crossentropy", OPTIMIZERS[5], x.tolist(), y.tolist()),
        *(EXAMPLES - 2, 2, 4),
    )
    weights = np.array(binary32.all_weights(wide.trials[-1].layers), np.float32)
    assert bits(weights) != bits(binary32.all_weights(expected_run(5)[0].layers))
