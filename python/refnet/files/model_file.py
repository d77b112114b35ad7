"""Model files: a network in a safetensors file, which every port reads and writes (FILE-*).

The safetensors library (the extra ``refnet[files]``) reads and writes the format. This file says
what refnet's description of a network holds, and checks what it reads; ``stored_layers`` has the
kinds of layers.
"""

import json
import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from refnet.errors import RefnetError
from refnet.files.extras import extra
from refnet.files.formats import other_format
from refnet.files.stored_layers import (
    MOMENTS,
    STORED,
    Array,
    Entry,
    Shape,
    bad_file,
    describe,
    sources_of,
    tensors_of,
    whole_number,
)
from refnet.reference import network_checks
from refnet.reference.graphs import Sources
from refnet.reference.shape_checks import check_input_shape

TYPES = {"F64": "<f8", "F32": "<f4", "U32": "<u4"}
FLOATS = {"F64": "float64", "F32": "float32"}  # those that networks calculate with
HALF_PAIR = re.compile("[\ud800-\udfff]")  # half of a surrogate pair, which is no character

Tensor = dict[str, Any]  # "dtype", "shape" and "data", as safetensors returns them


class ModelFile(NamedTuple):
    """What a file holds; others: the tensors that belong to no layer."""

    input_shape: tuple[int, ...]  # of one example
    layers: list[Any]  # of all kinds, with arrays
    columns: list[str] | None  # the names of the inputs
    classes: list[str] | None  # the names of the outputs
    batch_size: int | None  # of stateful layers
    sources: Sources  # of each layer
    description: dict[str, Any]
    others: dict[str, Tensor]
    kind: str  # of the layers' numbers, one of FLOATS

    @property
    def dtype(self) -> str:
        """NumPy's name for the type of the layers' numbers."""
        return FLOATS[self.kind]

    @property
    def parameters(self) -> int:
        """How many of the weights an optimizer moves: all but moving means and variances."""
        return sum(
            array.size
            for layer in self.layers
            for name, array in tensors_of(layer).items()
            if name in STORED[layer.kind].trained and name not in MOMENTS
        )

    @property
    def weights(self) -> list[Array]:
        """What training moves, layer by layer: kernels [n][units] and biases [units]."""
        return [
            array
            for layer in self.layers
            for name, array in tensors_of(layer).items()
            if name in STORED[layer.kind].trained
        ]


def write_model(
    layers: Iterable[Any],
    more: Mapping[str, Any] | None = None,
    others: Mapping[str, Array] | None = None,
    columns: Sequence[str] | None = None,
    classes: Sequence[str] | None = None,
    batch_size: int | None = None,
    sources: Sources = None,
) -> bytes:
    """Return the file of a network (FILE-3, FILE-5).

    layers: stored as F32 if their numbers are arrays of float32; more: further parts of the
    description; others: further tensors; columns [n], classes [k]: the names of the inputs and
    the outputs; batch_size: of stateful layers; sources: of each layer
    Raises RefnetError where the first layer's shape cannot be that of an example in version 2.
    """
    save = extra("safetensors.numpy", "safetensors", "files", "a model file").save
    layers = list(layers)
    tensors = dict(others or {})
    for i, layer in enumerate(layers):
        for name, values in tensors_of(layer).items():
            tensors[f"layers.{i}.{name}"] = _floats(values)
    named = {"columns": columns, "classes": classes}
    names = {field: list(given) for field, given in named.items() if given is not None}
    graph = [None] * len(layers) if sources is None else sources
    entries = [
        describe(layer) | ({} if own is None else {"sources": list(own)})
        for layer, own in zip(layers, graph, strict=True)
    ]
    if network_checks.file_version(layers, columns, classes, batch_size, sources) == 1:
        description = {"version": 1, "layers": entries, **(more or {})}
        return bytes(save(tensors, {"refnet": json.dumps(description, separators=(",", ":"))}))
    kinds = [{"kind": layer.kind} | entry for layer, entry in zip(layers, entries, strict=True)]
    first = network_checks.placed_layers("layers", layers[:1], None, graph[:1])
    input_shape = network_checks.input_shape_of(first)
    check_input_shape("input_shape", input_shape)
    batches = {} if batch_size is None else {"batch_size": batch_size}
    described = {
        "version": 2,
        "input_shape": list(input_shape),
        "layers": kinds,
        **names,
        **batches,
    }
    description = described | dict(more or {})
    return bytes(save(tensors, {"refnet": _unescaped_json(description)}))


def read_model(content: bytes, kinds: Container[str] = ("F64",)) -> ModelFile:
    """Return what a file holds; raises RefnetError: bad_file (FILE-4).

    kinds: the types of FLOATS that the layers' numbers may have.
    """
    tensors, description = _contents(content)
    version = whole_number(description.get("version")) if isinstance(description, dict) else None
    if version not in (1, 2):
        raise bad_file("expected version 1 or 2 of refnet's description")
    entries = _entries(description.get("layers"), version)
    layers, kind = _layers(entries, tensors, kinds)
    columns = classes = batch_size = None
    shape = _input_shape(description.get("input_shape")) if version == 2 else None
    sources = _sources(entries) if version == 2 else None
    layers = _placed(layers, shape, sources)
    if version == 2:
        columns = _names(description, "columns", network_checks.inputs_of("layers", layers)[1])
        classes = _names(description, "classes", network_checks.outputs_of("layers", layers)[1])
        batch_size = _batch_size(description, layers)
    shape = network_checks.input_shape_of(layers)
    names = columns, classes
    return ModelFile(shape, layers, *names, batch_size, sources, description, tensors, kind)


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
            f"it is {found}; refnet reads what Model.save and refnet train --save write: "
            "build the model with refnet and copy its weights with set_weights"
        )
    if content[8:9] != b"{":
        raise bad_file("expected a model file, as Model.save and refnet train --save write it")


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


def _floats(values: Any) -> Array:
    """Return numbers as they are stored: float32 if they are that, otherwise float64."""
    array: Array = np.ascontiguousarray(values)
    return array if array.dtype == np.float32 else array.astype(np.float64, copy=False)


def _unescaped_json(value: Any) -> str:
    """Return JSON text that escapes only what must be escaped (FILE-6).

    That includes half of a surrogate pair, which UTF-8 cannot hold.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return HALF_PAIR.sub(lambda half: f"\\u{ord(half[0]):x}", text)


def _contents(content: bytes) -> tuple[dict[str, Tensor], Any]:
    """Return the tensors of a file by name, and refnet's description; raises bad_file."""
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
    return tensors, description


def _entries(value: Any, version: int) -> list[Entry]:
    """Return the entries of the layers, each with its kind."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise bad_file("expected a list of layers in its description")
    if not value:
        raise bad_file("it has no layers")
    entries = [{**entry, "kind": "dense"} for entry in value] if version == 1 else value
    for entry in entries:
        if not isinstance(entry.get("kind"), str) or entry["kind"] not in STORED:
            raise bad_file("it has a layer of unknown kind")
    return entries


def _layers(
    entries: list[Entry], tensors: dict[str, Tensor], kinds: Container[str]
) -> tuple[list[Any], str]:
    """Return the layers, whose tensors are removed from ``tensors``, and the type of all these."""
    stored = [
        f"layers.{i}.{part}" for i, e in enumerate(entries) for part in STORED[e["kind"]].tensors
    ]
    types = [tensors[name]["dtype"] for name in stored if name in tensors]
    kind = types[0] if types and types[0] in kinds else "F64"
    layers: list[Any] = []
    for i, entry in enumerate(entries):
        take = partial(_take_part, tensors, kind, f"layers.{i}")
        layers.append(STORED[entry["kind"]].read(f"layers.{i}", entry, take))
    return layers, kind


def _take_part(tensors: dict[str, Tensor], kind: str, layer: str, part: str, shape: Shape) -> Array:
    return take_tensor(tensors, f"{layer}.{part}", kind, shape)


def _input_shape(sizes: Any) -> tuple[int, ...]:
    """Return the shape of an example in the description of version 2."""
    shape = [whole_number(size) for size in sizes] if isinstance(sizes, list) else []
    if not shape or any(size is None for size in shape):
        raise bad_file("its input shape is not a list of counts")
    return tuple(size for size in shape if size is not None)


def _sources(entries: list[Entry]) -> Sources:
    """Return the sources of each layer; None if no layer names any."""
    sources = [sources_of(f"layers.{i}", entry) for i, entry in enumerate(entries)]
    return sources if any(own is not None for own in sources) else None


def _placed(layers: list[Any], input_shape: tuple[int, ...] | None, sources: Sources) -> list[Any]:
    """Return the layers for examples of this shape, or of the shape that the first one knows."""
    try:
        return network_checks.placed_layers("layers", layers, input_shape, sources)
    except RefnetError as error:
        raise bad_file(f"its layers do not fit together: {error.message}") from error


def _names(description: Entry, field: str, count: int) -> list[str] | None:
    """Return the names of columns or classes; None if there are none."""
    if field not in description:
        return None
    names = description[field]
    if not isinstance(names, list) or not all(_is_text(name) for name in names):
        raise bad_file(f"its {field} are not a list of strings")
    if len(names) != count:
        raise bad_file(f"it has {len(names)} names of {field}, expected {count}")
    return names


def _batch_size(description: Entry, layers: list[Any]) -> int | None:
    """Return the batch size of stateful layers; None if there is none (FILE-7)."""
    if "batch_size" not in description:
        return None
    size = whole_number(description["batch_size"])
    if size is None:
        raise bad_file("its batch_size is not a whole number")
    try:
        network_checks.check_batch_size("its batch_size", layers, size)
    except RefnetError as error:
        raise bad_file(error.message) from error
    return size


def _is_text(value: Any) -> bool:
    """Return whether a JSON value is a string of whole characters (PORT-1)."""
    return isinstance(value, str) and HALF_PAIR.search(value) is None


def _integer(digits: str) -> int | float:
    """Return a whole number, as a float if it has more digits than Python might read."""
    return int(digits) if len(digits) <= 20 else float(digits)


def _no_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
