"""Model files, written by hand from the description of the format, whole or damaged on purpose."""

import base64
import json
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cases import Draft
from cases.networks import Json, layer


def doubles(values: list[Any]) -> bytes:
    """Return the bytes of numbers in lists of any depth, the last index fastest."""
    return b"".join(
        doubles(each) if isinstance(each, list) else struct.pack("<d", float(each))
        for each in values
    )


def lengths(values: list[Any]) -> list[int]:
    """Return the lengths of lists in lists, outermost first."""
    return [len(values), *(lengths(values[0]) if isinstance(values[0], list) else [])]


def compact(value: Any) -> str:
    """Return a JSON text without spaces."""
    return json.dumps(value, separators=(",", ":"))


def description(network: list[Json], **changes: Any) -> Json:
    """Return the description of a network in its file, with some entries changed."""
    return {"version": 1, "layers": [_dense(each) for each in network], **changes}


def _dense(each: Json) -> Json:
    return {
        "units": each["units"],
        "activation": each["activation"],
        "bias": each.get("bias") is not None,
    }


# The fields of layers on images and sequences, in their order in a file, with their defaults
POOLS: Json = {"pool_size": [2, 2], "strides": None, "padding": "valid"}
UNITS: Json = {"units": None, "activation": "tanh"}
GATES: Json = {"recurrent_activation": "sigmoid"}
BIASES: Json = {"bias": None, "backward_bias": None}
NULLABLE = (*BIASES, "gamma", "beta")  # told by whether there is one
SEQUENCES: Json = {"return_sequences": False, "go_backwards": False}
# What a recurrent layer's entry tells only where it is not the default, and the key for it
SPECIAL = {
    "dropout": "dropout",
    "recurrent_dropout": "recurrent_dropout",
    "stateful": "keeps_states",
}
RATES = ("dropout", "recurrent_dropout")
OPTIONAL: Json = {  # told likewise, as they are
    "reset_after": True,
    "merge_mode": "concat",
    "return_state": False,
}
FIELDS: dict[str, Json] = {
    "reshape": {"target_shape": None},
    "batch_normalization": {"gamma": None, "beta": None},
    "dropout": {},
    "activation": {"activation": None},
    "leaky_relu": {},
    "softmax": {},
    "conv2d": {
        **{"filters": None, "kernel_size": None, "strides": [1, 1], "padding": "valid"},
        **{"activation": "linear", "bias": None, "connections": None},
    },
    "conv1d": {
        **{"filters": None, "kernel_size": None, "strides": [1], "padding": "valid"},
        **{"activation": "linear", "bias": None},
    },
    "max_pooling2d": POOLS,
    "average_pooling2d": POOLS,
    "global_average_pooling2d": {},
    "zero_padding2d": {"rows": [1, 1], "columns": [1, 1]},
    "masking": {},
    "repeat_vector": {"n": None},
    "time_distributed": {"units": None, "activation": "linear", "bias": None},
    "embedding": {"input_dim": None, "output_dim": None, "mask_zero": False},
    "simple_rnn": {**UNITS, "bias": None, **SEQUENCES},
    "lstm": {**UNITS, **GATES, "bias": None, **SEQUENCES},
    "gru": {**UNITS, **GATES, "bias": None, **SEQUENCES},
    "bidirectional_simple_rnn": {**UNITS, **BIASES, "return_sequences": False},
    "bidirectional_lstm": {**UNITS, **GATES, **BIASES, "return_sequences": False},
    "bidirectional_gru": {**UNITS, **GATES, **BIASES, "return_sequences": False},
    "add": {},
    "concatenate": {},
    "part": {"first": 0, "target_shape": None},
}


def _with_fields(each: Json) -> Json:
    entry = {name: each.get(name, value) for name, value in FIELDS[each["kind"]].items()}
    entry |= {name: entry[name] is not None for name in NULLABLE if name in entry}
    entry |= {key: True for name, key in SPECIAL.items() if float(each.get(name, 0))}
    return entry | {
        name: each[name] for name, usual in OPTIONAL.items() if each.get(name, usual) != usual
    }


def shape_of(network: list[Json]) -> list[int]:
    """Return the shape of an example that is one row, as the first layer with numbers says."""
    return next(
        [len(each[name])] for each in network for name in ("kernel", "mean") if name in each
    )


def description_2(network: list[Json], **changes: Any) -> Json:
    """Return the description of a network in a file of version 2, with some entries changed."""
    shape = changes["input_shape"] if "input_shape" in changes else shape_of(network)
    entries: dict[str, Callable[[Json], Json]] = {
        **dict.fromkeys(FIELDS, _with_fields),
        "dense": _dense,
        "flatten": lambda each: {},
        "normalization": lambda each: {"invert": each.get("invert", False)},
    }
    kinds = [(each.get("kind", "dense"), each) for each in network]
    layers = [{"kind": kind, **entries[kind](each), **_sources(each)} for kind, each in kinds]
    return {"version": 2, "input_shape": shape, "layers": layers, **changes}


def _sources(each: Json) -> Json:
    """Return what an entry tells only where a layer has sources of its own."""
    return {} if each.get("sources") is None else {"sources": each["sources"]}


WEIGHTS = ("kernel", "recurrent_kernel", "bias")
TENSORS = (
    *WEIGHTS,
    *(f"backward_{name}" for name in WEIGHTS),
    *("mean", "variance", "embeddings", "mask_value", "rate", "negative_slope", *RATES),
    *("gamma", "beta", "moving_mean", "moving_variance", "momentum", "epsilon"),
)
# Tensors of one number, and the defaults of these
SINGLE = ("mask_value", "rate", "negative_slope", *RATES, "momentum", "epsilon")
DEFAULTS = {
    ("masking", "mask_value"): 0,
    ("leaky_relu", "negative_slope"): 0.3,
    ("batch_normalization", "momentum"): 0.99,
    ("batch_normalization", "epsilon"): 0.001,
}


def tensors(layers: list[Json]) -> dict[str, tuple[str, list[int], bytes]]:
    """Return the type, the shape and the bytes of each tensor of a network."""
    made = {}
    for i, each in enumerate(layers):
        for name in TENSORS:
            values = each.get(name, DEFAULTS.get((each.get("kind", "dense"), name)))
            if name in RATES and values is not None and float(values) == 0.0:
                continue
            if name in SINGLE and values is not None:
                values = [values]
            if values is not None:
                made[f"layers.{i}.{name}"] = ("F64", lengths(values), doubles(values))
    return made


def header_of(parts: dict[str, tuple[str, list[int], bytes]], metadata: Any) -> Json:
    """Return a header with tensors that follow one another in their order here."""
    header: Json = {} if metadata is None else {"__metadata__": metadata}
    end = 0
    for name, (dtype, shape, data) in parts.items():
        start, end = end, end + len(data)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}
    return header


def file_of(header: Json | str | bytes, data: bytes, length: int | None = None) -> bytes:
    """Return a file with this header, padded; length: the length of the header that it claims."""
    text = compact(header) if isinstance(header, dict) else header
    written = text if isinstance(text, bytes) else text.encode()
    written += b" " * (-len(written) % 8)
    return struct.pack("<Q", len(written) if length is None else length) + written + data


def saved(layers: list[Json]) -> bytes:
    """Return the file that save_model writes: the tensors in the order of their names' bytes."""
    parts = dict(sorted(tensors(layers).items()))
    header = header_of(parts, {"refnet": compact(description(layers))})
    return file_of(header, b"".join(data for _, _, data in parts.values()))


ESCAPES = {
    **{chr(code): f"\\u{code:04x}" for code in range(32)},
    **{'"': '\\"', "\\": "\\\\"},
    **{"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"},
}


def unescaped(value: Any) -> str:
    """Return a compact JSON text that escapes only what must be escaped (FILE-6)."""
    if isinstance(value, str):
        return '"' + "".join(ESCAPES.get(each, each) for each in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(unescaped(each) for each in value) + "]"
    if isinstance(value, dict):
        items = (f"{unescaped(key)}:{unescaped(each)}" for key, each in value.items())
        return "{" + ",".join(items) + "}"
    return compact(value)


def file_2(layers: list[Json], about: Json, **changed: Any) -> bytes:
    """Return a file of version 2 with this description, and with some tensors changed.

    A tensor that is None is left out.
    """
    parts = {**tensors(layers), **changed}
    parts = dict(sorted((name, part) for name, part in parts.items() if part is not None))
    header = header_of(parts, {"refnet": unescaped(about)})
    return file_of(unescaped(header), b"".join(data for _, _, data in parts.values()))


def saved_2(layers: list[Json], **given: Any) -> bytes:
    """Return the file of version 2 that save_model writes; given: input_shape, columns, classes."""
    return file_2(layers, description_2(layers, **given))


def text(content: bytes) -> str:
    """Return a file in base64."""
    return base64.b64encode(content).decode()


def predict(content: bytes | str, inputs: Any) -> Json:
    """Return the request for a prediction."""
    model = content if isinstance(content, str) else text(content)
    return {"experiment": "predict", "model": model, "inputs": inputs}


def save(layers: Any, **changes: Any) -> Json:
    """Return the request for a file, with some fields changed."""
    return {"experiment": "save_model", "layers": layers, **changes}


def load(content: bytes | str) -> Json:
    """Return the request for what a file holds."""
    model = content if isinstance(content, str) else text(content)
    return {"experiment": "load_model", "model": model}


ONE: list[Json] = [
    {
        "units": 2,
        "activation": "tanh",
        "kernel": [[0.5, -0.25], [0.1, 0.7], [-1.5, 0.3]],
        "bias": [0.2, -0.4],
    }
]
TWO = [layer(3, 4, "relu", "file 1"), layer(4, 2, "softmax", "file 2")]
THREE = [[0.3, -0.8, 1.1], [0, 0, 0], ["-0", 1e-9, -25]]
PARTS = tensors(ONE)
DATA = b"".join(data for _, _, data in PARTS.values())
ABOUT = {"refnet": compact(description(ONE))}
HEADER = header_of(PARTS, ABOUT)
KERNEL, BIAS = HEADER["layers.0.kernel"], HEADER["layers.0.bias"]


def saved_networks(networks: Mapping[str, tuple[str, list[Json], list[int]]]) -> list[Draft]:
    """Return cases of networks that are saved, by name: a description, the layers, a shape."""
    return [
        Draft(
            f"save_{name}",
            words,
            "FILE-5 FILE-3",
            save(layers, input_shape=shape),
            "the rules of the file, byte for byte",
            expected={"model": text(saved_2(layers, input_shape=shape))},
        )
        for name, (words, layers, shape) in networks.items()
    ]


def read_files(files: Iterable[tuple[str, str, bytes | str, Json, str]]) -> list[Draft]:
    """Return cases of files that are read: name, description, content, answer, reason."""
    return [
        Draft(name, words, "FILE-5 FILE-2", load(content), why, expected=answer)
        for name, words, content, answer, why in files
    ]


def changed(**entries: Any) -> Json:
    """Return the header of one layer with other entries of its kernel."""
    return {**HEADER, "layers.0.kernel": {**KERNEL, **entries}}


def with_others(**others: tuple[str, list[int], bytes]) -> bytes:
    """Return the file of one layer with further tensors after its own."""
    parts = {**PARTS, **others}
    data = b"".join(each for _, _, each in parts.values())
    return file_of(header_of(parts, ABOUT), data)


def about(metadata: Any) -> bytes:
    """Return the file of one layer with another __metadata__."""
    return file_of(header_of(PARTS, metadata), DATA)


def described(**changes: Any) -> bytes:
    """Return the file of one layer with other entries in refnet's description."""
    return about({"refnet": compact(description(ONE, **changes))})


def described_layer(**changes: Any) -> bytes:
    """Return the file of one layer with other entries in the description of the layer."""
    [entry] = description(ONE)["layers"]
    return described(layers=[{**entry, **changes}])


NO_FILE = "model: it is no model file, or does not hold together"
