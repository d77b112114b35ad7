"""Models on images: the bits of the experiment, the shapes of data, files, float32."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from support.sequential import BACKENDS

import refnet
from refnet import Dense, Flatten, Input, RefnetError, Sequential, optimizers, reference
from refnet.layers import (
    AveragePooling2D,
    Conv1D,
    Conv2D,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Reshape,
    ZeroPadding2D,
)

Array = NDArray[Any]

_random = np.random.RandomState(4)
X, CLASSES = _random.uniform(-1, 1, (7, 6, 5, 2)), _random.randint(0, 3, 7)
SPARSE = "sparse_categorical_crossentropy"
EACH = [[True, False, True], [True, True, False]]


def stack() -> list[Any]:
    """Return one layer of each kind."""
    return [
        ZeroPadding2D(((1, 0), (0, 2))),
        Conv2D(3, (2, 3), (1, 2), "same", activation="tanh", connections=EACH),
        MaxPooling2D(2, (2, 1), "same"),
        Conv2D(4, 2, use_bias=False, activation="relu"),
        AveragePooling2D((2, 1), 1),
        Reshape((-1, 4)),
        Conv1D(5, 2, 1, "same", activation="sigmoid"),
        Reshape((2, -1, 5)),
        GlobalAveragePooling2D(),
        Flatten(),
        Dense(3, "softmax"),
    ]


def new_model(backend: str = "c", dtype: str = "float64") -> Sequential:
    model = Sequential([Input(X.shape[1:]), *stack()], seed=3, backend=backend, dtype=dtype)
    model.compile(optimizers.Adam(0.01), SPARSE, ["accuracy"])
    return model


@BACKENDS
def test_a_model_gives_the_bits_of_the_experiment(backend: str) -> None:
    model = new_model(backend)
    layers = [
        layer._replace(**{k: v.tolist() for k, v in layer._asdict().items() if hasattr(v, "dtype")})
        for layer in model._network(model._built("fit").snapshot().weights)
    ]
    run = reference.train(
        X.shape[1:],
        layers,
        SPARSE,
        optimizers.settings(optimizers.Adam(0.01)),
        X.reshape(len(X), -1).tolist(),
        CLASSES.tolist(),
        3,
        2,
        4,
    )
    history = model.fit(X, CLASSES, 3, 2, verbose=0).history
    assert history["loss"] == [trial.loss for trial in run.trials]
    expected = reference.network_parameters(run.trials[-1].layers)
    flat = np.concatenate([np.ravel(array) for array in model.get_weights()])
    assert flat.tolist() == [number for vector in expected for number in vector]
    outputs = reference.network_outputs(X.reshape(len(X), -1).tolist(), run.trials[-1].layers)
    assert model.predict(X).tolist() == outputs


def test_float32_trains_and_predicts() -> None:
    single, double = new_model(dtype="float32"), new_model()
    assert single.predict(X).dtype == np.float32
    np.testing.assert_allclose(single.predict(X), double.predict(X), rtol=1e-5)
    losses = [each.fit(X, CLASSES, 3, 2, verbose=0).history["loss"] for each in (single, double)]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-4)


def test_a_convolution_and_a_pool_in_numpy() -> None:
    model = Sequential([Conv2D(3, (2, 3), input_shape=X.shape[1:]), MaxPooling2D()], seed=1)
    kernel, bias = model.get_weights()
    bias[:] = 1.0, 2.0, -3.0
    model.set_weights([kernel, bias])
    windows = np.lib.stride_tricks.sliding_window_view(X, (2, 3), axis=(1, 2))
    maps = np.einsum("mrscab,abcf->mrsf", windows, kernel) + bias
    pools = maps[:, :4, :2].reshape(7, 2, 2, 1, 2, 3).max(axis=(2, 4))
    np.testing.assert_allclose(model.predict(X), pools, rtol=1e-12)


@BACKENDS
def test_images_of_one_channel_may_lack_its_axis(backend: str) -> None:
    """As in Keras 3."""
    images = X[..., :1]

    def trained(first: list[Any], x: Any) -> list[Any]:
        layers = [*first, Conv2D(2, 2, activation="tanh"), Flatten(), Dense(3, "softmax")]
        model = Sequential(layers, seed=1, backend=backend)
        model.compile("sgd", SPARSE)
        history = model.fit(x, CLASSES, 3, 2, verbose=0, validation_data=(x, CLASSES)).history
        return [history, model.evaluate(x, CLASSES), model.predict(x).tobytes()]

    expected = trained([Input((6, 5, 1))], images)
    assert trained([Input((6, 5, 1))], images[..., 0]) == expected
    assert trained([], images) == expected  # the shape is that of the data
    assert trained([Reshape((6, 5, 1), input_shape=(6, 5))], images[..., 0]) == expected
    assert trained([Input((6, 5)), Reshape((6, -1, 1))], images[..., 0].tolist()) == expected
    assert trained([Input((30,)), Reshape((6, 5, -1))], images.reshape(7, 30)) == expected


@pytest.mark.parametrize(
    ("layers", "x", "words"),
    [
        ([Conv2D(2, 2)], X[..., 0], "[examples][rows][columns][channels], got an array of shape"),
        ([Conv2D(2, 2)], X[..., 0], "; x[..., None] gives them a last axis"),
        (
            [Conv1D(2, 2)],
            X[:, :, 0, 0],
            "[examples][steps][features], got an array of shape (7, 6)",
        ),
        ([Conv1D(2, 2)], X[:, :, 0, 0], "; x[..., None] gives them a last axis"),
        ([Input((6, 5, 2)), Conv2D(2, 2)], np.moveaxis(X, -1, 1), "; np.moveaxis(x, 1, -1) moves"),
        ([Input((6, 5, 2)), Conv2D(2, 2)], X.reshape(7, 60), "; x.reshape(-1, 6, 5, 2) gives"),
        ([Input((6, 5, 2)), Conv2D(2, 2)], X[0], "; a single example is x[None]"),
        ([Input((6, 5, 2)), Conv2D(2, 2)], X[:, 1:], "(m, 6, 5, 2), got an array of shape (7, 5,"),
        ([Conv2D(2, 2)], X[:0, :0], "expected at least one number in an example"),
    ],
)
def test_data_that_are_no_images_are_refused(layers: Any, x: Any, words: str) -> None:
    model = Sequential(layers, seed=1)
    with pytest.raises(RefnetError) as caught:
        model.predict(x)
    assert caught.value.field == "x"
    assert words in caught.value.message
    if "; " in words:  # what a hint advises works
        advice = caught.value.message.split("; ")[1]
        code = advice.split(" gives")[0].split(" moves")[0].removeprefix("a single example is ")
        assert model.predict(eval(code, {"x": x, "np": np})).ndim > 2


@BACKENDS
def test_outputs_that_are_images(backend: str) -> None:
    model = Sequential([Input(X.shape[1:]), Conv2D(2, 3, padding="same")], seed=1, backend=backend)
    model.compile("sgd", "mse")
    assert model.predict(X).shape == X.shape
    assert model.predict(X[:0]).shape == (0, 6, 5, 2)
    loss = model.evaluate(X, X)
    np.testing.assert_allclose(loss, np.mean((model.predict(X) - X) ** 2), rtol=1e-12)
    assert model.fit(X, X, 3, 5, verbose=0).history["loss"][-1] < loss
    for wrong in (X.reshape(7, -1), X[:, 1:], X[..., :1]):
        with pytest.raises(RefnetError, match=r"expected shape \(7, 6, 5, 2\)") as caught:
            model.fit(X, wrong, verbose=0)
        assert (caught.value.code, caught.value.field) == ("shape_mismatch", "y")
    broken = X.copy()
    broken[2, 1, 3, 0] = np.nan
    with pytest.raises(RefnetError, match=r"y\[2, 1, 3, 0\]: expected a finite number"):
        model.fit(X, broken, verbose=0)


@BACKENDS
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_model_resumes_from_its_file_with_the_same_bits(
    backend: str, dtype: str, tmp_path: Path
) -> None:
    if (backend, dtype) == ("python", "float32"):
        return
    whole, part = new_model(backend, dtype), new_model(backend, dtype)
    whole.fit(X, CLASSES, 3, 2, verbose=0)
    part.fit(X, CLASSES, 3, 1, verbose=0)
    part.save(tmp_path / "model", include_optimizer=True)
    loaded = refnet.load(tmp_path / "model", backend=backend)
    assert [type(layer) for layer in loaded.layers] == [type(layer) for layer in stack()]
    assert loaded.layers[1] == part.layers[1]
    assert loaded.predict(X).tobytes() == part.predict(X).tobytes()
    loaded.fit(X, CLASSES, 3, 2, verbose=0, initial_epoch=1)
    assert loaded.weights_sha256() == whole.weights_sha256()
    loaded.save(tmp_path / "again")
    part.set_weights(loaded.get_weights())
    part.save(tmp_path / "other")
    assert (tmp_path / "again").read_bytes() == (tmp_path / "other").read_bytes()


def test_convolutions_are_added_to_a_model_with_weights() -> None:
    model = Sequential([Input(X.shape[1:]), Conv2D(3, 2)], seed=5)
    first = model.get_weights()
    model.add(MaxPooling2D())
    model.add(Conv2D(2, (2, 1), connections=[[True, False], [True, True], [False, True]]))
    with pytest.raises(RefnetError, match=r"layers\[3\]: Dense expected examples"):
        model.add(Dense(2))
    model.add(Flatten())
    model.add(Dense(2))
    whole = Sequential([Input(X.shape[1:]), *model.layers], seed=5)
    assert [a.tolist() for a in model.get_weights()] == [a.tolist() for a in whole.get_weights()]
    assert [a.tolist() for a in model.get_weights()[:2]] == [a.tolist() for a in first]
    model.pop()
    model.pop()
    model.pop()
    assert model.predict(X).shape == (7, 2, 2, 3)
    assert model.count_params() == 27


def test_a_crossentropy_behind_a_flatten_is_one_of_clipped_outputs() -> None:
    """The preactivations of the last layer, from which it is calculated else, are the outputs."""
    model = Sequential([Dense(3, "softmax", input_dim=2), Flatten()], seed=1)
    model.compile("sgd", "categorical_crossentropy")
    x, t = np.array([[0.5, -1.0], [2.0, 0.25]]), np.eye(3)[:2]
    expected = -np.mean(np.log(model.predict(x)[t == 1.0]))
    assert model.evaluate(x, t, verbose=0) == pytest.approx(expected, rel=1e-12)


def test_a_call_of_c_trains_fewer_batches_of_convolutions() -> None:
    """A convolution multiplies its few weights at every window."""
    convolution = Sequential([Input((28, 28, 1)), Conv2D(6, 5)], seed=1)
    dense = Sequential([Input((24 * 24,)), Dense(6 * 25)], seed=1)
    calls = [model._built("fit").batches_per_call(32) for model in (convolution, dense)]
    assert calls == [calls[0]] * 2
