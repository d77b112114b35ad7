"""Layers that are activations, and layers with further ones, in C: the bits of the reference."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from refnet._core import ffi, lib
from support import binary32
from support.bits import flat, same
from support.float32 import bits, rows_of
from support.image_layers import numbers
from support.networks import OPTIMIZERS
from support.processor import EVERYWHERE
from support.refusals import refused
from support.sequence_layers import (
    RECURRENT,
    bidirectional_layer,
    for_batch,
    masks,
    recurrent_layer,
    scaled,
    with_arrays,
)

from refnet import core, reference
from refnet.conformance.mistakes.variant import as_real
from refnet.core.arrays import pointer
from refnet.core.layers import LayerStructs
from refnet.core.structs import kernels
from refnet.fit.backends import CoreBackend, seeded_words
from refnet.reference.activation_layers import ActivationLayer, LeakyReLULayer, SoftmaxLayer
from refnet.reference.activations import ACTIVATIONS, STEP_ACTIVATIONS
from refnet.reference.checks import one_of
from refnet.reference.conv import Conv2DLayer
from refnet.reference.dense import DenseLayer
from refnet.reference.flatten import FlattenLayer
from refnet.reference.further_activations import FROM_OUTPUTS
from refnet.reference.kinds import KINDS
from refnet.reference.sequences import MaskingLayer, TimeDistributedLayer
from refnet.reference.training import Training

SHAPES: list[tuple[int, ...]] = [(1,), (7,), (40,), (3, 5), (1, 6), (5, 1), (2, 3, 17), (2, 2, 64)]
EXAMPLES = [0, 1, 3, 17]
LOSS = "categorical_crossentropy"
M = 19  # from 16 on threads share them, and one thread trains recurrent layers in blocks


def layers_of(shape: tuple[int, ...]) -> list[Any]:
    """Return layers of all three kinds for examples of this shape."""
    return [
        ActivationLayer("gelu", shape),
        LeakyReLULayer(0.3, shape),
        LeakyReLULayer(0.0, shape),
        LeakyReLULayer(2.5, shape),
        SoftmaxLayer(shape),
    ]


@EVERYWHERE
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_kind_has_the_reference_bits(shape: tuple[int, ...]) -> None:
    n = math.prod(shape)
    for number, m in enumerate(EXAMPLES):
        generator = np.random.default_rng(number)
        x, deltas = numbers(generator, m, n), numbers(generator, m, n)
        for layer in layers_of(shape):
            for name, given in (("forward", (x,)), ("input_gradients", (x, deltas))):
                function = f"{layer.kind}_{name}"
                arrays = [np.array(rows).reshape(m, n) for rows in given]
                found = getattr(core, function)(*arrays, layer)
                wanted = np.array(getattr(reference, function)(*given, layer), float)
                assert same(found, wanted.reshape(m, n)), (function, layer)


@EVERYWHERE
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_kind_has_the_bits_of_the_rules_in_binary32(shape: tuple[int, ...]) -> None:
    n, m = math.prod(shape), 17
    generator, table = np.random.default_rng(5), kernels(np.float32)
    x, deltas = (np.array(numbers(generator, m, n), np.float32) for _ in range(2))
    for layer in layers_of(shape):
        kind, rounded = layer.kind, as_real(layer, np.float32)
        where = table if kind == "leaky_relu" else lib
        start, end = ("", "") if kind == "leaky_relu" else ("refnet_", "_f32")
        structs, found = LayerStructs([layer], np.float32), np.empty_like(x)
        forward = getattr(where, f"{start}{kind}_forward{end}")
        forward(pointer(x), structs.array, m, pointer(found))
        wanted = getattr(binary32.chapters, f"{kind}_forward")(rows_of(x), rounded)
        assert bits(found) == bits(wanted), layer
        backward = getattr(where, f"{start}{kind}_input_gradients{end}")
        backward(pointer(x), pointer(deltas), structs.array, m, pointer(found))
        name = f"{kind}_input_gradients"
        wanted = getattr(binary32.chapters, name)(rows_of(x), rows_of(deltas), rounded)
        assert bits(found) == bits(wanted), layer


def images_network(generator: Any) -> list[Any]:
    """Return a network of images [5][4][2] -> 3 outputs."""
    shape = (4, 3, 5)
    conv = Conv2DLayer(5, (2, 2), (1, 1), "valid", "gelu", scaled(generator, 2, 2, 2, 5), None)
    return [
        conv._replace(input_shape=(5, 4, 2)),
        LeakyReLULayer(0.125, shape),
        ActivationLayer("silu", shape),
        SoftmaxLayer(shape),
        FlattenLayer(shape),
        DenseLayer(9, "silu", scaled(generator, 60, 9), scaled(generator, 9)),
        DenseLayer(9, "gelu_tanh", scaled(generator, 9, 9), scaled(generator, 9)),
        ActivationLayer("softplus", (9,)),
        DenseLayer(7, "selu", scaled(generator, 9, 7), None),
        DenseLayer(3, "linear", scaled(generator, 7, 3), scaled(generator, 3)),
        SoftmaxLayer((3,)),
    ]


def steps_network(generator: Any) -> list[Any]:
    """Return a network of masked sequences [10][4] -> 3 outputs."""
    t = 10
    lstm = recurrent_layer(
        generator, "lstm", (t, 4, 5), (True, False), ("softsign", "hard_sigmoid")
    )
    both = bidirectional_layer(generator, "gru", (t, 3, 4), True, ("elu", "softplus"))
    return [
        MaskingLayer(0.0, (t, 4)),
        lstm,
        ActivationLayer("gelu", (t, 5)),
        TimeDistributedLayer(3, "gelu_tanh", scaled(generator, 5, 3), None, (t, 5)),
        SoftmaxLayer((t, 3)),
        both,
        LeakyReLULayer(0.5, (t, 8)),
        recurrent_layer(generator, "simple_rnn", (t, 8, 6), activations=("softplus", "")),
        DenseLayer(3, "silu", scaled(generator, 6, 3), scaled(generator, 3)),
        ActivationLayer("softmax", (3,)),
    ]


NETWORKS = [images_network, steps_network]


def run_of(number: int) -> tuple[list[Any], Any, Any]:
    """Return the layers of a network, inputs, some of whose steps are masked, and targets."""
    generator = np.random.default_rng(7)
    layers = NETWORKS[number](generator)
    x = np.array(numbers(generator, M, 10, 4)) * (generator.random((M, 10, 1)) < 0.8)
    t = np.eye(3)[generator.integers(0, 3, M)]
    return layers, x.reshape(M, 40).tolist(), t.tolist()


@cache
def expected_run(number: int, optimizer: int) -> Any:
    layers, x, t = run_of(number)
    return reference.train(None, layers, LOSS, OPTIMIZERS[optimizer], x, t, 17, 2, 3)


@EVERYWHERE
@pytest.mark.parametrize("optimizer", [2, 5])
@pytest.mark.parametrize("number", range(len(NETWORKS)))
def test_a_network_trains_to_the_reference_bits(number: int, optimizer: int) -> None:
    layers, x, t = run_of(number)
    arguments = LOSS, OPTIMIZERS[optimizer], x, t, 17, 2, 3
    found = core.train(None, list(map(with_arrays, layers)), *arguments)
    wanted = expected_run(number, optimizer)
    assert same(found.outputs, wanted.outputs)
    for one, other in zip(found.trials, wanted.trials, strict=True):
        assert one[:2] == other[:2]
        parameters = flat(reference.network_parameters(other.layers))
        assert same(core.network_parameters(one.layers), parameters)


@cache
def expected_passes(number: int) -> tuple[Any, Any]:
    layers, x, t = run_of(number)
    forward = reference.network_forward(x, layers)
    return forward, flat(reference.network_gradients(x, t, layers, forward, LOSS))


@EVERYWHERE
@pytest.mark.parametrize("number", range(len(NETWORKS)))
def test_a_network_goes_forward_and_backward(number: int) -> None:
    (layers, x, t), (wanted, gradients) = run_of(number), expected_passes(number)
    arrays = list(map(with_arrays, layers))
    forward = core.network_forward(x, arrays)
    for one, other in zip(forward, wanted, strict=True):
        assert same(one.preactivations, other.preactivations)
        assert same(one.outputs, other.outputs)
        assert (one.mask is None) == (other.mask is None)
        assert one.mask is None or one.mask.tolist() == other.mask
    assert same(core.network_gradients(x, t, arrays, forward, LOSS), gradients)
    assert same(core.network_outputs(x, arrays), wanted[-1].outputs)


@cache
def expected_of_binary32(number: int) -> Any:
    layers, x, t = run_of(number)
    training = Training(LOSS, binary32.as_settings(OPTIMIZERS[5]), 17)
    rounded = [as_real(layer, np.float32) for layer in layers]
    rows, targets = (rows_of(np.array(each, np.float32)) for each in (x, t))
    return binary32.train(rounded, training, rows, targets, 2, 4)


@EVERYWHERE
@pytest.mark.parametrize("number", range(len(NETWORKS)))
def test_a_network_trains_to_the_bits_of_the_rules_in_binary32(number: int) -> None:
    (layers, x, t), trained = run_of(number), expected_of_binary32(number)
    arrays = list(map(with_arrays, layers))
    state = core.initial_state(core.network_parameters(arrays), OPTIMIZERS[5])
    backend = CoreBackend(arrays, state, seeded_words(4), "float32")
    training, inputs, targets = Training(LOSS, OPTIMIZERS[5], 17), np.float32(x), np.float32(t)
    losses, corrects = backend.train_epochs(training, inputs, targets, 1, 2, True)
    assert losses == [float(loss) for loss in trained.losses]
    assert corrects == trained.corrects
    assert bits(backend.snapshot().weights) == bits(binary32.all_weights(trained.layers))


STEP_PAIRS = list(zip(FROM_OUTPUTS, (*FROM_OUTPUTS[3:], *FROM_OUTPUTS[:3]), strict=True))


@cache
def expected_steps(kind: str, size: tuple[int, int, int]) -> list[tuple[Any, ...]]:
    """Return layers with masks and every other one with a state, inputs, deltas, and results."""
    cases = []
    for number, pair in enumerate(STEP_PAIRS):
        generator, m = np.random.default_rng(number), (1, 3, 17)[number % 3]
        layer = recurrent_layer(generator, kind, size, (True, number % 2 == 0), pair)
        if number % 2 == 0:
            layer = for_batch(generator, layer, m)
        layer = layer._replace(mask=masks(generator, m, size[0])[number % 3])
        if layer.activation == "exponential":  # which would explode
            kernel = (np.array(layer.recurrent_kernel) / 64).tolist()
            layer = layer._replace(recurrent_kernel=kernel)
        t, n, u = size
        x, deltas = numbers(generator, m, t * n), numbers(generator, m, t * u)
        of = KINDS[kind]
        results = [
            of.forward(x, layer),
            of.input_gradients(x, deltas, layer),
            of.parameter_gradients(x, deltas, layer),
        ]
        cases.append((layer, x, deltas, [flat(each) for each in results]))
    return cases


@EVERYWHERE
@pytest.mark.parametrize("size", [(3, 2, 4), (5, 3, 19)], ids=str)
@pytest.mark.parametrize("kind", RECURRENT)
def test_steps_have_the_reference_bits(kind: str, size: tuple[int, int, int]) -> None:
    of = KINDS[kind]
    names = [each.__name__ for each in (of.forward, of.input_gradients, of.parameter_gradients)]
    for layer, x, deltas, wanted in expected_steps(kind, size):
        assert np.isfinite(wanted[2]).all(), layer
        arrays = with_arrays(layer)
        both = x, deltas
        for name, given, result in zip(names, ((x,), both, both), wanted, strict=True):
            assert same(flat(getattr(core, name)(*given, arrays)), result), (name, layer)


def test_layers_that_cannot_exist_are_refused() -> None:
    x = [[1.0] * 6]
    for value, code in ((-0.1, "out_of_range"), (math.inf, "not_finite"), (math.nan, "not_finite")):
        layer = LeakyReLULayer(value, (6,))
        message = refused(code, "layer.negative_slope", core.leaky_relu_forward, x, layer)
        layers = [layer, DenseLayer(1, "linear", [[1.0]] * 6)]
        same_fault = refused(code, "layers[0].negative_slope", core.network_outputs, x, layers)
        assert same_fault.replace("layers[0]", "layer") == message
    field, forward = "layer.activation", core.activation_forward
    refused("unknown_name", field, forward, x, ActivationLayer("hard_tanh", (6,)))
    refused("shape_mismatch", field, forward, x, ActivationLayer("softmax", (2, 3)))
    for bad in (LeakyReLULayer(0.1, (5,)), LeakyReLULayer(0.1, (2, 4))):
        refused("shape_mismatch", "inputs", core.leaky_relu_forward, x, bad)
    refused("wrong_type", "layer", core.softmax_forward, x, LeakyReLULayer(0.1, (6,)))
    softmax = SoftmaxLayer((6,))
    refused("shape_mismatch", "deltas", core.softmax_input_gradients, x, [[1.0]], softmax)


@pytest.mark.parametrize("name", ["silu", "gelu", "gelu_tanh", "softmax", "hard_tanh"])
def test_steps_cannot_have_every_activation(name: str) -> None:
    generator = np.random.default_rng(0)
    for kind in RECURRENT:
        layer = recurrent_layer(generator, kind, (3, 2, 4), activations=(name, "sigmoid"))
        function = getattr(core, f"{kind}_forward")
        message = refused("unknown_name", "layer.activation", function, [[0.0] * 6], layer)
        assert message.endswith(one_of(STEP_ACTIVATIONS))
        if kind != "simple_rnn":
            layer = recurrent_layer(generator, kind, (3, 2, 4), activations=("tanh", name))
            field = "layer.recurrent_activation"
            assert refused("unknown_name", field, function, [[0.0] * 6], layer) == message.replace(
                "layer.activation", field
            )


def test_layers_that_cannot_exist_are_refused_in_c() -> None:
    """These do not come from the core's own functions, whose layers have the right shapes."""

    def fault(*layers: dict[str, Any]) -> tuple[int, str]:
        status = lib.refnet_check_layers(ffi.new("refnet_layer[]", list(layers)), len(layers))
        return status.code, ffi.string(status.field).decode() if status.field else ""

    good, ok = {"n": 6, "u": 6}, (lib.REFNET_OK, "")
    activation = {**good, "kind": lib.REFNET_KIND_ACTIVATION}
    leaky_relu = {**good, "kind": lib.REFNET_KIND_LEAKY_RELU, "negative_slope": 0.3}
    softmax = {**good, "kind": lib.REFNET_KIND_SOFTMAX, "features": 3}
    shape = (lib.REFNET_OUT_OF_RANGE, "layers[].input_shape")
    unknown = (lib.REFNET_UNKNOWN_NAME, "layers[].activation")
    numbers = ffi.new("double[6]")
    masking = {**good, "kind": lib.REFNET_KIND_MASKING, "steps": 3, "features": 2}
    for each in (activation, leaky_relu, softmax):
        assert fault(each) == ok
        assert fault({**each, "u": 5}) == fault({**each, "n": 0, "u": 0}) == shape
        assert fault({**each, "kernel": numbers}) == (lib.REFNET_OUT_OF_RANGE, "layers[].kernel")
        assert fault(masking, {**each, "steps": 3}, masking) == ok
        assert fault(masking, {**each, "steps": 2}) == shape
    for number in range(len(ACTIVATIONS)):
        assert fault({**activation, "activation": number}) == ok
    assert fault({**softmax, "activation": lib.REFNET_ACTIVATION_SOFTMAX}) == ok
    for each in (leaky_relu, softmax):
        assert fault({**each, "activation": lib.REFNET_ACTIVATION_ELU}) == unknown
    assert fault({**softmax, "features": 0}) == fault({**softmax, "features": 4}) == shape
    slope = "layers[].negative_slope"
    assert fault({**leaky_relu, "negative_slope": -1.0}) == (lib.REFNET_OUT_OF_RANGE, slope)
    assert fault({**leaky_relu, "negative_slope": math.nan}) == (lib.REFNET_NOT_FINITE, slope)
