"""ReduceLROnPlateau, and learning rates that change between the epochs of a fit."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from support.bad_arguments import Bad
from support.small_model import BACKENDS, BatchRecorder, X, Y, bits, fit, new_model

import refnet
from refnet import RefnetError, Sequential, optimizers
from refnet.callbacks import Callback, LambdaCallback, ReduceLROnPlateau
from refnet.callbacks.history import History

NEVER: dict[str, Any] = {
    "monitor": "loss",
    "min_delta": 1e9,
}  # no epoch but the first is an improvement


def rates(values: list[float], monitor: str = "val_loss", **settings: Any) -> list[float]:
    """Return the learning rate after each epoch of a run with these logs; it begins at 1."""
    stub = SimpleNamespace(dtype="float64", history=History(), optimizer=optimizers.SGD(1.0))
    reducer = ReduceLROnPlateau(monitor, factor=0.5, **settings)
    reducer.model = cast(Sequential, stub)
    reducer.on_train_begin()
    after, told = [], []
    for epoch, value in enumerate(values):
        logs = {"loss": 0.0, monitor: value}
        reducer.on_epoch_end(epoch, logs)
        after.append(stub.optimizer.learning_rate)
        told.append(logs["learning_rate"])
    assert told == [1.0, *after[:-1]]
    return after


FLAT = [1.0] * 6


@pytest.mark.parametrize(
    ("values", "settings", "expected"),
    [
        (FLAT, {}, [1, 1, 1, 1, 1, 1]),
        (FLAT, {"patience": 2}, [1, 1, 0.5, 0.5, 0.25, 0.25]),
        (FLAT, {"patience": 0}, [1, 0.5, 0.25, 0.125, 0.0625, 0.03125]),
        (FLAT, {"patience": 1, "min_lr": 0.3}, [1, 0.5, 0.3, 0.3, 0.3, 0.3]),
        (FLAT, {"patience": 1, "min_lr": 2.0}, [1, 1, 1, 1, 1, 1]),
        (FLAT, {"patience": 1, "cooldown": 2}, [1, 0.5, 0.5, 0.25, 0.25, 0.125]),
        (FLAT, {"patience": 2, "cooldown": 2}, [1, 1, 0.5, 0.5, 0.5, 0.25]),
        ([1.0, 0.9, 0.8], {"patience": 1}, [1, 1, 1]),
        ([1.0, 0.9, 0.8], {"patience": 1, "mode": "max"}, [1, 0.5, 0.25]),
        ([1.0, 0.9999, 0.9998], {"patience": 1}, [1, 0.5, 0.5]),  # the default min_delta is 1e-4
        ([1.0, 0.9999, 0.9998], {"patience": 1, "min_delta": 0}, [1, 1, 1]),
        ([0.5, 0.25], {"patience": 1, "min_delta": 0.25}, [1, 0.5]),
        ([0.5, 0.75, 0.75], {"patience": 1, "monitor": "val_accuracy"}, [1, 1, 0.5]),
    ],
)
def test_the_learning_rate_is_reduced_on_a_plateau(
    values: list[float], settings: dict[str, Any], expected: list[float]
) -> None:
    assert rates(values, **settings) == expected


@BACKENDS
@pytest.mark.parametrize("watched", [False, True])
@pytest.mark.parametrize(
    "optimizer", [optimizers.SGD(0.5, 0.9), optimizers.RMSprop(0.01), optimizers.Adam(0.05)]
)
def test_each_epoch_has_its_learning_rate(optimizer: Any, watched: bool, backend: str) -> None:
    """The same run, epoch by epoch, gives the same bits."""
    model, twin = new_model(backend), new_model(backend)
    for each in (model, twin):
        each.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    callbacks: list[Callback] = [ReduceLROnPlateau(**NEVER, factor=0.5, patience=1)]
    history = fit(model, callbacks=[*callbacks, *([BatchRecorder("", [])] if watched else [])])
    rate = optimizer.learning_rate
    assert history["learning_rate"] == [rate, rate, rate / 2, rate / 4, rate / 8]
    losses = []
    for epoch, each_rate in enumerate(history["learning_rate"]):
        twin.optimizer = type(optimizer)(**{**vars(optimizer), "learning_rate": each_rate})
        losses += fit(twin, epochs=epoch + 1, initial_epoch=epoch)["loss"]
    assert history["loss"] == losses
    assert bits(model) == bits(twin)


def test_a_saved_model_has_the_reduced_learning_rate(tmp_path: Path) -> None:
    model = new_model()
    fit(model, epochs=2, callbacks=ReduceLROnPlateau(**NEVER, factor=0.5, patience=1))
    assert model.optimizer == optimizers.Adam(0.0005)
    model.save(tmp_path / "m.refnet", include_optimizer=True)
    loaded = refnet.load(tmp_path / "m.refnet")
    assert loaded.optimizer == model.optimizer
    fit(loaded, epochs=4, initial_epoch=2)
    fit(model, epochs=4, initial_epoch=2)
    assert bits(loaded) == bits(model)


def test_a_callback_may_set_the_learning_rate_itself() -> None:
    model, twin, other = new_model(), new_model(), new_model()

    def change(epoch: int, logs: Any) -> None:
        model.optimizer = optimizers.Adam(0.1)

    fit(model, epochs=2, callbacks=LambdaCallback(on_epoch_end=change))
    fit(twin, epochs=1)
    twin.optimizer = optimizers.Adam(0.1)
    fit(twin, epochs=2, initial_epoch=1)
    fit(other, epochs=2)
    assert bits(model) == bits(twin) != bits(other)


def test_an_optimizer_of_another_kind_waits_for_the_next_fit() -> None:
    model, twin = new_model(), new_model()

    def change(epoch: int, logs: Any) -> None:
        model.optimizer = optimizers.SGD(0.1)

    fit(model, epochs=2, callbacks=LambdaCallback(on_epoch_end=change))
    fit(twin, epochs=2)
    assert bits(model) == bits(twin)


def test_a_line_is_printed_if_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    rates(FLAT, patience=4)
    assert capsys.readouterr().out == ""
    rates(FLAT, patience=4, verbose=1)
    assert capsys.readouterr().out == "epoch 5: learning rate reduced to 0.5\n"


INVALID = [
    Bad("factor", 1.0, "out_of_range", "expected above 0 and less than 1"),
    Bad("factor", 0, "out_of_range", "expected above 0 and less than 1"),
    Bad("factor", float("nan"), "out_of_range", "expected above 0"),
    Bad("patience", -1, "out_of_range", "expected 0 or more"),
    Bad("cooldown", 0.5, "wrong_type", "expected a whole number"),
    Bad("min_lr", "0", "wrong_type", "expected a number"),
    Bad("min_delta", float("inf"), "not_finite"),
    Bad("mode", "least", "unknown_name", "only auto, min, max"),
    Bad("monitor", None, "wrong_type"),
]


@pytest.mark.parametrize("bad", INVALID)
def test_invalid_arguments_are_refused(bad: Bad) -> None:
    with pytest.raises(RefnetError, match=bad.words) as caught:
        ReduceLROnPlateau(**{bad.argument: bad.value})
    assert (caught.value.code, caught.value.field) == (bad.code, bad.argument)


def test_it_names_the_logs_that_exist() -> None:
    with pytest.raises(RefnetError, match="it needs validation_data") as caught:
        new_model().fit(X, Y, verbose=0, callbacks=ReduceLROnPlateau())
    assert (caught.value.code, caught.value.field) == ("unknown_name", "monitor")
