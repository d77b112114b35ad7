"""Sequential and the experiment whose bits it must give, on one small data set."""

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from refnet import Dense, Input, Sequential, optimizers, reference
from refnet.callbacks import Callback
from refnet.fit.backends import Snapshot
from refnet.reference import TrainingRun
from refnet.reference.checks import SPARSE
from refnet.reference.dense import DenseLayer

Array = NDArray[Any]

BACKENDS = pytest.mark.parametrize("backend", ["c", "python"])
SEED = 5
M, SIZES = 11, (3, 5, 4, 2)  # with batches of 4, the last one has 3 examples
X = np.random.RandomState(1).uniform(-1, 1, (M, SIZES[0]))
_random = np.random.RandomState(2)
PARTS, CLASSES = _random.uniform(0.1, 1, (M, SIZES[-1])), _random.randint(0, SIZES[-1], M)

WHOLE = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 8, 7], [6, 5, 4], [3, 2, 1]], np.float64)
WHOLE_CLASSES = [0, 1, 1, 0, 1, 0]


@dataclass(frozen=True)
class Case:
    """A network on SIZES and how it trains."""

    hidden: tuple[str, str] = ("tanh", "relu")
    last: str = "linear"
    loss: str = "mse"
    optimizer: optimizers.Optimizer = field(default_factory=lambda: optimizers.SGD(0.1))
    batch_size: int | None = 4
    epochs: int = 4
    shuffle: bool = True
    use_bias: bool = True
    initializer: str = "glorot_uniform"


SOFTMAX = Case(last="softmax", loss="categorical_crossentropy")
CASES = {
    "sgd": Case(),
    "momentum": Case(
        ("sigmoid", "tanh"), "sigmoid", "binary_crossentropy", optimizers.SGD(0.2, 0.9)
    ),
    "nesterov": replace(SOFTMAX, optimizer=optimizers.SGD(0.1, 0.8, nesterov=True)),
    "rmsprop": replace(SOFTMAX, loss=SPARSE, optimizer=optimizers.RMSprop(0.01)),
    "rmsprop_momentum": Case(
        ("relu", "softmax"), "sigmoid", "mse", optimizers.RMSprop(0.01, 0.8, 0.5)
    ),
    "adam": replace(SOFTMAX, loss=SPARSE, optimizer=optimizers.Adam()),
    "adam_settings": Case(
        ("linear", "tanh"), "tanh", "sum_squared_error", optimizers.Adam(0.01, 0.8, 0.99, 1e-3)
    ),
    "softmax_squares": Case(last="softmax", optimizer=optimizers.Adam(0.02)),
    "in_order": Case(optimizer=optimizers.Adam(0.02), shuffle=False),
    "no_bias": Case(optimizer=optimizers.Adam(0.02), use_bias=False),
    "uniform": Case(optimizer=optimizers.Adam(0.02), initializer="uniform"),
    "zeros": replace(SOFTMAX, optimizer=optimizers.Adam(0.02), initializer="zeros"),
    "one_by_one": Case(batch_size=1),
    "all_at_once": Case(batch_size=M),
    "larger_batch_than_data": Case(batch_size=100),
    "batch_of_32": Case(batch_size=None),
    "no_epochs": Case(epochs=0),
}


def targets(case: Case) -> Array:
    if case.loss == SPARSE:
        return CLASSES
    if case.loss == "categorical_crossentropy":
        rows: Array = PARTS / PARTS.sum(axis=1, keepdims=True)
        return rows
    return PARTS if case.last != "sigmoid" else PARTS.round()


def first_layers(case: Case, seed: int = SEED) -> list[DenseLayer]:
    kernels = reference.initial_kernels(case.initializer, SIZES, seed)
    return [
        DenseLayer(len(kernel[0]), activation, kernel, [0.0] * units if case.use_bias else None)
        for kernel, activation, units in zip(
            kernels, (*case.hidden, case.last), SIZES[1:], strict=True
        )
    ]


@cache
def experiment(case: Case) -> TrainingRun:
    """Return the result of the experiment ``dense`` for a case."""
    return reference.dense(
        first_layers(case),
        case.loss,
        optimizers.settings(case.optimizer),
        X.tolist(),
        targets(case).tolist(),
        batch_size=32 if case.batch_size is None else case.batch_size,
        epochs=case.epochs,
        shuffle_seed=SEED + 1 if case.shuffle else None,
    )


def new_model(case: Case, backend: str = "c", metrics: tuple[str, ...] = ()) -> Sequential:
    make = {"use_bias": case.use_bias, "kernel_initializer": case.initializer}
    hidden = [
        Dense(units, activation, **make)  # type: ignore[arg-type]
        for units, activation in zip(SIZES[1:-1], case.hidden, strict=True)
    ]
    last = Dense(SIZES[-1], case.last, **make)  # type: ignore[arg-type]
    model = Sequential([Input((SIZES[0],)), *hidden, last], seed=SEED, backend=backend)
    model.compile(case.optimizer, case.loss, metrics)
    return model


def bits(weights: Any) -> bytes:
    """Return the bits of arrays, or of nested lists, one after another."""
    return b"".join(np.asarray(each, np.float64).tobytes() for each in weights)


def layer_bits(layers: list[DenseLayer]) -> bytes:
    return bits(part for layer in layers for part in layer[2:] if part is not None)


def taken(model: Sequential) -> Snapshot:
    """Return all that training changes."""
    assert model._backend is not None
    return model._backend.snapshot()


def snapshot_bits(model: Sequential) -> list[bytes]:
    weights, state, words, states = taken(model)
    return [bits([weights]), bits(state), words.tobytes(), bits(states)]


class BatchWatcher(Callback):
    """Watches batches, so that the model is trained batch by batch."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, float]] = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.seen.append((batch, logs["loss"]))


def fit(model: Sequential, case: Case, **more: Any) -> list[float]:
    arguments = {
        "batch_size": case.batch_size,
        "epochs": case.epochs,
        "shuffle": case.shuffle,
        "verbose": 0,
    }
    history = model.fit(X, targets(case), **{**arguments, **more})
    return history.history.get("loss", [])
