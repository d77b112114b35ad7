"""Mistakes in model files: edits of the two functions here, which write and read a correct file."""

import base64
import json
import struct
from collections.abc import Callable
from typing import Any

from refnet.conformance.mistakes.mistake import Answer, Mistake, Request, read_table
from refnet.conformance.mistakes.variant import edited
from refnet.port.protocol import read_numbers, read_rows, write_value
from refnet.reference.network import KINDS, network_outputs


def save_model(request: Request) -> Answer:
    """Return the answer to a request for a model file (FILE-1 to FILE-3)."""
    tensors, described = [], []
    for i, layer in enumerate(request["layers"]):
        kernel, bias = read_rows("kernel", layer["kernel"]), layer.get("bias")
        units, numbers = len(kernel[0]), [x for row in kernel for x in row]
        tensors.append((f"layers.{i}.kernel", [len(kernel), units], numbers))
        if bias is not None:
            tensors.append((f"layers.{i}.bias", [units], read_numbers("bias", bias)))
        settings = {"units": units, "activation": layer["activation"], "bias": bias is not None}
        described.append(settings)
    text = json.dumps({"version": 1, "layers": described}, separators=(",", ":"))
    header: dict[str, Any] = {"__metadata__": {"refnet": text}}
    data = b""
    for name, shape, numbers in sorted(tensors):
        content = b"".join(struct.pack("<d", x) for x in numbers)
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": "F64", "shape": shape, "data_offsets": offsets}
        data += content
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    return {"model": base64.b64encode(struct.pack("<Q", len(head)) + head + data).decode()}


def predict(request: Request) -> Answer:
    """Return the answer of the network in a model file (FILE-1, FILE-2)."""
    content = base64.b64decode(request["model"])
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    metadata = header.pop("__metadata__")
    tensors, end = {}, 0
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        end = last
        tensors[name] = content[start + end - (last - first) : start + end]
    described = json.loads(metadata["refnet"], parse_int=float)["layers"]
    dense, layers = KINDS["dense"].layer, []
    for i in range(len(described)):
        units, biased = int(described[i]["units"]), described[i]["bias"]
        flat = _numbers("<d", tensors[f"layers.{i}.kernel"])
        kernel = [flat[row * units : (row + 1) * units] for row in range(len(flat) // units)]
        bias = _numbers("<d", tensors[f"layers.{i}.bias"]) if biased else None
        layers.append(dense(units, described[i]["activation"], kernel, bias))
    inputs = read_rows("inputs", request["inputs"])
    return {"outputs": write_value(network_outputs(inputs, layers))}


def _numbers(number: str, content: bytes) -> list[float]:
    return [x for (x,) in struct.iter_unpack(number, content)]


def _table(function: Callable[[Request], Answer], text: str) -> list[Mistake]:
    return [
        Mistake(rule, description, edited(function, edits[function.__name__]))
        for rule, description, edits in read_table(text)
    ]


SAVE_MODEL = _table(
    save_model,
    """
    FILE-1 writes the bytes in big-endian order
      save_model: "<d" => ">d"
    FILE-1 writes kernels column by column
      save_model: for row in kernel for x in row => for column in zip(*kernel) for x in column
    FILE-2 sorts the entries of the description
      save_model: "layers": described}, => "layers": described}, sort_keys=True,
    FILE-3 sorts the tensors by the layers' numbers
      save_model: sorted(tensors) =>
          sorted(tensors, key=lambda each: (int(each[0].split(".")[1]), each))
    FILE-3 writes the tensors in the order of the layers
      save_model: sorted(tensors) => tensors
    FILE-3 writes __metadata__ last
      save_model: json.dumps(header, => json.dumps(
          {**dict(list(header.items())[1:]), "__metadata__": header["__metadata__"]},
    FILE-3 writes JSON with spaces
      save_model: separators=(",", ":") => separators=(", ", ": ")
    FILE-3 does not pad the header
      save_model: % 8 => % 1
    FILE-3 pads the header to a multiple of 64
      save_model: % 8 => % 64
    FILE-3 pads the header with zero bytes
      save_model: b" " => bytes(1)
    FILE-1 counts the first 8 bytes as part of the header
      save_model: "<Q", len(head) => "<Q", 8 + len(head)
    """,
)
PREDICT = _table(
    predict,
    """
    FILE-1 reads the bytes in big-endian order
      predict: "<d" => ">d"
    FILE-1 reads kernels column by column
      predict: flat[row * units : (row + 1) * units] => flat[row :: len(flat) // units]
    FILE-1 reads the tensors in the header's order
      predict: end = last => end += last - first
    FILE-2 reads the layers in the order of their names
      predict: in range(len(described)) => in sorted(range(len(described)), key=str)
    FILE-2 reads every bias in the file
      predict: described[i]["bias"] => f"layers.{i}.bias" in tensors
    """,
)
