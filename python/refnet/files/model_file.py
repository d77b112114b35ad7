"""Model files: a network in a safetensors file, which every port reads and writes (FILE-*).

The safetensors library (the extra ``refnet[files]``) reads and writes the format. This file says
which tensors and which description refnet stores, and checks what it reads.
"""

import itertools
import json
import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.files.extras import extra
from refnet.files.formats import other_format
from refnet.reference.checks import ACTIVATIONS
from refnet.reference.network import KINDS

VERSION = 1

TYPES = {"F64": "<f8", "F32": "<f4", "U32": "<u4"}
FLOATS = {"F64": "float64", "F32": "float32"}  # those that networks calculate with

Array = NDArray[Any]
Tensor = dict[str, Any]  # "dtype", "shape" and "data", as safetensors returns them


class ModelFile(NamedTuple):
    """What a file holds; others: the tensors that belong to no layer."""

    layers: list[Any]  # of kind "dense", with arrays
    description: dict[str, Any]
    others: dict[str, Tensor]
    kind: str  # of the layers' numbers, one of FLOATS

    @property
    def dtype(self) -> str:
        """NumPy's name for the type of the layers' numbers."""
        return FLOATS[self.kind]

    @property
    def weights(self) -> list[Array]:
        """All kernels [n][units] and biases [units], layer by layer."""
        parts = [part for layer in self.layers for part in (layer.kernel, layer.bias)]
        return [part for part in parts if part is not None]


def write_model(
    layers: Iterable[Any],
    more: Mapping[str, Any] | None = None,
    others: Mapping[str, Array] | None = None,
) -> bytes:
    """Return the file of a network (FILE-3).

    layers: stored as F32 if their numbers are arrays of float32; version 1 has no entry for layers
    of kind "flatten"; more: further parts of the description; others: further tensors.
    """
    save = extra("safetensors.numpy", "safetensors", "files", "a model file").save
    tensors = dict(others or {})
    listed = [layer for layer in layers if layer.kind != "flatten"]
    for i, layer in enumerate(listed):
        tensors[f"layers.{i}.kernel"] = _floats(layer.kernel)
        if layer.bias is not None:
            tensors[f"layers.{i}.bias"] = _floats(layer.bias)
    described = [
        {"units": each.units, "activation": each.activation, "bias": each.bias is not None}
        for each in listed
    ]
    description = {"version": VERSION, "layers": described, **(more or {})}
    return bytes(save(tensors, {"refnet": json.dumps(description, separators=(",", ":"))}))


def read_model(content: bytes, kinds: Container[str] = ("F64",)) -> ModelFile:
    """Return what a file holds; raises RefnetError: bad_file (FILE-4).

    kinds: the types of FLOATS that the layers' numbers may have.
    """
    safetensors = extra("safetensors", "safetensors", "files", "a model file")
    try:
        tensors: dict[str, Tensor] = dict(safetensors.deserialize(content))
    except safetensors.SafetensorError as error:
        raise bad_file(str(error)) from error
    size = int.from_bytes(content[:8], "little")
    try:
        header = json.loads(content[8 : 8 + size], parse_int=_integer)
        metadata = header.get("__metadata__") or {}
        description = read_json(metadata["refnet"])
    except (KeyError, ValueError, RecursionError) as error:
        raise bad_file("it has no description by refnet") from error
    if not all(isinstance(header[name], dict) for name in tensors):
        raise bad_file("expected every tensor to be described by an object")
    if not all(isinstance(header[name].get("dtype"), str) for name in tensors):
        raise bad_file("expected the type of every tensor to be a name")
    if not isinstance(description, dict) or _whole(description.get("version")) != VERSION:
        raise bad_file(f"expected version {VERSION} of refnet's description")
    kind = str(tensors.get("layers.0.kernel", {}).get("dtype"))
    kind = kind if kind in kinds else "F64"
    layers = [
        _layer(f"layers.{i}", described, tensors, kind)
        for i, described in enumerate(_list(description.get("layers")))
    ]
    if not layers:
        raise bad_file("it has no layers")
    for before, layer in itertools.pairwise(layers):
        if len(layer.kernel) != before.units:
            raise bad_file("its layers do not fit together")
    return ModelFile(layers, description, tensors, kind)


def as_path(argument: str, value: Any) -> Path:
    """Return the name of a file as a path; raises RefnetError: wrong_type."""
    if not isinstance(value, str | os.PathLike):
        raise RefnetError("wrong_type", argument, f"{argument}: expected the name of a file")
    return Path(value)


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Name the file in every error bad_file that is raised."""
    try:
        yield
    except RefnetError as error:
        if error.code != "bad_file":
            raise
        message = f"{path}: {error.message.removeprefix('model: ')}"
        raise RefnetError(error.code, error.field, message) from error


def check_format(content: bytes) -> None:
    """Raise RefnetError bad_file for the files of other programs, saying what to do."""
    found = other_format(content)
    if found is not None:
        raise bad_file(
            f"it is {found}; refnet reads what Sequential.save and refnet train --save write: "
            "build the model with refnet and copy its weights with set_weights"
        )
    if content[8:9] != b"{":
        raise bad_file("expected a model file, as Sequential.save and refnet train --save write it")


def take_tensor(
    tensors: dict[str, Tensor], name: str, kind: str, shape: Sequence[int | None]
) -> Array:
    """Return a tensor as an array, and remove it from ``tensors``.

    kind: one of TYPES; shape: its sizes, None for any size but 0.
    Raises RefnetError: bad_file for a tensor that is missing, differs, or is not finite.
    """
    tensor = tensors.pop(name, None)
    if tensor is None:
        raise bad_file(f"{name} is missing")
    if tensor["dtype"] != kind:
        raise bad_file(f"{name} is {tensor['dtype']}, expected {kind}")
    sizes = tensor["shape"]
    if len(sizes) != len(shape) or any(
        size == 0 or size != (wanted or size) for size, wanted in zip(sizes, shape, strict=True)
    ):
        raise bad_file(f"{name} has shape {sizes}, which is not that of its model")
    array: Array = np.frombuffer(tensor["data"], TYPES[kind]).reshape(sizes)
    if not np.isfinite(array).all():
        raise bad_file(f"{name} has numbers that are infinite or NaN")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def read_json(text: str) -> Any:
    """Return the JSON value of a description; raises ValueError, RecursionError."""
    return json.loads(text, parse_int=_integer, parse_constant=_no_constant)


def bad_file(reason: str) -> RefnetError:
    """Return the error for anything but a consistent model file (FILE-4)."""
    return RefnetError("bad_file", "model", f"model: {reason}")


def _floats(values: Any) -> Array:
    """Return numbers as they are stored: float32 if they are that, otherwise float64."""
    array: Array = np.ascontiguousarray(values)
    return array if array.dtype == np.float32 else array.astype(np.float64, copy=False)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise bad_file("expected a list of layers in its description")
    return value


def _layer(name: str, described: dict[str, Any], tensors: dict[str, Tensor], kind: str) -> Any:
    units = _whole(described.get("units"))
    activation, biased = described.get("activation"), described.get("bias")
    if units is None or units < 1 or activation not in ACTIVATIONS:
        raise bad_file(f"{name} has other units or another activation than a layer can have")
    if type(biased) is not bool:
        raise bad_file(f"{name} does not say whether it has a bias")
    kernel = take_tensor(tensors, f"{name}.kernel", kind, (None, units))
    bias = take_tensor(tensors, f"{name}.bias", kind, (units,)) if biased else None
    return KINDS["dense"].layer(units, activation, kernel, bias)


def _whole(value: Any) -> int | None:
    """Return a whole number in any notation (PORT-5); None for anything else."""
    whole = type(value) is int or (type(value) is float and value.is_integer())
    return int(value) if whole else None


def _integer(digits: str) -> int | float:
    """Return a whole number, as a float if it has more digits than Python might read."""
    return int(digits) if len(digits) <= 20 else float(digits)


def _no_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
