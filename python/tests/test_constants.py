"""Arrays under TensorFlow's names."""

import numpy as np
import pytest

import refnet as tf
from refnet.errors import RefnetError


def test_constant() -> None:
    given = np.arange(4.0)
    made = tf.constant(given)
    made[0] = 9.0
    assert given[0] == 0.0
    assert tf.constant([[1, 2]], dtype=tf.float32).dtype == np.float32
    assert tf.constant(2, shape=(2, 2)).tolist() == [[2, 2], [2, 2]]
    assert tf.convert_to_tensor([1, 2, 3, 4], shape=(2, 2)).shape == (2, 2)
    for bad in ([[1], [1, 2]], None):
        with pytest.raises(RefnetError, match=r"^value: expected numbers"):
            tf.constant(bad)
    with pytest.raises(RefnetError, match=r"^value: expected numbers of this dtype and shape"):
        tf.constant([1, 2, 3], shape=(2, 2))
    assert tf.get_logger().name == "refnet"


def test_numbers_have_tensorflow_s_method() -> None:
    outputs = tf.nn.softmax(tf.constant([[1.0, 1.0]]))
    assert type(outputs.numpy()) is np.ndarray  # type: ignore[attr-defined]
    assert outputs.tolist() == [[0.5, 0.5]]
    loss = tf.losses.MeanSquaredError()([[1.0]], [[3.0]])
    assert (loss, type(loss.numpy())) == (4.0, np.float64)  # type: ignore[attr-defined]
