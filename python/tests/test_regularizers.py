"""The regularizers of Keras's interface."""

from typing import Any

import numpy as np
import pytest
from support.refusals import refused
from support.sequential import BACKENDS

import refnet
from refnet import Conv2D, Dense, RefnetError, Sequential, layers, regularizers
from refnet.layers import GRU, Bidirectional, Embedding, Flatten, TimeDistributed
from refnet.reference.checks import SPARSE
from refnet.reference.regularizers import Regularizer, Regularizers
from refnet.regularizers import L1, L1L2, L2

RANDOM = np.random.RandomState(6)
X, CLASSES = RANDOM.normal(size=(24, 3)), RANDOM.randint(0, 3, 24)


def new_model(backend: str = "c", **own: Any) -> Sequential:
    model = Sequential(
        [Dense(4, "tanh", input_dim=3, **own), Dense(3, "softmax")], seed=1, backend=backend
    )
    model.compile("sgd", SPARSE, ["accuracy"])
    return model


def test_names_and_defaults_are_those_of_keras() -> None:
    layer = Dense(1, kernel_regularizer="l1", bias_regularizer="l2", activity_regularizer="l1_l2")
    assert layer.regularizers == Regularizers(
        kernel=Regularizer(0.01, 0.0), bias=Regularizer(0.0, 0.01), activity=Regularizer(0.0, 0.0)
    )
    assert (regularizers.l1, regularizers.l2, regularizers.l1_l2) == (L1, L2, L1L2)
    assert refnet.regularizers is regularizers
    both = L1L2(l1=0.5, l2=0.25)
    assert GRU(2, recurrent_regularizer=both).regularizers == Regularizers(
        recurrent=Regularizer(0.5, 0.25)
    )
    assert L2(1).l2 == 1.0
    assert L2() == L2(0.01) != L2(0.02)
    assert TimeDistributed(layer).regularizers == layer.regularizers
    assert Dense(1).regularizers == Flatten().regularizers == Regularizers()


@pytest.mark.parametrize(
    "make",
    [Dense, lambda n, **own: Conv2D(n, 1, **own), layers.LSTM, layers.SimpleRNN],
)
def test_arguments_that_are_no_regularizers_are_refused(make: Any) -> None:
    for name in ("kernel_regularizer", "bias_regularizer", "activity_regularizer"):
        for value, code, words in (
            ("L2", "unknown_name", 'did you mean "l2"?'),
            ("orthogonal_regularizer", "unknown_name", "only l1, l2, l1_l2"),
            (0.01, "wrong_type", "such as refnet.regularizers.L2(), got float"),
            (L2, "wrong_type", "got L2 without parentheses"),
        ):
            with pytest.raises(RefnetError) as caught:
                make(1, **{name: value})
            assert (caught.value.code, caught.value.field) == (code, name)
            assert words in caught.value.message


@pytest.mark.parametrize(
    ("value", "code"),
    [("0.1", "wrong_type"), (-0.1, "out_of_range"), (np.nan, "not_finite"), (None, "wrong_type")],
)
def test_factors_are_finite_and_not_negative(value: Any, code: str) -> None:
    for make, name in ((L1, "l1"), (L2, "l2"), (L1L2, "l1"), (L1L2, "l2")):
        with pytest.raises(RefnetError) as caught:
            make(**{name: value})
        assert (caught.value.code, caught.value.field) == (code, f"{make.__name__}.{name}")


def test_both_backends_give_the_same_bits() -> None:
    own = {"kernel_regularizer": "l2", "bias_regularizer": L1(), "activity_regularizer": L1L2(0.1)}
    found = []
    for backend in ("c", "python"):
        model = new_model(backend, **own)
        held_out = X[:9], CLASSES[:9]
        history = model.fit(X, CLASSES, 7, 3, verbose=0, validation_data=held_out).history
        assert history["val_loss"][-1] == model.evaluate(*held_out)[0]
        found.append((history, model.weights_sha256()))
    assert found[0] == found[1] != (new_model().fit(X, CLASSES, 7, 3, verbose=0).history, "")


@BACKENDS
def test_evaluate_adds_the_penalty_of_the_weights_once(backend: str) -> None:
    plain, model = new_model(backend), new_model(backend, kernel_regularizer=L1L2(0.5, 0.25))
    kernel = model.get_weights()[0]
    penalty = 0.5 * np.abs(kernel).sum() + 0.25 * (kernel**2).sum()
    loss, accuracy = plain.evaluate(X, CLASSES)
    assert np.isclose(model.evaluate(X, CLASSES)[0], loss + penalty, rtol=1e-14)
    assert model.evaluate(X, CLASSES)[1] == accuracy


@BACKENDS
def test_evaluate_adds_the_mean_penalty_of_the_outputs(backend: str) -> None:
    plain, model = new_model(backend), new_model(backend, activity_regularizer=L2(0.25))
    first = Sequential([plain.layers[0]], seed=1)
    outputs = first.predict(X)
    penalty = 0.25 * (outputs**2).sum() / len(X)
    wanted = plain.evaluate(X, CLASSES)[0] + penalty
    assert np.isclose(model.evaluate(X, CLASSES)[0], wanted, rtol=1e-14)


def test_large_penalties_make_weights_small() -> None:
    plain, model = new_model(), new_model(kernel_regularizer=L2(10.0))
    for each in (plain, model):
        each.fit(X, CLASSES, 8, 20, verbose=0)
    small, large = (np.abs(each.get_weights()[0]).max() for each in (model, plain))
    assert small < large / 4


def test_every_layer_that_keras_regularizes_trains() -> None:
    words, found = RANDOM.randint(0, 5, (12, 4)), []
    for backend in ("c", "python"):
        inner = GRU(2, return_sequences=True, kernel_regularizer="l1", recurrent_regularizer="l2")
        stack = [
            Embedding(5, 3, embeddings_regularizer="l2", activity_regularizer="l1"),
            Bidirectional(inner),
            TimeDistributed(Dense(2, kernel_regularizer="l2")),
            layers.Conv1D(2, 2, kernel_regularizer="l1", activity_regularizer="l2"),
            Flatten(),
            Dense(1, "sigmoid", bias_regularizer="l1"),
        ]
        model = Sequential(stack, seed=1, backend=backend)
        model.compile("sgd", "binary_crossentropy")
        losses = model.fit(words, words[:, 0] > 2, 5, 2, verbose=0).history["loss"]
        found.append((losses, model.weights_sha256()))
    assert found[0] == found[1]


def test_a_layer_that_is_added_later_brings_its_regularizers() -> None:
    model = Sequential([Dense(2, input_dim=3)], seed=1)
    model.compile("sgd", "mse")
    before = model.evaluate(X, X[:, :2])
    model.add(Dense(2, kernel_initializer="zeros", bias_regularizer="l1"))
    assert model.evaluate(X, X[:, :2] * 0) == 0.0
    model.pop()
    assert model.evaluate(X, X[:, :2]) == before


def test_a_diverging_run_names_the_loss() -> None:
    model = new_model(kernel_regularizer=L2(1e308))
    with pytest.raises(RefnetError) as caught:
        model.fit(X, CLASSES, verbose=0)
    assert (caught.value.code, caught.value.field) == ("diverged", "loss")


def test_own_classes_are_refused() -> None:
    class Own(regularizers.L2):
        def __call__(self, weights: Any) -> float:
            return 5.0

    for value in (Own(), regularizers.Regularizer()):
        refused("wrong_type", "kernel_regularizer", lambda v=value: Dense(1, kernel_regularizer=v))
