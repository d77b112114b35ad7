"""What C would not survive: every function that is called directly refuses it."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from refnet._core import ffi, lib
from support.bits import same
from support.networks import as_arrays, dense_layers, examples
from support.refusals import refused

from refnet import core, reference
from refnet.reference.checks import SPARSE
from refnet.reference.flatten import FlattenLayer
from refnet.reference.losses import Loss
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.training import Training

STEPS: list[tuple[str, Callable[[Any], Any]]] = [
    ("sgd_step", lambda how: core.sgd_step([1.0], [1.0], [0.0], how)),
    ("rmsprop_step", lambda how: core.rmsprop_step([1.0], [1.0], [0.0], [0.0], how)),
    ("adam_step", lambda how: core.adam_step([1.0], [1.0], [0.0], [0.0], 0.1, how)),
    ("optimizer_step", lambda how: core.optimizer_step([1.0], [1.0], zeros(1), how)),
]
SGD = Optimizer("sgd", 0.1)
HOW = Training("mse", SGD, 2)
TRAININGS = ["train_batch", "train_epoch", "train_epochs"]


def zeros(size: int) -> OptimizerState:
    """Return the state before the first step for this many parameters."""
    return core.initial_state(np.zeros(size), SGD)


def trained(name: str, state: Any, training: Any) -> Any:
    """Train 3 examples by the function of this name; the network has 4 * 5 + 5 * 3 + 8 weights."""
    layers, (x, t) = dense_layers((4, 5, 3), ("tanh", "sigmoid")), examples(3, 4, 3)
    generator = core.seeded(0)
    rest = {
        "train_batch": (generator,),
        "train_epoch": ([0, 2, 1], generator, 1),
        "train_epochs": (1, 2, generator, False, None),
    }
    return getattr(core, name)(layers, state, training, x, t, *rest[name])


NEW: Any = object()  # a generator of its own


def epochs(
    first: Any, last: Any, generator: Any = NEW, record: Any = None, shuffle: Any = False
) -> Any:
    generator = core.seeded(0) if generator is NEW else generator
    layers, (x, t) = dense_layers((4, 5, 3), ("tanh", "sigmoid")), examples(3, 4, 3)
    return core.train_epochs(layers, zeros(43), HOW, x, t, first, last, generator, shuffle, record)


@pytest.mark.parametrize("name", TRAININGS)
def test_a_state_that_is_not_finite_is_refused(name: str) -> None:
    def step(state: Any) -> Any:
        return trained(name, state, HOW)

    good: Any = zeros(43)
    for field, value in (("momentums", math.nan), ("velocities", math.inf)):
        bad = good._replace(**{field: np.full(43, value)})
        message = refused("not_finite", f"state.{field}", step, bad)
        assert message.startswith(f"state.{field}[0]: expected ")
    refused("not_finite", "state.beta_1_power", step, good._replace(beta_1_power=math.nan))


def test_layers_that_their_kind_does_not_accept_are_refused() -> None:
    """These do not come from the core's own functions, whose layers have the right shapes."""
    numbers, shape = ffi.new("double[6]"), ffi.new("size_t[]", [2, 3])

    def fault(*layers: dict[str, Any]) -> tuple[int, str]:
        status = lib.refnet_check_layers(ffi.new("refnet_layer[]", list(layers)), len(layers))
        return status.code, ffi.string(status.field).decode() if status.field else ""

    dense = {"kind": lib.REFNET_KIND_DENSE, "n": 2, "u": 3, "kernel": numbers}
    linear = lib.REFNET_ACTIVATION_LINEAR
    flatten = {"kind": lib.REFNET_KIND_FLATTEN, "activation": linear, "n": 6, "u": 6}
    flatten = {**flatten, "input_shape": shape, "rank": 2}
    assert fault(dense) == fault(flatten) == (lib.REFNET_OK, "")
    empty, range_, unknown = (
        lib.REFNET_EMPTY,
        lib.REFNET_OUT_OF_RANGE,
        lib.REFNET_UNKNOWN_NAME,
    )
    assert fault({**dense, "kernel": ffi.NULL}) == (empty, "layers[].kernel")
    assert fault({**dense, "n": 0}) == (empty, "layers[].kernel")
    assert fault(dense, dense) == (range_, "layers[].kernel")
    assert fault(dense, flatten) == (range_, "layers[].input_shape")
    assert fault({**flatten, "u": 5}) == (range_, "layers[].input_shape")
    assert fault({**flatten, "rank": 0}) == (empty, "layers[].input_shape")
    assert fault({**flatten, "kernel": numbers}) == (range_, "layers[].kernel")
    other = lib.REFNET_ACTIVATION_RELU
    assert fault({**flatten, "activation": other}) == (unknown, "layers[].activation")


def test_a_request_with_an_unknown_kind_needs_no_workspace() -> None:
    layers = ffi.new("refnet_layer[]", [{"n": 1, "u": 1}])
    ffi.cast("int *", ffi.addressof(layers[0], "kind"))[0] = 99
    request = ffi.new("refnet_train_request *", {"layers": layers, "depth": 1, "m": 1})
    assert lib.refnet_train_workspace(request) == 0


@pytest.mark.parametrize("name", [*TRAININGS, "optimizer_step"])
def test_a_state_of_another_size_is_refused(name: str) -> None:
    def step(state: Any) -> Any:
        if name == "optimizer_step":
            return core.optimizer_step([1.0] * 43, [1.0] * 43, state, SGD)
        return trained(name, state, HOW)

    good: Any = zeros(43)
    step(good)
    for field in ("momentums", "velocities"):
        for size in (0, 1, 42, 44):
            bad = good._replace(**{field: np.zeros(size)})
            message = refused("shape_mismatch", f"state.{field}", step, bad)
            assert message.startswith(f"state.{field}: expected length 43, that of ")
            assert message.endswith(f", got length {size}")
        for values in (None, "zeros", 1.0, np.zeros((43, 1)), [[0.0]] * 43, [1j] * 43):
            bad = good._replace(**{field: values})
            refused("wrong_type", f"state.{field}", step, bad)
    for field in ("beta_1_power", "beta_2_power"):
        refused("wrong_type", f"state.{field}", step, good._replace(**{field: "1"}))
    for state in (None, tuple(good), "state"):
        refused("wrong_type", "state", step, state)
    spread = np.zeros(86)[::2], np.zeros(43, np.float32)
    step(OptimizerState(*spread, 1, 1))  # other layouts and types are converted


@pytest.mark.parametrize("name", TRAININGS)
@pytest.mark.parametrize(
    ("code", "field", "changes"),
    [
        ("out_of_range", "batch_size", {"batch_size": 0}),
        ("out_of_range", "batch_size", {"batch_size": -1}),
        ("wrong_type", "batch_size", {"batch_size": 1.0}),
        ("wrong_type", "batch_size", {"batch_size": None}),
        ("wrong_type", "batch_size", {"batch_size": 2**64}),
        ("wrong_type", "loss", {"loss": None}),
        ("unknown_name", "loss", {"loss": "poisson"}),
        ("unknown_name", "loss", {"loss": Loss("poisson")}),
        ("wrong_type", "loss.name", {"loss": Loss(1)}),  # type: ignore[arg-type]
        ("wrong_type", "loss.delta", {"loss": Loss("huber", "1")}),  # type: ignore[arg-type]
        ("out_of_range", "loss.delta", {"loss": Loss("huber", 0.0)}),
        ("not_finite", "loss.delta", {"loss": Loss("huber", math.inf)}),
        ("wrong_type", "loss.from_logits", {"loss": Loss(SPARSE, from_logits=1)}),  # type: ignore[arg-type]
        (
            "out_of_range",
            "loss.label_smoothing",
            {"loss": Loss("binary_crossentropy", label_smoothing=1.5)},
        ),
        (
            "out_of_range",
            "loss.label_smoothing",
            {"loss": Loss("categorical_crossentropy", label_smoothing=-0.1)},
        ),
        ("wrong_type", "loss.binary_targets", {"loss": Loss("hinge", binary_targets=None)}),  # type: ignore[arg-type]
        ("wrong_type", "optimizer", {"optimizer": "sgd"}),
        ("unknown_name", "optimizer.name", {"optimizer": Optimizer("lion", 0.1)}),
        ("not_finite", "optimizer.learning_rate", {"optimizer": Optimizer("sgd", math.nan)}),
        ("out_of_range", "optimizer.momentum", {"optimizer": Optimizer("sgd", 0.1, 1.0)}),
        ("out_of_range", "optimizer.epsilon", {"optimizer": Optimizer("adam", 0.1, epsilon=0)}),
    ],
)
def test_invalid_training_settings_are_refused(
    name: str, code: str, field: str, changes: dict[str, Any]
) -> None:
    training = HOW._replace(**changes)
    refused(code, f"training.{field}", trained, name, zeros(43), training)


@pytest.mark.parametrize("name", TRAININGS)
def test_a_batch_may_be_of_any_size(name: str) -> None:
    refused("wrong_type", "training", trained, name, zeros(43), tuple(HOW))
    refused("wrong_type", "training", trained, name, zeros(43), None)
    for batch_size in (1, 2, 3, 4, 2**53 - 1):
        trained(name, zeros(43), HOW._replace(batch_size=batch_size))


@pytest.mark.parametrize(
    "record", [[4], [1, 4], [2, 2], [3, 2], [1, 2, 3, 4, 5], [0], [-1], [2**53 - 1]]
)
def test_recorded_epochs_ascend_from_first_to_last(record: list[int]) -> None:
    message = refused("out_of_range", "record", epochs, 1, 3, NEW, record)
    assert message.endswith(": expected ascending numbers from 1 to 3")
    later = [epoch + 10 for epoch in record if epoch < 100]
    refused("out_of_range", "record", epochs, 11, 13, NEW, later or [1])


def test_no_epochs_have_no_trials() -> None:
    before = core.network_parameters(as_arrays(dense_layers((4, 5, 3), ("tanh", "sigmoid"))))
    nothing: list[tuple[int, int, Any]] = [(1, 0, None), (5, -3, None), (5, 4, [])]
    for first, last, record in nothing:
        run = epochs(first, last, record=record)
        assert (run.trials, run.corrects) == ([], [])
        assert same(core.network_parameters(run.layers), before)
    refused("out_of_range", "record", epochs, 5, 4, NEW, [5])
    run = epochs(1, 2, record=[])
    assert (run.trials, run.corrects) == ([], [])
    assert same(core.network_parameters(run.layers), core.network_parameters(epochs(1, 2).layers))
    assert [trial.epoch for trial in epochs(3, 6, record=[4, 6]).trials] == [4, 6]
    refused("wrong_type", "record", epochs, 1, 2, NEW, [1.5])
    refused("wrong_type", "first", epochs, 1.5, 2)
    refused("wrong_type", "last", epochs, 1, None)


def test_the_forward_of_another_network_is_refused() -> None:
    layers, (x, t) = dense_layers((4, 5, 3), ("tanh", "sigmoid")), examples(3, 4, 3)
    forward: list[Any] = list(core.network_forward(x, layers))

    def gradients(given: Any) -> Any:
        return core.network_gradients(x, t, layers, given, "mse")

    wanted = gradients(forward)
    assert same(gradients(reference.network_forward(x, layers)), wanted)
    others: list[Any] = [
        [],
        forward[:1],
        [*forward, forward[1]],
        forward[::-1],
        core.network_forward(x[:1], layers),  # one row, which NumPy would repeat
        [forward[0], forward[1]._replace(outputs=np.zeros((3, 1)))],
        [forward[0]._replace(preactivations=np.zeros((4, 5))), forward[1]],
        [forward[0]._replace(outputs=[[0.0] * 5, [0.0] * 5, [0.0] * 4]), forward[1]],
    ]
    for given in others:
        refused("shape_mismatch", "forward", gradients, given)
    others = [None, 1, "forward", [None, None], [(1.0, 2.0)] * 2, [forward[0][:1]] * 2]
    for given in others:
        refused("wrong_type", "forward", gradients, given)


@pytest.mark.parametrize("step", [step for _, step in STEPS], ids=[name for name, _ in STEPS])
def test_an_invalid_optimizer_is_refused(step: Callable[[Any], Any]) -> None:
    sgd: Any = SGD
    step(sgd)
    for optimizer in (None, "sgd", tuple(sgd)):
        refused("wrong_type", "optimizer", step, optimizer)
    refused("wrong_type", "optimizer.name", step, sgd._replace(name=None))
    refused("wrong_type", "optimizer.nesterov", step, sgd._replace(nesterov=1))
    refused("wrong_type", "optimizer.rho", step, sgd._replace(rho="0.9"))
    refused("unknown_name", "optimizer.name", step, sgd._replace(name="lion"))
    refused("out_of_range", "optimizer.beta_1", step, sgd._replace(beta_1=1.0))


@pytest.mark.parametrize(
    "generator",
    [1, "seed", [], {}, b"0" * 2500, ffi.NULL, ffi.new("int64_t *"), reference.seeded(1)],
    ids=["int", "str", "list", "dict", "bytes", "null", "pointer", "reference"],
)
def test_only_generators_from_seeded_are_accepted(generator: Any) -> None:
    null = ffi.cast("refnet_generator *", 0)
    for given in (generator, null, core.seeded(1)[0]):
        refused("wrong_type", "generator", core.permutation, 3, given)
        refused("wrong_type", "generator", core.initial_kernel, "uniform", 2, 3, given)
        refused("wrong_type", "generator", epochs, 1, 2, given)
    refused("wrong_type", "generator", core.permutation, 3, None)
    refused("wrong_type", "generator", core.initial_kernel, "uniform", 2, 3, None)
    refused("wrong_type", "generator", epochs, 1, 2, None)
    assert len(epochs(1, 2, core.seeded(1), shuffle=True).trials) == 2
    refused("wrong_type", "shuffle", epochs, 1, 2, core.seeded(1), None, 1)


def test_sizes_beyond_any_memory_are_a_memory_error() -> None:
    generator, most = core.seeded(1), 2**53 - 1
    with pytest.raises(MemoryError, match=r"^count: "):
        core.permutation(most, generator)
    for inputs, units in [(most, 1), (1, most), (most, most), (2**32, 2**32)]:
        with pytest.raises(MemoryError, match=r"^units: "):
            core.initial_kernel("uniform", inputs, units, generator)
    for count in (1, 1000):
        with pytest.raises(MemoryError, match=r"^units: "):
            core.one_hot([0] * count, most)
    with pytest.raises(MemoryError, match=r"^last: "):
        epochs(-most, most)
    assert core.permutation(0, generator) == []


def test_a_hopfield_network_of_arrays_that_do_not_fit_is_refused() -> None:
    square, state = np.zeros((3, 3)), np.ones(3)
    for function in (core.synchronous_sweep, core.energy):
        refused("shape_mismatch", "correlation", function, np.zeros((2, 3)), state)
        refused("shape_mismatch", "correlation", function, np.zeros((3, 4)), state)
        refused("wrong_type", "state", function, square, square)
    for i in (-1, 3, 2**40):
        refused("out_of_range", "i", core.updated_unit, square, state, i)
        refused("out_of_range", "order", core.asynchronous_sweep, square, state, [0, i])
    refused("wrong_type", "i", core.updated_unit, square, state, 0.0)
    refused("wrong_type", "order", core.asynchronous_sweep, square, state, [0.5])
    refused("empty", "patterns", core.correlations, [])
    refused("shape_mismatch", "patterns", core.correlations, [[1], [1, 1]])
    with pytest.raises(MemoryError, match=r"^sweeps: "):
        core.hopfield([[1.0]], [1.0], sweeps=2**53 - 1)


def test_a_bound_of_whole_numbers_is_checked() -> None:
    generator = core.seeded(1)
    for high in (-1, 0, 2**32 + 1):
        refused("out_of_range", "high", core.next_integer, generator, high)
    refused("wrong_type", "high", core.next_integer, generator, 2.0)
    for function in (core.next_normals, lambda given: core.next_integer(given, 3)):
        refused("wrong_type", "generator", function, None)


def flat(shape: Any) -> list[Any]:
    """Return a network of 6 inputs that begins with a flatten layer of this input_shape."""
    return [FlattenLayer(shape), *dense_layers((6, 4), ("tanh",))]


def test_an_invalid_flatten_layer_is_refused() -> None:
    x = np.zeros((5, 6))
    assert core.network_outputs(x, flat((2, 3))).shape == (5, 4)
    field = "layers[0].input_shape"
    wrong: list[Any] = [None, 6, "23", (2.0, 3), (True, 6)]
    for shape in wrong:
        refused("wrong_type", field, core.network_outputs, x, flat(shape))
    beyond: list[Any] = [(0, 6), (-2, -3), (2**24 + 1,), (2**20, 2**20)]
    for shape in beyond:
        refused("out_of_range", field, core.network_outputs, x, flat(shape))
    refused("empty", "input_shape", core.network_outputs, x, flat(()))
    message = refused("shape_mismatch", "inputs", core.network_outputs, x, [FlattenLayer((6, 2))])
    assert message == f"inputs[0]: expected length 12, that of {field}, got length 6"
    layers: list[Any] = [*dense_layers((6, 4), ("tanh",)), FlattenLayer((5,))]
    message = refused("shape_mismatch", "layers[1].input_shape", core.network_outputs, x, layers)
    assert message == "layers[1].input_shape: expected the shape of the layer's inputs"
    layers = [FlattenLayer((2, 3)), *dense_layers((5, 4), ("tanh",))]
    message = refused("shape_mismatch", "layers[1].kernel", core.network_outputs, x, layers)
    assert message == f"layers[1].kernel: expected length 6, that of {field}, got length 5"


def test_a_layer_of_another_kind_is_refused() -> None:
    [dense_layer], flatten_layer = dense_layers((6, 4), ("tanh",)), FlattenLayer((6,))
    x: Any = np.zeros((5, 6))
    others: list[Any] = [flatten_layer, None, "dense", (4, "tanh", [[1.0]], None)]
    for layer in others:
        refused("wrong_type", "layer", core.dense_forward, x, layer)
        refused("wrong_type", "layer", core.dense_input_gradients, x, x, layer)
        refused("wrong_type", "layer", core.dense_parameter_gradients, x, x, layer)
    others = [dense_layer, None, "flatten", ((6,),)]
    for layer in others:
        refused("wrong_type", "layer", core.flatten_forward, x, layer)
        refused("wrong_type", "layer", core.flatten_input_gradients, x, x, layer)
    refused("wrong_type", "layers", core.network_outputs, x, [dense_layer, None])
    refused("wrong_type", "layers", core.network_outputs, x, dense_layer.kernel)
    arguments = [flatten_layer, None], "mse", SGD, x, x
    assert refused("wrong_type", "layers", core.dense, *arguments).endswith("a list of layers")
    broken = dense_layer._replace(kernel=[[math.nan] * 4] * 6)
    message = refused("not_finite", "layer.kernel", core.dense_forward, x, broken)
    assert message == "layer.kernel[0][0]: expected a finite number"
