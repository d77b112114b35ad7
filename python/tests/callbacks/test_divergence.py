"""TerminateOnNaN: a run that diverges ends without an error."""

from math import isfinite, isnan
from typing import Any

import pytest
from support.small_model import BACKENDS, BatchRecorder, bits

from refnet import Dense, RefnetError, Sequential, optimizers
from refnet.callbacks import CSVLogger, EarlyStopping, TerminateOnNaN

X, Y = [[float(i)] for i in range(6)], [float(i) for i in range(6)]


def new_model(backend: str) -> Sequential:
    model = Sequential([Dense(1, input_dim=1)], seed=2, backend=backend)
    model.compile(optimizers.SGD(1e150), "mse", ["mae"])
    return model


def fit(model: Sequential, *callbacks: Any) -> dict[str, list[float]]:
    more: dict[str, Any] = {"validation_data": (X, Y), "verbose": 0, "callbacks": [*callbacks]}
    return model.fit(X, Y, 2, 5, **more).history


@BACKENDS
@pytest.mark.parametrize("watched", [False, True])
def test_the_model_keeps_the_last_finite_weights(
    watched: bool, backend: str, capsys: pytest.CaptureFixture[str]
) -> None:
    model, twin = new_model(backend), new_model(backend)
    more = [BatchRecorder("", [])] if watched else []
    history = fit(model, TerminateOnNaN(), EarlyStopping(), *more)
    said = capsys.readouterr().out
    with pytest.raises(RefnetError) as caught:
        fit(twin)
    error = caught.value
    assert said == f"batch {error.batch}: {error.message}; training stops\n"
    assert bits(model) == bits(twin)
    assert isnan(history["loss"][-1])
    assert isfinite(history["val_loss"][-1]) or history["val_loss"][-1] > 0
    assert len(history["loss"]) == len(history["val_loss"]) == error.trial
    assert model.stop_training


def test_a_run_that_does_not_diverge_is_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    model, twin = new_model("c"), new_model("c")
    for each in (model, twin):
        each.compile("sgd", "mse")
    assert fit(model, TerminateOnNaN(), CSVLogger(tmp_path / "log.csv")) == fit(twin)
    assert bits(model) == bits(twin)
    assert capsys.readouterr().out == ""
