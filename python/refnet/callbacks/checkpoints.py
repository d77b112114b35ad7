"""The callback that saves a model while it trains."""

import os
from typing import Any, cast

from refnet.callbacks.base import Logs
from refnet.callbacks.monitors import Monitor
from refnet.errors import RefnetError
from refnet.reference.checks import check_count, check_finite_number
from refnet.reference.readers import as_boolean, as_count, as_number


class ModelCheckpoint(Monitor):
    """Saves the model as it trains, with all that resuming needs (``Model.save``).

    filepath: the file, which is replaced atomically, in a folder that is created if it is missing;
    fields such as "{epoch:02d}" and "{val_loss:.3f}" are filled in with the epoch, counted from 1,
    and its logs, which gives a file for each epoch, and a brace that belongs to the name is written
    twice, "{{"; verbose: 1 to print a line for each file; save_best_only: whether to save the model
    only if the log ``monitor`` improves (see Monitor, also for mode); save_weights_only: whether to
    save the weights alone (``Model.save_weights``); save_freq: "epoch", or after how many batches
    the model is saved, counted through all epochs, when the name may have the field "{batch}", too,
    counted from 1 in each epoch; initial_value_threshold: what the first value must improve on.

    ``best`` is kept for the next fit, so that a run in several parts replaces the file only by a
    better model.
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: int | str = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        """filepath: see the class.

        Raises RefnetError: wrong_type, not_finite, out_of_range, unknown_name.
        """
        super().__init__(monitor, mode)
        if not isinstance(filepath, str | os.PathLike):
            raise RefnetError("wrong_type", "filepath", "filepath: expected the name of a file")
        self.filepath = filepath
        self.verbose = as_count("verbose", verbose)
        self.save_best_only = as_boolean("save_best_only", save_best_only)
        self.save_weights_only = as_boolean("save_weights_only", save_weights_only)
        self.save_freq = _as_frequency(save_freq)
        if self.save_freq != "epoch":  # otherwise batches need not be watched
            self.on_train_batch_end = self._count_batch  # type: ignore[method-assign]
        if initial_value_threshold is not None:
            self.best = as_number("initial_value_threshold", initial_value_threshold)
            check_finite_number("initial_value_threshold", self.best)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Raise what saving would raise: for a name, its format, or a library that is missing."""
        self._epoch = self._batches = 0
        names = [name for name in self.log_names if self._of_epochs or name[:4] != "val_"]
        name = self._filled_in(self._keys(0, 0, dict.fromkeys(names, 1.0)))
        check = getattr(self.model, "check_savable", None)  # which a model of the user's may lack
        if check is not None:
            check(name, self.save_weights_only)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Note the epoch."""
        self._epoch = epoch

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Save the model; raises unknown_name for a log that is missing."""
        if self._of_epochs:
            self._save(f"epoch {epoch + 1}", epoch, 0, logs or {})

    @property
    def _of_epochs(self) -> bool:
        return self.save_freq == "epoch"

    def _count_batch(self, batch: int, logs: Logs | None = None) -> None:
        """Save the model if there were as many batches as ``save_freq`` says."""
        self._batches += 1
        if self._batches % int(self.save_freq) == 0:
            place = f"epoch {self._epoch + 1}, batch {batch + 1}"
            self._save(place, self._epoch, batch, logs or {})

    def _keys(self, epoch: int, batch: int, logs: Logs) -> Logs:
        """Return the fields of a name; epoch, batch: counted from 0."""
        batches = {} if self._of_epochs else {"batch": batch + 1}
        return {"epoch": epoch + 1, **batches, **logs}

    def _save(self, place: str, epoch: int, batch: int, logs: Logs) -> None:
        if self.save_best_only and not self.improves(logs):
            return
        name = self._filled_in(self._keys(epoch, batch, logs))
        os.makedirs(os.path.dirname(name) or os.curdir, exist_ok=True)
        if self.save_weights_only:
            cast(Any, self.model).save_weights(name)
        else:
            self.model.save(name, include_optimizer=True)
        if self.verbose:
            print(f"{place}: saved in {name}")

    def _filled_in(self, keys: Logs) -> str:
        """Return the name of a file."""
        template = os.fspath(self.filepath)
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


def _as_frequency(value: Any) -> int | str:
    if value == "epoch":
        return "epoch"
    if isinstance(value, str):
        message = f'save_freq: expected "epoch" or a number of batches, got "{value}"'
        raise RefnetError("wrong_type", "save_freq", message)
    count = as_count("save_freq", value)
    check_count("save_freq", count, 1)
    return count
