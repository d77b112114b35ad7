"""Cases of the chapter tiny_numbers: momentums and squares of gradients about TINY."""

from cases import Trajectory, trajectories
from cases.networks import Json, single

# Steps of these sizes: on both sides of TINY and exactly that, and for weights of -0.0
TINY_STEPS: Json = {
    "experiment": "dense",
    "layers": [
        {
            "units": 8,
            "activation": "linear",
            "kernel": [[0, 0, 0, 0, 0, "-0", "-0", 0.25]],
            "bias": None,
        },
    ],
    "loss": "sum_squared_error",
    "inputs": [[1]],
    "targets": [[8e-281, -8e-281, 3e-280, 1e-280, -1e-280, 5e-281, -5e-281, 0.5]],
    "epochs": 5,
}
DENSE = {"sgd": "DENSE-13", "rmsprop": "DENSE-14", "adam": "DENSE-15"}
HALF: list[tuple[str, Json]] = [
    ("momentum", {"name": "sgd", "learning_rate": 0.5, "momentum": 0.5}),
    ("nesterov", {"name": "sgd", "learning_rate": 0.5, "momentum": 0.5, "nesterov": True}),
    (
        "rmsprop_momentum",
        {"name": "rmsprop", "learning_rate": 0.5, "rho": 0.5, "momentum": 0.5, "epsilon": 1},
    ),
    ("adam", {"name": "adam", "learning_rate": 0.5, "beta_1": 0.5, "beta_2": 0, "epsilon": 1}),
]


def squares_below_tiny(name: str, **settings: object) -> Json:
    """Return a request with gradients whose squares are below TINY, about that, and above it."""
    return single(
        "linear",
        [[0.125, -0.25], [0.5, 0.375], [-0.75, 1.5], [0.3, -0.6]],
        None,
        inputs=[[1e-150, 4e-141, 1e-140, 3e-139]],
        targets=[[0.5, -1]],
        optimizer={"name": name, "learning_rate": 0.01, **settings, "epsilon": 5e-324},
    )


BELOW: list[Trajectory] = [
    (
        "momentum_of_subnormals",
        "Momentums that would be subnormal, and as large as the smallest normal number.",
        "DENSE-13 DENSE-19",
        {
            **TINY_STEPS,
            "targets": [[3e-310, -2e-309, 5e-324, 4.5e-308, -3e-308, 1e-300, -2e-290, 0.5]],
            "optimizer": HALF[0][1],
        },
        "whoever takes subnormal momentums for zero keeps others below TINY",
    ),
    *(
        (
            f"{name}_below_tiny",
            "Momentums on both sides of TINY, of both signs, and exactly TINY.",
            f"{DENSE[optimizer['name']]} DENSE-19",
            {**TINY_STEPS, "optimizer": optimizer},
            "a momentum that decays would end among the subnormal numbers",
        )
        for name, optimizer in HALF
    ),
    *(
        (
            f"{name}_squares_below_tiny",
            "Gradients whose squares are below TINY, about that, and above it.",
            f"{DENSE[name]} DENSE-20",
            squares_below_tiny(name, **{rest: 0.5}),
            "a square that is zero would make the step of a small gradient a large one",
        )
        for name, rest in [("rmsprop", "rho"), ("adam", "beta_2")]
    ),
]

CASES = trajectories(BELOW)
