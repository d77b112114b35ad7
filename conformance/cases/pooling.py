"""Cases of the chapter pooling: largest numbers, means, ties, the orders of their sums."""

from cases import Draft, Trajectory, refusal, trajectories
from cases.files import predict, saved_2
from cases.images import (
    COVERED,
    FLAT,
    GLOBAL,
    IMAGE,
    SIZE,
    FieldFault,
    average_pooling,
    classifier,
    conv2d,
    learning,
    max_pooling,
    measured,
    ordered,
    reshape,
)
from cases.networks import Json, layer, spread, trained

BOTH = [
    ("max", "Max pooling", max_pooling, "POOL-1 POOL-2"),
    ("average", "Average pooling", average_pooling, "POOL-3 POOL-4"),
]
# name, text, shape, fields, outputs
PLACES: list[tuple[str, str, list[int], Json, int]] = [
    ("default_fields", "with every default: windows of 2 by 2.", [4, 6, 2], {}, 12),
    (
        "null_strides",
        "with null for the strides: those of the window.",
        [4, 6, 1],
        {"pool_size": [1, 3], "strides": None},
        8,
    ),
    ("rest", "of odd sizes: the last row and column are in no window.", [5, 5, 1], {}, 4),
    (
        "short_windows",
        "of odd sizes, padded: the last windows are short.",
        [5, 5, 2],
        {"padding": "same"},
        18,
    ),
    (
        "overlapping",
        "with windows of 3 by 3 and strides of 2 and 1.",
        [5, 4, 2],
        {"pool_size": [3, 3], "strides": [2, 1]},
        8,
    ),
    (
        "overlapping_same",
        "with padded windows of 3 by 2 and strides of 1.",
        [3, 4, 2],
        {"pool_size": [3, 2], "strides": [1, 1], "padding": "same"},
        24,
    ),
    (
        "padded_before",
        "with windows of 5 by 4 and strides of 3: cells are missing on all sides.",
        [4, 5, 1],
        {"pool_size": [5, 4], "strides": [3, 3], "padding": "same"},
        4,
    ),
    (
        "gaps",
        "with strides larger than the window.",
        [5, 7, 1],
        {"pool_size": [2, 2], "strides": [3, 4]},
        4,
    ),
    ("one_cell", "of single cells.", [2, 3, 2], {"pool_size": [1, 1]}, 12),
    ("whole_image", "of the whole image.", [3, 4, 3], {"pool_size": [3, 4]}, 3),
    (
        "beyond_the_image",
        "with a window that is larger than the image.",
        [2, 3, 2],
        {"pool_size": [7, 4], "padding": "same"},
        2,
    ),
    (
        "many_channels",
        "of seven channels.",
        [3, 4, 7],
        {"pool_size": [2, 3], "strides": [1, 1]},
        28,
    ),
]
ORDER = [0.1, 1e16, 0.7, -1e16, 3.0, 1e8, -0.3, 2.5e15, 1.0, -3e15, 0.2, 7.0]
# name, text, shape, targets, image, reason
MEANS: list[tuple[str, str, list[int], list[float], list[float] | None, str]] = [
    (
        "base",
        "The mean of three channels.",
        [4, 5, 3],
        [0.3, -0.2, 0.7],
        None,
        "one window",
    ),
    (
        "one_channel",
        "The mean of one channel, in order.",
        [4, 3, 1],
        [0.1],
        ORDER,
        "row by row",
    ),
    ("one_cell", "The mean of one cell.", [1, 1, 4], [1, 2, 3, 4], None, "the cell itself"),
]
TIED = [3, 3, 1, 3, 3, 3, 3, 1, 0, 0, 2, 2, 0, 0, 2, 2]

TRAINED: list[Trajectory] = [
    *(
        (
            f"{name}_{place}",
            f"{pooling} {text}",
            f"{rules} WINDOW-1 WINDOW-2",
            measured(shape, [make(**fields)], spread(1, outputs, f"pools {place}")[0]),
            "the gradients of all cells are seen",
        )
        for name, pooling, make, rules in BOTH
        for place, text, shape, fields, outputs in PLACES
    ),
    *(
        (
            f"{name}_between_filters",
            f"{pooling} between two convolutions, with batches and Adam.",
            f"{rules} CONV-1 CONV-2 CONV-3 DENSE-1",
            learning(
                [6, 7, 2],
                [
                    conv2d(2, 2, 2, 3, "below", activation="tanh"),
                    make(pool_size=[2, 3], strides=[2, 2]),
                    conv2d(2, 2, 3, 2, "above"),
                ],
                2,
                optimizer={"name": "adam", "learning_rate": 0.05},
            ),
            "gradients go through",
        )
        for name, pooling, make, rules in BOTH
    ),
    *(
        (
            f"{name}_network",
            f"{pooling} in a network that tells classes apart, with momentum.",
            f"{rules} CONV-1 DENSE-17",
            classifier(
                [5, 5, 1],
                conv2d(2, 2, 1, 3, "pooled", padding="same", activation="relu"),
                make(padding="same"),
                inputs=27,
                optimizer={"name": "sgd", "learning_rate": 0.1, "momentum": 0.9},
            ),
            "relus give many equal zeros",
        )
        for name, pooling, make, rules in BOTH
    ),
    (
        "max_ties",
        "Windows with two, three and four largest cells.",
        "POOL-1 POOL-2",
        measured([4, 4, 1], [max_pooling()], [0.3, -0.7, 0.9, 0.2], TIED),
        "the first one has the gradient, neither the last nor all",
    ),
    (
        "max_ties_of_overlapping_windows",
        "An image of one number: each window gives its gradient to its first cell.",
        "POOL-1 POOL-2",
        measured(
            [3, 4, 2],
            [max_pooling(pool_size=[2, 3], strides=[1, 1], padding="same")],
            spread(1, 24, "ties")[0],
            [0.5] * 24,
        ),
        "cells that are first in several windows add up",
    ),
    (
        "max_of_zeros",
        "Windows of 0.0 and -0.0, in either order.",
        "POOL-1 POOL-2 NUM-2",
        measured(
            [2, 4, 1],
            [max_pooling(pool_size=[1, 2])],
            [0.3, -0.7, 0.9, 0.2],
            ["-0", 0, 0, "-0", "-0", "-0", 0, -1],
        ),
        "neither is larger: the first one stays, with its sign",
    ),
    (
        "max_of_negative_numbers",
        "Numbers below zero at an edge that is padded.",
        "POOL-1 POOL-2 WINDOW-1",
        measured(
            [3, 3, 1],
            [max_pooling(pool_size=[2, 2], padding="same")],
            [0.3, -0.7, 0.9, 0.2],
            [-5, -3, -1, -2, -7, -4, -9, -8, -6],
        ),
        "a padded zero would be larger than all of them",
    ),
    (
        "max_gradients_in_order",
        "A cell that is the largest of nine windows.",
        "POOL-2",
        measured(
            [5, 5, 1],
            [max_pooling(pool_size=[3, 3], strides=[1, 1])],
            ORDER[:9],
            [9 if i == 12 else i % 7 for i in range(25)],
        ),
        "the deltas are added in the order of the windows",
    ),
    (
        "average_sums_in_order",
        "Means whose bits depend on the order of the sum.",
        "POOL-3",
        measured([3, 4, 1], [average_pooling(pool_size=[3, 4])], [0.1], ORDER),
        "row by row from 0.0, and divided at the end",
    ),
    (
        "average_sums_in_order_of_channels",
        "Means of two channels whose bits depend on the order of the sum, window by window.",
        "POOL-3",
        measured(
            [3, 4, 2],
            [average_pooling(pool_size=[3, 3], strides=[1, 1], padding="same")],
            [0.1] * 24,
            [x for pair in zip(ORDER, ORDER[::-1], strict=True) for x in pair],
        ),
        "row by row from 0.0, and divided at the end",
    ),
    (
        "average_of_many_small_numbers",
        "Means of 0.1, 0.2 and so on over windows of six and fewer cells.",
        "POOL-3 POOL-4",
        measured(
            [4, 4, 1],
            [average_pooling(pool_size=[2, 3], strides=[2, 3], padding="same")],
            [0.1, 0.2, 0.3, 0.7],
            [(i + 1) * 0.1 for i in range(16)],
        ),
        "each term divided, or multiplied by a reciprocal, gives other bits",
    ),
    (
        "average_gradients_in_order",
        "Cells that many windows hold, whose gradients depend on the order of the sum.",
        "POOL-4",
        measured(
            [3, 4, 1],
            [average_pooling(pool_size=[3, 3], strides=[1, 1], padding="same")],
            ORDER,
            [0] * 12,
        ),
        "window by window, each delta divided by the number of its own cells",
    ),
    (
        "average_of_negative_zeros",
        "Windows of -0.0.",
        "POOL-3 NUM-2",
        measured([2, 2, 1], [average_pooling()], [0], ["-0", "-0", "-0", "-0"]),
        "a sum from 0.0 is 0.0",
    ),
    *(
        (
            f"global_average_{name}",
            text,
            "POOL-3 POOL-4",
            measured(shape, [GLOBAL], targets, image),
            why,
        )
        for name, text, shape, targets, image, why in MEANS
    ),
    (
        "global_average_in_a_network",
        "Filters, global average pooling and a softmax.",
        "POOL-3 POOL-4 CONV-2 DENSE-10",
        {
            **classifier([4, 4, 1], conv2d(2, 2, 1, 3, "global"), inputs=3),
            "layers": [
                conv2d(2, 2, 1, 3, "global", activation="relu"),
                GLOBAL,
                layer(3, 3, "softmax", "of images"),
            ],
        },
        "its outputs are a row of numbers: no flatten layer is needed",
    ),
    *(
        (
            f"{name}_of_infinities",
            f"{pooling} of windows with an infinity or NaN, first or later.",
            f"{rules.split()[0]} NUM-2 FILE-5",
            predict(
                saved_2(
                    [
                        {
                            "units": 8,
                            "activation": "linear",
                            "kernel": [
                                [1e308, 1, 1, 1e308, -1e308, 3, 1e308, 1e308],
                                [-1e308, 2, 2, -1e308, -1e308, 2, 1e308, -1e308],
                            ],
                            "bias": None,
                        },
                        reshape(1, 8, 1),
                        make(pool_size=[1, 2]),
                    ]
                ),
                [[10, 10], [1, 1], [-10, 10]],
            ),
            "no number is larger than NaN, and NaN is not larger than a number",
        )
        for name, pooling, make, rules in BOTH
    ),
]

# CS231n's test of max pooling, with channels first
CS231N = [
    ["-0.26315789", "-0.24842105", "-0.20421053", "-0.18947368"],
    ["-0.14526316", "-0.13052632", "-0.08631579", "-0.07157895"],
    ["-0.02736842", "-0.01263158", "0.03157895", "0.04631579"],
    ["0.09052632", "0.10526316", "0.14947368", "0.16421053"],
    ["0.20842105", "0.22315789", "0.26736842", "0.28210526"],
    ["0.32631579", "0.34105263", "0.38526316", "0.4"],
]


def cs231n() -> Draft:
    """Return the max pooling of CS231n's second assignment."""
    step = 0.7 / 95
    x = [*(-0.3 + i * step for i in range(95)), 0.4]
    rows = [[x[48 * m + 16 * c + i] for i in range(16) for c in range(3)] for m in range(2)]
    request = learning([4, 4, 3], [max_pooling()], 12, inputs=rows, targets=[[0] * 12] * 2)
    return Draft(
        "cs231n",
        "Two images of 4 by 4 cells and three channels, in windows of 2 by 2.",
        "POOL-1",
        {**request, "epochs": 0},
        "CS231n, Stanford, assignment 2, ConvolutionalNetworks.ipynb, max_pool_forward_naive "
        "(channels first there)",
        sourced=True,
        published={
            f"outputs.{k // 3}.{3 * i + k % 3}": text
            for k, texts in enumerate(CS231N)
            for i, text in enumerate(texts)
        },
    )


PADDINGS = ': expected one of "valid", "same"'
COUNTS = ": expected a list of whole numbers"
NO_FIELD = ": a layer has no such field"
TWO_SIZES = ": expected 2 sizes"


def network(pooling: Json) -> Json:
    """Return the request of a pooling of images [5][4][2] after a layer that learns."""
    layers = [conv2d(1, 1, 2, 2, "fault"), pooling, FLAT, layer(8, 2, "linear", "fault")]
    return learning([5, 4, 2], layers, 2)


def at(name: str, value: object, code: str, message: str, field: str) -> FieldFault:
    """Return a fault of a field of the second layer."""
    place = f"layers[1].{field}"
    return name, place, value, place, code, message


TYPES: list[FieldFault] = [
    at("pool_size_a_number", 2, "wrong_type", COUNTS, "pool_size"),
    at("strides_of_halves", [1.5, 1], "wrong_type", f"{COUNTS} or null", "strides"),
    at("padding_null", None, "wrong_type", ": expected a string", "padding"),
    (
        "later_units",
        "layers[3].units",
        None,
        "layers[3].units",
        "wrong_type",
        ": expected a whole number",
    ),
]
SHAPES: list[FieldFault] = [
    at("pool_size_of_one", [2], "shape_mismatch", TWO_SIZES, "pool_size"),
    at("strides_of_three", [1, 1, 1], "shape_mismatch", TWO_SIZES, "strides"),
    at("padding_unknown", "full", "unknown_name", PADDINGS, "padding"),
    (
        "image_of_one_size",
        "layers[0]",
        FLAT,
        "layers[1].input_shape",
        "shape_mismatch",
        IMAGE,
    ),
    at(
        "window_too_high",
        [6, 2],
        "shape_mismatch",
        "[0]: expected at most the size of the image, 5",
        "pool_size",
    ),
    (
        "later_bias",
        "layers[3].bias",
        [],
        "layers[3].bias",
        "shape_mismatch",
        ": expected length 2, that of layers[3].units, got length 0",
    ),
]
MORE: list[FieldFault] = [
    at("pool_size_null", None, "wrong_type", COUNTS, "pool_size"),
    at("pool_size_of_0", [0, 2], "out_of_range", f"[0]{SIZE}", "pool_size"),
    at("pool_size_too_large", [2, 2**24 + 1], "out_of_range", f"[1]{SIZE}", "pool_size"),
    at("pool_size_empty", [], "shape_mismatch", TWO_SIZES, "pool_size"),
    at("strides_of_0", [1, 0], "out_of_range", f"[1]{SIZE}", "strides"),
    at("strides_empty", [], "shape_mismatch", TWO_SIZES, "strides"),
    at(
        "window_too_wide",
        [2, 5],
        "shape_mismatch",
        "[1]: expected at most the size of the image, 4",
        "pool_size",
    ),
    at("activation", "relu", "unknown_field", NO_FIELD, "activation"),
    at("input_shape", [5, 4, 2], "unknown_field", NO_FIELD, "input_shape"),
]
COVERING: list[FieldFault] = [
    at("cells_too_many", [2**12, 2**12], "out_of_range", COVERED, "pool_size"),
    (
        "later_kernel",
        "layers[3].kernel",
        [],
        "layers[3].kernel",
        "empty",
        ": expected at least one number",
    ),
]
WRAPPING = trained(
    {
        "layers": [max_pooling(pool_size=[2**24, 2**24], strides=[1, 1], padding="same")],
        "loss": "mse",
        "optimizer": {"name": "sgd"},
        "inputs": [[0.5]],
        "targets": [[0.5]],
        "epochs": 1,
    },
    *(256, 256, 1),
)
GLOBAL_FAULTS: list[FieldFault] = [
    (
        "with_a_pool_size",
        "layers[0].pool_size",
        [2, 2],
        "layers[0].pool_size",
        "unknown_field",
        NO_FIELD,
    ),
    ("of_two_sizes", "input_shape", [4, 2], "layers[0].input_shape", "shape_mismatch", IMAGE),
    ("of_one_size", "input_shape", [8], "layers[0].input_shape", "shape_mismatch", IMAGE),
    (
        "before_another_kernel",
        "input_shape",
        [2, 1, 4],
        "layers[1].kernel",
        "shape_mismatch",
        ": expected length 4, that of layers[0].input_shape, got length 2",
    ),
]
GLOBAL_NETWORK = learning([2, 2, 2], [GLOBAL, layer(2, 1, "linear", "global")], 1)
LAST = [
    (
        f"targets_of_{kind}",
        "Targets of one number for four outputs.",
        trained(
            {
                "layers": [{"kind": kind}],
                "loss": "mse",
                "optimizer": {"name": "sgd"},
                "inputs": [[0.5] * 16],
                "targets": [[0.5]],
                "epochs": 1,
            },
            *shape,
        ),
        f"layers[0].{field}",
    )
    for kind, shape, field in [
        ("max_pooling2d", [4, 4, 1], "pool_size"),
        ("average_pooling2d", [4, 4, 1], "pool_size"),
        ("global_average_pooling2d", [2, 2, 4], "input_shape"),
    ]
]

CASES = [
    *trajectories(TRAINED),
    cs231n(),
    *(
        draft
        for name, _, make, _ in BOTH
        for faults in (TYPES, SHAPES, *([fault] for fault in MORE))
        for draft in ordered(f"{name}_fault", network(make(pool_size=[2, 2])), faults)
    ),
    *(
        draft
        for name, _, make, _ in BOTH
        for draft in ordered(
            f"{name}_same_fault",
            network(make(pool_size=[2, 2], strides=[1, 1], padding="same")),
            COVERING,
        )
    ),
    Draft(
        "cells_whose_number_wraps",
        "Windows that cover 2^64 cells, which is 0 in 64 bits.",
        "ERR-9",
        WRAPPING,
        "bad input",
        expected=refusal("out_of_range", "layers[0].pool_size", f"layers[0].pool_size{COVERED}"),
    ),
    *(
        draft
        for fault in GLOBAL_FAULTS
        for draft in ordered("global_average_fault", GLOBAL_NETWORK, [fault])
    ),
    *(
        Draft(
            name,
            text,
            "ERR-7",
            request,
            "bad input",
            expected=refusal(
                "shape_mismatch",
                "targets",
                f"targets[0]: expected length 4, that of {field}, got length 1",
            ),
        )
        for name, text, request, field in LAST
    ),
]
