"""What is left of Keras's backend: names, dtypes, constants, and functions of NumPy.

Keras 2 and tf.keras have functions here for what their models calculate with, such as ``K.mean``;
those here calculate with numbers (``refnet.operations``).
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from refnet.activations import elu, hard_sigmoid, relu, sigmoid, softmax, softplus, softsign, tanh
from refnet.config import (
    backend,
    epsilon,
    floatx,
    image_data_format,
    set_epsilon,
    set_floatx,
    set_image_data_format,
)
from refnet.errors import RefnetError
from refnet.keras_names import missing
from refnet.layers.naming import reset_names
from refnet.losses import (
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from refnet.operations import BACKEND

__all__ = [
    "backend",
    "batch_get_value",
    "batch_set_value",
    "binary_crossentropy",
    "categorical_crossentropy",
    "clear_session",
    "count_params",
    "elu",
    "epsilon",
    "eval",
    "floatx",
    "get_value",
    "hard_sigmoid",
    "image_data_format",
    "relu",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "set_value",
    "sigmoid",
    "softmax",
    "softplus",
    "softsign",
    "sparse_categorical_crossentropy",
    "tanh",
]
__all__ += sorted(BACKEND)
globals().update(BACKEND)


def clear_session(free_memory: bool = True) -> None:
    """Begin to count the names of layers and models again, so that the next Dense is "dense".

    Seeds are not changed. free_memory: changes nothing; a model's memory is freed with the model.
    """
    reset_names()


def get_value(x: Any) -> Any:
    """Return the numbers of a weight, of a learning rate, or of an array: one as a float."""
    array = np.array(x)
    return float(array) if array.ndim == 0 else array


eval = get_value


def set_value(x: Any, value: Any) -> None:
    """Replace a weight of a layer, or the learning rate of an optimizer.

    x: as ``layer.kernel`` or ``optimizer.learning_rate`` returns it. Raises RefnetError: wrong_type
    for anything else, and what the layer and the optimizer do.
    """
    if not hasattr(x, "assign"):
        message = "x: expected a weight such as layer.kernel, or the learning rate of an optimizer"
        raise RefnetError("wrong_type", "x", f"{message}, got {type(x).__name__}")
    x.assign(value)


def batch_get_value(tensors: Iterable[Any]) -> list[Any]:
    """Return what ``get_value`` does for each."""
    return [get_value(each) for each in tensors]


def batch_set_value(tuples: Iterable[Sequence[Any]]) -> None:
    """Call ``set_value`` for each pair (x, value)."""
    for x, value in tuples:
        set_value(x, value)


def count_params(x: Any) -> int:
    """Return how many numbers a weight has."""
    return int(np.size(x))


def __getattr__(name: str) -> Any:
    """Refuse other names of Keras; raises RefnetError: unknown_name, or AttributeError."""
    raise missing(__name__, name)
