"""Callbacks: objects that ``fit`` calls while it trains.

A callback is an object of a subclass of Callback; ``fit`` sets its attribute ``model``. Epochs
count from 0 here, as in Keras.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from refnet import keras_names
from refnet.errors import RefnetError
from refnet.fit.history import History
from refnet.metrics import is_larger_better
from refnet.reference.checks import check_count, check_finite_number
from refnet.reference.names import check_known
from refnet.reference.readers import as_boolean, as_count, as_name, as_number

Logs = Mapping[str, float]


class Model(Protocol):
    """What a callback may use of the model that it watches; refnet.Sequential is one."""

    name: str
    seed: int
    epochs: int  # trained so far
    notes: dict[str, Any]
    metrics: list[Any]  # names and objects of refnet.metrics
    dtype: str
    optimizer: Any  # ``fit`` uses its learning rate from the next epoch on
    stop_training: bool
    history: History  # of this fit, up to the last whole epoch

    def compile(self, optimizer: Any = ..., loss: Any = ..., metrics: Any = ...) -> None:
        """Set how the model learns."""

    def get_weights(self) -> list[NDArray[Any]]:
        """Return copies of all weights."""

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Replace all weights."""

    def weights_sha256(self) -> str:
        """Return the SHA-256 of all weights."""

    def evaluate(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = ...,
        verbose: int | str = ...,
        sample_weight: Any = ...,
        return_dict: bool = ...,
    ) -> Any:
        """Return the loss and the metrics of examples."""

    def predict(
        self, x: Any, batch_size: int | None = ..., verbose: int | str = ...
    ) -> NDArray[Any]:
        """Return the outputs for examples."""

    def reset_states(self) -> None:
        """Set the states of all stateful layers to zeros."""

    def save(
        self,
        filepath: str | os.PathLike[str],
        *,
        include_optimizer: bool | None = ...,
    ) -> None:
        """Write the model to a file."""


class Callback:
    """Does nothing; override the methods that you need.

    ``self.model.stop_training = True`` ends the fit. ``log_names``: of the logs that an epoch's end
    will have; ``fit`` sets it, as it sets ``model``.
    """

    model: Model
    log_names: Sequence[str] = ()

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Before the first epoch; logs: empty."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Before an epoch; logs: empty."""

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After a batch; logs: the epoch's loss and accuracy so far.

        If a callback overrides this method, the model is trained batch by batch.
        """

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """After an epoch; logs: what the History gets, "loss", "accuracy", "val_loss" ..."""

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


class Monitor(Callback):
    """Finds out in which epochs a log improves; the base of callbacks that watch one.

    monitor: the log; mode: "min" if smaller is better, "max", or "auto" to decide by the name of
    a loss or an accuracy; min_delta: the least change that counts as an improvement.

    Compares as Keras 3 does, in the model's dtype: a value is better than the best one if it is
    still less (or greater) after min_delta has been added (or subtracted). A tie is no improvement.
    """

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0) -> None:
        """Raises RefnetError: wrong_type, not_finite, unknown_name."""
        self.monitor = as_name("monitor", monitor)
        self.mode = check_known("mode", mode, ("auto", "min", "max"))
        self.min_delta = abs(as_number("min_delta", min_delta))
        check_finite_number("min_delta", self.min_delta)
        self.best: float | None = None

    def improves(self, logs: Logs | None) -> bool:
        """Return whether the log is better than ``best``, which then becomes its value.

        The first value is an improvement. Raises RefnetError: unknown_name for a log that is
        missing, or whose name does not say what is better.
        """
        value = _monitored(self.monitor, logs or {})
        sign = 1.0 if self._smaller_is_better() else -1.0
        number = np.dtype(self.model.dtype).type
        with np.errstate(over="ignore"):
            better = self.best is None or bool(
                number(sign * value + self.min_delta) < number(sign * self.best)
            )
        if better:
            self.best = value
        return better

    def _smaller_is_better(self) -> bool:
        if self.mode != "auto":
            return self.mode == "min"
        name, own = self.monitor.removeprefix("val_"), getattr(self.model, "metrics", ())
        is_larger = False if name == "loss" else is_larger_better(name, own)
        if is_larger is None:
            raise RefnetError(
                "unknown_name",
                "mode",
                f'mode: "auto" does not know what is better for "{self.monitor}"; give "min" or '
                '"max"',
            )
        return not is_larger


class EarlyStopping(Monitor):
    """Stops a training run that no longer improves.

    monitor, min_delta, mode: what an improvement is, see Monitor; patience: how many epochs in a
    row may bring no improvement; verbose: 1 to print a line when the run is stopped;
    restore_best_weights: whether the model gets back the weights of its best epoch.
    ``stopped_epoch`` is 0 if the run was not stopped.
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
        super().__init__(monitor, mode, min_delta)
        self.patience = as_count("patience", patience)
        check_count("patience", self.patience)
        self.verbose = as_count("verbose", verbose)
        self.restore_best_weights = as_boolean("restore_best_weights", restore_best_weights)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget earlier training runs."""
        self.best = None
        self.best_epoch = 0
        self.stopped_epoch = 0
        self._waited = 0
        self._best_weights: list[NDArray[Any]] = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compare the epoch with the best one; raises unknown_name for a log that is missing."""
        if self.improves(logs):
            self.best_epoch, self._waited = epoch, 0
            if self.restore_best_weights:
                self._best_weights = self.model.get_weights()
            return
        self._waited += 1
        if self._waited >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True
            if self.verbose:
                best = f"{self.monitor} was best in epoch {self.best_epoch + 1}"
                print(f"epoch {epoch + 1}: early stopping, {best}")

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Restore the weights of the best epoch, if asked to."""
        if self.restore_best_weights and self._best_weights:
            self.model.set_weights(self._best_weights)


class ReduceLROnPlateau(Monitor):
    """Reduces the learning rate of a training run that no longer improves.

    monitor, mode, min_delta: what an improvement is, see Monitor; factor: what the learning rate is
    multiplied by, above 0 and less than 1; patience: how many epochs in a row may bring no
    improvement; verbose: 1 to print a line when it is reduced; cooldown: how many epochs after a
    reduction are not counted; min_lr: the least learning rate.

    The model gets an optimizer with the new learning rate, so that a saved model has it. The
    History gets the learning rate of each epoch as "learning_rate".
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, unknown_name."""
        super().__init__(monitor, mode, min_delta)
        self.factor = as_number("factor", factor)
        if not 0.0 < self.factor < 1.0:
            raise RefnetError("out_of_range", "factor", "factor: expected above 0 and less than 1")
        self.patience = as_count("patience", patience)
        check_count("patience", self.patience)
        self.verbose = as_count("verbose", verbose)
        self.cooldown = as_count("cooldown", cooldown)
        check_count("cooldown", self.cooldown)
        self.min_lr = as_number("min_lr", min_lr)
        check_finite_number("min_lr", self.min_lr)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Forget earlier training runs."""
        self.best = None
        self._waited = self._cooling = 0

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compare the epoch with the best one; raises unknown_name for a log that is missing."""
        self.model.history.add([], {"learning_rate": [_rate_of(self.model)]})
        if self._cooling > 0:
            self._cooling -= 1
            self._waited = 0
        if self.improves(logs):
            self._waited = 0
        elif self._cooling == 0:
            self._waited += 1
            if self._waited >= self.patience:
                self._reduce(epoch)

    def _reduce(self, epoch: int) -> None:
        before = _rate_of(self.model)
        if before <= self.min_lr:
            return
        rate = max(before * self.factor, self.min_lr)
        self.model.optimizer = replace(self.model.optimizer, learning_rate=rate)
        self._waited, self._cooling = 0, self.cooldown
        if self.verbose:
            print(f"epoch {epoch + 1}: learning rate reduced to {rate}")


class LearningRateScheduler(Callback):
    """Sets the learning rate at the beginning of each epoch.

    schedule: called with the epoch, counted from 0, and the learning rate before; returns the new
    one; verbose: 1 to print a line for each epoch. The History gets the learning rate of each epoch
    as "learning_rate".
    """

    def __init__(self, schedule: Callable[[int, float], float], verbose: int = 0) -> None:
        """Raises RefnetError: wrong_type."""
        if not callable(schedule):
            raise RefnetError("wrong_type", "schedule", "schedule: expected a function")
        self.schedule, self.verbose = schedule, as_count("verbose", verbose)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Set the learning rate; raises RefnetError: wrong_type, not_finite."""
        rate = as_number("schedule", self.schedule(epoch, _rate_of(self.model)))
        self.model.optimizer = replace(self.model.optimizer, learning_rate=rate)
        if self.verbose:
            print(f"epoch {epoch + 1}: learning rate {rate}")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Add the learning rate to the History."""
        self.model.history.add([], {"learning_rate": [_rate_of(self.model)]})


def _rate_of(model: Any) -> float:
    """Return the learning rate of a model's optimizer; wrong_type for a schedule."""
    return as_number("optimizer.learning_rate", model.optimizer.learning_rate)


class ModelCheckpoint(Monitor):
    """Saves the model after each epoch, with all that resuming needs (``Sequential.save``).

    filepath: the file, which is replaced atomically; fields such as "{epoch:02d}" and
    "{val_loss:.3f}" are filled in with the epoch, counted from 1, and its logs, which gives a file
    for each epoch, and a brace that belongs to the name is written twice, "{{"; verbose: 1 to print
    a line for each file; save_best_only: whether to save the model only if the log ``monitor``
    improves (see Monitor, also for mode); initial_value_threshold: what the first value must
    improve on.

    ``best`` is kept for the next fit, so that a run in several parts replaces the file only by a
    better model.
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        *,
        mode: str = "auto",
        initial_value_threshold: float | None = None,
    ) -> None:
        """filepath: see the class. Raises RefnetError: wrong_type, not_finite, unknown_name."""
        super().__init__(monitor, mode)
        if not isinstance(filepath, str | os.PathLike):
            raise RefnetError("wrong_type", "filepath", "filepath: expected the name of a file")
        self.filepath = filepath
        self.verbose = as_count("verbose", verbose)
        self.save_best_only = as_boolean("save_best_only", save_best_only)
        if initial_value_threshold is not None:
            self.best = as_number("initial_value_threshold", initial_value_threshold)
            check_finite_number("initial_value_threshold", self.best)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Raise RefnetError unknown_name for a field that cannot be filled in."""
        self._filled_in(1, dict.fromkeys(self.log_names, 1.0))

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save the model; raises unknown_name for a log that is missing."""
        if self.save_best_only and not self.improves(logs):
            return
        name = self._filled_in(epoch + 1, logs or {})
        self.model.save(name, include_optimizer=True)
        if self.verbose:
            print(f"epoch {epoch + 1}: saved in {name}")

    def _filled_in(self, epoch: int, logs: Logs) -> str:
        """Return the name of an epoch's file; epoch: counted from 1."""
        template = os.fspath(self.filepath)
        keys = {"epoch": epoch, **logs}
        try:
            return template.format_map(keys)
        except (LookupError, ValueError, AttributeError, TypeError) as error:
            reason = f"there is no {error}" if isinstance(error, KeyError) else str(error)
            raise RefnetError(
                "unknown_name",
                "filepath",
                f'filepath: cannot fill in "{template}": {reason}; the keys are {", ".join(keys)}, '
                "and a brace that belongs to the name is written twice",
            ) from error


def as_callbacks(argument: str, value: Any) -> list[Callback]:
    """Return a list of callbacks, for one callback, a list of them or None.

    Raises RefnetError: wrong_type, unknown_name for a hook that ``fit`` does not call.
    """
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
        for name in _hooks(callback):  # a misspelled hook would silently do nothing
            check_known(argument, name, _hooks(Callback), keras_names.HOOKS)
    return callbacks


def _monitored(monitor: str, logs: Logs) -> float:
    """Return the value of a log; raises RefnetError: unknown_name."""
    if monitor not in logs and monitor.removeprefix("val_") in logs:
        raise RefnetError(
            "unknown_name",
            "monitor",
            f'monitor: there is no "{monitor}", only {", ".join(logs)}; it needs validation_data '
            "or validation_split",
        )
    return logs[check_known("monitor", monitor, logs)]


def _hooks(callback: Any) -> list[str]:
    return [name for name in dir(callback) if name.startswith("on_")]
