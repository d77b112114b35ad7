"""Callbacks: when they are called, early stopping, checkpoints."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray
from support.bad_arguments import Bad, check_not_made
from support.small_model import (
    BACKENDS,
    BATCHES,
    BatchRecorder,
    Recorder,
    X,
    Y,
    bits,
    fit,
    new_model,
)

import refnet
from refnet import RefnetError, Sequential
from refnet.callbacks import Callback, EarlyStopping, LambdaCallback, ModelCheckpoint

Array = NDArray[Any]


@BACKENDS
def test_callbacks_are_called_in_order(backend: str) -> None:
    calls: list[str] = []
    watchers = [Recorder("a", calls), BatchRecorder("b", calls)]
    model = new_model(backend)
    fit(model, epochs=4, initial_epoch=2, callbacks=watchers, validation_split=0.4)
    epochs = []
    for epoch in (2, 3):
        epochs += [f"a: epoch {epoch}", f"b: epoch {epoch}"]
        epochs += [f"b: batch {batch}, accuracy, loss" for batch in (0, 1)]
        epochs += [
            f"{each}: end of {epoch}, accuracy, loss, val_accuracy, val_loss" for each in "ab"
        ]
    begin, end = ["a: train from 0", "b: train from 0"], ["a: end at 2", "b: end at 2"]
    assert calls == [*begin, *epochs, *end]


def test_one_callback_needs_no_list() -> None:
    calls: list[str] = []
    fit(new_model(), epochs=1, callbacks=Recorder("a", calls))
    assert calls == ["a: train from 0", "a: epoch 0", "a: end of 0, accuracy, loss", "a: end at 1"]
    assert fit(new_model(), callbacks=()) == fit(new_model(), callbacks=None)


def test_no_epochs_have_a_beginning_and_an_end() -> None:
    calls: list[str] = []
    fit(new_model(), epochs=0, callbacks=Recorder("a", calls))
    assert calls == ["a: train from 0", "a: end at 0"]


@BACKENDS
def test_logs_are_those_of_the_history(backend: str) -> None:
    told: list[tuple[int, dict[str, float]]] = []
    watcher = LambdaCallback(on_epoch_end=lambda epoch, logs: told.append((epoch, dict(logs))))
    history = fit(new_model(backend), callbacks=watcher, validation_data=(X[:3], Y[:3]))
    assert [epoch for epoch, _ in told] == [0, 1, 2, 3, 4]
    for name, values in history.items():
        assert [logs[name] for _, logs in told] == values


@BACKENDS
def test_an_exception_in_a_callback_ends_the_run(backend: str) -> None:
    def fail(epoch: int, logs: Any) -> None:
        if epoch == 1:
            raise LookupError("enough")

    before = signal.getsignal(signal.SIGINT)
    model, twin = new_model(backend), new_model(backend)
    with pytest.raises(LookupError, match="enough"):
        fit(model, callbacks=LambdaCallback(on_epoch_end=fail))
    assert signal.getsignal(signal.SIGINT) is before
    fit(twin, epochs=2)
    assert bits(model) == bits(twin)
    assert fit(model) == fit(twin)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: ModelCheckpoint(cast(str, 5)), "filepath"),
        (lambda: LambdaCallback(on_epoch_end=cast(Any, 5)), "on_epoch_end"),
        (lambda: EarlyStopping(cast(str, 5)), "monitor"),
    ],
)
def test_callbacks_check_their_arguments(make: Callable[[], Callback], field: str) -> None:
    with pytest.raises(RefnetError) as caught:
        make()
    assert (caught.value.code, caught.value.field) == ("wrong_type", field)


# stop_training and EarlyStopping.


@BACKENDS
def test_stop_training_ends_after_the_epoch_or_the_batch(backend: str) -> None:
    class AtBegin(Callback):
        def on_train_begin(self, logs: Any = None) -> None:
            self.model.stop_training = True

    twin = new_model(backend)
    assert len(fit(twin, epochs=3)["loss"]) == 3
    model = new_model(backend)

    def stop(epoch: int, logs: Any) -> None:
        model.stop_training = epoch == 2

    assert len(fit(model, callbacks=LambdaCallback(on_epoch_end=stop))["loss"]) == 3
    assert bits(model) == bits(twin)
    at_begin = new_model(backend)
    assert fit(at_begin, callbacks=AtBegin()) == {}
    assert len(fit(at_begin)["loss"]) == 5  # the next fit starts again
    at_batch = new_model(backend)

    seen: list[int] = []

    class Last(Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            seen.append(batch)
            self.model.stop_training = self.model.epochs == 2 and batch == 1

    assert len(fit(at_batch, callbacks=Last())["loss"]) == 3
    assert seen == [*range(BATCHES), *range(BATCHES), 0, 1]


class Stub:
    """What EarlyStopping uses of a model; its weights are its epochs."""

    def __init__(self, dtype: str = "float64") -> None:
        self.stop_training = False
        self.weights = [-1]
        self.dtype = dtype

    def get_weights(self) -> list[int]:
        return list(self.weights)

    def set_weights(self, weights: list[int]) -> None:
        self.weights = weights


def stopped(
    values: list[float], monitor: str = "val_loss", dtype: str = "float64", **settings: Any
) -> tuple[int, Stub]:
    """Return the epoch after which a run with these logs is stopped, and the stub."""
    stopper, stub = EarlyStopping(monitor, **settings), Stub(dtype)
    stopper.model = cast(Sequential, stub)
    stopper.on_train_begin()
    assert stopper.stopped_epoch == 0
    epoch = -1
    for epoch, value in enumerate(values):
        stub.weights = [epoch]
        stopper.on_epoch_end(epoch, {"loss": 0.0, monitor: value})
        if stub.stop_training:
            assert stopper.stopped_epoch == epoch
            break
    stopper.on_train_end()
    return epoch, stub


FALLING = [5.0, 4.0, 3.0, 3.5, 3.4, 3.3, 2.0, 2.5, 2.0, 2.1, 2.2, 2.3]


@pytest.mark.parametrize(
    ("values", "settings", "last"),
    [
        (FALLING, {}, 3),
        (FALLING, {"patience": 1}, 3),
        (FALLING, {"patience": 2}, 4),
        (FALLING, {"patience": 3}, 5),
        (FALLING, {"patience": 4}, 10),
        (FALLING, {"patience": 50}, 11),
        (FALLING, {"patience": 1, "min_delta": 1.5}, 1),
        (FALLING, {"patience": 2, "min_delta": 1.5}, 4),
        (FALLING, {"patience": 2, "min_delta": -1.5}, 4),
        ([1.0, 1.0], {}, 1),
        ([1.0, 0.5, 0.5], {"min_delta": 0.5}, 1),
        ([3.0, float("nan"), 2.0, 2.0], {"patience": 2}, 3),
        (FALLING, {"monitor": "loss", "patience": 2}, 4),
        (FALLING, {"monitor": "accuracy", "patience": 2}, 2),
        ([0.1, 0.2, 0.2, 0.3, 0.3, 0.3], {"monitor": "val_accuracy", "patience": 2}, 5),
        ([0.1, 0.2, 0.2, 0.3, 0.3, 0.3], {"monitor": "val_accuracy"}, 2),
    ],
)
def test_early_stopping(values: list[float], settings: dict[str, Any], last: int) -> None:
    assert stopped(values, **settings)[0] == last


NEXT = 1.0 - 2.0**-53  # the number of float64 below 1
SIXTH = float(np.float32(0.6))


@pytest.mark.parametrize(
    ("values", "settings", "improves"),
    [
        ([1.0, 1.0], {}, False),
        ([1.0, NEXT], {}, True),
        ([1.0, NEXT], {"dtype": "float32"}, False),
        ([1.0, 0.75], {"min_delta": 0.25}, False),
        ([1.0, 0.75], {"min_delta": 0.2499}, True),
        ([1.1, 1.0], {"min_delta": 0.1}, False),  # though 1.1 - 1.0 > 0.1 after rounding
        ([0.8, 0.7], {"min_delta": 0.1}, True),  # because 0.7 + 0.1 < 0.8 after rounding
        ([SIXTH, 0.5], {"min_delta": 0.1}, True),
        ([SIXTH, 0.5], {"min_delta": 0.1, "dtype": "float32"}, False),
        ([0.5, 0.75], {"mode": "max", "min_delta": 0.25}, False),
        ([0.5, 0.75], {"mode": "max", "min_delta": 0.125}, True),
        ([0.5, 0.75], {"monitor": "val_acc", "min_delta": -0.125}, True),
        ([0.5, float("inf")], {}, False),
        ([float("inf"), float("inf")], {}, False),
        ([float("inf"), 1e300], {}, True),
        ([3e38, 3e38], {"min_delta": 3e38, "dtype": "float32"}, False),
        ([float("nan"), 0.5], {}, False),
        ([0.5, float("nan")], {}, False),
    ],
)
def test_an_improvement_is_what_it_is_in_keras(
    values: list[float], settings: dict[str, Any], improves: bool
) -> None:
    last, stub = stopped(values, restore_best_weights=True, **settings)
    assert stub.stop_training != improves
    assert (last, stub.weights) == (1, [1 if improves else 0])


def test_auto_refuses_a_log_that_it_does_not_know() -> None:
    with pytest.raises(RefnetError, match='what is better for "val_f1"; give "min"') as caught:
        stopped([0.1, 0.2], "val_f1")
    assert (caught.value.code, caught.value.field) == ("unknown_name", "mode")
    assert stopped([0.1, 0.2, 0.2], "val_f1", mode="max")[0] == 2


def test_early_stopping_prints_a_line_if_asked_to(capsys: pytest.CaptureFixture[str]) -> None:
    stopped(FALLING, patience=2)
    assert capsys.readouterr().out == ""
    stopped(FALLING, patience=2, verbose=1)
    assert capsys.readouterr().out == ("epoch 5: early stopping, val_loss was best in epoch 3\n")


def test_early_stopping_can_restore_the_best_weights() -> None:
    assert stopped(FALLING, patience=2)[1].weights == [4]
    assert stopped(FALLING, patience=2, restore_best_weights=True)[1].weights == [2]
    assert stopped(FALLING, patience=4, restore_best_weights=True)[1].weights == [6]
    assert stopped(FALLING, patience=50, restore_best_weights=True)[1].weights == [6]
    assert stopped([], restore_best_weights=True)[1].weights == [-1]


@BACKENDS
def test_early_stopping_of_a_run(backend: str) -> None:
    """The validation targets are the opposite ones, so the validation loss only grows."""
    every: list[list[Array]] = []
    model = new_model(backend)
    stopper = EarlyStopping(patience=3, restore_best_weights=True)
    keep = LambdaCallback(on_epoch_end=lambda epoch, logs: every.append(model.get_weights()))
    history = fit(model, epochs=50, callbacks=[keep, stopper], validation_data=(X, 1 - Y))
    best = int(np.argmin(history["val_loss"]))
    assert len(history["val_loss"]) == best + 1 + 3
    assert (stopper.best_epoch, stopper.stopped_epoch) == (best, best + 3)
    assert stopper.best == min(history["val_loss"])
    assert [a.tobytes() for a in model.get_weights()] == [a.tobytes() for a in every[best]]
    again = fit(model, epochs=50, callbacks=[stopper], validation_data=(X, 1 - Y))
    assert len(again["val_loss"]) >= 4  # it has forgotten the first run


def test_early_stopping_names_the_logs_that_exist() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(RefnetError, match='there is no "val_loss", only accuracy, loss') as caught:
        fit(new_model(), callbacks=EarlyStopping())
    assert (caught.value.code, caught.value.field) == ("unknown_name", "monitor")
    with pytest.raises(RefnetError, match='did you mean "val_loss"'):
        fit(new_model(), callbacks=EarlyStopping("val_los"), validation_split=0.5)
    with pytest.raises(RefnetError) as caught:
        fit(new_model(), callbacks=EarlyStopping(cast(str, 5)))
    assert (caught.value.code, caught.value.field) == ("wrong_type", "monitor")
    assert signal.getsignal(signal.SIGINT) is before


# ModelCheckpoint.


@BACKENDS
def test_checkpoints_are_written_after_each_epoch(backend: str, tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    seen: list[tuple[int, str]] = []
    model = new_model(backend)

    def look(epoch: int, logs: Any) -> None:
        saved = refnet.load(path, backend=backend)
        assert bits(saved) == bits(model)
        seen.append((saved.epochs, saved.weights_sha256()))

    fit(model, epochs=3, callbacks=[ModelCheckpoint(path), LambdaCallback(on_epoch_end=look)])
    assert [epochs for epochs, _ in seen] == [1, 2, 3]
    assert len({sha256 for _, sha256 in seen}) == 3
    assert [each.name for each in tmp_path.iterdir()] == ["model.refnet"]
    loaded, twin = refnet.load(path, backend=backend), new_model(backend)
    fit(loaded, epochs=5, initial_epoch=loaded.epochs)
    fit(twin)
    assert bits(loaded) == bits(twin)


def test_a_checkpoint_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    model = new_model()
    (tmp_path / "nowhere").touch()  # a file, in which there can be no other
    with pytest.raises(OSError, match="nowhere"):
        fit(model, callbacks=ModelCheckpoint(str(tmp_path / "nowhere" / "model.refnet")))
    assert signal.getsignal(signal.SIGINT) is before
    twin = new_model()
    fit(twin, epochs=1)
    assert bits(model) == bits(twin)


class Saves(Stub):
    """A stub that notes after which epochs it is saved."""

    def __init__(self, dtype: str = "float64") -> None:
        super().__init__(dtype)
        self.saved: list[tuple[str, int]] = []

    def save(self, name: str, include_optimizer: bool) -> None:
        assert include_optimizer
        self.saved.append((name, self.weights[0]))


def saved(
    values: list[float], monitor: str = "val_loss", dtype: str = "float64", **settings: Any
) -> list[int]:
    """Return the epochs after which a model with these logs is saved."""
    stub, keeper = Saves(dtype), ModelCheckpoint("best", monitor, save_best_only=True, **settings)
    keeper.model = cast(Sequential, stub)
    keeper.on_train_begin()
    for epoch, value in enumerate(values):
        stub.weights = [epoch]
        keeper.on_epoch_end(epoch, {"loss": 0.0, monitor: value})
    return [epoch for _, epoch in stub.saved]


@pytest.mark.parametrize(
    ("values", "settings", "epochs"),
    [
        (FALLING, {}, [0, 1, 2, 6]),
        (FALLING, {"mode": "max"}, [0]),
        (FALLING, {"initial_value_threshold": 3.0}, [6]),
        (FALLING, {"initial_value_threshold": 2.0}, []),
        ([1.0, 1.0, NEXT], {}, [0, 2]),
        ([1.0, 1.0, NEXT], {"dtype": "float32"}, [0]),
        ([float("nan"), 1.0], {}, [0]),
        ([0.5, 0.5, 0.75, 0.75, 0.25], {"monitor": "val_accuracy"}, [0, 2]),
        ([0.5, 0.5, 0.75, 0.75, 0.25], {"monitor": "val_accuracy", "mode": "min"}, [0, 4]),
    ],
)
def test_the_best_model_only_is_saved(
    values: list[float], settings: dict[str, Any], epochs: list[int]
) -> None:
    assert saved(values, **settings) == epochs


@BACKENDS
def test_the_file_has_the_best_epoch_of_a_run(backend: str, tmp_path: Path) -> None:
    """The validation targets are the opposite ones, so the validation loss only grows."""
    path = tmp_path / "best.refnet"
    keeper = ModelCheckpoint(path, save_best_only=True)
    model = new_model(backend)
    history = fit(model, epochs=10, callbacks=keeper, validation_data=(X, 1 - Y))
    best = int(np.argmin(history["val_loss"]))
    assert refnet.load(path).epochs == best + 1 < model.epochs
    assert keeper.best == history["val_loss"][best]
    fit(model, epochs=20, initial_epoch=10, callbacks=keeper, validation_data=(X, 1 - Y))
    assert refnet.load(path).epochs == best + 1  # it remembers the first run


def test_best_only_checkpoints_name_the_logs_that_exist(tmp_path: Path) -> None:
    keeper = ModelCheckpoint(tmp_path / "best.refnet", save_best_only=True)
    with pytest.raises(RefnetError, match="it needs validation_data") as caught:
        fit(new_model(), callbacks=keeper)
    assert (caught.value.code, caught.value.field) == ("unknown_name", "monitor")
    assert not list(tmp_path.iterdir())


def test_checkpoints_print_a_line_if_asked_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.refnet"
    fit(new_model(), epochs=2, callbacks=ModelCheckpoint(path, verbose=1))
    assert capsys.readouterr().out == f"epoch 1: saved in {path}\nepoch 2: saved in {path}\n"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("c-{val_loss:.2f}", "there is no 'val_loss'"),
        ("c-{acc}", "there is no 'acc'"),
        ("c-{Epoch}", "there is no 'Epoch'"),
        ("c{}", ""),
        ("c{1}", ""),
        ("c{", ""),
        ("c}", ""),
        ("c-{loss:d}", ""),
        ("c-{epoch.number}", ""),
        ("c-{loss[0]}", ""),
        ("c-{epoch!x}", ""),
    ],
)
def test_a_name_that_cannot_be_filled_in_is_refused_before_training(
    name: str, reason: str, tmp_path: Path
) -> None:
    model, twin = new_model(), new_model()
    with pytest.raises(RefnetError) as caught:
        fit(model, epochs=3, callbacks=ModelCheckpoint(tmp_path / name))
    assert (caught.value.code, caught.value.field) == ("unknown_name", "filepath")
    assert caught.value.message.startswith(
        f'filepath: cannot fill in "{tmp_path / name}": {reason}'
    )
    assert "; the keys are epoch, accuracy, loss, and a brace" in caught.value.message
    assert list(tmp_path.iterdir()) == []
    assert fit(model) == fit(twin)


def test_the_keys_of_a_name_are_the_epoch_and_its_logs(tmp_path: Path) -> None:
    name = "c{{x}}-{epoch:02d}-{epoch:.1f}-{val_loss:.0e}-{val_accuracy!r:.1}"
    checkpoint = ModelCheckpoint(tmp_path / name)
    fit(new_model(), epochs=2, callbacks=checkpoint, validation_split=0.4)
    saved = sorted(path.name for path in tmp_path.iterdir())
    assert [each[:11] for each in saved] == ["c{x}-01-1.0", "c{x}-02-2.0"]
    with pytest.raises(RefnetError, match="epoch, accuracy, loss, val_accuracy, val_loss, and"):
        fit(new_model(), callbacks=ModelCheckpoint("{val_acc}"), validation_split=0.4)


def test_compiling_during_fit_does_not_change_that_fit() -> None:
    class Compiles(Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            if epoch == 1:
                self.model.compile("adam", "sparse_categorical_crossentropy", [])

    model = new_model()
    history = fit(model, epochs=3, callbacks=Compiles())
    assert [len(values) for values in history.values()] == [3, 3]


INVALID: list[tuple[Callable[..., Any], Bad]] = [
    (EarlyStopping, Bad("patience", -1, "out_of_range", "expected 0 or more")),
    (EarlyStopping, Bad("patience", 1.5, "wrong_type", "expected a whole number")),
    (EarlyStopping, Bad("min_delta", "0", "wrong_type", "expected a number")),
    (EarlyStopping, Bad("min_delta", np.nan, "not_finite")),
    (EarlyStopping, Bad("mode", "maximum", "unknown_name", "only auto, min, max")),
    (EarlyStopping, Bad("restore_best_weights", 1, "wrong_type", "expected true or false")),
]


THRESHOLD = "initial_value_threshold"
BAD_FILES = [
    Bad("filepath", 5, "wrong_type", "expected the name of a file"),
    Bad("monitor", 5, "wrong_type"),
    Bad("save_best_only", 1, "wrong_type", "expected true or false"),
    Bad("mode", "best", "unknown_name", "only auto, min, max"),
    Bad(THRESHOLD, "1", "wrong_type", "expected a number"),
    Bad(THRESHOLD, np.inf, "not_finite"),
]


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.argument)
def test_invalid_arguments_of_checkpoints_are_refused(bad: Bad) -> None:
    with pytest.raises(RefnetError, match=bad.words) as caught:
        ModelCheckpoint(**{"filepath": "best", bad.argument: bad.value})
    assert (caught.value.code, caught.value.field) == (bad.code, bad.argument)


@pytest.mark.parametrize(("make", "bad"), INVALID)
def test_invalid_arguments_are_refused(make: Callable[..., Any], bad: Bad) -> None:
    check_not_made(make, bad)
