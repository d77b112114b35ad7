"""dtype="float32": layers on sequences have the bits of the rules in binary32."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from refnet._core import ffi, lib
from support import binary32
from support.float32 import bits, rows_of
from support.image_layers import numbers, with_arrays
from support.networks import OPTIMIZERS
from support.processor import EVERYWHERE
from support.sequence_layers import (
    RECURRENT,
    SIZES,
    dropping_network,
    for_batch,
    masks,
    recurrent_layers,
    stateful_network,
    steps_network,
    words,
    words_network,
)

from refnet import core
from refnet.conformance.mistakes.variant import as_real
from refnet.core.arrays import pointer
from refnet.core.batches import batch_sizes
from refnet.core.layers import LayerStructs
from refnet.core.structs import rows_struct
from refnet.fit.backends import CoreBackend, seeded_words
from refnet.reference.kinds import KINDS, is_stateful
from refnet.reference.training import Training

# two registers of 16 numbers and a rest
PLACES = [*SIZES, (3, 2, 35)]
EXAMPLES = [1, 3, 17]  # from 16 on threads share them, and a step reads the kernel in panels


@cache
def expected(kind: str, size: tuple[int, int, int]) -> list[tuple[Any, ...]]:
    """Return layers with masks, inputs, deltas, and the bits of outputs and gradients.

    Every third layer has a state and factors.
    """
    cases = []
    for number, layer in enumerate(recurrent_layers(kind, size)):
        generator, m = np.random.default_rng(number), EXAMPLES[number % 3]
        t, n = size[:2]
        columns = math.prod(KINDS[kind].shapes(layer)[1])
        x = np.array(numbers(generator, m, t * n), np.float32)
        deltas = np.array(numbers(generator, m, columns), np.float32)
        placed = layer._replace(mask=masks(generator, m, t)[number % 4])
        if number % 3 == 0:
            placed = for_batch(generator, placed, m)
        rounded, rows, delta_rows = as_real(placed, np.float32), rows_of(x), rows_of(deltas)
        names = [KINDS[kind].forward, KINDS[kind].input_gradients, KINDS[kind].parameter_gradients]
        forward, backward, by_parameters = (
            getattr(binary32.chapters, function.__name__) for function in names
        )
        outputs = forward(rows, rounded)
        gradients = backward(rows, delta_rows, rounded)
        vectors = by_parameters(rows, delta_rows, rounded)
        flat = [value for vector in vectors for value in vector]
        cases.append((placed, x, deltas, [bits(outputs), bits(gradients), bits(flat)]))
    return cases


def calculated(layer: Any, x: Any, deltas: Any) -> list[bytes]:
    """Return the bits of outputs and gradients that the core calculates."""
    m, structs = len(x), LayerStructs([layer], np.float32)
    struct, traces = structs.array, ffi.new("refnet_trace_f32[2]")
    mask = None if layer.mask is None else np.array(layer.mask, np.uint8)
    state, factors = (
        None if part is None else np.array(part, np.float32)
        for part in (layer.state, layer.factors)
    )
    sizes = m, True, mask is not None or factors is not None
    space = np.empty(lib.refnet_trace_workspace_f32(struct, *sizes), np.uint8)
    lib.refnet_place_traces_f32(struct, *sizes, pointer(space), traces)
    struct[0].mask, struct[0].trace = pointer(mask), traces
    struct[0].state, struct[0].factors = rows_struct(state), rows_struct(factors)
    size = lib.refnet_network_parameters_f32(struct, 1, ffi.NULL)
    outputs, gradients, vectors = np.empty_like(deltas), np.empty_like(x), np.empty(size, "f4")
    prefix = f"refnet_{layer.kind}"
    getattr(lib, f"{prefix}_forward_f32")(pointer(x), struct, m, pointer(outputs))
    getattr(lib, f"{prefix}_backward_f32")(pointer(deltas), struct, m)
    for name, result in (("input_gradients", gradients), ("parameter_gradients", vectors)):
        function = getattr(lib, f"{prefix}_{name}_f32")
        function(pointer(x), pointer(deltas), struct, m, pointer(result))
    return [bits(outputs), bits(gradients), bits(vectors)]


@EVERYWHERE
@pytest.mark.parametrize("size", PLACES, ids=str)
@pytest.mark.parametrize("kind", RECURRENT)
def test_recurrent_layers_have_the_bits_of_the_rules(kind: str, size: tuple[int, int, int]) -> None:
    for layer, x, deltas, wanted in expected(kind, size):
        assert calculated(layer, x, deltas) == wanted, layer


M = 19


NETWORKS = {
    "words": words_network,
    "steps": steps_network,
    "dropping": dropping_network,
    "stateful": stateful_network,
}


def run(name: str) -> tuple[list[Any], Any, Any]:
    """Return layers, inputs and targets."""
    generator = np.random.default_rng(3)
    layers = NETWORKS[name](generator)
    x = words(generator, M) if name == "words" else numbers(generator, M, 18)
    y = np.eye(3, dtype=np.float32)[generator.integers(0, 3, M)]
    return layers, np.array(x, np.float32), y


def batch_size(name: str) -> int:
    """Return a size that leaves a short batch, or none where layers remember the batch before."""
    return M if name == "stateful" else M - 2


@cache
def expected_run(name: str, number: int) -> Any:
    layers, x, y = run(name)
    optimizer = binary32.as_settings(OPTIMIZERS[number])
    training = Training("categorical_crossentropy", optimizer, batch_size(name))
    rounded = [as_real(layer, np.float32) for layer in layers]
    return binary32.train(rounded, training, rows_of(x), rows_of(y), 2, 4)


@EVERYWHERE
@pytest.mark.parametrize("number", [1, 4, 5])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_trains_to_the_bits_of_the_rules(name: str, number: int) -> None:
    (layers, x, y), trained = run(name), expected_run(name, number)
    arrays = [
        layer._replace(state=np.zeros((M, batch_sizes(layer)[0]))) if is_stateful(layer) else layer
        for layer in map(with_arrays, layers)
    ]
    state = core.initial_state(core.network_parameters(arrays), OPTIMIZERS[number])
    backend = CoreBackend(arrays, state, seeded_words(4), "float32")
    training = Training("categorical_crossentropy", OPTIMIZERS[number], batch_size(name))
    losses, corrects = backend.train_epochs(training, x, y, 1, 2, True)
    assert losses == [float(loss) for loss in trained.losses]
    assert corrects == trained.corrects
    after = backend.snapshot()
    assert bits(after.weights) == bits(binary32.all_weights(trained.layers))
    assert bits(after.state.momentums) == bits(trained.state.momentums)
    assert bits(after.state.velocities) == bits(trained.state.velocities)
    states = [layer.state for layer in trained.layers if is_stateful(layer)]
    assert list(map(bits, after.states)) == list(map(bits, states))
