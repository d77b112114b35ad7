"""Layers that are called on numbers, and the functions of NumPy beside them."""

from typing import Any

import numpy as np
import pytest

import refnet
from refnet import Input, RefnetError, Sequential, layers, ops
from refnet import backend as K  # noqa: N812 - as programs write it
from refnet.layers.dense import Dense
from refnet.operations import MATH, OPS, TENSORFLOW

X = np.random.default_rng(1).normal(size=(5, 3))


def refused(code: str, field: str, call: Any, *values: Any, **named: Any) -> str:
    with pytest.raises(RefnetError) as caught:
        call(*values, **named)
    assert (caught.value.code, caught.value.field) == (code, field)
    return str(caught.value)


def test_a_layer_has_the_outputs_of_a_model() -> None:
    layer = Dense(4, "tanh")
    outputs = layer(X)
    assert outputs.numpy().shape == (5, 4)
    assert layer.get_weights()[0].shape == (3, 4)
    model = Sequential([Input((3,)), layer, Dense(1)])
    assert outputs == pytest.approx(np.tanh(X @ layer.kernel), rel=1e-14)
    before = layer(X)
    assert np.array_equal(before, outputs)  # the model has taken the weights
    model.compile("sgd", "mse")
    model.fit(X, X[:, :1], verbose=0)
    assert not np.array_equal(layer(X), before)
    assert np.array_equal(model.layers[1](layer(X)), model.predict(X))


def test_a_normalization_on_numbers() -> None:
    layer = layers.Normalization()
    layer.adapt(X)
    assert np.array(layer(X)) == pytest.approx((X - X.mean(0)) / X.std(0))
    assert np.array(layer(X[:1])).shape == (1, 3)


def test_layers_of_several_kinds() -> None:
    steps = np.arange(24.0).reshape(2, 4, 3)
    assert layers.LSTM(2)(steps).shape == (2, 2)
    assert np.array_equal(layers.Flatten()(steps), steps.reshape(2, 12))
    assert np.array_equal(layers.Concatenate()([X, X]), np.concatenate([X, X], 1))
    assert np.array_equal(layers.add([X, X]), X + X)
    assert layers.Softmax()([0.0, 0.0]).tolist() == [0.5, 0.5]
    table = layers.Embedding(5, 2)
    assert np.array_equal(table([1, 4]), table.get_weights()[0][[1, 4]])


def test_in_training() -> None:
    layer = layers.Dropout(0.5)
    assert np.array_equal(layer(X), X)
    kept = np.asarray(layer(X, training=True)) / X
    assert set(kept.ravel()) <= {0.0, 2.0}
    normal = layers.BatchNormalization(epsilon=1e-12)(X, training=True)
    assert normal.mean(axis=0) == pytest.approx(0.0, abs=1e-12)
    assert normal.std(axis=0) == pytest.approx(1.0)


def test_build_draws_weights_once() -> None:
    layer = Dense(2)
    layer.build((None, 7))
    assert layer.built
    first = layer.get_weights()[0]
    layer.build((None, 7))
    assert np.array_equal(layer.get_weights()[0], first)
    assert first.shape == (7, 2)
    assert "images" in refused("shape_mismatch", "layers", layers.Conv2D(1, 2).build, (None, 4, 4))


def test_numbers_that_are_refused() -> None:
    layer = Dense(2)
    assert "[m][...], got shape (3,)" in refused("shape_mismatch", "inputs", layer, X[0])
    refused("wrong_type", "inputs", layer, "text")
    refused("not_finite", "inputs", layer, X * np.nan)
    layer(X)
    message = refused("shape_mismatch", "inputs", layer, X[:, :2])
    assert "examples of shape (2,)" in message
    message = refused("wrong_type", "inputs", layers.Add(), [X])
    assert "a list of two or more" in message
    refused("out_of_range", "training", layer, Input((3,)), training=True)


def test_functions_of_numpy() -> None:
    assert ops.ones((2, 3)).numpy().sum() == 6.0
    assert np.array_equal(ops.argmax(X, axis=1), X.argmax(1))
    assert K.mean(X, axis=0).numpy() == pytest.approx(X.mean(0))
    assert K.argmax(X).shape == (5,)
    assert TENSORFLOW["argmax"](X).shape == (3,)
    assert TENSORFLOW["reduce_sum"](X, axis=1) == pytest.approx(X.sum(1))
    assert MATH["reduce_std"](X) == pytest.approx(X.std())
    assert OPS["one_hot"]([0, 2], 3).tolist() == [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    assert TENSORFLOW["cast"](X, "float32").dtype == np.float32
    assert TENSORFLOW["concat"]([X, X], 0).shape == (10, 3)
    assert TENSORFLOW["add_n"]([X, X, X]) == pytest.approx(3 * X)
    for function in (ops.sqrt, ops.mean, K.square):
        assert "expected numbers" in refused("wrong_type", "x", function, Input((3,)))
    assert "expected numbers" in refused("wrong_type", "x", ops.concatenate, [Input((3,))] * 2)


def test_values_of_the_backend() -> None:
    model = Sequential([Input((3,)), Dense(1)])
    model.compile("sgd", "mse")
    assert model.optimizer is not None
    K.set_value(model.optimizer.learning_rate, 0.25)
    assert K.get_value(model.optimizer.learning_rate) == 0.25
    K.batch_set_value([(model.layers[0].kernel, np.ones((3, 1)))])
    assert K.batch_get_value(model.layers[0].weights)[0].tolist() == [[1.0]] * 3
    assert K.count_params(model.layers[0].kernel) == 3
    refused("wrong_type", "x", K.set_value, 3.0, 4.0)
    assert refnet.backend.eval is K.get_value
