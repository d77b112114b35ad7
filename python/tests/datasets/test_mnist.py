"""MNIST: one file as Keras has it, or a folder with four."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.data_files import write_npz
from support.idx import idx, random_images, write_folder

from refnet import RefnetError
from refnet.datasets import mnist
from refnet.datasets.idx import FILES

TRAIN, TEST = random_images(12, 1), random_images(5, 2)


def check_few(loaded: Any) -> None:
    for part, expected in zip(loaded, (TRAIN, TEST), strict=True):
        for array, wanted in zip(part, expected, strict=True):
            assert array.dtype == np.uint8
            assert array.tolist() == wanted.tolist()


def write(path: Path, **changed: Any) -> Path:
    arrays: dict[str, Any] = {"x_train": TRAIN[0], "y_train": TRAIN[1]}
    return write_npz(path, **{**arrays, "x_test": TEST[0], "y_test": TEST[1], **changed})


def test_a_file_as_keras_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "few.npz")
    check_few(mnist.load_data(path))
    check_few(mnist.load_data(path=str(path)))
    monkeypatch.chdir(tmp_path)
    check_few(mnist.load_data("few.npz"))


def test_a_folder_with_four_files(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mnist", TRAIN, TEST)
    check_few(mnist.load_data(folder))
    check_few(mnist.load_data(str(folder)))


def test_files_that_are_missing_or_inconsistent(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        mnist.load_data(tmp_path)
    names = ", ".join(FILES)
    assert str(caught.value) == f"mnist: expected {names}, with or without .gz, in {tmp_path}"
    folder = write_folder(tmp_path / "bad", TRAIN, random_images(2, 2))
    (folder / "t10k-labels-idx1-ubyte").write_bytes(idx(np.array([1, 10], np.uint8)))
    with pytest.raises(RefnetError, match="label 1 is 10, expected 0 to 9"):
        mnist.load_data(folder)


def test_a_file_with_too_few_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefnetError, match="expected as many x_test as y_test") as caught:
        mnist.load_data(write(tmp_path / "few.npz", y_test=TEST[1][1:]))
    assert (caught.value.code, caught.value.field) == ("bad_file", "few.npz")
