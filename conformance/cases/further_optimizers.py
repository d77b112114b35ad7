"""Cases of the chapter further_optimizers, and of weights that decay under every optimizer."""

from dataclasses import replace
from typing import Any

from cases import FINITE, Fault, Refused, Trajectory, faults_in_order, refusals, trajectories
from cases.images import FLAT, conv2d, learning, max_pooling
from cases.networks import FRACTION, Json, example, layer, single, xor
from cases.optimizers import MINUS_ZERO
from cases.steps import embedding, gru, lstm
from cases.tiny_numbers import TINY_STEPS, squares_below_tiny

LEAST = ": expected 0 or more"
ABOVE = ": expected a number above 0"
NUMBER = ": expected a number"
RULES = {"adagrad": "OPT-1", "adadelta": "OPT-2", "adamax": "OPT-3", "nadam": "OPT-4"}
RULES["adamw"] = "OPT-5 OPT-6"
BOUNDS: dict[str, Json] = {
    "adagrad": {"initial_accumulator_value": 0},
    "adadelta": {"rho": 0},
    "adamax": {"beta_1": 0, "beta_2": 0},
    "nadam": {"beta_1": 0, "beta_2": 0},
    "adamw": {"beta_1": 0, "beta_2": 0, "weight_decay": 0},
}
OTHERS: dict[str, Json] = {
    "adagrad": {"learning_rate": 0.3, "initial_accumulator_value": 0.02, "epsilon": 0.003},
    "adadelta": {"learning_rate": 0.7, "rho": 0.8, "epsilon": 0.003},
    "adamax": {"learning_rate": 0.03, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.003},
    "nadam": {"learning_rate": 0.03, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.003},
    "adamw": {
        "learning_rate": 0.03,
        "beta_1": 0.8,
        "beta_2": 0.95,
        "epsilon": 0.003,
        "weight_decay": 0.07,
    },
}
TEXTS = {
    "adagrad": "Adagrad",
    "adadelta": "Adadelta",
    "adamax": "Adamax",
    "nadam": "Nadam",
    "adamw": "AdamW",
}
# Numbers that each optimizer remembers, and that become small
HALF: list[tuple[str, Json]] = [
    ("adamax", {"learning_rate": 0.5, "beta_1": 0.5, "beta_2": 0.5, "epsilon": 1}),
    ("nadam", {"learning_rate": 0.5, "beta_1": 0.5, "beta_2": 0.5, "epsilon": 1}),
]
SQUARES: list[tuple[str, Json]] = [
    ("adagrad", {"initial_accumulator_value": 0}),
    ("adadelta", {"rho": 0.5}),
    ("nadam", {"beta_2": 0.5}),
]
# One example in which a unit learns, and then three in which its inputs are zero
RESTING = single(
    "linear",
    [[0.5, -0.25], [1, 0.75]],
    [0.125, 0],
    inputs=[[1, 0.5], [0, 0], [0, 0.25], [0, 0]],
    targets=[[0.1, 0.3], [0.2, -0.1], [0.4, 0], [0.3, 0.2]],
    batch_size=1,
)
# Names of networks of other kinds, whose weights are in many vectors
WIDER: list[tuple[str, Json]] = [
    (
        "filters",
        learning(
            [5, 4, 2],
            [conv2d(2, 2, 2, 3, activation="relu"), max_pooling(), FLAT, layer(6, 2, "tanh")],
            2,
        ),
    ),
    (
        "gates",
        learning([3, 2], [gru(2, 3, return_sequences=True), lstm(3, 2)], 2),
    ),
    (
        "words",
        learning(
            [4],
            [embedding(5, 3), FLAT, layer(12, 2, "sigmoid")],
            2,
            inputs=[[1, 2, 1, 4], [0, 3, 3, 3], [4, 0, 2, 1], [2, 2, 2, 2], [3, 1, 0, 0]],
        ),
    ),
]

TRAINED: list[Trajectory] = [
    *(
        (
            f"{name}_defaults",
            f"{text} with every setting left out.",
            f"{RULES[name]} PORT-7",
            example(optimizer={"name": name}),
            "the defaults are part of the contract",
        )
        for name, text in TEXTS.items()
    ),
    *(
        (
            name,
            f"{text} with other settings.",
            RULES[name],
            example(optimizer={"name": name, **OTHERS[name]}),
            "an epsilon that shows where it is added",
        )
        for name, text in TEXTS.items()
    ),
    *(
        (
            f"{name}_at_its_bounds",
            f"{text}, with every setting at its least.",
            RULES[name],
            example(
                optimizer={"name": name, "learning_rate": 0.05, **BOUNDS[name], "epsilon": 5e-324}
            ),
            "a zero that is taken for a setting that was left out",
        )
        for name, text in TEXTS.items()
    ),
    *(
        (
            f"{name}_of_many_steps",
            f"{text} over 84 batches of one example.",
            f"{RULES[name]} DENSE-1",
            example(
                optimizer={"name": name, "learning_rate": 0.01},
                batch_size=1,
                epochs=12,
                record=[12],
            ),
            "sums and products of all steps lose digits of their own",
        )
        for name, text in TEXTS.items()
    ),
    *(
        (
            f"{name}_of_no_gradient",
            "Gradients of zero, and the least epsilon there is: no weight moves.",
            f"{RULES[name]} ARITH-3",
            single(
                "linear",
                [[0.5, 0.25]],
                None,
                inputs=[[1], [0]],
                targets=[[0.5, 0.25], [-1, 1]],
                optimizer={"name": name, **least, "epsilon": 5e-324},
            ),
            "0/0, where the epsilon is flushed to zero",
        )
        for name, least in [
            ("adagrad", {"initial_accumulator_value": 0}),
            ("adadelta", {}),
            ("adamax", {}),
            ("nadam", {}),
        ]
    ),
    *(
        (
            f"{name}_that_rests",
            "A kernel that learns in one batch of four; what is remembered moves it in the others.",
            RULES[name],
            {**RESTING, "optimizer": {"name": name, **OTHERS[name]}},
            "a gradient of zero still changes what is remembered",
        )
        for name in TEXTS
    ),
    *(
        (
            f"{name}_below_tiny",
            "Momentums on both sides of TINY, of both signs, and exactly TINY.",
            f"{RULES[name]} DENSE-19",
            {**TINY_STEPS, "optimizer": {"name": name, **settings}},
            "a momentum that decays would end among the subnormal numbers",
        )
        for name, settings in HALF
    ),
    *(
        (
            f"{name}_squares_below_tiny",
            "Gradients whose squares are below TINY, about that, and above it.",
            f"{RULES[name]} DENSE-20",
            squares_below_tiny(name, **settings),
            "a square that is zero would make the step of a small gradient a large one",
        )
        for name, settings in SQUARES
    ),
    (
        "adamax_largest_below_tiny",
        "Largest gradients that decay below TINY while the gradients are zero.",
        "OPT-3 DENSE-19",
        single(
            "linear",
            [[0, 0]],
            None,
            loss="sum_squared_error",
            inputs=[[1], [0], [0], [0]],
            targets=[[1e-278, -3e-278], [0, 0], [0, 0], [0, 0]],
            batch_size=1,
            optimizer={
                "name": "adamax",
                "learning_rate": 0.5,
                "beta_1": 0.5,
                "beta_2": 0.0078125,
                "epsilon": 1e-279,
            },
        ),
        "beta_2 times a small number would end among the subnormal numbers",
    ),
    *(
        (
            f"minus_zero_by_{name}",
            f"Sums and weights of -0.0, by {name}.",
            f"DENSE-2 {RULES[name]} ARITH-3 NUM-2",
            {**MINUS_ZERO, "optimizer": {"name": name, "learning_rate": -0.1, "weight_decay": 0}},
            "a step of -0.0 turns them over",
        )
        for name in TEXTS
    ),
    *(
        (
            f"{name}_in_a_network_of_{kind}",
            f"{TEXTS[name]} in a network of {kind}.",
            RULES[name],
            {**request, "optimizer": {"name": name, **OTHERS[name]}},
            "an optimizer sees vectors, whatever they belong to",
        )
        for kind, request in WIDER
        for name in TEXTS
    ),
    *(
        (
            f"decay_by_{name}",
            f"Weights and biases that decay, by {name}.",
            "OPT-5",
            example(optimizer={"name": name, "weight_decay": 0.25, **settings}),
            "the weight decays before the step, by the rate and whatever its gradient is",
        )
        for name, settings in [
            ("sgd", {"learning_rate": 0.3, "momentum": 0.7, "nesterov": True}),
            ("rmsprop", {"learning_rate": 0.03}),
            ("adam", {"learning_rate": 0.03}),
            ("adagrad", {"learning_rate": 0.3}),
            ("adadelta", {"learning_rate": 0.7}),
            ("adamax", {"learning_rate": 0.03}),
            ("nadam", {"learning_rate": 0.03}),
        ]
    ),
    (
        "decay_without_a_gradient",
        "Weights that decay although their gradients are zero, those of a bias too.",
        "OPT-5 DENSE-13",
        single(
            "linear",
            [[0.3, -0.7]],
            [0.1, -0.9],
            inputs=[[0]],
            targets=[[0.1, -0.9]],
            optimizer={"name": "sgd", "learning_rate": 0.3, "weight_decay": 0.1},
            epochs=1,
        ),
        "products from left to right, each rounded",
    ),
    (
        "decay_of_minus_zero",
        "Weights of -0.0 that decay become 0.0.",
        "OPT-5 ARITH-3 NUM-2",
        {
            **MINUS_ZERO,
            "optimizer": {"name": "sgd", "learning_rate": 0.1, "weight_decay": 0.5},
        },
        "-0.0 less -0.0 is 0.0",
    ),
    (
        "decay_of_zero",
        "A decay of 0 leaves -0.0 as it is.",
        "OPT-5 ARITH-3 NUM-2",
        {
            **MINUS_ZERO,
            "optimizer": {"name": "sgd", "learning_rate": 0.1, "weight_decay": 0},
        },
        "nothing is subtracted, not even 0.0",
    ),
    (
        "decay_at_a_rate_below_zero",
        "A learning rate below zero lets the weights grow.",
        "OPT-5 DENSE-13",
        example(optimizer={"name": "sgd", "learning_rate": -0.1, "weight_decay": 0.5}),
        "the decay has the rate in it",
    ),
    (
        "large_network",
        "Four layers, batches of two, Nadam with decay.",
        "OPT-4 OPT-5 DENSE-1 DENSE-17",
        example(
            layers=[
                layer(3, 6, "tanh", "one"),
                layer(6, 5, "relu", "two"),
                layer(5, 4, "sigmoid", "three", bias=None),
                layer(4, 2, "linear", "four"),
            ],
            optimizer={"name": "nadam", "learning_rate": 0.05, "weight_decay": 0.02},
            batch_size=2,
            epochs=6,
            record=[1, 6],
            shuffle_seed=3,
        ),
        "a mixture of all that matters to an optimizer",
    ),
]


def types(*names: str) -> list[Fault]:
    """Return a wrong type of each setting, in the order in which they are read."""
    others: list[Any] = ["0.1", None, True, [0.5], {}]
    values: dict[str, Any] = {"clipnorm": "tight", "clipvalue": [], "global_clipnorm": False}
    wrong = [
        (f"optimizer.{name}", value, "wrong_type", NUMBER)
        for name, value in zip(names, others, strict=False)
    ]
    limits = [
        (f"optimizer.{name}", value, "wrong_type", f"{NUMBER} or null")
        for name, value in values.items()
    ]
    return [*wrong, *limits, ("inputs", 7, "wrong_type", ": expected a list of lists of numbers")]


LAST: list[Fault] = [
    ("optimizer.clipnorm", 0, "out_of_range", ABOVE),
    ("optimizer.clipvalue", "NaN", "not_finite", FINITE),
    ("optimizer.global_clipnorm", -1, "out_of_range", ABOVE),
    ("inputs", [["NaN", 0], [0, 1], [1, 0], [1, 1]], "not_finite", f"[0][0]{FINITE}"),
]
VALUES: list[tuple[str, list[Fault]]] = [
    (
        "adagrad",
        [
            ("optimizer.learning_rate", "NaN", "not_finite", FINITE),
            ("optimizer.initial_accumulator_value", -0.1, "out_of_range", LEAST),
            ("optimizer.epsilon", 0, "out_of_range", ABOVE),
            ("optimizer.weight_decay", -0.5, "out_of_range", LEAST),
            *LAST,
        ],
    ),
    (
        "adadelta",
        [
            ("optimizer.learning_rate", "Infinity", "not_finite", FINITE),
            ("optimizer.rho", 1, "out_of_range", FRACTION),
            ("optimizer.epsilon", "NaN", "not_finite", FINITE),
            ("optimizer.weight_decay", "Infinity", "not_finite", FINITE),
            *LAST,
        ],
    ),
    *(
        (
            name,
            [
                ("optimizer.learning_rate", "-Infinity", "not_finite", FINITE),
                ("optimizer.beta_1", 1, "out_of_range", FRACTION),
                ("optimizer.beta_2", -0.5, "out_of_range", FRACTION),
                ("optimizer.epsilon", "-0", "out_of_range", ABOVE),
                ("optimizer.weight_decay", "NaN", "not_finite", FINITE),
                *LAST,
            ],
        )
        for name in ("adamax", "nadam", "adamw")
    ),
]
SETTINGS = {
    "adagrad": ("learning_rate", "initial_accumulator_value", "epsilon", "weight_decay"),
    "adadelta": ("learning_rate", "rho", "epsilon", "weight_decay"),
    "adamax": ("learning_rate", "beta_1", "beta_2", "epsilon", "weight_decay"),
    "nadam": ("learning_rate", "beta_1", "beta_2", "epsilon", "weight_decay"),
    "adamw": ("learning_rate", "beta_1", "beta_2", "epsilon", "weight_decay"),
}

FAULTS: list[Refused] = [
    *(
        (
            f"{setting}_of_{name}",
            f"{TEXTS[name]} has no setting of this name.",
            "ERR-4 PORT-7",
            xor(optimizer={"name": name, "learning_rate": "fast", setting: 0.5}),
            "unknown_field",
            f"optimizer.{setting}",
            f"optimizer.{setting}: {name} has no such field",
        )
        for name, setting in [
            ("adagrad", "rho"),
            ("adadelta", "beta_1"),
            ("adamax", "momentum"),
            ("nadam", "nesterov"),
            ("adamw", "initial_accumulator_value"),
        ]
    ),
    (
        "null_for_weight_decay",
        "null is none of the values that weight_decay can have.",
        "ERR-5 PORT-7",
        xor(optimizer={"name": "sgd", "weight_decay": None}),
        "wrong_type",
        "optimizer.weight_decay",
        "optimizer.weight_decay: expected a number",
    ),
]

CASES = [
    *trajectories(TRAINED),
    *(
        replace(draft, name=f"{name}_{draft.name}")
        for name in TEXTS
        for faults in (types(*SETTINGS[name]), dict(VALUES)[name])
        for draft in faults_in_order(xor(optimizer={"name": name}), faults)
        if not draft.name.endswith("_of_inputs")
    ),
    *refusals(FAULTS),
]
