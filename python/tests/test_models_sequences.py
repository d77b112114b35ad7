"""Sequential on sequences: any number of steps, masks, and what is refused."""

from typing import Any

import numpy as np
import pytest

import refnet
from refnet import (
    Dense,
    Input,
    RefnetError,
    Sequential,
    layers,
)
from refnet.layers import GRU, LSTM, Bidirectional, Embedding, Flatten, SimpleRNN

RANDOM = np.random.RandomState(3)
BACKENDS = ["c", "python"]


def numbers(*shape: int) -> Any:
    return RANDOM.uniform(-1.0, 1.0, shape)


def model_for(first: Any, backend: str = "c") -> Sequential:
    model = Sequential(
        [*first, Bidirectional(GRU(3, return_sequences=True)), LSTM(2), Dense(1)],
        seed=4,
        backend=backend,
    )
    model.compile("adam", "mse")
    return model


@pytest.mark.parametrize("backend", BACKENDS)
def test_sequences_of_any_length(backend: str) -> None:
    """Each call does what a model for its length would do with the same weights and optimizer."""
    model = model_for([Input((None, 2))], backend)
    assert model.input_shape == (None, None, 2)
    for steps in (4, 3, 6):
        x, y = numbers(5, steps, 2), numbers(5, 1)
        fixed = model_for([Input((steps, 2))], backend)
        fixed.build((steps, 2))
        if model._backend is not None:
            fixed.set_weights(model.get_weights())
            before = model._built("fit").snapshot()
            fixed._built("fit").replace(state=before.state, words=before.words)
        model.fit(x, y, batch_size=2, verbose=0)
        fixed.fit(x, y, batch_size=2, verbose=0)
        assert model.weights_sha256() == fixed.weights_sha256()
        assert model.predict(x).tolist() == fixed.predict(x).tolist()
        assert model.evaluate(x, y, verbose=0) == fixed.evaluate(x, y, verbose=0)
    assert model.predict(numbers(2, 1, 2)).shape == (2, 1)
    assert model.input_shape == (None, None, 2)


def test_the_first_layer_can_leave_the_length_open() -> None:
    model = Sequential([LSTM(3, input_shape=(None, 2))], seed=1)
    assert model.input_shape == (None, None, 2)
    assert model.predict(numbers(1, 5, 2)).shape == (1, 3)
    words = Sequential([Input((None,)), Embedding(9, 2, mask_zero=True), SimpleRNN(2)], seed=1)
    short, padded = words.predict([[3, 4]]), words.predict([[0, 0, 3, 4]])
    assert short.tolist() == padded.tolist()


def test_a_saved_model_has_the_length_that_was_seen_last(tmp_path: Any) -> None:
    path = tmp_path / "model"
    model = model_for([Input((None, 2))])
    model.predict(numbers(1, 4, 2))
    x = numbers(2, 7, 2)
    expected = model.predict(x)
    model.save(path)
    loaded = refnet.load(path)
    assert loaded.input_shape == (None, 7, 2)
    assert loaded.predict(x).tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("x", "got"),
    [(numbers(3, 4, 5), "(3, 4, 5)"), (numbers(3, 4), "(3, 4)"), (1.0, "()")],
)
def test_other_examples_are_refused(x: Any, got: str) -> None:
    model = model_for([Input((None, 2))])
    with pytest.raises(RefnetError) as refused:
        model.predict(x)
    assert (refused.value.code, refused.value.field) == ("shape_mismatch", "x")
    assert refused.value.message == (
        "x: expected examples of shape (None, 2), None for any number of steps, "
        f"got an array of shape {got}"
    )


def test_weights_that_depend_on_the_length_are_refused() -> None:
    model = Sequential([Input((None, 2)), LSTM(2, return_sequences=True), Flatten(), Dense(1)])
    model.predict(numbers(1, 3, 2))
    before = model.weights_sha256()
    with pytest.raises(RefnetError, match="not with a Flatten") as refused:
        model.predict(numbers(1, 4, 2))
    assert refused.value.code == "shape_mismatch"
    assert model.weights_sha256() == before
    assert model.predict(numbers(1, 3, 2)).shape == (1, 1)


def test_validation_data_have_the_length_of_the_examples() -> None:
    model = model_for([Input((None, 2))])
    with pytest.raises(RefnetError, match=r"validation_data\[0\]"):
        model.fit(
            numbers(4, 3, 2),
            numbers(4, 1),
            validation_data=(numbers(4, 5, 2), numbers(4, 1)),
            verbose=0,
        )


@pytest.mark.parametrize("backend", BACKENDS)
def test_targets_for_each_step(backend: str) -> None:
    model = Sequential(
        [LSTM(3, return_sequences=True), layers.TimeDistributed(Dense(2, "sigmoid"))],
        seed=2,
        backend=backend,
    )
    model.compile("adam", "binary_crossentropy", ["accuracy"])
    x, y = numbers(6, 4, 3), (numbers(6, 4, 2) > 0.0).astype(float)
    history = model.fit(x, y, epochs=30, validation_data=(x, y), verbose=0).history
    assert history["loss"][-1] < history["loss"][0]
    assert model.predict(x).shape == (6, 4, 2)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_loss_sees_a_recurrent_layer_as_linear(dtype: str) -> None:
    model = Sequential([SimpleRNN(2, "sigmoid")], seed=1, dtype=dtype)
    with pytest.raises(RefnetError):
        model.compile("sgd", "binary_crossentropy")
    model.compile("sgd", "mse")
    assert model.fit(numbers(3, 2, 2), numbers(3, 2), verbose=0).history["loss"]
