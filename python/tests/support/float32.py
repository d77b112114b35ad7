"""Runs of Sequential(dtype="float32"), beside the plain binary32 text."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from support import binary32 as plain
from support.binary32 import Diverged, Layer, Rows, Trained

from refnet import Dense, RefnetError, Sequential, optimizers, reference
from refnet.reference.checks import SPARSE

Array = NDArray[Any]

LARGEST = float(np.finfo(np.float32).max)
TOO_LARGE = 3.4028235677973366e38  # half a unit above LARGEST: the first that rounds to infinity


@dataclass(frozen=True)
class Case:
    """A network, how it trains and on what.

    sizes: the inputs and each layer's units; drawn: whether the first weights are those of the
    seed, or else random ones, biases too, that float32 has to round; scale: of the examples.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str = "mse"
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
    """What a case trains on, in float64, and other examples and targets to answer."""

    x: Array
    y: Array
    more_x: Array
    more_y: Array


def data(case: Case) -> Data:
    random = np.random.RandomState(case.seed)
    n, k = case.sizes[0], case.sizes[-1]

    def targets(m: int) -> Array:
        if case.loss == SPARSE:
            return random.randint(0, k, m)
        if case.loss == "binary_crossentropy":
            return random.randint(0, 2, (m, k))
        if case.loss == "categorical_crossentropy":
            return random.uniform(0, 1, (m, k))
        return random.uniform(-1, 1, (m, k)) * case.scale

    x = random.uniform(-1, 1, (case.examples, n)) * case.scale
    more_x = random.normal(size=(11, n)) * case.scale
    return Data(x, targets(len(x)), more_x, targets(len(more_x)))


def given_weights(case: Case) -> list[Array]:
    """Return first weights as ``set_weights`` takes them, none of which float32 has."""
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


def plain_layers(case: Case) -> list[Layer]:
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
        plain.as_layer(activation, kernel, bias)
        for activation, kernel, bias in zip(case.activations, kernels, biases, strict=True)
    ]


def plain_targets(case: Case, y: Array) -> Rows:
    rows = y.tolist()
    return (
        plain.chapters.one_hot(rows, case.sizes[-1]) if case.loss == SPARSE else plain.as_rows(rows)
    )


@cache
def plainly_trained(case: Case) -> Trained:
    """Return what a training must leave, number by number; raises Diverged."""
    x, y, *_ = data(case)
    settings = plain.as_settings(optimizers.settings(case.optimizer))
    return plain.train(
        plain_layers(case),
        plain.Training(case.loss, settings, case.batch_size),
        plain.as_rows(x.tolist()),
        plain_targets(case, y),
        case.epochs,
        case.seed + 1 if case.shuffle else None,
    )


@cache
def plainly_answered(case: Case) -> tuple[bytes, list[float]]:
    """Return the bits of the outputs after the training, and its loss and accuracy."""
    layers, (_, _, x, y) = plainly_trained(case).layers, data(case)
    outputs = plain.network_outputs(plain.as_rows(x.tolist()), layers)
    rows = plain_targets(case, y)
    loss, correct = plain.evaluate(layers, case.loss, plain.as_rows(x.tolist()), rows)
    return bits(outputs), [float(loss), correct / len(x)]


def bits(values: Any) -> bytes:
    """Return the bits of numbers that are float32 already."""
    array = np.asarray(values)
    assert array.dtype == np.float32, "a test that rounds proves nothing"
    return array.tobytes()


def weights_of(model: Sequential) -> bytes:
    return b"".join(bits(array) for array in model.get_weights())


def state_of(model: Sequential) -> list[bytes]:
    """Return the bits of all that a training changes."""
    assert model._backend is not None
    weights, memory, words = model._backend.take()
    numbers = [weights, memory.momentums, memory.velocities]
    return [*map(bits, numbers), str(memory[2:]).encode(), words.tobytes()]


def check_state(model: Sequential, layers: list[Layer], state: plain.State) -> None:
    """Hold weights and what the optimizer remembers against those of the plain training."""
    assert weights_of(model) == bits(plain.all_weights(layers))
    assert model._backend is not None
    memory = model._backend.take().state
    assert bits(memory.momentums) == bits(state.momentums)
    assert bits(memory.velocities) == bits(state.velocities)
    assert tuple(memory[2:]) == (float(state.beta_1_power), float(state.beta_2_power))


def check(case: Case) -> Sequential:
    """Train and answer, and compare every bit; return the model."""
    wanted = plainly_trained(case)
    model = new_model(case)
    history = fit(model, case)
    check_state(model, wanted.layers, wanted.state)
    losses, accuracies = history.get("loss", []), history.get("accuracy", [])
    assert losses == [float(loss) for loss in wanted.losses]
    assert accuracies == [correct / case.examples for correct in wanted.corrects]
    outputs, evaluated = plainly_answered(case)
    _, _, x, y = data(case)
    assert bits(model.predict(x)) == outputs
    assert model.evaluate(x, y) == evaluated
    return model


def check_diverging(case: Case, wanted: Diverged) -> None:
    """Train until it diverges: where the plain one did, keeping the weights from before."""
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
    """Compare a training that may diverge."""
    try:
        plainly_trained(case)
    except Diverged as wanted:
        check_diverging(case, wanted)
    else:
        check(case)


SMALL = Case((7, 17, 9, 3), ("tanh", "relu", "softmax"), SPARSE)


def rows_of(array: Array) -> Rows:
    """Return the rows of a matrix as lists of float32."""
    return [list(row) for row in array]


def of_kind(kind: str, array: Array) -> Array:
    """Return the same numbers, or, where the kind has fewer, what it makes of them."""
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
