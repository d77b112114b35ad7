"""A small model to watch and to interrupt, and callbacks that record their calls."""

from typing import Any

import numpy as np
import pytest

from refnet import Dense, Sequential
from refnet.callbacks import Callback

BACKENDS = pytest.mark.parametrize("backend", ["c", "python"])
_random = np.random.RandomState(6)
M, BATCHES = 10, 4  # batches of 3, the last of 1
X, Y = _random.uniform(-1, 1, (M, 3)), _random.randint(0, 2, M)


def new_model(backend: str = "c", seed: int = 4) -> Sequential:
    layers = [Dense(4, "tanh", input_dim=3), Dense(2, "softmax")]
    model = Sequential(layers, seed=seed, backend=backend)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    return model


def fit(model: Sequential, **more: Any) -> dict[str, list[float]]:
    arguments = {"x": X, "y": Y, "batch_size": 3, "epochs": 5, "verbose": 0}
    return model.fit(**{**arguments, **more}).history


def bits(model: Sequential) -> list[bytes]:
    """Return the bits of all that training changes, except the generator."""
    assert model._backend is not None
    weights, state, *_ = model._backend.snapshot()
    return [weights.tobytes(), *(np.asarray(each).tobytes() for each in state)]


class Recorder(Callback):
    """Records the calls."""

    def __init__(self, name: str, calls: list[str]) -> None:
        self.name, self.calls = name, calls

    def on_train_begin(self, logs: Any = None) -> None:
        self.calls.append(f"{self.name}: train from {self.model.epochs}")

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.calls.append(f"{self.name}: epoch {epoch}")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.calls.append(f"{self.name}: end of {epoch}, {', '.join(logs)}")

    def on_train_end(self, logs: Any = None) -> None:
        self.calls.append(f"{self.name}: end at {self.model.epochs}")


class BatchRecorder(Recorder):
    """Records the batches as well."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.calls.append(f"{self.name}: batch {batch}, {', '.join(logs)}")
