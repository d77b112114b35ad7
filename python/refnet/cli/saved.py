"""Saved models on the command line: loading one, its notes, and the place for a new one."""

import errno
import os
from pathlib import Path

from refnet.cli.data import Source
from refnet.errors import RefnetError
from refnet.files.model_file import faults_of
from refnet.files.stored_layers import bad_file
from refnet.files.tables import Scale
from refnet.models import Sequential, load

KINDS = {
    "columns": list,
    "classes": list | None,
    "target": str,
    "scale": dict,
    "data": str,
    "batch_size": int,
}


def load_model(file: Path, backend: str) -> Sequential:
    """Return a saved model; raises RefnetError: bad_file also for notes that are inconsistent."""
    model = load(file, backend=backend)
    with faults_of(file):
        check_notes(model)
    return model


def check_notes(model: Sequential) -> None:
    """Raise RefnetError: bad_file for notes that refnet train would not write."""
    for name, value in model.notes.items():
        if name in KINDS and not isinstance(value, KINDS[name]):
            raise bad_file(f"its note {name} is not what refnet train writes there")
    columns, scale = model.notes.get("columns"), model.notes.get("scale")
    classes = model.notes.get("classes")
    weights = model.get_weights()
    width, units = len(weights[0]), weights[-1].shape[-1]
    if columns is not None and len(columns) != width:
        raise bad_file("its columns are not those of its first layer")
    if classes is not None and len(classes) != units:
        raise bad_file("its classes are not those of its last layer")
    if scale is not None and not all(
        isinstance(scale.get(name), list)
        and len(scale[name]) == width
        and all(type(number) is float for number in scale[name])
        for name in Scale._fields
    ):
        raise bad_file("its scale is not that of its first layer")
    size = model.notes.get("batch_size", 1)
    if isinstance(size, bool) or size < 1:
        raise bad_file("its note batch_size is not what refnet train writes there")


def check_trained_on(file: Path, model: Sequential, source: Source) -> None:
    """Raise RefnetError: bad_file for a model that was trained on data of another source."""
    trained = model.notes.get("data")
    if trained is not None and trained != source.kind:
        names = {"csv": "a CSV file"}
        was, other = (names.get(kind, kind) for kind in (trained, source.kind))
        raise RefnetError("bad_file", "model", f"{file}: was trained on {was}, not on {other}")


def check_place(file: Path) -> None:
    """Raise OSError if a model cannot be saved here; better before training than after it."""
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
    raise OSError(number, f"cannot save the model: {os.strerror(number)}", str(place))
