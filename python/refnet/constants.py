"""Arrays under the names that TensorFlow has for them, as in ``tf.constant([1.0, 2.0])``."""

import logging
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.reference.readers import wrong_type


class Numbers(np.ndarray[Any, Any]):
    """An array with TensorFlow's method ``numpy``: what models and activations return."""

    def numpy(self) -> Any:
        """Return the numbers as an array of NumPy."""
        return np.array(self)


class Number(float):
    """A loss, with TensorFlow's method ``numpy``."""

    def numpy(self) -> Any:
        """Return the number as one of NumPy."""
        return np.float64(self)


float32, float64, int32, int64 = np.float32, np.float64, np.int32, np.int64


def constant(value: Any, dtype: Any = None, shape: Any = None, name: Any = None) -> NDArray[Any]:
    """Return a new array of numbers, as ``np.array`` makes it: fractions are float64.

    value: a number, numbers, or an array; dtype: such as "float32"; shape: another one for as many
    numbers, or that of an array of one number; name: changes nothing.
    Raises RefnetError: wrong_type.
    """
    try:
        array = np.array(value, dtype)
        if shape is not None:
            array = np.full(shape, array) if array.size == 1 else array.reshape(shape)
    except (TypeError, ValueError) as error:
        raise wrong_type("value", f"numbers of this dtype and shape: {error}") from None
    if array.dtype.kind not in "biufSU":
        raise wrong_type("value", "numbers or texts")
    return array.view(Numbers)


convert_to_tensor = constant


def get_logger() -> logging.Logger:
    """Return a logger to which refnet writes nothing."""
    return logging.getLogger("refnet")
