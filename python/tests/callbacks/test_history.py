"""The history of a fit: returned, and kept by the model however the fit ends."""

import os
import pickle
import signal
from collections.abc import Callable
from typing import Any

import pytest
from support.small_model import BACKENDS, X, Y, fit, new_model

from refnet import Dense, RefnetError, Sequential, optimizers
from refnet.callbacks import Callback, LambdaCallback

Logs = dict[str, list[float]]


def first_epochs(count: int, backend: str = "c", **more: Any) -> Logs:
    """Return the history of a run that ends by itself after these epochs."""
    return fit(new_model(backend), epochs=count, **more)


class CtrlC(Callback):
    """Presses Ctrl-C after a batch of the third epoch."""

    def __init__(self, batch: int) -> None:
        self.batch = batch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if (self.model.epochs, batch) == (2, self.batch):
            os.kill(os.getpid(), signal.SIGINT)


def interrupt(epoch: int, logs: Any) -> None:
    if epoch == 2:
        raise KeyboardInterrupt


def fail(epoch: int, logs: Any) -> None:
    if epoch == 2:
        raise LookupError("enough")


@BACKENDS
def test_the_model_keeps_what_fit_returns(backend: str) -> None:
    model = new_model(backend)
    assert (model.history.epoch, model.history.history) == ([], {})
    history = model.fit(X, Y, epochs=2, verbose=0)
    assert model.history is history
    fit(model, epochs=5, initial_epoch=3)
    assert model.history is not history
    assert model.history.epoch == [3, 4]


@BACKENDS
@pytest.mark.parametrize(
    ("callback", "error", "epochs"),
    [
        (LambdaCallback(on_epoch_end=interrupt), KeyboardInterrupt, 3),
        (LambdaCallback(on_epoch_end=fail), LookupError, 3),
        (CtrlC(3), KeyboardInterrupt, 3),
        (CtrlC(0), KeyboardInterrupt, 2),
    ],
    ids=["raised", "error", "end_of_epoch", "inside_an_epoch"],
)
def test_the_epochs_so_far_are_there_after_an_interrupt(
    callback: Callback, error: type[BaseException], epochs: int, backend: str
) -> None:
    model = new_model(backend)
    held_out = {"validation_data": (X[:4], Y[:4])}
    with pytest.raises(error):
        fit(model, callbacks=callback, **held_out)
    assert model.epochs == epochs
    assert model.history.epoch == list(range(epochs))
    assert model.history.history == first_epochs(epochs, backend, **held_out)
    assert set(model.history.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}


@BACKENDS
@pytest.mark.parametrize("callbacks", [None, LambdaCallback(on_epoch_end=lambda epoch, logs: None)])
def test_the_epochs_before_a_divergence_are_there(callbacks: Any, backend: str) -> None:
    model = Sequential([Dense(1)], seed=0, backend=backend)
    model.compile(optimizers.SGD(5.0), "mse")
    with pytest.raises(RefnetError, match="left the finite numbers") as caught:
        fit(model, epochs=5000, callbacks=callbacks)
    assert caught.value.trial is not None
    assert caught.value.trial > 1
    assert model.history.epoch == list(range(caught.value.trial - 1))
    assert len(model.history.history.get("loss", [])) == caught.value.trial - 1


def test_callbacks_see_it_grow() -> None:
    seen: list[list[int]] = []

    class Watches(Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            seen.append(list(self.model.history.epoch))

        def on_train_end(self, logs: Any = None) -> None:
            seen.append(list(self.model.history.epoch))

    fit(new_model(), epochs=2, callbacks=Watches())
    assert seen == [[], [0], [0, 1]]


@pytest.mark.parametrize("arguments", [{"epochs": -1}, {"y": Y[1:]}, {"verbose": 7}])
def test_a_refused_fit_leaves_the_last_one(arguments: dict[str, Any]) -> None:
    model = new_model()
    history = model.fit(X, Y, verbose=0)
    with pytest.raises(RefnetError):
        fit(model, **arguments)
    assert model.history is history


def test_a_copy_has_a_history_of_its_own() -> None:
    model = new_model()
    history = fit(model)
    copy: Callable[[], Any] = lambda: pickle.loads(pickle.dumps(model))  # noqa: E731
    assert copy().history.history == history
    fit(copy(), epochs=1)
    assert model.history.history == history
