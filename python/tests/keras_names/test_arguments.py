"""Arguments of Keras that refnet does not have."""

import inspect
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import refnet
from refnet import callbacks, layers, losses, metrics, optimizers
from refnet.errors import RefnetError
from refnet.keras_names.arguments import ARGUMENTS

MODEL = refnet.Sequential([layers.Dense(1, input_shape=(1,))], seed=1)
MODEL.compile("sgd", "mse")
X = np.ones((2, 1))

REFUSED: list[tuple[Callable[..., Any], dict[str, Any], str]] = [
    (layers.Dense, {"units": 1, "kernel_constraint": "max_norm"}, "weights have no constraints"),
    (layers.Conv2D, {"filters": 1, "kernel_size": 1, "border_mode": "same"}, "its name is padding"),
    (optimizers.Nadam, {"schedule_decay": 0.004}, "give a schedule"),
    (optimizers.schedules.ExponentialDecay, {"rate": 1}, ""),
    (losses.MeanSquaredError, {"reduction": "sum"}, "a loss is the mean"),
    (metrics.Precision, {"top_k": 3}, "use TopKCategoricalAccuracy"),
    (metrics.MeanSquaredError, {"dtype": "float16"}, "calculated in float64"),
    (callbacks.ModelCheckpoint, {"filepath": "m.safetensors", "period": 2}, "call save in"),
    (refnet.Sequential, {"foo": 1}, ""),
    (MODEL.compile, {"loss": "mse", "target_tensors": [1, 2]}, "give the targets to fit"),
    (MODEL.fit, {"x": X, "y": X, "nb_epoch": 2}, "its name is epochs"),
    (MODEL.fit, {"x": X, "y": X, "workers": 4}, "refnet.set_threads"),
    (MODEL.evaluate, {"x": X, "y": X, "use_multiprocessing": True}, "refnet.set_threads"),
]
ACCEPTED: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (layers.Dense, {"units": 1, "kernel_constraint": None, "dtype": "float32"}),
    (layers.LSTM, {"units": 1, "use_cudnn": "auto", "unroll": True}),
    (optimizers.Adam, {"amsgrad": False, "name": "Adam", "decay": 0.0}),
    (losses.MeanSquaredError, {"reduction": "sum_over_batch_size", "name": "error"}),
    (metrics.AUC, {"multi_label": False, "dtype": None}),
    (MODEL.fit, {"x": X, "y": X, "use_multiprocessing": False, "max_queue_size": 10}),
    (MODEL.compile, {"loss": "mse", "run_eagerly": True, "jit_compile": False}),
    (MODEL.summary, {"print_fn": str, "line_length": 80}),
]


@pytest.mark.parametrize(("make", "arguments", "advice"), REFUSED)
def test_arguments_that_are_refused(
    make: Callable[..., Any], arguments: dict[str, Any], advice: str
) -> None:
    *_, name = arguments
    with pytest.raises(RefnetError, match=f"^{name}: \\w+ has no such argument") as caught:
        make(**arguments)
    assert isinstance(caught.value, TypeError)
    assert (caught.value.code, caught.value.field) == ("unknown_name", name)
    assert advice in str(caught.value)
    assert "docs/keras.md" in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize(("make", "arguments"), ACCEPTED)
def test_arguments_that_change_nothing(make: Callable[..., Any], arguments: dict[str, Any]) -> None:
    make(**arguments)


def test_other_errors_stay_as_they_are() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument") as caught:
        layers.Dense()  # type: ignore[call-arg]
    assert not isinstance(caught.value, RefnetError)
    mine = TypeError("of a callback")

    class Failing(callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            raise mine

    with pytest.raises(TypeError) as caught:
        MODEL.fit(X, X, callbacks=[Failing()])
    assert caught.value is mine


def test_signatures_stay_as_they_are() -> None:
    assert next(iter(inspect.signature(optimizers.Adam).parameters)) == "learning_rate"
    assert list(inspect.signature(layers.Layer).parameters) == ["trainable", "dtype"]
    assert "validation_split" in inspect.signature(refnet.Model.fit).parameters


def test_no_argument_that_all_of_a_table_take_is_explained() -> None:
    for method in ("compile", "fit", "evaluate", "save"):
        taken = inspect.signature(getattr(refnet.Model, method)).parameters
        assert not set(ARGUMENTS[method]) & set(taken)
    assert not set(ARGUMENTS["layers"]) & set(inspect.signature(layers.Layer).parameters)
