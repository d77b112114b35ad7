"""Cases of the chapter gru_reset_before."""

from cases import Draft, Trajectory, trajectories
from cases.bidirectional import SEQUENCES
from cases.images import FieldFault, learning, measured, ordered
from cases.networks import Json, layer, shares, spread
from cases.recurrent import (
    ADAM,
    RMSPROP,
    SGD,
    crossentropies,
    diverged,
    in_networks,
    masked,
    measured_mask,
    mismatch,
    options,
    orders,
    trained_options,
)
from cases.states_and_dropout import dropped, longer, stateful
from cases.steps import BOOLEAN, at, bidirectional, gru, lstm, reset_before

RULES = "GRU-4 GRU-5 GRU-6"


def activations() -> list[Trajectory]:
    """Return cases of other activations of the units and of the gates."""
    return [
        (
            f"activations_{units}_{gates}",
            f'The activation "{units}", and "{gates}" for the gates.',
            f"{RULES} DENSE-9",
            learning(
                [3, 2],
                [
                    reset_before(
                        *(2, 2, "unbounded"),
                        activation=units,
                        recurrent_activation=gates,
                        return_sequences=True,
                    )
                ],
                6,
                optimizer={"name": "sgd", "learning_rate": 0.01},
                inputs=spread(5, 6, "small steps", 0.25),
            ),
            "each activation has a derivative of its own",
        )
        for units, gates in [
            ("linear", "sigmoid"),
            ("sigmoid", "tanh"),
            ("relu", "linear"),
            ("tanh", "hard_sigmoid"),
            ("elu", "softsign"),
        ]
    ]


def both_directions() -> list[Trajectory]:
    """Return cases of layers for both directions."""
    return [
        *(
            (
                f"both_directions_{name}",
                f"Both directions reset before the product ({name}).",
                f"{RULES} BI-1 BI-2",
                learning([3, 2], [bidirectional(reset_before, 2, 2, "both", **fields)], outputs),
                "each direction has one bias",
            )
            for name, outputs, fields in [
                ("last", 4, {}),
                ("sequences", 12, SEQUENCES),
                ("no_bias", 4, {"bias": None, "backward_bias": None}),
                ("dropout", 4, {"dropout": 0.25, "recurrent_dropout": 0.5}),
            ]
        ),
        (
            "both_directions_gradients",
            "The gradients of the features, from both directions.",
            f"{RULES} BI-2",
            measured(
                [3, 2],
                [bidirectional(reset_before, 2, 2, "both", **SEQUENCES)],
                spread(1, 12, "both")[0],
            ),
            "the gradient of an input is the sum of both",
        ),
        (
            "both_ways_to_reset",
            "A layer that resets after the product, below one that resets before it.",
            f"{RULES} GRU-1 GRU-2 GRU-3",
            learning(
                [4, 2],
                [
                    gru(2, 2, "lower", return_sequences=True, reset_after=True),
                    reset_before(2, 3, "upper"),
                ],
                3,
                optimizer={"name": "adam", "learning_rate": 0.05},
                targets=shares(5, 3, "both ways"),
            ),
            "each layer has its own way",
        ),
    ]


def faults() -> list[Draft]:
    """Return the faults of a layer with one bias, and of reset_after itself."""
    first = reset_before(2, 2, "fault")
    network: Json = learning([3, 2], [first, layer(2, 1, "linear", "fault")], 1)
    after: Json = learning([3, 2], [gru(2, 2, "fault"), layer(2, 1, "linear", "fault")], 1)
    other: Json = learning([3, 2], [lstm(2, 2, "fault")], 2)
    unknown = ": a layer has no such field"
    bias = ": expected a list of numbers or null"
    types = [
        at("bias_a_number", 1, "wrong_type", bias, "bias"),
        at("stateful_1", 1, "wrong_type", BOOLEAN, "stateful"),
        ("loss_a_number", "loss", 7, "loss", "wrong_type", ": expected a string"),
    ]
    shapes = [
        at(
            "recurrent_kernel_of_one_row",
            first["kernel"][:1],
            *mismatch("[2][6]"),
            "recurrent_kernel",
        ),
        at("bias_of_one", first["bias"][:1], *mismatch("[6]"), "bias"),
        at("later_kernel", [], "empty", ": expected at least one number", "kernel", 1),
    ]
    values = [
        at(
            "recurrent_kernel_nan",
            [["NaN"] * 6] * 2,
            "not_finite",
            "[0][0]: expected a finite number",
            "recurrent_kernel",
        ),
        at("bias_nan", [0.5] * 5 + ["NaN"], "not_finite", "[5]: expected a finite number", "bias"),
        at("later_bias", ["NaN"], "not_finite", "[0]: expected a finite number", "bias", 1),
    ]
    two = ": expected a list of lists of numbers or null"
    more: list[tuple[Json, FieldFault]] = [
        (network, at("two_biases", [first["bias"]] * 2, "wrong_type", bias, "bias")),
        (after, at("reset_after_0", 0, "wrong_type", BOOLEAN, "reset_after")),
        (after, at("reset_after_null", None, "wrong_type", BOOLEAN, "reset_after")),
        (after, at("one_bias", first["bias"], "wrong_type", two, "bias")),
        (other, at("reset_after_of_lstm", False, "unknown_field", unknown, "reset_after")),
    ]
    both = learning([3, 2], [bidirectional(reset_before, 2, 2, "fault")], 4)
    in_both = [
        at("bias_a_number", 1, "wrong_type", bias, "bias"),
        at("backward_bias_a_number", 1, "wrong_type", bias, "backward_bias"),
    ]
    shapes_of_both = [
        at("bias_of_one", first["bias"][:1], *mismatch("[6]"), "bias"),
        at("backward_bias_of_one", first["bias"][:1], *mismatch("[6]"), "backward_bias"),
    ]
    nan = [0.5] * 5 + ["NaN"]
    values_of_both = [
        at("bias_nan", nan, "not_finite", "[5]: expected a finite number", "bias"),
        at(
            "backward_bias_nan", nan, "not_finite", "[5]: expected a finite number", "backward_bias"
        ),
    ]
    return [
        draft
        for prefix, request, each in [
            *(("fault", network, each) for each in (types, shapes, values)),
            *(("fault_both", both, each) for each in (in_both, shapes_of_both, values_of_both)),
            *(("fault", request, [fault]) for request, fault in more),
        ]
        for draft in ordered(prefix, request, each)
    ]


TRAINED = [
    *options(reset_before, "GRU-4 GRU-5 RNN-4"),
    *trained_options(reset_before, f"{RULES} RNN-4"),
    *masked(reset_before, f"{RULES} RNN-4 RNN-5 SEQ-4"),
    *measured_mask(reset_before, "GRU-5 RNN-4 RNN-5"),
    *orders(reset_before, f"{RULES} RNN-2"),
    *in_networks(reset_before, f"{RULES} RNN-4", (RMSPROP, ADAM, SGD)),
    *activations(),
    *dropped(reset_before, RULES),
    *stateful(reset_before, RULES),
    *longer(reset_before, RULES),
    *both_directions(),
]

CASES: list[Draft] = [
    *trajectories(TRAINED),
    *diverged(reset_before),
    *crossentropies(reset_before),
    *faults(),
]
