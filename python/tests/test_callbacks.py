"""What looks into a training and what stops it: callbacks, progress, Ctrl-C, threads."""

import contextlib
import io
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

import refnet
from refnet import Dense, RefnetError, Sequential
from refnet.backends import CoreBackend
from refnet.callbacks import Callback, EarlyStopping, LambdaCallback, ModelCheckpoint

Array = NDArray[Any]

BACKENDS = pytest.mark.parametrize("backend", ["c", "python"])
RANDOM = np.random.RandomState(6)
M, BATCHES = 10, 4  # batches of 3, the last of 1
X, Y = RANDOM.uniform(-1, 1, (M, 3)), RANDOM.randint(0, 2, M)


def new_model(backend: str = "c", seed: int = 4) -> Sequential:
    layers = [Dense(4, "tanh", input_dim=3), Dense(2, "softmax")]
    model = Sequential(layers, seed=seed, backend=backend)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    return model


def fit(model: Sequential, **more: Any) -> dict[str, list[float]]:
    arguments = {"x": X, "y": Y, "batch_size": 3, "epochs": 5, "verbose": 0}
    return model.fit(**{**arguments, **more}).history


def bits(model: Sequential) -> list[bytes]:
    """Return the bits of all that a training changes, but for the generator."""
    assert model._backend is not None
    weights, state, _ = model._backend.take()
    return [weights.tobytes(), *(np.asarray(each).tobytes() for each in state)]


# The order of the calls.


class Recorder(Callback):
    """Writes down what is called."""

    def __init__(self, name: str, calls: list[str]) -> None:
        self.name, self.calls = name, calls

    def on_train_begin(self, logs: Any = None) -> None:
        self.calls.append(f"{self.name}: train from {self.model.epochs}")

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.calls.append(f"{self.name}: epoch {epoch}")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.calls.append(f"{self.name}: end of {epoch}, {', '.join(logs)}")

    def on_train_end(self, logs: Any = None) -> None:
        self.calls.append(f"{self.name}: end at {self.model.epochs}")


class BatchRecorder(Recorder):
    """Writes down the batches, too."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.calls.append(f"{self.name}: batch {batch}, {', '.join(logs)}")


@BACKENDS
def test_callbacks_are_called_in_order(backend: str) -> None:
    calls: list[str] = []
    watchers = [Recorder("a", calls), BatchRecorder("b", calls)]
    model = new_model(backend)
    fit(model, epochs=4, initial_epoch=2, callbacks=watchers, validation_split=0.4)
    epochs = []
    for epoch in (2, 3):
        epochs += [f"a: epoch {epoch}", f"b: epoch {epoch}"]
        epochs += [f"b: batch {batch}, loss, accuracy" for batch in (0, 1)]
        epochs += [
            f"{each}: end of {epoch}, loss, accuracy, val_loss, val_accuracy" for each in "ab"
        ]
    begin, end = ["a: train from 0", "b: train from 0"], ["a: end at 2", "b: end at 2"]
    assert calls == [*begin, *epochs, *end]


def test_one_callback_needs_no_list() -> None:
    calls: list[str] = []
    fit(new_model(), epochs=1, callbacks=Recorder("a", calls))
    assert calls == ["a: train from 0", "a: epoch 0", "a: end of 0, loss, accuracy", "a: end at 1"]
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
def test_what_a_callback_raises_ends_the_training(backend: str) -> None:
    def fail(epoch: int, logs: Any) -> None:
        if epoch == 1:
            raise LookupError("enough")

    before = signal.getsignal(signal.SIGINT)
    model, twin = new_model(backend), new_model(backend)
    with pytest.raises(LookupError, match="enough"):
        fit(model, callbacks=LambdaCallback(fail))
    assert signal.getsignal(signal.SIGINT) is before
    fit(twin, epochs=2)
    assert bits(model) == bits(twin)
    assert fit(model) == fit(twin)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: ModelCheckpoint(cast(str, 5)), "filepath"),
        (lambda: LambdaCallback(cast(Any, 5)), "on_epoch_end"),
        (lambda: EarlyStopping(cast(str, 5)), "monitor"),
    ],
)
def test_a_callback_that_cannot_work_is_not_made(make: Callable[[], Callback], field: str) -> None:
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

    assert len(fit(model, callbacks=LambdaCallback(stop))["loss"]) == 3
    assert bits(model) == bits(twin)
    at_begin = new_model(backend)
    assert fit(at_begin, callbacks=AtBegin()) == {}
    assert len(fit(at_begin)["loss"]) == 5  # the next fit begins anew
    at_batch = new_model(backend)

    seen: list[int] = []

    class Last(Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            seen.append(batch)
            self.model.stop_training = self.model.epochs == 2 and batch == 1

    assert len(fit(at_batch, callbacks=Last())["loss"]) == 3
    assert seen == [*range(BATCHES), *range(BATCHES), 0, 1]


class Stub:
    """What EarlyStopping needs of a model; its weights are its epochs."""

    def __init__(self) -> None:
        self.stop_training = False
        self.weights = [-1]

    def get_weights(self) -> list[int]:
        return list(self.weights)

    def set_weights(self, weights: list[int]) -> None:
        self.weights = weights


def stopped(values: list[float], monitor: str = "val_loss", **settings: Any) -> tuple[int, Stub]:
    """Return after which epoch a training with these logs is stopped, and the stub."""
    stopper, stub = EarlyStopping(monitor, **settings), Stub()
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


def test_early_stopping_can_give_back_the_best_weights() -> None:
    assert stopped(FALLING, patience=2)[1].weights == [4]
    assert stopped(FALLING, patience=2, restore_best_weights=True)[1].weights == [2]
    assert stopped(FALLING, patience=4, restore_best_weights=True)[1].weights == [6]
    assert stopped(FALLING, patience=50, restore_best_weights=True)[1].weights == [6]
    assert stopped([], restore_best_weights=True)[1].weights == [-1]


@BACKENDS
def test_early_stopping_of_a_training(backend: str) -> None:
    """The targets it is held against are the opposite, so that it only gets worse."""
    every: list[list[Array]] = []
    model = new_model(backend)
    stopper = EarlyStopping(patience=3, restore_best_weights=True)
    keep = LambdaCallback(lambda epoch, logs: every.append(model.get_weights()))
    history = fit(model, epochs=50, callbacks=[keep, stopper], validation_data=(X, 1 - Y))
    best = int(np.argmin(history["val_loss"]))
    assert len(history["val_loss"]) == best + 1 + 3
    assert (stopper.best_epoch, stopper.stopped_epoch) == (best, best + 3)
    assert stopper.best == min(history["val_loss"])
    assert [a.tobytes() for a in model.get_weights()] == [a.tobytes() for a in every[best]]
    again = fit(model, epochs=50, callbacks=[stopper], validation_data=(X, 1 - Y))
    assert len(again["val_loss"]) >= 4  # it has forgotten the training before


def test_early_stopping_says_which_logs_there_are() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(RefnetError, match='there is no "val_loss", only loss, accuracy') as caught:
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

    fit(model, epochs=3, callbacks=[ModelCheckpoint(path), LambdaCallback(look)])
    assert [epochs for epochs, _ in seen] == [1, 2, 3]
    assert len({sha256 for _, sha256 in seen}) == 3
    assert [each.name for each in tmp_path.iterdir()] == ["model.refnet"]
    loaded, twin = refnet.load(path, backend=backend), new_model(backend)
    fit(loaded, epochs=5, initial_epoch=loaded.epochs)
    fit(twin)
    assert bits(loaded) == bits(twin)


def test_a_checkpoint_that_cannot_be_written_ends_the_training(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    model = new_model()
    with pytest.raises(OSError, match="nowhere"):
        fit(model, callbacks=ModelCheckpoint(str(tmp_path / "nowhere" / "model.refnet")))
    assert signal.getsignal(signal.SIGINT) is before
    twin = new_model()
    fit(twin, epochs=1)
    assert bits(model) == bits(twin)


# Progress.


class Terminal(io.StringIO):
    """A terminal that keeps what is written on it."""

    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch, **arguments: Any) -> tuple[str, Any]:
    """Return what a fit draws on a terminal, and its history."""
    with monkeypatch.context() as patch:
        patch.setenv("TERM", "xterm")
        screen = Terminal()
        patch.setattr(sys, "stdout", screen)
        history = fit(new_model(), **arguments)
    return screen.getvalue(), history


@pytest.mark.parametrize("verbose", [0, 1, "auto"])
def test_nothing_is_printed_where_there_is_no_terminal(
    verbose: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    fit(new_model(), verbose=verbose)
    model = new_model()
    model.evaluate(X, Y, verbose=verbose)
    model.predict(X, verbose=verbose)
    assert capsys.readouterr() == ("", "")


def test_a_line_is_printed_for_each_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    history = fit(new_model(), verbose=2, validation_split=0.3)
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 5
    for i, line in enumerate(printed):
        assert f"{i + 1}/5" in line
        for name, values in history.items():
            assert f"{name} {values[i]:.4f}" in line


@pytest.mark.parametrize("verbose", [1, "auto"])
def test_a_bar_is_drawn_on_a_terminal(verbose: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, history = on_terminal(monkeypatch, verbose=verbose, epochs=3)
    for epoch in range(3):
        assert f"epoch {epoch + 1}/3" in drawn
        assert f"loss {history['loss'][epoch]:.4f}" in drawn
    assert "10/10" in drawn


def test_a_terminal_is_left_alone_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_terminal(monkeypatch, verbose=0)[0] == ""
    assert "\x1b" not in on_terminal(monkeypatch, verbose=2)[0]


def test_many_epochs_do_not_draw_all_bars_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    few = len(on_terminal(monkeypatch, verbose="auto", epochs=10)[0])
    many = len(on_terminal(monkeypatch, verbose="auto", epochs=80)[0])
    assert 0 < many < 12 * few


# Ctrl-C.


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@contextlib.contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Send Ctrl-C from another thread after so many seconds, if the block is not over by then."""
    timer = threading.Timer(seconds, interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


class At(Callback):
    """Calls a function after a batch of an epoch, both counted from 1."""

    def __init__(self, epoch: int, batch: int, call: Callable[[], Any]) -> None:
        self.epoch, self.batch, self.call = epoch, batch, call

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.now = epoch + 1

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if (self.now, batch + 1) == (self.epoch, self.batch):
            self.call()


class Enough(Exception):
    """Ends a training from inside."""


def enough() -> None:
    raise Enough


def trained_so_far(model: Sequential, epoch: int, batch: int, **more: Any) -> Sequential:
    """Train a model up to this batch of this epoch, and no further."""
    with contextlib.suppress(Enough):
        fit(model, epochs=epoch, callbacks=At(epoch, batch, enough), **more)
    return model


def place(caught: pytest.ExceptionInfo[KeyboardInterrupt], batches: int) -> tuple[int, int]:
    """Return epoch and batch that the message names, which are all that was trained."""
    message = str(caught.value)
    whole = re.fullmatch(r"stopped after epoch (\d+) of (\d+)", message)
    if whole is not None:
        return int(whole[1]), batches
    inside = re.match(r"stopped in epoch (\d+), after batch (\d+) of (\d+);", message)
    assert inside is not None, message
    assert int(inside[3]) == batches
    return int(inside[1]), int(inside[2])


@BACKENDS
@pytest.mark.parametrize("epoch", [1, 3])
def test_ctrl_c_at_the_end_of_an_epoch(epoch: int, backend: str) -> None:
    def press(number: int, logs: Any) -> None:
        if number + 1 == epoch:
            interrupt()

    model, twin = new_model(backend), new_model(backend)
    with pytest.raises(KeyboardInterrupt) as caught:
        fit(model, callbacks=LambdaCallback(press))
    assert str(caught.value) == f"stopped after epoch {epoch} of 5"
    fit(twin, epochs=epoch)
    assert bits(model) == bits(twin)
    assert model.epochs == epoch
    assert fit(model, initial_epoch=epoch) == fit(twin, initial_epoch=epoch)
    assert bits(model) == bits(twin)


@BACKENDS
@pytest.mark.parametrize(("epoch", "batch"), [(1, 1), (2, 3), (5, 2), (4, 4)])
def test_ctrl_c_inside_an_epoch(epoch: int, batch: int, backend: str) -> None:
    model = new_model(backend)
    with pytest.raises(KeyboardInterrupt) as caught:
        fit(model, callbacks=At(epoch, batch, interrupt))
    assert place(caught, BATCHES) == (epoch, batch)
    if batch < BATCHES:
        assert "the model has the weights of that batch" in str(caught.value)
    assert bits(model) == bits(trained_so_far(new_model(backend), epoch, batch))
    assert model.epochs == (epoch if batch == BATCHES else epoch - 1)
    assert len(fit(model, epochs=2)["loss"]) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        {"epochs": 2, "callbacks": At(2, BATCHES, interrupt)},
        {"epochs": 1, "callbacks": At(1, 1, interrupt), "batch_size": M},
        {"epochs": 1, "callbacks": LambdaCallback(lambda epoch, logs: interrupt())},
    ],
    ids=["last_batch", "only_batch", "end_of_epoch"],
)
def test_ctrl_c_at_the_very_end_is_not_lost(arguments: dict[str, Any]) -> None:
    """A program that calls fit for one epoch after another could not be stopped otherwise."""
    with pytest.raises(KeyboardInterrupt, match="epoch"):
        fit(new_model(), **arguments)


def test_ctrl_c_during_one_call_of_many_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CoreBackend, "batch_itself", 0)
    monkeypatch.setattr(CoreBackend, "multiplications", 100_000)
    model, twin = new_model(), new_model()
    with interrupted_after(0.15), pytest.raises(KeyboardInterrupt) as caught:
        fit(model, epochs=10**9)
    epochs, _ = place(caught, BATCHES)
    assert epochs > 100
    assert model.epochs == epochs
    fit(twin, epochs=epochs)
    assert bits(model) == bits(twin)
    assert fit(model) == fit(twin)


@pytest.mark.parametrize(("backend", "count"), [("c", 20_000), ("python", 600)])
def test_ctrl_c_during_parts_of_epochs(
    backend: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CoreBackend, "batch_itself", 0)
    monkeypatch.setattr(CoreBackend, "multiplications", 1_000)
    x, y = np.resize(X, (count, 3)), np.resize(Y, count)
    model = new_model(backend)
    with interrupted_after(0.15), pytest.raises(KeyboardInterrupt) as caught:
        fit(model, x=x, y=y, epochs=10**9)
    batches = -(-count // 3)
    epoch, batch = place(caught, batches)
    twin = new_model(backend)
    if batch < batches:
        trained_so_far(twin, epoch, batch, x=x, y=y)
    else:
        fit(twin, x=x, y=y, epochs=epoch)
    assert bits(model) == bits(twin)
    assert len(fit(model, x=x[:9], y=y[:9])["loss"]) == 5


def test_a_second_ctrl_c_does_not_wait() -> None:
    def press_twice(epoch: int, logs: Any) -> None:
        interrupt()
        interrupt()
        raise AssertionError("the second one goes through")

    before = signal.getsignal(signal.SIGINT)
    model, twin = new_model(), new_model()
    with pytest.raises(KeyboardInterrupt):
        fit(model, callbacks=LambdaCallback(press_twice))
    assert signal.getsignal(signal.SIGINT) is before
    fit(twin, epochs=1)
    assert bits(model) == bits(twin)


@pytest.fixture
def restored() -> Iterator[None]:
    """Whatever handler of Ctrl-C a test leaves, the one of before comes back."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("end", ["well", "interrupted", "diverged"])
def test_the_handler_of_before_comes_back(end: str) -> None:
    before = signal.getsignal(signal.SIGINT)
    during: list[Any] = []
    look = LambdaCallback(lambda epoch, logs: during.append(signal.getsignal(signal.SIGINT)))
    model = new_model()
    if end == "well":
        fit(model, callbacks=look)
    elif end == "interrupted":
        with pytest.raises(KeyboardInterrupt):
            fit(model, callbacks=[look, At(2, 1, interrupt)])
    else:
        model.compile(refnet.optimizers.SGD(5.0), "mse")
        with pytest.raises(RefnetError, match="left the finite numbers"):
            fit(model, x=X * 1e120, y=np.eye(2)[Y] * 1e200, epochs=100, callbacks=look)
    assert signal.getsignal(signal.SIGINT) is before
    assert end == "diverged" or during[0] is not before


@pytest.mark.usefixtures("restored")
@pytest.mark.parametrize("verbose", [0, 2])
def test_a_program_with_a_handler_of_its_own_keeps_it(verbose: int) -> None:
    called: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: called.append(number))
    assert len(fit(new_model(), callbacks=At(1, 1, interrupt), verbose=verbose)["loss"]) == 5
    assert called == [signal.SIGINT]


@pytest.mark.usefixtures("restored")
def test_a_program_that_ignores_ctrl_c_is_not_stopped() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert len(fit(new_model(), callbacks=At(1, 1, interrupt))["loss"]) == 5
    except KeyboardInterrupt:
        pytest.fail("it was stopped")


# Threads.


def in_threads(calls: list[Callable[[], Any]]) -> list[Any]:
    """Return what the calls return, each called in a thread of its own, all at the same time."""
    results: list[Any] = [None] * len(calls)
    together = threading.Barrier(len(calls))

    def run(i: int) -> None:
        together.wait()
        try:
            results[i] = calls[i]()
        except BaseException as error:
            results[i] = error

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@BACKENDS
def test_fit_works_in_another_thread(backend: str) -> None:
    handlers: list[Any] = []

    def train() -> list[bytes]:
        model = new_model(backend)
        look = LambdaCallback(lambda e, logs: handlers.append(signal.getsignal(signal.SIGINT)))
        fit(model, callbacks=look)
        return bits(model)

    expected = train()
    mine = signal.getsignal(signal.SIGINT)
    assert handlers != [mine] * 5  # in the main thread, fit has one of its own
    handlers.clear()
    assert in_threads([train]) == [expected]
    assert handlers == [mine] * 5


@BACKENDS
@pytest.mark.parametrize("watched", [False, True])
def test_threads_may_train_different_models_at_the_same_time(watched: bool, backend: str) -> None:
    count = 2_000 if backend == "c" else 100
    x, y = np.resize(X, (count, 3)), np.resize(Y, count)

    def train(seed: int) -> list[bytes]:
        model = new_model(backend, seed)
        calls: list[str] = []
        watchers = [BatchRecorder("a", calls)] if watched else []
        fit(model, x=x, y=y, callbacks=watchers)
        return [*bits(model), model.predict(x).tobytes()]

    expected = [train(seed) for seed in range(4)]
    assert in_threads([lambda seed=seed: train(seed) for seed in range(4)]) == expected  # type: ignore[misc]


def test_threads_may_ask_one_model_at_the_same_time() -> None:
    model = Sequential([Dense(64, "tanh", input_dim=16), Dense(4, "softmax")], seed=1)
    model.compile("sgd", "mse")
    questions = [RANDOM.normal(size=(count, 16)) for count in (3000, 2000, 200, 3000)]

    def ask(x: Array) -> list[Any]:
        y = x[:, :4].copy()
        return [(model.predict(x).tobytes(), model.evaluate(x, y)) for _ in range(20)]

    expected = [ask(x) for x in questions]
    assert in_threads([lambda x=x: ask(x) for x in questions]) == expected  # type: ignore[misc]


def test_ctrl_c_stops_a_fit_inside_a_callback() -> None:
    inner: dict[str, list[float]] = {}

    class Nested(Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            at_third = LambdaCallback(lambda number, logs: interrupt() if number == 2 else None)
            inner.update(fit(new_model(), epochs=50, callbacks=at_third))

    with pytest.raises(KeyboardInterrupt, match="stopped after epoch 3 of 50"):
        fit(new_model(), callbacks=Nested())
    assert inner == {}


def test_a_model_that_is_compiled_while_it_trains_goes_on_as_it_was() -> None:
    class Compiles(Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            if epoch == 1:
                self.model.compile("adam", "sparse_categorical_crossentropy", [])

    model = new_model()
    history = fit(model, epochs=3, callbacks=Compiles())
    assert [len(values) for values in history.values()] == [3, 3]
