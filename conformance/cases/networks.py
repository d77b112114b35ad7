"""The networks that the cases of several chapters train, and helpers to write others."""

import json
import random
from typing import Any

from oracle import further_activations

Json = dict[str, Any]


def spread(rows: int, columns: int, seed: str, size: float = 1.0) -> list[list[float]]:
    """Return numbers between -size and size with two decimals, the same in every run."""
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
SPARSE = {
    **CLASSES,
    "loss": "sparse_categorical_crossentropy",
    "targets": [(2 * i) % 3 for i in range(7)],
}
HIDDEN, LAST = XOR["layers"]

FIRST_FOUR = ["linear", "sigmoid", "tanh", "relu"]
# The rules of each further activation's outputs and deltas
RULES = {name: each.rules for name, each in further_activations.ACTIVATIONS.items()}
# further activations whose derivatives follow from the outputs, and the others
FROM_OUTPUTS = [name for name, rules in RULES.items() if "ACT-11" in rules.split()]
FROM_SUMS = [name for name, rules in RULES.items() if "ACT-12" in rules.split()]
FURTHER = [*FROM_OUTPUTS, *FROM_SUMS]
# The first ten, which stand together in networks and lists whose numbers stay as they are
FIRST_OF_OUTPUTS = [
    *("elu", "selu", "leaky_relu", "softplus", "exponential", "hard_sigmoid", "softsign"),
]
FIRST_OF_SUMS = ["silu", "gelu", "gelu_tanh"]
FIRST_TEN = [*FIRST_OF_OUTPUTS, *FIRST_OF_SUMS]


def one_of(*names: str) -> str:
    """Return the end of the message that names what is known."""
    return f": expected one of {', '.join(json.dumps(name) for name in names)}"


# The ends of messages
ACTIVATION = one_of(*FIRST_FOUR, "softmax", *FURTHER)
UNIT_ACTIVATION = one_of(*FIRST_FOUR, *FURTHER)  # of a unit by itself
STEP_ACTIVATION = one_of(*FIRST_FOUR, *FROM_OUTPUTS)  # of a step
OPTIMIZERS = '"sgd", "rmsprop", "adam", "adagrad", "adadelta", "adamax", "nadam", "adamw"'
LOSSES = ", ".join(
    f'"{name}"'
    for name in (
        "mse",
        "sum_squared_error",
        "binary_crossentropy",
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "mean_absolute_error",
        "mean_absolute_percentage_error",
        "huber",
        "log_cosh",
        "hinge",
        "kl_divergence",
    )
)
FRACTION = ": expected 0 or more and less than 1"
NO_ROWS = ": expected a list of lists of numbers"


def example(**changes: Any) -> Json:
    """Return the request of a 3-5-2 network, with some fields changed."""
    return {**EXAMPLE, **changes}


def xor(**changes: Any) -> Json:
    """Return the request of a 2-2-1 network that learns XOR, with some fields changed."""
    return {**XOR, **changes}


def classes(**changes: Any) -> Json:
    """Return the request of a 3-5-3 network that tells classes apart, with some fields changed."""
    return {**CLASSES, **changes}


def trained(request: Json, *sizes: Any) -> Json:
    """Return the request of train for examples of these sizes, or of one row of numbers.

    request: that of dense, with layers of any kind
    """
    shape = list(sizes) or [len(request["inputs"][0])]
    return {"experiment": "train", "input_shape": shape, **without(request, "experiment")}


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
