"""Cases of model files of version 2: layers of every kind, names, and the experiment load_model."""

import struct
from dataclasses import replace
from typing import Any

from cases import Draft, Fault, Refused, faults_in_order, refusal, refusals, trajectories
from cases.files import (
    ABOUT,
    BIAS,
    DATA,
    HEADER,
    KERNEL,
    NO_FILE,
    ONE,
    PARTS,
    THREE,
    TWO,
    compact,
    described,
    described_layer,
    description,
    description_2,
    doubles,
    file_2,
    file_of,
    header_of,
    load,
    predict,
    save,
    saved,
    saved_2,
    shape_of,
    text,
)
from cases.networks import Json, layer, spread, without

Tensor = tuple[str, list[int], bytes]
FLAT: Json = {"kind": "flatten"}
NORMAL: Json = {
    "kind": "normalization",
    "mean": [0.5, -0.25, 1e-3],
    "variance": [0.3, 2.5, 1e-9],
    "invert": False,
}
BACK: Json = {"kind": "normalization", "mean": [250.5, 0.1], "variance": [17.3, 2], "invert": True}
ALL = [FLAT, NORMAL, TWO[0], layer(4, 2, "linear", "file 3"), BACK]
SHAPE = [3, 1]  # of an example for ALL
ODD = {
    "kind": "normalization",
    "mean": ["-0", 5e-324, 1.7976931348623157e308, -1e-310],
    "variance": [0, "-0", 1.7976931348623157e308, 5e-324],
    "invert": False,
}
TWELVE = [
    FLAT,
    *(
        {**BACK, "mean": [i, -i], "variance": [i + 0.5, i], "invert": i % 2 == 0}
        if i % 3
        else layer(2, 2, "tanh", f"file {i}")
        for i in range(1, 12)
    ),
]
ELEVEN = [layer(2, 2, "tanh", f"file {i}", bias=[i, -i] if i % 4 else None) for i in range(11)]
# text, layers, the shape of an example where the layers do not say it
KINDS: dict[str, tuple[str, list[Json], list[int] | None]] = {
    "all_kinds": ("Layers of every kind.", ALL, SHAPE),
    "flatten_alone": ("A flatten layer alone: a file without tensors.", [FLAT], [2, 3, 1]),
    "flatten_of_one_size": ("A flatten layer for rows of numbers.", [FLAT], [7]),
    "flatten_last": ("A dense layer, and a flatten layer after it.", [*ONE, FLAT], None),
    "normalization_alone": ("A normalization alone.", [NORMAL], None),
    "inverse_alone": ("An inverse normalization alone.", [BACK], None),
    "odd_moments": (
        "Means and variances that are -0.0, subnormal and as large as can be.",
        [ODD],
        None,
    ),
    "twelve_layers": (
        "Twelve layers of several kinds: layers.10 comes before layers.2.",
        TWELVE,
        [2, 1],
    ),
}
CONTROLS = "".join(chr(code) for code in range(32))
# name, text, three columns
NAMES: list[tuple[str, str, list[str]]] = [
    ("plain", "Plain names.", ["height", "width", "depth"]),
    (
        "quotes_and_backslashes",
        "Quotes, backslashes, and texts that look like escapes.",
        ['"', "\\", '\\"\\n\\u0041'],
    ),
    (
        "control_characters",
        "Every control character, those with a short escape too, and U+007F.",
        [CONTROLS, "a\nb\tc\r", "\x7f\x80\x9f"],
    ),
    (
        "beyond_ascii",
        "Names beyond ASCII, which are written in UTF-8, and not in a normal form.",
        ["Größe", "Gro\u0308\u00dfe", "高さ"],
    ),
    (
        "separators",
        "U+2028, U+2029 and a byte order mark, which some libraries escape or drop.",
        ["a\u2028b", "\u2029", "\ufeff"],
    ),
    (
        "beyond_16_bits",
        "Characters beyond 16 bits, and the last one before them.",
        ["\U0001f600", "\U0010ffff", "\uffff"],
    ),
    (
        "html",
        "Characters that some libraries escape for the sake of HTML, and a slash.",
        ["<a>", "R&D", "1/2'"],
    ),
    ("empty", "Names that are empty, and the same name three times.", ["", "", ""]),
    (
        "like_numbers",
        "Names that stand for numbers in other fields.",
        ["NaN", "-0", "0x3ff0000000000000"],
    ),
    ("like_values", "Names that other values have.", ["null", "true", "__proto__"]),
    ("spaces", "Names of spaces, which are kept.", [" ", " a ", "\u00a0"]),
]


def full(network: list[Json]) -> list[Json]:
    """Return the layers of an answer, with every field."""
    rest: dict[str, Json] = {
        "dense": {"bias": None},
        "flatten": {},
        "normalization": {"invert": False},
    }
    kinds = [(each.get("kind", "dense"), each) for each in network]
    return [{"kind": kind, **rest[kind], **each} for kind, each in kinds]


def held(network: list[Json], shape: Any = None, columns: Any = None, classes: Any = None) -> Json:
    """Return the answer to load_model; shape: None for rows of numbers, as the layers say."""
    return {
        "input_shape": shape or shape_of(network),
        "layers": full(network),
        "columns": columns,
        "classes": classes,
    }


def file_of_kinds(name: str) -> bytes:
    """Return the file of the layers of KINDS."""
    _, layers, shape = KINDS[name]
    return saved_2(layers, input_shape=shape or shape_of(layers))


SAVED = [
    *(
        (
            f"save_{name}",
            told,
            "FILE-5 FILE-3",
            save(layers, **({} if shape is None else {"input_shape": shape})),
            file_of_kinds(name),
        )
        for name, (told, layers, shape) in KINDS.items()
    ),
    *(
        (
            f"save_columns_{name}",
            told,
            "FILE-6 FILE-3",
            save(ONE, columns=names),
            saved_2(ONE, columns=names),
        )
        for name, told, names in NAMES
    ),
    (
        "save_classes",
        "Names of the outputs, and null for those of the inputs.",
        "FILE-5 FILE-6",
        save(ONE, columns=None, classes=["no", "ja \u00e9\u0001"]),
        saved_2(ONE, classes=["no", "ja \u00e9\u0001"]),
    ),
    (
        "save_columns_and_classes",
        "Names of the inputs of a flatten layer and of the outputs of an inverse.",
        "FILE-5 FILE-6",
        save(ALL, classes=["price", "age"], columns=["a", "b", "c"], input_shape=SHAPE),
        saved_2(ALL, input_shape=SHAPE, columns=["a", "b", "c"], classes=["price", "age"]),
    ),
    (
        "save_null_names",
        "null for both lists of names: a file of version 1.",
        "FILE-5",
        save(ONE, columns=None, classes=None),
        saved(ONE),
    ),
    (
        "save_kind_dense",
        "Layers that say that they are dense: a file of version 1.",
        "FILE-5 PORT-7",
        save([{"kind": "dense", **each} for each in TWO]),
        saved(TWO),
    ),
    (
        "save_input_shape_of_dense_layers",
        "An input_shape of dense layers, which a file of version 1 does not have.",
        "FILE-5",
        save(TWO, input_shape=[3]),
        saved(TWO),
    ),
    (
        "save_null_input_shape",
        "null for the input_shape: the first layer says how many inputs there are.",
        "FILE-5",
        save([NORMAL, FLAT, *TWO], input_shape=None),
        saved_2([NORMAL, FLAT, *TWO]),
    ),
    (
        "save_mean_before_a_kernel",
        "A normalization before a dense layer: its mean says how many inputs there are.",
        "FILE-5",
        save([NORMAL, *ONE]),
        saved_2([NORMAL, *ONE]),
    ),
    (
        "save_sizes_in_other_notations",
        "Sizes as texts and with points, which a file has in digits.",
        "FILE-5 FILE-3 PORT-5",
        save([FLAT], input_shape=[2.0, "0x4008000000000000"]),
        saved_2([FLAT], input_shape=[2, 3]),
    ),
    (
        "save_largest_input_shape",
        "An input_shape of 2^24 numbers.",
        "FILE-5 FILE-3",
        save([FLAT], input_shape=[4096, 1, 4096]),
        saved_2([FLAT], input_shape=[4096, 1, 4096]),
    ),
]

FIRST, *REST = description_2(ALL)["layers"]


def about_2(**changes: Any) -> bytes:
    """Return the file of all kinds with other entries in its description."""
    return file_2(ALL, description_2(ALL, **{"input_shape": SHAPE, **changes}))


def about_2_without(name: str) -> bytes:
    """Return the file of all kinds without an entry of its description."""
    return file_2(ALL, without(description_2(ALL, input_shape=SHAPE), name))


def entry_2(i: int, *missing: str, **changes: Any) -> bytes:
    """Return the file of all kinds with other entries in a layer, and some left out."""
    layers = description_2(ALL)["layers"]
    entry = {key: value for key, value in layers[i].items() if key not in missing}
    return about_2(layers=[*layers[:i], {**entry, **changes}, *layers[i + 1 :]])


def tensor_2(name: str, tensor: Tensor | None) -> bytes:
    """Return the file of all kinds with another tensor, or without it."""
    return file_2(ALL, description_2(ALL, input_shape=SHAPE), **{name: tensor})


def vector(*values: float) -> Tensor:
    """Return a tensor of these numbers."""
    return "F64", [len(values)], doubles(list(values))


# name, text, rules, file, answer, reason
READ: list[tuple[str, str, str, bytes, Json, str]] = [
    *(
        (
            name,
            told,
            "FILE-5",
            file_of_kinds(name),
            held(layers, shape),
            "what has been saved is read again",
        )
        for name, (told, layers, shape) in KINDS.items()
    ),
    *(
        (
            f"version_1_{name}",
            told,
            "FILE-1 FILE-2 FILE-5",
            saved(layers),
            held(layers),
            "a layer of version 1 is dense",
        )
        for name, told, layers in [
            ("one_layer", "A file of version 1 with one layer.", ONE),
            ("eleven_layers", "A file of version 1 with eleven layers.", ELEVEN),
            (
                "no_bias",
                "A file of version 1 with a layer that has no bias.",
                [TWO[0], {**TWO[1], "bias": None}],
            ),
        ]
    ),
    *(
        (
            f"columns_{name}",
            told,
            "FILE-6",
            saved_2(ONE, columns=names),
            held(ONE, None, names),
            "what has been saved is read again",
        )
        for name, told, names in NAMES
    ),
    (
        "columns_and_classes",
        "Names of inputs and outputs.",
        "FILE-5 FILE-6",
        saved_2(ALL, input_shape=SHAPE, columns=["a", "b", "c"], classes=["price", "age"]),
        held(ALL, SHAPE, ["a", "b", "c"], ["price", "age"]),
        "n is the product of an input_shape, k the length of a mean",
    ),
    (
        "classes",
        "Names of the outputs alone.",
        "FILE-6",
        saved_2(ONE, classes=["no", "yes"]),
        held(ONE, None, None, ["no", "yes"]),
        "null for names that are not there",
    ),
    (
        "tensors_in_another_order",
        "The bias's bytes come first, the kernel's entry comes first, __metadata__ last.",
        "FILE-1",
        file_of(
            {
                "layers.0.kernel": {**KERNEL, "data_offsets": [16, 64]},
                "layers.0.bias": {**BIAS, "data_offsets": [0, 16]},
                "__metadata__": ABOUT,
            },
            DATA[48:] + DATA[:48],
        ),
        held(ONE),
        "the offsets say where a tensor is",
    ),
    (
        "bias_beside_a_layer_without_one",
        "A tensor layers.0.bias, where the layer is said to have no bias.",
        "FILE-1 FILE-2",
        described_layer(bias=False),
        held([{**ONE[0], "bias": None}]),
        "the description says what belongs to a layer",
    ),
    (
        "classes_before_columns",
        "A description whose entries, and those of its layers, come in another order.",
        "FILE-6 FILE-2",
        file_2(
            ONE,
            {
                "classes": ["x", "y"],
                "layers": [
                    {"bias": True, "activation": "tanh", "units": 2, "kind": "dense"},
                ],
                "columns": ["a", "b", "c"],
                "input_shape": [3],
                "version": 2,
            },
        ),
        held(ONE, None, ["a", "b", "c"], ["x", "y"]),
        "objects have no order",
    ),
    (
        "escaped_names",
        "Names with escapes that none of them needs, and a surrogate pair.",
        "FILE-6",
        file_of(
            header_of(
                PARTS,
                {
                    "refnet": compact(description_2(ONE))[:-1]
                    + ',"columns":["\\u0061\\/","\\ud83d\\ude00","\\u00e9"]}'
                },
            ),
            DATA,
        ),
        held(ONE, None, ["a/", "\U0001f600", "\u00e9"]),
        "what has been read counts",
    ),
    (
        "version_2_of_dense_layers",
        "A file of version 2 that might have version 1.",
        "FILE-5",
        saved_2(ONE),
        held(ONE),
        "a reader takes either version",
    ),
    (
        "version_1_with_entries_of_version_2",
        "An input_shape, names and a kind that there are not, in a file of version 1.",
        "FILE-2 FILE-5 FILE-6",
        described(
            layers=[{"kind": "conv", "input_shape": 7, **description(ONE)["layers"][0]}],
            input_shape=[3, 1],
            columns=7,
            classes=["one name for two outputs"],
        ),
        held(ONE),
        "version 1 ignores what it does not know",
    ),
    (
        "version_1_of_kind_flatten",
        "A layer that is said to be a flatten layer, in a file of version 1.",
        "FILE-2 FILE-5",
        described_layer(kind="flatten", input_shape=[3]),
        held(ONE),
        "a layer of version 1 is dense",
    ),
    (
        "further_entries_of_version_2",
        "Further entries in the description and in its layers, null among them.",
        "FILE-2 FILE-5",
        about_2(
            layers=[
                {**FIRST, "units": 7, "invert": None, "input_shape": [4]},
                *({**each, "name": None, "input_shape": []} for each in REST),
            ],
            names=["a"],
            optimizer=None,
        ),
        held(ALL, SHAPE),
        "a version that adds something shall be read",
    ),
    (
        "further_tensors_of_version_2",
        "Tensors that dense layers have, beside a flatten layer and a normalization.",
        "FILE-2 FILE-5",
        file_2(
            ALL,
            description_2(ALL, input_shape=SHAPE),
            **{
                "layers.0.kernel": ("F32", [1, 1], bytes(4)),
                "layers.0.mean": ("I64", [1], bytes(8)),
                "layers.1.bias": ("F32", [3], bytes(12)),
                "layers.2.mean": ("F16", [1], bytes(2)),
            },
        ),
        held(ALL, SHAPE),
        "a network's tensors are those that its description has",
    ),
    (
        "numbers_in_other_notations_of_version_2",
        "The version and the sizes of an input_shape as 20e-1, 3.0 and 1e0.",
        "FILE-5 PORT-5",
        file_of(
            compact(header_of({}, {"refnet": compact(description_2([FLAT], input_shape=SHAPE))}))
            .replace("[3,1]", "[3.0,1e0]")
            .replace('\\"version\\":2', '\\"version\\":20e-1'),
            b"",
        ),
        held([FLAT], SHAPE),
        "PORT-5's whole numbers, which not every language can tell apart",
    ),
    (
        "largest_input_shape",
        "An input_shape of 2^24 numbers.",
        "FILE-5",
        saved_2([FLAT], input_shape=[4096, 4096]),
        held([FLAT], [4096, 4096]),
        "nothing of it is allocated",
    ),
    (
        "normalization_of_images",
        "A normalization of examples of two sizes, and a flatten layer after it.",
        "FILE-5 NORM-2",
        saved_2([NORMAL, FLAT], input_shape=[3, 1]),
        held([NORMAL, FLAT], [3, 1]),
        "a normalization keeps the shape",
    ),
]

# name, text, file
DAMAGED: list[tuple[str, str, bytes]] = [
    *(
        (name, told, about_2(version=version))
        for name, told, version in [
            ("version_0", "The version 0.", 0),
            ("version_3", "A version that there is not yet.", 3),
            ("version_2_as_a_text", 'The version "2".', "2"),
            ("version_of_a_half", "The version 1.5.", 1.5),
        ]
    ),
    ("no_layers_of_version_2", "A description of no layer.", about_2(layers=[])),
    ("layer_no_object_of_version_2", "A text for a layer.", about_2(layers=["dense", *REST])),
    ("no_kind", "A layer that does not say its kind.", entry_2(2, "kind")),
    *(
        (f"kind_{name}", told, entry_2(0, kind=kind))
        for name, told, kind in [
            ("unknown", "A kind that there is not.", "conv"),
            ("null", "null for a kind.", None),
            ("a_number", "A number for a kind.", 0),
            ("a_list", "A list for a kind.", ["flatten"]),
            ("in_capitals", "A kind in other letters.", "Flatten"),
            ("inherited", "A kind that objects have from birth.", "toString"),
            ("of_another_layer", "A kind whose entries are missing.", "dense"),
        ]
    ),
    ("no_input_shape", "No input_shape.", about_2_without("input_shape")),
    (
        "no_input_shape_of_dense_layers",
        "No input_shape, though the first kernel says it.",
        file_2(ONE, without(description_2(ONE), "input_shape")),
    ),
    (
        "input_shape_in_the_layer",
        "An input_shape in the entry of its layer alone.",
        file_2(
            ALL,
            {"version": 2, "layers": [{**FIRST, "input_shape": SHAPE}, *REST]},
        ),
    ),
    *(
        (f"input_shape_{name}", told, about_2(input_shape=shape))
        for name, told, shape in [
            ("null", "null for an input_shape.", None),
            ("a_number", "A number for an input_shape.", 3),
            ("a_text", "A text for an input_shape.", "3"),
            ("an_object", "An object for an input_shape.", {"0": 3}),
            ("empty", "An input_shape of no size.", []),
            ("below_zero", "Sizes of -1 and -3, whose product fits.", [-1, -3]),
            ("of_fractions", "Sizes of 1.5 and 2.", [1.5, 2]),
            ("of_texts", "A size that is a text.", ["3"]),
            ("of_true", "A size that is true.", [3, True]),
            ("of_null", "A size that is null.", [3, None]),
            ("of_lists", "A size that is a list.", [[3]]),
            ("of_many_digits", "A size of 4,000 digits.", [10**4000 // 3]),
            ("beyond_64_bits", "A size of 2^64 + 3.", [2**64 + 3]),
            ("of_another_number", "Sizes for four numbers, a mean for three.", [2, 2]),
        ]
    ),
    *(
        (f"input_shape_{name}", told, saved_2(layers, input_shape=shape))
        for name, told, shape, layers in [
            ("of_zero", "A size of 0 for a flatten layer alone.", [3, 0], [FLAT]),
            ("too_large", "A size just beyond 2^24.", [2**24 + 1], [FLAT]),
            ("product_too_large", "A product of 2^25.", [2**13, 2**12], [FLAT]),
            ("beyond_any_double", "A hundred sizes of 2^24.", [2**24] * 100, [FLAT]),
            (
                "that_wraps",
                "A product of 2^64 + 4, which is 4 in 64 bits, and a kernel of four rows.",
                [4, 5, 5581, 8681, 49477, 384773],
                [FLAT, TWO[1]],
            ),
            ("of_another_kernel", "A size of four, a kernel of three rows.", [4], ONE),
            ("before_dense", "Two sizes, whose product a kernel has.", [3, 1], ONE),
            (
                "before_a_normalization_and_dense",
                "Two sizes before a normalization, and no flatten layer after it.",
                [3, 1],
                [NORMAL, *ONE],
            ),
        ]
    ),
    (
        "input_shape_of_1e400",
        "A size that reads as infinity.",
        file_of(
            compact(
                header_of({}, {"refnet": compact(description_2([FLAT], input_shape=SHAPE))})
            ).replace("[3,1]", "[1e400]"),
            b"",
        ),
    ),
    ("no_invert", "A normalization that does not say whether it inverts.", entry_2(1, "invert")),
    *(
        (f"invert_{name}", told, entry_2(1, invert=invert))
        for name, told, invert in [
            ("null", "null for invert.", None),
            ("a_number", "0 for invert.", 0),
            ("a_text", '"false" for invert.', "false"),
        ]
    ),
    ("no_mean", "A normalization without its mean.", tensor_2("layers.1.mean", None)),
    ("no_variance", "A normalization without its variance.", tensor_2("layers.1.variance", None)),
    (
        "mean_in_f32",
        "A mean of binary32.",
        tensor_2("layers.1.mean", ("F32", [3], struct.pack("<3f", 0.5, 1, 2))),
    ),
    (
        "variance_in_i64",
        "A variance of whole numbers.",
        tensor_2("layers.1.variance", ("I64", [3], struct.pack("<3q", 1, 2, 3))),
    ),
    (
        "network_in_f32",
        "A normalization of binary32 alone: the experiments refuse it as another type.",
        file_2(
            [NORMAL],
            description_2([NORMAL]),
            **{
                f"layers.0.{name}": ("F32", [3], struct.pack("<3f", 0.5, 1, 2))
                for name in ("mean", "variance")
            },
        ),
    ),
    (
        "mean_of_one_row",
        "A mean of two dimensions.",
        tensor_2("layers.1.mean", ("F64", [1, 3], doubles([0, 1, 2]))),
    ),
    (
        "variance_of_one_column",
        "A variance of two dimensions.",
        tensor_2("layers.1.variance", ("F64", [3, 1], doubles([0, 1, 2]))),
    ),
    (
        "mean_of_no_dimension",
        "A mean that is one number and no vector.",
        file_2(
            [NORMAL],
            description_2([NORMAL]),
            **{f"layers.0.{name}": ("F64", [], doubles([1])) for name in ("mean", "variance")},
        ),
    ),
    (
        "empty_mean",
        "A mean and a variance of no number.",
        file_2(
            [NORMAL],
            description_2([NORMAL]),
            **{f"layers.0.{name}": ("F64", [0], b"") for name in ("mean", "variance")},
        ),
    ),
    (
        "variance_of_another_length",
        "A mean of three numbers and a variance of two.",
        tensor_2("layers.1.variance", vector(1, 2)),
    ),
    (
        "mean_of_another_length",
        "A mean of two numbers and a variance of three.",
        tensor_2("layers.1.mean", vector(1, 2)),
    ),
    ("nan_mean", "A mean that is NaN.", tensor_2("layers.1.mean", vector(0, float("nan"), 0))),
    (
        "infinite_variance",
        "A variance that is infinite.",
        tensor_2("layers.1.variance", vector(1, 1, float("inf"))),
    ),
    (
        "variance_below_zero",
        "A variance just below zero.",
        tensor_2("layers.1.variance", vector(1, -5e-324, 1)),
    ),
    *(
        (f"{name}_that_does_not_fit", told, saved_2(layers))
        for name, told, layers in [
            ("normalization", "Means of three numbers after two.", [BACK, NORMAL]),
            (
                "dense_after_flatten",
                "A kernel of four rows after three numbers.",
                [NORMAL, FLAT, TWO[1]],
            ),
            ("normalization_after_flatten", "Means of two after three.", [NORMAL, FLAT, BACK]),
            ("dense_after_normalization", "A kernel of three rows after two.", [BACK, TWO[0]]),
        ]
    ),
    *(
        (f"{field}_{name}", f"For {field}: {told}", about_2(**{field: names}))
        for field, count in [("columns", 3), ("classes", 2)]
        for name, told, names in [
            ("null", "null, where the entry should be missing.", None),
            ("a_text", "a text.", "abc"[:count]),
            ("an_object", "an object.", {str(i): "a" for i in range(count)}),
            ("empty", "no name.", []),
            ("too_few", "a name too few.", ["a"] * (count - 1)),
            ("too_many", "a name too many.", ["a"] * (count + 1)),
            ("with_a_number", "a number among the names.", [*["a"] * (count - 1), 7]),
            ("with_null", "null among the names.", [*["a"] * (count - 1), None]),
            ("in_a_list", "a list in a list.", [["a"] * count]),
        ]
    ),
]

PREDICTED = [
    *(
        (
            f"predict_{name}",
            KINDS[name][0],
            f"FILE-5 {rules}",
            predict(file_of_kinds(name), spread(3, inputs, f"predict {name}")),
            "what has been saved is read again",
        )
        for name, inputs, rules in [
            ("all_kinds", 3, "NORM-1 NORM-2 DENSE-2"),
            ("flatten_alone", 6, "FILE-2"),
            ("flatten_last", 3, "DENSE-2"),
            ("normalization_alone", 3, "NORM-1 NORM-2"),
            ("inverse_alone", 2, "NORM-1 NORM-2"),
            ("twelve_layers", 2, "NORM-2 DENSE-2"),
        ]
    ),
    (
        "predict_odd_moments",
        "Means and variances that are -0.0, subnormal and as large as can be.",
        "NORM-1 NORM-2 ARITH-3 NUM-2",
        predict(saved_2([ODD]), [["-0", 5e-324, -1e308, 1e-310], [0, 0, 1e-7, "-0"]]),
        "a prediction has no trials that could diverge",
    ),
    (
        "predict_with_names",
        "A file with names, which a prediction does not need.",
        "FILE-6 DENSE-2",
        predict(saved_2(ONE, columns=["a", "a", ""], classes=["\u00e9", "\n"]), THREE),
        "names change nothing",
    ),
    (
        "predict_no_inputs_of_all_kinds",
        "No row of inputs: no output, and no error.",
        "FILE-5",
        predict(file_of_kinds("all_kinds"), []),
        "the list of inputs may be empty",
    ),
]

STRINGS = ": expected a list of strings or null"
SAVED_TYPES: list[Fault] = [
    ("layers[1].invert", 1, "wrong_type", ": expected true or false"),
    ("input_shape", [0.5], "wrong_type", ": expected a list of whole numbers or null"),
    ("columns", "abc", "wrong_type", STRINGS),
    ("classes", ["a", 7], "wrong_type", STRINGS),
]
SAVED_SHAPES: list[Fault] = [
    ("input_shape", [2**24, 2], "out_of_range", ": expected 1 to 16777216"),
    (
        "layers[4].variance",
        [],
        "shape_mismatch",
        ": expected length 2, that of layers[4].mean, got length 0",
    ),
    (
        "columns",
        ["a", "b"],
        "shape_mismatch",
        ": expected length 3, that of layers[0].input_shape, got length 2",
    ),
    (
        "classes",
        [],
        "shape_mismatch",
        ": expected length 2, that of layers[4].mean, got length 0",
    ),
]
FAULTS: list[Refused] = [
    (
        "save_columns_before_values",
        "A name too many, and a variance below 0.",
        "ERR-7 PORT-4",
        save([{**NORMAL, "variance": [1, -1, 1]}], columns=["a"] * 4),
        "shape_mismatch",
        "columns",
        "columns: expected length 3, that of layers[0].mean, got length 4",
    ),
    (
        "save_columns_of_a_kernel",
        "Two names for a kernel of three rows.",
        "ERR-7",
        save(ONE, columns=["a", "b"]),
        "shape_mismatch",
        "columns",
        "columns: expected length 3, that of layers[0].kernel, got length 2",
    ),
    (
        "save_classes_of_units",
        "Three names for two units.",
        "ERR-7",
        save(ONE, classes=["a", "b", "c"]),
        "shape_mismatch",
        "classes",
        "classes: expected length 2, that of layers[0].units, got length 3",
    ),
    (
        "save_variance_below_zero",
        "A variance below 0.",
        "ERR-9",
        save([{**NORMAL, "variance": [1, -1, 1]}], columns=["a"] * 3),
        "out_of_range",
        "layers[0].variance",
        "layers[0].variance[1]: expected 0 or more",
    ),
    *(
        (
            f"save_columns_{name}",
            told,
            "ERR-5",
            save(ONE, columns=columns),
            "wrong_type",
            "columns",
            f"columns{STRINGS}",
        )
        for name, told, columns in [
            ("an_object", "An object for the names.", {"0": "a"}),
            ("false", "false for the names.", False),
            ("with_null", "null for a name.", ["a", None, "c"]),
            ("of_lists", "A list for a name.", ["a", ["b"], "c"]),
            ("of_numbers", "Numbers for names.", [1, 2, 3]),
        ]
    ),
    (
        "save_unknown_kind",
        "A kind that there is not.",
        "ERR-10 PORT-7",
        save([{**NORMAL, "kind": "layer_normalization"}]),
        "unknown_name",
        "layers[0].kind",
        'layers[0].kind: expected one of "dense", "flatten", "normalization"',
    ),
    *(
        (f"save_{name}", told, rules, request, code, field, f"{field}{message}")
        for name, told, rules, request, code, field, message in [
            (
                "flatten_without_an_input_shape",
                "A first flatten layer and no input_shape, before names that do not fit.",
                "ERR-6 PORT-4",
                save([FLAT, *ONE], columns=[]),
                "empty",
                "input_shape",
                ": expected at least one number",
            ),
            (
                "flatten_with_a_null_input_shape",
                "A flatten layer alone, and null for the input_shape.",
                "ERR-6",
                save([FLAT], input_shape=None),
                "empty",
                "input_shape",
                ": expected at least one number",
            ),
            (
                "empty_input_shape",
                "No size, and no layer.",
                "ERR-6 PORT-4",
                save([], input_shape=[]),
                "empty",
                "input_shape",
                ": expected at least one number",
            ),
            (
                "no_layers_without_an_input_shape",
                "No layer, and no input_shape.",
                "ERR-6",
                save([], input_shape=None),
                "empty",
                "layers",
                ": expected at least one layer",
            ),
            (
                "out_of_range_input_shape",
                "A size of 0, and a name too few.",
                "ERR-9 PORT-4",
                save([FLAT], input_shape=[0], columns=[]),
                "out_of_range",
                "input_shape",
                "[0]: expected 1 to 16777216",
            ),
            (
                "input_shape_that_is_a_number",
                "A number for an input_shape.",
                "ERR-5",
                save(ONE, input_shape=3),
                "wrong_type",
                "input_shape",
                ": expected a list of whole numbers or null",
            ),
            (
                "kernel_of_another_input_shape",
                "An input_shape of four numbers, and a kernel of three rows.",
                "ERR-7",
                save(ONE, input_shape=[4]),
                "shape_mismatch",
                "layers[0].kernel",
                ": expected length 4, that of input_shape, got length 3",
            ),
            (
                "kernel_for_two_sizes",
                "A dense layer for examples of two sizes.",
                "ERR-7",
                save(ONE, input_shape=[3, 1]),
                "shape_mismatch",
                "layers[0].kernel",
                ": expected examples that are one row of numbers: put a flatten layer before it",
            ),
            (
                "kernel_after_a_mean_for_two_sizes",
                "A kernel after a normalization of examples of two sizes, and too few names.",
                "ERR-7 PORT-4",
                save([NORMAL, *ONE], input_shape=[1, 3], classes=[]),
                "shape_mismatch",
                "layers[1].kernel",
                ": expected examples that are one row of numbers: put a flatten layer before it",
            ),
            (
                "flatten_with_its_shape",
                "A flatten layer with a shape of its own.",
                "ERR-4 PORT-7",
                save([{**FLAT, "input_shape": [3]}]),
                "unknown_field",
                "layers[0].input_shape",
                ": a layer has no such field",
            ),
        ]
    ),
    (
        "load_without_a_model",
        "No model given.",
        "ERR-3",
        {"experiment": "load_model"},
        "missing_field",
        "model",
        "model: this field is required",
    ),
    (
        "load_with_inputs",
        "A field that the experiment does not have.",
        "ERR-4 PORT-4",
        {**load(saved(ONE)), "inputs": THREE},
        "unknown_field",
        "inputs",
        "inputs: load_model has no such field",
    ),
    (
        "load_null",
        "null for a file.",
        "ERR-5",
        {**load(""), "model": None},
        "wrong_type",
        "model",
        "model: expected base64",
    ),
    (
        "load_no_base64",
        "A text without its padding.",
        "ERR-5",
        load("AA"),
        "wrong_type",
        "model",
        "model: expected base64",
    ),
    (
        "predict_inputs_of_flatten",
        "Rows of two numbers for a flatten layer of three.",
        "ERR-7",
        predict(file_of_kinds("all_kinds"), [[1, 2, 3], [1, 2]]),
        "shape_mismatch",
        "inputs",
        "inputs[1]: expected length 3, that of layers[0].input_shape, got length 2",
    ),
    (
        "predict_inputs_of_a_normalization",
        "Rows of three numbers for a normalization of two.",
        "ERR-7",
        predict(saved_2([BACK]), [[1, 2, 3]]),
        "shape_mismatch",
        "inputs",
        "inputs[0]: expected length 2, that of layers[0].mean, got length 3",
    ),
    *(
        (f"load_{name}", told, "ERR-12", load(content), "bad_file", "model", NO_FILE)
        for name, told, content in [
            ("empty_file", "No byte at all.", b""),
            ("truncated_data", "A file whose last byte is missing.", file_of(HEADER, DATA[:-1])),
            (
                "no_metadata",
                "A file of another program.",
                file_of(without(HEADER, "__metadata__"), DATA),
            ),
            (
                "layers_that_do_not_fit",
                "A file of version 1 whose layers do not fit together.",
                saved([TWO[0], ONE[0]]),
            ),
            ("nan_weight", "A weight that is NaN.", saved([{**ONE[0], "bias": [0, "NaN"]}])),
        ]
    ),
]

CASES = [
    *(
        Draft(
            name,
            told,
            rules,
            request,
            "the rules of the file, byte for byte",
            expected={"model": text(content)},
        )
        for name, told, rules, request, content in SAVED
    ),
    *(
        Draft(f"load_{name}", told, rules, load(content), why, expected=answer)
        for name, told, rules, content, answer, why in READ
    ),
    *trajectories(PREDICTED),
    *(
        Draft(
            f"bad_file_{name}",
            told,
            "FILE-4 ERR-12",
            load(content) if i % 5 else predict(content, THREE),
            "a file may come from anywhere",
            expected=refusal("bad_file", "model", NO_FILE),
        )
        for i, (name, told, content) in enumerate(DAMAGED)
    ),
    *(
        replace(draft, name=f"save_kinds_{draft.name}")
        for faults in (SAVED_TYPES, SAVED_SHAPES)
        for draft in faults_in_order(
            save(ALL, input_shape=SHAPE, columns=None, classes=None), faults
        )
    ),
    *refusals(FAULTS),
]
