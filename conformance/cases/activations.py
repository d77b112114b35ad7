"""Cases of the chapter activations."""

from cases import Trajectory, trajectories
from cases.networks import example, layer, shares, single

ACTIVATIONS = ["linear", "sigmoid", "tanh", "relu", "softmax"]
SOFTMAX = {"softmax": "DENSE-3 "}

TRAINED: list[Trajectory] = [
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
        "softmax_of_small_powers",
        "Exponents about -644, and far below.",
        "DENSE-3 DENSE-21",
        single(
            "softmax",
            [[0, -643.9, -644, -644.0000000000001, -644.5, -700, -720, -745, -800]],
            None,
            loss="categorical_crossentropy",
            inputs=[[1]],
            targets=[[1, 0, 0, 0, 0, 0, 0, 0, 0]],
            epochs=0,
        ),
        "the powers of far logits would be subnormal numbers",
    ),
    (
        "softmax_learns_from_small_powers",
        "Targets whose probabilities are zero: their losses and gradients are not.",
        "DENSE-3 DENSE-6 DENSE-10 DENSE-21",
        single(
            "softmax",
            [[300, -343.5, -344.5, -500, 0]],
            None,
            loss="categorical_crossentropy",
            inputs=[[1], [1.01], [0.5]],
            targets=[[1, 0, 0, 0, 0], [0, 0.25, 0.5, 0.25, 0], [0, 0, 0, 1, 0]],
        ),
        "a logarithm of zero, and a derivative that divides by it",
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
]

CASES = trajectories(TRAINED)
