"""Cases of the chapter sequences: masking, repeat_vector and time_distributed."""

from typing import Any

from cases import Draft, Trajectory, trajectories
from cases.images import (
    FLAT,
    SEQUENCE,
    SIZE,
    FieldFault,
    classifier,
    learning,
    measured,
    only_outputs,
    ordered,
)
from cases.networks import Json, layer, spread
from cases.steps import (
    UNITS,
    at,
    masking,
    padded,
    repeat_vector,
    simple_rnn,
    time_distributed,
)

FOUR = padded(4, 3, "x.x.", seed="a mask")[0]
# name, text, fields, the steps
STEPS: list[tuple[str, str, Json, list[Any]]] = [
    ("default_value", "Steps of nothing but 0.", {}, FOUR),
    (
        "other_value",
        "Steps of nothing but -1.5, and steps of 0, which are real.",
        {"mask_value": -1.5},
        [-1.5, -1.5, -1.5, 0, 0, 0, -1.5, 0.5, -1.5, 1, 2, -1.5],
    ),
    (
        "one_feature_is_another",
        "Steps with a feature that is not 0, first, second or last.",
        {},
        [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
    ),
    ("all_steps", "No step is real.", {}, [0] * 12),
    ("no_step", "All steps are real.", {"mask_value": 7}, FOUR),
    ("subnormal", "A feature just above 0.", {}, [5e-324, 0, 0, 0, 0, -5e-324, *[0] * 6]),
    (
        "rounded_value",
        "A value that is no binary64, and the number after it.",
        {"mask_value": 0.1},
        [0.1, 0.1, 0.1, 0.1, 0.1, 0.10000000000000002, *[0.3] * 3, *[0.1] * 3],
    ),
    (
        "small_value",
        "A value of 1e-9, and features near it.",
        {"mask_value": 1e-9},
        [1e-9, 1e-9, 1e-9, 2e-9, 1e-9, 1e-9, 1e-9, 1e-9, -1e-9, 0, 0, 0],
    ),
    (
        "negative_zeros",
        "-0.0 in the inputs: it is equal to 0.0, and the outputs of such steps are 0.0.",
        {},
        ["-0", "-0", "-0", "-0", 0, "-0", "-0", 1, "-0", 0, 0, 0],
    ),
    (
        "negative_zero_as_value",
        "-0.0 as the value: steps of 0.0 are left out.",
        {"mask_value": "-0"},
        FOUR,
    ),
]
MASKED: list[Trajectory] = [
    (
        f"masking_{name}",
        text,
        "SEQ-1",
        measured([4, 3], [masking(**fields)], spread(1, 12, f"masking {name}")[0], example),
        "the gradients of all steps are seen",
    )
    for name, text, fields, example in STEPS
]
NEGATIVE: list[Trajectory] = [
    (
        "masking_negative_zeros_alone",
        "Outputs of -0.0 inside real steps, and of 0.0 for steps of -0.0.",
        "SEQ-1 NUM-2",
        only_outputs(
            learning(
                [3, 2], [masking()], 6, inputs=[["-0", "-0", "-0", 1, 0, "-0"]], targets=[[0] * 6]
            )
        ),
        "a step that is left out has outputs of 0.0, whatever the inputs' signs",
    ),
    (
        "masking_before_dense_layers",
        "Zeros of masked steps go into a dense layer, and losses take all outputs.",
        "SEQ-1 SEQ-4",
        classifier(
            [4, 2],
            masking(mask_value=0.25),
            inputs=8,
        ),
        "the loss does not know of masks",
    ),
    (
        "masking_in_the_middle",
        "A mask of what a layer calculates, with relu.",
        "SEQ-1 SEQ-3 SEQ-4",
        learning(
            [4, 2],
            [
                time_distributed(2, 2, "relu", activation="relu"),
                masking(),
                simple_rnn(2, 2, "after relu"),
            ],
            2,
        ),
        "a mask may change while a network learns",
    ),
]
REPEATED: list[Trajectory] = [
    *(
        (
            f"repeat_{name}",
            text,
            "SEQ-2",
            measured([u], [repeat_vector(n)], spread(1, n * u, f"repeat {name}")[0]),
            "the gradients of an input are added over the steps",
        )
        for name, text, u, n in [
            ("three_steps", "Three steps of four features.", 4, 3),
            ("one_step", "One step: nothing changes but the shape.", 3, 1),
            ("one_feature", "Seven steps of one feature.", 1, 7),
        ]
    ),
    (
        "repeat_order_of_the_gradients",
        "Gradients whose sum depends on the order of the steps.",
        "SEQ-2 ARITH-1",
        measured([4], [repeat_vector(9)], spread(1, 36, "order of steps")[0]),
        "in order from 0.0",
    ),
    (
        "repeat_negative_zeros",
        "-0.0 in the inputs.",
        "SEQ-2 NUM-2",
        measured([1], [repeat_vector(2)], ["-0", "-0"], ["-0"]),
        "zeros keep their signs",
    ),
    (
        "repeat_in_a_network",
        "One example becomes three steps, in shuffled batches.",
        "SEQ-2 SEQ-3",
        classifier(
            [3],
            layer(3, 2, "tanh", "before steps"),
            repeat_vector(3),
            simple_rnn(2, 2, "of steps", return_sequences=True),
            inputs=6,
            optimizer={"name": "adam", "learning_rate": 0.02},
        ),
        "a vector and the steps that follow from it",
    ),
]
EACH: list[Trajectory] = [
    *(
        (
            f"each_step_{activation}",
            f'The activation "{activation}" of each step.',
            "SEQ-3 DENSE-9",
            measured(
                [3, 2],
                [time_distributed(2, 3, activation, activation=activation)],
                spread(1, 9, f"each {activation}")[0],
            ),
            "the activation is that of each number by itself",
        )
        for activation in ("linear", "sigmoid", "tanh", "relu")
    ),
    *(
        (
            f"each_step_{name}",
            text,
            "SEQ-3",
            learning([t, n], [time_distributed(n, u, name, **fields)], t * u),
            "the steps of an example follow those of the one before",
        )
        for name, text, t, n, u, fields in [
            ("batches", "Five examples in batches of two.", 4, 2, 3, {}),
            ("no_bias", "Units without a bias.", 3, 2, 2, {"bias": None}),
            ("one_step", "Sequences of one step.", 1, 3, 2, {}),
            ("one_feature", "One feature, one unit.", 5, 1, 1, {}),
        ]
    ),
    (
        "each_step_default_activation",
        "No activation and no bias: linear outputs.",
        "SEQ-3",
        learning(
            [2, 2],
            [{"kind": "time_distributed", "units": 1, "kernel": [[0.5], [-0.25]]}],
            2,
        ),
        "the fields have defaults",
    ),
    (
        "each_step_order_of_the_gradients",
        "Sums over the steps of several examples, all in one batch.",
        "SEQ-3 ARITH-1",
        learning(
            [6, 3],
            [time_distributed(3, 2, "order")],
            12,
            batch_size=5,
            epochs=1,
            optimizer={"name": "sgd", "learning_rate": 1.0},
        ),
        "first all steps of the first example",
    ),
    (
        "each_step_after_a_mask",
        "Steps that are not real are calculated, and learn.",
        "SEQ-3 SEQ-4",
        learning(
            [4, 2],
            [masking(), time_distributed(2, 2, "of masked", activation="sigmoid")],
            8,
            inputs=padded(4, 2, "xx..", ".xxx", "x..x", "....", "xxxx", seed="each"),
            loss="binary_crossentropy",
            optimizer={"name": "rmsprop", "learning_rate": 0.01},
        ),
        "losses and their gradients take all outputs",
    ),
    (
        "each_step_predicts_classes",
        "A sequence with targets for each step, before a flatten layer.",
        "SEQ-3",
        classifier(
            [3, 2],
            time_distributed(2, 4, "of classes", activation="tanh"),
            time_distributed(4, 2, "of classes 2", activation="relu"),
            inputs=6,
            optimizer={"name": "sgd", "learning_rate": 0.1, "momentum": 0.9},
        ),
        "two layers on steps, one after another",
    ),
]

NETWORK = learning(
    [3, 2],
    [
        masking(),
        time_distributed(2, 2, "fault"),
        FLAT,
        repeat_vector(2),
        FLAT,
        layer(12, 1, "linear", "fault"),
    ],
    1,
)
TYPES: list[FieldFault] = [
    at("mask_value_a_list", [0], "wrong_type", ": expected a number", "mask_value"),
    at("units_of_halves", 1.5, "wrong_type", ": expected a whole number", "units", 1),
    at("activation_a_number", 1, "wrong_type", ": expected a string", "activation", 1),
    at("kernel_a_row", [1, 2], "wrong_type", ": expected a list of lists of numbers", "kernel", 1),
    at("bias_a_number", 1, "wrong_type", ": expected a list of numbers or null", "bias", 1),
    at("n_a_list", [2], "wrong_type", ": expected a whole number", "n", 3),
    ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
]
SHAPES: list[FieldFault] = [
    ("rows_for_steps", "input_shape", [6], "layers[0].input_shape", "shape_mismatch", SEQUENCE),
    at("units_0", 0, "out_of_range", SIZE, "units", 1),
    at("kernel_of_one_row", [[1, 2]], "shape_mismatch", ": expected the shape [2][2]", "kernel", 1),
    at(
        "bias_of_one",
        [1],
        "shape_mismatch",
        ": expected length 2, that of layers[1].units, got length 1",
        "bias",
        1,
    ),
    at("n_0", 0, "out_of_range", SIZE, "n", 3),
    at("later_kernel", [], "empty", ": expected at least one number", "kernel", 5),
]
VALUES: list[FieldFault] = [
    at("mask_value_nan", "NaN", "not_finite", ": expected a finite number", "mask_value"),
    at(
        "activation_softmax",
        "softmax",
        "unknown_name",
        f": expected one of {UNITS}",
        "activation",
        1,
    ),
    at(
        "kernel_nan",
        [[0, 1], [2, "NaN"]],
        "not_finite",
        "[1][1]: expected a finite number",
        "kernel",
        1,
    ),
    at("bias_infinite", [0, "Infinity"], "not_finite", "[1]: expected a finite number", "bias", 1),
    at("later_bias", ["NaN"], "not_finite", "[0]: expected a finite number", "bias", 5),
]
MORE: list[FieldFault] = [
    (
        "images_for_steps",
        "input_shape",
        [1, 3, 2],
        "layers[0].input_shape",
        "shape_mismatch",
        SEQUENCE,
    ),
    at("mask_value_null", None, "wrong_type", ": expected a number", "mask_value"),
    at(
        "mask_value_infinite", "-Infinity", "not_finite", ": expected a finite number", "mask_value"
    ),
    at("units_of_masking", 2, "unknown_field", ": a layer has no such field", "units"),
    at("n_too_many", 2**24 + 1, "out_of_range", SIZE, "n", 3),
    at("n_makes_too_many_outputs", 2**23, "out_of_range", SIZE, "n", 3),
    at("units_make_too_many_outputs", 2**23, "out_of_range", SIZE, "units", 1),
    at("units_too_many", 2**24 + 1, "out_of_range", SIZE, "units", 1),
    at("kernel_empty", [], "shape_mismatch", ": expected the shape [2][2]", "kernel", 1),
    at(
        "kernel_ragged", [[1, 2], [3]], "shape_mismatch", ": expected the shape [2][2]", "kernel", 1
    ),
    at(
        "activation_unknown", "swish", "unknown_name", f": expected one of {UNITS}", "activation", 1
    ),
    at(
        "mask_value_of_each_step",
        0,
        "unknown_field",
        ": a layer has no such field",
        "mask_value",
        1,
    ),
    (
        "nothing_to_repeat",
        "layers[3]",
        {"kind": "repeat_vector"},
        "layers[3].n",
        "missing_field",
        ": this field is required",
    ),
    (
        "a_sequence_to_repeat",
        "layers[2]",
        {"kind": "masking"},
        "layers[3].input_shape",
        "shape_mismatch",
        ": expected examples of the shape [features]",
    ),
    (
        "each_step_of_rows",
        "layers[0]",
        FLAT,
        "layers[1].input_shape",
        "shape_mismatch",
        SEQUENCE,
    ),
]

CASES: list[Draft] = [
    *trajectories([*MASKED, *NEGATIVE, *REPEATED, *EACH]),
    *(
        draft
        for faults in (TYPES, SHAPES, VALUES, *([fault] for fault in MORE))
        for draft in ordered("fault", NETWORK, faults)
    ),
]
