"""Pooling along the steps of sequences."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from refnet import Input, RefnetError, Sequential, layers, models

X = np.random.default_rng(2).normal(size=(4, 7, 3))


def network(**how: Any) -> Sequential:
    each = [layers.Conv1D(4, 2), layers.MaxPooling1D(), layers.AveragePooling1D(2, 1, "same")]
    ends = [layers.GlobalMaxPooling1D(), layers.Dense(1)]
    model = Sequential([Input((None, 3)), *each, *ends], seed=1, **how)
    model.compile("sgd", "mse")
    return model


def test_the_numbers() -> None:
    assert np.array_equal(layers.GlobalMaxPooling1D()(X), X.max(1))
    assert layers.GlobalAveragePooling1D()(X) == pytest.approx(X.mean(1))
    pairs = X[:, :6].reshape(4, 3, 2, 3)
    assert np.array_equal(layers.MaxPooling1D(2)(X), pairs.max(2))
    assert layers.AvgPool1D((2,), strides=2)(X) == pytest.approx(pairs.mean(2))
    last = layers.MaxPool1D(2, padding="same")(X)[:, -1]
    assert np.array_equal(last, X[:, -1])  # no step beyond the end is compared


def test_gradients_are_central_differences() -> None:
    """One step of size 1 with the loss mse moves the kernel of the convolution by its gradient."""
    model = network()
    model.compile("sgd", "mse")
    model.optimizer.learning_rate = 1.0  # type: ignore[union-attr]
    y = np.ones(4)
    model.build((7, 3))
    before = model.get_weights()
    model.fit(X, y, batch_size=4, verbose=0)
    gradient = before[0][0, 1, 2] - model.get_weights()[0][0, 1, 2]
    values = []
    for move in (1e-6, -1e-6):
        moved = [array.copy() for array in before]
        moved[0][0, 1, 2] += move
        model.set_weights(moved)
        values.append(model.evaluate(X, y, verbose=0))
    assert gradient == pytest.approx((values[0] - values[1]) / 2e-6, rel=1e-5)


def test_both_backends_have_the_same_bits() -> None:
    first, second = network(), network(backend="python")
    for each in (first, second):
        each.fit(X, np.ones(4), epochs=2, verbose=0)
    assert first.weights_sha256() == second.weights_sha256()
    assert first.predict(X[:, :5]).shape == (4, 1)


@pytest.mark.parametrize("name", ["m.keras", "m.h5"])
def test_files_of_keras_have_them(tmp_path: Path, name: str) -> None:
    model = network()
    model.fit(X, np.ones(4), verbose=0)
    model.save(tmp_path / name)
    assert np.array_equal(models.load_model(tmp_path / name).predict(X), model.predict(X))


def test_what_is_refused(tmp_path: Path) -> None:
    model = network()
    model.predict(X)
    with pytest.raises(RefnetError, match=r"no MaxPooling1D; save the model in Keras's"):
        model.save(tmp_path / "m.safetensors")
    with pytest.raises(RefnetError, match=r"expected at least 9 steps"):
        layers.MaxPooling1D(9)(X)
    masked = Sequential([layers.Embedding(9, 2, mask_zero=True), layers.GlobalAveragePooling1D()])
    with pytest.raises(RefnetError, match=r"expected inputs without a mask"):
        masked.predict(np.ones((2, 3)))
    with pytest.raises(RefnetError, match=r"keepdims: expected False"):
        layers.GlobalMaxPooling1D(keepdims=True)
