"""Cases of the chapter network: whole networks, forward and backward."""

from cases import Trajectory, trajectories
from cases.networks import EXAMPLE, XOR, example, layer, shares, spread

TRAINED: list[Trajectory] = [
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
]

CASES = trajectories(TRAINED)
