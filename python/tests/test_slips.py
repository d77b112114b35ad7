"""What users get wrong at first: each slip is refused in words that help, or does what was meant."""

from typing import Any

import numpy as np
import pytest

from refnet import Model, RefnetError, Sequential, layers, metrics
from refnet.layers import Dense, Input
from support.refusals import refused

X = np.random.default_rng(0).normal(size=(20, 4))
Y = X.sum(axis=1, keepdims=True)


def small(**options: Any) -> Any:
    return Sequential([Input((4,)), Dense(3, name="first"), Dense(1)], seed=1, **options)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_weight_can_be_set(dtype: str) -> None:
    model = small(dtype=dtype)
    model.layers[0].kernel = np.ones((4, 3))
    model.layers[0].bias = [1.0, 2.0, 3.0]
    model.layers[1].kernel = np.ones((3, 1))
    np.testing.assert_allclose(model.predict(X), 3 * Y + 6, rtol=1e-5, atol=1e-5)
    assert "kernel" not in vars(model.layers[0])


def test_weights_that_cannot_be_set() -> None:
    layer, lone, plain = small().layers[0], Dense(3), Dense(3, use_bias=False)
    refused("shape_mismatch", "weights", setattr, layer, "kernel", np.zeros((3, 4)))
    refused("not_finite", "weights", setattr, layer, "bias", [1.0, np.nan, 1.0])
    assert "needs weights" in refused("empty", "layer", setattr, lone, "kernel", np.zeros((4, 3)))
    plain(Input((4,)))
    refused("wrong_type", "bias", setattr, plain, "bias", [0.0, 0.0, 0.0])
    lone.note = "mine"
    assert vars(lone)["note"] == "mine"


def test_copies_of_weights_are_read_only() -> None:
    model = small()
    kernel = model.layers[0].kernel
    message = refused("wrong_type", "kernel", kernel.__setitem__, slice(None), 0.0)
    assert "assign" in message
    assert not any(each.flags.writeable for each in model.weights)
    kernel.numpy()[:] = 0.0
    model.get_weights()[0][:] = 0.0
    twice = kernel * 2
    twice[:] = 0.0
    assert model.layers[0].kernel.any()


def test_metrics_and_moments_have_the_method_numpy() -> None:
    metric = metrics.BinaryAccuracy()
    assert metric.result().numpy() == 0.0
    assert metric([[1.0]], [[0.9]]).numpy() == 1.0
    layer = layers.Normalization()
    layer.adapt(X)
    np.testing.assert_array_equal(layer.mean.numpy(), layer.mean)
    assert type(layer.variance.numpy()) is np.ndarray
    assert layers.Normalization(mean=1.0, variance=2.0).mean.numpy() == 1.0


def test_a_model_without_outputs() -> None:
    with pytest.raises(TypeError) as caught:
        Model(Input((4,)))
    assert isinstance(caught.value, RefnetError)
    assert (caught.value.code, caught.value.field) == ("wrong_type", "outputs")
    assert "Model(inputs, outputs)" in str(caught.value)
    refused("wrong_type", "inputs", Model)


def test_arithmetic_with_tensors() -> None:
    x = Input((4,))
    model = Model(x, Dense(4, kernel_initializer="identity")(x) + x)
    np.testing.assert_array_equal(model.predict(X), 2 * X)
    with pytest.raises(TypeError, match=r"layers.Add\(\)"):
        np.exp(x)
    for make in (
        *(lambda: x + 1, lambda: 1 + x, lambda: x + Dense(3)(x), lambda: x * 2, lambda: -x),
        *(lambda: X * x, lambda: x / x, lambda: x**2),
    ):
        refused("wrong_type", "inputs", make)
