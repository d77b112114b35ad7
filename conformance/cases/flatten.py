"""Cases of the chapter flatten: networks with such layers, and the kinds of layers in requests."""

from dataclasses import replace
from typing import Any

from cases import Draft, Fault, Refused, Trajectory, faults_in_order, refusals, trajectories
from cases.networks import EXAMPLE, HIDDEN, LAST, Json, example, spread, without, xor

HIDDEN_LAYER, LAST_LAYER = EXAMPLE["layers"]
KINDS = ': expected one of "dense", "flatten", "normalization"'
SIZE = ": expected 1 to 16777216"


def flat(*sizes: Any) -> Json:
    """Return a flatten layer for examples of these sizes."""
    return {"kind": "flatten", "input_shape": list(sizes)}


TRAINED: list[Trajectory] = [
    (
        "flatten_first",
        "A flatten layer before two dense layers.",
        "DENSE-1 PORT-7",
        example(layers=[flat(1, 3), *EXAMPLE["layers"]]),
        "an example is one row of numbers, whatever its shape",
    ),
    (
        "flatten_everywhere",
        "Flatten layers before, between and after dense layers of kind dense.",
        "DENSE-1 DENSE-9 DENSE-11 PORT-7",
        example(
            layers=[
                flat(3),
                {"kind": "dense", **HIDDEN_LAYER},
                flat(5, 1),
                flat(1, 1, 5, 1),
                {**LAST_LAYER, "activation": "linear"},
                flat(2, 1),
            ],
            optimizer={"name": "adam", "learning_rate": 0.05},
        ),
        "outputs and gradients go through unchanged",
    ),
    (
        "flatten_alone",
        "A flatten layer and nothing else: nothing moves, and the inputs are the outputs.",
        "DENSE-1 DENSE-4",
        example(layers=[flat(3)], targets=spread(7, 3, "flatten"), optimizer={"name": "adam"}),
        "a network without weights has a loss, too",
    ),
    (
        "flatten_sizes_in_other_notations",
        "Sizes as a text, with a point and with an exponent.",
        "PORT-5 PORT-7 NUM-3",
        example(layers=[flat("0x4008000000000000", 1.0), *EXAMPLE["layers"]]),
        "where one number may stand, all its notations may",
    ),
]

FAULTS: list[Refused] = [
    (
        "kind_unknown",
        "A kind that there is not, in a layer with an unknown field and nothing else.",
        "ERR-10 PORT-7",
        xor(layers=[{"kind": "conv", "speed": 3}, LAST], loss=7),
        "unknown_name",
        "layers[0].kind",
        f"layers[0].kind{KINDS}",
    ),
    (
        "kind_of_another_case",
        "A kind in capital letters.",
        "ERR-10 PORT-7",
        xor(layers=[{**HIDDEN, "kind": "Dense"}, LAST]),
        "unknown_name",
        "layers[0].kind",
        f"layers[0].kind{KINDS}",
    ),
    (
        "kind_inherited",
        "A kind that objects of some languages have from birth.",
        "ERR-10 PORT-7",
        xor(layers=[HIDDEN, {**LAST, "kind": "constructor"}]),
        "unknown_name",
        "layers[1].kind",
        f"layers[1].kind{KINDS}",
    ),
    (
        "kind_null",
        "null is a value, and no kind.",
        "ERR-5 PORT-7",
        xor(layers=[{**HIDDEN, "kind": None}, LAST]),
        "wrong_type",
        "layers[0].kind",
        "layers[0].kind: expected a string",
    ),
    (
        "kind_a_number",
        "A number for a kind, in a layer with an unknown field.",
        "ERR-5 PORT-7",
        xor(layers=[{"kind": 1, "speed": 3}, LAST]),
        "wrong_type",
        "layers[0].kind",
        "layers[0].kind: expected a string",
    ),
    (
        "kind_after_the_layer_before",
        "A layer without a kernel, and an unknown kind in the next.",
        "ERR-3 PORT-7",
        xor(layers=[without(HIDDEN, "kernel"), {"kind": "conv"}]),
        "missing_field",
        "layers[0].kernel",
        "layers[0].kernel: this field is required",
    ),
    (
        "kind_after_the_list_of_objects",
        "An unknown kind, and a layer that is no object: the list is read first.",
        "ERR-5 PORT-7",
        xor(layers=[{"kind": "conv"}, 7]),
        "wrong_type",
        "layers",
        "layers: expected a list of objects",
    ),
    (
        "kind_decides_the_fields",
        "A flatten layer with the units of a dense one, and without its own field.",
        "ERR-4 PORT-7",
        xor(layers=[{"kind": "flatten", "units": 2}, LAST]),
        "unknown_field",
        "layers[0].units",
        "layers[0].units: a layer has no such field",
    ),
    (
        "dense_with_a_field_of_flatten",
        "A dense layer with an input_shape.",
        "ERR-4 PORT-7",
        xor(layers=[{**HIDDEN, "kind": "dense", "input_shape": [2]}, LAST]),
        "unknown_field",
        "layers[0].input_shape",
        "layers[0].input_shape: a layer has no such field",
    ),
    (
        "flatten_without_its_shape",
        "A flatten layer without an input_shape.",
        "ERR-3 PORT-7",
        xor(layers=[{"kind": "flatten"}, LAST]),
        "missing_field",
        "layers[0].input_shape",
        "layers[0].input_shape: this field is required",
    ),
    *(
        (
            f"flatten_{name}",
            text,
            "ERR-5 PORT-7",
            xor(layers=[{"kind": "flatten", "input_shape": shape}, HIDDEN, LAST]),
            "wrong_type",
            "layers[0].input_shape",
            "layers[0].input_shape: expected a list of whole numbers",
        )
        for name, text, shape in [
            ("null_shape", "null for an input_shape.", None),
            ("number_for_a_shape", "A number for an input_shape.", 2),
            ("fractional_size", "A size of a half and one of four.", [0.5, 4]),
            ("size_of_2_to_53", "A size of 2^53, which is no count.", [2**53]),
            ("text_for_a_size", "A size that is a text.", ["2"]),
        ]
    ),
    *(
        (
            f"flatten_{name}",
            text,
            f"{rule} PORT-4",
            xor(layers=[flat(*sizes), {**HIDDEN, "bias": ["NaN"] * 3}, LAST], inputs=[[0, 0]]),
            code,
            "layers[0].input_shape",
            f"layers[0].input_shape{message}",
        )
        for name, text, rule, sizes, code, message in [
            (
                "of_no_size",
                "An input_shape without sizes, before the faults of the next layer.",
                "ERR-6",
                [],
                "empty",
                ": expected at least one number",
            ),
            (
                "size_of_zero",
                "A size of 0, which is out of range among the shapes.",
                "ERR-9",
                [2, 0],
                "out_of_range",
                f"[1]{SIZE}",
            ),
            (
                "sizes_below_zero",
                "Sizes of -1 and -2, whose product fits.",
                "ERR-9",
                [-1, -2],
                "out_of_range",
                f"[0]{SIZE}",
            ),
            (
                "size_of_2_to_24_and_1",
                "A size just beyond the largest.",
                "ERR-9",
                [2**24 + 1],
                "out_of_range",
                f"[0]{SIZE}",
            ),
            (
                "product_beyond_2_to_24",
                "Sizes within the range, and their product beyond it.",
                "ERR-9",
                [2**13, 2**12],
                "out_of_range",
                SIZE,
            ),
            (
                "product_of_2_to_64",
                "Sizes whose product in 64 bits is 0.",
                "ERR-9",
                [2**24, 2**24, 2**16],
                "out_of_range",
                SIZE,
            ),
            (
                "product_that_wraps",
                "Sizes whose product is 2^64 + 4, which is 4 in 64 bits.",
                "ERR-9",
                [4, 5, 5581, 8681, 49477, 384773],
                "out_of_range",
                SIZE,
            ),
            (
                "product_beyond_any_double",
                "A hundred sizes of 2^24: their product is beyond the range of binary64.",
                "ERR-9",
                [2**24] * 100,
                "out_of_range",
                SIZE,
            ),
        ]
    ),
    (
        "flatten_largest_size",
        "The largest size, which only the inputs do not have.",
        "ERR-7",
        xor(layers=[flat(2**24)]),
        "shape_mismatch",
        "inputs",
        "inputs[0]: expected length 16777216, that of layers[0].input_shape, got length 2",
    ),
    (
        "flatten_of_another_number",
        "A flatten layer of six numbers after a layer of two.",
        "ERR-7",
        xor(layers=[HIDDEN, flat(3, 2), LAST]),
        "shape_mismatch",
        "layers[1].input_shape",
        "layers[1].input_shape: expected 2 numbers, as layers[0].units has",
    ),
    (
        "flatten_out_of_range_before_its_fit",
        "A flatten layer after a layer of two, with sizes of -2 and -1.",
        "ERR-9 PORT-4",
        xor(layers=[HIDDEN, flat(-2, -1), LAST]),
        "out_of_range",
        "layers[1].input_shape",
        f"layers[1].input_shape[0]{SIZE}",
    ),
    (
        "kernel_after_flatten",
        "A kernel of two rows after a flatten layer of four.",
        "ERR-7",
        xor(layers=[flat(2, 2), LAST], inputs=[[0] * 4] * 4),
        "shape_mismatch",
        "layers[1].kernel",
        "layers[1].kernel: expected length 4, that of layers[0].input_shape, got length 2",
    ),
    (
        "targets_of_flatten",
        "Targets of one number for a last flatten layer of two.",
        "ERR-7",
        xor(layers=[HIDDEN, flat(2, 1)], loss="mse"),
        "shape_mismatch",
        "targets",
        "targets[0]: expected length 2, that of layers[1].input_shape, got length 1",
    ),
    (
        "loss_after_flatten",
        "A crossentropy after a flatten layer, which has the activation linear.",
        "ERR-10 DENSE-10",
        xor(layers=[HIDDEN, LAST, flat(1)]),
        "unknown_name",
        "loss",
        'loss: expected one of "mse", "sum_squared_error"',
    ),
]

NETWORK = xor(layers=[flat(1, 2), HIDDEN, flat(2), LAST])
NETWORK["loss"] = "mse"
TYPES: list[Fault] = [
    ("layers[0].kind", "conv", "unknown_name", KINDS),
    ("layers[1].bias", 7, "wrong_type", ": expected a list of numbers or null"),
    ("layers[2].input_shape", {}, "wrong_type", ": expected a list of whole numbers"),
    ("layers[3].units", None, "wrong_type", ": expected a whole number"),
]
SHAPES: list[Fault] = [
    ("layers[0].input_shape", [], "empty", ": expected at least one number"),
    (
        "layers[1].bias",
        [],
        "shape_mismatch",
        ": expected length 2, that of layers[1].units, got length 0",
    ),
    ("layers[2].input_shape", [0], "out_of_range", f"[0]{SIZE}"),
    (
        "layers[3].bias",
        [],
        "shape_mismatch",
        ": expected length 1, that of layers[3].units, got length 0",
    ),
]


def drafts_of(faults: list[Fault]) -> list[Draft]:
    """Return the cases of faults in a network with flatten layers."""
    return [
        replace(draft, name=f"kinds_{draft.name}") for draft in faults_in_order(NETWORK, faults)
    ]


CASES = [
    *trajectories(TRAINED),
    *refusals(FAULTS),
    *drafts_of(TYPES),
    *drafts_of(SHAPES),
]
