"""The layer Normalization: adapt, before and after the model is built; what it changes."""

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.summaries import rows_of

import refnet as keras
from refnet import RefnetError, Sequential
from refnet.layers import Dense, Flatten, Normalization

RANDOM = np.random.RandomState(3)
X = RANDOM.normal([5.0, -100.0, 0.0], [2.0, 30.0, 1e-3], (60, 3))
Y = X @ [1.0, 0.1, 100.0]
BACKENDS = pytest.mark.parametrize("backend", ["c", "python"])


def standardized(x: Any, axis: Any = 0) -> Any:
    return (x - x.mean(axis=axis, keepdims=True)) / x.std(axis=axis, keepdims=True)


@BACKENDS
def test_adapt_before_and_after_the_model_is_built(backend: str) -> None:
    """As in A. Géron's book: compile, adapt, fit."""
    before, after = Normalization(), Normalization(input_shape=(3,))
    before.adapt(X)
    models = [
        Sequential([layer, Dense(4, "tanh"), Dense(1)], seed=1, backend=backend)
        for layer in (before, after)
    ]
    for model in models:
        model.compile("adam", "mse")
    untouched = models[1].predict(X)
    after.adapt(X)
    assert not np.array_equal(models[1].predict(X), untouched)
    losses = [model.fit(X, Y, epochs=5, verbose=0).history["loss"] for model in models]
    assert losses[0] == losses[1]
    plain = Sequential([Dense(4, "tanh"), Dense(1)], seed=1, backend=backend)
    plain.compile("adam", "mse")
    expected = plain.fit(standardized(X), Y, epochs=5, verbose=0).history["loss"]
    np.testing.assert_allclose(losses[0], expected, rtol=1e-9)


@BACKENDS
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_what_the_layer_calculates(dtype: str, backend: str) -> None:
    if (backend, dtype) == ("python", "float32"):
        return
    layer = Normalization()
    model = Sequential([layer], dtype=dtype, backend=backend)
    model.build((3,))
    np.testing.assert_array_equal(model.predict(X), X.astype(dtype))  # mean 0, variance 1
    layer.adapt(X)
    np.testing.assert_allclose(layer.mean, X.mean(axis=0))
    np.testing.assert_allclose(layer.variance, X.var(axis=0))
    np.testing.assert_allclose(model.predict(X), standardized(X), rtol=1e-3, atol=1e-4)
    model.add(Normalization(mean=layer.mean, variance=layer.variance, invert=True))
    np.testing.assert_allclose(model.predict(X), X, rtol=1e-5)


def test_adapting_while_training_keeps_the_optimizer() -> None:
    layer = Normalization(mean=1.0, variance=4.0)
    model = Sequential([layer, Dense(1)], seed=1)
    model.compile("adam", "mse")
    model.fit(X, Y, epochs=3, verbose=0)
    weights, state = model.get_weights(), model._backend.snapshot().state  # type: ignore[union-attr]
    layer.adapt(X)
    model.predict(X)
    after = model._backend.snapshot().state  # type: ignore[union-attr]
    assert np.array_equal(state.momentums, after.momentums)
    assert [each.tolist() for each in model.get_weights()] == [each.tolist() for each in weights]


@BACKENDS
def test_layers_stay_as_they_are_during_fit(backend: str) -> None:
    def trained(change: Any) -> Sequential:
        layer = Normalization()
        model = Sequential([layer, Dense(1)], seed=1, backend=backend)
        model.compile("sgd", "mse")
        callback = keras.callbacks.LambdaCallback(lambda epoch, logs: change(model, layer))
        model.fit(X, Y, epochs=3, verbose=0, callbacks=callback)
        return model

    def change(model: Sequential, layer: Normalization) -> None:
        layer.adapt(X)
        model.predict(X)
        for call in (model.pop, lambda: model.add(Normalization())):
            with pytest.raises(RefnetError, match="during fit"):
                call()
        other = copy.copy(model)
        other.add(Normalization(mean=1.0, variance=1.0, invert=True))
        other.predict(X)

    expected, model = trained(lambda model, layer: None), trained(change)
    assert model.weights_sha256() == expected.weights_sha256()
    assert model.predict(X).tolist() != expected.predict(X).tolist()  # adapted now


@pytest.mark.parametrize(
    ("axis", "reduced"),
    [(-1, (0, 1)), (2, (0, 1)), (1, (0, 2)), (None, (0, 1, 2)), ((1, 2), 0), ((-1, 1), 0)],
)
def test_axes(axis: Any, reduced: Any, tmp_path: Path) -> None:
    images = RANDOM.normal(3, 2, (20, 3, 4)) * np.arange(1, 5)
    layer = Normalization(axis)
    layer.adapt(images)
    np.testing.assert_allclose(layer.mean, images.mean(axis=reduced))
    model = Sequential([layer, Flatten(), Dense(2)], seed=1)
    model.build((3, 4))
    identity = np.eye(12)[:, :2], np.zeros(2)
    model.set_weights(list(identity))
    expected = standardized(images, reduced).reshape(20, 12)[:, :2]
    np.testing.assert_allclose(model.predict(images), expected, rtol=1e-9)
    model.save(tmp_path / "model")
    for backend in ("c", "python"):
        loaded = keras.load(tmp_path / "model", backend=backend)
        assert [type(each) for each in loaded.layers] == [Normalization, Flatten, Dense]
        assert loaded.predict(images).tolist() == model.predict(images).tolist()


def test_one_number_an_example() -> None:
    """As in TensorFlow's tutorial on regression."""
    layer = Normalization(input_shape=[1], axis=None)
    layer.adapt(X[:, 0])
    model = Sequential([layer, Dense(1)], seed=1)
    model.compile("adam", "mse")
    model.fit(X[:, 0], Y, epochs=1, verbose=0)
    last = Normalization()
    last.adapt(X[:, 0].tolist())
    assert last.mean == layer.mean


@BACKENDS
def test_a_model_comes_back_from_its_file(backend: str, tmp_path: Path) -> None:
    layer = Normalization()
    layer.adapt(X)
    last = Normalization(mean=[Y.mean()], variance=[Y.var()], invert=True)
    model = Sequential([layer, Dense(4, "tanh"), Dense(1), last], seed=1, backend=backend)
    model.compile("adam", "mse", ["accuracy"])
    model.columns, model.classes = ["a", "b", "ä"], ['loss "of" weight\n']
    model.fit(X, Y, epochs=2, verbose=0)
    model.save(tmp_path / "model", include_optimizer=True)
    loaded = keras.load(tmp_path / "model", backend=backend)
    assert (loaded.columns, loaded.classes) == (model.columns, model.classes)
    assert loaded.predict(X).tolist() == model.predict(X).tolist()
    assert loaded.evaluate(X, Y) == model.evaluate(X, Y)
    for each in (model, loaded):
        each.fit(X, Y, epochs=4, initial_epoch=2, verbose=0)
    assert loaded.weights_sha256() == model.weights_sha256()
    first = loaded.layers[0]
    assert isinstance(first, Normalization)
    first.adapt(X * 2)
    assert loaded.predict(X).tolist() != model.predict(X).tolist()


def test_a_float32_model_comes_back_from_its_file(tmp_path: Path) -> None:
    layer = Normalization()
    layer.adapt(X)
    model = Sequential([layer, Dense(2)], seed=1, dtype="float32")
    model.build((3,))
    model.save(tmp_path / "model")
    loaded = keras.load(tmp_path / "model")
    assert loaded.dtype == "float32"
    assert loaded.predict(X).tolist() == model.predict(X).tolist()


def test_the_layer_has_no_weights() -> None:
    layer = Normalization(name="scale")
    model = Sequential([layer, Dense(2), Normalization(invert=True)], seed=1)
    model.build((3,))
    assert [each.shape for each in model.get_weights()] == [(3, 2), (2,)]
    assert model.count_params() == 8
    assert rows_of(model)[:-3] == [
        "scale (Normalization) (None, 3) 0",
        "dense (Dense) (None, 2) 8",
        "normalization (Normalization) (None, 2) 0",
    ]
    digest = model.weights_sha256()
    layer.adapt(X)
    assert model.weights_sha256() == digest


def test_copies_have_layers_of_their_own_list() -> None:
    layer = Normalization()
    layer.adapt(X)
    model = Sequential([layer, Dense(1)], seed=1)
    model.build((3,))
    for made in (copy.copy(model), copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        made.add(Normalization(mean=3.0, variance=1.0, invert=True))
        np.testing.assert_allclose(made.predict(X), model.predict(X) + 3.0)
        assert (len(made.layers), len(model.layers)) == (3, 2)


@BACKENDS
def test_pop_keeps_the_other_weights_and_their_optimizer(backend: str) -> None:
    model = Sequential([Dense(4, "tanh"), Dense(1), Normalization(invert=True)], backend=backend)
    model.compile("adam", "mse")
    model.fit(X, Y, epochs=2, verbose=0)
    weights = model.get_weights()
    assert isinstance(model.pop(), Normalization)
    assert [each.tolist() for each in model.get_weights()] == [each.tolist() for each in weights]
    assert model.pop() == Dense(1)
    assert [each.tolist() for each in model.get_weights()] == [e.tolist() for e in weights[:2]]
    assert model.predict(X).shape == (60, 4)
    model.fit(X, X @ np.ones((3, 4)), epochs=1, verbose=0)
    with pytest.raises(RefnetError, match="expected a layer to be left"):
        model.pop()
    unbuilt = Sequential([Dense(2, input_shape=(3,))])
    unbuilt.pop()
    unbuilt.add(Dense(2, input_shape=(4,)))
    with pytest.raises(RefnetError, match="expected a layer to be left"):
        Sequential().pop()


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"mean": 1.0}, "wrong_type", "variance: expected both"),
    ({"variance": 1.0}, "wrong_type", "mean: expected both"),
    ({"mean": 0.0, "variance": -1.0}, "out_of_range", "variance: expected 0 or more"),
    ({"mean": np.nan, "variance": 1.0}, "not_finite", "mean: expected finite numbers"),
    ({"mean": 0.0, "variance": np.inf}, "not_finite", "variance: expected finite numbers"),
    ({"mean": "0", "variance": 1.0}, "wrong_type", "mean: expected an array of numbers"),
    ({"axis": 1.5}, "wrong_type", "axis: expected"),
    ({"axis": "last"}, "wrong_type", "axis: expected"),
    ({"invert": 1}, "wrong_type", "invert: expected true or false"),
    ({"input_shape": (0,)}, "out_of_range", "input_shape"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), BAD)
def test_invalid_arguments_are_refused(arguments: dict[str, Any], code: str, words: str) -> None:
    with pytest.raises(RefnetError) as caught:
        Normalization(**arguments)
    assert caught.value.code == code
    assert caught.value.message.startswith(words)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (np.empty((0, 3)), "empty"),
        (np.empty((3, 0)), "empty"),
        (5.0, "shape_mismatch"),
        ([[1.0, 2.0]], "shape_mismatch"),
        ([[1.0, 2.0], [3.0]], "wrong_type"),
        ([["a", "b", "c"]], "wrong_type"),
        ([[1.0, np.nan, 2.0]], "not_finite"),
        ([[1e308, 1.0, 2.0], [-1e308, 2.0, 3.0]], "not_finite"),
        (None, "wrong_type"),
    ],
    ids=str,
)
def test_invalid_data_are_refused(data: Any, code: str, recwarn: pytest.WarningsRecorder) -> None:
    layer = Normalization(input_shape=(3,))
    with pytest.raises(RefnetError) as caught:
        layer.adapt(data)
    assert (caught.value.code, caught.value.field) == (code, "data")
    assert layer.mean is None
    assert list(recwarn) == []


def test_moments_that_do_not_fit_are_refused() -> None:
    for layer, shape, code in [
        (Normalization(mean=[1.0, 2.0], variance=1.0), (3,), "shape_mismatch"),
        (Normalization(axis=2), (3,), "out_of_range"),
        (Normalization(axis=0), (3,), "out_of_range"),
        (Normalization(axis=(1, 1)), (3,), "out_of_range"),
    ]:
        with pytest.raises(RefnetError) as caught:
            Sequential([layer, Dense(1)]).build(shape)
        assert caught.value.code == code
    wide = Normalization(mean=0.0, variance=1e300)
    with pytest.raises(RefnetError, match="beyond the range of float32"):
        Sequential([wide, Dense(1)], dtype="float32").build((3,))
    built = Sequential([Dense(2, input_shape=(3,))])
    built.build((3,))
    with pytest.raises(RefnetError, match="has shape"):
        built.add(Normalization(mean=[1.0, 2.0, 3.0], variance=1.0, invert=True))
    assert len(built.layers) == 1


@pytest.mark.parametrize(
    ("names", "code"),
    [(["a"], "shape_mismatch"), ("abc", "wrong_type"), ([1, 2, 3], "wrong_type")],
    ids=str,
)
@pytest.mark.parametrize("attribute", ["columns", "classes"])
def test_names_that_do_not_fit_are_not_saved(
    attribute: str, names: Any, code: str, tmp_path: Path
) -> None:
    model = Sequential([Dense(3, input_shape=(3,))])
    setattr(model, attribute, names)
    with pytest.raises(RefnetError) as caught:
        model.save(tmp_path / "model")
    assert (caught.value.code, caught.value.field) == (code, attribute)
    assert not (tmp_path / "model").exists()
