"""Model: layers called on an Input and on each other."""

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.summaries import rows_of, summary_of

import refnet
from refnet import Input, Model, RefnetError, Sequential, layers

X = np.random.default_rng(3).normal(size=(24, 4))
Y = (X[:, 0] > 0).astype(int)


def model(backend: str = "c", **options: Any) -> Model:
    """Return a compiled model whose inputs go around its layers, too."""
    x = Input((4,))
    h = layers.Dense(4, "tanh")(x)
    d = layers.Dropout(0.25)(layers.Dense(3, "relu", kernel_regularizer="l2")(layers.add([h, x])))
    y = layers.Dense(2, "softmax", name="last")(layers.Concatenate()([d, x, h, h]))
    built = Model(inputs=x, outputs=y, seed=3, backend=backend, **options)
    built.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return built


def test_both_backends_have_the_same_bits() -> None:
    first, second = model(), model("python")
    for each in (first, second):
        each.fit(X, Y, epochs=2, batch_size=8, validation_split=0.25, class_weight={1: 2.0})
    assert first.history.history == second.history.history
    assert first.weights_sha256() == second.weights_sha256()
    assert first.evaluate(X, Y) == second.evaluate(X, Y)
    assert (first.predict(X) == second.predict(X)).all()


def test_a_file_resumes_the_run(tmp_path: Path) -> None:
    whole, begun, path = model(), model(), tmp_path / "model.safetensors"
    whole.fit(X, Y, epochs=4)
    begun.fit(X, Y, epochs=2)
    begun.save(path, include_optimizer=True)
    for backend in ("c", "python"):
        loaded = refnet.load(path, backend)
        assert type(loaded) is Model
        assert (loaded.predict(X) == begun.predict(X)).all()
    # the penalties of weights are not in the file
    assert loaded.epochs == 2
    assert loaded.count_params() == begun.count_params()


def test_without_penalties_a_file_gives_the_bits_of_the_whole_run(tmp_path: Path) -> None:
    def small() -> Model:
        x = Input((4,))
        y = layers.Dense(1)(layers.add([layers.Dense(4, "tanh")(x), x]))
        built = Model(x, y, seed=1)
        built.compile("adam", "mse")
        return built

    whole, begun, path = small(), small(), tmp_path / "model.safetensors"
    whole.fit(X, Y, epochs=4)
    begun.fit(X, Y, epochs=2)
    begun.save(path, include_optimizer=True)
    resumed = refnet.load(path)
    resumed.fit(X, Y, epochs=4, initial_epoch=2)
    assert resumed.weights_sha256() == whole.weights_sha256()


def test_copies_predict_the_same() -> None:
    first = model()
    first.fit(X, Y)
    for each in (copy.deepcopy(first), pickle.loads(pickle.dumps(first))):
        assert (each.predict(X) == first.predict(X)).all()


def test_a_chain_is_that_of_sequential(tmp_path: Path) -> None:
    x = Input((4,))
    called = Model([x], [layers.Dense(2)(layers.Dense(3, "tanh")(x))], seed=7)
    stacked = Sequential([Input((4,)), layers.Dense(3, "tanh"), layers.Dense(2)], seed=7)
    assert isinstance(stacked, Model)
    assert not isinstance(called, Sequential)
    assert called.weights_sha256() == stacked.weights_sha256()
    called.save(tmp_path / "model.safetensors")
    assert type(refnet.load(tmp_path / "model.safetensors")) is Sequential


def test_the_summary_says_what_is_connected() -> None:
    assert summary_of(model())[2].endswith("Output Shape  Param #  Connected to")
    assert rows_of(model()) == [
        "input_layer_2 (InputLayer) (None, 4) 0 -",
        "dense_4 (Dense) (None, 4) 20 input_layer_2",
        "add_2 (Add) (None, 4) 0 dense_4, input_layer_2",
        "dense_5 (Dense) (None, 3) 15 add_2",
        "dropout_2 (Dropout) (None, 3) 0 dense_5",
        "concatenate_2 (Concatenate) (None, 15) 0 dropout_2, input_layer_2, dense_4",
        "last (Dense) (None, 2) 32 concatenate_2",
        "Total params: 67 (536.00 B)",
        "Trainable params: 67 (536.00 B)",
        "Non-trainable params: 0 (0.00 B)",
    ]


def test_sequences_of_any_length() -> None:
    x = Input((None, 2))
    a = layers.SimpleRNN(3, return_sequences=True)(x)
    y = layers.LSTM(2)(layers.Concatenate(axis=2)([a, x]))
    built = Model(x, y, seed=1)
    assert y.shape == (None, 2)
    assert built.predict(np.ones((3, 5, 2))).shape == (3, 2)
    assert built.predict(np.ones((3, 7, 2))).shape == (3, 2)


def test_whole_numbers_for_two_embeddings() -> None:
    x = Input((3,))
    y = layers.Flatten()(layers.add([layers.Embedding(5, 2)(x), layers.Embedding(4, 2)(x)]))
    built = Model(x, y, seed=1)
    assert built.predict([[0, 1, 3]]).shape == (1, 6)
    with pytest.raises(RefnetError, match="a whole number from 0 to 3"):
        built.predict([[0, 1, 4]])


def refused(match: str) -> Any:
    return pytest.raises(RefnetError, match=match)


def test_calls_that_are_refused() -> None:
    x = Input((4,))
    h = layers.Dense(3)(x)
    with refused("model.predict takes numbers"):
        layers.Dense(2)(X)
    with refused("expects one, not a list"):
        layers.Dense(2)([x, h])
    with refused("a list of two or more"):
        layers.Add()(x)
    with refused("sources of the same shape, got shapes"):
        layers.Add()([x, h])
    with refused("but for the last axis"):
        layers.Concatenate()([x, Input((2, 3))])
    with refused("axis: expected -1 or 1"):
        layers.Concatenate(axis=0)([x, h])
    with refused("expected Embedding on an Input"):
        layers.Embedding(3, 2)(h)


def test_models_that_are_refused() -> None:
    x, other = Input((4,)), Input((4,))
    shared = layers.Dense(4)
    h = shared(x)
    with refused("called twice"):
        Model(x, shared(h))
    with refused("a model has one of each"):
        Model([x, other], h)
    with refused("a model has one of each"):
        Model(x, [h, layers.Dense(2)(h)])
    with refused("the only Input"):
        Model(x, layers.add([h, other]))
    with refused("expected what a layer returned, got an Input"):
        Model(x, x)
    with refused("expected an Input, got what a layer returned"):
        Model(h, h)
    with refused("inputs: expected an Input, got int"):
        Model((4,), h)
    with refused("in a Model"):
        Sequential([Input((4,)), layers.Add()])
