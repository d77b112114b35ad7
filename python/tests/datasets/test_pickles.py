"""Pickles: arrays are read as NumPy reads them, and nothing else is called."""

import io
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from refnet.datasets.pickles import read_pickle


def read(content: bytes) -> Any:
    return read_pickle(io.BytesIO(content))


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_arrays_are_read_as_numpy_reads_them(protocol: int) -> None:
    objects = np.empty(3, object)
    objects[:] = [[1, 2], [], np.array([3, 4], ">i4")]
    [first, second, third] = read(pickle.dumps(objects, protocol=4))
    assert (first, second, third.tolist()) == ([1, 2], [], [3, 4])
    for array in (np.arange(6, dtype="<i8").reshape(2, 3), np.arange(6, dtype=np.uint8)):
        for each in (array, np.asfortranarray(array)):
            found = read(pickle.dumps({b"data": each}, protocol=4))[b"data"]
            assert found.dtype == array.dtype
            assert found.tolist() == array.tolist()
    assert read(pickle.dumps([1, [2**70]], protocol=protocol)) == [1, [2**70]]


class Call:
    """An object whose pickle calls a function when it is read."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.call = function, arguments

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what pickle is to call."""
        return self.call


@pytest.mark.parametrize("protocol", range(6))
def test_no_other_function_is_called(protocol: int, tmp_path: Path) -> None:
    made = tmp_path / "made"
    calls = [Call(os.mkdir, str(made)), Call(eval, f"open({str(made)!r}, 'w')"), Call(np.load, "x")]
    for call in calls:
        for content in (call, [call], {b"data": call}):
            with pytest.raises(pickle.UnpicklingError, match="it asks for "):
                read(pickle.dumps(content, protocol=protocol))
    for module in ("numpy", "numpy.core.multiarray"):
        with pytest.raises(pickle.UnpicklingError, match=f"it asks for {module}.fromfile"):
            read(f"c{module}\nfromfile\n.".encode())
    assert not made.exists()


class Forged:
    """An array of NumPy whose pickle claims another state."""

    def __init__(self, state: tuple[Any, ...]) -> None:
        self.state = state

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how NumPy rebuilds an array, with that state."""
        rebuild = np.zeros(1).__reduce__()
        return rebuild[0], rebuild[1], self.state


@pytest.mark.parametrize(
    ("shape", "dtype", "content"),
    [
        ((2,), np.dtype(np.uint8), b"abc"),
        ((-1, -3), np.dtype(np.uint8), b"abc"),
        ((3,), np.dtype(object), b"\1" * 24),  # addresses in the place of objects
        ((3,), np.dtype(object), [1, 2]),
        ((1, 2), np.dtype(object), [1, 2]),
        ((1,), np.dtype("V8,O"), b"\1" * 16),
        ((1,), np.dtype("datetime64[s]"), b"\1" * 8),
        ((3,), "u1", b"abc"),
        ((3,), np.dtype(np.uint8), 3),
        ("abc", np.dtype(np.uint8), b"abc"),
    ],
)
def test_arrays_that_claim_another_state(shape: Any, dtype: Any, content: Any) -> None:
    forged = pickle.dumps(Forged((1, shape, dtype, False, content)), protocol=4)
    with pytest.raises((pickle.UnpicklingError, TypeError, ValueError)):
        read(forged)


def test_an_array_without_a_state() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        read(b"cnumpy.core.multiarray\n_reconstruct\n)R.")
