"""The irises, which need no file."""

import importlib
import socket
from typing import Any

import numpy as np
import pytest

from refnet import RefnetError, reference
from refnet.datasets import iris


def test_irises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    (x_train, y_train), (x_test, y_test) = iris.load_data()
    bundled = importlib.import_module("sklearn.datasets").load_iris()
    order = reference.permutation(150, reference.seeded(0))
    assert np.concatenate([x_train, x_test]).tolist() == bundled.data[order].tolist()
    assert np.concatenate([y_train, y_test]).tolist() == bundled.target[order].tolist()
    assert (x_train.shape, x_test.shape, y_test.shape) == ((120, 4), (30, 4), (30,))
    assert (str(x_train.dtype), str(y_train.dtype)) == ("float64", "int64")
    assert len(iris.load_data(0.5, seed=3)[0][0]) == 75


@pytest.mark.parametrize("arguments", [{"test_split": 1}, {"seed": -1}])
def test_splits_that_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(RefnetError) as caught:
        iris.load_data(**arguments)
    assert (caught.value.code, caught.value.field) == ("out_of_range", *arguments)
