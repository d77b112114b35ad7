"""Pickled lists, numbers, texts and arrays of NumPy, read without calling any function they name.

A pickle names functions that are called to rebuild its objects, so one from elsewhere can do
anything. Data sets need three, with which NumPy rebuilds an array. Here these names are classes
that only note what they are given; all other names are refused. Not even NumPy's own functions are
called, which trust a pickle that claims a wrong type.
"""

import math
import pickle
from typing import IO, Any

import numpy as np

_NUMBERS = ("|u1", "<i4", "<i8", ">i4", ">i8")


class _Type:
    """The dtype of a pickled array; ``code`` is such as "<i8", or "|O8" for objects."""

    def __init__(self, code: str | bytes, *_: Any) -> None:
        self.code = code.decode() if isinstance(code, bytes) else str(code)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        order = state[1].decode() if isinstance(state[1], bytes) else state[1]
        self.code = order + self.code


class _Array:
    """A pickled array, whose state comes after it is made."""

    def __init__(self, *_: Any) -> None:
        self.state: tuple[Any, ...] = ()

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.state = state

    def value(self) -> Any:
        """Return an array of numbers, or for objects in one dimension a list."""
        _, shape, dtype, by_columns, content = self.state
        if not isinstance(dtype, _Type):
            raise pickle.UnpicklingError("an array without a type")
        if dtype.code == "|O8":
            if not isinstance(content, list) or shape != (len(content),):
                raise pickle.UnpicklingError("objects in an array of another shape")
            return [_value(each) for each in content]
        if dtype.code not in _NUMBERS or len(content) != math.prod(shape) * int(dtype.code[2]):
            raise pickle.UnpicklingError(f"an array of {dtype.code} and of shape {shape}")
        return np.frombuffer(content, dtype.code).reshape(shape, order="F" if by_columns else "C")


_MEANT = {
    ("numpy", "dtype"): _Type,
    ("numpy", "ndarray"): _Array,
    ("numpy.core.multiarray", "_reconstruct"): _Array,
    ("numpy._core.multiarray", "_reconstruct"): _Array,  # NumPy 2
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return what stands for a function of NumPy; raises UnpicklingError for all others."""
        if (module, name) not in _MEANT:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}")
        return _MEANT[module, name]


def read_pickle(file: IO[bytes]) -> Any:
    """Return what a pickle holds: arrays of objects as lists, texts of Python 2 as bytes.

    Looks for arrays in the object itself, and in the values of a dictionary.
    Raises UnpicklingError and what else pickle raises for broken files.
    """
    found = _Unpickler(file, encoding="bytes").load()
    if isinstance(found, dict):
        return {key: _value(value) for key, value in found.items()}
    return _value(found)


def _value(found: Any) -> Any:
    return found.value() if isinstance(found, _Array) else found
