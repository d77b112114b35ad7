"""CIFAR-100: two batches, each with two kinds of labels."""

from pathlib import Path

import numpy as np
import pytest
from support.data_files import python2_batch

from refnet import RefnetError
from refnet.datasets import cifar100

IMAGES = np.random.RandomState(4).randint(0, 256, (5, 3072)).astype(np.uint8)


def test_labels_of_two_kinds(tmp_path: Path) -> None:
    for name, part in (("train", slice(0, 3)), ("test", slice(3, 5))):
        numbers = list(range(5))[part]
        labels = {b"fine_labels": [9 * each for each in numbers], b"coarse_labels": numbers}
        (tmp_path / name).write_bytes(python2_batch(IMAGES[part], labels))
    (x_train, y_train), (x_test, y_test) = cifar100.load_data(path=tmp_path)
    assert (y_train.tolist(), y_test.tolist()) == ([[0], [9], [18]], [[27], [36]])
    assert (str(x_train.dtype), str(y_train.dtype)) == ("uint8", "int64")  # as in Keras
    assert np.array_equal(x_test[..., 2], IMAGES[3:].reshape(2, 3, 32, 32)[:, 2])
    assert cifar100.load_data("coarse", tmp_path)[1][1].tolist() == [[3], [4]]
    assert x_train.shape == (3, 32, 32, 3)


def test_other_labels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RefnetError) as caught:
        cifar100.load_data("medium", tmp_path)
    assert (caught.value.code, caught.value.field) == ("unknown_name", "label_mode")
