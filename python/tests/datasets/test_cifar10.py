"""CIFAR-10: six batches that Python 2 has pickled, in an archive or in a folder."""

import io
import os
import pickle
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.data_files import python2_batch

from refnet import RefnetError
from refnet.datasets import cifar10

NAMES = ["data_batch_4", "test_batch", *(f"data_batch_{number}" for number in (3, 2, 5, 1))]
IMAGES = np.random.RandomState(3).randint(0, 256, (12, 3072)).astype(np.uint8)


def batches() -> dict[str, bytes]:
    """Return two images for each batch, the first ones in data_batch_1, the last in test_batch."""
    return {
        name: python2_batch(IMAGES[2 * i : 2 * i + 2], {b"labels": [i, 9 - i]})
        for i, name in enumerate(sorted(NAMES))
    }


def write_archive(path: Path, contents: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name in NAMES:
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(contents[name])
            archive.addfile(member, io.BytesIO(contents[name]))
    return path


def check_few(loaded: Any) -> None:
    (x_train, y_train), (x_test, y_test) = loaded
    assert (x_train.shape, x_train.dtype) == ((10, 32, 32, 3), np.uint8)
    assert (y_train.dtype, y_test.dtype) == (np.uint8, np.uint8)
    assert y_train.tolist() == [[0], [9], [1], [8], [2], [7], [3], [6], [4], [5]]
    assert y_test.tolist() == [[5], [4]]
    planes = IMAGES.reshape(12, 3, 32, 32)
    for color in range(3):
        assert np.array_equal(x_train[..., color], planes[:10, color])
        assert np.array_equal(x_test[..., color], planes[10:, color])
    assert x_train.flags.c_contiguous
    assert x_train.flags.writeable


def test_an_archive_and_a_folder(tmp_path: Path) -> None:
    contents = batches()
    check_few(cifar10.load_data(write_archive(tmp_path / "few.tar.gz", contents)))
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    check_few(cifar10.load_data(path=str(tmp_path)))


class Call:
    """An object whose pickle makes a folder when it is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what pickle is to call."""
        return os.mkdir, (self.folder,)


def test_batches_that_are_refused(tmp_path: Path) -> None:
    one = IMAGES[:1]
    for content, words in (
        (b"", "expected a pickle with images and labels"),
        (pickle.dumps({b"data": Call(tmp_path / "made"), b"labels": [1]}), "it asks for "),
        (python2_batch(one, {b"names": [1]}), "b'labels'"),
        (python2_batch(one, {b"labels": [1, 2]}), "expected 1 labels, one for each image"),
        (pickle.dumps({b"data": one[:, 1:], b"labels": [1]}, protocol=4), "3 x 32 x 32 bytes"),
        (pickle.dumps({b"data": one, b"labels": [0.5]}, protocol=4), "expected 1 labels"),
        (python2_batch(one, {b"labels": [1]}).replace(b"M\0\x0c", b"M\0\x0d"), "of shape (1, 3328"),
    ):
        path = write_archive(tmp_path / "bad.tar.gz", {**batches(), "data_batch_2": content})
        with pytest.raises(RefnetError) as caught:
            cifar10.load_data(path)
        assert (caught.value.code, caught.value.field) == ("bad_file", "data_batch_2")
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "made").exists()


def test_archives_that_are_refused(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "few.tar.gz", batches())
    whole = path.read_bytes()
    for content in (b"", b"no archive", whole[: len(whole) // 2], whole[:10] + b"\xff" * 9):
        path.write_bytes(content)
        with pytest.raises(RefnetError, match=r"few.tar.gz: expected ") as caught:
            cifar10.load_data(path)
        assert caught.value.code == "bad_file"
    with tarfile.open(path, "w:gz"):
        pass
    with pytest.raises(RefnetError, match="expected files data_batch_1, data_batch_2"):
        cifar10.load_data(path)
    with pytest.raises(FileNotFoundError, match="data_batch_1"):
        cifar10.load_data(tmp_path)
