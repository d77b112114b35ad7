"""Cases of the chapter normalization: moments of inputs, and networks with such layers."""

import json
from dataclasses import replace
from pathlib import Path

from cases import (
    FINITE,
    Draft,
    Fault,
    Refused,
    Trajectory,
    faults_in_order,
    refusal,
    refusals,
    trajectories,
)
from cases.networks import (
    EXAMPLE,
    LOSSES,
    NO_ROWS,
    Json,
    classes,
    example,
    layer,
    spread,
    trained,
    without,
)

IRIS = json.loads((Path(__file__).parent / "iris.json").read_text(encoding="utf-8"))
LARGEST = 1.7976931348623157e308
# The squares of EPSILON and of its neighbours, and the numbers around them.
AROUND_EPSILON = [
    9.999999999999997e-15,
    9.999999999999998e-15,
    1e-14,
    1.0000000000000002e-14,
    1.0000000000000003e-14,
]


def normalization(inputs: object, **changes: object) -> Json:
    """Return the request for the moments of inputs, with some fields changed."""
    return {"experiment": "normalization", "inputs": inputs, **changes}


def normal(mean: list[object], variance: list[object], **changes: object) -> Json:
    """Return a normalization layer, with some fields changed."""
    return {"kind": "normalization", "mean": mean, "variance": variance, **changes}


def columns(*values: list[object]) -> list[list[object]]:
    """Return the rows of these columns."""
    return [list(row) for row in zip(*values, strict=True)]


BASE = normalization(spread(7, 3, "normalization", 9.0))
MOMENTS: list[Trajectory] = [
    (
        "base",
        "Seven examples with three inputs.",
        "NORM-1 NORM-2 NORM-4 ARITH-1 ARITH-2",
        BASE,
        "nothing is a power of two, or as large as anything else",
    ),
    (
        "one_example",
        "One example: its variances are 0, the deviations EPSILON, and the outputs 0.",
        "NORM-1 NORM-4",
        normalization([[0.3, -7, 0]]),
        "a division by the number of examples less one is one by zero",
    ),
    (
        "constant_input",
        "Inputs that never change; the mean of three times 0.1 is another number than 0.1.",
        "NORM-1 NORM-4",
        normalization(columns([0.1] * 3, [5, 6, 8], [-2] * 3)),
        "a deviation of zero, or of the mean's rounding, is nothing to divide by",
    ),
    (
        "order_of_the_sums",
        "Inputs whose sums, and whose squares' sums, depend on the order of the additions.",
        "NORM-4",
        normalization(
            columns(
                [0.1, 0.2, 0.3, 0.6, 0.7, 1.3, 0.4, 0.9, 0.05],
                [1e16, 1, -1e16, 1, 1, -3, 2, 1e8, 1],
                [0.3, 0.1, 0.2, 0.7, 0.6, 0.9, 1.1, 0.5, 0.8],
            )
        ),
        "from the last to the first, in halves or in lanes, other bits come out",
    ),
    (
        "far_from_zero",
        "Inputs near a million that differ by little.",
        "NORM-4",
        normalization(columns([1e6 + 0.1, 1e6 + 0.2, 1e6 + 0.4], [-1e9, -1e9 + 1, -1e9 + 3])),
        "the mean of the squares less the square of the mean has no digit that is right",
    ),
    (
        "around_epsilon",
        "Inputs whose deviation is just below EPSILON, and just above it.",
        "NORM-1 NORM-4",
        normalization(
            columns([-9e-8, 9e-8], [-1e-7, 1e-7], [-1.1e-7, 1.1e-7], [1, -1], [-3e-8, 1.7e-7])
        ),
        "the larger of the two, neither their sum nor EPSILON inside the root",
    ),
    (
        "negative_zeros",
        "Inputs of -0.0: their mean is 0.0, and the outputs are -0.0.",
        "NORM-2 NORM-4 ARITH-3",
        normalization(columns(["-0", "-0"], ["-0", 0], [1, 2])),
        "a sum from 0.0 begins with an addition",
    ),
    (
        "subnormal_inputs",
        "Inputs below the smallest normal number.",
        "NORM-4 ARITH-3",
        normalization(columns([5e-324, 1.5e-323, 2.5e-323], [-3e-310, 1e-309, 0], [1, 2, 4])),
        "they count until somebody flushes them to zero",
    ),
    (
        "subnormal_variance",
        "Inputs whose variance is below the smallest normal number.",
        "NORM-1 NORM-4 ARITH-3",
        normalization(columns([1e-160, -3e-160, 2e-160], [1, 2, 4])),
        "the deviation is EPSILON all the same",
    ),
    (
        "infinite_variance",
        "Inputs whose squares are beyond the range: an infinite variance, and outputs of 0.",
        "NORM-2 NORM-4 NUM-2",
        normalization(columns([1e200, -1e200, 0], [1, 2, 4])),
        "there are no trials that could diverge",
    ),
    (
        "infinite_mean",
        "Inputs whose sum is beyond the range: outputs of minus infinity by infinity.",
        "NORM-2 NORM-4 NUM-2",
        normalization(columns([LARGEST, LARGEST], [1, 2])),
        "there are no trials that could diverge",
    ),
    (
        "infinite_sum_of_squares",
        "Squares within the range, and their sum beyond it.",
        "NORM-4 NUM-2",
        normalization(columns([1.2e154, -1.2e154, 0.0], [1, 2, 4])),
        "the sum is divided at its end",
    ),
    (
        "numbers_in_other_notations",
        "Inputs as hexadecimal bits and as texts.",
        "NUM-2 NUM-3 NORM-4",
        normalization([["0x3ff0000000000000", "-0"], [3, "0x8000000000000000"]]),
        "where one number may stand, all its notations may",
    ),
]
FLOWERS = Draft(
    "iris",
    "Fisher's 150 iris flowers: the published means of the four measurements.",
    "NORM-1 NORM-2 NORM-4",
    normalization(IRIS["inputs"]),
    "R. A. Fisher, 1936; the means are those that R prints for summary(iris)",
    sourced=True,
    published={"mean.0": "5.843", "mean.1": "3.057", "mean.2": "3.758", "mean.3": "1.199"},
)

# Networks. MIDDLE turns five inputs into five.
FIRST = normal([0.1, -0.3, 0.25], [0.3, 0.7, 0.05])
MIDDLE = normal([0.1, "-0", -0.2, 0.3, 0.05], [0.5, 0.09, 1.7, 0.011, 3.3])
PRICES = normal([251.3, -0.7], [1700.5, 0.03], invert=True)
TENS = [[round(250 + 40 * a, 2), round(b / 5, 3)] for a, b in spread(7, 2, "prices")]
TRAINED: list[Trajectory] = [
    (
        "first_layer",
        "A normalization before two dense layers.",
        "NORM-1 NORM-2 DENSE-1 DENSE-12 PORT-7",
        trained(example(layers=[FIRST, *EXAMPLE["layers"]])),
        "the usual place: inputs are normalized for the layers that learn",
    ),
    (
        "middle_layer",
        "A normalization between two dense layers, with invert given as false.",
        "NORM-1 NORM-2 NORM-3 DENSE-9 DENSE-11",
        trained(
            example(
                layers=[EXAMPLE["layers"][0], {**MIDDLE, "invert": False}, EXAMPLE["layers"][1]],
            )
        ),
        "the gradients go through it",
    ),
    (
        "inverse_middle_layer",
        "An inverse normalization between two dense layers.",
        "NORM-1 NORM-2 NORM-3 DENSE-9 DENSE-11",
        trained(
            example(layers=[EXAMPLE["layers"][0], {**MIDDLE, "invert": True}, EXAMPLE["layers"][1]])
        ),
        "the gradients go through it",
    ),
    (
        "inverse_last_layer",
        "An inverse normalization after a linear layer: targets in units of their own.",
        "NORM-2 NORM-3 DENSE-4 DENSE-10",
        trained(
            example(
                layers=[FIRST, layer(3, 5, "tanh"), layer(5, 2, "linear", "b"), PRICES],
                targets=TENS,
                optimizer={"name": "sgd", "learning_rate": 1e-5},
            )
        ),
        "the gradients of the loss go through it before any weight",
    ),
    (
        "last_layer",
        "A normalization after a linear layer.",
        "NORM-2 NORM-3 DENSE-10",
        trained(
            example(
                layers=[layer(3, 2, "linear", "b"), normal([0.3, -0.2], [0.4, 2.7])],
                loss="sum_squared_error",
            )
        ),
        "a loss after it is one after a linear layer",
    ),
    (
        "adam_beside_it",
        "Adam, whose memory has no place for what training does not move.",
        "NORM-2 NORM-3 DENSE-15",
        trained(
            classes(
                layers=[
                    FIRST,
                    layer(3, 5, "relu"),
                    MIDDLE,
                    {"kind": "dense", **layer(5, 3, "softmax", "c")},
                ],
                optimizer={"name": "adam", "learning_rate": 0.02},
                shuffle_seed=3,
            )
        ),
        "the weights of the layers around it are neighbours in the memory",
    ),
    (
        "two_in_a_row",
        "A normalization, its inverse, and a normalization again.",
        "NORM-2 NORM-3",
        trained(
            example(
                layers=[
                    EXAMPLE["layers"][0],
                    MIDDLE,
                    {**MIDDLE, "invert": True},
                    MIDDLE,
                    EXAMPLE["layers"][1],
                ]
            )
        ),
        "going back does not give the same bits",
    ),
    (
        "nothing_to_train",
        "Two normalizations and no dense layer: nothing moves.",
        "NORM-2 DENSE-1 DENSE-4",
        trained(
            example(
                layers=[FIRST, normal([10, 20, 30], [4, 9, 2], invert=True)],
                targets=spread(7, 3, "nothing", 30.0),
                optimizer={"name": "adam"},
            )
        ),
        "a network without weights has a loss, too",
    ),
    (
        "variances_around_epsilon",
        "Variances whose roots are EPSILON, its neighbours, 0 and subnormal, then a tanh.",
        "NORM-1 NORM-2",
        trained(
            example(
                layers=[
                    normal([0] * 8, [*AROUND_EPSILON, 0, 5e-324, "-0"]),
                    layer(8, 2, "tanh", "epsilon"),
                ],
                inputs=[[x * 1e-7 for x in row] for row in spread(7, 8, "epsilon")],
            )
        ),
        "the larger of the two, neither their sum nor EPSILON inside the root",
    ),
    (
        "inverse_of_no_variance",
        "An inverse whose variances are 0, tiny and subnormal.",
        "NORM-1 NORM-2 NORM-3",
        trained(
            example(
                layers=[
                    layer(3, 3, "tanh"),
                    normal([0.3, 0.2, "-0"], [0, 1e-15, 2e-310], invert=True),
                    layer(3, 2, "sigmoid", "c"),
                ]
            )
        ),
        "the deviation is EPSILON in both directions",
    ),
    (
        "huge_variances",
        "Variances as large as can be, and inputs of their size.",
        "NORM-1 NORM-2 NORM-3",
        trained(
            example(
                layers=[
                    normal([1e151, -3e152, 0], [LARGEST, 1e307, 1e306]),
                    layer(3, 2, "sigmoid", "huge"),
                ],
                inputs=spread(7, 3, "huge", 1e154 / 8),
            )
        ),
        "roots of them are far within the range",
    ),
    (
        "rounding_of_the_product",
        "An inverse whose product is inexact, and the mean nearly its opposite.",
        "NORM-2 ARITH-2",
        trained(
            example(
                layers=[
                    normal([0.3, -1.7, 2.9], [0.1, 0.7, 1.3], invert=True),
                    layer(3, 2, "linear", "fused"),
                ],
                inputs=[
                    [round(-0.3 / 0.1**0.5, 9), 2.031888635868469, round(-2.9 / 1.3**0.5, 12)],
                    *spread(6, 3, "fused"),
                ],
            )
        ),
        "a fused multiply-add gives other bits",
    ),
    (
        "overflow_inside",
        "An input less its mean is beyond the range, and tanh makes 1 of it.",
        "NORM-2 ARITH-4",
        trained(
            example(
                layers=[
                    normal([-1e308, 0, 0], [1, 1, 1]),
                    layer(3, 2, "tanh", "overflow", kernel=[[1, -1], [0, 0], [0, 0]]),
                ],
                inputs=[[1e308, 0, 0]] * 7,
                epochs=0,
                record=[],
            )
        ),
        "only the last outputs are watched",
    ),
]
DIVERGED = [
    Draft(
        "overflow_of_the_outputs",
        "An inverse whose product is beyond the range, in the second batch.",
        "NORM-2 ARITH-4 ERR-11",
        trained(
            example(
                layers=[normal([0, 1, 2], [1e300] * 3, invert=True)],
                inputs=[[0, 0, 0]] * 5 + [[1, 1e200, 0]] * 2,
                targets=[[0, 0, 0]] * 7,
            )
        ),
        "the last layer's outputs are a quantity of the batch",
        expected=refusal(
            "diverged", "outputs", "outputs: left the finite numbers in trial 1, batch 2", 1, 2
        ),
    ),
    Draft(
        "overflow_of_the_layers",
        "A gradient that EPSILON makes larger than any number.",
        "NORM-3 ARITH-4 ERR-11",
        trained(
            example(
                layers=[layer(3, 2, "linear"), normal([0, 0], [0, 0])],
                optimizer={"name": "sgd", "learning_rate": 1e305},
            )
        ),
        "the weights before the layer move by gradients that went through it",
        expected=refusal(
            "diverged", "layers", "layers: left the finite numbers in trial 1, batch 1", 1, 1
        ),
    ),
]

# The experiment normalization: faults in the order in which they are checked
FAULTS: list[Refused] = [
    (
        "no_inputs",
        "No example.",
        "ERR-6",
        normalization([]),
        "empty",
        "inputs",
        "inputs: expected at least one number",
    ),
    (
        "empty_rows",
        "Examples of no inputs.",
        "ERR-6",
        normalization([[], []]),
        "empty",
        "inputs",
        "inputs: expected at least one number",
    ),
    (
        "empty_first_row",
        "A first example of no inputs, and a second of one.",
        "ERR-6 PORT-4",
        normalization([[], [1]]),
        "empty",
        "inputs",
        "inputs: expected at least one number",
    ),
    (
        "ragged_inputs",
        "Examples of different lengths, and a NaN.",
        "ERR-7 PORT-4",
        normalization([["NaN", 2], [1, 2], [3]]),
        "shape_mismatch",
        "inputs",
        "inputs[2]: expected length 2, that of inputs[0], got length 1",
    ),
    (
        "nan_input",
        "An input that is NaN.",
        "ERR-8 NUM-2",
        normalization([[1, 2], [3, "NaN"]]),
        "not_finite",
        "inputs",
        f"inputs[1][1]{FINITE}",
    ),
    (
        "infinite_input",
        "An input that is infinite.",
        "ERR-8 NUM-2",
        normalization([["-Infinity", 2]]),
        "not_finite",
        "inputs",
        f"inputs[0][0]{FINITE}",
    ),
    (
        "flat_inputs",
        "A list of numbers for the list of examples.",
        "ERR-5",
        normalization([1, 2]),
        "wrong_type",
        "inputs",
        f"inputs{NO_ROWS}",
    ),
    (
        "null_inputs",
        "null for the examples.",
        "ERR-5 PORT-4",
        normalization(None),
        "wrong_type",
        "inputs",
        f"inputs{NO_ROWS}",
    ),
    (
        "inputs_missing",
        "A request without examples.",
        "ERR-3",
        without(BASE, "inputs"),
        "missing_field",
        "inputs",
        "inputs: this field is required",
    ),
    (
        "unknown_field",
        "A field that the experiment does not have, and no examples.",
        "ERR-4 PORT-4",
        {"experiment": "normalization", "mean": [0]},
        "unknown_field",
        "mean",
        "mean: normalization has no such field",
    ),
    (
        "loss_after_a_normalization",
        "A crossentropy with another spelling, after a normalization.",
        "ERR-10",
        trained(
            example(
                layers=[layer(3, 2, "sigmoid"), normal([0, 0], [1, 1])], loss="binary_cross_entropy"
            )
        ),
        "unknown_name",
        "loss",
        f"loss: expected one of {LOSSES}",
    ),
    (
        "targets_of_a_normalization",
        "Targets for two outputs, where a normalization has three.",
        "ERR-7",
        trained(example(layers=[FIRST])),
        "shape_mismatch",
        "targets",
        "targets[0]: expected length 3, that of layers[0].mean, got length 2",
    ),
    (
        "variance_below_zero",
        "A variance just below zero.",
        "ERR-9",
        trained(example(layers=[normal([0, 0, 0], [1, -5e-324, "NaN"]), *EXAMPLE["layers"]])),
        "out_of_range",
        "layers[0].variance",
        "layers[0].variance[1]: expected 0 or more",
    ),
    (
        "nan_before_a_variance_below_zero",
        "A variance that is NaN, and one below zero after it.",
        "ERR-8",
        trained(example(layers=[normal([0, 0, 0], [1, "NaN", -1]), *EXAMPLE["layers"]])),
        "not_finite",
        "layers[0].variance",
        f"layers[0].variance[1]{FINITE}",
    ),
    (
        "minus_infinite_variance",
        "A variance of minus infinity is not finite before it is below zero.",
        "ERR-8",
        trained(example(layers=[normal([0, 0, 0], ["-Infinity", 1, 1]), *EXAMPLE["layers"]])),
        "not_finite",
        "layers[0].variance",
        f"layers[0].variance[0]{FINITE}",
    ),
    (
        "mean_of_another_length",
        "A mean for two of three inputs.",
        "ERR-7",
        trained(example(layers=[FIRST, normal([0, 0], [1, 1]), *EXAMPLE["layers"]])),
        "shape_mismatch",
        "layers[1].mean",
        "layers[1].mean: expected length 3, that of layers[0].mean, got length 2",
    ),
    (
        "kernel_after_a_normalization",
        "A kernel of four rows after a normalization of three.",
        "ERR-7",
        trained(example(layers=[FIRST, layer(4, 2, "sigmoid")])),
        "shape_mismatch",
        "layers[1].kernel",
        "layers[1].kernel: expected length 3, that of layers[0].mean, got length 4",
    ),
    (
        "inputs_of_a_normalization",
        "Examples of three inputs for a first normalization of two.",
        "ERR-7",
        trained(example(layers=[normal([0, 0], [1, 1]), layer(2, 2, "sigmoid")]), 2),
        "shape_mismatch",
        "inputs",
        "inputs[0]: expected length 2, that of layers[0].mean, got length 3",
    ),
    (
        "units_of_a_normalization",
        "A field of another kind of layer.",
        "ERR-4 PORT-7",
        trained(example(layers=[{**FIRST, "units": 3}, *EXAMPLE["layers"]])),
        "unknown_field",
        "layers[0].units",
        "layers[0].units: a layer has no such field",
    ),
    (
        "variance_missing",
        "A normalization without its variance.",
        "ERR-3 PORT-7",
        trained(example(layers=[without(FIRST, "variance"), *EXAMPLE["layers"]])),
        "missing_field",
        "layers[0].variance",
        "layers[0].variance: this field is required",
    ),
]

# The fields of a layer: faults of a network of two normalizations, in order
NETWORK = trained(
    example(layers=[EXAMPLE["layers"][0], {**MIDDLE, "invert": True}, EXAMPLE["layers"][1]])
)
TYPES: list[Fault] = [
    ("layers[1].mean", 0.5, "wrong_type", ": expected a list of numbers"),
    ("layers[1].variance", None, "wrong_type", ": expected a list of numbers"),
    ("layers[1].invert", None, "wrong_type", ": expected true or false"),
    ("loss", 7, "wrong_type", ": expected a string"),
]
SHAPES: list[Fault] = [
    (
        "layers[0].bias",
        [],
        "shape_mismatch",
        ": expected length 5, that of layers[0].units, got length 0",
    ),
    ("layers[1].mean", [], "empty", ": expected at least one number"),
    (
        "layers[1].variance",
        [1],
        "shape_mismatch",
        ": expected length 5, that of layers[1].mean, got length 1",
    ),
    (
        "layers[2].bias",
        [],
        "shape_mismatch",
        ": expected length 2, that of layers[2].units, got length 0",
    ),
]
VALUES: list[Fault] = [
    ("layers[0].bias", ["NaN"] * 5, "not_finite", f"[0]{FINITE}"),
    ("layers[1].mean", [0, 0, "Infinity", 0, 0], "not_finite", f"[2]{FINITE}"),
    ("layers[1].variance", [1, 1, 1, -1, 1], "out_of_range", "[3]: expected 0 or more"),
    ("layers[2].bias", [0, "NaN"], "not_finite", f"[1]{FINITE}"),
]

CASES = [
    *trajectories(MOMENTS),
    FLOWERS,
    *trajectories(TRAINED),
    *DIVERGED,
    *refusals(FAULTS),
    *(
        replace(draft, name=f"layer_{draft.name}")
        for faults in (TYPES, SHAPES, VALUES)
        for draft in faults_in_order(NETWORK, faults)
    ),
]
