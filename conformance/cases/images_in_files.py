"""Cases of layers on images in model files: saved, read, damaged, and predictions."""

import struct
from math import prod
from typing import Any

from cases import Draft, refusal, trajectories
from cases.files import (
    FIELDS,
    NO_FILE,
    compact,
    description_2,
    doubles,
    file_2,
    file_of,
    header_of,
    load,
    predict,
    read_files,
    save,
    saved_2,
    saved_networks,
    tensors,
)
from cases.images import (
    FLAT,
    GLOBAL,
    average_pooling,
    conv1d,
    conv2d,
    max_pooling,
    ordered,
    padding,
    reshape,
)
from cases.networks import Json, layer, spread

Tensor = tuple[str, list[int], bytes]
# Six rows, five columns, two channels
ALL: list[Json] = [
    padding([1, 0], [0, 2]),
    conv2d(
        *(2, 3, 2, 3, "file"),
        strides=[1, 2],
        padding="same",
        activation="relu",
        kernel=[
            [
                [[0.5, -0.25, 0.125], [1.5, 0, -2]],
                [[0.1, 0.2, 0.3], [-0.4, 0, 0.6]],
                [[7, 8, 9], [10, 0, 12]],
            ],
            [
                [[-0.5, 0.75, 1], [1e-3, 0, 2e-3]],
                [[1, 2, 3], [4, 0, 6]],
                [[-7, -8, -9], [-1, 0, -2]],
            ],
        ],
        connections=[[True, True, True], [True, False, True]],
    ),
    max_pooling(pool_size=[2, 2], strides=[2, 1], padding="same"),
    average_pooling(pool_size=[2, 2], strides=None),
    conv2d(1, 1, 3, 2, "file 2", bias=None, activation="tanh"),
    FLAT,
    reshape(8, 1),
    conv1d(3, 1, 4, "file", padding="same", activation="sigmoid"),
    reshape(1, 8, 4),
    GLOBAL,
    layer(4, 2, "softmax", "images"),
]
SHAPE = [6, 5, 2]
ODD = conv2d(
    *(1, 2, 2, 2),
    kernel=[[[["-0", 5e-324], [1.7976931348623157e308, -1e-310]], [[0.1, -0.1], [1e-300, 3]]]],
    bias=["-0", 1e-320],
)
# text, layers, the shape of an example
NETWORKS: dict[str, tuple[str, list[Json], list[int]]] = {
    "images": ("Layers of every kind on images.", ALL, SHAPE),
    "conv2d_alone": ("Filters with every default.", [conv2d(2, 2, 3, 2, "alone")], [3, 4, 3]),
    "conv2d_no_bias": ("Filters without a bias.", [conv2d(2, 1, 1, 3, bias=None)], [2, 2, 1]),
    "conv2d_odd_weights": (
        "Weights that are -0.0, subnormal and as large as can be.",
        [ODD],
        [1, 2, 2],
    ),
    "conv1d_alone": (
        "Filters for sequences.",
        [conv1d(3, 2, 4, strides=[2], padding="same")],
        [7, 2],
    ),
    "conv1d_no_bias": (
        "Filters for sequences without a bias.",
        [conv1d(2, 1, 1, bias=None)],
        [3, 1],
    ),
    "max_pooling_alone": (
        "Max pooling with every default: a file without tensors.",
        [max_pooling()],
        [4, 6, 1],
    ),
    "average_pooling_alone": (
        "Average pooling with every field.",
        [average_pooling(pool_size=[3, 2], strides=[1, 3], padding="same")],
        [4, 6, 2],
    ),
    "global_average_alone": ("Global average pooling.", [GLOBAL], [2, 3, 4]),
    "zero_padding_alone": (
        "Zero padding with every default.",
        [{"kind": "zero_padding2d"}],
        [2, 3, 1],
    ),
    "zero_padding_widths": ("Four widths.", [padding([1, 2], [3, 0])], [2, 3, 1]),
    "reshape_alone": ("A reshape layer.", [reshape(3, 2, 1)], [6]),
}


def full(network: list[Json]) -> list[Json]:
    """Return the layers of an answer, with every field."""
    rest = {**FIELDS, "flatten": {}, "dense": {"bias": None}}
    kinds = [(each.get("kind", "dense"), each) for each in network]
    return [{"kind": kind, **rest[kind], **each} for kind, each in kinds]


def held(network: list[Json], shape: list[int]) -> Json:
    """Return the answer to load_model."""
    return {"input_shape": shape, "layers": full(network), "columns": None, "classes": None}


def entry(i: int, *missing: str, **changes: Any) -> bytes:
    """Return the file of every kind with other entries in a layer, and some left out."""
    about = description_2(ALL, input_shape=SHAPE)
    kept = {key: value for key, value in about["layers"][i].items() if key not in missing}
    layers = [*about["layers"][:i], {**kept, **changes}, *about["layers"][i + 1 :]]
    return file_2(ALL, {**about, "layers": layers})


def with_tensor(name: str, tensor: Tensor | None) -> bytes:
    """Return the file of every kind with another tensor, or without it."""
    return file_2(ALL, description_2(ALL, input_shape=SHAPE), **{name: tensor})


def weights(*sizes: int) -> Tensor:
    """Return a tensor of some numbers in this shape."""
    return "F64", list(sizes), doubles(spread(1, prod(sizes), "tensor")[0])


PLACES = {
    "padding": 0,
    "conv2d": 1,
    "max_pooling": 2,
    "average_pooling": 3,
    "reshape": 6,
    "conv1d": 7,
}
WITHOUT: list[tuple[str, str]] = [
    ("padding", "rows"),
    ("padding", "columns"),
    *(
        ("conv2d", name)
        for name in (
            "filters",
            "kernel_size",
            "strides",
            "padding",
            "activation",
            "bias",
            "connections",
        )
    ),
    *(("max_pooling", name) for name in ("pool_size", "strides", "padding")),
    *(("average_pooling", name) for name in ("pool_size", "strides", "padding")),
    ("reshape", "target_shape"),
    *(
        ("conv1d", name)
        for name in ("filters", "kernel_size", "strides", "padding", "activation", "bias")
    ),
]
# layer, name, field, value
WRONG: list[tuple[str, str, str, Any]] = [
    *(
        (kind, f"{name}_{label}", name, value)
        for kind, names in {
            "padding": ["rows", "columns"],
            "conv2d": ["kernel_size", "strides"],
            "max_pooling": ["pool_size", "strides"],
            "average_pooling": ["pool_size"],
            "reshape": ["target_shape"],
            "conv1d": ["kernel_size", "strides"],
        }.items()
        for name in names
        for label, value in [
            ("a_number", 2),
            ("a_text", "22"),
            ("of_texts", ["2", "2"]),
            ("of_halves", [1.5, 2]),
            ("of_true", [True, True]),
            ("of_four", [2, 2, 2, 2]),
            ("empty", []),
            ("below_0", [-1, 2]),
            ("of_many_digits", [10**40, 2]),
        ]
    ),
    *(
        (kind, f"{name}_null", name, None)
        for kind, name in [
            ("padding", "rows"),
            ("conv2d", "filters"),
            ("conv2d", "strides"),
            ("conv2d", "padding"),
            ("conv2d", "activation"),
            ("conv2d", "bias"),
            ("max_pooling", "pool_size"),
            ("reshape", "target_shape"),
            ("conv1d", "padding"),
        ]
    ),
    *(
        (kind, f"{name}_{label}", name, value)
        for kind in ("conv2d", "conv1d")
        for name, label, value in [
            ("filters", "a_text", "3"),
            ("filters", "true", True),
            ("filters", "0", 0),
            ("filters", "of_another_number", 5),
            ("padding", "unknown", "full"),
            ("padding", "a_number", 1),
            ("padding", "in_capitals", "SAME"),
            ("activation", "softmax", "softmax"),
            ("activation", "unknown", "swish"),
            ("activation", "a_list", ["relu"]),
            ("bias", "a_number", 1),
            ("strides", "of_0", [0, 0]),
        ]
    ),
    ("conv2d", "kernel_size_of_another_kernel", "kernel_size", [3, 2]),
    ("conv2d", "kernel_size_of_one", "kernel_size", [6]),
    ("conv2d", "outputs_too_many", "filters", 2**24),
    *(
        ("conv2d", f"connections_{label}", "connections", value)
        for label, value in [
            ("false", False),
            ("empty", []),
            ("of_numbers", [[1, 1, 1], [1, 0, 1]]),
            ("transposed", [[True, True], [True, False], [True, True]]),
            ("ragged", [[True, True, True], [True, False]]),
            ("of_one_channel", [[True, True, True]]),
            ("that_a_weight_contradicts", [[True, True, True], [True, False, False]]),
        ]
    ),
    ("max_pooling", "padding_unknown", "padding", "full"),
    ("max_pooling", "strides_false", "strides", False),
    ("average_pooling", "padding_a_list", "padding", ["same"]),
    ("average_pooling", "window_too_large", "pool_size", [5, 4]),
    ("reshape", "target_shape_of_another_number", "target_shape", [3, 1]),
    ("padding", "outputs_too_many", "rows", [2**24, 1]),
]
KERNEL = "layers.1.kernel"
DAMAGED: list[tuple[str, str, bytes]] = [
    *(
        (
            f"{kind}_without_{name}",
            f"A layer that does not have its {name}.",
            entry(PLACES[kind], name),
        )
        for kind, name in WITHOUT
    ),
    *(
        (
            f"{kind}_{label}",
            f"Another {name} than a layer can have.",
            entry(PLACES[kind], **{name: value}),
        )
        for kind, label, name, value in WRONG
    ),
    ("conv2d_without_a_kernel", "Filters without their kernel.", with_tensor(KERNEL, None)),
    (
        "conv2d_without_its_bias",
        "Filters without the bias that they have.",
        with_tensor("layers.1.bias", None),
    ),
    (
        "conv1d_without_a_kernel",
        "Filters without their kernel.",
        with_tensor("layers.7.kernel", None),
    ),
    *(
        (f"conv2d_kernel_{label}", told, with_tensor(KERNEL, tensor))
        for label, told, tensor in [
            ("of_two_sizes", "A kernel as a dense layer has it.", weights(12, 3)),
            ("of_channels_first", "A kernel with its channels first.", weights(2, 2, 3, 3)),
            ("of_filters_first", "A kernel with its filters first.", weights(3, 2, 3, 2)),
            ("of_other_channels", "A kernel for three channels.", weights(2, 3, 3, 3)),
            ("of_other_rows", "A kernel of three rows.", weights(3, 3, 2, 3)),
            ("of_no_channel", "A kernel without a channel.", ("F64", [2, 3, 0, 3], b"")),
            (
                "in_f32",
                "A kernel of binary32.",
                ("F32", [2, 3, 2, 3], struct.pack("<36f", *[0] * 36)),
            ),
            (
                "with_nan",
                "A weight that is NaN.",
                ("F64", [2, 3, 2, 3], doubles([*[0] * 35, "NaN"])),
            ),
            (
                "with_a_weight",
                "A weight without a connection.",
                ("F64", [2, 3, 2, 3], doubles([0, 0, 0, 0, 5e-324, *[0] * 31])),
            ),
        ]
    ),
    (
        "conv2d_bias_too_long",
        "A bias of four numbers for three filters.",
        with_tensor("layers.1.bias", weights(4)),
    ),
    (
        "conv2d_bias_with_infinity",
        "A bias that is infinite.",
        with_tensor("layers.1.bias", ("F64", [3], doubles([0, "Infinity", 0]))),
    ),
    (
        "conv1d_kernel_of_four_sizes",
        "A kernel as an image has it.",
        with_tensor("layers.7.kernel", weights(1, 3, 1, 4)),
    ),
    (
        "conv1d_kernel_of_other_features",
        "A kernel for two features.",
        with_tensor("layers.7.kernel", weights(3, 2, 4)),
    ),
    *(
        (f"images_of_{label}", told, file_2(ALL, description_2(ALL, input_shape=shape)))
        for label, told, shape in [
            ("one_size", "Rows of 60 numbers for images.", [60]),
            ("other_channels", "Images of other channels.", [6, 2, 5]),
            ("four_sizes", "Images of four sizes.", [6, 5, 2, 1]),
            ("another_size", "Images of six rows and six columns.", [9, 9, 2]),
        ]
    ),
    *(
        (f"images_that_do_not_fit_{label}", told, saved_2(layers, input_shape=shape))
        for label, told, layers, shape in [
            (
                "a_dense_layer",
                "A dense layer after filters.",
                [conv2d(2, 2, 1, 3), layer(3, 1, "tanh")],
                [2, 2, 1],
            ),
            ("a_pooling", "A pooling of sequences.", [max_pooling()], [4, 4]),
            ("a_padding", "A padding of rows of numbers.", [padding([1, 1], [1, 1])], [16]),
            ("a_global_pooling", "Global average pooling of sequences.", [GLOBAL], [4, 4]),
            ("a_window", "A window larger than the image.", [conv2d(3, 1, 1, 1)], [2, 2, 1]),
            (
                "a_sequence",
                "Filters of three steps for sequences of two.",
                [conv1d(3, 1, 1)],
                [2, 1],
            ),
            (
                "a_pooling_window",
                "A pooling window larger than the image.",
                [max_pooling()],
                [1, 2, 1],
            ),
        ]
    ),
    (
        "conv2d_in_version_1",
        "Filters in a file of version 1.",
        file_2(ALL, {"version": 1, "layers": description_2(ALL, input_shape=SHAPE)["layers"]}),
    ),
    ("kind_conv3d", "A kind that there is not.", entry(1, kind="conv3d")),
    ("kind_of_a_class", "The name of a class for a kind.", entry(1, kind="Conv2D")),
    (
        "max_pooling_cells_too_many",
        "Windows that cover more cells together than a request may ask for.",
        entry(2, pool_size=[2**13, 2**13]),
    ),
]

READ: list[tuple[str, str, bytes, Json, str]] = [
    *(
        (
            f"load_{name}",
            told,
            saved_2(layers, input_shape=shape),
            held(layers, shape),
            "what has been saved is read again",
        )
        for name, (told, layers, shape) in NETWORKS.items()
    ),
    (
        "load_images_with_further_entries",
        "Further entries in every layer.",
        file_2(
            ALL,
            {
                **description_2(ALL, input_shape=SHAPE),
                "layers": [
                    {"name": "a", **each, "groups": 2, "input_shape": [7], "mean": None}
                    for each in description_2(ALL, input_shape=SHAPE)["layers"]
                ],
            },
        ),
        held(ALL, SHAPE),
        "a version that adds something shall be read",
    ),
    (
        "load_images_with_a_further_bias",
        "A tensor layers.4.bias, where the filters are said to have no bias.",
        file_2(
            ALL, description_2(ALL, input_shape=SHAPE), **{"layers.4.bias": ("F32", [1], bytes(4))}
        ),
        held(ALL, SHAPE),
        "the description says what belongs to a layer",
    ),
    (
        "load_images_with_sizes_in_other_notations",
        "Sizes and filters with points and exponents.",
        file_of(
            compact(
                header_of(
                    tensors([conv2d(2, 2, 1, 2)]),
                    {"refnet": compact(description_2([conv2d(2, 2, 1, 2)], input_shape=[2, 2, 1]))},
                )
            )
            .replace('\\"filters\\":2', '\\"filters\\":20e-1')
            .replace('\\"kernel_size\\":[2,2]', '\\"kernel_size\\":[2.0,2e0]'),
            b"".join(data for _, _, data in tensors([conv2d(2, 2, 1, 2)]).values()),
        ),
        held([conv2d(2, 2, 1, 2)], [2, 2, 1]),
        "PORT-5's whole numbers, which not every language can tell apart",
    ),
]

SAVED_FAULTS = [
    (
        "connections_of_texts",
        "layers[1].connections",
        [["a"]],
        "layers[1].connections",
        "wrong_type",
        ": expected a list of lists of true and false or null",
    ),
    (
        "bias_too_short",
        "layers[1].bias",
        [1],
        "layers[1].bias",
        "shape_mismatch",
        ": expected length 3, that of layers[1].filters, got length 1",
    ),
    (
        "weight_without_a_connection",
        "layers[1].kernel[1][2][1][1]",
        1e-300,
        "layers[1].kernel",
        "out_of_range",
        "[1][2][1][1]: expected 0 without a connection",
    ),
]
SAVE_ALL = save(ALL, input_shape=SHAPE)
WITHOUT_SHAPE = [
    (f"save_{each['kind']}_without_an_input_shape", each)
    for each in (
        reshape(4, 1),
        conv2d(1, 1, 1, 1),
        conv1d(1, 1, 1),
        max_pooling(),
        average_pooling(),
        GLOBAL,
        padding([1, 1], [1, 1]),
    )
]
NAMED: list[tuple[str, Json, str, list[str], str]] = [
    (
        "save_columns_of_images",
        SAVE_ALL,
        "columns",
        ["a"],
        "columns: expected length 60, that of layers[0].input_shape, got length 1",
    ),
    *(
        (
            f"save_classes_of_{each['kind']}",
            save([each], input_shape=[2, 2, 1]),
            "classes",
            [],
            f"classes: expected length {outputs}, that of layers[0].{field}, got length 0",
        )
        for each, outputs, field in [
            (conv2d(1, 1, 1, 3), 12, "filters"),
            (max_pooling(), 1, "pool_size"),
            (GLOBAL, 1, "input_shape"),
            (padding([1, 0], [0, 0]), 6, "columns"),
            (reshape(4, 1, 1), 4, "target_shape"),
        ]
    ),
]

CASES = [
    *saved_networks(NETWORKS),
    *read_files(READ),
    *trajectories(
        [
            (
                f"predict_{name}",
                told,
                "FILE-5",
                predict(
                    saved_2(layers, input_shape=shape), spread(2, prod(shape), f"predict {name}")
                ),
                "what has been saved is read again",
            )
            for name, (told, layers, shape) in NETWORKS.items()
        ]
    ),
    *(
        Draft(
            f"bad_file_{name}",
            told,
            "FILE-4 ERR-12",
            load(content) if i % 5 else predict(content, [[0.5] * 60]),
            "a file may come from anywhere",
            expected=refusal("bad_file", "model", NO_FILE),
        )
        for i, (name, told, content) in enumerate(DAMAGED)
    ),
    *(draft for fault in SAVED_FAULTS for draft in ordered("save_images", SAVE_ALL, [fault])),
    *(
        Draft(
            name,
            "A first layer that does not know the shape of its inputs, and no input_shape.",
            "ERR-6",
            save([each]),
            "bad input",
            expected=refusal("empty", "input_shape", "input_shape: expected at least one number"),
        )
        for name, each in WITHOUT_SHAPE
    ),
    *(
        Draft(
            name,
            f"Another number of {field}.",
            "ERR-7",
            {**request, field: names},
            "bad input",
            expected=refusal("shape_mismatch", field, message),
        )
        for name, request, field, names, message in NAMED
    ),
    Draft(
        "predict_inputs_of_images",
        "Rows of two numbers for images of sixty.",
        "ERR-7",
        predict(saved_2(ALL, input_shape=SHAPE), [[1, 2]]),
        "bad input",
        expected=refusal(
            "shape_mismatch",
            "inputs",
            "inputs[0]: expected length 60, that of layers[0].input_shape, got length 2",
        ),
    ),
]
