"""Layers on sequences, with some weights, and the options that their cases share."""

from typing import Any

from cases.images import FieldFault, nested
from cases.networks import Json, layer, spread

STEPS = ": expected examples of the shape [steps]"
KERNELS = ("kernel", "recurrent_kernel", "bias")
BOOLEAN = ": expected true or false"
UNITS = '"linear", "sigmoid", "tanh", "relu"'  # in messages from before there were further ones


def simple_rnn(n: int, units: int, seed: str = "a", **changes: Any) -> Json:
    """Return a simple recurrent layer for n features, with some fields changed."""
    return recurrent("simple_rnn", 1, n, units, seed, **changes)


def lstm(n: int, units: int, seed: str = "a", **changes: Any) -> Json:
    """Return a long short-term memory for n features, with some fields changed."""
    return recurrent("lstm", 4, n, units, seed, **changes)


def gru(n: int, units: int, seed: str = "a", **changes: Any) -> Json:
    """Return gated recurrent units for n features, with some fields changed."""
    bias = nested(f"gru bias {seed}", 2, 3 * units)
    return {**recurrent("gru", 3, n, units, seed, bias=bias), **changes}


def reset_before(n: int, units: int, seed: str = "a", **changes: Any) -> Json:
    """Return gated recurrent units that reset before the product, with some fields changed."""
    return recurrent("gru", 3, n, units, seed, **{"reset_after": False, **changes})


def recurrent(kind: str, gates: int, n: int, units: int, seed: str, **changes: Any) -> Json:
    """Return a recurrent layer whose weights have a column for each gate and unit."""
    return {
        "kind": kind,
        "units": units,
        "kernel": nested(f"{kind} {seed}", n, gates * units),
        "recurrent_kernel": nested(f"{kind} recurrent {seed}", units, gates * units),
        "bias": spread(1, gates * units, f"{kind} bias {seed}", 0.5)[0],
        **changes,
    }


def bidirectional(build: Any, n: int, units: int, seed: str = "a", **changes: Any) -> Json:
    """Return two layers that build makes, one for each direction, with some fields changed."""
    forward, backward = build(n, units, f"{seed} forward"), build(n, units, f"{seed} backward")
    second = {f"backward_{name}": backward[name] for name in KERNELS}
    return {**forward, "kind": f"bidirectional_{forward['kind']}", **second, **changes}


def time_distributed(n: int, units: int, seed: str = "a", **changes: Any) -> Json:
    """Return a dense layer for each step, with some fields changed."""
    dense = layer(n, units, "linear", f"each step {seed}")
    return {"kind": "time_distributed", **dense, **changes}


def embedding(numbers: int, features: int, seed: str = "a", **changes: Any) -> Json:
    """Return a table of vectors, with some fields changed."""
    return {
        "kind": "embedding",
        "input_dim": numbers,
        "output_dim": features,
        "embeddings": nested(f"embedding {seed}", numbers, features),
        **changes,
    }


def masking(**fields: Any) -> Json:
    """Return a masking layer with these fields."""
    return {"kind": "masking", **fields}


def repeat_vector(n: Any) -> Json:
    """Return a layer that makes n steps of its inputs."""
    return {"kind": "repeat_vector", "n": n}


def padded(steps: int, features: int, *real: str, seed: str = "padded", value: Any = 0) -> Any:
    """Return an example for each text, whose steps without an x have one value in all features."""
    rows = spread(len(real), steps * features, seed)
    return [
        [
            row[i * features + j] if marks[i] == "x" else value
            for i in range(steps)
            for j in range(features)
        ]
        for row, marks in zip(rows, real, strict=True)
    ]


MASKS = {
    "last": ("xxx.", "xx..", "x...", "xxxx", "xxx."),
    "first": (".xxx", "..xx", "...x", "xxxx", ".xxx"),
    "middle": ("x.xx", "xx.x", "x..x", "xxxx", ".x.x"),
    "all": ("....", "xxxx", "....", ".x..", "...."),
}


def at(name: str, value: Any, code: str, message: str, field: str, i: int = 0) -> FieldFault:
    """Return a fault of a field of a layer."""
    place = f"layers[{i}].{field}"
    return name, place, value, place, code, message
