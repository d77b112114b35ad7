"""Which format the name of a file asks for, and whether it can be written."""

import os
from pathlib import Path
from typing import Any

from refnet.errors import RefnetError
from refnet.files.hdf5 import h5py
from refnet.files.model_file import as_path

KERAS, LEGACY, OWN = "keras", "h5", "safetensors"
WHOLE = "whole"  # a file .keras, of which the weights are wanted alone
WEIGHTS = ".weights.h5"
OWN_SUFFIX = ".safetensors"
FORMATS = {".keras": KERAS, ".h5": LEGACY, ".hdf5": LEGACY}
# of other programs: a file of this name must not have another format
OTHERS = (
    *(".tf", ".pb", ".ckpt", ".tflite", ".onnx", ".pt", ".pth", ".pkl", ".pickle", ".joblib"),
    *(".npz", ".npy", ".json", ".yaml", ".yml", ".zip", ".txt", ".csv", ".orbax", ".msgpack"),
)


def format_of(argument: str, filepath: Any) -> str:
    """Return the format of a whole model: KERAS, LEGACY, or OWN for any name that is free.

    Raises RefnetError: wrong_type, out_of_range for the name of another program's format.
    """
    suffix = as_path(argument, filepath).suffix.lower()
    if suffix in OTHERS:
        message = (
            f"{argument}: expected a name that ends in .keras, .h5 or .safetensors, got "
            f"{os.fspath(filepath)}"
        )
        raise RefnetError("out_of_range", argument, message)
    return FORMATS.get(suffix, OWN)


def weights_format(argument: str, filepath: Any) -> str:
    """Return the format of weights alone: KERAS, OWN, or LEGACY for .h5 without .weights.

    Raises RefnetError: wrong_type, out_of_range for another name.
    """
    path = as_path(argument, filepath)
    if path.name.endswith(WEIGHTS):
        return KERAS
    if path.name.endswith(OWN_SUFFIX):
        return OWN
    if FORMATS.get(path.suffix) == LEGACY:
        return LEGACY
    message = f"{argument}: expected a name that ends in {WEIGHTS} or {OWN_SUFFIX}, got {path.name}"
    raise RefnetError("out_of_range", argument, message)


def format_of_weights(argument: str, filepath: Any) -> str:
    """Return the format of a file from which weights are loaded: also WHOLE, a file .keras.

    Raises RefnetError: wrong_type, out_of_range for another name.
    """
    is_whole = FORMATS.get(as_path(argument, filepath).suffix) == KERAS
    return WHOLE if is_whole else weights_format(argument, filepath)


def check_savable(filepath: Any, weights_only: bool = False) -> None:
    """Raise what saving under this name would raise, before there is anything to save.

    RefnetError: wrong_type, out_of_range; ImportError where h5py is not installed.
    """
    given = (weights_format if weights_only else format_of)("filepath", filepath)
    if given != OWN:
        h5py()


def check_overwrite(path: Path, overwrite: bool) -> None:
    """Raise FileExistsError for a file that must not be replaced."""
    if not overwrite and path.exists():
        raise FileExistsError(f"{path} exists, and overwrite is False")
