"""Cases of the chapter flatten: networks with such layers, first, in the middle and last.

The messages of the cases of unknown kinds have the kinds that there were when these were written.
"""

from dataclasses import replace

from cases import FINITE, Fault, Refused, Trajectory, faults_in_order, refusals, trajectories
from cases.images import SIZE, FieldFault, conv2d, learning, measured, ordered, reshape
from cases.networks import EXAMPLE, HIDDEN, LAST, LOSSES, Json, example, layer, spread, trained, xor

HIDDEN_LAYER, LAST_LAYER = EXAMPLE["layers"]
FLAT: Json = {"kind": "flatten"}
NORMAL: Json = {"kind": "normalization", "mean": [0.1, -0.3, 0.25], "variance": [0.3, 0.7, 0.05]}

TRAINED: list[Trajectory] = [
    (
        "flatten_first",
        "Examples of two sizes, and a flatten layer before two dense layers.",
        "DENSE-1 PORT-7",
        trained(example(layers=[FLAT, *EXAMPLE["layers"]]), 1, 3),
        "an example is one row of numbers, whatever its shape",
    ),
    (
        "flatten_of_two_by_three",
        "Examples of two rows and three columns.",
        "DENSE-1 DENSE-2",
        trained(
            example(layers=[FLAT, layer(6, 2, "tanh", "six")], inputs=spread(7, 6, "six")), 2, 3
        ),
        "the numbers stay in their order: row by row",
    ),
    (
        "flatten_everywhere",
        "Examples of three sizes, and flatten layers before, between and after dense layers.",
        "DENSE-1 DENSE-9 DENSE-11 PORT-7",
        trained(
            example(
                layers=[
                    FLAT,
                    {"kind": "dense", **HIDDEN_LAYER},
                    FLAT,
                    FLAT,
                    {**LAST_LAYER, "activation": "linear"},
                    FLAT,
                ],
                optimizer={"name": "adam", "learning_rate": 0.05},
            ),
            *(1, 3, 1),
        ),
        "outputs and gradients go through unchanged",
    ),
    (
        "flatten_of_one_size",
        "Examples that are rows of numbers already.",
        "DENSE-1",
        trained(example(layers=[FLAT, *EXAMPLE["layers"]]), 3),
        "the same numbers as those of flatten_first",
    ),
    (
        "flatten_alone",
        "A flatten layer and nothing else: nothing moves, and the inputs are the outputs.",
        "DENSE-1 DENSE-4",
        trained(
            example(layers=[FLAT], targets=spread(7, 3, "flatten"), optimizer={"name": "adam"}),
            *(3, 1),
        ),
        "a network without weights has a loss, too",
    ),
    (
        "flatten_before_a_normalization",
        "Examples of three sizes, which are flattened before they are normalized.",
        "DENSE-1 NORM-2",
        trained(example(layers=[FLAT, NORMAL, *EXAMPLE["layers"]]), 3, 1, 1),
        "the shape is gone before the numbers are normalized",
    ),
    (
        "flatten_after_a_normalization",
        "A normalization of examples of two sizes, and a flatten layer after it.",
        "DENSE-1 NORM-2",
        trained(example(layers=[NORMAL, FLAT, *EXAMPLE["layers"]]), 1, 3),
        "the shape goes through a normalization",
    ),
    (
        "flatten_sizes_in_other_notations",
        "Sizes as a text, with a point and with an exponent.",
        "PORT-5 NUM-3",
        {
            **trained(example(layers=[FLAT, *EXAMPLE["layers"]])),
            "input_shape": ["0x4008000000000000", 1.0],
        },
        "where one number may stand, all its notations may",
    ),
]

FAULTS: list[Refused] = [
    *(
        (
            f"flatten_with_{name}",
            text,
            "ERR-4 PORT-7",
            trained(xor(layers=[{**FLAT, field: value}, HIDDEN, LAST])),
            "unknown_field",
            f"layers[0].{field}",
            f"layers[0].{field}: a layer has no such field",
        )
        for name, text, field, value in [
            ("its_shape", "A shape, which follows from the field input_shape.", "input_shape", [2]),
            ("units", "A field of a dense layer.", "units", 2),
            ("null", "null for a field that there is not.", "kernel", None),
        ]
    ),
    (
        "flatten_in_dense",
        "A flatten layer in the experiment of dense layers alone, where no layer has a kind.",
        "ERR-4 PORT-7",
        xor(layers=[FLAT, HIDDEN, LAST]),
        "unknown_field",
        "layers[0].kind",
        "layers[0].kind: a layer has no such field",
    ),
    (
        "flatten_largest_size",
        "The largest size, which only the inputs do not have.",
        "ERR-7",
        trained(xor(layers=[FLAT]), 2**24),
        "shape_mismatch",
        "inputs",
        "inputs[0]: expected length 16777216, that of layers[0].input_shape, got length 2",
    ),
    (
        "inputs_of_several_sizes",
        "Rows of two numbers for examples of two times two.",
        "ERR-7",
        trained(xor(layers=[FLAT, LAST | {"kernel": [[1]] * 4}]), 2, 2),
        "shape_mismatch",
        "inputs",
        "inputs[0]: expected length 4, that of layers[0].input_shape, got length 2",
    ),
    (
        "kernel_after_flatten",
        "A kernel of two rows after a flatten layer of four.",
        "ERR-7",
        trained(xor(layers=[FLAT, LAST], inputs=[[0] * 4] * 4), 2, 2),
        "shape_mismatch",
        "layers[1].kernel",
        "layers[1].kernel: expected length 4, that of layers[0].input_shape, got length 2",
    ),
    (
        "mean_after_flatten",
        "A mean of three numbers after a flatten layer of two.",
        "ERR-7",
        trained(xor(layers=[FLAT, NORMAL, HIDDEN, LAST]), 1, 2),
        "shape_mismatch",
        "layers[1].mean",
        "layers[1].mean: expected length 2, that of layers[0].input_shape, got length 3",
    ),
    (
        "kernel_after_two_flatten_layers",
        "A kernel of three rows after a layer of two units and two flatten layers.",
        "ERR-7",
        trained(xor(layers=[HIDDEN, FLAT, FLAT, {**LAST, "kernel": [[1]] * 3}])),
        "shape_mismatch",
        "layers[3].kernel",
        "layers[3].kernel: expected length 2, that of layers[2].input_shape, got length 3",
    ),
    (
        "targets_of_flatten",
        "Targets of one number for a last flatten layer of two.",
        "ERR-7",
        trained(xor(layers=[HIDDEN, FLAT], loss="mse")),
        "shape_mismatch",
        "targets",
        "targets[0]: expected length 2, that of layers[1].input_shape, got length 1",
    ),
    (
        "loss_after_flatten",
        "A crossentropy with another spelling, after a flatten layer.",
        "ERR-10",
        trained(xor(layers=[HIDDEN, LAST, FLAT], loss="binary_cross_entropy")),
        "unknown_name",
        "loss",
        f"loss: expected one of {LOSSES}",
    ),
]

# Faults of a network with flatten layers, in the order in which they are checked
NETWORK = trained(xor(layers=[FLAT, HIDDEN, FLAT, LAST], loss="mse"), 1, 2)
TYPES: list[Fault] = [
    ("input_shape", None, "wrong_type", ": expected a list of whole numbers"),
    (
        "layers[0].kind",
        "conv",
        "unknown_name",
        ': expected one of "dense", "flatten", "normalization"',
    ),
    ("layers[1].bias", 7, "wrong_type", ": expected a list of numbers or null"),
    ("layers[2].units", 2, "unknown_field", ": a layer has no such field"),
    ("layers[3].units", None, "wrong_type", ": expected a whole number"),
    ("loss", 7, "wrong_type", ": expected a string"),
]
SHAPES: list[Fault] = [
    ("input_shape", [2, 0], "out_of_range", "[1]: expected 1 to 16777216"),
    (
        "layers[1].bias",
        [],
        "shape_mismatch",
        ": expected length 2, that of layers[1].units, got length 0",
    ),
    (
        "layers[3].bias",
        [],
        "shape_mismatch",
        ": expected length 1, that of layers[3].units, got length 0",
    ),
    ("inputs", [], "empty", ": expected at least one number"),
]
VALUES: list[Fault] = [
    ("layers[1].bias", [0, "NaN"], "not_finite", f"[1]{FINITE}"),
    ("layers[3].bias", ["Infinity"], "not_finite", f"[0]{FINITE}"),
    (
        "loss",
        "perceptron",
        "unknown_name",
        f": expected one of {LOSSES}",
    ),
]

RESHAPED: list[Trajectory] = [
    (
        "reshape_of_rows",
        "Rows of six numbers that become images of three by two cells.",
        "DENSE-1 CONV-1 CONV-2",
        learning([6], [reshape(3, 2, 1), conv2d(2, 2, 1, 2, "reshaped"), FLAT], 4),
        "row by row, the last index fastest",
    ),
    (
        "reshape_to_another_shape",
        "Images of two by three cells and two channels that become images of three by four.",
        "DENSE-1 CONV-1 CONV-3",
        measured(
            [2, 3, 2],
            [reshape(3, 4, 1), conv2d(2, 2, 1, 1, "reshaped 2"), reshape(6)],
            spread(1, 6, "reshaped")[0],
        ),
        "neither the numbers nor their gradients change places",
    ),
    (
        "reshape_everywhere",
        "Reshape layers between, before and after dense layers, which see rows of numbers.",
        "DENSE-1 DENSE-9 DENSE-11 PORT-7",
        trained(
            example(
                layers=[
                    reshape(3),
                    HIDDEN_LAYER,
                    reshape(1, 5, 1),
                    reshape(5),
                    {**LAST_LAYER, "activation": "linear"},
                    reshape(2, 1),
                ],
            ),
            *(1, 3, 1),
        ),
        "outputs and gradients go through unchanged",
    ),
    (
        "reshape_before_a_normalization",
        "A reshape layer before a normalization, which keeps the shape.",
        "DENSE-1 NORM-2",
        trained(example(layers=[reshape(1, 3), NORMAL, FLAT, *EXAMPLE["layers"]])),
        "the shape goes through a normalization",
    ),
    (
        "reshape_sizes_in_other_notations",
        "Sizes as a text, with a point and with an exponent.",
        "PORT-5 NUM-3",
        trained(
            example(
                layers=[
                    {"kind": "reshape", "target_shape": ["0x3ff0000000000000", 3.0]},
                    {"kind": "reshape", "target_shape": [30e-1]},
                    *EXAMPLE["layers"],
                ]
            )
        ),
        "where one number may stand, all its notations may",
    ),
]
NUMBERS = ": expected as many numbers as inputs, 6"
RESHAPING = learning([6], [reshape(2, 3), FLAT, layer(6, 1, "linear", "six")], 1)


def reshape_fault(name: str, value: object, code: str, message: str) -> FieldFault:
    """Return a fault of the target_shape."""
    place = "layers[0].target_shape"
    return name, place, value, place, code, message


RESHAPE_FAULTS: list[list[FieldFault]] = [
    [
        reshape_fault("a_number", 6, "wrong_type", ": expected a list of whole numbers"),
        ("a_later_loss", "loss", 7, "loss", "wrong_type", ": expected a string"),
    ],
    [
        reshape_fault("of_another_number", [2, 2], "shape_mismatch", NUMBERS),
        (
            "a_later_kernel",
            "layers[2].kernel",
            [],
            "layers[2].kernel",
            "empty",
            ": expected at least one number",
        ),
    ],
    *(
        [each]
        for each in (
            reshape_fault("null", None, "wrong_type", ": expected a list of whole numbers"),
            reshape_fault("of_nothing", [], "empty", ": expected at least one number"),
            reshape_fault("of_a_size_of_0", [6, 0], "out_of_range", f"[1]{SIZE}"),
            reshape_fault("of_a_size_of_minus_1", [2, -1], "out_of_range", f"[1]{SIZE}"),
            reshape_fault("too_large", [2**13, 2**12], "out_of_range", SIZE),
            reshape_fault("that_wraps", [6, 5, 5581, 8681, 49477, 384773], "out_of_range", SIZE),
            reshape_fault("of_one_number_more", [7], "shape_mismatch", NUMBERS),
            (
                "missing",
                "layers[0]",
                {"kind": "reshape"},
                "layers[0].target_shape",
                "missing_field",
                ": this field is required",
            ),
            (
                "before_a_dense_layer",
                "layers[1]",
                reshape(6, 1),
                "layers[2].kernel",
                "shape_mismatch",
                ": expected examples that are one row of numbers: put a flatten layer before it",
            ),
            (
                "before_another_kernel",
                "layers[2].kernel",
                [[1]] * 5,
                "layers[2].kernel",
                "shape_mismatch",
                ": expected length 6, that of layers[1].input_shape, got length 5",
            ),
        )
    ),
]
LAST_RESHAPE = trained(xor(layers=[HIDDEN, reshape(2, 1)], loss="mse"))
FAULTS_OF_RESHAPE: list[Refused] = [
    (
        "targets_of_reshape",
        "Targets of one number for a last reshape layer of two.",
        "ERR-7",
        LAST_RESHAPE,
        "shape_mismatch",
        "targets",
        "targets[0]: expected length 2, that of layers[1].target_shape, got length 1",
    ),
]

CASES = [
    *trajectories(TRAINED),
    *trajectories(RESHAPED),
    *(draft for faults in RESHAPE_FAULTS for draft in ordered("reshape", RESHAPING, faults)),
    *refusals(FAULTS_OF_RESHAPE),
    *refusals(FAULTS),
    *(
        replace(draft, name=f"kinds_{draft.name}")
        for faults in (TYPES, SHAPES, VALUES)
        for draft in faults_in_order(NETWORK, faults)
    ),
]
