"""Predictions of networks in model files, in real numbers."""

import base64
import json
from typing import Any

import numpy as np

from oracle.network import KERNELS, forward, layers_of, proceed
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
        parts |= {name: values[0] for name, values in parts.items() if name in SINGLE}
        stateful = entry.get("keeps_states", False)
        told = {**entry, **dict.fromkeys(OPTIONAL), "stateful": stateful}
        layers.append({**told, **parts})
    x, shape = reals(request["inputs"]), counts(description.get("input_shape", []))
    if len(x) == 0:
        return {"outputs": x}
    network, size = layers_of(layers, shape), int(description.get("batch_size", len(x)))
    outputs: list[Any] = []
    for start in range(0, len(x), size):
        outputs += list(forward(network, x[start : start + size])[2][-1])
        proceed(network)
    return {"outputs": outputs}


RECURRENT = ("simple_rnn", "lstm", "gru")
RATES = ("dropout", "recurrent_dropout")
OPTIONAL = ("bias", "backward_bias", "gamma", "beta")
MOVING = ("moving_mean", "moving_variance", "momentum", "epsilon")
# tensors of one number
SINGLE = ("mask_value", "negative_slope", "rate", *RATES, "momentum", "epsilon")
TENSORS = {
    **dict.fromkeys(("dense", "conv2d", "conv1d", "time_distributed"), ("kernel", "bias")),
    **dict.fromkeys(RECURRENT, (*KERNELS, *RATES)),
    **{
        f"bidirectional_{kind}": (*KERNELS, *(f"backward_{name}" for name in KERNELS), *RATES)
        for kind in RECURRENT
    },
    "normalization": ("mean", "variance"),
    "batch_normalization": ("gamma", "beta", *MOVING),
    "dropout": ("rate",),
    "embedding": ("embeddings",),
    "leaky_relu": ("negative_slope",),
    "masking": ("mask_value",),
}


def _tensors_of(kind: str, entry: Json) -> list[str]:
    told = (*OPTIONAL, *RATES)  # whether there are such tensors
    return [name for name in TENSORS.get(kind, []) if name not in told or entry.get(name)]
