"""Ctrl-C during fit."""

import contextlib
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from support.small_model import BACKENDS, BATCHES, M, X, Y, bits, fit, new_model
from support.threads import in_threads

import refnet
from refnet import RefnetError, Sequential
from refnet.callbacks import Callback, LambdaCallback
from refnet.fit.backends import CoreBackend


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@contextlib.contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Send Ctrl-C from another thread after this time, unless the block has ended by then."""
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
    """Ends a run from inside."""


def enough() -> None:
    raise Enough


def trained_so_far(model: Sequential, epoch: int, batch: int, **more: Any) -> Sequential:
    """Train a model up to and including this batch of this epoch."""
    with contextlib.suppress(Enough):
        fit(model, epochs=epoch, callbacks=At(epoch, batch, enough), **more)
    return model


def place(caught: pytest.ExceptionInfo[KeyboardInterrupt], batches: int) -> tuple[int, int]:
    """Return the epoch and the batch that the message names."""
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
        fit(model, callbacks=LambdaCallback(on_epoch_end=press))
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
        {"epochs": 1, "callbacks": LambdaCallback(on_epoch_end=lambda epoch, logs: interrupt())},
    ],
    ids=["last_batch", "only_batch", "end_of_epoch"],
)
def test_ctrl_c_at_the_very_end_is_not_lost(arguments: dict[str, Any]) -> None:
    """Otherwise a program that calls fit epoch by epoch could not be stopped."""
    with pytest.raises(KeyboardInterrupt, match="epoch"):
        fit(new_model(), **arguments)


def test_ctrl_c_during_one_call_of_many_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CoreBackend, "batch_overhead", 0)
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
    monkeypatch.setattr(CoreBackend, "batch_overhead", 0)
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
        fit(model, callbacks=LambdaCallback(on_epoch_end=press_twice))
    assert signal.getsignal(signal.SIGINT) is before
    fit(twin, epochs=1)
    assert bits(model) == bits(twin)


@pytest.fixture
def restored() -> Iterator[None]:
    """Restore the handler of Ctrl-C after the test."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("end", ["well", "interrupted", "diverged"])
def test_the_handler_is_restored(end: str) -> None:
    before = signal.getsignal(signal.SIGINT)
    during: list[Any] = []
    look = LambdaCallback(
        on_epoch_end=lambda epoch, logs: during.append(signal.getsignal(signal.SIGINT))
    )
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


@BACKENDS
def test_fit_works_in_another_thread(backend: str) -> None:
    handlers: list[Any] = []

    def train() -> list[bytes]:
        model = new_model(backend)
        look = LambdaCallback(
            on_epoch_end=lambda e, logs: handlers.append(signal.getsignal(signal.SIGINT))
        )
        fit(model, callbacks=look)
        return bits(model)

    expected = train()
    mine = signal.getsignal(signal.SIGINT)
    assert handlers != [mine] * 5  # in the main thread, fit installs its own
    handlers.clear()
    assert in_threads([train]) == [expected]
    assert handlers == [mine] * 5


def test_ctrl_c_stops_a_fit_inside_a_callback() -> None:
    inner: dict[str, list[float]] = {}

    class Nested(Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            at_third = LambdaCallback(
                on_epoch_end=lambda number, logs: interrupt() if number == 2 else None
            )
            inner.update(fit(new_model(), epochs=50, callbacks=at_third))

    with pytest.raises(KeyboardInterrupt, match="stopped after epoch 3 of 50"):
        fit(new_model(), callbacks=Nested())
    assert inner == {}
