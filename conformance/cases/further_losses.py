"""Cases of the chapter further_losses: every loss, alone and in networks, and every setting."""

from typing import Any

from cases import CODES, FINITE, Draft, Trajectory, refusal, trajectories
from cases.images import FLAT, FieldFault, activation, learning, ordered
from cases.networks import (
    CLASSES,
    FRACTION,
    HIDDEN,
    LAST,
    LOSSES,
    SPARSE,
    Json,
    classes,
    example,
    layer,
    single,
    spread,
    trained,
    xor,
)

MAE, MAPE = "mean_absolute_error", "mean_absolute_percentage_error"
BINARY, CATEGORICAL = "binary_crossentropy", "categorical_crossentropy"
SPARSE_NAME = "sparse_categorical_crossentropy"
RULES = {
    MAE: "LOSS-1",
    MAPE: "LOSS-2",
    "huber": "LOSS-3",
    "log_cosh": "LOSS-4",
    "hinge": "LOSS-5",
    "kl_divergence": "LOSS-7",
}
JUST_BELOW, JUST_ABOVE = 0.9999999999999999, 1.0000000000000002
LEAST, LARGEST = 1e-7, 0.9999999  # what probabilities are clipped to


def with_settings(name: str, **settings: Any) -> Json:
    """Return a loss with settings, as a request has it."""
    return {"name": name, **settings}


def one_step(loss: Any, pairs: list[tuple[Any, Any]], end: str = "linear", **more: Any) -> Json:
    """Return the request of one step for one example, from pairs of a target and an output.

    The outputs are biases, so that the gradients show in the biases after the step. end: the last
    activation, before which the numbers of the pairs are preactivations
    """
    return single(
        end,
        [[0] * len(pairs)],
        [y for _, y in pairs],
        loss=loss,
        optimizer={"name": "sgd", "learning_rate": 0.125},
        inputs=[[1]],
        targets=[[t for t, _ in pairs]],
        epochs=1,
        **more,
    )


USUAL = [(0.3, 0.7), (-1.2, 0.4), (2.5, 2.25), (0.1, -3), (0.6, 0.61), (-0.4, -0.9)]
AT_CORNERS = [(0.5, 0.5), (1, JUST_BELOW), (1, JUST_ABOVE), (0, "-0"), (-3, -3), (2, 5)]
PROBABILITIES = [(0.2, 0.3), (0.5, 0.1), (0.05, 0.25), (0.25, 0.35)]
PAIRS: dict[str, dict[str, list[tuple[Any, Any]]]] = {
    MAE: {"usual": USUAL, "at_corners": AT_CORNERS, "far": [(1e30, -1e30), (0, 1e-300), (5, 1e9)]},
    MAPE: {
        "usual": USUAL,
        "at_corners": AT_CORNERS,
        "of_small_targets": [(0, 0.5), (1e-8, 0.25), (-1e-8, 0), (LEAST, 1), (-2e-7, 0), ("-0", 0)],
        "far": [(1e30, -1e30), (3, 3e8), (-1e-300, 7)],
    },
    "log_cosh": {
        "usual": USUAL,
        "at_corners": AT_CORNERS,
        "near_0": [(0, 1e-3), (0, -1e-5), (0, 1e-8), (1, 1.0625), (0, 1e-20)],
        "far": [(0, 20), (0, -40), (1, 800), (-1e30, 1e30), (0, 354.5)],
    },
    "hinge": {
        "usual": USUAL,
        "of_a_long_product": [(-0.97, -0.97)],
        "of_signs": [(1, 0.5), (-1, 0.5), (1, 2), (-1, -3), (1, -0.7), (-1, -0.2)],
        "at_corners": [(1, 1), (-1, -1), (1, JUST_BELOW), (-1, -1.0000000000000002), (1, 0)],
        "of_other_targets": [(0.5, 1), (0.5, 2), (0, 0.3), (2, 0.5), (-2, 0.25), (1, 0.25)],
        "of_zeros_and_ones": [(1, 0.5), (0, 0.5), (1, 2), (0, -3), ("-0", -0.2), (0, -1)],
        "of_ones": [(1, 0.5), (1, -0.5), (1, 1), (1, 3)],
    },
    "kl_divergence": {
        "of_shares": PROBABILITIES,
        "of_clipped_outputs": [(0.5, 0), (0.3, -2), (0.1, 1), (0.2, 1.5), (0.4, 1e-8)],
        "at_corners": [(0.5, LEAST), (0.5, JUST_BELOW), (1, JUST_ABOVE), (1, 1), (0.1, 0.1)],
        "of_clipped_targets": [(0, 0.5), (-1, 0.25), (3, 0.75), (1e-8, 0.1), (0, 0), ("-0", 1)],
    },
}
HUBER: dict[str, tuple[Any, list[tuple[Any, Any]]]] = {
    "usual": (1, USUAL),
    "at_corners": (1, [*AT_CORNERS, (0, 1), (0, -1), (0, JUST_ABOVE), (1, 0)]),
    "of_three_tenths": (0.3, [(0, 0.35)]),
    "of_half": (0.5, [*USUAL, (0, 0.5), (0, -0.5), (0, 0.5000000000000001)]),
    "of_a_tenth": (0.1, [*USUAL, (0, 0.1), (0.2, 0.1), (0, 0.09999999999999999)]),
    "of_a_million": (1e6, [*USUAL, (0, 1e6), (0, 3e6)]),
    "of_very_little": (1e-300, USUAL),
}
CLIPPED: dict[str, list[tuple[Any, Any]]] = {
    "inside": [(0.2, 0.3), (1, 0.6), (0, 0.05), (0.25, 0.99)],
    "at_corners": [(1, LEAST), (0, LARGEST), (0.5, 1e-7), (0.5, 1.0000000000000001e-7)],
    "beyond": [(1, 0), (0, 1), (0.5, -3), (0.5, 8), (1, 9.999999e-8), (0, 0.99999990000001)],
}
OUTPUTS: dict[str, list[tuple[Any, Any]]] = {
    "that_add_up_to_1": PROBABILITIES,
    "that_do_not": [(0.5, 3), (0.25, 0.5), (0, 1.5), (1, 0.125)],
    "with_a_zero": [(0.5, 0), (0.25, 2), (0.25, 1)],
    "with_a_negative_one": [(0.25, -0.5), (0.5, 2), (0.25, 1)],
    "with_one_of_all": [(1, 0), (1, 4), (1, 0)],
    "alone": [(1, 0.5)],
}
ALONE: list[Trajectory] = [
    *(
        (
            f"{loss}_{name}",
            f'The loss "{loss}" and its gradient: pairs that are {name.replace("_", " ")}.',
            f"{RULES[loss]} LOSS-6" if name.endswith("ones") else RULES[loss],
            one_step(loss, pairs),
            "the definition, number by number",
        )
        for loss, sets in PAIRS.items()
        for name, pairs in sets.items()
    ),
    *(
        (
            f"huber_{name}",
            f"Huber's loss with a delta of {delta}.",
            "LOSS-3",
            one_step(with_settings("huber", delta=delta), pairs),
            "half a square up to delta, and the tangent beyond",
        )
        for name, (delta, pairs) in HUBER.items()
    ),
    *(
        (
            f"binary_of_outputs_{name}",
            f"The binary crossentropy of outputs that are {name.replace('_', ' ')} the bounds.",
            "LOSS-9",
            one_step(BINARY, pairs),
            "outputs that are clipped have no gradient",
        )
        for name, pairs in CLIPPED.items()
    ),
    *(
        (
            f"categorical_of_outputs_{name}",
            f"The categorical crossentropy of outputs {name.replace('_', ' ')}.",
            "LOSS-10",
            one_step(CATEGORICAL, pairs),
            "each output is divided by the sum of all",
        )
        for name, pairs in OUTPUTS.items()
    ),
    (
        "sparse_of_outputs",
        "The sparse crossentropy of outputs, one of which is clipped.",
        "LOSS-10 DENSE-7",
        {**one_step(SPARSE_NAME, [(0, 0.5), (0, 2), (0, 0), (0, 1)]), "targets": [3]},
        "the bits of the row of zeros and a one",
    ),
]
PAIRS_OF_LOGITS = [(1, 2), (0, -1.5), (0.3, 0.25), (0.7, -8), (0, 40), (1, -745)]
ENDS = ("linear", "sigmoid", "softmax", "tanh", "relu", "softplus")
LOGITS: list[Trajectory] = [
    *(
        (
            f"{name}_from_logits_{end}",
            f'The loss "{loss}" of outputs of {end}, taken as logits.',
            f"LOSS-8 {rules}",
            one_step(with_settings(loss, from_logits=True), PAIRS_OF_LOGITS, end),
            "the activation's derivative is not left out",
        )
        for name, loss, rules in [
            ("binary", BINARY, "DENSE-5"),
            ("categorical", CATEGORICAL, "DENSE-6"),
        ]
        for end in ENDS
    ),
    (
        "sparse_from_logits",
        "Class numbers and linear outputs as logits.",
        "LOSS-8 DENSE-7",
        {
            **SPARSE,
            "layers": [layer(3, 5, "tanh"), layer(5, 3, "linear", "c")],
            "loss": with_settings(SPARSE_NAME, from_logits=True),
        },
        "the network of most classifiers",
    ),
    (
        "settings_in_full",
        "Every setting at its default.",
        "LOSS-8 LOSS-11 DENSE-5",
        example(loss=with_settings(BINARY, label_smoothing=0, from_logits=False)),
        "the bits of the name alone",
    ),
    (
        "name_in_an_object",
        "A loss without settings, as an object.",
        "DENSE-4 PORT-7",
        example(loss=with_settings("mse")),
        "the bits of the name alone",
    ),
]
SMOOTHED: list[Trajectory] = [
    *(
        (
            f"{name}_smoothed_{told}",
            f'The loss "{loss}" with a label smoothing of {share}.',
            f"LOSS-11 {rules}",
            request | {"loss": with_settings(loss, label_smoothing=share)},
            "a part of each target is spread over the classes",
        )
        for name, loss, rules, request in [
            ("binary", BINARY, "DENSE-5", example()),
            ("categorical", CATEGORICAL, "DENSE-6", CLASSES),
        ]
        for told, share in [("little", 0.1), ("half", 0.5), ("completely", 1)]
    ),
    *(
        (
            f"{name}_smoothed_from_logits",
            f'The loss "{loss}" of logits with label smoothing.',
            "LOSS-8 LOSS-11",
            one_step(
                with_settings(loss, label_smoothing=0.2, from_logits=True), PAIRS_OF_LOGITS, "tanh"
            ),
            "both settings at once",
        )
        for name, loss in [("binary", BINARY), ("categorical", CATEGORICAL)]
    ),
    *(
        (
            f"{name}_smoothed_of_outputs",
            f'The loss "{loss}" of outputs with label smoothing.',
            f"LOSS-11 {rule}",
            one_step(with_settings(loss, label_smoothing=0.3), OUTPUTS["that_do_not"], "softsign"),
            "the smoothed targets are those of every form of the loss",
        )
        for name, loss, rule in [
            ("binary", BINARY, "LOSS-9"),
            ("categorical", CATEGORICAL, "LOSS-10"),
        ]
    ),
    *(
        (
            f"{name}_smoothed_alone",
            f'The loss "{loss}" of one output with label smoothing.',
            f"LOSS-11 {rules}",
            one_step(with_settings(loss, label_smoothing=0.3), [(1, 0.4)], end),
            "the share of one class is that of all",
        )
        for name, loss, end, rules in [
            ("binary", BINARY, "sigmoid", "DENSE-5"),
            ("categorical", CATEGORICAL, "softmax", "DENSE-6"),
        ]
    ),
]
SIGNS = [[1.0 if x > 0.0 else 0.0 for x in row] for row in spread(7, 2, "signs")]
ADAM = {"name": "adam", "learning_rate": 0.05}
NETWORKS: list[Trajectory] = [
    *(
        (
            f"{loss}_in_a_network",
            f'Batches and epochs of the loss "{loss}" after {end}.',
            f"{RULES[loss]} DENSE-8",
            example(
                layers=[layer(3, 5, "tanh"), layer(5, 2, end, "b")], loss=loss, optimizer=optimizer
            ),
            "a mean over the examples, the last batch of which is short",
        )
        for loss, end, optimizer in [
            (MAE, "linear", {"name": "sgd", "learning_rate": 0.1}),
            (MAPE, "softplus", {"name": "rmsprop", "learning_rate": 0.01}),
            ("huber", "elu", ADAM),
            ("log_cosh", "linear", {"name": "sgd", "learning_rate": 0.1, "momentum": 0.9}),
            ("hinge", "tanh", ADAM),
            ("kl_divergence", "softmax", ADAM),
        ]
    ),
    (
        "hinge_of_zeros_and_ones_in_a_network",
        "Targets of 0 and 1, in batches of which one has ones alone.",
        "LOSS-5 LOSS-6",
        example(
            layers=[layer(3, 5, "tanh"), layer(5, 2, "linear", "b")],
            loss="hinge",
            targets=[[1, 1], [1, 1], [1, 1], *SIGNS[3:]],
            optimizer=ADAM,
        ),
        "0 counts as -1 in all batches",
    ),
    (
        "hinge_of_some_zeros_and_ones",
        "Targets of 0 and 1 in all batches but the last.",
        "LOSS-5 LOSS-6",
        example(
            layers=[layer(3, 5, "tanh"), layer(5, 2, "linear", "b")],
            loss="hinge",
            targets=[*SIGNS[:6], [-1, 1]],
        ),
        "0 stays 0 in all batches",
    ),
    (
        "sigmoid_before_categorical",
        "A categorical crossentropy after sigmoids.",
        "LOSS-10 DENSE-8",
        classes(layers=[layer(3, 5, "tanh"), layer(5, 3, "sigmoid", "c")]),
        "a network that beginners write",
    ),
    (
        "sigmoid_before_sparse",
        "A sparse crossentropy after sigmoids.",
        "LOSS-10 DENSE-7 DENSE-8",
        {**SPARSE, "layers": [layer(3, 5, "tanh"), layer(5, 3, "sigmoid", "c")]},
        "a network that beginners write",
    ),
    (
        "relu_before_categorical",
        "A categorical crossentropy after relus that are alive.",
        "LOSS-10",
        classes(
            layers=[
                layer(3, 5, "sigmoid"),
                layer(5, 3, "relu", "c", bias=[1, 1.5, 2]),
            ],
            optimizer={"name": "sgd", "learning_rate": 0.05},
        ),
        "outputs that are no shares",
    ),
    *(
        (
            f"{end}_before_binary",
            f"A binary crossentropy after {end}.",
            "LOSS-9 DENSE-8",
            xor(layers=[HIDDEN, {**LAST, "activation": end}]),
            "outputs outside of 0 and 1 are clipped",
        )
        for end in ("linear", "tanh", "softmax", "hard_sigmoid", "relu")
    ),
    (
        "flatten_before_binary",
        "A binary crossentropy after a flatten layer behind a sigmoid.",
        "LOSS-9",
        trained(xor(layers=[HIDDEN, LAST, FLAT])),
        "the activation of the last layer is linear",
    ),
    (
        "activation_before_binary",
        "A binary crossentropy after a sigmoid that is a layer of its own.",
        "DENSE-5 DENSE-10 ACT-13",
        trained(xor(layers=[HIDDEN, {**LAST, "activation": "linear"}, activation("sigmoid")])),
        "the activation of the last layer is the sigmoid",
    ),
]
DIVERGED = [
    Draft(
        name,
        text,
        f"{rule} ERR-11 ARITH-4",
        request,
        why,
        expected=refusal(
            "diverged", "loss", "loss: left the finite numbers in trial 1, batch 1", 1, 1
        ),
    )
    for name, text, rule, request, why in [
        (
            "outputs_that_add_up_to_0",
            "A categorical crossentropy after relus that are all 0.",
            "LOSS-10",
            one_step(CATEGORICAL, [(1, -1), (0, -2)], "relu"),
            "their shares are no numbers",
        ),
        (
            "outputs_that_cancel",
            "A categorical crossentropy of outputs of opposite signs.",
            "LOSS-10",
            one_step(CATEGORICAL, [(1, 2), (0, -2)]),
            "a sum of 0 is no divisor, even where a quotient would be infinite and clipped",
        ),
        (
            "huber_beyond_the_largest",
            "Huber's loss of an error whose square is infinite, with a larger delta.",
            "LOSS-3",
            one_step(with_settings("huber", delta=1e300), [(0, 1e200)]),
            "the square overflows",
        ),
    ]
]
NETWORK = learning([3], [layer(3, 4, "tanh", "faults"), layer(4, 2, "linear", "faults")], 2)


NAMELESS = ("missing_field", "loss.name", ": this field is required")
NO_STRING = ("wrong_type", "loss.name", ": expected a string")
UNKNOWN = ("unknown_name", "loss.name", f": expected one of {LOSSES}")
NO_NUMBER = ("wrong_type", "loss.delta", ": expected a number")
NOT_ABOVE_0 = ("out_of_range", "loss.delta", ": expected a number above 0")
NO_SHARE = ("out_of_range", "loss.label_smoothing", ": expected 0 to 1")
# The loss, the setting that it does not have, and its value
NO_FIELDS = [
    ("mse", "delta", 1),
    ("log_cosh", "delta", 1),
    ("huber", "label_smoothing", 0.1),
    (SPARSE_NAME, "label_smoothing", 0.1),
    ("hinge", "from_logits", True),
    ("hinge", "binary_targets", True),
]
# A name, what is wrong with it, the loss, and the code, field and words of the error
FAULTS: list[tuple[str, str, Any, tuple[str, str, str]]] = [
    ("no_name", "A loss without a name.", {}, NAMELESS),
    ("settings_alone", "Settings without a name.", {"delta": 1}, NAMELESS),
    ("name_a_number", "A number as a loss's name.", {"name": 7}, NO_STRING),
    ("name_null", "A name that is null.", {"name": None}, NO_STRING),
    ("name_unknown", "A loss that there is not, in an object.", {"name": "perceptron"}, UNKNOWN),
    ("name_inherited", "A name that objects may have.", {"name": "constructor"}, UNKNOWN),
    ("list", "A list as the loss.", ["huber"], ("wrong_type", "loss", ": expected a string")),
    *(
        (
            f"{setting}_of_{loss}",
            f'A setting that "{loss}" does not have.',
            {"name": loss, setting: value},
            ("unknown_field", f"loss.{setting}", f": {loss} has no such field"),
        )
        for loss, setting, value in NO_FIELDS
    ),
    ("delta_a_text", "A text as delta.", {"name": "huber", "delta": "1"}, NO_NUMBER),
    ("delta_null", "A delta that is null.", {"name": "huber", "delta": None}, NO_NUMBER),
    ("delta_zero", "A delta of zero.", {"name": "huber", "delta": 0}, NOT_ABOVE_0),
    ("delta_below_zero", "A delta below zero.", {"name": "huber", "delta": -1}, NOT_ABOVE_0),
    (
        "delta_infinite",
        "A delta of infinity.",
        {"name": "huber", "delta": "Infinity"},
        ("not_finite", "loss.delta", FINITE),
    ),
    *(
        (
            f"{name}_logits_a_number",
            "A number in place of true or false.",
            {"name": loss, "from_logits": 1},
            ("wrong_type", "loss.from_logits", ": expected true or false"),
        )
        for name, loss in [
            ("binary", BINARY),
            ("categorical", CATEGORICAL),
            ("sparse", SPARSE_NAME),
        ]
    ),
    *(
        (
            f"{name}_smoothing_{told}",
            f"A label smoothing {told.replace('_', ' ')}.",
            {"name": loss, "label_smoothing": value},
            error,
        )
        for name, loss in [("binary", BINARY), ("categorical", CATEGORICAL)]
        for told, value, error in [
            ("below_0", -0.1, NO_SHARE),
            ("above_1", JUST_ABOVE, NO_SHARE),
            ("of_nan", "NaN", ("not_finite", "loss.label_smoothing", FINITE)),
            ("of_true", True, ("wrong_type", "loss.label_smoothing", ": expected a number")),
        ]
    ),
]
REFUSED = [
    Draft(
        f"fault_{name}",
        text,
        f"{CODES[code]} PORT-7",
        {**NETWORK, "loss": loss},
        "bad input",
        expected=refusal(code, at, f"{at}{words}"),
    )
    for name, text, loss, (code, at, words) in FAULTS
]
SMOOTHING = with_settings(BINARY, from_logits=False, label_smoothing=0.1)
ORDERED: list[FieldFault] = [
    (
        "type_of_logits",
        "loss.from_logits",
        0,
        "loss.from_logits",
        "wrong_type",
        ": expected true or false",
    ),
    (
        "type_of_smoothing",
        "loss.label_smoothing",
        "",
        "loss.label_smoothing",
        "wrong_type",
        ": expected a number",
    ),
    (
        "type_of_momentum",
        "optimizer.momentum",
        "",
        "optimizer.momentum",
        "wrong_type",
        ": expected a number",
    ),
    (
        "bias_nan",
        "layers[1].bias",
        ["NaN", 0],
        "layers[1].bias",
        "not_finite",
        f"[0]{FINITE}",
    ),
    (
        "smoothing_2",
        "loss.label_smoothing",
        2,
        "loss.label_smoothing",
        "out_of_range",
        ": expected 0 to 1",
    ),
    (
        "momentum_1",
        "optimizer.momentum",
        1,
        "optimizer.momentum",
        "out_of_range",
        FRACTION,
    ),
]
CASES = [
    *trajectories([*ALONE, *LOGITS, *SMOOTHED, *NETWORKS]),
    *DIVERGED,
    *REFUSED,
    *ordered(
        "fault",
        {**NETWORK, "loss": SMOOTHING, "optimizer": {"name": "sgd", "momentum": 0.5}},
        ORDERED,
    ),
]
