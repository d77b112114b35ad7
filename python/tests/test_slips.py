"""What users get wrong at first: a slip is refused in words that help, or does what was meant."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.refusals import refused

from refnet import (
    Model,
    RefnetError,
    Sequential,
    callbacks,
    layers,
    metrics,
    models,
    optimizers,
    utils,
)
from refnet.layers import Dense, Input

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


def test_two_layers_of_one_name() -> None:
    model = Sequential([Input((4,)), Dense(3, name="a")])
    message = refused("wrong_type", "name", model.add, Dense(3, name="a"))
    assert '"a"' in message
    assert len(model.layers) == 1
    x = Input((4,))
    refused("wrong_type", "name", Model, x, Dense(1, name="b")(Dense(2, name="b")(x)))
    model.add(Dense(3, name="b"))
    inside = Sequential([Input((3,)), Dense(3, name="a")])
    model.add(inside)  # whose layers have names of their own
    assert [layer.name for layer in model.layers] == ["a", "b", inside.name]


def test_inputs_in_a_list_of_one_array() -> None:
    model = small()
    model.compile("sgd", "mse")
    np.testing.assert_array_equal(model.predict([X]), model.predict(X))
    assert model.evaluate([X], Y, verbose=0) == model.evaluate((X,), Y, verbose=0)
    assert model.fit([X], Y, verbose=0, validation_data=([X], Y)).history["loss"]
    assert model.predict([X[0]]).shape == (1, 1)
    square = Sequential([Input((20, 4)), layers.Flatten(), Dense(1)])
    assert square.predict([X]).shape == (1, 1)
    unknown = Sequential([layers.Flatten(), Dense(1)])
    assert "x[0]" in refused("wrong_type", "x", unknown.predict, [X])


RUN = """
from refnet import RefnetError, install_as_keras
install_as_keras()
import tensorflow as tf
import keras.datasets.mnist, keras.optimizers.schedules, keras.preprocessing.sequence
tf.config.set_visible_devices([], "GPU")
for name in ("tensorflow.keras.layers.experimental.preprocessing", "keras.utils.categories"):
    try:
        __import__(name)
    except ImportError as error:
        assert isinstance(error, RefnetError), error
        print(error)
"""


def test_imports_of_programs_for_keras() -> None:
    """In a process of its own, because it changes what names mean."""
    done = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=True)
    first, second = done.stdout.splitlines()
    assert "layers: there is no experimental" in first
    assert "utils: there is no module categories" in second


@pytest.mark.parametrize(
    ("make", "argument", "meant"),
    [
        (lambda: Dense(unit=3), "unit", "units"),  # type: ignore[call-arg]
        (lambda: small().fit(X, Y, epoch=3), "epoch", "epochs"),
        (lambda: small().compile(optimiser="sgd"), "optimiser", "optimizer"),
        (lambda: optimizers.Adam(learning_rte=1.0), "learning_rte", "learning_rate"),  # type: ignore[call-arg]
    ],
)
def test_misspelt_arguments(make: Any, argument: str, meant: str) -> None:
    assert f"; did you mean {meant}?" in refused("unknown_name", argument, make)


def test_misspelt_names_of_modules() -> None:
    with pytest.raises(AttributeError, match=r"there is no Dens; did you mean Dense\?"):
        layers.Dens(3)
    with pytest.raises(ImportError, match=r"there is no Dnse; did you mean Dense\?"):
        exec("from refnet.layers import Dnse")
    assert not hasattr(layers, "Dens")
    with pytest.raises(AttributeError, match="has no attribute 'xyzzy'"):
        getattr(layers, "xyzzy")  # noqa: B009


def own(y_true: Any, y_pred: Any) -> Any:
    return y_true - y_pred


def test_what_compile_is_given() -> None:
    model = small()
    message = refused("unknown_name", "optimizer", model.compile, "adma", "mse")
    assert message.endswith('did you mean "adam"?')
    assert "in C" in refused("wrong_type", "loss", model.compile, "sgd", own)
    assert "got int" in refused("wrong_type", "metrics", model.compile, "sgd", "mse", [3])
    optimizer: Any = optimizers.Adam(jit_compile=True)  # type: ignore[call-arg]
    optimizer.lr = 0.25
    assert optimizer.learning_rate == optimizer.lr == 0.25


def test_class_numbers_below_0() -> None:
    message = refused("out_of_range", "x", utils.to_categorical, [0, -1])
    assert message == "x[1]: expected 0 or more, because class numbers start at 0, got -1"


def test_files_in_wrong_places(tmp_path: Path) -> None:
    assert "it is a folder" in refused("bad_file", "model", models.load_model, tmp_path)
    model = small()
    model.compile("sgd", "mse")
    logger = callbacks.CSVLogger(tmp_path / "nofolder" / "a.csv")
    with pytest.raises(OSError, match="its folder does not exist"):
        model.fit(X, Y, verbose=0, callbacks=[logger])


def test_a_crossentropy_of_sequences() -> None:
    steps = [Input((6, 2)), layers.LSTM(3, return_sequences=True)]
    softmax = Dense(5, activation="softmax")
    message = refused("shape_mismatch", "layers", Sequential, [*steps, softmax])
    assert "one row of probabilities" in message
    model = Sequential([*steps, Dense(5), layers.Softmax()])
    model.compile("sgd", "sparse_categorical_crossentropy")
    message = refused("shape_mismatch", "loss", model.fit, np.ones((2, 6, 2)), np.ones((2, 6)))
    assert "one row of probabilities" in message
