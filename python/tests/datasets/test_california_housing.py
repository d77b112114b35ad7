"""California's houses: the same ones in the same parts as in Keras 3.15.1."""

from pathlib import Path

import pytest
from support.data_files import write_houses

from refnet import RefnetError
from refnet.datasets import california_housing


def test_houses_as_keras_returns_them(tmp_path: Path) -> None:
    path = write_houses(tmp_path, 605, 8)
    (x, y), (x_test, y_test) = california_housing.load_data(path=path)
    assert (x.shape, y[:5].tolist()) == ((484, 8), [29, 421, 567, 202, 134])
    assert (x_test.shape, y_test[:5].tolist()) == ((121, 8), [377, 304, 360, 367, 101])
    assert x_test[:, 0].tolist() == (8 * y_test).tolist()
    (x, y), (_, y_test) = california_housing.load_data("small", path, 0.01, seed=5)
    assert (x.shape, y[:5].tolist()) == ((594, 8), [195, 155, 40, 212, 52])
    assert y_test.tolist() == [411, 8, 73, 400, 118, 206]


def test_other_versions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RefnetError, match="version: ") as caught:
        california_housing.load_data("medium", write_houses(tmp_path, 20, 8))
    assert (caught.value.code, caught.value.field) == ("unknown_name", "version")
