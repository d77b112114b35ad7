"""Callbacks that watch a log, and the one that stops a run that no longer improves."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.callbacks.base import Callback, Logs
from refnet.errors import RefnetError
from refnet.metrics import is_larger_better
from refnet.reference.checks import check_count, check_finite_number
from refnet.reference.names import check_known
from refnet.reference.readers import as_boolean, as_count, as_name, as_number


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


def _monitored(monitor: str, logs: Logs) -> float:
    """Return the value of a log; raises RefnetError: unknown_name."""
    if monitor not in logs and monitor.removeprefix("val_") in logs:
        raise RefnetError(
            "unknown_name",
            "monitor",
            f'monitor: there is no "{monitor}", only {", ".join(logs)}; it needs validation_data '
            "or validation_split",
        )
    return float(logs[check_known("monitor", monitor, logs)])
