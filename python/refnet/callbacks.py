"""What can look into a training while it runs.

A callback is any subclass of Callback; ``fit`` gives it the model as ``self.model``. Epochs count
from 0 here, as in Keras.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.names import check_known
from refnet.reference.checks import check_count, check_finite_number
from refnet.reference.readers import as_boolean, as_count, as_name, as_number

if TYPE_CHECKING:
    from refnet.models import Sequential

Logs = Mapping[str, float]


class Callback:
    """Does nothing; override what is wanted. ``self.model.stop_training = True`` ends the fit."""

    model: "Sequential"

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Before the first epoch; logs: none yet."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Before an epoch; logs: none yet."""

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a batch; logs: the epoch's loss and accuracy so far. Where any callback has this,
        the batches are trained one by one.
        """

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """After an epoch; logs: what History gets, "loss", "accuracy", "val_loss" ..."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """After the last epoch; logs: those of that epoch."""


class LambdaCallback(Callback):
    """Calls a function after each epoch."""

    def __init__(self, on_epoch_end: Callable[[int, Logs], Any]) -> None:
        """on_epoch_end: called with the epoch and its logs. Raises RefnetError: wrong_type."""
        if not callable(on_epoch_end):
            raise RefnetError("wrong_type", "on_epoch_end", "on_epoch_end: expected a function")
        self._on_epoch_end = on_epoch_end

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Call the function."""
        self._on_epoch_end(epoch, logs or {})


class EarlyStopping(Callback):
    """Ends a training that no longer gets better.

    monitor: which of the logs, a loss (smaller is better) or an accuracy (greater is); min_delta:
    what counts as better; patience: how many epochs in a row may not be; verbose: 1 to print when
    it ends one; mode: "min", "max", or "auto" for what the name says; restore_best_weights: whether
    the model gets back the weights of its best epoch. ``stopped_epoch`` is 0 where it ended none.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        restore_best_weights: bool = False,
    ) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, unknown_name."""
        self.monitor = as_name("monitor", monitor)
        self.min_delta = abs(as_number("min_delta", min_delta))
        check_finite_number("min_delta", self.min_delta)
        self.patience = as_count("patience", patience)
        check_count("patience", self.patience)
        self.verbose = as_count("verbose", verbose)
        self.mode = check_known("mode", mode, ("auto", "min", "max"))
        self.restore_best_weights = as_boolean("restore_best_weights", restore_best_weights)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget earlier trainings."""
        self.best: float | None = None
        self.best_epoch = 0
        self.stopped_epoch = 0
        self._waited = 0
        self._best_weights: list[NDArray[Any]] = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compare the epoch with the best one; raises unknown_name for what is not in the logs."""
        known = logs or {}
        value = known[check_known("monitor", self.monitor, known)]
        smaller = self.mode == "min" or (self.mode == "auto" and self.monitor.endswith("loss"))
        sign = -1.0 if smaller else 1.0
        if self.best is None or sign * (value - self.best) > self.min_delta:
            self.best, self.best_epoch, self._waited = value, epoch, 0
            if self.restore_best_weights:
                self._best_weights = self.model.get_weights()
            return
        self._waited += 1
        if self._waited >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True
            if self.verbose:
                print(f"{self.monitor} was best in epoch {self.best_epoch + 1}: training ends")

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Give the model the weights of its best epoch, where that was asked for."""
        if self.restore_best_weights and self._best_weights:
            self.model.set_weights(self._best_weights)


class ModelCheckpoint(Callback):
    """Saves the model after each epoch, with what resuming needs (``Sequential.save``).

    filepath: the file, which is replaced whole; "{epoch:02d}" and "{val_loss:.3f}" in it stand for
    the epoch, from 1, and its logs, so that there is a file for each.
    """

    def __init__(self, filepath: str | os.PathLike[str]) -> None:
        """filepath: as above. Raises RefnetError: wrong_type."""
        if not isinstance(filepath, str | os.PathLike):
            raise RefnetError("wrong_type", "filepath", "filepath: expected the name of a file")
        self.filepath = filepath

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save the model."""
        name = os.fspath(self.filepath).format(epoch=epoch + 1, **(logs or {}))
        self.model.save(name, include_optimizer=True)


def as_callbacks(argument: str, value: Any) -> list[Callback]:
    """Return a list of callbacks of one, a list, or None; raises RefnetError: wrong_type."""
    if value is None or isinstance(value, Callback):
        return [] if value is None else [value]
    callbacks = list(value) if isinstance(value, Sequence) else [value]
    for callback in callbacks:
        if not isinstance(callback, Callback):
            raise RefnetError(
                "wrong_type",
                argument,
                f"{argument}: expected objects of refnet.callbacks, got {type(callback).__name__}",
            )
        for name in dir(callback):  # one that is never called would be a silent surprise
            if name.startswith("on_"):
                check_known(argument, name, [hook for hook in dir(Callback) if hook[:3] == "on_"])
    return callbacks
