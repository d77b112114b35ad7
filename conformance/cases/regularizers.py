"""Cases of the chapter regularizers: penalties of weights, of biases and of outputs."""

from typing import Any

from cases import Draft, Trajectory, refusal, trajectories
from cases.images import (
    FLAT,
    FieldFault,
    batch_normalization,
    conv1d,
    conv2d,
    dropout,
    learning,
    max_pooling,
    ordered,
)
from cases.networks import (
    ACTIVATION,
    EXAMPLE,
    SPARSE,
    XOR,
    Json,
    classes,
    example,
    layer,
    single,
    spread,
    trained,
    without,
    xor,
)
from cases.steps import (
    bidirectional,
    embedding,
    gru,
    lstm,
    masking,
    padded,
    simple_rnn,
    time_distributed,
)

L1: Json = {"l1": 0.01}
L2: Json = {"l2": 0.03}
BOTH: Json = {"l1": 0.02, "l2": 0.05}
KERNEL, BIAS, RECURRENT = "kernel_regularizer", "bias_regularizer", "recurrent_regularizer"
TABLE, ACTIVITY = "embeddings_regularizer", "activity_regularizer"
GAMMA, BETA = "gamma_regularizer", "beta_regularizer"
EVERY: Json = {
    KERNEL: {"l1": 0.01, "l2": 0.02},
    BIAS: {"l2": 0.04},
    ACTIVITY: {"l1": 0.003, "l2": 0.01},
}
GATED: Json = {**EVERY, RECURRENT: {"l1": 0.005, "l2": 0.03}}
OUTPUTS: Json = {ACTIVITY: BOTH}
WORDS: Json = {TABLE: BOTH, ACTIVITY: L2}
WRONG: Json = {KERNEL: L1}


def regularized(request: Json, *parts: Json, **changes: Any) -> Json:
    """Return the request with further fields for its layers, first to last."""
    layers = [{**own, **more} for own, more in zip(request["layers"], parts, strict=True)]
    return {**request, "layers": layers, **changes}


ALONE: list[tuple[str, str, str, Json, Json]] = [
    ("kernel_l1", "The sizes of a kernel", "REG-1 REG-2", {KERNEL: L1}, {}),
    ("kernel_l2", "The squares of a kernel", "REG-1 REG-2", {KERNEL: L2}, {}),
    (
        "kernel_both",
        "Two kernels",
        "REG-1 REG-2",
        {KERNEL: BOTH},
        {KERNEL: L2},
    ),
    ("bias", "The biases", "REG-1 REG-2", {BIAS: L1}, {BIAS: BOTH}),
    ("last_kernel", "The last kernel alone", "REG-2", {}, {KERNEL: BOTH}),
    (
        "activity_of_hidden_units",
        "Hidden outputs",
        "REG-5 REG-6",
        {ACTIVITY: BOTH},
        {},
    ),
    ("activity_of_outputs", "The last outputs", "REG-5 REG-6", {}, {ACTIVITY: BOTH}),
    ("everything", "All there is", "REG-1 REG-2 REG-5 REG-6", EVERY, EVERY),
    ("zeros", "Factors of 0, which are the defaults", "REG-2", {KERNEL: {}}, {BIAS: {"l1": 0}}),
    ("nulls", "null, which is the default", "PORT-7", dict.fromkeys(EVERY), dict.fromkeys(EVERY)),
]
# the kinds with other variables, and what is behind them
KINDS: list[tuple[str, list[int], list[Json], int]] = [
    (
        "conv2d",
        [5, 4, 2],
        [conv2d(2, 2, 2, 3, activation="relu", **EVERY), max_pooling(), FLAT],
        6,
    ),
    (
        "connections",
        [4, 4, 2],
        [
            conv2d(
                2,
                2,
                2,
                2,
                kernel=[[[[0.5, 0], [-0.25, 0.75]]] * 2] * 2,
                connections=[[True, False], [True, True]],
                **EVERY,
            ),
            FLAT,
        ],
        18,
    ),
    ("conv1d", [6, 2], [conv1d(3, 2, 2, activation="softplus", **EVERY), FLAT], 8),
    ("time_distributed", [3, 2], [time_distributed(2, 2, activation="tanh", **EVERY), FLAT], 6),
    ("simple_rnn", [3, 2], [simple_rnn(2, 3, **GATED)], 3),
    ("lstm", [3, 2], [lstm(2, 2, return_sequences=True, **GATED), FLAT], 6),
    ("gru", [3, 2], [gru(2, 2, return_sequences=True, **GATED), FLAT], 6),
    ("gru_without_bias", [3, 2], [gru(2, 2, bias=None, **without(GATED, BIAS))], 2),
    *(
        (f"bidirectional_{name}", [3, 2], [bidirectional(build, 2, 2, **GATED)], 4)
        for name, build in [("simple_rnn", simple_rnn), ("lstm", lstm), ("gru", gru)]
    ),
    (
        "batch_normalization",
        [3],
        [{**batch_normalization(3), GAMMA: BOTH, BETA: L2}, layer(3, 2, "tanh")],
        2,
    ),
    (
        "batch_normalization_without_gamma",
        [2, 2],
        [{**batch_normalization(2, gamma=None), GAMMA: L2, BETA: BOTH}, FLAT],
        4,
    ),
    (
        "both_directions_with_one_bias",
        [3, 2],
        [bidirectional(lstm, 2, 2, bias=None, return_sequences=True, **GATED), FLAT],
        12,
    ),
]
LOSSES: list[tuple[str, Json]] = [
    ("sum_squared_error", example(loss="sum_squared_error")),
    ("huber", example(loss="huber")),
    ("binary_crossentropy", XOR),
    ("sparse_categorical_crossentropy", {**SPARSE, "batch_size": 4}),
    (
        "crossentropy_of_logits",
        classes(
            loss={"name": "categorical_crossentropy", "from_logits": True},
            layers=[layer(3, 5, "silu"), layer(5, 3, "linear", "c")],
        ),
    ),
]

TRAINED: list[Trajectory] = [
    *(
        (
            name,
            f"{text}.",
            f"{rules} REG-3 REG-4",
            regularized(EXAMPLE, first, second),
            "each regularizer by itself, and its place in the sums",
        )
        for name, text, rules, first, second in ALONE
    ),
    *(
        (
            f"everything_by_{name}",
            f"Penalties of everything, and the loss {name}.",
            "REG-4 REG-5 REG-6",
            regularized(request, EVERY, EVERY),
            "how the losses of a batch are divided, and which gradients are those of logits",
        )
        for name, request in LOSSES
    ),
    *(
        (
            f"in_{name}",
            f"Penalties in a network with {name}.",
            "REG-1 REG-2 REG-3 REG-4 REG-5 REG-6",
            learning(shape, layers, outputs),
            "each variable has a penalty of its own",
        )
        for name, shape, layers, outputs in KINDS
    ),
    (
        "in_embedding",
        "A table with a penalty, words that do not occur included, and one of its vectors.",
        "REG-1 REG-2 REG-3 REG-5 REG-6",
        learning(
            [4],
            [embedding(5, 3, **WORDS), FLAT, layer(12, 2, "sigmoid")],
            2,
            inputs=[[1, 2, 1, 1], [0, 3, 3, 3], [1, 0, 2, 1], [2, 2, 2, 2], [3, 1, 0, 0]],
        ),
        "weights without a gradient have a penalty too",
    ),
    (
        "activity_of_masked_steps",
        "The outputs of masked steps.",
        "REG-5 REG-6 SEQ-1",
        learning(
            [3, 2],
            [masking(), lstm(2, 2, return_sequences=True, **OUTPUTS), simple_rnn(2, 2)],
            2,
            inputs=padded(3, 2, "xx.", "xxx", ".x.", "...", "x.x"),
        ),
        "a masked step repeats the outputs before it",
    ),
    (
        "activity_before_dropout",
        "Outputs before numbers are left out, and the last ones.",
        "REG-5 REG-6 DROP-1",
        learning(
            [3],
            [
                {**layer(3, 4, "tanh"), "kind": "dense", ACTIVITY: BOTH},
                dropout(0.5),
                {**layer(4, 2, "linear"), "kind": "dense", ACTIVITY: L1},
            ],
            2,
            shuffle_seed=3,
        ),
        "the outputs are those of training",
    ),
    (
        "activity_of_a_softmax",
        "The outputs of a softmax inside the network.",
        "REG-5 REG-6 DENSE-9",
        regularized(
            example(layers=[layer(3, 4, "softmax"), layer(4, 2, "sigmoid", "b")]),
            {ACTIVITY: {"l2": 0.7}},
            {},
        ),
        "an activation that mixes units",
    ),
    (
        "with_weights_of_examples",
        "Weights of examples and classes, penalties, shuffled batches.",
        "REG-4 REG-5 WEIGHT-3 WEIGHT-4",
        regularized(
            classes(
                example_weights=[0.5, 2, 0, 1, 0.3, 3.7, 1.1],
                class_weights=[0.7, 2.3, 1.9],
                shuffle_seed=4,
            ),
            EVERY,
            EVERY,
        ),
        "the penalties have no weights",
    ),
    (
        "clipped",
        "Penalties whose gradients are clipped, an optimizer that remembers, and decay.",
        "REG-2 CLIP-2 OPT-5",
        regularized(
            EXAMPLE,
            {KERNEL: {"l1": 0.5, "l2": 1}},
            {BIAS: {"l2": 2}},
            optimizer={
                "name": "adam",
                "learning_rate": 0.02,
                "clipnorm": 0.05,
                "weight_decay": 0.01,
            },
        ),
        "first the penalties, then the limit, then the decay",
    ),
    (
        "signs_of_zero",
        "Weights of 0 and -0, gradients of 0 and -0, and a weight that crosses zero.",
        "REG-2",
        {
            **single(
                "linear",
                [[0, "-0", 0.05], [-0.05, 1e-320, -1e-320]],
                None,
                inputs=[[0, "-0"], ["-0", 0]],
                targets=[[1, -1, 0], [0, 1, "-0"]],
            ),
            "layers": [
                {
                    "units": 3,
                    "activation": "linear",
                    "kernel": [[0, "-0", 0.05], [-0.05, 1e-320, -1e-320]],
                    "bias": None,
                    KERNEL: {"l1": 1},
                }
            ],
        },
        "the sign of zero is 0, and l1 does not stop at zero",
    ),
    (
        "order_of_the_sums",
        "Penalties that do not sum exactly, in kernels of seven and of nine rows.",
        "REG-1 REG-3 REG-4 REG-5 ARITH-1 ARITH-2",
        regularized(
            example(
                layers=[layer(3, 9, "tanh", "wide"), layer(9, 7, "sigmoid", "wider")],
                targets=spread(7, 7, "penal targets"),
                batch_size=5,
            ),
            {KERNEL: {"l1": 0.1, "l2": 0.3}, BIAS: {"l1": 0.7}, ACTIVITY: {"l1": 0.1, "l2": 0.7}},
            {KERNEL: {"l1": 0.3, "l2": 0.1}, BIAS: {"l2": 0.7}, ACTIVITY: {"l1": 0.7, "l2": 0.1}},
        ),
        "one running sum from 0.0 for each of sizes and squares, and one of the penalties",
    ),
    (
        "penalties_alone",
        "Inputs of 0, and biases that are the targets, so that the penalties are the loss.",
        "REG-1 REG-2 REG-3 REG-4 ARITH-1 ARITH-2",
        regularized(
            example(
                layers=[
                    layer(3, 4, "linear", "penalties", bias=None),
                    layer(4, 2, "linear", "alone", bias=[0.3, -0.7]),
                ],
                inputs=[[0, 0, 0]],
                targets=[[0.3, -0.7]],
                epochs=6,
                record=[1, 2, 3, 4, 5, 6],
            ),
            {KERNEL: {"l1": 0.001, "l2": 0.7}},
            {KERNEL: {"l1": 0.01, "l2": 0.3}, BIAS: {"l1": 0.03, "l2": 0.7}},
        ),
        "every bit of the sums is one of the loss",
    ),
    (
        "penalty_alone",
        "Inputs and targets of 0, and a single penalty, which is the loss.",
        "REG-1 REG-2 REG-4 ARITH-1 ARITH-2",
        regularized(
            single(
                "linear",
                spread(3, 4, "penalties alone"),
                None,
                inputs=[[0, 0, 0]],
                targets=[[0, 0, 0, 0]],
                epochs=6,
            ),
            {KERNEL: {"l1": 0.001, "l2": 1}},
        ),
        "every bit of its sums is one of the loss",
    ),
    (
        "no_epochs",
        "Penalties without an epoch.",
        "REG-4",
        regularized(XOR, EVERY, EVERY, epochs=0),
        "outputs have no penalties",
    ),
]

DIVERGED = [
    Draft(
        f"{name}_beyond_the_range",
        f"A penalty of {text} beyond the range.",
        "REG-4 REG-5 ARITH-4 ERR-11",
        {
            **regularized(
                single("linear", [[1e160]], None, inputs=[[1]], targets=[[1e160]]),
                {field: {"l2": 1}},
            ),
        },
        "the loss has the penalties",
        expected=refusal(
            "diverged", "loss", "loss: left the finite numbers in trial 1, batch 1", 1, 1
        ),
    )
    for name, text, field in [("kernel", "weights", KERNEL), ("activity", "outputs", ACTIVITY)]
]

FIELD = f"layers[0].{KERNEL}"
OTHER = f"layers[1].{ACTIVITY}"
NUMBER = ": expected a number"
FAULTS: list[FieldFault] = [
    ("regularizer_a_name", FIELD, "l2", FIELD, "wrong_type", ": expected an object or null"),
    (
        "regularizer_a_number",
        f"layers[0].{BIAS}",
        0.01,
        f"layers[0].{BIAS}",
        "wrong_type",
        ": expected an object or null",
    ),
    (
        "factor_unknown",
        OTHER,
        {"l3": 1, "l1": "a"},
        f"{OTHER}.l3",
        "unknown_field",
        ": a regularizer has no such field",
    ),
    ("factor_null", OTHER, {"l1": None}, f"{OTHER}.l1", "wrong_type", NUMBER),
    ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
    (
        "activation_unknown",
        "layers[1].activation",
        "swish",
        "layers[1].activation",
        "unknown_name",
        ACTIVATION,
    ),
    (
        "factor_below_zero",
        FIELD,
        {"l1": -1, "l2": "NaN"},
        f"{FIELD}.l1",
        "out_of_range",
        ": expected 0 or more",
    ),
    (
        "factor_nan",
        f"layers[0].{BIAS}",
        {"l2": "NaN"},
        f"layers[0].{BIAS}.l2",
        "not_finite",
        ": expected a finite number",
    ),
    (
        "factor_infinite",
        OTHER,
        {"l1": 1, "l2": "Infinity"},
        f"{OTHER}.l2",
        "not_finite",
        ": expected a finite number",
    ),
    (
        "learning_rate_infinite",
        "optimizer.learning_rate",
        "Infinity",
        "optimizer.learning_rate",
        "not_finite",
        ": expected a finite number",
    ),
]


def unknown(name: str, text: str, request: Json, field: str) -> Draft:
    """Return a case of a regularizer that a layer does not have."""
    expected = refusal("unknown_field", field, f"{field}: a layer has no such field")
    return Draft(name, text, "ERR-4 PORT-7", request, "bad input", expected=expected)


UNKNOWN = [
    unknown(
        "fault_recurrent_regularizer_of_dense",
        "A regularizer of recurrent layers.",
        regularized(XOR, {RECURRENT: L1}, {}),
        f"layers[0].{RECURRENT}",
    ),
    unknown(
        "fault_kernel_regularizer_of_embedding",
        "A table has no kernel.",
        learning([2], [embedding(5, 3, **WRONG)], 6),
        f"layers[0].{KERNEL}",
    ),
    unknown(
        "fault_bias_regularizer_of_batch_normalization",
        "What is added there is called beta.",
        learning([2], [{**batch_normalization(2), BIAS: L1}], 2),
        f"layers[0].{BIAS}",
    ),
    unknown(
        "fault_activity_regularizer_of_flatten",
        "A layer without parameters.",
        learning([2, 2], [{**FLAT, ACTIVITY: L1}], 4),
        f"layers[0].{ACTIVITY}",
    ),
    unknown(
        "fault_regularizer_in_a_file",
        "A model file has no regularizers.",
        {"experiment": "save_model", "layers": [{**XOR["layers"][1], KERNEL: L1}]},
        f"layers[0].{KERNEL}",
    ),
]
CASES = [
    *trajectories(TRAINED),
    Draft(
        "trained_layers",
        "The experiment train.",
        "REG-1 REG-2 REG-4 REG-5 REG-6 DENSE-1",
        trained(regularized(xor(epochs=3), EVERY, EVERY)),
        "dense and train have the same fields",
    ),
    *DIVERGED,
    *ordered("fault", regularized(XOR, EVERY, EVERY), FAULTS),
    *UNKNOWN,
]
