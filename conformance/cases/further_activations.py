"""Cases of the chapter further_activations: every activation, alone and in layers of every kind."""

from typing import Any

from cases import Draft, Trajectory, refusal, trajectories
from cases.images import FLAT, FieldFault, classifier, conv1d, conv2d, learning, ordered
from cases.networks import (
    ACTIVATION,
    FIRST_TEN,
    FROM_OUTPUTS,
    FROM_SUMS,
    FURTHER,
    RULES,
    STEP_ACTIVATION,
    UNIT_ACTIVATION,
    Json,
    example,
    layer,
    shares,
    single,
)
from cases.steps import at, bidirectional, gru, lstm, masking, padded, simple_rnn, time_distributed

HALVES = [0.03125 * k for k in (-7, -5, -3, -1, 1, 3, 5, 7)]
# Sums that lie close together, beside the places where an activation turns, and far out
SUMS: dict[str, list[Any]] = {
    "near_0": ["-0", 0, 1e-300, -1e-300, 1e-17, -1e-17, 1e-9, -1e-9, 1e-3, -1e-3],
    "small": [*HALVES, -0.1, 0.1, -0.3, 0.3, -0.7, 0.7, -0.9, 0.9],
    "usual": [-1.1, 1.1, -1.7, 1.7, -2.3, 2.3, -2.9, 2.9, -3.7, 3.7, -4.3, 4.3],
    "turns": [-1, 1, -1.5, 1.5, -2, 2, -3.0000000000000004, -3, -2.9999999999999996, 3, 6, -6],
    "far": [-8.5, 8.5, -12.25, 12.25, -20, 20, -37, 37, -40, -40.5, -100, -745.5],
}
# Sums whose squares overflow, in binary64 or in binary32 alone
ENORMOUS = [sign * d for d in (1e19, 6e19, 1e150, 1.4e154, 1e155, 1e200, 1e306) for sign in (1, -1)]
ZEROS = ["-0", 0, 5e-324, -5e-324, 1e-310, -1e-310, 2.2250738585072014e-308]


def slopes(activation: str, sums: list[Any]) -> Json:
    """Return the request of one step whose kernel shows the slope at each sum, which is a bias."""
    targets = [[0.25 * (i % 3) - 1.0 for i in range(len(sums))]]
    zero = "-0" if "-0" in sums else 0  # because 0.0 plus -0.0 is 0.0
    return single(
        activation,
        [[zero] * len(sums)],
        sums,
        loss="sum_squared_error",
        optimizer={"name": "sgd", "learning_rate": 0.125},
        inputs=[[1]],
        targets=targets,
        epochs=1,
    )


ALONE: list[Trajectory] = [
    *(
        (
            f"slopes_of_{activation}_{name}",
            f"The outputs and slopes of {activation}, at sums that are {name.replace('_', ' ')}.",
            RULES[activation],
            slopes(activation, sums),
            "the definition, number by number",
        )
        for activation in FURTHER
        for name, sums in SUMS.items()
    ),
    *(
        (
            f"slopes_of_{activation}_enormous",
            f"The slopes of {activation} where the square of a sum may be infinite: 0 and 1.",
            f"{RULES[activation]} LOSS-1",
            {**slopes(activation, ENORMOUS), "loss": "mean_absolute_error"},
            "0 times infinity is NaN",
        )
        for activation in FROM_SUMS
    ),
    *(
        (
            f"zeros_of_{activation}",
            f"The outputs of {activation} at zeros of either sign and at subnormal numbers.",
            f"{RULES[activation].split()[0]} ARITH-3 NUM-2",
            {**slopes(activation, ZEROS), "epochs": 0},
            "each activation has its own zero",
        )
        for activation in FURTHER
    ),
    *(
        (
            f"hidden_{activation}",
            f"A hidden layer of {activation}, then a linear one.",
            f"{RULES[activation]} DENSE-11",
            example(layers=[layer(3, 5, activation), layer(5, 2, "linear", "b")]),
            "every activation has a slope of its own",
        )
        for activation in FURTHER
    ),
    *(
        (
            f"last_{activation}",
            f"A last layer of {activation} with the mean squared error.",
            f"{RULES[activation]} DENSE-4 DENSE-10",
            example(
                layers=[layer(3, 5, "tanh"), layer(5, 3, activation, "b")],
                targets=shares(7, 3, "targets"),
                optimizer={"name": "adam", "learning_rate": 0.05},
            ),
            "the squared error goes with every activation",
        )
        for activation in FURTHER
    ),
    (
        "one_after_another",
        "Ten layers, each of another activation.",
        "ACT-1 ACT-11 ACT-2 ELEM-9 ACT-3 ACT-4 ELEM-10 ACT-5 ACT-6 ACT-7 ACT-12 ACT-8 ELEM-11 "
        "ACT-9 ACT-10",
        example(
            layers=[
                *(layer(3, 3, activation, f"{activation} of ten") for activation in FIRST_TEN),
                layer(3, 2, "linear", "of ten"),
            ],
            optimizer={"name": "sgd", "learning_rate": 0.05},
        ),
        "the deltas of a layer are made from its own sums",
    ),
    (
        "self_normalizing",
        "Three layers of selu and a softmax, with RMSprop.",
        "ACT-3 ACT-11 DENSE-17",
        classifier(
            [4],
            *(layer(4, 4, "selu", f"selu {i}") for i in range(3)),
            inputs=4,
            optimizer={"name": "rmsprop", "learning_rate": 0.01},
        ),
        "the network that selu was made for",
    ),
]
IN_LAYERS: list[Trajectory] = [
    *(
        (
            f"conv2d_{activation}",
            f"Filters of {activation} on images.",
            f"{RULES[activation]} CONV-1 CONV-2 CONV-3",
            classifier(
                [4, 3, 1],
                conv2d(2, 2, 1, 2, "further", activation=activation),
                conv2d(2, 1, 2, 2, "further 2", activation=activation),
                inputs=8,
            ),
            "an image is an example like any other",
        )
        for activation in FURTHER
    ),
    *(
        (
            f"conv1d_{activation}",
            f"Filters of {activation} on sequences.",
            f"{RULES[activation]} CONV-1 CONV-2",
            learning(
                [4, 2],
                [
                    conv1d(2, 2, 3, "further", activation=activation),
                    FLAT,
                    layer(9, 2, "linear", "further"),
                ],
                2,
            ),
            "a sequence is an example like any other",
        )
        for activation in ("selu", "softplus", "gelu")
    ),
    *(
        (
            f"each_step_{activation}",
            f"A dense layer of {activation} for each step.",
            f"{RULES[activation]} SEQ-3",
            learning(
                [3, 2],
                [
                    time_distributed(2, 3, "further", activation=activation),
                    time_distributed(3, 2, "further 2", activation=activation),
                ],
                6,
            ),
            "each step is an example of its own",
        )
        for activation in FURTHER
    ),
]
PADDED = padded(4, 2, "xxxx", "xx..", ".xxx", "x..x", "....", seed="further")
STEPS: list[Trajectory] = [
    *(
        (
            f"simple_rnn_{activation}",
            f"Steps of {activation}.",
            f"{RULES[activation]} RNN-1 RNN-2",
            learning(
                [4, 2],
                [
                    simple_rnn(
                        *(2, 3, "further"),
                        activation=activation,
                        return_sequences=True,
                    ),
                    simple_rnn(3, 2, "further 2", activation=activation, go_backwards=True),
                ],
                2,
                optimizer={"name": "sgd", "learning_rate": 0.05},
            ),
            "the slope of a step follows from its output",
        )
        for activation in FROM_OUTPUTS
    ),
    *(
        (
            f"{kind}_{name}",
            f"Steps of {activation}, and gates of {gates}, over a mask.",
            f"{RULES[further]} {rules} RNN-5",
            learning(
                [4, 2],
                [
                    masking(),
                    build(2, 2, "further", activation=activation, recurrent_activation=gates),
                ],
                2,
                inputs=PADDED,
                optimizer={"name": "sgd", "learning_rate": 0.05},
            ),
            "units and gates have activations of their own",
        )
        for kind, build, rules in (("lstm", lstm, "LSTM-1 LSTM-2"), ("gru", gru, "GRU-1 GRU-2"))
        for further in FROM_OUTPUTS
        for name, activation, gates in (
            (further, further, "sigmoid"),
            (f"gates_{further}", "tanh", further),
        )
    ),
    *(
        (
            f"bidirectional_{kind}",
            f"Steps of {activation} in both directions.",
            f"{RULES[activation]} {rules}",
            learning(
                [3, 2],
                [bidirectional(build, 2, 2, "further", activation=activation, **gates)],
                4,
            ),
            "both directions have the same activations",
        )
        for kind, build, activation, gates, rules in [
            ("simple_rnn", simple_rnn, "softplus", {}, "RNN-1 RNN-2 BI-1"),
            ("lstm", lstm, "elu", {"recurrent_activation": "hard_sigmoid"}, "LSTM-1 BI-1"),
            ("gru", gru, "softsign", {"recurrent_activation": "hard_sigmoid"}, "GRU-1 BI-1"),
        ]
    ),
    (
        "lstm_dropped",
        "An LSTM of softsign and hard_sigmoid that drops and keeps its states.",
        "ACT-5 ACT-6 ACT-11 RNN-6 RNN-7",
        learning(
            [3, 2],
            [
                lstm(
                    *(2, 2, "further"),
                    activation="softsign",
                    recurrent_activation="hard_sigmoid",
                    dropout=0.25,
                    recurrent_dropout=0.5,
                    stateful=True,
                )
            ],
            2,
            batch_size=5,
        ),
        "the same activations with every option",
    ),
]

NETWORK = learning([3], [layer(3, 2, "elu", "fault"), layer(2, 1, "selu", "fault 2")], 1)
FILTERS = learning([2, 2, 1], [conv2d(2, 2, 1, 1, "fault"), FLAT], 1)
EACH_STEP = learning([2, 2], [time_distributed(2, 1, "fault")], 2)
UNKNOWN = [
    *("relu6", "swish", "hard_silu", "hard_tanh", "log_softmax", "GELU", "gelu_approximate"),
    *("leakyrelu", "Softplus", "exp"),
]
GATES = "recurrent_activation"


def step_faults(kind: str, build: Any, fields: list[str], names: list[str]) -> list[Draft]:
    """Return the refusals of activations whose derivatives do not follow from an output."""
    first = build(2, 2, "fault")
    network = learning([3, 2], [first, layer(2, 1, "linear", "fault")], 1)
    if kind.startswith("bidirectional"):
        network = learning([3, 2], [first, layer(4, 1, "linear", "fault")], 1)
    return [
        draft
        for field in fields
        for name in names
        for draft in ordered(
            kind, network, [at(f"{field}_{name}", name, "unknown_name", STEP_ACTIVATION, field)]
        )
    ]


def two_ways(build: Any) -> Any:
    """Return what builds a layer for both directions."""
    return lambda *fields: bidirectional(build, *fields)


FAULTS: list[FieldFault] = [
    at("activation_number", 7, "wrong_type", ": expected a string", "activation"),
    at("later_activation_list", ["selu"], "wrong_type", ": expected a string", "activation", 1),
    at("slope", 0.1, "unknown_field", ": a layer has no such field", "negative_slope"),
    at("alpha", 1.0, "unknown_field", ": a layer has no such field", "alpha"),
]

CASES = [
    *trajectories([*ALONE, *IN_LAYERS, *STEPS]),
    *(
        draft
        for name in UNKNOWN
        for draft in ordered(
            "unknown",
            NETWORK,
            [at(name.lower(), name, "unknown_name", ACTIVATION, "activation")],
        )
    ),
    *(
        draft
        for kind, network in (("conv2d", FILTERS), ("each_step", EACH_STEP))
        for name in ("softmax", "hard_tanh")
        for draft in ordered(
            kind,
            network,
            [at(f"of_{name}", name, "unknown_name", UNIT_ACTIVATION, "activation")],
        )
    ),
    *step_faults("simple_rnn", simple_rnn, ["activation"], [*FROM_SUMS, "softmax", "hard_tanh"]),
    *step_faults("lstm", lstm, ["activation", GATES], [*FROM_SUMS, "softmax"]),
    *step_faults("gru", gru, ["activation", GATES], [*FROM_SUMS, "softmax"]),
    *step_faults("bidirectional_simple_rnn", two_ways(simple_rnn), ["activation"], ["silu"]),
    *step_faults("bidirectional_lstm", two_ways(lstm), ["activation", GATES], ["gelu"]),
    *step_faults("bidirectional_gru", two_ways(gru), ["activation", GATES], ["gelu_tanh"]),
    *(draft for fault in FAULTS for draft in ordered("fault", NETWORK, [fault])),
    *(
        Draft(
            f"{loss}_after_{activation}",
            f'The loss "{loss}" after {activation}.',
            f"{rule} {RULES[activation]}",
            learning(
                [3],
                [layer(3, 1, activation, "last")],
                1,
                loss=loss,
                targets=[[0], [1], [1], [0], [1]],
            ),
            "it is calculated from the outputs then",
        )
        for rule, loss, activation in [
            ("LOSS-9", "binary_crossentropy", "hard_sigmoid"),
            ("LOSS-9", "binary_crossentropy", "softplus"),
            ("LOSS-10", "categorical_crossentropy", "exponential"),
        ]
    ),
    Draft(
        "diverged_exponential",
        "An exponential beyond the range.",
        "ACT-10 ERR-11",
        single("exponential", [[710]], None, inputs=[[1]], targets=[[1]]),
        "bad input",
        expected=refusal(
            "diverged", "outputs", "outputs: left the finite numbers in trial 1, batch 1", 1, 1
        ),
    ),
]
