"""Runs of Sequential(dtype="float32"), compared with those of support/binary32.py."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from support import binary32
from support.binary32 import Diverged, Rows, Trained

from refnet import Dense, RefnetError, Sequential, losses, optimizers, reference
from refnet.reference.checks import SPARSE
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import OptimizerState
from refnet.reference.training import Training

Array = NDArray[Any]

LARGEST = float(np.finfo(np.float32).max)
TOO_LARGE = 3.4028235677973366e38  # half a unit above LARGEST: the first that rounds to infinity


@dataclass(frozen=True)
class Case:
    """A network, how it trains and on what.

    sizes: the inputs and each layer's units; drawn: True for the initializer's first weights, False
    for random weights and biases that float32 has to round; scale: of the examples.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str | losses.Loss = "mse"
    optimizer: optimizers.Optimizer = field(default_factory=lambda: optimizers.SGD(0.1))
    batch_size: int = 8
    examples: int = 19
    epochs: int = 2
    shuffle: bool = True
    use_bias: bool = True
    drawn: bool = True
    scale: float = 1.0
    seed: int = 3


class Data(NamedTuple):
    """The examples and targets of a case in float64, and others to predict and evaluate."""

    x: Array
    y: Array
    more_x: Array
    more_y: Array


def data(case: Case) -> Data:
    random = np.random.RandomState(case.seed)
    n, k = case.sizes[0], case.sizes[-1]
    loss = losses.as_loss("loss", case.loss).name

    def targets(m: int) -> Array:
        if loss == SPARSE:
            return random.randint(0, k, m)
        if loss == "binary_crossentropy" or (loss == "hinge" and case.seed % 2):
            return random.randint(0, 2, (m, k))
        if loss in ("categorical_crossentropy", "kl_divergence"):
            return random.uniform(0, 1, (m, k))
        return random.uniform(-1, 1, (m, k)) * case.scale

    x = random.uniform(-1, 1, (case.examples, n)) * case.scale
    more_x = random.normal(size=(11, n)) * case.scale
    return Data(x, targets(len(x)), more_x, targets(len(more_x)))


def given_weights(case: Case) -> list[Array]:
    """Return first weights as ``set_weights`` takes them; float32 has to round each of them."""
    random = np.random.RandomState(case.seed + 1)
    weights = []
    for n, u in zip(case.sizes, case.sizes[1:], strict=False):
        weights.append(random.normal(size=(n, u)) / np.sqrt(n))
        if case.use_bias:
            weights.append(random.normal(size=u))
    return weights


def new_model(case: Case, dtype: str = "float32") -> Sequential:
    layers = [
        Dense(units, activation, case.use_bias)
        for units, activation in zip(case.sizes[1:], case.activations, strict=True)
    ]
    model = Sequential(layers, seed=case.seed, dtype=dtype)
    model.build((case.sizes[0],))
    if not case.drawn:
        model.set_weights(given_weights(case))
    model.compile(case.optimizer, case.loss, ["accuracy"])
    return model


def fit(model: Sequential, case: Case, **more: Any) -> dict[str, list[float]]:
    x, y, *_ = data(case)
    arguments = {"batch_size": case.batch_size, "epochs": case.epochs, "shuffle": case.shuffle}
    return model.fit(x, y, verbose=0, **{**arguments, **more}).history


def rounded_layers(case: Case) -> list[DenseLayer]:
    """Return the first layers, rounded once."""
    if case.drawn:
        kernels = reference.initial_kernels("glorot_uniform", case.sizes, case.seed)
        biases = [[0.0] * units if case.use_bias else None for units in case.sizes[1:]]
    else:
        weights = iter(given_weights(case))
        kernels, biases = [], []
        for _ in case.activations:
            kernels.append(next(weights).tolist())
            biases.append(next(weights).tolist() if case.use_bias else None)
    return [
        binary32.as_layer(activation, kernel, bias)
        for activation, kernel, bias in zip(case.activations, kernels, biases, strict=True)
    ]


def rounded_targets(case: Case, y: Array) -> Rows:
    if losses.as_loss("loss", case.loss).name == SPARSE:
        return binary32.as_rows(reference.one_hot(y.tolist(), case.sizes[-1]))
    return binary32.as_rows(y.tolist())


def rounded_loss(case: Case, targets: Rows) -> reference.Loss:
    """Return the loss for these targets, its settings rounded once."""
    settings = losses.settings(losses.as_loss("loss", case.loss))
    loss: reference.Loss = binary32.loss_of_targets(binary32.as_settings(settings), targets)
    return loss


@cache
def expected_run(case: Case) -> Trained:
    """Return the result that the training run must have; raises Diverged."""
    x, y, *_ = data(case)
    settings, targets = optimizers.settings(case.optimizer), rounded_targets(case, y)
    return binary32.train(
        rounded_layers(case),
        Training(rounded_loss(case, targets), binary32.as_settings(settings), case.batch_size),
        binary32.as_rows(x.tolist()),
        targets,
        case.epochs,
        case.seed + 1 if case.shuffle else None,
    )


@cache
def expected_outputs(case: Case) -> tuple[bytes, list[float]]:
    """Return the bits of the outputs after the run, and the loss and accuracy."""
    layers, (_, _, x, y) = expected_run(case).layers, data(case)
    outputs = binary32.network_outputs(binary32.as_rows(x.tolist()), layers)
    rows = rounded_targets(case, y)
    inputs, how = binary32.as_rows(x.tolist()), rounded_loss(case, rows)
    loss, correct = binary32.evaluate(layers, how, inputs, rows)
    return bits(outputs), [float(loss), correct / len(x)]


def bits(values: Any) -> bytes:
    """Return the bits of numbers that are float32 already."""
    array = np.asarray(values)
    assert array.dtype == np.float32, "a test that rounds proves nothing"
    return array.tobytes()


def weights_of(model: Sequential) -> bytes:
    return b"".join(bits(array) for array in model.get_weights())


def state_of(model: Sequential) -> list[bytes]:
    """Return the bits of everything that training changes."""
    assert model._backend is not None
    weights, memory, words, _ = model._backend.snapshot()
    numbers = [weights, memory.momentums, memory.velocities]
    return [*map(bits, numbers), str(memory[2:]).encode(), words.tobytes()]


def check_state(model: Sequential, layers: list[DenseLayer], state: OptimizerState) -> None:
    """Check a model's weights and its optimizer's state against those of the expected run."""
    assert weights_of(model) == bits(binary32.all_weights(layers))
    assert model._backend is not None
    memory = model._backend.snapshot().state
    assert bits(memory.momentums) == bits(state.momentums)
    assert bits(memory.velocities) == bits(state.velocities)
    assert tuple(memory[2:]) == (float(state.beta_1_power), float(state.beta_2_power))


def check(case: Case) -> Sequential:
    """Train, predict and evaluate, and compare every bit; return the model."""
    wanted = expected_run(case)
    model = new_model(case)
    history = fit(model, case)
    check_state(model, wanted.layers, wanted.state)
    losses, accuracies = history.get("loss", []), history.get("accuracy", [])
    assert losses == [float(loss) for loss in wanted.losses]
    assert accuracies == [correct / case.examples for correct in wanted.corrects]
    outputs, evaluated = expected_outputs(case)
    _, _, x, y = data(case)
    assert bits(model.predict(x)) == outputs
    assert model.evaluate(x, y) == evaluated
    return model


def check_diverging(case: Case, wanted: Diverged) -> None:
    """Train until the run diverges in the expected batch, and keeps the weights from before it."""
    model = new_model(case)
    with pytest.raises(RefnetError) as caught:
        fit(model, case)
    error = caught.value
    assert (error.code, error.field) == ("diverged", wanted.field)
    assert (error.trial, error.batch) == (wanted.epoch, wanted.batch)
    place = f"{wanted.field}: left the finite numbers in epoch {wanted.epoch}, batch {wanted.batch}"
    assert error.message.startswith(place)
    check_state(model, wanted.layers, wanted.state)
    assert np.isfinite(model.get_weights()[0]).all()


def check_either_way(case: Case) -> None:
    """Check a run that may diverge."""
    try:
        expected_run(case)
    except Diverged as wanted:
        check_diverging(case, wanted)
    else:
        check(case)


SMALL = Case((7, 17, 9, 3), ("tanh", "relu", "softmax"), SPARSE)


def rows_of(array: Array) -> Rows:
    """Return the rows of a matrix as lists of float32."""
    return [list(row) for row in array]


def of_kind(kind: str, array: Array) -> Array:
    """Return the numbers in another layout or type, rounded if the type needs it."""
    if kind == "unaligned":
        content = np.empty(array.nbytes + 1, np.uint8)
        moved = np.frombuffer(content.data, array.dtype, array.size, 1).reshape(array.shape)
        moved[:] = array
        assert not moved.flags.aligned
        return moved
    if kind == "strided":
        spread = np.zeros((2 * len(array), 3 * array.shape[1]), array.dtype)
        spread[::2, ::3] = array
        return spread[::2, ::3]
    if kind == "backwards":
        return np.ascontiguousarray(array[::-1, ::-1])[::-1, ::-1]
    if kind == "columns":
        return np.asfortranarray(array)
    if kind == "integers":
        return (array * 100).astype(np.int64)
    return array.astype(kind)


KINDS = ["unaligned", "strided", "backwards", "columns", "integers", "float64", ">f8", ">f4"]
