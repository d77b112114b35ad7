"""Chapter normalization in C: the reference's bits, networks with it, and what is refused."""

import math
from typing import Any

import numpy as np
import pytest
from refnet._core import ffi, lib
from support.bits import flat, same
from support.networks import dense_layers, examples
from support.refusals import refused

from refnet import core, reference
from refnet.core.arrays import pointer
from refnet.core.structs import CoreNetwork
from refnet.reference.flatten import FlattenLayer
from refnet.reference.normalization import NormalizationLayer
from refnet.reference.optimizers import Optimizer
from refnet.reference.training import Training

ADAM = Optimizer("adam", 0.1)
# deviations above EPSILON, equal to it, below it, and 0
LAYER = NormalizationLayer([0.5, -3.0, 1e300, -0.0], [2.0, 1e-14, 5e-324, 0.0])


@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize("m", [0, 1, 2, 5])
def test_the_bits_of_the_reference(m: int, invert: bool) -> None:
    layer = LAYER._replace(invert=invert)
    x, deltas = examples(m, 4, 4)
    assert same(core.deviations(layer), reference.deviations(layer))
    for function in ("forward", "input_gradients"):
        given = (x,) if function == "forward" else (x, deltas)
        wanted = getattr(reference, f"normalization_{function}")(*given, layer)
        arrays = (np.reshape(each, (m, 4)) for each in given)
        found = getattr(core, f"normalization_{function}")(*arrays, layer)
        assert same(found, np.reshape(wanted, (m, 4)))


@pytest.mark.parametrize("m", [1, 2, 300])
def test_the_moments_and_the_experiment_have_the_bits_of_the_reference(m: int) -> None:
    x = examples(m, 3, 1)[0]
    for found, wanted in (
        (core.moments(x), reference.moments(x)),
        (core.normalization(x), reference.normalization(x)),
    ):
        for one, other in zip(found, wanted, strict=True):
            assert same(one, other)


def test_sums_that_overflow_are_infinite_or_nan() -> None:
    x = [[1e308], [1e308], [-1.0]]
    found, wanted = core.normalization(x), reference.normalization(x)
    for one, other in zip(found, wanted, strict=True):
        assert np.array_equal(np.asarray(one), np.asarray(other), equal_nan=True)
    assert found.mean.tolist() == [math.inf]


def test_the_shapes_are_those_of_the_reference() -> None:
    for shape in ((), (4,), (2, 2)):
        layer = LAYER._replace(input_shape=shape)
        assert core.normalization_shapes(layer) == reference.normalization_shapes(layer)


NETWORKS: dict[str, list[Any]] = {
    "first": [LAYER._replace(mean=[0.5] * 4), *dense_layers((4, 2), ("linear",))],
    "last": [
        *dense_layers((4, 2), ("tanh",)),
        NormalizationLayer([3.0, -2.0], [4.0, 0.25], invert=True),
    ],
    "between": [
        *dense_layers((4, 3), ("tanh",)),
        NormalizationLayer([0.1, 0.2, 0.3], [1.0, 2.0, 3.0]),
        FlattenLayer((3,)),
        *dense_layers((3, 2), ("linear",), seed=5),
    ],
    "alone": [NormalizationLayer([0.1, 0.2], [1.0, 2.0])],
    "no_parameters": [FlattenLayer((1, 2)), NormalizationLayer([0.1, 0.2], [1.0, 2.0], True)],
}


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize("name", NETWORKS)
def test_networks_have_the_bits_of_the_reference(name: str) -> None:
    layers = NETWORKS[name]
    n = reference.network_checks.inputs_of("layers", layers)[1]
    x, t = examples(7, n, 2)

    def results(chapters: Any) -> list[Any]:
        forward = chapters.network_forward(x, layers)
        training, parameters = Training("mse", ADAM, 3), chapters.network_parameters(layers)
        state = chapters.initial_state(parameters, ADAM)
        epochs = chapters.train_epochs(
            layers, state, training, x, t, 1, 2, chapters.seeded(1), True, None
        )
        run = chapters.dense(layers, "mse", ADAM, x, t, 3, 2, 1)
        return [
            *(part for each in forward for part in each),
            flat([[], *chapters.network_gradients(x, t, layers, forward, "mse")])
            if chapters is reference
            else chapters.network_gradients(x, t, layers, forward, "mse"),
            flat([[], *map(np.ravel, chapters.network_parameters(epochs.layers))]),
            [each.loss for each in (*epochs.trials, *run.trials)],
            epochs.corrects,
            run.outputs,
            list(chapters.evaluate(layers, "mse", x, t)),
        ]

    for one, other in zip(results(core), results(reference), strict=True):
        assert same(np.asarray(one, np.float64), np.asarray(other, np.float64))


def test_binary32_rounds_every_operation() -> None:
    mean, variance = np.array([[0.1, 3.0], [0.3, 1e-20]], np.float32)
    deviation = np.maximum(np.sqrt(variance), np.float32(1e-7))
    x = np.random.default_rng(1).normal(size=(5, 2)).astype(np.float32)
    for invert, wanted in ((False, (x - mean) / deviation), (True, mean + x * deviation)):
        network = CoreNetwork([NormalizationLayer(mean, variance, invert)], np.float32)
        outputs, space = np.empty((5, 2), np.float32), network.workspace("forward", 2)
        arguments = pointer(x), network.struct, 5, 2, pointer(space), pointer(outputs)
        network.function("network_outputs")(*arguments)
        assert outputs.tobytes() == wanted.astype(np.float32).tobytes()


def test_a_network_keeps_its_own_mean_and_variance() -> None:
    mean, x = np.array([1.0]), np.array([[3.0]])
    network = CoreNetwork([NormalizationLayer(mean, np.array([1.0]))])
    mean[0] = 2.0
    outputs, space = np.empty((1, 1)), network.workspace("forward", 1)
    lib.refnet_network_outputs(pointer(x), network.struct, 1, 1, pointer(space), pointer(outputs))
    assert outputs.tolist() == [[2.0]]


def test_an_invalid_layer_is_refused() -> None:
    x, good = np.zeros((5, 2)), NormalizationLayer([0.0, 1.0], [1.0, 0.0])

    def outputs(**changes: Any) -> Any:
        return core.network_outputs(x, [good._replace(**changes)])

    cases: list[tuple[str, str, Any]] = [
        ("wrong_type", "mean", None),
        ("wrong_type", "variance", "1"),
        ("wrong_type", "invert", 1),
        ("empty", "mean", []),
        ("shape_mismatch", "variance", [1.0]),
        ("not_finite", "mean", [0.0, math.inf]),
        ("not_finite", "variance", [math.nan, -1.0]),
        ("out_of_range", "variance", [1.0, -5e-324]),
    ]
    for code, field, value in cases:
        refused(
            code, f"layers[0].{field}", lambda value=value, field=field: outputs(**{field: value})
        )
    message = refused("shape_mismatch", "inputs", core.network_outputs, np.zeros((5, 3)), [good])
    assert message == "inputs[0]: expected length 2, that of layers[0].mean, got length 3"
    layers: list[Any] = [*dense_layers((2, 3), ("tanh",)), good]
    message = refused("shape_mismatch", "layers[1].mean", core.network_outputs, x, layers)
    assert message == "layers[1].mean: expected length 3, that of layers[0].units, got length 2"
    message = refused("out_of_range", "layers[0].variance", lambda: outputs(variance=[1.0, -1.0]))
    assert message == "layers[0].variance[1]: expected 0 or more"
    broken = good._replace(variance=[-1.0, 1.0])
    for call in (
        lambda: core.deviations(broken),
        lambda: core.normalization_forward(x, broken),
        lambda: core.normalization_input_gradients(x, x, broken),
    ):
        refused("out_of_range", "layer.variance", call)
    for other in (FlattenLayer((2,)), None, tuple(good)):
        refused("wrong_type", "layer", core.deviations, other)


def test_a_layer_that_c_does_not_accept() -> None:
    numbers = ffi.new("double[2]", [1.0, 1.0])
    linear, kind = lib.REFNET_ACTIVATION_LINEAR, lib.REFNET_KIND_NORMALIZATION
    good = {
        "kind": kind,
        "activation": linear,
        "n": 2,
        "u": 2,
        "mean": numbers,
        "variance": numbers,
    }

    def fault(**changes: Any) -> tuple[int, str]:
        status = lib.refnet_check_layers(ffi.new("refnet_layer[]", [{**good, **changes}]), 1)
        return status.code, ffi.string(status.field).decode() if status.field else ""

    assert fault() == (lib.REFNET_OK, "")
    assert fault(n=0) == fault(mean=ffi.NULL) == (lib.REFNET_EMPTY, "layers[].mean")
    assert fault(variance=ffi.NULL) == (lib.REFNET_EMPTY, "layers[].variance")
    assert fault(u=3) == (lib.REFNET_OUT_OF_RANGE, "layers[].mean")
    assert fault(kernel=numbers) == (lib.REFNET_OUT_OF_RANGE, "layers[].kernel")
    assert fault(bias=numbers) == (lib.REFNET_OUT_OF_RANGE, "layers[].bias")
    relu = lib.REFNET_ACTIVATION_RELU
    assert fault(activation=relu) == (lib.REFNET_UNKNOWN_NAME, "layers[].activation")


def test_invalid_examples_are_refused() -> None:
    for function in (core.moments, core.normalization):
        refused("wrong_type", "inputs", function, None)
        refused("empty", "inputs", function, [])
        refused("empty", "inputs", function, [[], [1.0]])
        refused("empty", "inputs", function, np.empty((3, 0)))
        refused("shape_mismatch", "inputs", function, [[1.0], [1.0, 2.0]])
    message = refused("not_finite", "inputs", core.normalization, [[1.0, 2.0], [3.0, math.nan]])
    assert message == "inputs[1][1]: expected a finite number"


def test_accuracy_is_that_of_keras() -> None:
    cases: list[tuple[Any, Any, float]] = [
        ([[1.0], [0.0], [250.0], [0.6]], [[0.6], [0.5], [10.0], [0.7]], 0.5),
        ([[0.0, 1.0], [3.0, 3.0]], [[0.1, 0.2], [1.0, 2.0]], 0.5),
        ([[-0.0]], [[-1.0]], 1.0),
        ([[1.0], [0.0], [0.0]], [[0.9], [0.9], [0.9]], 1 / 3),
    ]
    for targets, outputs, wanted in cases:
        assert core.accuracy(targets, outputs) == wanted
        assert reference.accuracy(targets, outputs) == wanted
    for chapters in (core, reference):
        refused("empty", "targets", chapters.accuracy, [], [])
        refused("empty", "targets", chapters.accuracy, [[]], [[]])
        refused("shape_mismatch", "outputs", chapters.accuracy, [[1.0]], [[1.0, 2.0], [3.0, 4.0]])
        refused("not_finite", "outputs", chapters.accuracy, [[1.0]], [[math.nan]])
