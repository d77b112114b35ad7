"""Cases of the chapter recurrent: the simple layer, alone, masked and in networks."""

from typing import Any

from cases import Draft, Trajectory, refusal, trajectories
from cases.images import (
    FLAT,
    SEQUENCE,
    SIZE,
    classifier,
    conv1d,
    learning,
    measured,
    only_outputs,
    ordered,
    reshape,
)
from cases.networks import LOSSES, STEP_ACTIVATION, Json, layer, shares, spread
from cases.states_and_dropout import (
    activations,
    dropped,
    kept_and_dropped_faults,
    longer,
    stateful,
)
from cases.steps import (
    BOOLEAN,
    MASKS,
    UNITS,
    at,
    masking,
    padded,
    repeat_vector,
    simple_rnn,
    time_distributed,
)

# How a recurrent layer is built: from features, units, a seed and changed fields
Build = Any
SEQUENCES: Json = {"return_sequences": True}
BACK: Json = {"go_backwards": True}
BOTH: Json = {**SEQUENCES, **BACK}
# name, text, steps, features, units, fields
OPTIONS: list[tuple[str, str, int, int, int, Json]] = [
    ("last", "The last output alone.", 4, 3, 2, {}),
    ("sequences", "The outputs of all steps.", 4, 2, 3, SEQUENCES),
    ("backwards", "The steps from last to first.", 4, 3, 2, BACK),
    ("backwards_sequences", "All outputs, of the steps from last to first.", 4, 2, 3, BOTH),
    ("no_bias", "Units without a bias.", 3, 2, 2, {"bias": None, **SEQUENCES}),
    ("one_step", "Sequences of one step: the state before it is 0.", 1, 3, 2, {}),
    ("one_step_backwards", "One step, from last to first.", 1, 2, 2, BOTH),
    ("one_feature", "One feature for three units.", 4, 1, 3, {}),
    ("one_unit", "One unit, which sees itself.", 4, 3, 1, SEQUENCES),
    ("one_of_all", "One step, one feature, one unit.", 1, 1, 1, {}),
    ("many_steps", "Ten steps, whose gradients shrink.", 10, 2, 2, {}),
]
ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu")


def options(build: Build, rules: str) -> list[Trajectory]:
    """Return a case for each option, whose first kernel shows the gradients of the inputs."""
    return [
        (
            f"option_{name}",
            text,
            rules,
            measured(
                [t, n],
                [build(n, u, name, **fields)],
                spread(1, t * u if fields.get("return_sequences") else u, f"option {name}")[0],
            ),
            "the gradients of all steps are seen",
        )
        for name, text, t, n, u, fields in OPTIONS
    ]


def trained_options(build: Build, rules: str) -> list[Trajectory]:
    """Return cases of several examples and batches, one for each way to return and to read."""
    return [
        (
            f"batches_{name}",
            f"{text} Five examples in batches of two.",
            rules,
            learning(
                [t, n],
                [build(n, u, f"batches {name}", **fields)],
                t * u if fields.get("return_sequences") else u,
            ),
            "no state is carried from one example or batch to the next",
        )
        for name, text, t, n, u, fields in OPTIONS[:5]
    ]


def masked(build: Build, rules: str) -> list[Trajectory]:
    """Return cases of masks, for each way to return and to read."""
    made: list[Trajectory] = []
    for where, marks in MASKS.items():
        for name, fields in [
            ("last", {}),
            ("sequences", SEQUENCES),
            ("backwards", BACK),
            ("backwards_sequences", BOTH),
        ]:
            outputs = 12 if "return_sequences" in fields else 3
            made.append(
                (
                    f"mask_{where}_{name}",
                    f"Steps that are left out ({where}): {' '.join(marks)}.",
                    rules,
                    learning(
                        [4, 2],
                        [masking(), build(2, 3, f"mask {where}", **fields)],
                        outputs,
                        inputs=padded(4, 2, *marks, seed=where),
                        targets=shares(5, outputs, f"mask {where}"),
                    ),
                    "a step that is not real leaves the state as it is",
                )
            )
    return [
        *made,
        (
            "mask_of_a_whole_batch",
            "Batches of one example, in some of which no step is real.",
            rules,
            learning(
                [3, 2],
                [masking(), build(2, 2, "no step")],
                2,
                inputs=padded(3, 2, "...", "x.x", "...", "...", "xxx", seed="no step"),
                batch_size=1,
            ),
            "outputs of 0 and gradients of 0",
        ),
    ]


def measured_mask(build: Build, rules: str) -> list[Trajectory]:
    """Return cases whose first kernel shows the gradients of the inputs of steps left out."""
    return [
        (
            f"mask_gradients_{name}",
            "Two steps of five are left out; their features have no gradient.",
            rules,
            measured(
                [5, 2],
                [masking(mask_value=0.5), build(2, 2, "mask gradients", **fields)],
                spread(1, outputs, "mask gradients")[0],
                padded(5, 2, "x.x.x", value=0.5)[0],
            ),
            "the gradient of the state goes on to the state before",
        )
        for name, fields, outputs in [
            ("last", {}, 2),
            ("sequences", SEQUENCES, 10),
            ("backwards", BACK, 2),
            ("backwards_sequences", BOTH, 10),
        ]
    ]


def in_networks(build: Build, rules: str, optimizers: tuple[Json, Json, Json]) -> list[Trajectory]:
    """Return cases of networks with the layer: stacked, masked, before and after other kinds."""
    first, second, third = optimizers
    return [
        (
            "stacked",
            "Two layers, of which the second reads backwards, in shuffled batches.",
            rules,
            classifier(
                [4, 2],
                build(2, 3, "lower", return_sequences=True),
                build(3, 2, "upper", go_backwards=True),
                inputs=2,
                optimizer=first,
            ),
            "the gradients of the upper one's inputs are those of all outputs of the lower one",
        ),
        (
            "stacked_masked",
            "Two layers that read backwards, with a mask.",
            f"{rules} RNN-5 SEQ-4",
            learning(
                [4, 2],
                [
                    masking(),
                    build(2, 3, "lower", return_sequences=True, go_backwards=True),
                    build(3, 2, "upper", return_sequences=True, go_backwards=True),
                    build(2, 2, "top"),
                    layer(2, 2, "sigmoid", "over all"),
                ],
                2,
                inputs=padded(4, 2, "xx..", ".xxx", "x..x", "....", "xxxx", seed="stacked"),
                optimizer=second,
            ),
            "the mask of the outputs is in the order of the outputs",
        ),
        (
            "through_time_distributed",
            "A mask that a time distributed layer passes on, and outputs of all steps after it.",
            f"{rules} RNN-5 SEQ-3 SEQ-4",
            learning(
                [4, 2],
                [
                    masking(),
                    time_distributed(2, 3, "below", activation="tanh"),
                    build(3, 2, "between", return_sequences=True),
                    time_distributed(2, 2, "above", activation="sigmoid"),
                ],
                8,
                inputs=padded(4, 2, "xx..", ".xxx", "x..x", "....", "xxxx", seed="through"),
                targets=shares(5, 8, "through"),
                loss="binary_crossentropy",
                optimizer=third,
                shuffle_seed=4,
            ),
            "the dense layer calculates all steps, the recurrent one passes over some",
        ),
        (
            "after_flatten_and_reshape",
            "A mask that a flatten layer drops.",
            f"{rules} SEQ-4",
            learning(
                [4, 2],
                [masking(), FLAT, reshape(4, 2), build(2, 2, "no mask")],
                2,
                inputs=padded(4, 2, "xx..", ".xxx", "x..x", "....", "xxxx", seed="dropped"),
            ),
            "only some kinds pass a mask on",
        ),
        (
            "after_filters",
            "A convolution, which drops the mask, and then the layer.",
            f"{rules} SEQ-4 CONV-5",
            classifier(
                [5, 2],
                masking(),
                conv1d(2, 2, 3, "before steps", activation="relu"),
                build(3, 2, "of filters", return_sequences=True),
                inputs=8,
            ),
            "one network with convolution and recurrence",
        ),
        (
            "encoder_and_decoder",
            "A sequence becomes a vector, and this a sequence of other length.",
            f"{rules} SEQ-2 SEQ-3",
            learning(
                [3, 2],
                [
                    build(2, 3, "encoder"),
                    repeat_vector(4),
                    build(3, 2, "decoder", return_sequences=True),
                    time_distributed(2, 1, "words"),
                ],
                4,
            ),
            "repeat vector adds the gradients of all steps",
        ),
        (
            "two_networks_of_steps",
            "A mask of the first outputs, of which a second masking makes its own.",
            f"{rules} SEQ-1 SEQ-4",
            learning(
                [4, 1],
                [
                    masking(),
                    build(1, 2, "before", return_sequences=True),
                    masking(mask_value=0.0),
                    build(2, 2, "after"),
                ],
                2,
                inputs=padded(4, 1, "..xx", ".x.x", "x..x", "....", "xxxx", seed="again"),
            ),
            "states of 0 before the first real step are no steps for the second",
        ),
    ]


def orders(build: Build, rules: str) -> list[Trajectory]:
    """Return cases of sums that are long enough to show the order of their terms."""
    layers = [build(6, 4, "order", return_sequences=True)]
    u = 4 * directions_of(build)
    whole = {"batch_size": 4, "epochs": 1, "optimizer": {"name": "sgd", "learning_rate": 1.0}}
    backwards = {} if "backward_kernel" in layers[0] else BACK
    inputs, targets = spread(4, 30, "order"), shares(4, 5 * u, "order")
    return [
        (
            "order_of_the_sums",
            "Preactivations of 11 terms, over five steps of four examples.",
            f"{rules} ARITH-1 ARITH-2",
            only_outputs(learning([5, 6], layers, 5 * u, inputs=inputs, targets=targets)),
            "the bias, then the features, then the outputs before",
        ),
        (
            "order_of_the_gradients",
            "Gradients of weights, of 20 terms, in one batch.",
            f"{rules} ARITH-1 ARITH-2",
            learning([5, 6], layers, 5 * u, inputs=inputs, targets=targets, **whole),
            "the steps of the first example in the order of reading, then those of the next",
        ),
        (
            "order_of_the_gradients_backwards",
            "Gradients of weights of a layer that reads backwards, with a mask.",
            f"{rules} RNN-4 RNN-5 ARITH-1 ARITH-2",
            learning(
                [4, 3],
                [masking(), build(3, 4, "order", **backwards)],
                u,
                inputs=padded(4, 3, "xx.x", "xxxx", ".xxx", "x..x", "xxxx", seed="order"),
                **{**whole, "batch_size": 5},
            ),
            "steps that are not real are no terms",
        ),
        (
            "order_of_the_input_gradients",
            "Gradients of inputs and states, of a term for each column of the weights.",
            f"{rules} ARITH-1 ARITH-2",
            measured([4, 5], [build(5, 4, "order")], spread(1, u, "order of the inputs")[0]),
            "over all columns in order from 0.0",
        ),
    ]


SGD: Json = {"name": "sgd", "learning_rate": 0.3, "momentum": 0.8, "nesterov": True}
RMSPROP: Json = {"name": "rmsprop", "learning_rate": 0.01}
ADAM: Json = {"name": "adam", "learning_rate": 0.05}

ROWS = ": expected a list of lists of numbers"


def gates_of(build: Build) -> int:
    """Return how many columns the weights of a layer have for each unit."""
    return len(build(1, 1)["kernel"][0])


def directions_of(build: Build) -> int:
    """Return how many outputs a layer has for each unit."""
    one = build(1, 1)
    return 2 if "backward_kernel" in one and one.get("merge_mode", "concat") == "concat" else 1


def faults(build: Build) -> list[Draft]:
    """Return the faults of every field in types, shapes and values, in order."""
    first, gates = build(2, 2, "fault"), gates_of(build)
    network = learning([3, 2], [first, layer(2, 1, "linear", "fault")], 1)
    two_biases = isinstance(first["bias"][0], list)
    bias = "lists of numbers or null" if two_biases else "numbers or null"
    columns = 2 * gates
    shape = f"[2][{columns}]"
    bias_shape = shape if two_biases else f"[{columns}]"
    not_finite = [*[0.5] * (columns - 1), "NaN"]
    types = [
        at("units_of_halves", 2.5, "wrong_type", ": expected a whole number", "units"),
        at("activation_null", None, "wrong_type", ": expected a string", "activation"),
        *(
            [at("gates_null", None, "wrong_type", ": expected a string", "recurrent_activation")]
            if gates > 1
            else []
        ),
        at("kernel_a_row", [1, 2], "wrong_type", ROWS, "kernel"),
        at("recurrent_kernel_null", None, "wrong_type", ROWS, "recurrent_kernel"),
        at("bias_a_number", 1, "wrong_type", f": expected a list of {bias}", "bias"),
        at("return_sequences_1", 1, "wrong_type", BOOLEAN, "return_sequences"),
        at("go_backwards_null", None, "wrong_type", BOOLEAN, "go_backwards"),
        ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
    ]
    shapes = [
        at("units_0", 0, "out_of_range", SIZE, "units"),
        ("rows_for_steps", "input_shape", [6], "layers[0].input_shape", "shape_mismatch", SEQUENCE),
        at("kernel_of_one_row", first["kernel"][:1], *mismatch(shape), "kernel"),
        at(
            "recurrent_kernel_of_one_row", first["kernel"][:1], *mismatch(shape), "recurrent_kernel"
        ),
        at("bias_of_one", first["bias"][:1], *mismatch(bias_shape), "bias"),
        at("later_kernel", [], "empty", ": expected at least one number", "kernel", 1),
    ]
    softmax = ("softmax", "unknown_name", f": expected one of {UNITS}")
    nan = "expected a finite number"
    bad_bias = [first["bias"][0], not_finite] if two_biases else not_finite
    place = f"[1][{columns - 1}]" if two_biases else f"[{columns - 1}]"
    values = [
        at("activation_softmax", *softmax, "activation"),
        *([at("gates_softmax", *softmax, "recurrent_activation")] if gates > 1 else []),
        at(
            "kernel_nan",
            [not_finite, not_finite],
            "not_finite",
            f"[0][{columns - 1}]: {nan}",
            "kernel",
        ),
        at(
            "recurrent_kernel_nan",
            [first["kernel"][0], not_finite],
            "not_finite",
            f"[1][{columns - 1}]: {nan}",
            "recurrent_kernel",
        ),
        at("bias_nan", bad_bias, "not_finite", f"{place}: {nan}", "bias"),
        at("later_bias", ["NaN"], "not_finite", f"[0]: {nan}", "bias", 1),
    ]
    more = [
        (
            "images_for_steps",
            "input_shape",
            [3, 2, 1],
            "layers[0].input_shape",
            "shape_mismatch",
            SEQUENCE,
        ),
        at("units_too_many", 2**24 + 1, "out_of_range", SIZE, "units"),
        at("units_with_too_many_columns", 2**24 // 3 // gates + 1, "out_of_range", SIZE, "units"),
        (
            "units_of_other_weights",
            "layers[0].units",
            3,
            "layers[0].kernel",
            *mismatch(f"[2][{3 * gates}]"),
        ),
        at("kernel_empty", [], *mismatch(shape), "kernel"),
        at("kernel_ragged", [first["kernel"][0], [1]], *mismatch(shape), "kernel"),
        at(
            "kernel_of_three_rows",
            [*first["kernel"], first["kernel"][0]],
            *mismatch(shape),
            "kernel",
        ),
        at("recurrent_kernel_empty", [], *mismatch(shape), "recurrent_kernel"),
        at("recurrent_kernel_of_one_column", [[1], [2]], *mismatch(shape), "recurrent_kernel"),
        at("bias_empty", [], *mismatch(bias_shape), "bias"),
        at("activation_unknown", "swish", *softmax[1:], "activation"),
        at("mask", None, "unknown_field", ": a layer has no such field", "mask"),
        at("input_dim", 2, "unknown_field", ": a layer has no such field", "input_dim"),
        *(
            [at("one_bias", first["bias"][0], "wrong_type", f": expected a list of {bias}", "bias")]
            if two_biases
            else [
                at(
                    "two_biases",
                    [first["bias"]] * 2,
                    "wrong_type",
                    f": expected a list of {bias}",
                    "bias",
                )
            ]
        ),
        *(
            [
                at(
                    "gates_unknown",
                    "hard_tanh",
                    "unknown_name",
                    STEP_ACTIVATION,
                    "recurrent_activation",
                )
            ]
            if gates > 1
            else [
                at(
                    "gates_of_a_simple_layer",
                    "sigmoid",
                    "unknown_field",
                    ": a layer has no such field",
                    "recurrent_activation",
                )
            ]
        ),
        *(
            (
                f"{name}_missing",
                "layers[0]",
                {key: value for key, value in first.items() if key != name},
                f"layers[0].{name}",
                "missing_field",
                ": this field is required",
            )
            for name in ("units", "kernel", "recurrent_kernel")
        ),
        (
            "after_the_last_output",
            "layers[1]",
            build(2, 2, "after it"),
            "layers[1].input_shape",
            "shape_mismatch",
            SEQUENCE,
        ),
        (
            "dense_after_all_outputs",
            "layers[0].return_sequences",
            True,
            "layers[1].kernel",
            "shape_mismatch",
            ": expected length 6, that of layers[0].units, got length 2",
        ),
    ]
    return [
        draft
        for each in (types, shapes, values, *([fault] for fault in more))
        for draft in ordered("fault", network, each)
    ]


def mismatch(shape: str) -> tuple[str, str]:
    """Return the code and the message for weights that should have this shape."""
    return "shape_mismatch", f": expected the shape {shape}"


def crossentropies(build: Build) -> list[Draft]:
    """Return cases of losses with another spelling."""
    made, outputs = [], 2 * directions_of(build)
    for name, loss, targets in [
        ("binary", "binary_cross_entropy", shares(5, outputs, "binary")),
        ("categorical", "categorical_cross_entropy", [[1, *[0] * (outputs - 1)]] * 5),
        ("sparse", "sparse_categorical_cross_entropy", shares(5, outputs, "sparse")),
    ]:
        last = build(2, 2, "last", activation="sigmoid")
        made.append(
            Draft(
                f"fault_{name}_crossentropy",
                f'"{loss}", a crossentropy with another spelling.',
                "ERR-10",
                learning([3, 2], [last], outputs, loss=loss, targets=targets),
                "bad input",
                expected=refusal("unknown_name", "loss", f"loss: expected one of {LOSSES}"),
            )
        )
    return made


def diverged(build: Build) -> list[Draft]:
    """Return a case of states, outputs and weights that leave the finite numbers."""
    gates = gates_of(build)
    large = build(1, 1, activation="linear", kernel=[[1e200] * gates])
    inputs = [[0, 0, 0]] * 2 + [[0.5, 1e200, 1]] * 3
    request = learning([3, 1], [large], directions_of(build), inputs=inputs)
    return [
        Draft(
            "diverged_outputs",
            "States beyond the largest number, in the second batch.",
            "ERR-11 ARITH-4",
            request,
            "a state is an output like others",
            expected=refusal(
                "diverged", "outputs", "outputs: left the finite numbers in trial 1, batch 2", 1, 2
            ),
        )
    ]


TRAINED: list[Trajectory] = [
    *options(simple_rnn, "RNN-1 RNN-2 RNN-4"),
    *trained_options(simple_rnn, "RNN-1 RNN-2 RNN-3 RNN-4"),
    *masked(simple_rnn, "RNN-1 RNN-2 RNN-3 RNN-4 RNN-5 SEQ-4"),
    *measured_mask(simple_rnn, "RNN-2 RNN-4 RNN-5"),
    *orders(simple_rnn, "RNN-1 RNN-2 RNN-3"),
    *in_networks(simple_rnn, "RNN-1 RNN-2 RNN-3 RNN-4", (SGD, RMSPROP, ADAM)),
    *(
        (
            f"activation_{activation}",
            f'The activation "{activation}".',
            "RNN-1 RNN-2 RNN-3 DENSE-9",
            learning([3, 2], [simple_rnn(2, 3, "activations", activation=activation)], 3),
            "each activation has a derivative of its own",
        )
        for activation in ACTIVATIONS
    ),
    *dropped(simple_rnn, "RNN-1 RNN-2 RNN-3"),
    *stateful(simple_rnn, "RNN-1 RNN-2 RNN-3"),
    *longer(simple_rnn, "RNN-1 RNN-2 RNN-3"),
    *activations(simple_rnn, "RNN-1 RNN-2 RNN-3", ACTIVATIONS),
]

CASES: list[Draft] = [
    *trajectories(TRAINED),
    *diverged(simple_rnn),
    *crossentropies(simple_rnn),
    *faults(simple_rnn),
    *kept_and_dropped_faults(simple_rnn),
]
