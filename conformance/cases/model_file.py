"""Cases of model files: networks that are saved, and predictions from files."""

import json
import struct
from dataclasses import replace

from cases import (
    FINITE,
    Draft,
    Fault,
    activations_in_files,
    batches_in_files,
    damaged_files,
    dropout_in_files,
    faults_in_order,
    graphs_in_files,
    images_in_files,
    kinds_in_files,
    normalizations_in_files,
    parts_in_files,
    refusals,
    resets_in_files,
    sequences_in_files,
)
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
    compact,
    described_layer,
    description,
    doubles,
    file_of,
    predict,
    save,
    saved,
    text,
    with_others,
)
from cases.networks import NO_ROWS, Json, layer, spread, without

FORMAT = "the format's description: huggingface.co/docs/safetensors"
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
    *damaged_files.CASES,
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
    *refusals(FAULTS),
    *kinds_in_files.CASES,
    *images_in_files.CASES,
    *sequences_in_files.CASES,
    *graphs_in_files.CASES,
    *parts_in_files.CASES,
    *normalizations_in_files.CASES,
    *resets_in_files.CASES,
    *dropout_in_files.CASES,
    *activations_in_files.CASES,
    *batches_in_files.CASES,
]
