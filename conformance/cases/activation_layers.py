"""Cases of the chapter activation_layers: activations that are layers, alone and in networks."""

from math import prod
from typing import Any

from cases import Draft, Trajectory, refusal, trajectories
from cases.images import (
    FLAT,
    GLOBAL,
    SOFTMAX,
    FieldFault,
    activation,
    average_pooling,
    classifier,
    conv1d,
    conv2d,
    dropout,
    leaky_relu,
    learning,
    max_pooling,
    measured,
    only_outputs,
    ordered,
    reshape,
)
from cases.networks import (
    ACTIVATION,
    FIRST_FOUR,
    FIRST_TEN,
    FURTHER,
    RULES,
    Json,
    layer,
    spread,
)
from cases.networks import LOSSES as LOSS_NAMES
from cases.steps import (
    at,
    embedding,
    gru,
    lstm,
    masking,
    padded,
    repeat_vector,
    simple_rnn,
    time_distributed,
)

MORE_RULES = {**RULES, **dict.fromkeys(FIRST_FOUR, "DENSE-2 DENSE-9"), "softmax": "DENSE-3 DENSE-9"}
SIX = [-1.5, "-0", 0, 0.25, -0.3, 2.5]
TARGETS = spread(1, 24, "activation layers")[0]

ACTIVATIONS_ALONE: list[Trajectory] = [
    *(
        (
            f"of_{name}",
            f"A layer that is {name}, of six numbers.",
            f"ACT-13 {MORE_RULES[name]}",
            measured([6], [activation(name)], TARGETS[:6], SIX),
            "the gradients of all numbers are seen",
        )
        for name in [*FIRST_FOUR, "softmax", *FURTHER]
    ),
    *(
        (
            f"of_{name}_on_an_image",
            f"A layer that is {name}, on an image of twelve numbers.",
            f"ACT-13 {MORE_RULES[name]}",
            measured([2, 3, 2], [activation(name)], TARGETS[:12]),
            "the shape of an example does not matter",
        )
        for name in ("sigmoid", "selu", "gelu")
    ),
    (
        "of_every_name",
        "All activations one after another, of the outputs before.",
        "ACT-13",
        learning(
            [3],
            [
                layer(3, 3, "linear", "every name"),
                *(activation(name) for name in [*FIRST_FOUR, *FIRST_TEN, "softmax"]),
            ],
            3,
        ),
        "a layer has the sums of the layer before as its own",
    ),
]
# name, text, slope
SLOPES: list[tuple[str, str, Any]] = [
    ("default", "The slope 0.3 that a layer has by itself.", None),
    ("0", "A slope of 0: -0.0 below zero, and relu's slope.", 0),
    ("negative_zero", "A slope of -0.0, which is 0.0.", "-0"),
    ("a_hundredth", "A slope of 0.01.", 0.01),
    ("1", "A slope of 1: nothing changes.", 1),
    ("2", "A slope above 1: the larger side is the other one.", 2),
    ("smallest", "The smallest slope.", 5e-324),
    ("in_bits", "A slope in its bits.", "0x3fd0000000000000"),
]
SLOPED: list[Trajectory] = [
    *(
        (
            f"slope_{name}",
            text,
            "ACT-14",
            measured([6], [leaky_relu(slope)], TARGETS[:6], SIX),
            "the gradients of all numbers are seen",
        )
        for name, text, slope in SLOPES
    ),
    (
        "slopes_in_a_network",
        "Two layers of different slopes, after dense layers.",
        "ACT-14 DENSE-11",
        learning(
            [3],
            [
                layer(3, 4, "linear", "sloped"),
                leaky_relu(0.1),
                layer(4, 3, "tanh", "sloped 2"),
                leaky_relu(),
                layer(3, 2, "linear", "sloped 3"),
            ],
            2,
            shuffle_seed=5,
            epochs=3,
        ),
        "each layer has a slope of its own, and not that of the activation",
    ),
    (
        "slope_as_activation_and_as_layer",
        "The activation leaky_relu, the activation layer, and the layer of its own.",
        "ACT-1 ACT-11 ACT-13 ACT-14",
        learning(
            [3],
            [
                layer(3, 3, "leaky_relu", "three ways"),
                layer(3, 3, "linear", "three ways 2"),
                activation("leaky_relu"),
                layer(3, 3, "linear", "three ways 3"),
                leaky_relu(),
                layer(3, 2, "linear", "three ways 4"),
            ],
            2,
        ),
        "0.2, 0.2 and 0.3",
    ),
    (
        "slope_in_filters",
        "A slope between filters and a pooling.",
        "ACT-14 CONV-3 POOL-2",
        classifier(
            [4, 4, 1],
            conv2d(3, 2, 1, 2, "sloped"),
            leaky_relu(0.2),
            max_pooling(pool_size=[2, 1]),
            inputs=6,
        ),
        "the usual place of the layer",
    ),
    (
        "slope_first_and_last",
        "A slope for the inputs, and one for the outputs.",
        "ACT-14",
        learning(
            [4],
            [leaky_relu(0.5), layer(4, 3, "linear", "between"), leaky_relu(0.25)],
            3,
            optimizer={"name": "adam", "learning_rate": 0.05},
        ),
        "a layer may stand anywhere",
    ),
]
# name, text, shape
CELLS: list[tuple[str, str, list[int]]] = [
    ("one_row", "One row of six numbers: one softmax of all.", [6]),
    ("steps", "Three steps of four features: a softmax of each step.", [3, 4]),
    ("pixels", "An image of two rows, three columns and four channels.", [2, 3, 4]),
    ("four_sizes", "Examples of four sizes.", [2, 1, 3, 2]),
    ("one_feature", "Steps of one feature: each is 1, and no gradient is left.", [4, 1]),
    ("one_step", "One step of five features, which is no row.", [1, 5]),
    ("one_number", "A row of one number.", [1]),
]
SOFTMAXES: list[Trajectory] = [
    *(
        (
            f"softmax_of_{name}",
            text,
            "ACT-15 DENSE-3 DENSE-9",
            measured(shape, [SOFTMAX], TARGETS[: prod(shape)]),
            "the gradients of all numbers are seen",
        )
        for name, text, shape in CELLS
    ),
    (
        "softmax_of_small_powers",
        "Steps whose powers lie about e^-644, and far below.",
        "ACT-15 DENSE-21",
        measured(
            [2, 4],
            [SOFTMAX],
            TARGETS[:8],
            [0, -643.9, -644, -644.5, 1000, 356, 355.5, -1000],
        ),
        "the largest number is that of a cell",
    ),
    (
        "softmax_twice",
        "A softmax of the softmax of each step.",
        "ACT-15",
        learning([3, 2], [conv1d(2, 2, 3, "twice"), SOFTMAX, SOFTMAX], 6),
        "each takes its own outputs for the gradients",
    ),
    (
        "softmax_in_a_network",
        "A softmax of each step between two layers, in shuffled batches.",
        "ACT-15 SEQ-3 DENSE-17",
        learning(
            [3, 2],
            [
                time_distributed(2, 4, "before softmax", activation="gelu"),
                SOFTMAX,
                time_distributed(4, 2, "after softmax", activation="tanh"),
                FLAT,
                layer(6, 2, "sigmoid", "after softmax"),
            ],
            2,
            shuffle_seed=3,
            epochs=3,
        ),
        "probabilities are inputs like others",
    ),
    (
        "softmax_of_channels",
        "A softmax of the channels of each pixel, then a pooling.",
        "ACT-15 CONV-3 POOL-4",
        classifier(
            [3, 3, 1],
            conv2d(2, 2, 1, 3, "of channels"),
            SOFTMAX,
            average_pooling(),
            inputs=3,
        ),
        "the last axis of an image is that of its channels",
    ),
    (
        "softmax_hidden",
        "A softmax layer and the activation softmax between dense layers.",
        "ACT-13 ACT-15 DENSE-9",
        learning(
            [3],
            [
                layer(3, 4, "linear", "hidden softmax"),
                SOFTMAX,
                layer(4, 3, "linear", "hidden softmax 2"),
                activation("softmax"),
                layer(3, 2, "linear", "hidden softmax 3"),
            ],
            2,
        ),
        "for one row both are the same",
    ),
    (
        "softmax_first",
        "A softmax of the inputs.",
        "ACT-15",
        learning([2, 3], [SOFTMAX, FLAT, layer(6, 2, "linear", "after shares")], 2),
        "a layer may stand anywhere",
    ),
    (
        "softmax_after_reshape",
        "A softmax of three cells of two numbers, which a dense layer gives.",
        "ACT-15",
        learning(
            [3], [layer(3, 6, "tanh", "cells"), reshape(3, 2), SOFTMAX, reshape(6), SOFTMAX], 6
        ),
        "the shape says what belongs together",
    ),
]
CLASSES: Json = {"loss": "sparse_categorical_crossentropy", "targets": [0, 2, 1, 1, 0]}
SHARES = {
    "loss": "categorical_crossentropy",
    "targets": [[1, 0, 0], [0.25, 0.5, 0.25], [0, 0, 1], [0, 1, 0], [1, 0, 0]],
}
BINARY = {"loss": "binary_crossentropy", "targets": [[0], [1], [1], [0.5], [0]]}
LOSSES: list[Trajectory] = [
    (
        f"{name}_after_{where}",
        text,
        f"{rule} {loss_rules}",
        learning([3], [*before, layer(3, units, "linear", "logits"), last], units, **fields),
        "the loss is that of logits",
    )
    for name, text, units, fields, loss_rules, ends in [
        ("sparse", "Classes by their numbers.", 3, CLASSES, "DENSE-6 DENSE-7", "softmax"),
        ("categorical", "Shares of classes.", 3, SHARES, "DENSE-6 DENSE-10", "softmax"),
        ("binary", "Two classes.", 1, BINARY, "DENSE-5 DENSE-10", "sigmoid"),
    ]
    for where, rule, last in [
        ("activation", "ACT-13", activation(ends)),
        *([("softmax", "ACT-15", SOFTMAX)] if ends == "softmax" else []),
    ]
    for before in [[layer(3, 3, "silu", "before logits")]]
]
ALIVE = padded(4, 2, "xx..", ".xxx", "x..x", "....", "xxxx", seed="activated")
MASKED: list[Trajectory] = [
    *(
        (
            f"mask_before_{name}_and_{kind}",
            f"A mask that {told} passes on.",
            f"{rule} SEQ-4 RNN-4 RNN-5",
            learning(
                [4, 2],
                [
                    masking(),
                    made,
                    build(2, 2, f"masked {name}", return_sequences=True),
                    made,
                    build(2, 2, f"masked {name} 2"),
                ],
                2,
                inputs=ALIVE,
            ),
            "a step that is not real is left out behind the layer too",
        )
        for name, told, rule, made in [
            ("activation", "an activation layer", "ACT-13", activation("elu")),
            ("leaky_relu", "a leaky_relu layer", "ACT-14", leaky_relu()),
            ("softmax", "a softmax layer", "ACT-15", SOFTMAX),
        ]
        for kind, build in [("simple_rnn", simple_rnn), ("lstm", lstm), ("gru", gru)]
    ),
    (
        "steps_that_are_not_real",
        "Activations of steps that are not real: exp(0) is 1.",
        "ACT-13 ACT-15 SEQ-1",
        learning(
            [4, 2], [masking(), activation("exponential"), SOFTMAX, leaky_relu()], 8, inputs=ALIVE
        ),
        "all steps are calculated, real or not",
    ),
    (
        "words",
        "Words whose vectors go through three such layers, with their mask.",
        "ACT-13 ACT-14 ACT-15 EMBED-1 SEQ-4",
        learning(
            [4],
            [
                embedding(5, 3, "activated", mask_zero=True),
                activation("softsign"),
                leaky_relu(0.5),
                SOFTMAX,
                gru(3, 2, "activated"),
            ],
            2,
            inputs=[[1, 2, 0, 0], [3, 3, 4, 0], [4, 1, 2, 3], [0, 0, 0, 0], [2, 0, 1, 0]],
        ),
        "the mask of an embedding",
    ),
    (
        "with_dropout",
        "Dropout before and after such layers.",
        "ACT-13 ACT-14 DROP-1 DROP-3",
        learning(
            [3],
            [
                dropout(0.25),
                layer(3, 4, "linear", "dropped and activated"),
                activation("gelu_tanh"),
                dropout(0.5),
                leaky_relu(),
                layer(4, 2, "linear", "dropped and activated 2"),
            ],
            2,
            shuffle_seed=2,
        ),
        "these layers draw nothing",
    ),
    (
        "of_repeated_steps",
        "A softmax of steps that repeat_vector makes, then filters.",
        "ACT-15 SEQ-2",
        learning(
            [3],
            [
                repeat_vector(3),
                SOFTMAX,
                conv1d(2, 3, 2, "repeated", activation="softplus"),
                activation("relu"),
            ],
            4,
        ),
        "shapes that layers make",
    ),
    (
        "no_weights",
        "A network without weights.",
        "ACT-13 ACT-14 ACT-15",
        learning([2, 3], [activation("silu"), leaky_relu(), SOFTMAX], 6),
        "no layer learns anything",
    ),
    (
        "no_epochs",
        "No epoch: outputs alone.",
        "ACT-13 ACT-14 ACT-15",
        only_outputs(learning([2, 3, 2], [activation("selu"), SOFTMAX, GLOBAL, leaky_relu()], 2)),
        "what a prediction calculates",
    ),
]

ROW = ": expected examples that are one row of numbers: use a softmax layer"
LAYERS = [
    ("activation", activation("selu")),
    ("leaky_relu", leaky_relu()),
    ("softmax", SOFTMAX),
]
TEXT = ": expected a string"
NUMBER = ": expected a number"
FINITE = ": expected a finite number"
NO_FIELD = ": a layer has no such field"
NETWORK = learning(
    [2, 3],
    [
        activation("elu"),
        leaky_relu(0.2),
        SOFTMAX,
        FLAT,
        layer(6, 2, "linear", "fault"),
        activation("tanh"),
    ],
    2,
)
TYPES: list[FieldFault] = [
    at("activation_a_number", 7, "wrong_type", TEXT, "activation"),
    at("slope_a_list", [0.2], "wrong_type", NUMBER, "negative_slope", 1),
    at("units_of_halves", 2.5, "wrong_type", ": expected a whole number", "units", 4),
    at("later_activation_null", None, "wrong_type", TEXT, "activation", 5),
    ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
]
SHAPES: list[FieldFault] = [
    at("softmax_of_a_matrix", "softmax", "shape_mismatch", ROW, "activation"),
    at("kernel_empty", [], "empty", ": expected at least one number", "kernel", 4),
]
VALUES: list[FieldFault] = [
    at("activation_unknown", "swish", "unknown_name", ACTIVATION, "activation"),
    at("slope_below_0", -0.5, "out_of_range", ": expected 0 or more", "negative_slope", 1),
    at(
        "kernel_nan",
        [["NaN", 1]] * 6,
        "not_finite",
        "[0][0]: expected a finite number",
        "kernel",
        4,
    ),
    at("later_activation_in_capitals", "Tanh", "unknown_name", ACTIVATION, "activation", 5),
    (
        "loss_of_another_activation",
        "loss",
        "binary_cross_entropy",
        "loss",
        "unknown_name",
        f": expected one of {LOSS_NAMES}",
    ),
]
MORE: list[FieldFault] = [
    at("activation_null", None, "wrong_type", TEXT, "activation"),
    at("activation_a_list", ["elu"], "wrong_type", TEXT, "activation"),
    at("activation_of_a_layer", "LeakyReLU", "unknown_name", ACTIVATION, "activation"),
    at("slope_null", None, "wrong_type", NUMBER, "negative_slope", 1),
    at("slope_true", True, "wrong_type", NUMBER, "negative_slope", 1),
    at("slope_a_text", "small", "wrong_type", NUMBER, "negative_slope", 1),
    at("slope_just_below_0", -5e-324, "out_of_range", ": expected 0 or more", "negative_slope", 1),
    at("slope_nan", "NaN", "not_finite", FINITE, "negative_slope", 1),
    at("slope_infinite", "Infinity", "not_finite", FINITE, "negative_slope", 1),
    at("slope_minus_infinite", "-Infinity", "not_finite", FINITE, "negative_slope", 1),
    at("slope_of_an_activation", 0.2, "unknown_field", NO_FIELD, "negative_slope"),
    at("alpha", 0.2, "unknown_field", NO_FIELD, "alpha", 1),
    at("activation_of_leaky_relu", "tanh", "unknown_field", NO_FIELD, "activation", 1),
    at("axis_of_softmax", -1, "unknown_field", NO_FIELD, "axis", 2),
    at("units_of_softmax", 3, "unknown_field", NO_FIELD, "units", 2),
    at("shape_of_an_activation", [2, 3], "unknown_field", NO_FIELD, "input_shape"),
    (
        "activation_missing",
        "layers[0]",
        {"kind": "activation"},
        "layers[0].activation",
        "missing_field",
        ": this field is required",
    ),
    (
        "softmax_of_one_step",
        "layers",
        [time_distributed(3, 2, "fault"), activation("softmax")],
        "layers[1].activation",
        "shape_mismatch",
        ROW,
    ),
    (
        "inputs_of_two",
        "inputs[1]",
        [0, 1],
        "inputs",
        "shape_mismatch",
        "[1]: expected length 6, that of layers[0].input_shape, got length 2",
    ),
    *(
        (
            f"targets_of_{name}",
            "layers",
            [made],
            "targets",
            "shape_mismatch",
            "[0]: expected length 6, that of layers[0].input_shape, got length 2",
        )
        for name, made in LAYERS
    ),
    *(
        (
            f"kernel_after_{name}",
            "layers",
            [FLAT, made, layer(5, 2, "linear", "fault")],
            "layers[2].kernel",
            "shape_mismatch",
            ": expected length 6, that of layers[1].input_shape, got length 5",
        )
        for name, made in LAYERS
    ),
    *(
        (
            f"matrix_after_{name}",
            "layers",
            [made, layer(6, 2, "linear", "fault")],
            "layers[1].kernel",
            "shape_mismatch",
            ": expected examples that are one row of numbers: put a flatten layer before it",
        )
        for name, made in LAYERS
    ),
]
REFUSED: list[Draft] = [
    *(
        Draft(
            name,
            text,
            "LOSS-10 ACT-13 ACT-14 ACT-15",
            learning(shape, layers, 3, **fields),
            "what follows sees the outputs as linear",
        )
        for name, text, shape, layers, fields in [
            (
                "sparse_after_leaky_relu",
                "A crossentropy after a leaky_relu layer behind a softmax.",
                [3],
                [layer(3, 3, "softmax", "fault"), leaky_relu()],
                CLASSES,
            ),
            (
                "categorical_after_softmax_of_steps",
                "A crossentropy after a softmax of the steps of an example.",
                [1, 3],
                [SOFTMAX],
                SHARES,
            ),
            (
                "sparse_after_sigmoid",
                "A crossentropy of classes after an activation layer other than softmax.",
                [3],
                [layer(3, 3, "softmax", "fault"), activation("linear")],
                CLASSES,
            ),
        ]
    ),
    Draft(
        "binary_after_softmax",
        "A crossentropy of two classes after a softmax layer.",
        "LOSS-9 ACT-15",
        learning([1], [SOFTMAX], 1, **BINARY),
        "it is calculated from the outputs then",
    ),
    Draft(
        "fault_class_beyond_softmax",
        "A class that a softmax layer of three numbers does not have.",
        "ERR-9 ACT-15",
        learning([3], [SOFTMAX], 3, **{**CLASSES, "targets": [0, 2, 3, 1, 0]}),
        "bad input",
        expected=refusal("out_of_range", "targets", "targets[2]: expected 0 to 2"),
    ),
    Draft(
        "diverged_activation",
        "An exponential beyond the range.",
        "ACT-13 ERR-11",
        learning([1], [activation("exponential")], 1, inputs=[[710]] * 5),
        "bad input",
        expected=refusal(
            "diverged", "outputs", "outputs: left the finite numbers in trial 1, batch 1", 1, 1
        ),
    ),
    Draft(
        "in_dense",
        "An activation layer in the experiment of dense layers alone, where no layer has a kind.",
        "ERR-4 PORT-7",
        {
            "experiment": "dense",
            **{k: v for k, v in NETWORK.items() if k not in ("experiment", "input_shape")},
        },
        "bad input",
        expected=refusal(
            "unknown_field", "layers[0].kind", "layers[0].kind: a layer has no such field"
        ),
    ),
]

CASES: list[Draft] = [
    *trajectories([*ACTIVATIONS_ALONE, *SLOPED, *SOFTMAXES, *LOSSES, *MASKED]),
    *(
        draft
        for faults in (TYPES, SHAPES, VALUES, *([fault] for fault in MORE))
        for draft in ordered("fault", NETWORK, faults)
    ),
    *REFUSED,
]
