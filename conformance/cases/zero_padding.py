"""Cases of the chapter zero_padding: edges of zeros, alone and in networks."""

from cases import Trajectory, trajectories
from cases.images import (
    FLAT,
    IMAGE,
    SIZE,
    FieldFault,
    classifier,
    conv2d,
    learning,
    max_pooling,
    measured,
    ordered,
    padding,
)
from cases.networks import Json, layer, spread

# name, text, shape, fields, outputs
PLACES: list[tuple[str, str, list[int], Json, int]] = [
    (
        "four_widths",
        "1 row above, 2 below, 3 columns to the left, none to the right.",
        [2, 3, 1],
        padding([1, 2], [3, 0]),
        30,
    ),
    (
        "other_widths",
        "No row above, 1 below, 1 column to the left, 2 to the right.",
        [3, 2, 2],
        padding([0, 1], [1, 2]),
        40,
    ),
    (
        "default_fields",
        "One row and one column on each side.",
        [2, 3, 2],
        {"kind": "zero_padding2d"},
        40,
    ),
    ("nothing", "Widths of 0 on all sides.", [2, 3, 2], padding([0, 0], [0, 0]), 12),
    ("one_side", "Two rows above.", [2, 2, 3], padding([2, 0], [0, 0]), 24),
    ("one_cell", "An image of one cell.", [1, 1, 2], padding([1, 0], [0, 1]), 8),
]

TRAINED: list[Trajectory] = [
    *(
        (
            f"widths_{name}",
            text,
            "PAD-1 PAD-2",
            measured(shape, [fields], spread(1, outputs, f"edges {name}")[0]),
            "the gradients of all cells are seen",
        )
        for name, text, shape, fields, outputs in PLACES
    ),
    (
        "before_filters",
        "Edges before two convolutions, with batches.",
        "PAD-1 PAD-2 CONV-1 CONV-3",
        learning(
            [4, 3, 2],
            [
                conv2d(2, 2, 2, 3, "under", activation="tanh"),
                padding([1, 0], [0, 2]),
                conv2d(3, 2, 3, 2, "over"),
            ],
            12,
        ),
        "each side has a width of its own",
    ),
    (
        "before_max_pooling",
        "An edge before max pooling, of numbers below zero.",
        "PAD-1 PAD-2 POOL-1 POOL-2",
        measured(
            [2, 2, 1], [padding([1, 1], [1, 1]), max_pooling()], [1, 2, 3, 4], [-1, -2, 3, -4]
        ),
        "these zeros are numbers like others, unlike padded cells",
    ),
    (
        "in_a_network",
        "An edge before filters in a network that tells classes apart, with RMSprop.",
        "PAD-1 PAD-2 CONV-2 DENSE-17",
        classifier(
            [3, 4, 1],
            padding([1, 1], [1, 1]),
            conv2d(3, 3, 1, 2, "edge", activation="relu"),
            inputs=24,
            optimizer={"name": "rmsprop", "learning_rate": 0.01},
        ),
        'the same images as with the padding "same"',
    ),
    (
        "negative_zeros",
        "-0.0 inside the edge.",
        "PAD-1 NUM-2",
        measured([1, 2, 1], [padding([1, 0], [0, 1])], [0] * 6, ["-0", -1]),
        "the edge is of 0.0, and the image stays as it is",
    ),
]

COUNTS = ": expected a list of whole numbers"
WIDTH = ": expected 0 to 16777216"
TWO = ": expected two widths"
NETWORK = learning([2, 3, 1], [padding([1, 0], [0, 1]), FLAT, layer(12, 1, "linear", "edge")], 1)


def at(name: str, value: object, code: str, message: str, field: str) -> FieldFault:
    """Return a fault of a field of the first layer."""
    place = f"layers[0].{field}"
    return name, place, value, place, code, message


TYPES: list[FieldFault] = [
    at("rows_a_number", 1, "wrong_type", COUNTS, "rows"),
    at("columns_of_halves", [0.5, 1], "wrong_type", COUNTS, "columns"),
    ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
]
SHAPES: list[FieldFault] = [
    at("rows_of_one", [1], "shape_mismatch", TWO, "rows"),
    at("columns_below_0", [0, -1], "out_of_range", f"[1]{WIDTH}", "columns"),
    ("image_of_two_sizes", "input_shape", [6, 1], "layers[0].input_shape", "shape_mismatch", IMAGE),
    at("outputs_too_many", [2**24, 0], "out_of_range", SIZE, "columns"),
    (
        "later_kernel",
        "layers[2].kernel",
        [],
        "layers[2].kernel",
        "empty",
        ": expected at least one number",
    ),
]
MORE: list[FieldFault] = [
    at("rows_below_0", [-1, 0], "out_of_range", f"[0]{WIDTH}", "rows"),
    at("rows_too_many", [1, 2**24 + 1], "out_of_range", f"[1]{WIDTH}", "rows"),
    at("columns_of_three", [1, 1, 1], "shape_mismatch", TWO, "columns"),
    at("columns_null", None, "wrong_type", COUNTS, "columns"),
    (
        "rows_make_too_many_outputs",
        "layers[0].rows",
        [2**23, 2**23],
        "layers[0].columns",
        "out_of_range",
        SIZE,
    ),
    at("padding", [[1, 1], [1, 1]], "unknown_field", ": a layer has no such field", "padding"),
    (
        "kernel_after_it",
        "layers[0].columns",
        [1, 1],
        "layers[2].kernel",
        "shape_mismatch",
        ": expected length 15, that of layers[1].input_shape, got length 12",
    ),
]

CASES = [
    *trajectories(TRAINED),
    *(
        draft
        for faults in (TYPES, SHAPES, *([fault] for fault in MORE))
        for draft in ordered("fault", NETWORK, faults)
    ),
]
