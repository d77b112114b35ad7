"""A model to save, and ways to change its file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load, save

import refnet
from refnet import Dense, RefnetError, Sequential, optimizers
from refnet.reference.checks import SPARSE

Array = NDArray[Any]

BACKENDS = pytest.mark.parametrize("backend", ["c", "python"])
M = 10
_random = np.random.RandomState(8)
X, Y = _random.uniform(-1, 1, (M, 3)), _random.randint(0, 2, M)
SEED = 6


def new_model(
    backend: str = "c", optimizer: optimizers.Optimizer | str = "adam", use_bias: bool = True
) -> Sequential:
    layers = [Dense(4, "tanh", use_bias, input_dim=3), Dense(2, "softmax")]
    model = Sequential(layers, seed=SEED, backend=backend)
    model.compile(optimizer, SPARSE, ["accuracy"])
    return model


def fit(model: Sequential, **more: Any) -> dict[str, list[float]]:
    arguments = {"x": X, "y": Y, "batch_size": 4, "epochs": 3, "verbose": 0}
    return model.fit(**{**arguments, **more}).history


def state(model: Sequential) -> list[bytes]:
    """Return the bits of all that training changes."""
    assert model._backend is not None
    weights, memory, words, _ = model._backend.snapshot()
    return [weights.tobytes(), *(np.asarray(each).tobytes() for each in memory), words.tobytes()]


class File(NamedTuple):
    """The description and the tensors of a file, to be changed."""

    description: dict[str, Any]
    tensors: dict[str, Array]


def saved_training(path: Path, change: Callable[[File], Any]) -> Path:
    """Save a training run, change the file, and return its path."""
    model = new_model()
    fit(model)
    model.save(path, include_optimizer=True)
    content = path.read_bytes()
    head = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    file = File(json.loads(head["__metadata__"]["refnet"]), load(content))
    change(file)
    path.write_bytes(save(file.tensors, {"refnet": json.dumps(file.description)}))
    return path


def describe(**parts: Any) -> Callable[[File], Any]:
    return lambda file: file.description.update(parts)


def setting(**settings: Any) -> Callable[[File], Any]:
    return lambda file: file.description["optimizer"].update(settings)


def without(name: str) -> Callable[[File], Any]:
    return lambda file: (file.description if name in file.description else file.tensors).pop(name)


def tensor(name: str, change: Callable[[Array], Array]) -> Callable[[File], Any]:
    return lambda file: file.tensors.update({name: change(file.tensors[name])})


def with_last(value: float) -> Callable[[Array], Array]:
    """Return a change of the last number of an array."""
    return lambda array: np.append(array[:-1], np.array(value, array.dtype))


def check_bad_file(path: Path) -> None:
    for backend in ("c", "python"):
        with pytest.raises(RefnetError) as caught:
            refnet.load(path, backend=backend)
        assert (caught.value.code, caught.value.field) == ("bad_file", "model")
        assert str(caught.value).startswith(f"{path}: ")
        assert "\n" not in str(caught.value)
