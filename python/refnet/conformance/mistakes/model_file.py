"""Mistakes in model files: edits of functions here, which write and read a correct file."""

import base64
import json
import math
import struct
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from unicodedata import normalize

from refnet.conformance.mistakes.mistake import Answer, Mistake, Request, read_table
from refnet.conformance.mistakes.variant import edited
from refnet.errors import RefnetError
from refnet.port.experiments import LAYERS, fields_of, read_layers
from refnet.port.protocol import read_counts, read_fields, read_numbers, read_rows, write_value
from refnet.reference.network import outputs_in_batches
from refnet.reference.network_checks import as_layers, placed_layers

ESCAPED = {
    **{chr(code): f"\\u{code:04x}" for code in range(32)},
    **{"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"},
    **{'"': '\\"', "\\": "\\\\"},
}
BIASES = ("bias", "backward_bias", "gamma", "beta")
KERNELS = (  # always in a file
    *("kernel", "recurrent_kernel", "backward_kernel", "backward_recurrent_kernel"),
    *("embeddings", "mask_value", "rate", "negative_slope"),
    *("moving_mean", "moving_variance", "momentum", "epsilon"),
)
RATES = ("dropout", "recurrent_dropout")  # in a file where they are not 0.0
# Tensors of one number
SINGLE = ("mask_value", "rate", "negative_slope", *RATES, "momentum", "epsilon")
# What an entry says only where it is not the default, and the key for it
SPECIAL = {**{name: name for name in RATES}, "stateful": "keeps_states"}
OPTIONAL = {"reset_after": True, "merge_mode": "concat", "return_state": False}  # as they are


def save_model(request: Request) -> Answer:
    """Return the answer to a request for a model file (FILE-1 to FILE-7)."""
    tensors, described = [], []
    more = ("columns", "classes", "batch_size")
    names = [(key, _whole(request[key])) for key in more if request.get(key) is not None]
    kinds = [layer.get("kind", "dense") for layer in request["layers"]]
    version = 2 if names or set(kinds) != {"dense"} else 1
    sources = [layer.get("sources") for layer in request["layers"]]
    version = 1 if version == 1 and not any(sources) else 2
    shape = _input_shape(request)
    for i, (kind, layer) in enumerate(zip(kinds, request["layers"], strict=True)):
        entry: dict[str, Any] = {"kind": kind} if version == 2 else {}
        if kind == "dense":
            kernel, bias = read_rows("kernel", layer["kernel"]), layer.get("bias")
            units, numbers = len(kernel[0]), [x for row in kernel for x in row]
            tensors.append((f"layers.{i}.kernel", [len(kernel), units], numbers))
            if bias is not None:
                tensors.append((f"layers.{i}.bias", [units], read_numbers("bias", bias)))
            entry |= {"units": units, "activation": layer["activation"], "bias": bias is not None}
        elif kind == "normalization":
            for part in ("mean", "variance"):
                numbers = read_numbers(part, layer[part])
                tensors.append((f"layers.{i}.{part}", [len(numbers)], numbers))
            entry |= {"invert": layer.get("invert", False)}
        else:
            given = {k: value for k, value in layer.items() if k not in ("kind", "sources")}
            fields = read_fields("a layer", fields_of(kind, given), given)
            others = {name: fields.pop(name) for name in OPTIONAL if name in fields}
            told = {name: fields.pop(name) for name in SPECIAL if name in fields}
            told = {name: value for name, value in told.items() if value}
            for part in (*KERNELS, *BIASES, *RATES):
                if {**fields, **told}.get(part) is not None:
                    values = [{**fields, **told}[part]] if part in SINGLE else fields[part]
                    shape_of, numbers = _lengths(values), _flat(values)
                    tensors.append((f"layers.{i}.{part}", shape_of, numbers))
            fields |= {name: fields[name] is not None for name in BIASES if name in fields}
            entry |= {name: value for name, value in fields.items() if name not in KERNELS}
            entry |= {SPECIAL[name]: True for name in told}
            entry |= {name: value for name, value in others.items() if value != OPTIONAL[name]}
        if sources[i] is not None:
            entry |= {"sources": read_counts("sources", sources[i])}
        described.append(entry)
    about = {"version": 1, "layers": described}
    if version == 2:
        about = {"version": 2, "input_shape": shape, "layers": described, **dict(names)}
    text = _json(about)
    header: dict[str, Any] = {"__metadata__": {"refnet": text}}
    data = b""
    for name, shape, numbers in sorted(tensors):
        content = b"".join(struct.pack("<d", x) for x in numbers)
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": "F64", "shape": shape, "data_offsets": offsets}
        data += content
    head = _json(header).encode()
    head += b" " * (-len(head) % 8)
    return {"model": base64.b64encode(struct.pack("<Q", len(head)) + head + data).decode()}


def load_model(request: Request) -> Answer:
    """Return what a model file holds (FILE-1, FILE-2, FILE-5 to FILE-7)."""
    content = base64.b64decode(request["model"])
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    metadata = header.pop("__metadata__")
    tensors, end = {}, 0
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        end = last
        tensors[name] = content[start + end - (last - first) : start + end]
    description = json.loads(metadata["refnet"], parse_int=float)
    version, described = int(description["version"]), description["layers"]
    layers: list[dict[str, Any]] = []
    for i in range(len(described)):
        layer = {"kind": described[i]["kind"] if version == 2 else "dense"}
        if layer["kind"] == "dense":
            units, biased = int(described[i]["units"]), described[i]["bias"]
            flat = _numbers("<d", tensors[f"layers.{i}.kernel"])
            kernel = [flat[row * units : (row + 1) * units] for row in range(len(flat) // units)]
            bias = _numbers("<d", tensors[f"layers.{i}.bias"]) if biased else None
            activation = described[i]["activation"]
            layer |= {"units": units, "activation": activation, "kernel": kernel, "bias": bias}
        elif layer["kind"] == "normalization":
            for part in ("mean", "variance"):
                layer[part] = _numbers("<d", tensors[f"layers.{i}.{part}"])
            layer["invert"] = described[i]["invert"]
        else:
            for field in LAYERS[layer["kind"]]:
                part = f"layers.{i}.{field.name}"
                given = field.name in KERNELS
                if given or (field.name in BIASES and described[i][field.name]):
                    flat = _numbers("<d", tensors[part])
                    values = _nested(flat, header[part]["shape"])
                    layer[field.name] = values[0] if field.name in SINGLE else values
                elif field.name in SPECIAL:
                    told = described[i].get(SPECIAL[field.name], False)
                    value = _numbers("<d", tensors[part])[0] if told and part in tensors else told
                    layer |= {field.name: value} if value else {}
                elif field.name in OPTIONAL:
                    value = described[i].get(field.name, OPTIONAL[field.name])
                    layer |= {field.name: value} if value != OPTIONAL[field.name] else {}
                else:
                    layer[field.name] = None if field.name in BIASES else described[i][field.name]
        if version == 2 and described[i].get("sources") is not None:
            layer |= {"sources": [int(j) for j in described[i]["sources"]]}
        layers.append(layer)
    sizes = description["input_shape"] if version == 2 else [len(layers[0]["kernel"])]
    columns = description.get("columns") if version == 2 else None
    classes = description.get("classes") if version == 2 else None
    batch_size = description.get("batch_size") if version == 2 else None
    more = {} if batch_size is None else {"batch_size": int(batch_size)}
    shape = [int(size) for size in sizes]
    answer = {"input_shape": shape, "layers": write_value(layers)}
    return {**answer, "columns": columns, "classes": classes, **more}


def predict(request: Request, load: Callable[[Request], Answer] = load_model) -> Answer:
    """Return the answer of the network in a model file; load: reads the file."""
    loaded = load(request)
    network, sources = read_layers("layers", loaded["layers"])
    layers = as_layers("layers", network)
    layers = placed_layers("layers", layers, tuple(loaded["input_shape"]), sources)
    inputs = read_rows("inputs", request["inputs"])
    size = loaded.get("batch_size") or max(len(inputs), 1)
    return {"outputs": write_value(outputs_in_batches(inputs, layers, size, sources))}


def _input_shape(request: Request) -> list[int]:
    """Return the shape of an example: the request's, or that of the first layer."""
    if request.get("input_shape") is not None:
        return read_counts("input_shape", request["input_shape"])
    first = request["layers"][0]
    return [len(first["kernel" if "kernel" in first else "mean"])]


def _whole(value: Any) -> Any:
    """Return a number as a whole one, and names as they are."""
    return int(value) if isinstance(value, float) else value


def _json(value: Any) -> str:
    """Return compact JSON text that escapes only what must be escaped (FILE-3, FILE-6)."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_json(key)}:{_json(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_json(each) for each in value) + "]"
    if isinstance(value, str):
        return '"' + "".join(ESCAPED.get(character, character) for character in value) + '"'
    return json.dumps(value)


def _sorted_json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _ascii_json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _more_escaped(characters: str, value: Any) -> str:
    text = _json(value)
    for each in characters:
        text = text.replace(each, "\\/" if each == "/" else f"\\u{ord(each):04x}")
    return text


_html_json, _separators_json, _delete_json, _slashes_json = (
    partial(_more_escaped, characters) for characters in ("<>&", "\u2028\u2029", "\x7f", "/")
)


def _long_escapes(value: Any) -> str:
    text = _json(value)
    for each in "\b\t\n\f\r":
        text = text.replace(ESCAPED[each], f"\\u{ord(each):04x}")
    return text


def _product(sizes: list[int]) -> list[int]:
    return [math.prod(sizes)]


def _each(change: Callable[[str], Any], names: list[str] | None) -> Any:
    return names if names is None else [change(name) for name in names]


def _normal_form(name: str) -> str:
    return normalize("NFC", name)


def _lengths(values: list[Any]) -> list[int]:
    """Return the lengths of lists in lists, outermost first."""
    return [len(values), *(_lengths(values[0]) if isinstance(values[0], list) else [])]


def _flat(values: list[Any]) -> list[float]:
    """Return the numbers of lists in lists, the last index fastest."""
    return [x for each in values for x in (_flat(each) if isinstance(each, list) else [each])]


def _filters_first(values: list[Any]) -> tuple[list[int], list[float]]:
    """Return the lengths and the numbers of a kernel [...][f] as [f][...]."""
    *sizes, filters = _lengths(values)
    flat = _flat(values)
    return [filters, *sizes], [x for j in range(filters) for x in flat[j::filters]]


def _nested(flat: list[Any], lengths: list[int]) -> list[Any]:
    """Return numbers in lists of these lengths."""
    for length in reversed(lengths[1:]):
        flat = [flat[i : i + length] for i in range(0, len(flat), length)]
    return flat


def _numbers(number: str, content: bytes) -> list[float]:
    return [x for (x,) in struct.iter_unpack(number, content)]


def _or_bad_file(answer: Callable[[Request], Answer], request: Request) -> Answer:
    """Return an answer, or an error where a mistake looks for what is not in the file."""
    try:
        return answer(request)
    except (LookupError, TypeError, ValueError, ArithmeticError, RefnetError) as error:
        return {"error": {"code": "bad_file", "field": "model", "message": str(error)}}


def _table(function: Callable[[Request], Answer], text: str) -> list[Mistake]:
    """Return the mistakes of a table that edits this function."""
    mistakes = []
    for rule, description, edits in read_table(text):
        wrong = edited(function, edits[function.__name__])
        mistakes.append(Mistake(rule, description, partial(_or_bad_file, wrong)))
    return mistakes


def _predicting(mistake: Mistake) -> Mistake:
    """Return the mistake of a port that predicts from what it loads."""
    return replace(mistake, answer=partial(_or_bad_file, partial(predict, load=mistake.answer)))


SAVE_MODEL = _table(
    save_model,
    """
    FILE-1 writes the bytes in big-endian order
      save_model: "<d" => ">d"
    FILE-1 writes kernels column by column
      save_model: for row in kernel for x in row => for column in zip(*kernel) for x in column
    FILE-2 sorts the entries of the description
      save_model: text = _json( => text = _sorted_json(
    FILE-3 sorts the tensors by the layers' numbers
      save_model: sorted(tensors) =>
          sorted(tensors, key=lambda each: (int(each[0].split(".")[1]), each))
    FILE-3 writes the tensors in the order of the layers
      save_model: sorted(tensors) => tensors
    FILE-3 writes __metadata__ last
      save_model: _json(header) => _json(
          {**dict(list(header.items())[1:]), "__metadata__": header["__metadata__"]})
    FILE-3 writes JSON with spaces
      save_model: _json( => json.dumps(
    FILE-3 does not pad the header
      save_model: % 8 => % 1
    FILE-3 pads the header to a multiple of 64
      save_model: % 8 => % 64
    FILE-3 pads the header with zero bytes
      save_model: b" " => bytes(1)
    FILE-1 counts the first 8 bytes as part of the header
      save_model: "<Q", len(head) => "<Q", 8 + len(head)
    FILE-5 writes version 2 always
      save_model: 2 if names or set(kinds) != {"dense"} else 1 => 2
    FILE-5 writes version 1 for dense layers with names
      save_model: 2 if names or set(kinds) => 2 if set(kinds)
    FILE-5 writes the kind of a layer last
      save_model: = {"kind": kind} if version == 2 else {} => = {}
      save_model: append(entry) => append({**entry, "kind": kind} if version == 2 else entry)
    FILE-5 counts only the layers that have tensors
      save_model: layers.{i}. => layers.{i - kinds[:i].count('flatten')}.
    FILE-5 leaves flatten layers out
      save_model: zip(kinds, request["layers"], strict=True) =>
          [(k, each) for k, each in zip(kinds, request["layers"]) if k != "flatten"]
    FILE-5 writes the number of inputs for their shape
      save_model: "input_shape": shape => "input_shape": _product(shape)
    FILE-5 writes the input_shape after the layers
      save_model: "input_shape": shape, "layers": described =>
          "layers": described, "input_shape": shape
    FILE-5 writes the input_shape into the entry of a flatten layer too
      save_model: described.append(entry) => described.append(
          {**entry, "input_shape": shape} if kind == "flatten" else entry)
    FILE-5 writes the input_shape in version 1 too
      save_model: "version": 1, => "version": 1, "input_shape": shape,
    FILE-5 writes the filters of a kernel first
      save_model: _lengths(values), _flat(values) => _filters_first(values)
    FILE-5 writes null for the sources of a layer that has none of its own
      save_model: entry |= {"sources": read_counts("sources", sources[i])} => pass
      save_model: described.append(entry) => described.append(
          entry if version == 1 else {**entry, "sources": sources[i]})
    FILE-5 writes the sources of a layer first
      save_model: entry |= {"sources" => entry = {"kind": kind, "sources": sources[i], **entry}
          if True else {"sources"
    FILE-5 forgets the sources
      save_model: if sources[i] is not None => if False
    FILE-5 writes version 1 for dense layers with sources
      save_model: not any(sources) => True
    FILE-5 writes the size of a pooling's windows for strides of null
      save_model: ), given) => ), given); fields |= {
          "strides": fields["strides"] or fields["pool_size"]} if "pool_size" in fields else {}
    FILE-5 leaves fields with their defaults out
      save_model: for name, value in fields.items() if name not in KERNELS =>
          for name, value in fields.items() if name in layer and name not in KERNELS
    FILE-5 writes the bias of a convolution as it is
      save_model: fields |= {name: fields[name] is not None => fields |= {name: fields[name]
    FILE-5 writes the kernels of a recurrent layer as one tensor
      save_model: ), given) => ), given); fields |= {} if "recurrent_kernel" not in fields else {
          "kernel": [*fields["kernel"], *fields.pop("recurrent_kernel")]}
    FILE-5 writes both biases in one row
      save_model: _lengths(values), _flat(values) => _lengths(values) if part not in BIASES else [
          len(_flat(values))], _flat(values)
    FILE-5 writes the value of a mask into the description
      save_model: if name not in KERNELS => if name not in KERNELS or name == "mask_value"
    FILE-5 says of a recurrent layer what is the default
      save_model: for name, value in told.items() if value => for name, value in told.items()
    FILE-5 writes rates of recurrent layers into the description
      save_model: SPECIAL[name]: True for name in told => SPECIAL[name]: told[name] for name in told
    FILE-5 does not say that there are rates
      save_model: True for name in told => True for name in told if name not in RATES
    FILE-5 does not say that a layer is stateful
      save_model: True for name in told => True for name in told if name in RATES
    FILE-5 says that a layer is stateful by the name of the field
      save_model: {SPECIAL[name]: True => {name: True
    FILE-5 says that a layer is stateful before it says that it has rates
      save_model: True for name in told => True for name in sorted(told, reverse=True)
    FILE-5 writes no tensors of rates
      save_model: *BIASES, *RATES) => *BIASES)
    FILE-5 writes the rate of a dropout layer into the description
      save_model: if name not in KERNELS => if name not in KERNELS or name == "rate"
    FILE-5 writes the slope of a leaky_relu layer into the description
      save_model: if name not in KERNELS => if name not in KERNELS or name == "negative_slope"
    FILE-5 writes the settings of a batch normalization into the description
      save_model: if name not in KERNELS =>
          if name not in KERNELS or name in ("momentum", "epsilon")
    FILE-5 writes no tensors of settings that are the defaults
      save_model: *RATES): => *RATES) if {fields.get("momentum"), fields.get("epsilon")}
          != {0.99, 0.001} else ("gamma", "beta", "moving_mean", "moving_variance"):
    FILE-5 writes no moving moments
      save_model: (*KERNELS, *BIASES, *RATES) =>
          [name for name in (*KERNELS, *BIASES, *RATES) if name[:6] != "moving"]
    FILE-5 does not say whether there are gamma and beta
      save_model: for name, value in fields.items() if name not in KERNELS =>
          for name, value in fields.items() if name not in (*KERNELS, "gamma", "beta")
    FILE-5 writes no tensor of a slope that is the default
      save_model: *RATES): => *RATES) if kind != "leaky_relu" or fields["negative_slope"] != 0.3
          else ():
    FILE-5 writes -0.0 as 0.0
      save_model: for x in numbers => for x in [x + 0.0 for x in numbers]
    FILE-5 writes rates without a size
      save_model: shape_of, numbers = _lengths(values), _flat(values) =>
          shape_of, numbers = [] if part in RATES else _lengths(values), _flat(values)
    FILE-6 writes the names before the layers
      save_model: "layers": described, **dict(names) => **dict(names), "layers": described
    FILE-6 writes null for names that are not given
      save_model: **dict(names) => **{key: request.get(key) for key in ("columns", "classes")}
    FILE-6 escapes characters beyond ASCII
      save_model: _json( => _ascii_json(
    FILE-6 escapes U+2028 and U+2029
      save_model: _json( => _separators_json(
    FILE-6 escapes U+007F
      save_model: _json( => _delete_json(
    FILE-6 escapes <, > and & for the sake of HTML
      save_model: _json( => _html_json(
    FILE-6 escapes slashes
      save_model: text = _json( => text = _slashes_json(
    FILE-6 writes no short escapes
      save_model: text = _json( => text = _long_escapes(
    FILE-6 pads the header by its characters
      save_model: -len(head) => -len(_json(header))
    FILE-7 writes no batch size
      save_model: ("columns", "classes", "batch_size") => ("columns", "classes")
    FILE-7 writes the batch size before the names
      save_model: **dict(names) => **dict(sorted(names, key=lambda each: each[0] != "batch_size"))
    FILE-7 writes the batch size into version 1
      save_model: 2 if names or set(kinds) => 2 if names[:-1] or set(kinds)
      save_model: {"version": 1, "layers": described} =>
          {"version": 1, "layers": described, **dict(names)}
    """,
)
READING = """
    FILE-5 reads the filters of a kernel first
      load_model: _nested(flat, header[part]["shape"]) => _nested(
          _flat([flat[j :: len(flat) // header[part]["shape"][-1]]
          for j in range(len(flat) // header[part]["shape"][-1])]), header[part]["shape"])
    FILE-1 reads the bytes in big-endian order
      load_model: "<d" => ">d"
    FILE-1 reads kernels column by column
      load_model: flat[row * units : (row + 1) * units] => flat[row :: len(flat) // units]
    FILE-1 reads the tensors in the header's order
      load_model: end = last => end += last - first
    FILE-2 reads the layers in the order of their names
      load_model: in range(len(described)) => in sorted(range(len(described)), key=str)
    FILE-2 reads every bias in the file
      load_model: described[i]["bias"] => f"layers.{i}.bias" in tensors
    FILE-5 never inverts a normalization
      load_model: described[i]["invert"] => False
    FILE-5 takes the variances for the means
      load_model: ("mean", "variance") => ("variance", "mean")
      load_model: layer[part] = => layer["mean" if part == "variance" else "variance"] =
    FILE-5 takes the first bias for both
      load_model: values = _nested(flat, header[part]["shape"]) =>
          values = _nested(flat, header[part]["shape"]);
          values = [values[0]] * 2 if described[i]["kind"] == "gru" and field.name == "bias"
          else values
    FILE-5 exchanges both directions
      load_model: layers.append(layer) => layers.append(
          {**layer, **{part: layer["backward_" + part] for part in KERNELS[:2]},
          **{"backward_" + part: layer[part] for part in KERNELS[:2]}}
          if "backward_kernel" in layer else layer)
    FILE-5 reads all steps forwards
      load_model: layers.append(layer) => layers.append(
          layer | ({"go_backwards": False} if "go_backwards" in layer else {}))
    FILE-5 takes 0 for the value of a mask
      load_model: layers.append(layer) => layers.append(
          layer | ({"mask_value": 0.0} if "mask_value" in layer else {}))
    FILE-5 does not mask the number 0
      load_model: layers.append(layer) => layers.append(
          layer | ({"mask_zero": False} if "mask_zero" in layer else {}))
    FILE-5 counts only the layers that have tensors
      load_model: layers.{i}. =>
          layers.{i - [each.get('kind') for each in described[:i]].count('flatten')}.
    FILE-7 ignores that a layer is stateful
      load_model: if value else {} => if value and field.name in RATES else {}
    FILE-7 ignores the batch size
      load_model: description.get("batch_size") => None
"""
LOAD_MODEL = _table(load_model, READING) + _table(
    load_model,
    """
    FILE-5 reads the kind of a layer of version 1
      load_model: described[i]["kind"] if version == 2 else "dense" =>
          described[i].get("kind", "dense")
    FILE-5 answers the size of a pooling's windows for strides of null
      load_model: layers.append(layer) => layers.append(layer | (
          {"strides": layer["strides"] or layer["pool_size"]} if "pool_size" in layer else {}))
    FILE-5 answers rates of 0.0, and that a layer is not stateful
      load_model: if value else {} => if SPECIAL else {}
    FILE-5 reads every rate in the file
      load_model: if told and part in tensors => if part in tensors
    FILE-5 takes a key that is false for true
      load_model: SPECIAL[field.name], False) => SPECIAL[field.name]) is not None
    FILE-5 exchanges the rates of a recurrent layer
      load_model: layers.append(layer) => layers.append(layer | ({
          "dropout": layer["recurrent_dropout"], "recurrent_dropout": layer["dropout"]}
          if "dropout" in layer and "recurrent_dropout" in layer else {}))
    FILE-5 ignores rates
      load_model: if told and part in tensors else told =>
          if False else told and part not in tensors
    FILE-5 reads whether a layer is stateful by the name of the field
      load_model: get(SPECIAL[field.name], => get(field.name,
    FILE-5 takes 0.5 for the rate of a dropout layer
      load_model: layers.append(layer) => layers.append(
          layer | ({"rate": 0.5} if "rate" in layer else {}))
    FILE-5 takes 0.3 for the slope of a leaky_relu layer
      load_model: layers.append(layer) => layers.append(
          layer | ({"negative_slope": 0.3} if "negative_slope" in layer else {}))
    FILE-5 gives no connections
      load_model: layers.append(layer) => layers.append(
          layer | ({"connections": None} if "connections" in layer else {}))
    FILE-5 answers the number of inputs for their shape
      load_model: [int(size) for size in sizes] => _product([int(size) for size in sizes])
    FILE-5 reads the input_shape of version 1
      load_model: description["input_shape"] if version == 2 else =>
          description["input_shape"] if "input_shape" in description else
    FILE-6 reads names of version 1
      load_model: if version == 2 else None => if version in (1, 2) else None
    FILE-6 gives an empty list for names that are not there
      load_model: "columns": columns => "columns": columns or []
    FILE-6 takes the names of the outputs for those of the inputs
      load_model: get("columns") => get("classes", description.get("columns"))
    FILE-7 answers null for a batch size that is not there
      load_model: {} if batch_size is None else {"batch_size": int(batch_size)} =>
          {"batch_size": batch_size and int(batch_size)}
    FILE-6 removes spaces around names
      load_model: "columns": columns => "columns": _each(str.strip, columns)
    FILE-6 brings names into a normal form of Unicode
      load_model: "columns": columns => "columns": _each(_normal_form, columns)
    """,
)
# Without either, a prediction begins each example with states of 0.
STATELESS = {
    "ignores that a layer is stateful": "ignores the batch size, or that a layer is stateful",
    "ignores the batch size": None,
}
PREDICT = [
    replace(_predicting(each), description=STATELESS.get(each.description) or each.description)
    for each in _table(load_model, READING)
    if STATELESS.get(each.description, "") is not None
]
