"""Arrays in npz files: which are read, and which are refused."""

import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.data_files import TEXTS, write_npz

from refnet import RefnetError
from refnet.datasets.npz import read_numbers, read_sequences


def refusal(path: Path, read: Any = read_sequences) -> str:
    """Return the message of a file's refusal, which is one line."""
    with pytest.raises(RefnetError) as caught:
        read(path, "x", "y")
    assert (caught.value.code, caught.value.field) == ("bad_file", path.name)
    assert str(caught.value).startswith(f"{path.name}: expected ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_sequences_and_numbers(tmp_path: Path) -> None:
    path = write_npz(tmp_path / "few.npz", x=TEXTS, y=np.arange(10))
    sequences, targets = read_sequences(path, "x", "y")
    assert (sequences, targets.tolist()) == (TEXTS, list(range(10)))
    np.savez_compressed(path, x=np.arange(6.0).reshape(3, 2), y=np.arange(3, dtype=">i2"))
    x, y = read_numbers(path, "x", "y")
    assert (x.tolist(), y.tolist()) == ([[0, 1], [2, 3], [4, 5]], [0, 1, 2])


class Call:
    """An object whose pickle makes a folder when it is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what pickle is to call."""
        return os.mkdir, (self.folder,)


def test_a_file_that_would_execute_code_is_refused(tmp_path: Path) -> None:
    objects = np.empty(2, object)
    objects[:] = [[1, 2], Call(tmp_path / "made")]
    path = write_npz(tmp_path / "bad.npz", x=objects, y=np.arange(2))
    assert "it asks for " in refusal(path)
    assert "allow_pickle=False" in refusal(path, read_numbers)
    write_npz(path, x=TEXTS, y=objects)
    assert "allow_pickle=False" in refusal(path)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "arrays",
    [
        {"y": np.arange(2)},
        {"x": [[1], [2]]},
        {"x": [[1], [2]], "y": np.arange(3)},
        {"x": [[1], [2]], "y": np.array(2)},
        {"x": np.empty(0, object), "y": np.empty(0)},
        {"x": np.arange(2), "y": np.arange(2)},
        {"x": np.array([[1, 2], [3, 4]], object), "y": np.arange(2)},
        {"x": [[1], ["the"]], "y": np.arange(2)},
        {"x": [[1], [True]], "y": np.arange(2)},
        {"x": np.array([1, None], object), "y": np.arange(2)},
    ],
)
def test_other_arrays_are_refused(arrays: dict[str, Any], tmp_path: Path) -> None:
    refusal(write_npz(tmp_path / "bad.npz", **arrays))


def test_files_that_are_cut_off_or_changed(tmp_path: Path) -> None:
    path = write_npz(tmp_path / "few.npz", x=TEXTS, y=np.arange(10))
    whole = path.read_bytes()
    for length in range(0, len(whole), 9):
        path.write_bytes(whole[:length])
        refusal(path)
    for position in range(0, len(whole), 5):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :])
        try:
            read_sequences(path, "x", "y")
        except RefnetError:
            refusal(path)


def test_a_header_that_claims_too_much(tmp_path: Path) -> None:
    path = tmp_path / "bad.npz"
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000000,)}\n"
    array = b"\x93NUMPY\1\0" + len(header).to_bytes(2, "little") + header
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("x.npy", "y.npy"):
            archive.writestr(name, array)
    refusal(path, read_numbers)
