"""Cases of the chapter clipping: gradients above and below a limit, and exactly at it."""

from typing import Any

from cases import Refused, Trajectory, refusals, trajectories
from cases.further_optimizers import WIDER
from cases.images import FLAT, conv2d, learning, nested
from cases.networks import Json, example, layer, shares, single, xor
from cases.steps import bidirectional, gru, lstm, simple_rnn, time_distributed

SGD: Json = {"name": "sgd", "learning_rate": 0.5}
LIMITS: list[tuple[str, str, str, float, float]] = [
    ("clipnorm", "Each variable by its own norm", "CLIP-1 CLIP-2 CLIP-4", 0.05, 0.3),
    ("global_clipnorm", "All variables by their common norm", "CLIP-1 CLIP-2 CLIP-4", 0.1, 0.4),
    ("clipvalue", "Each gradient by value", "CLIP-3 CLIP-4", 0.01, 0.05),
]
# Gradients of 3 and 4 in the first step
FIVE: Json = {
    **single("linear", [[0, 0]], None, loss="sum_squared_error"),
    "inputs": [[1]],
    "targets": [[-3, -4]],
    "epochs": 2,
}
NETWORKS: list[tuple[str, Json]] = [
    *WIDER,
    (
        "both_directions",
        learning(
            [3, 2],
            [
                bidirectional(gru, 2, 2, return_sequences=True),
                bidirectional(lstm, 4, 2, "b"),
                layer(4, 2, "linear", "after both"),
            ],
            2,
        ),
    ),
    (
        "steps",
        learning(
            [3, 2],
            [time_distributed(2, 3), simple_rnn(3, 2, return_sequences=True), FLAT],
            6,
        ),
    ),
    (
        "connections",
        learning(
            [4, 4, 2],
            [
                conv2d(
                    2,
                    2,
                    2,
                    2,
                    kernel=[
                        [[[a, 0], [b, c]] for a, b, c in row]
                        for row in nested("connected", 2, 2, 3)
                    ],
                    connections=[[True, False], [True, True]],
                ),
                FLAT,
                layer(18, 2, "tanh", "after connections"),
            ],
            2,
        ),
    ),
]

TRAINED: list[Trajectory] = [
    *(
        (
            f"{name}_{size}",
            f"{text}: {what}.",
            rules,
            example(optimizer={**SGD, name: limit}),
            "the same limit is none for one variable and one for another",
        )
        for name, text, rules, low, high in LIMITS
        for size, limit, what in [
            ("low", low, "every gradient is above"),
            ("middle", high, "some are above"),
            ("high", 1e6, "none is above, though its last bit may change"),
        ]
    ),
    *(
        (
            f"{name}_in_a_network_of_{kind}",
            f"{text}, in a network of {kind}.",
            rules,
            {**request, "optimizer": {**SGD, name: low}},
            "a variable is a kernel, a bias or a table, with all its rows",
        )
        for kind, request in NETWORKS
        for name, text, rules, low, _ in LIMITS[:2]
    ),
    *(
        (
            f"{name}_by_{optimizer}",
            f"{text}, before {optimizer}.",
            f"{rules} ARITH-2",
            example(optimizer={"name": optimizer, "learning_rate": 0.02, name: low}),
            "what an optimizer remembers is of the clipped gradients",
        )
        for name, text, rules, low, _ in LIMITS
        for optimizer in ("rmsprop", "adam", "adagrad", "adadelta", "adamax", "nadam", "adamw")
    ),
    *(
        (
            f"clipnorm_with_decay_by_{name}",
            f"Clipped gradients and weights that decay, by {name}.",
            "CLIP-1 CLIP-2 CLIP-4 OPT-5",
            example(optimizer={"name": name, **settings, "weight_decay": 0.2, "clipnorm": 0.05}),
            "the gradients are clipped, the weights decay, and then they move",
        )
        for name, settings in [
            ("sgd", {"learning_rate": 0.3, "momentum": 0.7}),
            ("adamw", {"learning_rate": 0.03}),
        ]
    ),
    *(
        (
            f"{name}_exactly_at_the_limit",
            "Gradients of 3 and 4, with a norm of 5, which is the limit.",
            "CLIP-1 CLIP-2 CLIP-4",
            {**FIVE, "optimizer": {"name": "sgd", "learning_rate": 0.125, name: 5}},
            "the norm is not above the limit",
        )
        for name in ("clipnorm", "global_clipnorm")
    ),
    (
        "clipvalue_exactly_at_the_limit",
        "Gradients of 3 and 4, of which one is the limit.",
        "CLIP-3 CLIP-4",
        {**FIVE, "optimizer": {"name": "sgd", "learning_rate": 0.125, "clipvalue": 3}},
        "the gradient is not above the limit",
    ),
    *(
        (
            f"{name}_of_no_gradient",
            "Gradients of zero, whose norm is 0, and the least limit there is.",
            rules,
            single(
                "linear",
                [[0.5, "-0"]],
                None,
                inputs=[[1], [0]],
                targets=[[0.5, 0], [0, 0]],
                optimizer={**SGD, name: 5e-324},
            ),
            "0/0, where the limit is flushed to zero",
        )
        for name, _, rules, _, _ in LIMITS
    ),
    *(
        (
            f"{name}_of_small_gradients",
            "Gradients whose squares are zero, which are not those of DENSE-20.",
            "CLIP-1 CLIP-2 CLIP-4 ARITH-3",
            single(
                "linear",
                [[0.5, 0.25], [0.125, -1]],
                None,
                inputs=[[1e-163, 2e-163]],
                targets=[[3, -2]],
                optimizer={**SGD, "learning_rate": 1e163, name: 1e-141},
            ),
            "a norm of 0 leaves the gradients as they are",
        )
        for name in ("clipnorm", "global_clipnorm")
    ),
    (
        "limits_of_null",
        "null for every limit, which is their default.",
        "CLIP-4 PORT-7",
        example(optimizer={**SGD, "clipnorm": None, "clipvalue": None, "global_clipnorm": None}),
        "null is a value that may be given",
    ),
    (
        "order_of_the_squares",
        "Squares that do not sum exactly, in a kernel of seven rows, and a bias.",
        "CLIP-1 CLIP-2 CLIP-4 ARITH-1 ARITH-2",
        example(
            layers=[layer(3, 9, "tanh", "wide"), layer(9, 7, "sigmoid", "wider")],
            targets=shares(7, 7, "wide targets"),
            optimizer={**SGD, "global_clipnorm": 0.01},
            batch_size=7,
            epochs=3,
            record=[1, 2, 3],
        ),
        "one running sum from 0.0, row by row and layer by layer",
    ),
    (
        "order_of_the_squares_of_a_variable",
        "The same for each variable.",
        "CLIP-1 CLIP-2 CLIP-4 ARITH-1 ARITH-2",
        example(
            layers=[layer(3, 9, "tanh", "wide"), layer(9, 7, "sigmoid", "wider")],
            targets=shares(7, 7, "wide targets"),
            optimizer={**SGD, "clipnorm": 0.01},
            batch_size=7,
            epochs=3,
            record=[1, 2, 3],
        ),
        "one running sum from 0.0 for each variable, row by row",
    ),
]


def two(first: str, second: str, value: Any) -> Refused:
    """Return a case with two limits, of which the second is at fault."""
    return (
        f"{first}_and_{second}",
        "Two limits, where there may be one.",
        "ERR-9 CLIP-4",
        xor(optimizer={"name": "sgd", second: value, first: 1}),
        "out_of_range",
        f"optimizer.{second}",
        f"optimizer.{second}: expected null beside {first}",
    )


FAULTS: list[Refused] = [
    two("clipnorm", "clipvalue", 1),
    two("clipnorm", "global_clipnorm", 0.5),
    two("clipvalue", "global_clipnorm", 2),
    (
        "two_limits_of_which_one_is_infinite",
        "A second limit that could not be the only one either.",
        "ERR-8 CLIP-4",
        xor(optimizer={"name": "adam", "clipnorm": 1, "clipvalue": "Infinity"}),
        "not_finite",
        "optimizer.clipvalue",
        "optimizer.clipvalue: expected a finite number",
    ),
    (
        "all_three_limits",
        "Three limits: the second is named.",
        "ERR-9 CLIP-4",
        xor(optimizer={"name": "adam", "clipnorm": 1, "clipvalue": 1, "global_clipnorm": 0}),
        "out_of_range",
        "optimizer.clipvalue",
        "optimizer.clipvalue: expected null beside clipnorm",
    ),
]

CASES = [*trajectories(TRAINED), *refusals(FAULTS)]
