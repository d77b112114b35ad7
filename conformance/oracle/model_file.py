"""Predictions of networks in model files, in real numbers."""

import base64
import json
import struct

import numpy as np
from mpmath import mpf

from oracle.activations import activate
from oracle.dense import Layer
from oracle.reals import Json, Reals, reals


def predict(request: Json) -> Json:
    """Return the outputs of the network in a model file."""
    content = base64.b64decode(request["model"])
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])

    def tensor(name: str) -> Reals:
        begin, end = (start + offset for offset in header[name]["data_offsets"])
        flat = [mpf(value) for (value,) in struct.iter_unpack("<d", content[begin:end])]
        array: Reals = np.array(flat, dtype=object).reshape(header[name]["shape"])
        return array

    x = reals(request["inputs"])
    for i, each in enumerate(json.loads(header["__metadata__"]["refnet"])["layers"]):
        bias = tensor(f"layers.{i}.bias") if each["bias"] else None
        layer = Layer(each["activation"], tensor(f"layers.{i}.kernel"), bias)
        x = activate(layer.activation, layer.preactivations(x)) if len(x) else x
    return {"outputs": x}
