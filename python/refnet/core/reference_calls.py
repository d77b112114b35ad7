"""Calls of functions of refnet.reference that handle one step, with arrays in and out.

C takes a step of all examples at once, in a trace; these are the reference's own small steps.
"""

from collections.abc import Callable
from typing import Any

import numpy as np


def with_arrays(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function of the reference returns, with arrays in place of lists of numbers."""
    return _arrays(function(*(_lists(each) for each in arguments)))


def _lists(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(_lists, value))
    if isinstance(value, (list, tuple)):
        return type(value)(map(_lists, value))
    return value


def _arrays(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(each, float) for each in value):
        return np.array(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(_arrays, value))
    if isinstance(value, (list, tuple)):
        return type(value)(map(_arrays, value))
    return value
