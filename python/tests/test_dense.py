"""The chapter dense: gradients of every loss, published formulas, bits of every kernel."""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from refnet._core import ffi
from test_networks import central_differences, same

from refnet import RefnetError, core, reference
from refnet.core.network import flat_weights, initial_state
from refnet.reference.checks import ACTIVATIONS, SPARSE, losses_after
from refnet.reference.dense import DenseLayer
from refnet.reference.network import network_parameters, with_parameters
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.optimizers import initial_state as starting_vectors
from refnet.reference.training import Training

PAIRS = [(activation, loss) for activation in ACTIVATIONS for loss in losses_after(activation)]
OPTIMIZERS = [
    Optimizer("sgd", 1e-5),
    Optimizer("sgd", 1e-5, momentum=0.9),
    Optimizer("sgd", 1e-5, momentum=0.9, nesterov=True),
    Optimizer("rmsprop", 0.01, rho=0.8),
    Optimizer("rmsprop", 0.01, momentum=0.7, epsilon=1e-3),
    Optimizer("adam", 0.02),
    Optimizer("adam", 0.02, beta_1=0.7, beta_2=0.9, epsilon=1e-2),
]
SIZES = [(1, 1, 1, 1), (4, 3, 4, 1), (5, 7, 11, 3), (2, 13, 5, 9), (17, 2, 8, 4), (33, 5, 19, 10)]


def network(
    n: int, h: int, k: int, activations: tuple[str, str], seed: int = 0, bias: bool = True
) -> list[DenseLayer]:
    """Return two layers with random weights in lists."""
    generator = np.random.default_rng(seed)

    def layer(inputs: int, units: int, activation: str) -> DenseLayer:
        kernel = generator.normal(size=(inputs, units)).tolist()
        return DenseLayer(
            units, activation, kernel, generator.normal(size=units).tolist() if bias else None
        )

    return [layer(n, h, activations[0]), layer(h, k, activations[1])]


def examples(m: int, n: int, k: int, seed: int = 1) -> tuple[Any, Any]:
    """Return inputs [m][n] and targets [m][k] from 0 to 1 as lists."""
    generator = np.random.default_rng(seed)
    return generator.normal(size=(m, n)).tolist(), generator.random((m, k)).tolist()


def mean_loss(chapters: ModuleType, layers: Any, loss: str, x: Any, t: Any) -> float:
    total, _ = chapters.evaluate(layers, loss, x, t)
    return float(chapters.reduce_loss(loss, total, len(x)))


def flat(vectors: Any) -> Any:
    return np.concatenate([np.ravel(vector) for vector in vectors])


def arrays(layers: list[DenseLayer]) -> list[DenseLayer]:
    """Return the same layers with arrays."""
    return [
        layer._replace(
            kernel=np.array(layer.kernel),
            bias=None if layer.bias is None else np.array(layer.bias),
        )
        for layer in layers
    ]


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize(("activation", "loss"), PAIRS)
def test_gradients(hidden: str, activation: str, loss: str) -> None:
    """The network's gradient is the slope of its loss, measured."""
    layers = network(3, 4, 2, (hidden, activation), seed=4)
    x, t = examples(5, 3, 2)
    vectors = network_parameters(layers)
    ends = np.cumsum([len(vector) for vector in vectors])[:-1]

    def loss_at(weights: Any) -> float:
        changed = with_parameters(layers, [part.tolist() for part in np.split(weights, ends)])
        return mean_loss(reference, changed, loss, x, t)

    answers = reference.network_forward(x, layers)
    gradients = flat(reference.network_gradients(x, t, layers, answers, loss))
    measured = central_differences(loss_at, flat(vectors))
    assert np.abs(gradients).max() > 1e-3, "a gradient of zeros would prove nothing"
    np.testing.assert_allclose(gradients, measured, rtol=1e-5, atol=1e-8)


def test_softmax_and_crossentropies_are_what_they_are_called() -> None:
    d, t = [0.3, -1.2, 2.0], [0.2, 0.5, 0.9]
    powers = [math.exp(value) for value in d]
    y = [power / math.fsum(powers) for power in powers]
    assert reference.softmax(d) == pytest.approx(y, rel=1e-15)
    assert reference.log_softmax(d) == pytest.approx([math.log(p) for p in y], rel=1e-14)
    wanted = -math.fsum(a * math.log(b) for a, b in zip(t, y, strict=True))
    assert reference.categorical_crossentropy(t, d) == pytest.approx(wanted, rel=1e-14)
    y = [1 / (1 + math.exp(-value)) for value in d]
    wanted = -math.fsum(
        a * math.log(b) + (1 - a) * math.log(1 - b) for a, b in zip(t, y, strict=True)
    )
    assert reference.binary_crossentropy(t, d) == pytest.approx(wanted, rel=1e-14)


@pytest.mark.parametrize("chapters", [reference, core], ids=["python", "c"])
def test_crossentropies_survive_what_the_probabilities_do_not(chapters: ModuleType) -> None:
    assert chapters.softmax([1000.0, 0.0, -1000.0])[2] == 0.0
    assert chapters.categorical_crossentropy([0.0, 0.0, 1.0], [1000.0, 0.0, -1000.0]) == 2000.0
    assert chapters.binary_crossentropy([1.0, 0.0], [-800.0, 800.0]) == 1600.0


def test_momentum_is_the_running_sum_of_the_steps() -> None:
    """Keras: v = momentum * v - rate * g; w += v, or momentum * v - rate * g by Nesterov."""
    plain = Optimizer("sgd", 0.5, momentum=0.5)
    assert reference.sgd_step([1.0], [2.0], [0.25], plain) == ([0.125], [-0.875])
    nesterov = plain._replace(nesterov=True)
    assert reference.sgd_step([1.0], [2.0], [0.25], nesterov) == ([-0.4375], [-0.875])
    assert reference.sgd_step([1.0], [2.0], [0.25], Optimizer("sgd", 0.5)) == ([0.0], [0.25])


def test_rmsprop_and_adam_divide_by_the_root_of_the_mean_square() -> None:
    rmsprop = Optimizer("rmsprop", 0.5, rho=0.75, epsilon=0.25)
    assert reference.rmsprop_step([1.0], [3.0], [0.0], [2.0], rmsprop) == (
        [1.0 - 1.5 / math.sqrt(4.0)],
        [0.0],
        [3.75],
    )
    adam = Optimizer("adam", 0.5, beta_1=0.5, beta_2=0.75, epsilon=0.5)
    moved, momentums, velocities = reference.adam_step([1.0], [4.0], [2.0], [0.0], 0.25, adam)
    assert (moved, momentums, velocities) == ([1.0 - 0.75 / 2.5], [3.0], [4.0])


def test_adams_first_step_is_the_learning_rate() -> None:
    state = OptimizerState([[0.0, 0.0]], [[0.0, 0.0]], 1.0, 1.0)
    adam = Optimizer("adam", 0.125, epsilon=1e-300)
    moved, state = reference.optimizer_step([[1.0, 1.0]], [[7.0, -1e-3]], state, adam)
    assert moved[0] == pytest.approx([0.875, 1.125], rel=1e-15)
    assert (state.beta_1_power, state.beta_2_power) == (0.9, 0.999)


def test_a_shuffle_is_fair() -> None:
    generator = reference.seeded(5)
    counts = np.zeros((4, 4))
    for _ in range(6000):
        for place, number in enumerate(reference.permutation(4, generator)):
            counts[place, number] += 1
    assert np.abs(counts - 1500).max() < 150
    assert reference.permutation(0, generator) == []
    assert reference.permutation(1, generator) == [0]


def test_first_weights_lie_in_their_limits() -> None:
    kernel = np.array(reference.initial_kernel("glorot_uniform", 30, 20, reference.seeded(1)))
    limit = math.sqrt(6 / 50)
    assert 0.99 * limit < np.abs(kernel).max() <= limit
    assert abs(kernel.mean()) < 0.02
    kernel = np.array(reference.initial_kernel("uniform", 30, 20, reference.seeded(1)))
    assert 0.0495 < np.abs(kernel).max() <= 0.05


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=str)
def test_every_kernel_has_the_reference_bits(optimizer: Optimizer) -> None:
    for number, (m, n, h, k) in enumerate(SIZES):
        hidden = ACTIVATIONS[number % len(ACTIVATIONS)]
        for activation, loss in PAIRS:
            layers = network(n, h, k, (hidden, activation), seed=number, bias=number % 3 > 0)
            x, t = examples(m, n, k, seed=number)
            same_network(arrays(layers), layers, optimizer, loss, x, t)


def same_network(
    cores: list[DenseLayer],
    layers: list[DenseLayer],
    optimizer: Optimizer,
    loss: str,
    x: Any,
    t: Any,
) -> None:
    """Hold every function of the core over arrays against the reference's over lists."""
    expected = reference.network_forward(x, layers)
    answers = core.network_forward(np.array(x), cores)
    for one, other in zip(answers, expected, strict=True):
        assert same(one.sums, other.sums)
        assert same(one.outputs, other.outputs)
    assert same(core.dense_forward(x, cores[0]).outputs, expected[0].outputs)
    sums, outputs = expected[-1]
    activation = layers[-1].activation
    assert same(
        core.output_layer_deltas(loss, activation, t, outputs),
        reference.output_layer_deltas(loss, activation, t, outputs),
    )
    for row_t, row_d, row_y in zip(t, sums, outputs, strict=True):
        for name, arguments in [
            ("argmax", (row_y,)),
            ("softmax", (row_d,)),
            ("log_softmax", (row_d,)),
            ("activate", (activation, row_d)),
            ("squared_error", (row_t, row_y)),
            ("binary_crossentropy", (row_t, row_d)),
            ("categorical_crossentropy", (row_t, row_d)),
            ("example_loss", (loss, row_t, row_d, row_y)),
            ("activation_backward", (activation, row_t, row_y)),
        ]:
            assert same(getattr(core, name)(*arguments), getattr(reference, name)(*arguments)), name
    assert same(
        core.input_gradients(outputs, layers[-1].kernel),
        reference.input_gradients(outputs, layers[-1].kernel),
    )
    gradients = reference.network_gradients(x, t, layers, expected, loss)
    assert same(core.network_gradients(x, t, cores, answers, loss), flat(gradients))
    assert core.correct_predictions(t, outputs) == reference.correct_predictions(t, outputs)
    evaluated = core.evaluate(cores, loss, x, t, 0.5)
    assert tuple(evaluated) == reference.evaluate(layers, loss, x, t, 0.5)

    weights = network_parameters(layers)
    first = flat(weights), initial_state(len(flat(weights)))
    moved, state = core.optimizer_step(first[0], flat(gradients), first[1], optimizer)
    wanted = reference.optimizer_step(weights, gradients, starting_vectors(layers), optimizer)
    same_state(moved, state, flat(wanted[0]), wanted[1])

    training = Training(loss, optimizer, 3)
    batch = core.train_batch(cores, state, training, x, t)
    theirs = reference.train_batch(layers, wanted[1], training, x, t)
    assert same(batch.losses, theirs.losses)
    assert same(batch.outputs, theirs.outputs)
    same_state(
        flat_weights(batch.layers),
        batch.state,
        flat(network_parameters(theirs.layers)),
        theirs.state,
    )
    generators = core.seeded(9), reference.seeded(9)
    epochs = core.train_epochs(cores, state, training, x, t, 3, 5, generators[0], [4, 5])
    theirs_too = reference.train_epochs(
        layers, wanted[1], training, x, t, 3, 5, generators[1], [4, 5]
    )
    assert [trial[:2] for trial in epochs.trials] == [trial[:2] for trial in theirs_too.trials]
    assert epochs.corrects == theirs_too.corrects
    same_state(
        flat_weights(epochs.layers),
        epochs.state,
        flat(network_parameters(theirs_too.layers)),
        theirs_too.state,
    )


def same_state(weights: Any, state: Any, wanted: Any, wanted_state: Any) -> None:
    assert same(weights, wanted)
    assert same(state.momentums, flat(wanted_state.momentums))
    assert same(state.velocities, flat(wanted_state.velocities))
    assert state[2:] == wanted_state[2:]


def test_the_rest_has_the_reference_bits() -> None:
    for value in (-1.0, -0.0, 0.0, 3.5, -math.inf):
        assert same(core.relu(value), reference.relu(value))
    assert math.isnan(core.relu(math.nan))
    assert math.isnan(reference.relu(math.nan))
    assert core.one_hot([2, 0], 3).tolist() == reference.one_hot([2, 0], 3)
    assert core.permutation(100, core.seeded(4)) == reference.permutation(100, reference.seeded(4))
    for initializer in ("glorot_uniform", "uniform", "zeros"):
        kernels = core.initial_kernels(initializer, [5, 3, 7], 11)
        wanted = reference.initial_kernels(initializer, [5, 3, 7], 11)
        assert [kernel.tolist() for kernel in kernels] == wanted
        kernel = core.initial_kernel(initializer, 5, 3, core.seeded(11))
        assert kernel.tolist() == wanted[0]
    for loss in ("mse", "sum_squared_error"):
        assert core.reduce_loss(loss, 7.0, 3) == reference.reduce_loss(loss, 7.0, 3)


def test_arrays_and_lists_give_the_same_training() -> None:
    layers = network(4, 5, 3, ("tanh", "softmax"))
    x, _ = examples(7, 4, 3)
    classes = [0, 2, 1, 1, 0, 2, 2]
    adam = OPTIMIZERS[-2]
    wanted = reference.dense(layers, SPARSE, adam, x, classes, 3, 4, 8, [2, 4])
    for given in (classes, np.array(classes), np.array(classes, np.uint8)):
        run = core.dense(arrays(layers), SPARSE, adam, np.array(x), given, 3, 4, 8, [2, 4])
        assert same(run.outputs, wanted.outputs)
        for one, other in zip(run.trials, wanted.trials, strict=True):
            assert one[:2] == other[:2]
            assert same(flat_weights(one.layers), flat(network_parameters(other.layers)))


def test_what_is_given_stays_as_it_is() -> None:
    layers = arrays(network(4, 5, 3, ("relu", "sigmoid")))
    x, t = (np.array(each) for each in examples(7, 4, 3))
    state = initial_state(flat_weights(layers).size)
    before = [
        array.copy() for array in (flat_weights(layers), x, t, state.momentums, state.velocities)
    ]
    core.dense(layers, "mse", OPTIMIZERS[5], x, t, 2, 3, 1)
    core.train_batch(layers, state, Training("mse", OPTIMIZERS[5], 2), x, t)
    after = (flat_weights(layers), x, t, state.momentums, state.velocities)
    assert all(same(one, other) for one, other in zip(before, after, strict=True))


@pytest.mark.parametrize("chapters", [reference, core], ids=["python", "c"])
def test_a_divergence_names_epoch_and_batch(chapters: ModuleType) -> None:
    layers = network(2, 3, 1, ("linear", "linear"))
    x, t = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[1.0], [2.0], [3.0]]
    # Weights of some 1e32 after the first batch, 1e126 after the second: outputs of 1e252 follow.
    with pytest.raises(RefnetError) as caught:
        chapters.dense(layers, "mse", Optimizer("sgd", 1e30), x, t, 2, 9)
    error = caught.value
    assert (error.code, error.field, error.trial, error.batch) == ("diverged", "loss", 2, 1)
    assert error.message == "loss: left the finite numbers in trial 2, batch 1"


# What C would not survive: every function that is called directly refuses it.

STEPS: list[tuple[str, Callable[[Any], Any]]] = [
    ("sgd_step", lambda how: core.sgd_step([1.0], [1.0], [0.0], how)),
    ("rmsprop_step", lambda how: core.rmsprop_step([1.0], [1.0], [0.0], [0.0], how)),
    ("adam_step", lambda how: core.adam_step([1.0], [1.0], [0.0], [0.0], 0.1, how)),
    ("optimizer_step", lambda how: core.optimizer_step([1.0], [1.0], initial_state(1), how)),
]
SGD = Optimizer("sgd", 0.1)
HOW = Training("mse", SGD, 2)
TRAININGS = ["train_batch", "train_epoch", "train_epochs"]


def refused(code: str, field: str, function: Callable[..., Any], *arguments: Any) -> str:
    """Return the message with which the function refuses its arguments."""
    with pytest.raises(RefnetError) as caught:
        function(*arguments)
    assert (caught.value.code, caught.value.field) == (code, field)
    return caught.value.message


def trained(name: str, state: Any, training: Any) -> Any:
    """Train 3 examples by the function of this name; the network has 4 * 5 + 5 * 3 + 8 weights."""
    layers, (x, t) = network(4, 5, 3, ("tanh", "sigmoid")), examples(3, 4, 3)
    rest = {"train_batch": (), "train_epoch": ([0, 2, 1], 1), "train_epochs": (1, 2, None, None)}
    return getattr(core, name)(layers, state, training, x, t, *rest[name])


def epochs(first: Any, last: Any, generator: Any = None, record: Any = None) -> Any:
    layers, (x, t) = network(4, 5, 3, ("tanh", "sigmoid")), examples(3, 4, 3)
    return core.train_epochs(layers, initial_state(43), HOW, x, t, first, last, generator, record)


@pytest.mark.parametrize("name", [*TRAININGS, "optimizer_step"])
def test_a_state_of_other_weights_is_refused(name: str) -> None:
    def step(state: Any) -> Any:
        if name == "optimizer_step":
            return core.optimizer_step([1.0] * 43, [1.0] * 43, state, SGD)
        return trained(name, state, HOW)

    good: Any = initial_state(43)
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
    step(OptimizerState(*spread, 1, 1))  # what NumPy can read, C gets as it wants it


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
        ("unknown_name", "loss", {"loss": "hinge"}),
        ("unknown_name", "loss", {"loss": SPARSE}),  # after a sigmoid
        ("wrong_type", "optimizer", {"optimizer": "sgd"}),
        ("unknown_name", "optimizer.name", {"optimizer": Optimizer("adagrad", 0.1)}),
        ("not_finite", "optimizer.learning_rate", {"optimizer": Optimizer("sgd", math.nan)}),
        ("out_of_range", "optimizer.momentum", {"optimizer": Optimizer("sgd", 0.1, 1.0)}),
        ("out_of_range", "optimizer.epsilon", {"optimizer": Optimizer("adam", 0.1, epsilon=0)}),
    ],
)
def test_a_training_that_cannot_be_is_refused(
    name: str, code: str, field: str, changes: dict[str, Any]
) -> None:
    training = HOW._replace(**changes)
    refused(code, f"training.{field}", trained, name, initial_state(43), training)


@pytest.mark.parametrize("name", TRAININGS)
def test_a_batch_may_be_of_any_size(name: str) -> None:
    refused("wrong_type", "training", trained, name, initial_state(43), tuple(HOW))
    refused("wrong_type", "training", trained, name, initial_state(43), None)
    for batch_size in (1, 2, 3, 4, 2**53 - 1):
        trained(name, initial_state(43), HOW._replace(batch_size=batch_size))


@pytest.mark.parametrize(
    "record", [[4], [1, 4], [2, 2], [3, 2], [1, 2, 3, 4, 5], [0], [-1], [2**53 - 1]]
)
def test_epochs_to_report_ascend_from_first_to_last(record: list[int]) -> None:
    message = refused("out_of_range", "record", epochs, 1, 3, None, record)
    assert message.endswith(": expected ascending numbers from 1 to 3")
    later = [epoch + 10 for epoch in record if epoch < 100]
    refused("out_of_range", "record", epochs, 11, 13, None, later or [1])


def test_no_epochs_have_no_trials() -> None:
    before = flat_weights(arrays(network(4, 5, 3, ("tanh", "sigmoid"))))
    nothing: list[tuple[int, int, Any]] = [(1, 0, None), (5, -3, None), (5, 4, [])]
    for first, last, record in nothing:
        run = epochs(first, last, None, record)
        assert (run.trials, run.corrects) == ([], [])
        assert same(flat_weights(run.layers), before)
    refused("out_of_range", "record", epochs, 5, 4, None, [5])
    run = epochs(1, 2, None, [])
    assert (run.trials, run.corrects) == ([], [])
    assert same(flat_weights(run.layers), flat_weights(epochs(1, 2).layers))
    assert [trial.epoch for trial in epochs(3, 6, None, [4, 6]).trials] == [4, 6]
    refused("wrong_type", "record", epochs, 1, 2, None, [1.5])
    refused("wrong_type", "first", epochs, 1.5, 2)
    refused("wrong_type", "last", epochs, 1, None)


def test_answers_of_others_are_refused() -> None:
    layers, (x, t) = network(4, 5, 3, ("tanh", "sigmoid")), examples(3, 4, 3)
    answers: list[Any] = list(core.network_forward(x, layers))

    def gradients(given: Any) -> Any:
        return core.network_gradients(x, t, layers, given, "mse")

    wanted = gradients(answers)
    assert same(gradients(reference.network_forward(x, layers)), wanted)
    others: list[Any] = [
        [],
        answers[:1],
        [*answers, answers[1]],
        answers[::-1],
        core.network_forward(x[:1], layers),  # one row, which NumPy would repeat
        [answers[0], answers[1]._replace(outputs=np.zeros((3, 1)))],
        [answers[0]._replace(sums=np.zeros((4, 5))), answers[1]],
        [answers[0]._replace(outputs=[[0.0] * 5, [0.0] * 5, [0.0] * 4]), answers[1]],
    ]
    for given in others:
        refused("shape_mismatch", "answers", gradients, given)
    others = [None, 1, "answers", [None, None], [(1.0, 2.0)] * 2, [answers[0][:1]] * 2]
    for given in others:
        refused("wrong_type", "answers", gradients, given)


@pytest.mark.parametrize("step", [step for _, step in STEPS], ids=[name for name, _ in STEPS])
def test_an_optimizer_that_cannot_be_is_refused(step: Callable[[Any], Any]) -> None:
    sgd: Any = SGD
    step(sgd)
    for optimizer in (None, "sgd", tuple(sgd)):
        refused("wrong_type", "optimizer", step, optimizer)
    refused("wrong_type", "optimizer.name", step, sgd._replace(name=None))
    refused("wrong_type", "optimizer.nesterov", step, sgd._replace(nesterov=1))
    refused("wrong_type", "optimizer.rho", step, sgd._replace(rho="0.9"))
    refused("unknown_name", "optimizer.name", step, sgd._replace(name="adagrad"))
    refused("out_of_range", "optimizer.beta_1", step, sgd._replace(beta_1=1.0))


@pytest.mark.parametrize(
    "generator",
    [1, "seed", [], {}, b"0" * 2500, ffi.NULL, ffi.new("int64_t *"), reference.seeded(1)],
    ids=["int", "str", "list", "dict", "bytes", "null", "pointer", "reference"],
)
def test_a_generator_is_one_of_seeded(generator: Any) -> None:
    null = ffi.cast("refnet_generator *", 0)
    for given in (generator, null, core.seeded(1)[0]):
        refused("wrong_type", "generator", core.permutation, 3, given)
        refused("wrong_type", "generator", core.initial_kernel, "uniform", 2, 3, given)
        refused("wrong_type", "generator", epochs, 1, 2, given)
    refused("wrong_type", "generator", core.permutation, 3, None)
    refused("wrong_type", "generator", core.initial_kernel, "uniform", 2, 3, None)
    assert len(epochs(1, 2, None).trials) == 2
    assert len(epochs(1, 2, core.seeded(1)).trials) == 2


def test_what_no_memory_holds_is_a_memory_error() -> None:
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
