"""Saved models on the command line: loading one, its notes, and the place for a new one."""

import errno
import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from refnet import callbacks
from refnet.cli.data import DATA_SETS, Source
from refnet.cli.endings import note, raised_at_sigterm
from refnet.cli.split import SPLITS
from refnet.errors import RefnetError
from refnet.files.model_file import faults_of
from refnet.files.saving import held_signals
from refnet.files.stored_layers import bad_file
from refnet.models import Sequential, load
from refnet.reference.readers import LARGEST_COUNT

SETTINGS: dict[str, Callable[[Any], bool]] = {  # the notes, and what each may be
    "target": lambda value: isinstance(value, str),
    "data": lambda value: isinstance(value, str),
    "batch_size": lambda value: type(value) is int and 1 <= value <= LARGEST_COUNT,
    "stride": lambda value: type(value) is int and 1 <= value <= LARGEST_COUNT,
    "split": lambda value: type(value) is int and 0 <= value < SPLITS,
}
NAMES = ("columns", "classes")  # of a model, and among the notes, where refnet 0.1 kept them


def load_model(file: Path, backend: str) -> Sequential:
    """Return a saved model; raises RefnetError: bad_file also for notes that are inconsistent."""
    model: Sequential = load(file, backend=backend)
    with faults_of(file):
        if "scale" in model.notes:
            raise bad_file(
                "refnet 0.1 trained it, and kept the scale of its columns outside the layers; "
                "train it again"
            )
        _take_names(model)
        check_notes(model)
    return model


def check_notes(model: Sequential) -> None:
    """Raise RefnetError: bad_file for notes that refnet train would not write."""
    for name, value in model.notes.items():
        if name in SETTINGS and not SETTINGS[name](value):
            raise bad_file(f"its note {name} is not what refnet train writes there")


def check_split(file: Path, model: Sequential) -> None:
    """Raise RefnetError: bad_file for a model that does not say which rows it was tested with."""
    if "split" not in model.notes:
        reason = "does not say which rows of a CSV file it was tested with; train a new model"
        raise RefnetError("bad_file", "model", f"{file}: {reason}")


def noted_names(model: Sequential) -> dict[str, list[str]]:
    """Return the names that the notes have as well, for programs that read them there."""
    names = {name: getattr(model, name) for name in NAMES}
    return {name: each for name, each in names.items() if each is not None}


def _take_names(model: Sequential) -> None:
    """Turn the names among the notes into the model's own; raises RefnetError: bad_file."""
    weights = model.get_weights()
    for name in NAMES:
        if name not in model.notes:
            continue
        names = model.notes.pop(name)
        if getattr(model, name) is not None or names is None or not weights:
            continue
        count = len(weights[0]) if name == "columns" else weights[-1].shape[-1]
        texts = isinstance(names, list) and all(isinstance(each, str) for each in names)
        if not texts or len(names) != count:
            raise bad_file(f"its {name} are not those of its layers")
        setattr(model, name, names)


def check_resumable(file: Path, model: Sequential) -> None:
    """Raise UsageError for a saved model without the training run that it comes from."""
    if model.optimizer is None:
        raise click.UsageError(f"{file}: holds a model, but no training run to resume")


def check_trained_on(file: Path, model: Sequential, source: Source) -> None:
    """Raise RefnetError: bad_file for a model that was trained on data of another source."""
    trained = model.notes.get("data")
    if trained is not None and trained != source.kind:
        names = {"csv": "a CSV file"}
        was, other = (names.get(kind, kind) for kind in (trained, source.kind))
        raise RefnetError("bad_file", "model", f"{file}: was trained on {was}, not on {other}")


def trained_data_set(model: Sequential) -> str | None:
    """Return the data set that a model was trained on; None for a table, or if it is unknown."""
    trained = model.notes.get("data")
    return trained if trained in DATA_SETS else None


def note_if_trained(model: Sequential, epochs: int) -> None:
    """Note that a resumed run has nothing left to train; epochs: the number of the last one."""
    if epochs <= model.epochs:
        trained = f"{model.epochs} epoch{'' if model.epochs == 1 else 's'}"
        note(f"already trained for {trained}; give --epochs above {model.epochs} to train on")


def check_place(file: Path, what: str = "the model") -> None:
    """Raise OSError if a model cannot be saved here; better before training than after it.

    what: to say in the message instead of the model
    """
    folder = file.parent
    if file.is_dir():
        number, place = errno.EISDIR, file
    elif file.exists() and not file.is_file():
        number, place = errno.EINVAL, file
    elif not folder.exists():
        number, place = errno.ENOENT, folder
    elif not folder.is_dir():
        number, place = errno.ENOTDIR, folder
    elif not os.access(folder, os.W_OK):
        number, place = errno.EACCES, folder
    else:
        return
    raise _cannot_save(number, os.strerror(number), place, what)


class Saving:
    """A file that has the model after each epoch, so that a run that is stopped can be resumed."""

    def __init__(
        self, file: Path | None, epochs: int | None, whole: Callable[[], Sequential]
    ) -> None:
        """file: None to save nothing; epochs: of the run in it, if any; whole: what to save."""
        self.file, self.epochs, self.whole = file, epochs, whole

    def save(self) -> None:
        """Save the model, if there is a file; raises OSError."""
        if self.file is None:
            return
        model = self.whole()
        try:
            with held_signals():  # so that the file and what a stopped run says of it agree
                model.save(self.file, include_optimizer=True)
                self.epochs = model.epochs
        except OSError as error:
            raise _cannot_save(error.errno, error.strerror, self.file) from error

    def after_each_epoch(self) -> list[callbacks.Callback]:
        """Return the callbacks that save the model after each epoch; [] without a file."""
        if self.file is None:
            return []
        return [callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: self.save())]

    @contextmanager
    def told_if_stopped(self) -> Iterator[None]:
        """Add to a KeyboardInterrupt, also that of SIGTERM, how the run can be continued."""
        try:
            with raised_at_sigterm():
                yield
        except KeyboardInterrupt as error:
            reason = str(error).partition(";")[0] or "interrupted"
            raise type(error)(f"{reason}; {self._state()}") from None

    def _state(self) -> str:
        if self.file is None:
            return "nothing was saved; --save FILE saves the model after each epoch"
        if self.epochs is None:
            return f"nothing was saved in {self.file}"
        option = f"--resume {shlex.quote(str(self.file))}"
        return f"{self.file} has the run up to epoch {self.epochs}: continue it with {option}"


def _cannot_save(
    number: int | None, reason: str | None, place: Path, what: str = "the model"
) -> OSError:
    text = reason or "unknown reason"
    return OSError(number, f"cannot save {what}: {text[:1].lower()}{text[1:]}", str(place))
