"""Cases of model files that must be refused."""

import struct

from cases import Draft, refusal
from cases.files import (
    ABOUT,
    BIAS,
    DATA,
    HEADER,
    KERNEL,
    NO_FILE,
    ONE,
    THREE,
    TWO,
    about,
    changed,
    compact,
    described,
    described_layer,
    description,
    file_of,
    predict,
    saved,
    with_others,
)
from cases.networks import layer, without

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
        "shape_that_overflows_before_a_zero",
        "A shape of 2^63 times 2 times 0: multiplied from the first on, it reaches 2^64.",
        with_others(other=("F64", [2**63, 2, 0], b"")),
    ),
    (
        "shape_of_half_a_byte_less",
        "Three numbers of 4 bits in one byte: 12 bits are not a whole number of bytes.",
        with_others(other=("F4", [3], b"\1")),
    ),
    (
        "shape_of_half_a_byte_more",
        "Three numbers of 4 bits in two bytes: 12 bits are not a whole number of bytes.",
        with_others(other=("F4", [3], b"\1\2")),
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

CASES = [
    Draft(
        f"bad_file_{name}",
        told,
        "FILE-4 ERR-12",
        predict(content, THREE),
        "a file may come from anywhere",
        expected=refusal("bad_file", "model", NO_FILE),
    )
    for name, told, content in HOSTILE
]
