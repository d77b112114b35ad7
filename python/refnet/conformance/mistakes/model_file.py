"""What the usual mistakes give with model files."""

import base64
import json
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from refnet.conformance.mistakes.dense import Variant as Training
from refnet.conformance.mistakes.dense import dense
from refnet.conformance.mistakes.mistake import Answer, Mistake
from refnet.port.experiments import read_layers
from refnet.reference.dense import DenseLayer

Entry = tuple[str, list[int], bytes]  # a tensor: its name, its shape and its bytes
Header = dict[str, Any]


def _last(header: Header) -> Header:
    """Return a header with its first entry at its end."""
    first, *others = header.items()
    return dict([*others, first])


@dataclass(frozen=True)
class Variant:
    """The one thing that is wrong in a simulation; without arguments nothing is."""

    number: str = "<d"  # how struct writes and reads a number
    by_columns: bool = False
    order: Callable[[list[Entry]], list[Entry]] = sorted
    entries: Callable[[Header], Header] = lambda header: header
    spaced: bool = False
    description_sorted: bool = False
    pad: bytes = b" "
    multiple: int = 8
    counts_itself: bool = False
    in_order_of_the_header: bool = False  # reads the tensors there, whatever their offsets
    in_order_of_the_names: bool = False  # reads the layers there
    every_bias: bool = False  # takes a bias where there is a tensor of it


def _packed(rows: Iterable[Sequence[float]], v: Variant) -> bytes:
    return b"".join(struct.pack(v.number, x) for row in rows for x in row)


def _unpacked(data: bytes, v: Variant) -> list[float]:
    return [x for (x,) in struct.iter_unpack(v.number, data)]


def _description(layers: list[DenseLayer]) -> dict[str, Any]:
    described = [
        {"units": each.units, "activation": each.activation, "bias": each.bias is not None}
        for each in layers
    ]
    return {"version": 1, "layers": described}


def save_model(request: dict[str, Any], v: Variant) -> Answer:
    """Simulate save_model."""
    layers = read_layers("layers", request["layers"])
    entries: list[Entry] = []
    for i, layer in enumerate(layers):
        shape = [len(layer.kernel), layer.units]
        rows = zip(*layer.kernel, strict=True) if v.by_columns else layer.kernel
        entries.append((f"layers.{i}.kernel", shape, _packed(rows, v)))
        if layer.bias is not None:
            entries.append((f"layers.{i}.bias", [layer.units], _packed([layer.bias], v)))
    separators = None if v.spaced else (",", ":")
    text = json.dumps(_description(layers), separators=separators, sort_keys=v.description_sorted)
    header: Header = {"__metadata__": {"refnet": text}}
    data = b""
    for name, shape, content in v.order(entries):
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": "F64", "shape": shape, "data_offsets": offsets}
        data += content
    written = json.dumps(v.entries(header), separators=separators).encode()
    written += v.pad * (-len(written) % v.multiple)
    length = len(written) + (8 if v.counts_itself else 0)
    return {"model": base64.b64encode(struct.pack("<Q", length) + written + data).decode()}


def predict(request: dict[str, Any], v: Variant) -> Answer:
    """Simulate predict."""
    content = base64.b64decode(request["model"])
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    metadata = header.pop("__metadata__")
    begin = 0
    for entry in header.values():
        first, end = entry["data_offsets"]
        begin = begin if v.in_order_of_the_header else first
        entry["data"] = content[start + begin : start + begin + end - first]
        begin += end - first
    layers = []
    described = json.loads(metadata["refnet"], parse_int=float)["layers"]
    places = list(range(len(described)))
    for i in sorted(places, key=str) if v.in_order_of_the_names else places:
        units, name = int(described[i]["units"]), f"layers.{i}"
        flat = _unpacked(header[f"{name}.kernel"]["data"], v)
        if v.by_columns:
            kernel = [flat[row :: len(flat) // units] for row in range(len(flat) // units)]
        else:
            kernel = [flat[start : start + units] for start in range(0, len(flat), units)]
        biased = described[i]["bias"] or (v.every_bias and f"{name}.bias" in header)
        bias = _unpacked(header[f"{name}.bias"]["data"], v) if biased else None
        activation = described[i]["activation"]
        layers.append({"units": units, "activation": activation, "kernel": kernel, "bias": bias})
    training = {
        "layers": json.loads(json.dumps(layers), parse_int=float),
        "loss": "mse",
        "optimizer": {"name": "sgd"},
        "inputs": request["inputs"],
        "targets": [[0.0]] * len(request["inputs"]),
        "epochs": 0.0,
    }
    return {"outputs": dense(training, Training())["outputs"]}


def _saves(rule: str, description: str, **wrong: Any) -> Mistake:
    return Mistake(rule, description, lambda request: save_model(request, Variant(**wrong)))


def _reads(rule: str, description: str, **wrong: Any) -> Mistake:
    return Mistake(rule, description, lambda request: predict(request, Variant(**wrong)))


def _by_number(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (int(entry[0].split(".")[1]), entry[0]))


SAVE_MODEL = [
    _saves("FILE-1", "writes the bytes in big-endian order", number=">d"),
    _saves("FILE-1", "writes kernels column by column", by_columns=True),
    _saves("FILE-2", "sorts the entries of the description", description_sorted=True),
    _saves("FILE-3", "sorts the tensors by the layers' numbers", order=_by_number),
    _saves("FILE-3", "leaves the tensors in the order of the layers", order=list),
    _saves("FILE-3", "writes __metadata__ last", entries=_last),
    _saves("FILE-3", "writes JSON with spaces", spaced=True),
    _saves("FILE-3", "does not fill the header up", multiple=1),
    _saves("FILE-3", "fills the header up to a multiple of 64", multiple=64),
    _saves("FILE-3", "fills the header up with zeros", pad=b"\0"),
    _saves("FILE-1", "counts the first 8 bytes as the header's", counts_itself=True),
]
PREDICT = [
    _reads("FILE-1", "reads the bytes in big-endian order", number=">d"),
    _reads("FILE-1", "reads kernels column by column", by_columns=True),
    _reads("FILE-1", "takes the tensors in the header's order", in_order_of_the_header=True),
    _reads("FILE-2", "takes the layers in the order of their names", in_order_of_the_names=True),
    _reads("FILE-2", "takes every bias that there is", every_bias=True),
]
