"""Callbacks that change the learning rate between the epochs of a run."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from refnet.callbacks.base import Callback, Logs
from refnet.callbacks.monitors import Monitor
from refnet.errors import RefnetError
from refnet.reference.checks import check_count, check_finite_number
from refnet.reference.readers import as_count, as_number


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
        if logs is not None:
            logs["learning_rate"] = _rate_of(self.model)
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

    schedule: a function of the epoch, counted from 0, and the learning rate before, or of the epoch
    alone; returns the new one; verbose: 1 to print a line for each epoch. The History gets the
    learning rate of each epoch as "learning_rate".
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        """Raises RefnetError: wrong_type."""
        if not callable(schedule):
            raise RefnetError("wrong_type", "schedule", "schedule: expected a function")
        self.schedule, self.verbose = schedule, as_count("verbose", verbose)
        self._takes_rate = takes_two(schedule)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Set the learning rate; raises RefnetError: wrong_type, not_finite."""
        before = [_rate_of(self.model)] if self._takes_rate else []
        rate = as_number("schedule", self.schedule(epoch, *before))
        self.model.optimizer = replace(self.model.optimizer, learning_rate=rate)
        if self.verbose:
            print(f"epoch {epoch + 1}: learning rate {rate}")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Add the learning rate to the logs."""
        if logs is not None:
            logs["learning_rate"] = _rate_of(self.model)


def takes_two(function: Callable[..., Any]) -> bool:
    """Return whether a function can be called with two arguments, also if that is unknown."""
    try:
        inspect.signature(function).bind(0, 0.0)
    except ValueError:  # a function of another language without a signature
        return True
    except TypeError:
        return False
    return True


def _rate_of(model: Any) -> float:
    """Return the learning rate of a model's optimizer; wrong_type for a schedule."""
    return as_number("optimizer.learning_rate", model.optimizer.learning_rate)
