"""Cases of model files, which are made here by hand, from what is written of the format."""

import base64
import json
import struct
from dataclasses import replace
from typing import Any

from cases import FINITE, Draft, Fault, faults_in_order, refusal
from cases.dense import layer, spread, without

Json = dict[str, Any]
FORMAT = "the format's description: huggingface.co/docs/safetensors"


def doubles(rows: list[Any]) -> bytes:
    """Return the bytes of numbers, row by row."""
    flat = [x for row in rows for x in (row if isinstance(row, list) else [row])]
    return struct.pack(f"<{len(flat)}d", *(float(x) for x in flat))


def compact(value: Any) -> str:
    """Return a JSON text without spaces."""
    return json.dumps(value, separators=(",", ":"))


def description(network: list[Json], **changes: Any) -> Json:
    """Return what refnet says of a network, with some entries changed."""
    layers = [
        {
            "units": each["units"],
            "activation": each["activation"],
            "bias": each.get("bias") is not None,
        }
        for each in network
    ]
    return {"version": 1, "layers": layers, **changes}


def tensors(layers: list[Json]) -> dict[str, tuple[str, list[int], bytes]]:
    """Return the type, the shape and the bytes of each tensor of a network."""
    made = {}
    for i, each in enumerate(layers):
        kernel, bias = each["kernel"], each.get("bias")
        made[f"layers.{i}.kernel"] = ("F64", [len(kernel), each["units"]], doubles(kernel))
        if bias is not None:
            made[f"layers.{i}.bias"] = ("F64", [each["units"]], doubles(bias))
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
    """Return a file with this header, padded; length: what it says of its length."""
    text = compact(header) if isinstance(header, dict) else header
    written = text if isinstance(text, bytes) else text.encode()
    written += b" " * (-len(written) % 8)
    return struct.pack("<Q", len(written) if length is None else length) + written + data


def saved(layers: list[Json]) -> bytes:
    """Return the file that save_model writes: the tensors in the order of their names' bytes."""
    parts = dict(sorted(tensors(layers).items()))
    header = header_of(parts, {"refnet": compact(description(layers))})
    return file_of(header, b"".join(data for _, _, data in parts.values()))


def text(content: bytes) -> str:
    """Return a file in base64."""
    return base64.b64encode(content).decode()


def predict(content: bytes | str, inputs: Any) -> Json:
    """Return the request for a prediction."""
    model = content if isinstance(content, str) else text(content)
    return {"experiment": "predict", "model": model, "inputs": inputs}


ONE: list[Json] = [
    {
        "units": 2,
        "activation": "tanh",
        "kernel": [[0.5, -0.25], [0.1, 0.7], [-1.5, 0.3]],
        "bias": [0.2, -0.4],
    }
]
TWO = [layer(3, 4, "relu", "file 1"), layer(4, 2, "softmax", "file 2")]
KINDS = ["tanh", "linear", "sigmoid", "relu", "softmax"]
ELEVEN = [layer(2, 2, KINDS[i % 5], f"file {i}") for i in range(11)]
ELEVEN[1]["bias"] = ELEVEN[10]["bias"] = None
ODD = [
    {
        "units": 3,
        "activation": "linear",
        "kernel": [["-0", 5e-324, -2.2250738585072009e-308], [1.7976931348623157e308, 0, 1e-300]],
        "bias": ["-0", -5e-324, 0],
    }
]
NETWORKS = {
    "one_layer": ("One layer.", ONE),
    "two_layers": ("Two layers.", TWO),
    "eleven_layers": ("Eleven layers: layers.10 comes before layers.2.", ELEVEN),
    "no_bias": (
        "A layer whose bias is null, and one without the field.",
        [{**TWO[0], "bias": None}, without(TWO[1], "bias")],
    ),
    "odd_weights": ("Weights that are -0.0, subnormal and as large as can be.", ODD),
    "one_weight": (
        "A single weight.",
        [{"units": 1, "activation": "sigmoid", "kernel": [[0.1]]}],
    ),
}

THREE = [[0.3, -0.8, 1.1], [0, 0, 0], ["-0", 1e-9, -25]]
PARTS = tensors(ONE)
DATA = b"".join(data for _, _, data in PARTS.values())
ABOUT = {"refnet": compact(description(ONE))}
HEADER = header_of(PARTS, ABOUT)
KERNEL, BIAS = HEADER["layers.0.kernel"], HEADER["layers.0.bias"]


def changed(**entries: Any) -> Json:
    """Return the header of one layer with other entries of its kernel."""
    return {**HEADER, "layers.0.kernel": {**KERNEL, **entries}}


def with_others(**others: tuple[str, list[int], bytes]) -> bytes:
    """Return the file of one layer with further tensors behind its own."""
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
    """Return the file of one layer that is described otherwise."""
    [entry] = description(ONE)["layers"]
    return described(layers=[{**entry, **changes}])


SIZES = {
    **{"BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1},
    **{"I16": 2, "U16": 2, "F16": 2, "BF16": 2},
    **{"I32": 4, "U32": 4, "F32": 4, "I64": 8, "U64": 8, "F64": 8},
}

UNEVEN = compact(HEADER) + " " * (1 + len(compact(HEADER)) % 2)

# What ONE answers to THREE, from a file of any look.
GIVES = [
    [-0.880951268046997, -0.6075318872684417],
    [0.19737532022490403, -0.37994896225522495],
    [1.0, -0.9999997250984918],
]
# name, text, file, reason
READ: list[tuple[str, str, bytes, str]] = [
    (
        "further_tensors",
        "Further tensors of other types, and one that is empty.",
        with_others(
            state=("U32", [3], struct.pack("<3I", 1, 2, 2**32 - 1)),
            mean=("F32", [], struct.pack("<f", 0.5)),
            nothing=("F64", [0], b""),
        ),
        "what a file holds besides is its writer's own affair",
    ),
    (
        "every_type",
        "A further tensor of every type of the format.",
        with_others(
            **{f"of_{kind}": (kind, [3, 1], bytes(3 * size)) for kind, size in SIZES.items()}
        ),
        "what a file holds besides is its writer's own affair",
    ),
    (
        "newer_types",
        "Further tensors of the types that the format has got since.",
        with_others(
            scale=("F8_E8M0", [2], b"\1\2"),
            halves=("F4", [4], b"\1\2"),
            complexes=("C64", [1], bytes(8)),
        ),
        "what a file holds besides is its writer's own affair",
    ),
    (
        "tensors_with_a_layers_name",
        "Further tensors called layers.0.scale, layers.1.kernel and layers.x.bias.",
        with_others(
            **{
                "layers.0.scale": ("F32", [1], bytes(4)),
                "layers.1.kernel": ("F32", [1, 1], bytes(4)),
                "layers.x.bias": ("I64", [1], bytes(8)),
            }
        ),
        "a network's tensors are those that its description has",
    ),
    (
        "tensor_of_many_dimensions",
        "A further tensor of a hundred dimensions.",
        with_others(long=("F64", [1] * 100, doubles([0.5]))),
        "the format has no limit to them",
    ),
    (
        "empty_tensor_of_a_long_side",
        "Further tensors of no number, whose shapes are (2^53 - 1) times 0 and 0 times 2^53 - 1.",
        with_others(
            one=("F64", [9007199254740991, 0], b""), other=("F32", [0, 9007199254740991], b"")
        ),
        "the product is what counts",
    ),
    (
        "further_entries",
        "Further entries beside refnet's, in its description, in a layer of it and in a tensor.",
        file_of(
            {
                "__metadata__": {
                    "format": "np",
                    "refnet": compact(
                        description(
                            ONE,
                            layers=[{**description(ONE)["layers"][0], "name": "first \u00e9"}],
                            optimizer={"name": "adam"},
                            epochs=None,
                        )
                    ),
                },
                "layers.0.kernel": {"note": [1, {}], **KERNEL},
                "layers.0.bias": BIAS,
            },
            DATA,
        ),
        "a version that adds something shall be read",
    ),
    (
        "long_number",
        "A further entry in the description: a number of 5,000 digits.",
        about({"refnet": ABOUT["refnet"][:-1] + ',"note":' + "7" * 5000 + "}"}),
        "not every language reads such a number",
    ),
    (
        "spaces",
        "A header and a description with spaces, tabs and line feeds, and 24 spaces at the end.",
        file_of(
            json.dumps(
                {**HEADER, "__metadata__": {"refnet": json.dumps(description(ONE), indent=1)}},
                indent="\t",
            )
            + " " * 24,
            DATA,
        ),
        "JSON has white space between its tokens",
    ),
    (
        "header_of_odd_length",
        "A header that no space fills up.",
        struct.pack("<Q", len(UNEVEN)) + UNEVEN.encode() + DATA,
        "other writers need not fill it up",
    ),
    (
        "tensors_in_another_order",
        "The bias's bytes come first, the kernel's entry comes first, __metadata__ last.",
        file_of(
            {
                "layers.0.kernel": {**KERNEL, "data_offsets": [16, 64]},
                "layers.0.bias": {**BIAS, "data_offsets": [0, 16]},
                "__metadata__": ABOUT,
            },
            DATA[48:] + DATA[:48],
        ),
        "the offsets say where a tensor is",
    ),
    (
        "escapes",
        "Names and texts with escapes.",
        file_of(
            compact(HEADER)
            .replace("layers.0.bias", "\\u006cayers\\u002e0.bias")
            .replace("tanh", "\\\\u0074anh"),
            DATA,
        ),
        "texts are compared when they have been read",
    ),
    (
        "numbers_in_other_notations",
        "Units and version as 2.0 and 10e-1.",
        file_of(
            compact(HEADER)
            .replace('\\"units\\":2', '\\"units\\":2.0')
            .replace('\\"version\\":1', '\\"version\\":10e-1'),
            DATA,
        ),
        "PORT-5's whole numbers, which not every language can tell apart",
    ),
]

HUGE = [4294967296, 4294967296]

# name, text, file
HOSTILE: list[tuple[str, str, bytes]] = [
    ("empty_file", "No byte at all.", b""),
    ("seven_bytes", "Fewer bytes than the header's length has.", b"\x08\0\0\0\0\0\0"),
    ("eight_zeros", "A header of no length.", bytes(8)),
    ("length_only", "The length of a header, and no header.", struct.pack("<Q", 2)),
    ("length_of_2_to_63", "A header of 2^63 bytes.", file_of(HEADER, DATA, 2**63)),
    ("length_of_2_to_64", "A header of 2^64 - 1 bytes.", file_of(HEADER, DATA, 2**64 - 1)),
    (
        "length_that_wraps",
        "A header of 2^64 - 8 bytes: with the 8 before it, none.",
        file_of(HEADER, DATA, 2**64 - 8),
    ),
    (
        "length_beyond_100_million",
        "A header of 100,000,001 bytes, in a file that is shorter.",
        file_of(HEADER, DATA, 100_000_001),
    ),
    (
        "length_beyond_the_file",
        "A header that is one byte longer than the file.",
        file_of(HEADER, b"", len(file_of(HEADER, b"")) - 7),
    ),
    (
        "length_too_short",
        "A header that ends before its last bracket.",
        file_of(HEADER, DATA, len(compact(HEADER)) - 1),
    ),
    (
        "length_in_big_endian",
        "A length whose bytes are turned round.",
        file_of(HEADER, DATA)[7::-1] + file_of(HEADER, DATA)[8:],
    ),
    ("header_no_json", "A header that is no JSON.", file_of("layers: 1", DATA)),
    ("header_a_list", "A header that is a list.", file_of("[]", b"")),
    ("header_null", "A header that is null.", file_of("null", b"")),
    ("header_two_objects", "Two objects for a header.", file_of("{}{}", b"")),
    (
        "header_no_utf8",
        "A header with a byte that no UTF-8 has.",
        file_of(
            compact({**HEADER, "__metadata__": {**ABOUT, "note": "?"}})
            .replace("?", "\xff")
            .encode("latin-1"),
            DATA,
        ),
    ),
    ("header_in_utf16", "A header in UTF-16.", file_of(compact(HEADER).encode("utf-16-le"), DATA)),
    (
        "header_with_half_a_pair",
        "A header with half of a surrogate pair.",
        file_of({**HEADER, "__metadata__": {**ABOUT, "note": "\ud800"}}, DATA),
    ),
    (
        "header_with_zeros_behind_it",
        "A header that is filled up with bytes of zero.",
        file_of(compact(HEADER).encode() + bytes(8), DATA),
    ),
    (
        "header_with_nan",
        "A header with NaN in it.",
        file_of(compact(changed(note=float("nan"))), DATA),
    ),
    ("no_tensors", "A header without a tensor or anything else.", file_of("{}", b"")),
    ("truncated_data", "A file whose last byte is missing.", file_of(HEADER, DATA[:-1])),
    ("no_data", "A file that ends with its header.", file_of(HEADER, b"")),
    ("trailing_byte", "A byte behind the last tensor.", file_of(HEADER, DATA + b"\0")),
    (
        "overlap",
        "A bias whose bytes are the kernel's last.",
        file_of({**HEADER, "layers.0.bias": {**BIAS, "data_offsets": [32, 48]}}, DATA[:48]),
    ),
    (
        "overlap_by_a_byte",
        "A bias that begins with the kernel's last byte.",
        file_of({**HEADER, "layers.0.bias": {**BIAS, "data_offsets": [47, 63]}}, DATA[:-1]),
    ),
    (
        "same_place",
        "Two tensors with the same bytes.",
        file_of({**HEADER, "other": BIAS}, DATA),
    ),
    (
        "gap",
        "Eight bytes between two tensors.",
        file_of({**HEADER, "layers.0.bias": {**BIAS, "data_offsets": [56, 72]}}, DATA + bytes(8)),
    ),
    (
        "gap_before_the_first",
        "Eight bytes before the first tensor.",
        file_of(
            {
                **changed(data_offsets=[8, 56]),
                "layers.0.bias": {**BIAS, "data_offsets": [56, 72]},
            },
            bytes(8) + DATA,
        ),
    ),
    (
        "offsets_beyond_the_file",
        "A bias that ends behind the file.",
        file_of({**HEADER, "layers.0.bias": {**BIAS, "data_offsets": [56, 72]}}, DATA),
    ),
    (
        "offsets_that_wrap",
        "A bias from 2^64 - 16 to 2^64 - 0, of which 64 bits show 0.",
        file_of({**HEADER, "layers.0.bias": {**BIAS, "data_offsets": [2**64 - 16, 2**64]}}, DATA),
    ),
    (
        "end_before_begin",
        "A kernel from 48 to 0.",
        file_of(changed(data_offsets=[48, 0]), DATA),
    ),
    (
        "negative_offset",
        "A bias from -16 to 0, before the kernel.",
        file_of({**HEADER, "layers.0.bias": {**BIAS, "data_offsets": [-16, 0]}}, DATA[:48]),
    ),
    (
        "fractional_offset",
        "A kernel that ends at 48.5.",
        file_of(changed(data_offsets=[0, 48.5]), DATA),
    ),
    ("text_offset", "An offset that is a text.", file_of(changed(data_offsets=["0", 48]), DATA)),
    ("one_offset", "A kernel with one offset.", file_of(changed(data_offsets=[48]), DATA)),
    ("three_offsets", "A kernel with three.", file_of(changed(data_offsets=[0, 48, 48]), DATA)),
    (
        "no_offsets",
        "A kernel without offsets.",
        file_of({**HEADER, "layers.0.kernel": without(KERNEL, "data_offsets")}, DATA),
    ),
    (
        "no_shape",
        "A kernel without a shape.",
        file_of({**HEADER, "layers.0.kernel": without(KERNEL, "shape")}, DATA),
    ),
    (
        "no_type",
        "A kernel without a type.",
        file_of({**HEADER, "layers.0.kernel": without(KERNEL, "dtype")}, DATA),
    ),
    ("tensor_no_object", "A tensor that is a number.", file_of({**HEADER, "other": 5}, DATA)),
    (
        "tensor_a_list",
        "A tensor that is a list of its type, shape and offsets.",
        file_of({**HEADER, "layers.0.kernel": ["F64", [3, 2], [0, 48]]}, DATA),
    ),
    ("type_an_object", "A type that is an object.", file_of(changed(dtype={"F64": None}), DATA)),
    ("tensor_null", "A tensor that is null.", file_of({**HEADER, "other": None}, DATA)),
    ("larger_shape", "A shape of four rows, bytes of three.", file_of(changed(shape=[4, 2]), DATA)),
    ("smaller_shape", "A shape of two rows, bytes of three.", file_of(changed(shape=[2, 2]), DATA)),
    (
        "shape_that_overflows",
        "A shape of 2^64 numbers: in 64 bits, of none.",
        with_others(other=("F64", HUGE, b"")),
    ),
    (
        "shape_whose_bytes_overflow",
        "A shape of 2^61 numbers, whose bytes in 64 bits are none.",
        with_others(other=("F64", [2**30, 2**31], b"")),
    ),
    (
        "kernel_that_overflows",
        "A kernel of 2^32 rows of 2^32 numbers, and no byte of it.",
        file_of(
            {
                "__metadata__": {
                    "refnet": compact(
                        {
                            "version": 1,
                            "layers": [{"units": 2**32, "activation": "tanh", "bias": False}],
                        }
                    )
                },
                "layers.0.kernel": {"dtype": "F64", "shape": HUGE, "data_offsets": [0, 0]},
            },
            b"",
        ),
    ),
    (
        "negative_shape",
        "A shape of -3 times -2.",
        file_of(changed(shape=[-3, -2]), DATA),
    ),
    ("fractional_shape", "A shape of 1.5 times 4.", file_of(changed(shape=[1.5, 4]), DATA)),
    ("text_shape", "A shape of texts.", file_of(changed(shape=["3", "2"]), DATA)),
    ("shape_no_list", "A shape that is a number.", file_of(changed(shape=6), DATA)),
    ("unknown_type", "A type that there is not.", with_others(other=("F128", [1], bytes(16)))),
    ("type_in_small_letters", "The type f64.", file_of(changed(dtype="f64"), DATA)),
    (
        "inherited_type",
        "A type that objects have from birth.",
        with_others(other=("toString", [1], bytes(8))),
    ),
    ("number_for_a_type", "A type that is a number.", file_of(changed(dtype=64), DATA)),
    (
        "kernel_in_f32",
        "A kernel of binary32.",
        file_of(
            {
                **changed(dtype="F32", data_offsets=[0, 24]),
                "layers.0.bias": {**BIAS, "data_offsets": [24, 40]},
            },
            struct.pack("<6f", 0.5, -0.25, 0.1, 0.7, -1.5, 0.3) + DATA[48:],
        ),
    ),
    ("kernel_in_i64", "A kernel of whole numbers.", file_of(changed(dtype="I64"), DATA)),
    (
        "bias_in_u64",
        "A bias of whole numbers.",
        file_of({**HEADER, "layers.0.bias": {**BIAS, "dtype": "U64"}}, DATA),
    ),
    (
        "missing_kernel",
        "A layer without its kernel.",
        file_of(
            {"__metadata__": ABOUT, "layers.0.bias": {**BIAS, "data_offsets": [0, 16]}}, DATA[48:]
        ),
    ),
    (
        "missing_bias",
        "A layer without its bias.",
        file_of(without(HEADER, "layers.0.bias"), DATA[:48]),
    ),
    (
        "kernel_of_the_next_layer",
        "A file whose first layer is called layers.1.",
        file_of(compact(HEADER).replace("layers.0.", "layers.1."), DATA),
    ),
    (
        "kernel_under_another_name",
        "A kernel called layers.00.kernel.",
        file_of(compact(HEADER).replace("layers.0.k", "layers.00.k"), DATA),
    ),
    ("no_metadata", "A file without __metadata__.", about(None)),
    (
        "null_metadata",
        "A file whose __metadata__ is null.",
        file_of({**HEADER, "__metadata__": None}, DATA),
    ),
    ("text_metadata", "A file whose __metadata__ is a text.", about("refnet")),
    ("no_refnet", "A __metadata__ without refnet.", about({"format": "pt"})),
    (
        "number_in_the_metadata",
        "A __metadata__ with an entry that is no text.",
        about({**ABOUT, "epochs": 7}),
    ),
    ("refnet_an_object", "An object for refnet's text.", about({"refnet": description(ONE)})),
    ("refnet_empty", "An empty text.", about({"refnet": ""})),
    ("refnet_no_json", "A text that is no JSON.", about({"refnet": "one layer"})),
    (
        "refnet_a_list",
        "A list for the description.",
        about({"refnet": compact([description(ONE)])}),
    ),
    ("refnet_null", "null for the description.", about({"refnet": "null"})),
    (
        "refnet_with_nan",
        "A description with NaN in it, which is no JSON.",
        described(note=float("nan")),
    ),
    (
        "refnet_with_a_comma",
        "A description with a comma behind its last entry.",
        about({"refnet": ABOUT["refnet"][:-1] + ",}"}),
    ),
    ("version_2", "A version that there is not yet.", described(version=2)),
    ("version_1_as_a_text", 'The version "1".', described(version="1")),
    ("version_true", "true for the version.", described(version=True)),
    (
        "no_version",
        "A description without a version.",
        about({"refnet": compact(without(description(ONE), "version"))}),
    ),
    (
        "no_layers",
        "A description without layers.",
        about({"refnet": compact(without(description(ONE), "layers"))}),
    ),
    ("empty_layers", "A description of no layer.", described(layers=[])),
    ("null_layers", "null for the layers.", described(layers=None)),
    (
        "layers_an_object",
        "An object for the list of layers.",
        described(layers={"0": description(ONE)["layers"][0]}),
    ),
    ("layer_no_object", "A number for a layer.", described(layers=[5])),
    ("null_layer", "null for a layer.", described(layers=[None])),
    (
        "layer_too_many",
        "A description of two layers, and the tensors of one.",
        described(layers=description(ONE)["layers"] * 2),
    ),
    ("units_0", "A layer of no units.", described_layer(units=0)),
    (
        "units_of_another_number",
        "A layer of three units, a kernel for two.",
        described_layer(units=3),
    ),
    ("units_below_zero", "A layer of -2 units.", described_layer(units=-2)),
    ("units_a_text", 'A layer of "2" units.', described_layer(units="2")),
    ("units_a_fraction", "A layer of 2.5 units.", described_layer(units=2.5)),
    ("units_true", "A layer of true units.", described_layer(units=True)),
    ("units_beyond_64_bits", "A layer of 2^64 + 2 units.", described_layer(units=2**64 + 2)),
    (
        "no_units",
        "A layer that does not say its units.",
        described(layers=[without(description(ONE)["layers"][0], "units")]),
    ),
    ("unknown_activation", "An activation that there is not.", described_layer(activation="swish")),
    ("null_activation", "null for an activation.", described_layer(activation=None)),
    ("list_for_an_activation", "A list for it.", described_layer(activation=["tanh"])),
    (
        "no_activation",
        "A layer that does not say its activation.",
        described(layers=[without(description(ONE)["layers"][0], "activation")]),
    ),
    ("bias_no_boolean", "1 for whether there is a bias.", described_layer(bias=1)),
    ("bias_null", "null for whether there is a bias.", described_layer(bias=None)),
    (
        "bias_not_said",
        "A layer that does not say whether it has a bias.",
        described(layers=[without(description(ONE)["layers"][0], "bias")]),
    ),
    ("kernel_turned_over", "A kernel of [units][inputs].", file_of(changed(shape=[2, 3]), DATA)),
    ("kernel_flat", "A kernel of six numbers.", file_of(changed(shape=[6]), DATA)),
    ("kernel_deep", "A kernel of three dimensions.", file_of(changed(shape=[3, 2, 1]), DATA)),
    (
        "kernel_without_rows",
        "A kernel of no rows.",
        file_of(
            {
                **changed(shape=[0, 2], data_offsets=[0, 0]),
                "layers.0.bias": {**BIAS, "data_offsets": [0, 16]},
            },
            DATA[48:],
        ),
    ),
    (
        "bias_of_two_dimensions",
        "A bias of one row.",
        file_of({**HEADER, "layers.0.bias": {**BIAS, "shape": [1, 2]}}, DATA),
    ),
    (
        "bias_too_short",
        "A bias for one of two units.",
        file_of(
            {**HEADER, "layers.0.bias": {**BIAS, "shape": [1], "data_offsets": [48, 56]}},
            DATA[:56],
        ),
    ),
    (
        "layers_that_do_not_fit",
        "A second layer of three inputs behind a first of four units.",
        saved([TWO[0], layer(3, 2, "softmax", "file 2")]),
    ),
    ("nan_weight", "A weight that is NaN.", saved([{**ONE[0], "kernel": [[0.5, "NaN"]] * 3}])),
    ("infinite_bias", "A bias that is infinite.", saved([{**ONE[0], "bias": [0, "-Infinity"]}])),
    (
        "nan_in_the_last_layer",
        "A NaN in the last of two layers.",
        saved([TWO[0], {**TWO[1], "bias": [0, "NaN"]}]),
    ),
]

NO_FILE = "model: it is no model file, or does not hold together"
# name, text, base64
NO_BASE64 = [
    ("other_alphabet", "The alphabet of web addresses.", "-_-_"),
    ("star", "A character that base64 does not have.", "AA*="),
    ("no_padding", "A text without its padding.", "AA"),
    ("half_the_padding", "A text with half of its padding.", "AA="),
    ("one_character", "A character by itself.", "A==="),
    ("padding_alone", "Padding of nothing.", "===="),
    ("padding_inside", "Padding before the end.", "AA==AAAA"),
    ("padding_too_much", "Padding where there is nothing to fill up.", "AAAA===="),
    ("last_bits", "A last character with bits that no byte has.", "AB=="),
    ("last_bits_of_two", "The same before one sign of padding.", "AAB="),
    ("line_feed_at_the_end", "A line feed at the end.", "AA==\n"),
    ("space", "A space inside.", "AA A"),
    ("letter_beyond_ascii", "A letter that is none of ASCII's.", "AA\u00e4A"),
    ("wide_letter", "A letter whose lowest byte is that of A.", "AAA\u0141"),
    ("zero", "A character of zero.", "AAA\0"),
    ("line_feed_inside", "A good file with a line feed after 76 characters.", ""),
]
BROKEN = f"{text(saved(ONE))[:76]}\n{text(saved(ONE))[76:]}"
BASE64 = ": expected base64"
NO_ROWS = ": expected a list of lists of numbers"

TYPES: list[Fault] = [
    ("model", 7, "wrong_type", BASE64),
    ("inputs", [0.3, -0.8, 1.1], "wrong_type", NO_ROWS),
]
SHAPES: list[Fault] = [
    ("model", "", "bad_file", NO_FILE.removeprefix("model")),
    (
        "inputs",
        [[1, 2, 3], [1, 2]],
        "shape_mismatch",
        "[1]: expected length 3, that of layers[0].kernel, got length 2",
    ),
]
VALUES: list[Fault] = [("inputs", [[1, 2, 3], [1, "NaN", 3]], "not_finite", f"[1][1]{FINITE}")]
SAVED_TYPES: list[Fault] = [
    ("layers[0].units", None, "wrong_type", ": expected a whole number"),
    ("layers[1].kernel", 5, "wrong_type", NO_ROWS),
]
SAVED_SHAPES: list[Fault] = [
    ("layers[0].kernel", [], "empty", ": expected at least one number"),
    (
        "layers[1].bias",
        [1],
        "shape_mismatch",
        ": expected length 2, that of layers[1].units, got length 1",
    ),
]
SAVED_VALUES: list[Fault] = [
    (
        "layers[0].activation",
        "swish",
        "unknown_name",
        ': expected one of "linear", "sigmoid", "tanh", "relu", "softmax"',
    ),
    ("layers[0].kernel", [["NaN"] * 4] * 3, "not_finite", f"[0][0]{FINITE}"),
    ("layers[1].bias", [0, "Infinity"], "not_finite", f"[1]{FINITE}"),
]


def save(layers: Any, **changes: Any) -> Json:
    """Return the request for a file, with some fields changed."""
    return {"experiment": "save_model", "layers": layers, **changes}


# name, text, rules, request, code, field, message
FAULTS: list[tuple[str, str, str, Json, str, str, str]] = [
    (
        "save_no_layers",
        "A file of no layer.",
        "ERR-6",
        save([]),
        "empty",
        "layers",
        "layers: expected at least one layer",
    ),
    (
        "save_with_inputs",
        "A file has no inputs.",
        "ERR-4 PORT-4",
        save([], inputs=THREE),
        "unknown_field",
        "inputs",
        "inputs: save_model has no such field",
    ),
    (
        "save_unknown_field_of_a_layer",
        "A field that a layer does not have.",
        "ERR-4 PORT-7",
        save([{**ONE[0], "name": "first"}]),
        "unknown_field",
        "layers[0].name",
        "layers[0].name: a layer has no such field",
    ),
    (
        "save_missing_field_of_a_layer",
        "A layer without a kernel.",
        "ERR-3 PORT-7",
        save([without(ONE[0], "kernel")]),
        "missing_field",
        "layers[0].kernel",
        "layers[0].kernel: this field is required",
    ),
    (
        "save_without_layers",
        "No layers given.",
        "ERR-3",
        {"experiment": "save_model"},
        "missing_field",
        "layers",
        "layers: this field is required",
    ),
    (
        "predict_without_a_model",
        "No model given, and inputs that are no rows.",
        "ERR-3 PORT-4",
        without(predict("", 7), "model"),
        "missing_field",
        "model",
        "model: this field is required",
    ),
    (
        "predict_type_before_bad_file",
        "A file that is none, and inputs that are no rows.",
        "ERR-5 PORT-4",
        predict("AAAA", [[1, True]]),
        "wrong_type",
        "inputs",
        f"inputs{NO_ROWS}",
    ),
    (
        "predict_bad_file_before_nan",
        "A file that is none, and an input that is NaN.",
        "ERR-12 PORT-4",
        predict("AAAA", [["NaN"]]),
        "bad_file",
        "model",
        NO_FILE,
    ),
    (
        "predict_shape_before_nan",
        "An input that is NaN, and a row of inputs that is too long.",
        "ERR-7 PORT-4",
        predict(saved(ONE), [["NaN", 0, 0], [0, 0, 0, 0]]),
        "shape_mismatch",
        "inputs",
        "inputs[1]: expected length 3, that of layers[0].kernel, got length 4",
    ),
    (
        "predict_empty_rows",
        "Rows of inputs with nothing in them.",
        "ERR-7",
        predict(saved(ONE), [[], []]),
        "shape_mismatch",
        "inputs",
        "inputs[0]: expected length 3, that of layers[0].kernel, got length 0",
    ),
    (
        "predict_null_model",
        "null for a file.",
        "ERR-5",
        predict("", THREE) | {"model": None},
        "wrong_type",
        "model",
        f"model{BASE64}",
    ),
    (
        "predict_text_of_a_number",
        '"Infinity" is a number in other fields; here it is base64 of six bytes.',
        "ERR-12 NUM-2",
        predict("Infinity", THREE),
        "bad_file",
        "model",
        NO_FILE,
    ),
    *(
        (
            f"no_base64_{name}",
            told,
            "ERR-5",
            predict(given or BROKEN, THREE),
            "wrong_type",
            "model",
            f"model{BASE64}",
        )
        for name, told, given in NO_BASE64
    ),
]

PREDICTED: list[tuple[str, str, str, Json, str]] = [
    *(
        (
            name,
            told,
            f"FILE-1 FILE-2 {rules}",
            predict(saved(layers), spread(3, len(layers[0]["kernel"]), f"predict {name}")),
            "what has been saved is read again",
        )
        for name, (told, layers), rules in [
            ("one_layer", NETWORKS["one_layer"], "DENSE-2"),
            ("two_layers", NETWORKS["two_layers"], "DENSE-2 DENSE-3"),
            ("eleven_layers", NETWORKS["eleven_layers"], "DENSE-2 DENSE-3"),
            ("no_bias", NETWORKS["no_bias"], "DENSE-2"),
            ("one_weight", NETWORKS["one_weight"], "DENSE-2"),
        ]
    ),
    (
        "odd_weights",
        "Weights that are -0.0, subnormal and as large as can be.",
        "FILE-1 ARITH-3",
        predict(saved(ODD), [["-0", 0], [1, "-0"], [1e-8, 1e-9], [0, 2]]),
        "every weight comes as it is, and outputs may be infinite",
    ),
    (
        "nan_output",
        "An output of infinity less infinity, which is no error here.",
        "FILE-1 DENSE-2 NUM-2",
        predict(
            saved([{"units": 1, "activation": "linear", "kernel": [[1e308], [-1e308]]}]),
            [[10, 10], [10, 0], [0, 10], [1, 1]],
        ),
        "a prediction has no trials that could diverge",
    ),
    (
        "no_inputs",
        "No row of inputs: no output, and no error.",
        "FILE-1",
        predict(saved(ONE), []),
        "the list of inputs may be empty",
    ),
    (
        "bias_beside_a_layer_without_one",
        "A tensor layers.0.bias, where the layer is said to have no bias.",
        "FILE-1 FILE-2",
        predict(described_layer(bias=False), THREE),
        "the description says what belongs to a layer",
    ),
]

CASES = [
    *(
        Draft(
            f"save_{name}",
            told,
            "FILE-1 FILE-2 FILE-3",
            save(layers),
            FORMAT,
            sourced=True,
            expected={"model": text(saved(layers))},
        )
        for name, (told, layers) in NETWORKS.items()
    ),
    *(
        Draft(f"predict_{name}", told, rules, request, why)
        for name, told, rules, request, why in PREDICTED
    ),
    *(
        Draft(
            f"predict_{name}",
            told,
            "FILE-1 FILE-2",
            predict(content, THREE),
            why,
            expected={"outputs": GIVES},
        )
        for name, told, content, why in READ
    ),
    *(
        Draft(
            f"bad_file_{name}",
            told,
            "FILE-4 ERR-12",
            predict(content, THREE),
            "a file may come from anywhere",
            expected=refusal("bad_file", "model", NO_FILE),
        )
        for name, told, content in HOSTILE
    ),
    *(
        replace(draft, name=f"predict_{draft.name}")
        for faults in (TYPES, SHAPES, VALUES)
        for draft in faults_in_order(predict(saved(ONE), THREE), faults)
    ),
    *(
        replace(draft, name=f"save_{draft.name}")
        for faults in (SAVED_TYPES, SAVED_SHAPES, SAVED_VALUES)
        for draft in faults_in_order(save(TWO), faults)
    ),
    *(
        Draft(name, told, rules, request, "bad input", expected=refusal(code, field, message))
        for name, told, rules, request, code, field, message in FAULTS
    ),
]
