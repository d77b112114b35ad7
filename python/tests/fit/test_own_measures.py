"""Weighted metrics, and functions of one's own as metrics."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from refnet import Dense, Dropout, Input, RefnetError, Sequential, metrics, models, ops

RANDOM = np.random.default_rng(6)
X = RANDOM.normal(size=(20, 3))
Y = (X[:, 0] > 0).astype(float)
WEIGHTS = np.repeat([0.5, 2.0], 10)


def squared(y_true: Any, y_pred: Any) -> Any:
    """Return a number for each example."""
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


def root(y_true: Any, y_pred: Any) -> Any:
    """Return a number for a batch."""
    return ops.sqrt(ops.mean(ops.square(y_true - y_pred)))


def network(dtype: str = "float64", **how: Any) -> Sequential:
    layers = [Input((3,)), Dense(4, "relu"), Dropout(0.25), Dense(1, "sigmoid")]
    model = Sequential(layers, seed=1, dtype=dtype)
    model.compile("sgd", "binary_crossentropy", **how)
    return model


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_function_has_the_value_of_the_metric_of_c(dtype: str) -> None:
    model = network(dtype, metrics=["mse", squared])
    history = model.fit(X, Y, epochs=3, batch_size=8, validation_split=0.25, verbose=0).history
    assert history["squared"] == pytest.approx(history["mse"], rel=1e-12)
    assert history["val_squared"] == pytest.approx(history["val_mse"], rel=1e-12)
    _, mse, own = model.evaluate(X, Y, verbose=0)
    assert own == pytest.approx(mse, rel=1e-12)
    _, mse, own = model.train_on_batch(X, Y)
    assert own == pytest.approx(mse, rel=1e-12)


def test_metrics_change_no_bit_of_the_training() -> None:
    first, second = network(), network(metrics=[squared, root], weighted_metrics=["accuracy"])
    for model in (first, second):
        model.fit(X, Y, epochs=2, batch_size=8, sample_weight=WEIGHTS, verbose=0)
    assert first.weights_sha256() == second.weights_sha256()


def test_a_number_for_a_batch_is_the_mean_of_the_batches() -> None:
    model = network(metrics=[root])
    model.evaluate(X, Y, verbose=0)
    errors = (model.predict(X)[:, 0] - Y) ** 2
    each = [np.sqrt(errors[start : start + 8].mean()) for start in (0, 8, 16)]
    found = model.evaluate(X, Y, batch_size=8, verbose=0, return_dict=True)["root"]
    assert found == pytest.approx(np.mean(each))


def test_weights_count_in_weighted_metrics_alone() -> None:
    model = network(metrics=["accuracy"], weighted_metrics=["accuracy", "mae", "Recall", squared])
    found = model.evaluate(X, Y, sample_weight=WEIGHTS, verbose=0, return_dict=True)
    outputs = model.predict(X)[:, 0]
    right = (outputs > 0.5) == Y
    assert found["accuracy"] == pytest.approx(right.mean())
    assert found["weighted_accuracy"] == pytest.approx(np.average(right, weights=WEIGHTS))
    assert found["mae"] == pytest.approx(np.average(np.abs(outputs - Y), weights=WEIGHTS))
    assert found["Recall"] == pytest.approx(
        np.average(outputs[Y == 1] > 0.5, weights=WEIGHTS[Y == 1])
    )
    assert found["squared"] == pytest.approx(np.average((outputs - Y) ** 2, weights=WEIGHTS))
    alike = model.evaluate(X, Y, verbose=0, return_dict=True)
    assert alike["weighted_accuracy"] == alike["accuracy"]


def test_an_area_with_weights_is_that_of_repeated_examples() -> None:
    model = network(weighted_metrics=["auc"])
    counts = np.repeat([1, 3], 10)
    repeated = np.repeat(X, counts, axis=0), np.repeat(Y, counts)
    weighted = model.evaluate(X, Y, sample_weight=counts, verbose=0)[1]
    assert weighted == pytest.approx(model.evaluate(*repeated, verbose=0)[1])


def test_class_numbers_and_logits() -> None:
    model = Sequential([Input((3,)), Dense(3)], seed=2)
    crossentropy = metrics.SparseCategoricalCrossentropy(name="ce", from_logits=True)
    how: Any = {"metrics": [crossentropy], "weighted_metrics": ["accuracy"]}
    loss = "sparse_categorical_crossentropy"
    model.compile("sgd", loss, **how)
    classes = np.arange(20) % 3
    logits = model.predict(X)
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    found = model.evaluate(X, classes, sample_weight=WEIGHTS, verbose=0, return_dict=True)
    assert found["ce"] == pytest.approx(-np.log(chances[np.arange(20), classes]).mean())
    right = logits.argmax(axis=1) == classes
    assert found["accuracy"] == pytest.approx(np.average(right, weights=WEIGHTS))
    crossentropy.update_state(classes, logits)
    assert float(crossentropy.result()) == pytest.approx(found["ce"])


def test_files_have_no_functions(tmp_path: Path) -> None:
    model = network(metrics=[squared, "mse"], weighted_metrics=["accuracy", squared])
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "m.keras")
    loaded = models.load_model(tmp_path / "m.keras")
    assert (loaded.metrics, loaded.weighted_metrics) == (["mse"], ["accuracy"])
    model.save(tmp_path / "m.safetensors", include_optimizer=True)
    assert models.load_model(tmp_path / "m.safetensors").metrics == ["mse"]


def test_what_is_refused() -> None:
    def text(y_true: Any, y_pred: Any) -> Any:
        return "text"

    def short(y_true: Any, y_pred: Any) -> Any:
        return np.ones(3)

    for function, words in ((text, "expected numbers from"), (short, "for each of 20 examples")):
        with pytest.raises(RefnetError, match=f"^metrics: .*{words}"):
            network(metrics=[function]).fit(X, Y, batch_size=20, verbose=0)
    model = Sequential([Input((3,)), Dense(1)], backend="python")
    model.compile("sgd", "mse", metrics=[squared])
    with pytest.raises(RefnetError, match=r'^metrics: .* need backend="c"'):
        model.fit(X, Y, verbose=0)
