"""Callbacks that keep the logs of a run: the History, and a CSV file."""

import csv
import errno
import os
from pathlib import Path
from typing import Any

from refnet.callbacks import history
from refnet.callbacks.base import Callback, Logs, Model
from refnet.errors import RefnetError
from refnet.reference.readers import as_boolean

MISSING = "NA"  # in place of a log that an epoch does not have


class History(history.History, Callback):
    """What ``fit`` returns, and keeps as ``model.history``: the epochs and their logs.

    ``epoch``: the epochs, counted from 0; ``history``: a list of values for each log, in the order
    of their names; ``params`` and ``model``: as for every callback. A History that is given to
    ``fit`` is the one that it returns, and begins without epochs.
    """

    def set_model(self, model: Model) -> None:
        """Become the history of this model, without epochs."""
        super().set_model(model)
        self.epoch, self.history = [], {}


class CSVLogger(Callback):
    """Writes the logs of each epoch to a CSV file, a line for each epoch.

    filename: the file; separator: one character; append: whether to keep what the file has, and
    write its first line only if it has none. The columns are the epoch, counted from 0, and the
    logs of the first epoch, in the order of their names; "NA" stands for a log that an epoch does
    not have.
    """

    def __init__(
        self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False
    ) -> None:
        """filename: see the class. Raises RefnetError: wrong_type, out_of_range."""
        if not isinstance(filename, str | os.PathLike):
            raise RefnetError("wrong_type", "filename", "filename: expected the name of a file")
        if not isinstance(separator, str):
            raise RefnetError("wrong_type", "separator", "separator: expected a character")
        if len(separator) != 1 or separator in '\r\n"':
            message = f"separator: expected a character such as ',' or ';', got {separator!r}"
            raise RefnetError("out_of_range", "separator", message)
        self.filename, self.sep = filename, separator
        self.append = as_boolean("append", append)
        self._columns: list[str] = []

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Empty the file, unless lines are appended; OSError if it cannot be written."""
        path = Path(self.filename)
        if not path.parent.exists():
            raise OSError(errno.ENOENT, "its folder does not exist", os.fspath(path))
        with path.open("a" if self.append else "w", encoding="utf-8"):
            self._columns = []
        self._has_header = path.stat().st_size > 0

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Write a line; OSError if that fails."""
        logs = logs or {}
        if not self._columns:
            self._columns = sorted({*self.log_names, *logs})
            if not self._has_header:
                self._write(["epoch", *self._columns])
        self._write([epoch, *(logs.get(name, MISSING) for name in self._columns)])

    def _write(self, cells: list[Any]) -> None:
        with Path(self.filename).open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=self.sep, lineterminator="\n").writerow(cells)
