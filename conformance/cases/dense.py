"""Cases of the chapter dense."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from cases import FINITE, Draft, Fault, faults_in_order, refusal, with_value

IRIS = json.loads((Path(__file__).parent / "iris.json").read_text(encoding="utf-8"))

Json = dict[str, Any]


def spread(rows: int, columns: int, seed: str, size: float = 1.0) -> list[list[float]]:
    """Return numbers between -size and size with two decimals, the same ones at every run."""
    generator = random.Random(f"dense {seed}")
    return [
        [round(size * (2.0 * generator.random() - 1.0), 2) for _ in range(columns)]
        for _ in range(rows)
    ]


def layer(inputs: int, units: int, activation: str, seed: str = "a", **changes: Any) -> Json:
    """Return a layer with some weights and biases, and with some fields changed."""
    kernel = spread(inputs, units, f"kernel {seed}")
    bias = spread(1, units, f"bias {seed}", 0.5)[0]
    return {"units": units, "activation": activation, "kernel": kernel, "bias": bias, **changes}


def without(part: Json, name: str) -> Json:
    """Return an object without one of its fields."""
    return {key: value for key, value in part.items() if key != name}


def shares(rows: int, columns: int, seed: str) -> list[list[float]]:
    """Return numbers between 0 and 1 with two decimals."""
    return [[round((x + 1.0) / 2.0, 2) for x in row] for row in spread(rows, columns, seed)]


SEVEN = spread(7, 3, "seven examples")
EXAMPLE: Json = {
    "experiment": "dense",
    "layers": [layer(3, 5, "tanh"), layer(5, 2, "sigmoid", "b")],
    "loss": "mse",
    "optimizer": {"name": "sgd", "learning_rate": 0.3},
    "inputs": SEVEN,
    "targets": shares(7, 2, "targets"),
    "batch_size": 3,
    "epochs": 4,
    "record": [1, 4],
}
XOR: Json = {
    "experiment": "dense",
    "layers": [
        {
            "units": 2,
            "activation": "tanh",
            "kernel": [[0.9, 0.4], [1.8, -1.4]],
            "bias": [-1.3, -1.0],
        },
        {"units": 1, "activation": "sigmoid", "kernel": [[1.2], [-0.5]], "bias": [0.5]},
    ],
    "loss": "binary_crossentropy",
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
    "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]],
    "targets": [[0], [1], [1], [0]],
    "epochs": 5,
}
CLASSES: Json = {
    **EXAMPLE,
    "layers": [layer(3, 5, "tanh"), layer(5, 3, "softmax", "c")],
    "loss": "categorical_crossentropy",
    "targets": [[1.0 if j == (2 * i) % 3 else 0.0 for j in range(3)] for i in range(7)],
}


def example(**changes: Any) -> Json:
    """Return the request of a 3-5-2 network, with some fields changed."""
    return {**EXAMPLE, **changes}


def xor(**changes: Any) -> Json:
    """Return the request of a 2-2-1 network that learns XOR, with some fields changed."""
    return {**XOR, **changes}


def classes(**changes: Any) -> Json:
    """Return the request of a 3-5-3 network that tells classes apart, with some fields changed."""
    return {**CLASSES, **changes}


def single(activation: str, kernel: list[Any], bias: Any, **changes: Any) -> Json:
    """Return the request of one layer, with some fields changed."""
    return {
        "experiment": "dense",
        "layers": [
            {"units": len(kernel[0]), "activation": activation, "kernel": kernel, "bias": bias}
        ],
        "loss": "mse",
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
        "epochs": 3,
        **changes,
    }


def initial(initializer: Any, sizes: Any, seed: Any) -> Json:
    """Return a request for the first kernels."""
    return {
        "experiment": "initial_kernels",
        "initializer": initializer,
        "sizes": sizes,
        "seed": seed,
    }


ACTIVATIONS = ["linear", "sigmoid", "tanh", "relu", "softmax"]
SOFTMAX = {"softmax": "DENSE-3 "}

MINUS_ZERO: Json = {
    "experiment": "dense",
    "layers": [
        {"units": 2, "activation": "relu", "kernel": [["-0", 0]], "bias": ["-0", "-0"]},
        {
            "units": 2,
            "activation": "linear",
            "kernel": [[1, 0], ["-0", "-0"]],
            "bias": ["-0", "-0"],
        },
    ],
    "loss": "mse",
    "inputs": [[1], ["-0"]],
    "targets": [[0, 0], [0, 0]],
    "epochs": 1,
}
LEAST: list[tuple[str, str, str, Json]] = [
    ("sgd", "Gradient descent", "DENSE-13", {"momentum": 0, "nesterov": True}),
    ("rmsprop", "RMSprop", "DENSE-14", {"rho": 0, "momentum": 0, "epsilon": 5e-324}),
    ("adam", "Adam", "DENSE-15", {"beta_1": 0, "beta_2": 0, "epsilon": 5e-324}),
]

# name, text, rules, request, reason
TRAINING: list[tuple[str, str, str, Json, str]] = [
    (
        "base",
        "A 3-5-2 network with mini-batches of 3, 3 and 1 examples.",
        "DENSE-1 DENSE-2 DENSE-4 DENSE-8 DENSE-9 DENSE-10 DENSE-11 DENSE-12 DENSE-13 SUM-1 "
        "ARITH-1 ARITH-2",
        EXAMPLE,
        "nothing is a default, a power of two, or as large as anything else",
    ),
    (
        "xor",
        "XOR with two hidden units of tanh, binary cross-entropy, and all examples in one batch.",
        "DENSE-1 DENSE-5 DENSE-10 DENSE-13",
        XOR,
        "the problem that a single layer cannot learn, with every default",
    ),
    *(
        (
            f"hidden_{activation}",
            f"A hidden layer of {activation}, then a linear one.",
            f"DENSE-2 {SOFTMAX.get(activation, '')}DENSE-9 DENSE-11 ARITH-2",
            example(layers=[layer(3, 5, activation), layer(5, 2, "linear", "b")]),
            "every activation has a slope of its own",
        )
        for activation in ACTIVATIONS
    ),
    (
        "hidden_layers_of_all_kinds",
        "Five layers, each with another activation.",
        "DENSE-1 DENSE-2 DENSE-3 DENSE-9 DENSE-11",
        example(
            layers=[
                layer(3, 4, "softmax", "1"),
                layer(4, 2, "linear", "2"),
                layer(2, 3, "relu", "3"),
                layer(3, 4, "sigmoid", "4"),
                layer(4, 2, "tanh", "5"),
            ],
        ),
        "the slopes go through each of them",
    ),
    *(
        (
            f"last_{activation}",
            f"A last layer of {activation} with the mean squared error.",
            f"DENSE-2 {SOFTMAX.get(activation, '')}DENSE-4 DENSE-9 DENSE-10",
            example(
                layers=[layer(3, 5, "tanh"), layer(5, 3, activation, "b")],
                targets=shares(7, 3, "targets"),
            ),
            "the squared error goes with every activation",
        )
        for activation in ["tanh", "relu", "softmax"]
    ),
    (
        "sum_squared_error",
        "The squared errors of all outputs and examples, no mean of them.",
        "DENSE-4 DENSE-8 DENSE-10",
        example(loss="sum_squared_error"),
        "chapter two_layer's loss, with batches",
    ),
    (
        "binary_crossentropy",
        "Binary cross-entropy over two outputs, with targets that are no whole numbers.",
        "DENSE-5 DENSE-8 DENSE-10",
        example(loss="binary_crossentropy"),
        "a mean over the outputs, and then over the examples",
    ),
    (
        "categorical_crossentropy",
        "Categorical cross-entropy over three classes.",
        "DENSE-3 DENSE-6 DENSE-8 DENSE-10",
        CLASSES,
        "a mean over the examples alone",
    ),
    (
        "soft_targets",
        "Categorical cross-entropy with targets that are no whole numbers and do not add up to 1.",
        "DENSE-6 DENSE-10",
        classes(targets=shares(7, 3, "soft targets")),
        "output - target is no slope then",
    ),
    (
        "sparse_categorical_crossentropy",
        "The same classes by their numbers.",
        "DENSE-3 DENSE-6 DENSE-7 DENSE-10",
        classes(
            loss="sparse_categorical_crossentropy",
            targets=[(2 * i) % 3 for i in range(7)],
        ),
        "the bits of the rows of zeros and ones",
    ),
    *(
        (name, text, rules, example(optimizer=optimizer), reason)
        for name, text, rules, optimizer, reason in [
            (
                "momentum",
                "Gradient descent with momentum.",
                "DENSE-13",
                {"name": "sgd", "learning_rate": 0.3, "momentum": 0.7},
                "the velocity has the learning rate in it",
            ),
            (
                "nesterov",
                "Nesterov's momentum.",
                "DENSE-13",
                {"name": "sgd", "learning_rate": 0.3, "momentum": 0.7, "nesterov": True},
                "the step looks ahead",
            ),
            (
                "sgd_defaults",
                "Gradient descent with every setting left out.",
                "DENSE-13 PORT-7",
                {"name": "sgd"},
                "the defaults are part of the contract",
            ),
            (
                "rmsprop_defaults",
                "RMSprop with every setting left out.",
                "DENSE-14 PORT-7",
                {"name": "rmsprop"},
                "the defaults are part of the contract",
            ),
            (
                "rmsprop",
                "RMSprop with all settings but momentum.",
                "DENSE-14",
                {"name": "rmsprop", "learning_rate": 0.03, "rho": 0.7, "epsilon": 0.003},
                "an epsilon that shows where it is added",
            ),
            (
                "rmsprop_momentum",
                "RMSprop with momentum.",
                "DENSE-14",
                {"name": "rmsprop", "learning_rate": 0.03, "rho": 0.8, "momentum": 0.6},
                "the velocity has the scaled step in it",
            ),
            (
                "adam_defaults",
                "Adam with every setting left out.",
                "DENSE-15 PORT-7",
                {"name": "adam"},
                "the defaults are part of the contract",
            ),
            (
                "adam",
                "Adam with other settings.",
                "DENSE-15",
                {
                    "name": "adam",
                    "learning_rate": 0.03,
                    "beta_1": 0.8,
                    "beta_2": 0.95,
                    "epsilon": 0.003,
                },
                "an epsilon that shows where it is added",
            ),
        ]
    ),
    *(
        (
            f"{name}_at_its_bounds",
            f"{text}, with every setting at its least.",
            rules,
            example(optimizer={"name": name, "learning_rate": 0.05, **least}),
            "a zero that is taken for a setting that was left out",
        )
        for name, text, rules, least in LEAST
    ),
    (
        "adam_of_many_steps",
        "Adam over 84 batches of one example.",
        "DENSE-15 DENSE-1",
        example(
            optimizer={"name": "adam", "learning_rate": 0.01},
            batch_size=1,
            epochs=12,
            record=[12],
        ),
        "the powers of the betas are products, which lose digits of their own",
    ),
    (
        "learning_rate_below_zero",
        "A learning rate below zero goes up the slope, and is none that is refused.",
        "DENSE-13",
        example(optimizer={"name": "sgd", "learning_rate": -0.1}),
        "the contract bounds the other settings alone",
    ),
    *(
        (name, text, "DENSE-1 DENSE-8 DENSE-10", example(batch_size=size), reason)
        for name, text, size, reason in [
            ("batches_of_one", "Every example is a batch.", 1, "the weights move after each"),
            ("one_full_batch", "A batch as large as the data.", 7, "no short batch follows"),
            ("batch_larger_than_the_data", "A batch of 100, of which 7 come.", 100, "all are one"),
            ("batches_that_fit", "Batches of 6 and of 1.", 6, "a last batch of one example"),
            (
                "batch_beyond_32_bits",
                "The largest batch that a request can ask for.",
                9007199254740991,
                "start + batch_size overflows",
            ),
            ("null_batch_size", "null for all examples.", None, "null is the default"),
        ]
    ),
    (
        "shuffled",
        "Seven examples in another order in every epoch, in batches of 3.",
        "DENSE-17 DENSE-1 DENSE-8",
        example(shuffle_seed=1, record=[1, 2, 3, 4]),
        "each epoch starts from the examples' own order and goes on with the generator",
    ),
    (
        "shuffled_in_one_batch",
        "Another order changes the last digits even where all examples are one batch.",
        "DENSE-17 DENSE-8 DENSE-12",
        classes(shuffle_seed=5, batch_size=None),
        "sums in the order of training",
    ),
    *(
        (
            f"shuffled_by_seed_{seed}",
            f"The {text}.",
            "DENSE-17",
            example(shuffle_seed=seed),
            "a seed that is taken for none, or for a negative number",
        )
        for seed, text in [(0, "smallest seed"), (2**32 - 1, "largest seed")]
    ),
    (
        "null_shuffle_seed",
        "null for the examples' own order.",
        "DENSE-17 PORT-4",
        example(shuffle_seed=None),
        "null is the default",
    ),
    (
        "one_example",
        "One example, one input, one hidden unit, one output; there is nothing to shuffle.",
        "DENSE-1 DENSE-9 DENSE-11 DENSE-17",
        {
            "experiment": "dense",
            "layers": [
                {"units": 1, "activation": "sigmoid", "kernel": [[0.9]], "bias": [0.3]},
                {"units": 1, "activation": "tanh", "kernel": [[-1.1]], "bias": [0.4]},
            ],
            "loss": "mse",
            "optimizer": {"name": "sgd", "learning_rate": 0.9},
            "inputs": [[0.7]],
            "targets": [[0.2]],
            "shuffle_seed": 3,
            "epochs": 6,
        },
        "every factor of the deltas is another number",
    ),
    (
        "bias_left_out",
        "Layers without biases: one has null, the other no field.",
        "DENSE-1 DENSE-2 SUM-1",
        example(
            layers=[
                layer(3, 5, "tanh", bias=None),
                without(layer(5, 2, "sigmoid", "b"), "bias"),
            ]
        ),
        "a layer without biases reports null",
    ),
    (
        "bias_in_the_last_layer",
        "Momentum with a bias in the last of three layers only.",
        "DENSE-1 DENSE-13",
        example(
            layers=[
                layer(3, 4, "relu", bias=None),
                layer(4, 2, "tanh", "b", bias=None),
                layer(2, 2, "sigmoid", "c"),
            ],
            optimizer={"name": "sgd", "learning_rate": 0.2, "momentum": 0.5},
        ),
        "what the optimizer remembers is for each weight",
    ),
    *(
        (
            f"{name}_of_no_gradient",
            "Gradients of zero, and the least epsilon there is: no weight moves.",
            f"{rule} ARITH-3",
            single(
                "linear",
                [[0.5, 0.25]],
                None,
                inputs=[[1], [0]],
                targets=[[0.5, 0.25], [-1, 1]],
                optimizer={"name": name, "epsilon": 5e-324},
            ),
            "0/0, where the epsilon is flushed to zero",
        )
        for name, rule in [("rmsprop", "DENSE-14"), ("adam", "DENSE-15")]
    ),
    (
        "linear_regression",
        "One linear layer and the mean squared error: a straight line through five points.",
        "DENSE-2 DENSE-4 DENSE-9",
        single(
            "linear",
            [[0.1]],
            [0.2],
            inputs=[[-1.5], [-0.4], [0.3], [0.9], [2.2]],
            targets=[[-2.1], [-0.3], [1.2], [1.9], [5.3]],
            epochs=20,
            record=[1, 20],
        ),
        "the smallest network that this chapter trains",
    ),
    (
        "softmax_of_one_unit",
        "A softmax of one unit is 1, and nothing can be learned.",
        "DENSE-3 DENSE-6 DENSE-9",
        single(
            "softmax",
            [[0.3], [-0.7]],
            [0.1],
            loss="categorical_crossentropy",
            inputs=[[0.4, 0.6], [-1.2, 0.9]],
            targets=[[1], [0.5]],
        ),
        "a sum of one power",
    ),
    (
        "relu_at_zero",
        "Sums that are exactly zero: relu does not learn there.",
        "DENSE-2 DENSE-9",
        {
            "experiment": "dense",
            "layers": [
                {"units": 2, "activation": "relu", "kernel": [[0.5, -0.25], [-0.5, 0.75]]},
                {"units": 1, "activation": "linear", "kernel": [[0.7], [0.3]], "bias": [0.1]},
            ],
            "loss": "mse",
            "optimizer": {"name": "sgd", "learning_rate": 0.1},
            "inputs": [[1, 1], [3, 1]],
            "targets": [[1], [0.5]],
            "epochs": 2,
        },
        "the derivative at the kink is a convention",
    ),
    *(
        (
            name,
            f"Sums and weights of -0.0, by {optimizer['name']}.",
            f"DENSE-2 {rule} ARITH-3 NUM-2",
            {**MINUS_ZERO, "optimizer": optimizer},
            reason,
        )
        for name, optimizer, rule, reason in [
            (
                "minus_zero",
                {"name": "sgd", "learning_rate": 0.1},
                "DENSE-13",
                "max(0, x) gives a zero of either sign, and a velocity of 0.0 turns weights over",
            ),
            (
                "minus_zero_by_rmsprop",
                {"name": "rmsprop", "learning_rate": -0.1},
                "DENSE-14",
                "a step of -0.0 turns them over, and a velocity of 0.0 does not",
            ),
            (
                "minus_zero_by_adam",
                {"name": "adam", "learning_rate": -0.1},
                "DENSE-15",
                "a step of -0.0 turns them over",
            ),
        ]
    ),
    (
        "subnormal_outputs",
        "Products and outputs below the smallest normal number.",
        "ARITH-3 DENSE-2",
        single(
            "linear",
            [[1e-160, -3e-158]],
            None,
            inputs=[[1.5e-160], [-7e-158]],
            targets=[[1, 0.5], [-0.3, 0.2]],
        ),
        "a processor that flushes them to zero",
    ),
    *(
        (
            f"infinite_sums_inside_{activation}",
            f"Hidden sums beyond the range, whose {activation} is finite: nothing diverges.",
            f"ARITH-4 DENSE-2 {rule}",
            {
                "experiment": "dense",
                "layers": [
                    {"units": 2, "activation": activation, "kernel": [[1e200, -1e200]]},
                    {"units": 1, "activation": "linear", "kernel": [[0.4], [0.3]], "bias": [0.1]},
                ],
                "loss": "mse",
                "optimizer": {"name": "sgd", "learning_rate": 0.1},
                "inputs": [[1e200], [-1e201]],
                "targets": [[1], [0]],
                "epochs": 2,
            },
            "only outputs, loss, weights and the optimizer's memory are watched",
        )
        for activation, rule in [("sigmoid", "ELEM-7"), ("tanh", "ELEM-6")]
    ),
    (
        "extreme_logits_of_sigmoids",
        "Binary cross-entropy of sums of 800 and -800, right and wrong ones.",
        "DENSE-5 DENSE-10 ELEM-7",
        single(
            "sigmoid",
            [[1, -1]],
            None,
            loss="binary_crossentropy",
            inputs=[[800], [-800], [40], [-0.001], [709.5]],
            targets=[[1, 0], [1, 0], [0, 0.3], [1, 1], [0, 1]],
            optimizer={"name": "sgd", "learning_rate": 0.0001},
        ),
        "the logarithm of a probability that is 0 is none",
    ),
    (
        "extreme_logits_of_softmax",
        "Categorical cross-entropy of sums of 800 and -800, right and wrong ones.",
        "DENSE-3 DENSE-6 DENSE-10",
        single(
            "softmax",
            [[1, -1, 0.01]],
            None,
            loss="categorical_crossentropy",
            inputs=[[800], [-800], [800], [745], [0.5]],
            targets=[[1, 0, 0], [1, 0, 0], [0, 0, 1], [0.2, 0.3, 0.5], [0, 1, 0]],
            optimizer={"name": "sgd", "learning_rate": 0.0001},
        ),
        "a careless exp overflows, and the logarithm of a probability that is 0 is none",
    ),
    (
        "numbers_in_other_notations",
        "Counts, class numbers and settings as texts, with points and with exponents.",
        "PORT-5 PORT-7 NUM-2 NUM-3 DENSE-7",
        {
            "experiment": "dense",
            "layers": [
                {
                    "units": "0x4008000000000000",
                    "activation": "softmax",
                    "kernel": [["0x3fe0000000000000", 0.25, "-0"]],
                    "bias": None,
                }
            ],
            "loss": "sparse_categorical_crossentropy",
            "optimizer": {"name": "sgd", "learning_rate": "0x3fb999999999999a", "momentum": "-0"},
            "inputs": [["0x3ff0000000000000"], [0.3], [0.7]],
            "targets": ["-0", 2.0, "0x3ff0000000000000"],
            "batch_size": 2.0,
            "epochs": "0x4000000000000000",
            "shuffle_seed": "-0",
            "record": ["0x4000000000000000"],
        },
        "where one number may stand, all its notations may",
    ),
    (
        "one_class_number",
        "One example with a class number.",
        "DENSE-7",
        single(
            "softmax",
            [[0.3, -0.2, 0.1]],
            [0, 0.1, -0.1],
            loss="sparse_categorical_crossentropy",
            inputs=[[0.7]],
            targets=[2],
        ),
        "a list of one number is one of whole numbers, too",
    ),
    (
        "every_epoch",
        "Every one of 30 epochs is recorded.",
        "DENSE-1 DENSE-5 DENSE-8",
        xor(epochs=30, record=list(range(1, 31)), batch_size=3),
        "a trajectory without gaps",
    ),
    (
        "record_nothing",
        "A record of no epoch: the training runs, and its outputs are reported.",
        "DENSE-1",
        xor(record=[]),
        "an empty list is not the same as no list",
    ),
    (
        "no_epochs",
        "No epoch at all: the outputs of the first weights.",
        "DENSE-1",
        xor(epochs=0),
        "a count may be zero",
    ),
    (
        "prime_sizes",
        "A 7-17-11-3 network, 13 examples in batches of 5: prime numbers, so that no block fits.",
        "DENSE-1 DENSE-2 DENSE-11 DENSE-12 SUM-1 ARITH-2",
        {
            "experiment": "dense",
            "layers": [
                layer(7, 17, "relu", "p"),
                layer(17, 11, "tanh", "q"),
                layer(11, 3, "softmax", "r"),
            ],
            "loss": "categorical_crossentropy",
            "optimizer": {"name": "adam", "learning_rate": 0.01},
            "inputs": spread(13, 7, "prime inputs"),
            "targets": shares(13, 3, "prime targets"),
            "batch_size": 5,
            "epochs": 3,
            "shuffle_seed": 7,
            "record": [3],
        },
        "every index has its own range, and vectorised loops have rests",
    ),
    (
        "iris",
        "Fisher's 150 iris flowers, a 4-8-3 network, Adam, and shuffled batches of 32.",
        "DENSE-1 DENSE-3 DENSE-7 DENSE-15 DENSE-17",
        {
            "experiment": "dense",
            "layers": [
                layer(4, 8, "relu", kernel=spread(4, 8, "iris 1", 0.5)),
                layer(8, 3, "softmax", kernel=spread(8, 3, "iris 2", 0.5)),
            ],
            "loss": "sparse_categorical_crossentropy",
            "optimizer": {"name": "adam", "learning_rate": 0.05},
            "inputs": IRIS["inputs"],
            "targets": IRIS["classes"],
            "batch_size": 32,
            "epochs": 3,
            "shuffle_seed": 42,
            "record": [3],
        },
        IRIS["source"],
    ),
]

TRAJECTORIES = [
    Draft(name, text, rules, request, why, sourced=name == "iris")
    for name, text, rules, request, why in TRAINING
]

SWINGING = single(
    "linear",
    [[1e204]],
    None,
    inputs=[[1e-120], [0], [0]],
    targets=[[0], [0], [0]],
    optimizer={"name": "sgd", "learning_rate": 1e308},
    batch_size=2,
)
# name, text, rules, request, reason, quantity, trial, batch
DIVERGED: list[tuple[str, str, str, Json, str, str, int, int | None]] = [
    (
        "nan_output",
        "An output of infinity less infinity.",
        "ARITH-4 ERR-11 DENSE-2",
        single(
            "linear",
            [[1e200], [-1e200]],
            None,
            inputs=[[1e200, 1e200]],
            targets=[[0]],
        ),
        "the first quantity of a batch",
        "outputs",
        1,
        1,
    ),
    (
        "overflow_of_an_output",
        "An output beyond the range in the second example of the second batch.",
        "ARITH-4 ERR-11 DENSE-1",
        single(
            "relu",
            [[1e10]],
            None,
            inputs=[[0], [0], [0], [1e300]],
            targets=[[0], [0], [0], [0]],
            batch_size=2,
        ),
        "the batch is counted from 1",
        "outputs",
        1,
        2,
    ),
    (
        "nan_of_a_softmax",
        "A softmax of a sum beyond the range: infinity less infinity.",
        "ARITH-4 ERR-11 DENSE-3",
        single(
            "softmax",
            [[1e200, 1]],
            None,
            loss="categorical_crossentropy",
            inputs=[[1e200]],
            targets=[[1, 0]],
        ),
        "the largest sum is taken away from itself",
        "outputs",
        1,
        1,
    ),
    (
        "overflow_of_the_loss",
        "A target so large that its squared error is beyond the range.",
        "ARITH-4 ERR-11 DENSE-4",
        xor(loss="mse", targets=[[1e160], [1], [1], [0]]),
        "the second quantity of a batch",
        "loss",
        1,
        1,
    ),
    (
        "overflow_of_the_epochs_loss",
        "Two batches whose losses are finite, and their total is not.",
        "ARITH-4 ERR-11 DENSE-8",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[0], [0], [0]],
            targets=[[1e154], [1.1e154], [0]],
            batch_size=1,
        ),
        "the loss of an epoch is one total over all batches",
        "loss",
        1,
        2,
    ),
    (
        "nan_loss_of_a_class_without_a_share",
        "A sum of minus infinity has the probability 0, whose logarithm times 0 is no number.",
        "ARITH-4 ERR-11 DENSE-6",
        single(
            "softmax",
            [[1, -1e200]],
            None,
            loss="categorical_crossentropy",
            inputs=[[1e200]],
            targets=[[1, 0]],
        ),
        "a loss that skips the targets of zero is finite",
        "loss",
        1,
        1,
    ),
    (
        "overflow_of_the_layers",
        "Weights that swing out of the range in the second epoch's first batch.",
        "ARITH-4 ERR-11 DENSE-13",
        SWINGING,
        "the third quantity of a batch",
        "layers",
        2,
        1,
    ),
    (
        "overflow_of_the_optimizer",
        "A gradient whose square is beyond the range: Adam's step is 0, its memory infinite.",
        "ARITH-4 ERR-11 DENSE-15",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[1e100]],
            targets=[[1e100]],
            optimizer={"name": "adam"},
        ),
        "the fourth quantity of a batch",
        "optimizer",
        1,
        1,
    ),
    (
        "overflow_of_rmsprop",
        "The same in RMSprop.",
        "ARITH-4 ERR-11 DENSE-14",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[1e100]],
            targets=[[1e100]],
            optimizer={"name": "rmsprop"},
        ),
        "the fourth quantity of a batch",
        "optimizer",
        1,
        1,
    ),
    (
        "overflow_of_outputs_and_loss",
        "An infinite output makes the loss infinite, too: outputs are named.",
        "ARITH-4 ERR-11 DENSE-4",
        single("linear", [[1e200]], None, inputs=[[1e200]], targets=[[0]]),
        "the quantities have an order",
        "outputs",
        1,
        1,
    ),
    (
        "overflow_of_loss_and_layers",
        "A squared error and a step beyond the range: the loss is named.",
        "ARITH-4 ERR-11 DENSE-4",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[1]],
            targets=[[1e200]],
            optimizer={"name": "sgd", "learning_rate": 1e200},
        ),
        "the quantities have an order",
        "loss",
        1,
        1,
    ),
    (
        "overflow_of_layers_and_optimizer",
        "A step beyond the range, and a velocity: the layers are named.",
        "ARITH-4 ERR-11 DENSE-13",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[1e100]],
            targets=[[1e100]],
            optimizer={"name": "sgd", "learning_rate": 1e200, "momentum": 0.5},
        ),
        "the quantities have an order",
        "layers",
        1,
        1,
    ),
    (
        "overflow_in_the_order_of_training",
        "Two examples of one huge target each, in batches of one: the order decides on the batch.",
        "ARITH-4 ERR-11 DENSE-17",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[0], [0], [0], [0], [0]],
            targets=[[1e160], [0], [0], [0], [0]],
            batch_size=1,
            shuffle_seed=1,
        ),
        "a batch is counted in the order of training",
        "loss",
        1,
        3,
    ),
    (
        "unrecorded_divergence",
        "A divergence behind the last recorded epoch is one all the same.",
        "ARITH-4 ERR-11 DENSE-1",
        {**SWINGING, "record": [1]},
        "what nobody reads must not be skipped",
        "layers",
        2,
        1,
    ),
    (
        "overflow_of_the_last_outputs",
        "The last step makes weights with which the outputs leave the range.",
        "ARITH-4 ERR-11 DENSE-1",
        single(
            "linear",
            [[0]],
            None,
            inputs=[[1e10]],
            targets=[[1]],
            optimizer={"name": "sgd", "learning_rate": 1e290},
            epochs=1,
        ),
        "no batch sees these outputs",
        "outputs",
        1,
        None,
    ),
    (
        "overflow_without_epochs",
        "Outputs beyond the range before any epoch.",
        "ARITH-4 ERR-11 DENSE-1",
        single("linear", [[1e200]], None, inputs=[[1e200]], targets=[[0]], epochs=0),
        "the trial is the number of epochs, which is 0",
        "outputs",
        0,
        None,
    ),
]

# Types, in the order in which they are read.
TYPES: list[Fault] = [
    ("layers[0].units", "two", "wrong_type", ": expected a whole number"),
    ("layers[0].activation", None, "wrong_type", ": expected a string"),
    ("layers[0].kernel", [0.9, 0.4], "wrong_type", ": expected a list of lists of numbers"),
    ("layers[0].bias", 0.5, "wrong_type", ": expected a list of numbers or null"),
    ("layers[1].units", 1.5, "wrong_type", ": expected a whole number"),
    ("layers[1].activation", 7, "wrong_type", ": expected a string"),
    ("layers[1].kernel", {}, "wrong_type", ": expected a list of lists of numbers"),
    ("layers[1].bias", [True], "wrong_type", ": expected a list of numbers or null"),
    ("loss", None, "wrong_type", ": expected a string"),
    ("optimizer.name", "lion", "unknown_name", ': expected one of "sgd", "rmsprop", "adam"'),
    ("optimizer.learning_rate", "fast", "wrong_type", ": expected a number"),
    ("optimizer.momentum", None, "wrong_type", ": expected a number"),
    ("optimizer.nesterov", 1, "wrong_type", ": expected true or false"),
    ("inputs", [0, 1], "wrong_type", ": expected a list of lists of numbers"),
    (
        "targets",
        [[0], 1, 1, 0],
        "wrong_type",
        ": expected a list of lists of numbers or a list of whole numbers",
    ),
    ("batch_size", 1.5, "wrong_type", ": expected a whole number or null"),
    ("epochs", None, "wrong_type", ": expected a whole number"),
    ("shuffle_seed", True, "wrong_type", ": expected a whole number or null"),
    ("record", [0.5], "wrong_type", ": expected a list of whole numbers"),
]
SETTING_TYPES: list[Fault] = [
    ("optimizer.learning_rate", [], "wrong_type", ": expected a number"),
    ("optimizer.rho", "0.9", "wrong_type", ": expected a number"),
    ("optimizer.momentum", False, "wrong_type", ": expected a number"),
    ("optimizer.epsilon", None, "wrong_type", ": expected a number"),
    ("inputs", 7, "wrong_type", ": expected a list of lists of numbers"),
]
BETA_TYPES: list[Fault] = [
    ("optimizer.learning_rate", {}, "wrong_type", ": expected a number"),
    ("optimizer.beta_1", "a", "wrong_type", ": expected a number"),
    ("optimizer.beta_2", [0.9], "wrong_type", ": expected a number"),
    ("optimizer.epsilon", True, "wrong_type", ": expected a number"),
    ("inputs", None, "wrong_type", ": expected a list of lists of numbers"),
]
SHAPES: list[Fault] = [
    (
        "layers[0].kernel",
        [[0.9, 0.4], [1.8]],
        "shape_mismatch",
        "[1]: expected length 2, that of layers[0].units, got length 1",
    ),
    (
        "layers[0].bias",
        [-1.3],
        "shape_mismatch",
        ": expected length 2, that of layers[0].units, got length 1",
    ),
    (
        "layers[1].kernel",
        [[1.2], [-0.5], [0.1]],
        "shape_mismatch",
        ": expected length 2, that of layers[0].units, got length 3",
    ),
    (
        "layers[1].bias",
        [],
        "shape_mismatch",
        ": expected length 1, that of layers[1].units, got length 0",
    ),
    (
        "inputs",
        [[0, 0], [0, 1], [1], [1, 1]],
        "shape_mismatch",
        "[2]: expected length 2, that of layers[0].kernel, got length 1",
    ),
    (
        "targets",
        [[0], [1], [1]],
        "shape_mismatch",
        ": expected length 4, that of inputs, got length 3",
    ),
]
LOSSES = '"mse", "sum_squared_error", "binary_crossentropy"'
FRACTION = ": expected 0 or more and less than 1"
VALUES: list[Fault] = [
    (
        "layers[0].activation",
        "swish",
        "unknown_name",
        ': expected one of "linear", "sigmoid", "tanh", "relu", "softmax"',
    ),
    ("layers[0].kernel", [[0.9, 0.4], ["NaN", 1]], "not_finite", f"[1][0]{FINITE}"),
    ("layers[0].bias", [0, "Infinity"], "not_finite", f"[1]{FINITE}"),
    (
        "layers[1].activation",
        "toString",
        "unknown_name",
        ': expected one of "linear", "sigmoid", "tanh", "relu", "softmax"',
    ),
    ("layers[1].kernel", [["-Infinity"], [0]], "not_finite", f"[0][0]{FINITE}"),
    ("layers[1].bias", ["NaN"], "not_finite", f"[0]{FINITE}"),
    ("loss", "hinge", "unknown_name", f": expected one of {LOSSES}"),
    ("optimizer.learning_rate", "Infinity", "not_finite", FINITE),
    ("optimizer.momentum", 1, "out_of_range", FRACTION),
    ("inputs", [[0, 0], [0, "NaN"], [1, 0], [1, 1]], "not_finite", f"[1][1]{FINITE}"),
    ("targets", [[0], [1], ["Infinity"], [1]], "not_finite", f"[2][0]{FINITE}"),
    ("batch_size", 0, "out_of_range", ": expected 1 or more"),
    ("epochs", -1, "out_of_range", ": expected 0 or more"),
    ("shuffle_seed", 2**32, "out_of_range", ": expected 0 to 4294967295"),
    ("record", [0], "out_of_range", "[0]: expected ascending numbers from 1 to 5"),
]
SETTINGS: list[Fault] = [
    ("optimizer.learning_rate", "NaN", "not_finite", FINITE),
    ("optimizer.rho", 1, "out_of_range", FRACTION),
    ("optimizer.momentum", -0.1, "out_of_range", FRACTION),
    ("optimizer.epsilon", -1e-9, "out_of_range", ": expected a number above 0"),
    ("inputs", [["NaN", 0], [0, 1], [1, 0], [1, 1]], "not_finite", f"[0][0]{FINITE}"),
]
BETAS: list[Fault] = [
    ("optimizer.learning_rate", "-Infinity", "not_finite", FINITE),
    ("optimizer.beta_1", -5e-324, "out_of_range", FRACTION),
    ("optimizer.beta_2", 1.5, "out_of_range", FRACTION),
    ("optimizer.epsilon", "Infinity", "not_finite", FINITE),
    ("inputs", [["NaN", 0], [0, 1], [1, 0], [1, 1]], "not_finite", f"[0][0]{FINITE}"),
]
RMSPROP = xor(optimizer={"name": "rmsprop"})
ADAM = xor(optimizer={"name": "adam"})
SPARSE = {
    **CLASSES,
    "loss": "sparse_categorical_crossentropy",
    "targets": [(2 * i) % 3 for i in range(7)],
}
HIDDEN, LAST = XOR["layers"]

# name, text, rules, request, code, field, message
FAULTS: list[tuple[str, str, str, Json, str, str, str]] = [
    (
        "no_layers",
        "A network without a layer, and no example.",
        "ERR-6 PORT-4",
        xor(layers=[], inputs=[]),
        "empty",
        "layers",
        "layers: expected at least one layer",
    ),
    (
        "no_inputs",
        "No example, and targets for four.",
        "ERR-6",
        xor(inputs=[]),
        "empty",
        "inputs",
        "inputs: expected at least one number",
    ),
    (
        "empty_kernel",
        "A kernel without a row, where the examples have no inputs either.",
        "ERR-6",
        xor(layers=[{**HIDDEN, "kernel": []}, LAST], inputs=[[]] * 4),
        "empty",
        "layers[0].kernel",
        "layers[0].kernel: expected at least one number",
    ),
    (
        "no_units",
        "A last layer of no units with an activation that there is not: its units are named.",
        "ERR-9 PORT-4",
        xor(
            layers=[HIDDEN, {"units": 0, "activation": "swish", "kernel": [[], []], "bias": []}],
            targets=[[]] * 4,
        ),
        "out_of_range",
        "layers[1].units",
        "layers[1].units: expected 1 or more",
    ),
    (
        "no_units_inside",
        "A hidden layer of no units: the next kernel is as empty.",
        "ERR-6",
        xor(
            layers=[
                {"units": 0, "activation": "tanh", "kernel": [[], []], "bias": []},
                {**LAST, "kernel": []},
            ]
        ),
        "empty",
        "layers[1].kernel",
        "layers[1].kernel: expected at least one number",
    ),
    (
        "units_below_zero",
        "Fewer than no units.",
        "ERR-7",
        xor(layers=[HIDDEN, {**LAST, "units": -1}]),
        "shape_mismatch",
        "layers[1].kernel",
        "layers[1].kernel[0]: expected length -1, that of layers[1].units, got length 1",
    ),
    (
        "units_by_claim",
        "As many units as a count can be, and a kernel for two.",
        "ERR-7",
        xor(layers=[{**HIDDEN, "units": 9007199254740991}, LAST]),
        "shape_mismatch",
        "layers[0].kernel",
        "layers[0].kernel[0]: expected length 9007199254740991, that of layers[0].units, "
        "got length 2",
    ),
    (
        "kernel_before_its_units",
        "A kernel with a row too few, and rows that are too long: the message has the first.",
        "ERR-7",
        xor(layers=[HIDDEN, {**LAST, "kernel": [[1, 2]]}]),
        "shape_mismatch",
        "layers[1].kernel",
        "layers[1].kernel: expected length 2, that of layers[0].units, got length 1",
    ),
    (
        "wide_targets",
        "Targets for two outputs, where there is one.",
        "ERR-7",
        xor(targets=[[0], [1, 0], [1], [0]]),
        "shape_mismatch",
        "targets",
        "targets[1]: expected length 1, that of layers[1].units, got length 2",
    ),
    (
        "empty_targets",
        "No targets for four examples.",
        "ERR-7",
        xor(targets=[]),
        "shape_mismatch",
        "targets",
        "targets: expected length 4, that of inputs, got length 0",
    ),
    (
        "classes_for_rows",
        "Class numbers for a loss that takes rows.",
        "ERR-7 DENSE-7",
        classes(targets=SPARSE["targets"]),
        "shape_mismatch",
        "targets",
        "targets: expected a list of numbers for each",
    ),
    (
        "rows_for_classes",
        "Rows for the loss that takes class numbers.",
        "ERR-7 DENSE-7",
        {**SPARSE, "targets": CLASSES["targets"]},
        "shape_mismatch",
        "targets",
        "targets: expected one whole number for each",
    ),
    (
        "classes_for_an_unknown_loss",
        "Class numbers for a loss that there is not: every other loss takes rows.",
        "ERR-7 DENSE-7 PORT-4",
        {**SPARSE, "loss": "hinge"},
        "shape_mismatch",
        "targets",
        "targets: expected a list of numbers for each",
    ),
    (
        "few_classes",
        "Class numbers for six of seven examples.",
        "ERR-7",
        {**SPARSE, "targets": [0] * 6},
        "shape_mismatch",
        "targets",
        "targets: expected length 7, that of inputs, got length 6",
    ),
    (
        "class_beyond_the_last",
        "Class 3 of 0, 1 and 2, and a batch of none.",
        "ERR-9 DENSE-7 PORT-4",
        {**SPARSE, "targets": [0, 1, 2, 3, 0, 1, 2], "batch_size": 0},
        "out_of_range",
        "targets",
        "targets[3]: expected 0 to 2",
    ),
    (
        "class_below_zero",
        "A class below zero.",
        "ERR-9 DENSE-7",
        {**SPARSE, "targets": [0, 1, 2, 0, -1, 1, 2]},
        "out_of_range",
        "targets",
        "targets[4]: expected 0 to 2",
    ),
    (
        "nan_input_before_a_class",
        "A NaN among the inputs, and a class that there is not.",
        "ERR-8 PORT-4",
        {**SPARSE, "inputs": [["NaN", 0, 0], *SEVEN[1:]], "targets": [9] * 7},
        "not_finite",
        "inputs",
        f"inputs[0][0]{FINITE}",
    ),
    (
        "half_a_class",
        "A class number of one half.",
        "ERR-5 DENSE-7",
        {**SPARSE, "targets": [0, 0.5, 1, 2, 0, 1, 2]},
        "wrong_type",
        "targets",
        "targets: expected a list of lists of numbers or a list of whole numbers",
    ),
    (
        "row_among_classes",
        "A row of targets among class numbers.",
        "ERR-5 DENSE-7",
        {**SPARSE, "targets": [0, [1], 1, 2, 0, 1, 2]},
        "wrong_type",
        "targets",
        "targets: expected a list of lists of numbers or a list of whole numbers",
    ),
    *(
        (
            f"{loss}_after_{activation}",
            f"The loss {loss} does not go with a last layer of {activation}.",
            "ERR-10 DENSE-10",
            xor(
                layers=[HIDDEN, {**LAST, "activation": activation}],
                loss=loss,
                targets=[0, 0, 0, 0] if loss.startswith("sparse") else XOR["targets"],
            ),
            "unknown_name",
            "loss",
            f"loss: expected one of {known}",
        )
        for loss, activation, known in [
            ("binary_crossentropy", "linear", '"mse", "sum_squared_error"'),
            ("binary_crossentropy", "tanh", '"mse", "sum_squared_error"'),
            (
                "binary_crossentropy",
                "softmax",
                '"mse", "sum_squared_error", "categorical_crossentropy", '
                '"sparse_categorical_crossentropy"',
            ),
            ("categorical_crossentropy", "relu", '"mse", "sum_squared_error"'),
            ("categorical_crossentropy", "sigmoid", LOSSES),
            ("sparse_categorical_crossentropy", "sigmoid", LOSSES),
        ]
    ),
    (
        "inherited_loss",
        "A name that objects of some languages have from birth.",
        "ERR-10",
        xor(loss="constructor"),
        "unknown_name",
        "loss",
        f"loss: expected one of {LOSSES}",
    ),
    (
        "inherited_optimizer",
        "A name that objects of some languages have from birth.",
        "ERR-10 PORT-7",
        xor(optimizer={"name": "__proto__"}),
        "unknown_name",
        "optimizer.name",
        'optimizer.name: expected one of "sgd", "rmsprop", "adam"',
    ),
    (
        "inherited_field",
        "A field that objects of some languages have from birth.",
        "ERR-4 PORT-7",
        xor(optimizer={"name": "sgd", "constructor": 1}),
        "unknown_field",
        "optimizer.constructor",
        "optimizer.constructor: sgd has no such field",
    ),
    (
        "unknown_field",
        "A field that a network does not have, before everything else.",
        "ERR-4 PORT-4",
        xor(layers=7, dropout=0.5),
        "unknown_field",
        "dropout",
        "dropout: dense has no such field",
    ),
    (
        "unknown_field_of_a_layer",
        "A field that a layer does not have, before one that it lacks.",
        "ERR-4 PORT-7",
        xor(layers=[HIDDEN, {"units": 1, "speed": 3, "kernel": [[1], [2]]}]),
        "unknown_field",
        "layers[1].speed",
        "layers[1].speed: a layer has no such field",
    ),
    (
        "first_unknown_field_of_a_layer",
        "Of several unknown fields the first in the order of the bytes of UTF-8 is named.",
        "ERR-4 PORT-7",
        xor(layers=[{**HIDDEN, "\U0001f600": 1, "\uff5e": 2}, {}]),
        "unknown_field",
        "layers[0].\uff5e",
        "layers[0].\uff5e: a layer has no such field",
    ),
    (
        "missing_field_of_a_layer",
        "A layer without an activation, and with a unit too many.",
        "ERR-3 PORT-7",
        xor(layers=[{**without(HIDDEN, "activation"), "units": 3}, LAST]),
        "missing_field",
        "layers[0].activation",
        "layers[0].activation: this field is required",
    ),
    (
        "fault_of_a_layer_before_the_next",
        "A fault in the last field of a layer, and an unknown field in the next.",
        "ERR-5 PORT-7",
        xor(layers=[{**HIDDEN, "bias": "NaN"}, {**LAST, "speed": 3}]),
        "wrong_type",
        "layers[0].bias",
        "layers[0].bias: expected a list of numbers or null",
    ),
    (
        "missing_field_of_a_layer_before_the_next",
        "A layer without a kernel, and an unknown field in the next.",
        "ERR-3 PORT-7",
        xor(layers=[without(HIDDEN, "kernel"), {**LAST, "speed": 3}]),
        "missing_field",
        "layers[0].kernel",
        "layers[0].kernel: this field is required",
    ),
    (
        "no_list_of_layers",
        "One layer for the list of them, and a number for the loss.",
        "ERR-5 PORT-4",
        xor(layers=HIDDEN, loss=7),
        "wrong_type",
        "layers",
        "layers: expected a list of objects",
    ),
    (
        "layer_that_is_no_object",
        "A list for the second layer, and an unknown field in the first: the list is read first.",
        "ERR-5 PORT-7",
        xor(layers=[{**HIDDEN, "speed": 3}, []]),
        "wrong_type",
        "layers",
        "layers: expected a list of objects",
    ),
    (
        "null_layer",
        "null for a layer.",
        "ERR-5 PORT-7",
        xor(layers=[HIDDEN, None]),
        "wrong_type",
        "layers",
        "layers: expected a list of objects",
    ),
    (
        "name_for_an_optimizer",
        "An optimizer's name for the optimizer, and a number for the inputs.",
        "ERR-5 PORT-7",
        xor(optimizer="adam", inputs=7),
        "wrong_type",
        "optimizer",
        "optimizer: expected an object",
    ),
    (
        "null_optimizer",
        "null for the optimizer.",
        "ERR-5 PORT-7",
        xor(optimizer=None),
        "wrong_type",
        "optimizer",
        "optimizer: expected an object",
    ),
    (
        "list_for_an_optimizer",
        "A list for the optimizer.",
        "ERR-5 PORT-7",
        xor(optimizer=[]),
        "wrong_type",
        "optimizer",
        "optimizer: expected an object",
    ),
    (
        "missing_name_of_the_optimizer",
        "An optimizer without a name, and with an unknown field: the name is read before all.",
        "ERR-3 PORT-7",
        xor(optimizer={"speed": 3, "learning_rate": "fast"}),
        "missing_field",
        "optimizer.name",
        "optimizer.name: this field is required",
    ),
    (
        "number_for_the_optimizers_name",
        "A number for the optimizer's name, and an unknown field.",
        "ERR-5 PORT-7",
        xor(optimizer={"name": 7, "speed": 3}),
        "wrong_type",
        "optimizer.name",
        "optimizer.name: expected a string",
    ),
    (
        "unknown_optimizer_before_its_fields",
        "An optimizer that there is not, with a field that none has.",
        "ERR-10 PORT-7",
        xor(optimizer={"speed": 3, "name": "lion"}),
        "unknown_name",
        "optimizer.name",
        'optimizer.name: expected one of "sgd", "rmsprop", "adam"',
    ),
    (
        "unknown_optimizer_before_shapes",
        "An optimizer that there is not, and layers that do not fit together.",
        "ERR-10 PORT-7",
        xor(layers=[HIDDEN, HIDDEN, {**LAST, "kernel": []}], optimizer={"name": "Adam"}),
        "unknown_name",
        "optimizer.name",
        'optimizer.name: expected one of "sgd", "rmsprop", "adam"',
    ),
    (
        "setting_of_another_optimizer",
        "Adam has no momentum of this name.",
        "ERR-4 PORT-7",
        xor(optimizer={"name": "adam", "learning_rate": "fast", "momentum": 0.5}),
        "unknown_field",
        "optimizer.momentum",
        "optimizer.momentum: adam has no such field",
    ),
    (
        "epsilon_of_sgd",
        "Gradient descent has no epsilon.",
        "ERR-4 PORT-7",
        xor(optimizer={"name": "sgd", "epsilon": 1e-7}),
        "unknown_field",
        "optimizer.epsilon",
        "optimizer.epsilon: sgd has no such field",
    ),
    (
        "nesterov_of_rmsprop",
        "RMSprop does not look ahead.",
        "ERR-4 PORT-7",
        xor(optimizer={"name": "rmsprop", "nesterov": False}),
        "unknown_field",
        "optimizer.nesterov",
        "optimizer.nesterov: rmsprop has no such field",
    ),
    *(
        (
            f"{setting}_of_{name}_{text}",
            f"A setting that it cannot have: {setting} {value}.",
            f"{rule} PORT-7",
            xor(optimizer={"name": name, setting: value}),
            code,
            f"optimizer.{setting}",
            f"optimizer.{setting}{message}",
        )
        for name, setting, text, value, rule, code, message in [
            ("sgd", "momentum", "nan", "NaN", "ERR-8", "not_finite", FINITE),
            ("sgd", "momentum", "below_zero", -0.1, "ERR-9", "out_of_range", FRACTION),
            ("rmsprop", "momentum", "of_1", 1, "ERR-9", "out_of_range", FRACTION),
            ("rmsprop", "rho", "infinite", "Infinity", "ERR-8", "not_finite", FINITE),
            ("rmsprop", "rho", "below_zero", -1, "ERR-9", "out_of_range", FRACTION),
            ("rmsprop", "epsilon", "nan", "NaN", "ERR-8", "not_finite", FINITE),
            ("adam", "beta_1", "of_1", 1, "ERR-9", "out_of_range", FRACTION),
            ("adam", "beta_1", "nan", "NaN", "ERR-8", "not_finite", FINITE),
            ("adam", "beta_2", "of_1", 1, "ERR-9", "out_of_range", FRACTION),
            ("adam", "beta_2", "infinite", "-Infinity", "ERR-8", "not_finite", FINITE),
            (
                "adam",
                "epsilon",
                "below_zero",
                -1e-7,
                "ERR-9",
                "out_of_range",
                ": expected a number above 0",
            ),
            (
                "rmsprop",
                "epsilon",
                "zero",
                0,
                "ERR-9",
                "out_of_range",
                ": expected a number above 0",
            ),
            (
                "adam",
                "epsilon",
                "zero",
                "-0",
                "ERR-9",
                "out_of_range",
                ": expected a number above 0",
            ),
        ]
    ),
    (
        "epochs_missing",
        "A training without a number of epochs, and with a faulty record.",
        "ERR-3 PORT-4",
        {**without(XOR, "epochs"), "record": "all"},
        "missing_field",
        "epochs",
        "epochs: this field is required",
    ),
    (
        "batch_below_zero",
        "A batch of fewer than no examples.",
        "ERR-9",
        xor(batch_size=-3),
        "out_of_range",
        "batch_size",
        "batch_size: expected 1 or more",
    ),
    (
        "batch_of_2_to_53",
        "A batch of 2^53 examples, which is no count.",
        "ERR-5 PORT-5",
        xor(batch_size=2**53),
        "wrong_type",
        "batch_size",
        "batch_size: expected a whole number or null",
    ),
    (
        "seed_below_zero",
        "A seed below zero.",
        "ERR-9 DENSE-17",
        xor(shuffle_seed=-1),
        "out_of_range",
        "shuffle_seed",
        "shuffle_seed: expected 0 to 4294967295",
    ),
    (
        "record_beyond",
        "A record beyond the last epoch.",
        "ERR-9",
        xor(record=[1, 6]),
        "out_of_range",
        "record",
        "record[1]: expected ascending numbers from 1 to 5",
    ),
    (
        "record_twice",
        "An epoch that is recorded twice.",
        "ERR-9",
        xor(record=[2, 2]),
        "out_of_range",
        "record",
        "record[1]: expected ascending numbers from 1 to 5",
    ),
    (
        "null_record",
        "null is a value, and no list of epochs.",
        "ERR-5 PORT-4",
        xor(record=None),
        "wrong_type",
        "record",
        "record: expected a list of whole numbers",
    ),
    (
        "type_before_shape",
        "A wrong shape in an early field and a wrong type in a late one.",
        "ERR-5 PORT-4",
        xor(layers=[], record=[True]),
        "wrong_type",
        "record",
        "record: expected a list of whole numbers",
    ),
    (
        "shape_before_value",
        "A NaN in an early field and a wrong shape in a late one.",
        "ERR-7 PORT-4",
        with_value(xor(targets=[]), "layers[0].kernel", [["NaN", 0], [0, 0]]),
        "shape_mismatch",
        "targets",
        "targets: expected length 4, that of inputs, got length 0",
    ),
    (
        "shape_before_a_setting",
        "A momentum of 1, and a row of inputs that is too short.",
        "ERR-7 PORT-7",
        xor(optimizer={"name": "sgd", "momentum": 1}, inputs=[[0, 0], [0, 1], [1, 0], []]),
        "shape_mismatch",
        "inputs",
        "inputs[3]: expected length 2, that of layers[0].kernel, got length 0",
    ),
    *(
        (f"initial_kernels_{name}", text, rules, request, code, field, f"{field}: {message}")
        for name, text, rules, request, code, field, message in [
            (
                "unknown_initializer",
                "An initializer that there is not, and sizes out of range.",
                "ERR-10 DENSE-18",
                initial("he_normal", [0], 1),
                "unknown_name",
                "initializer",
                'expected one of "glorot_uniform", "uniform", "zeros"',
            ),
            (
                "number_for_an_initializer",
                "A number for the initializer's name, and a text for the sizes.",
                "ERR-5 PORT-4",
                initial(7, "4-8-3", 1),
                "wrong_type",
                "initializer",
                "expected a string",
            ),
            (
                "fractional_size",
                "Half a unit, and half a seed.",
                "ERR-5 PORT-4",
                initial("uniform", [4, 2.5], 0.5),
                "wrong_type",
                "sizes",
                "expected a list of whole numbers",
            ),
            (
                "fractional_seed",
                "Half a seed, and no sizes.",
                "ERR-5 PORT-4",
                initial("uniform", [], 0.5),
                "wrong_type",
                "seed",
                "expected a whole number",
            ),
            (
                "missing_seed",
                "No seed at all.",
                "ERR-3",
                without(initial("uniform", [2, 2], 1), "seed"),
                "missing_field",
                "seed",
                "this field is required",
            ),
            (
                "no_sizes",
                "No sizes, of an initializer that there is not.",
                "ERR-6 PORT-4",
                initial("he_normal", [], 1),
                "empty",
                "sizes",
                "expected at least one number",
            ),
        ]
    ),
    (
        "initial_kernels_no_units",
        "A layer without units, and a seed below zero.",
        "ERR-9 DENSE-18",
        initial("glorot_uniform", [4, 0, 3], -1),
        "out_of_range",
        "sizes",
        "sizes[1]: expected 1 to 16777216",
    ),
    (
        "initial_kernels_too_large_a_layer",
        "A layer of 2^24 + 1 units.",
        "ERR-9 DENSE-18",
        initial("zeros", [1, 16777217], 1),
        "out_of_range",
        "sizes",
        "sizes[1]: expected 1 to 16777216",
    ),
    (
        "initial_kernels_too_many_weights",
        "2^24 weights and one, over two layers, and a seed below zero.",
        "ERR-9 DENSE-18 PORT-4",
        initial("zeros", [16777215, 1, 2], -1),
        "out_of_range",
        "sizes",
        "sizes: expected 0 to 16777216",
    ),
    (
        "initial_kernels_too_many_weights_in_the_last",
        "A small layer, and one of 18 million weights.",
        "ERR-9 DENSE-18",
        initial("uniform", [1, 6000000, 3], 1),
        "out_of_range",
        "sizes",
        "sizes: expected 0 to 16777216",
    ),
    (
        "initial_kernels_by_claim",
        "More weights than 32 bits can count: 2^48, of which the lowest bits are zero.",
        "ERR-9 DENSE-18",
        initial("zeros", [16777216, 16777216], 1),
        "out_of_range",
        "sizes",
        "sizes: expected 0 to 16777216",
    ),
    *(
        (
            f"initial_kernels_seed_{name}",
            f"The seed {seed}.",
            "ERR-9 DENSE-18",
            initial("glorot_uniform", [2, 2], seed),
            "out_of_range",
            "seed",
            "seed: expected 0 to 4294967295",
        )
        for name, seed in [("below_zero", -1), ("of_33_bits", 2**32)]
    ),
]

INITIAL = [
    Draft(f"initial_kernels_{name}", text, "DENSE-18", initial(initializer, sizes, seed), why)
    for name, text, initializer, sizes, seed, why in [
        (
            "glorot_uniform",
            "The kernels of a 4-8-3 network, each with its own limit.",
            "glorot_uniform",
            [4, 8, 3],
            42,
            "the limit is of inputs and units, and one generator draws all",
        ),
        (
            "uniform",
            "The kernels of a 3-5-2 network between -0.05 and 0.05.",
            "uniform",
            [3, 5, 2],
            1,
            "a limit without sizes",
        ),
        ("zeros", "Kernels of zeros.", "zeros", [2, 3, 1], 1, "nothing is drawn"),
        (
            "one_size",
            "Inputs without a layer: no kernel, and no error.",
            "uniform",
            [5],
            1,
            "a list of sizes may have one number",
        ),
        (
            "seed_0",
            "The smallest seed.",
            "glorot_uniform",
            [1, 1, 1],
            0,
            "a seed that is taken for none",
        ),
        (
            "seed_4294967295",
            "The largest seed.",
            "glorot_uniform",
            [2, 7],
            2**32 - 1,
            "where arithmetic with signs or with more than 32 bits goes wrong",
        ),
        (
            "many",
            "Enough weights for the generator's second twist.",
            "glorot_uniform",
            [13, 29],
            7,
            "a generator that is seeded anew for each row",
        ),
    ]
]

CASES = [
    *TRAJECTORIES,
    *INITIAL,
    *(
        Draft(
            name,
            text,
            rules,
            request,
            why,
            expected=refusal(
                "diverged",
                quantity,
                f"{quantity}: left the finite numbers in trial {trial}"
                + ("" if batch is None else f", batch {batch}"),
                trial,
                batch,
            ),
        )
        for name, text, rules, request, why, quantity, trial, batch in DIVERGED
    ),
    *faults_in_order(xor(optimizer={"name": "sgd"}, batch_size=2, record=[]), TYPES),
    *(
        replace(draft, name=f"{request['optimizer']['name']}_{draft.name}")
        for request, faults in [
            (RMSPROP, SETTING_TYPES),
            (ADAM, BETA_TYPES),
            (RMSPROP, SETTINGS),
            (ADAM, BETAS),
        ]
        for draft in faults_in_order(request, faults)
        if not draft.name.endswith("_of_inputs")
    ),
    *faults_in_order(XOR, SHAPES),
    *faults_in_order(XOR, VALUES),
    *(
        Draft(name, text, rules, request, "bad input", expected=refusal(code, field, message))
        for name, text, rules, request, code, field, message in FAULTS
    ),
]
