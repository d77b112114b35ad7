"""Metrics of refnet.metrics: by themselves, in models, and in model files."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import refnet
from refnet import RefnetError, Sequential, core, metrics, reference
from refnet.callbacks import EarlyStopping, ModelCheckpoint
from refnet.layers import LSTM, Dense
from refnet.metrics import AUC, BinaryAccuracy, Metric, Precision, Recall, TopKCategoricalAccuracy

BACKENDS = pytest.mark.parametrize("backend", ["c", "python"])
RANDOM = np.random.default_rng(3)
X = RANDOM.normal(size=(40, 3))
Y = (X.sum(axis=1) > 0).astype(int)
CLASSES = RANDOM.integers(0, 4, 40)
OF_OUTPUTS: list[Any] = ["mae", "MSE", "r2_score", AUC(name="area"), Precision(0.4), "Recall"]


def model_of(
    units: int = 1, activation: str = "sigmoid", loss: str = "mse", **settings: Any
) -> Sequential:
    chosen = settings.pop("metrics", OF_OUTPUTS)
    model = Sequential([Dense(4, "tanh"), Dense(units, activation)], seed=7, **settings)
    model.compile("adam", loss, chosen)
    return model


def refusal(call: Any, code: str, field: str) -> str:
    with pytest.raises(RefnetError) as caught:
        call()
    assert (caught.value.code, caught.value.field) == (code, field)
    return caught.value.message


@BACKENDS
def test_a_model_reports_the_values_of_its_outputs(backend: str) -> None:
    model = model_of(backend=backend)
    history = model.fit(X, Y, batch_size=7, epochs=2, validation_data=(X[:9], Y[:9])).history
    names = ["mae", "MSE", "r2_score", "area", "precision", "Recall"]
    assert list(history) == sorted(["loss", *names, *(f"val_{name}" for name in ["loss", *names])])
    outputs, targets = model.predict(X[:9]).tolist(), Y[:9, None].tolist()
    chosen = [metrics.metric_of(given) for given in OF_OUTPUTS]
    for name, metric in zip(names, chosen, strict=True):
        assert metric is not None
        own = metric.settings._asdict()
        value = reference.metrics(own.pop("name"), targets, outputs, **own)
        assert history[f"val_{name}"][-1] == value
    logs = model.evaluate(X[:9], Y[:9], return_dict=True)
    assert logs == {name: history[f"val_{name}"][-1] for name in ["loss", *names]}
    assert list(logs.values()) == [logs[name] for name in sorted(logs)]


def test_both_backends_and_batches_give_the_same_bits() -> None:
    fits = [model_of(backend=name).fit(X, Y, 7, 3).history for name in ("c", "python")]
    assert fits[0] == fits[1]


def test_an_epoch_has_the_values_from_before_its_steps() -> None:
    model = model_of(metrics=["accuracy", "binary_accuracy", "mse", "auc"])
    before = model_of(metrics=["auc"]).evaluate(X, Y, return_dict=True)["auc"]
    history = model.fit(X, Y, batch_size=40).history
    assert history["auc"] == [before]
    assert history["accuracy"] == history["binary_accuracy"]
    assert history["mse"][0] == pytest.approx(history["loss"][0], rel=1e-14)


def test_binary32_metrics_are_calculated_in_binary64() -> None:
    model = model_of(dtype="float32")
    outputs = model.predict(X).astype(np.float64)
    logs = model.evaluate(X, Y, return_dict=True)
    assert logs["area"] == core.metrics("auc", Y[:, None], outputs)
    assert logs["mae"] == core.metrics("mean_absolute_error", Y[:, None], outputs)
    history = model.fit(X, Y, batch_size=40, shuffle=False).history
    assert history["r2_score"] == [logs["r2_score"]]


def test_class_numbers_and_rows_have_their_own_metrics() -> None:
    sparse = ["accuracy", "sparse_categorical_accuracy", metrics.SparseTopKCategoricalAccuracy(2)]
    rows = ["accuracy", "categorical_accuracy", TopKCategoricalAccuracy(k=np.int64(2))]
    numbers = model_of(4, "softmax", "sparse_categorical_crossentropy", metrics=sparse)
    one_hot = model_of(4, "softmax", "categorical_crossentropy", metrics=rows)
    first, second = numbers.evaluate(X, CLASSES), one_hot.evaluate(X, np.eye(4)[CLASSES])
    assert first == second
    assert first[1] == first[2] < first[3]
    wrong = model_of(4, "softmax", "sparse_categorical_crossentropy", metrics=rows)
    message = refusal(lambda: wrong.fit(X, CLASSES), "shape_mismatch", "metrics")
    assert message.endswith('; use "sparse_categorical_accuracy" or "accuracy"')
    wrong = model_of(4, "softmax", "categorical_crossentropy", metrics=sparse)
    message = refusal(lambda: wrong.evaluate(X, np.eye(4)[CLASSES]), "shape_mismatch", "metrics")
    assert message.endswith('; use "categorical_accuracy" or "accuracy"')


def test_sequences_have_metrics_of_single_outputs_only() -> None:
    model = Sequential([LSTM(2, return_sequences=True)], seed=1)
    x, y = RANDOM.random((5, 3, 1)), RANDOM.random((5, 3, 2))
    model.compile("sgd", "mse", ["mae", "rmse"])
    loss, _, rmse = model.evaluate(x, y)
    assert rmse == pytest.approx(math.sqrt(loss))
    model.compile("sgd", "mse", ["r2_score"])
    refusal(lambda: model.fit(x, y), "shape_mismatch", "metrics")


def test_a_metric_has_a_state_of_its_own() -> None:
    y, outputs = Y.astype(float), RANDOM.random(40)
    at_once, in_parts = AUC(num_thresholds=50, curve="PR"), AUC(50, "PR")
    assert at_once.result() == 0.0
    assert at_once(y, outputs) == reference.metrics(
        "auc", y[:, None].tolist(), outputs[:, None].tolist(), num_thresholds=50, curve="PR"
    )
    for start in range(0, 40, 7):
        part = slice(start, start + 7)
        in_parts.update_state(y[part], outputs[part, None])
    assert in_parts.result() == at_once.result() > 0.0
    in_parts.reset_state()
    assert in_parts.result() == 0.0
    classes = metrics.SparseCategoricalAccuracy()
    classes.update_state([1, 0], [[0.2, 0.8], [0.3, 0.7]])
    assert classes.result() == 0.5


def test_models_leave_the_objects_alone() -> None:
    area, seen = AUC(), []
    area.update_state([0, 1], [0.2, 0.9])
    first, second = model_of(metrics=[area]), model_of(metrics=[area])

    class Other(refnet.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            seen.append(second.fit(X, Y).history["auc"])

    alone = model_of(metrics=[area]).fit(X, Y, epochs=3).history
    assert first.fit(X, Y, epochs=3, callbacks=Other()).history == alone
    assert [value for [value] in seen] == alone["auc"]
    assert area.result() == 1.0


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_settings_may_be_numbers_of_numpy(dtype: Any) -> None:
    assert BinaryAccuracy(threshold=dtype(0.25)).settings.threshold == 0.25
    assert Precision(np.array([0.75], dtype)).settings.threshold == 0.75
    assert Recall([0.25]).settings.threshold == 0.25


@pytest.mark.parametrize(
    ("create", "code", "field"),
    [
        (lambda: BinaryAccuracy(threshold=1.5), "out_of_range", "threshold"),
        (lambda: BinaryAccuracy(threshold="x"), "wrong_type", "threshold"),  # type: ignore[arg-type]
        (lambda: Precision([0.2, 0.4]), "wrong_type", "thresholds"),
        (lambda: Recall(math.nan), "not_finite", "thresholds"),
        (lambda: TopKCategoricalAccuracy(0), "out_of_range", "k"),
        (lambda: AUC(1), "out_of_range", "num_thresholds"),
        (lambda: AUC(curve="roc"), "unknown_name", "curve"),
        (lambda: AUC(summation_method="sum"), "unknown_name", "summation_method"),
        (lambda: AUC(name="loss"), "out_of_range", "name"),
        (lambda: AUC(name="val_auc"), "out_of_range", "name"),
        (lambda: AUC(name=3), "wrong_type", "name"),  # type: ignore[arg-type]
        (lambda: Metric(), "wrong_type", "metric"),
        (lambda: AUC().update_state([1, 0], [0.5]), "shape_mismatch", "y_true"),
        (lambda: AUC().update_state([[1, 0]], [[0.5]]), "shape_mismatch", "y_true"),
        (lambda: AUC().update_state("ab", [0.5, 0.5]), "wrong_type", "y_true"),
        (lambda: AUC().update_state([], []), "empty", "y_pred"),
        (lambda: AUC().update_state([1, 0], [[1], [0, 1]]), "wrong_type", "y_pred"),
        (lambda: AUC().update_state([1], [math.nan]), "not_finite", "y_pred"),
        (
            lambda: metrics.SparseCategoricalAccuracy()([2], [[0.5, 0.5]]),
            "out_of_range",
            "y_true",
        ),
    ],
)
def test_bad_arguments_are_refused(create: Any, code: str, field: str) -> None:
    refusal(create, code, field)


def test_a_name_that_was_changed_is_checked_again() -> None:
    area = AUC()
    area.name = "loss"
    refusal(lambda: model_of(metrics=[area]), "out_of_range", "name")


def test_the_second_log_of_a_name_gets_a_number() -> None:
    model = model_of(metrics=[AUC(), "auc", Precision, "accuracy", AUC(name="auc_1")])
    logs = model.evaluate(X, Y, return_dict=True)
    assert list(logs) == ["accuracy", "auc", "auc_1", "auc_1_1", "loss", "precision"]


@pytest.mark.parametrize(
    ("monitor", "is_larger"),
    [("val_area", True), ("val_mae", False), ("val_precision", True), ("val_r2_score", True)],
)
def test_callbacks_know_what_is_better(monitor: str, is_larger: bool, tmp_path: Path) -> None:
    model = model_of()
    best = ModelCheckpoint(tmp_path / "best.refnet", monitor, save_best_only=True)
    callbacks = [best, EarlyStopping(monitor, patience=20)]
    history = model.fit(X, Y, epochs=5, validation_data=(X, Y), callbacks=callbacks).history
    assert best.best == (max if is_larger else min)(history[monitor])


def test_a_model_file_keeps_the_metrics(tmp_path: Path) -> None:
    chosen: list[Any] = [
        "acc",
        "mae",
        AUC(11, "PR", "minoring", "area"),
        Precision(0.25, "p"),
        BinaryAccuracy(),
    ]
    model, path = model_of(metrics=chosen), tmp_path / "model.refnet"
    model.fit(X, Y, epochs=2)
    model.save(path, include_optimizer=True)
    loaded = refnet.load(path)
    assert [metrics.described(each) for each in loaded.metrics] == [
        metrics.described(each) for each in chosen
    ]
    assert loaded.evaluate(X, Y, return_dict=True) == model.evaluate(X, Y, return_dict=True)


@BACKENDS
def test_a_run_that_diverges_ends_with_its_error(backend: str) -> None:
    chosen = ["auc", "mse", "r2_score", "kl_divergence", "precision"]
    model = model_of(activation="linear", metrics=chosen, backend=backend)
    message = refusal(lambda: model.fit(X, Y * 1e200, epochs=9), "diverged", "loss")
    assert "epoch" in message
