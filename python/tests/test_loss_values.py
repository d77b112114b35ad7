"""Losses and metrics as functions, and what the functions get return."""

from typing import Any

import numpy as np
import pytest

import refnet
from refnet import activations, losses, metrics, optimizers, regularizers
from refnet.errors import RefnetError

TRUE, PRED = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[0.2, 0.8], [0.6, 0.4]])
# as Keras 3.15 on TensorFlow gives them
VALUES = {
    "mean_squared_error": [0.04, 0.16],
    "mean_absolute_error": [0.2, 0.4],
    "huber": [0.02, 0.08],
    "hinge": [0.7, 0.9],
    "kl_divergence": [0.2231421, 0.510824],
    "binary_crossentropy": [0.22314355, 0.51082562],
    "categorical_crossentropy": [0.22314355, 0.51082562],
    "binary_accuracy": [1.0, 1.0],
    "categorical_accuracy": [1.0, 1.0],
    "top_k_categorical_accuracy": [1.0, 1.0],
}


@pytest.mark.parametrize("name", VALUES)
def test_values_of_examples(name: str) -> None:
    function = getattr(losses, name, None) or getattr(metrics, name)
    np.testing.assert_allclose(function(TRUE, PRED), VALUES[name], rtol=1e-6)
    stacked = function(np.stack([TRUE] * 3), np.stack([PRED] * 3))
    np.testing.assert_allclose(stacked, [VALUES[name]] * 3, rtol=1e-6)


def test_class_numbers() -> None:
    expected = losses.categorical_crossentropy(TRUE, PRED)
    for classes in ([1, 0], [[1], [0]]):
        assert losses.sparse_categorical_crossentropy(classes, PRED).tolist() == expected.tolist()
        assert metrics.sparse_categorical_accuracy(classes, PRED).tolist() == [1.0, 1.0]
    assert metrics.sparse_top_k_categorical_accuracy([1, 1], PRED, k=1).tolist() == [1.0, 0.0]
    logits = losses.categorical_crossentropy(TRUE, np.log(PRED), from_logits=True)
    np.testing.assert_allclose(logits, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("true", "pred", "code", "field"),
    [
        ([[0.0]], PRED, "shape_mismatch", "y_true"),
        (TRUE, "a", "wrong_type", "y_pred"),
        ([], PRED, "empty", "y_true"),
        (TRUE, [[np.nan, 0.0]] * 2, "not_finite", "y_pred"),
    ],
)
def test_invalid_arguments_are_refused(true: Any, pred: Any, code: str, field: str) -> None:
    for function in (losses.mean_squared_error, metrics.categorical_accuracy):
        with pytest.raises(RefnetError) as caught:
            function(true, pred)
        assert (caught.value.code, caught.value.field) == (code, field)
    with pytest.raises(RefnetError, match=r"^y_true\[0\]: expected 0 to 1"):
        losses.sparse_categorical_crossentropy([2, 0], PRED)


def test_compile_takes_functions_and_classes() -> None:
    model = refnet.Sequential([refnet.Dense(2, "softmax", input_shape=(2,))], seed=1)
    given = [metrics.mse, "mae", metrics.categorical_accuracy, metrics.AUC]
    model.compile(optimizers.Adam, losses.categorical_crossentropy, metrics=given)  # type: ignore[arg-type]
    names = ["loss", "mean_squared_error", "mae", "categorical_accuracy", "auc"]
    assert list(model.fit(PRED, TRUE).history) == sorted(names)
    model.compile("sgd", losses.MeanSquaredError)
    assert model.loss == "mse"
    model.compile("sgd", "BinaryCrossentropy")
    assert model.loss == "binary_crossentropy"


def test_get() -> None:
    assert losses.get("mse") is losses.get("mean_squared_error") is losses.MSE is metrics.mse
    assert losses.get("Huber") == losses.Huber()
    assert losses.get(losses.huber) is losses.huber
    assert isinstance(metrics.get("mse"), metrics.MeanSquaredError)
    assert optimizers.get("adam") == optimizers.get(optimizers.Adam) == optimizers.Adam()
    assert regularizers.get("l2") == regularizers.L2()
    assert activations.get("swish") is activations.silu
    assert activations.get(None) is activations.linear
    assert losses.get(None) is metrics.get(None) is regularizers.get(None) is None
    for module in (losses, metrics, optimizers, regularizers, activations):
        with pytest.raises(RefnetError, match=r'^identifier: there is no "nothing"'):
            module.get("nothing")
