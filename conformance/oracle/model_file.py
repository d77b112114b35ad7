"""Predictions of networks in model files, in real numbers."""

import base64
import json
from typing import Any

import numpy as np

from oracle.activations import activate
from oracle.network import layers_of
from oracle.reals import Json, counts, reals


def predict(request: Json) -> Json:
    """Return the outputs of the network in a model file."""
    content = base64.b64decode(request["model"])
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])

    def tensor(name: str) -> Any:
        begin, end = (start + offset for offset in header[name]["data_offsets"])
        return np.frombuffer(content[begin:end], "<f8").reshape(header[name]["shape"]).tolist()

    description = json.loads(header["__metadata__"]["refnet"])
    layers = []
    for i, entry in enumerate(description["layers"]):
        kind = entry.get("kind", "dense")
        parts = {name: tensor(f"layers.{i}.{name}") for name in _tensors_of(kind, entry)}
        layers.append({**entry, "bias": None, **parts})
    x, shape = reals(request["inputs"]), counts(description.get("input_shape", []))
    for layer in layers_of(layers, shape) if len(x) else []:
        x = activate(layer.activation, layer.preactivations(x))
    return {"outputs": x}


def _tensors_of(kind: str, entry: Json) -> list[str]:
    if kind in ("dense", "conv2d", "conv1d"):
        return ["kernel", "bias"] if entry["bias"] else ["kernel"]
    return ["mean", "variance"] if kind == "normalization" else []
