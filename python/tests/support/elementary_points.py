"""Arguments to test the elementary functions with: the whole range, and around each branch."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

COUNT = 100_000  # at least, for each function

# where the error of a function is largest
WORST = {
    "exp": (-709, -708),
    "log": (0.7, 0.7072),
    "tanh": (0.54, 0.625),
    "sigmoid": (-0.5, -0.4),
    "expm1": (0.3, 0.4),
    "log1p": (0.3, 0.45),
    "erf": (0.9, 1.0),
}
# the usual range
USUAL = {
    "exp": (-746, 711),
    "log": (0.25, 4),
    "tanh": (-22, 22),
    "sigmoid": (-746, 40),
    "expm1": (-42, 711),
    "log1p": (-1, 4),
    "erf": (-6.5, 6.5),
}
LEAST = {"log": 0.0, "log1p": -1.0}  # below it, a function is not defined


def points(function: str) -> Points:
    """Return at least COUNT arguments: the usual range, the whole range, the boundaries."""
    generator = np.random.default_rng(19680801)
    uniform = generator.uniform(*USUAL[function], COUNT // 2)
    small = generator.uniform(-2, 2, COUNT // 4)
    sizes = 2.0 ** generator.uniform(-1074, 1024, COUNT // 4)  # log-uniform
    signs = generator.choice([-1.0, 1.0], COUNT // 4)
    worst = generator.uniform(*WORST[function], COUNT // 4)
    every = np.concatenate([uniform, small, worst, sizes * signs, boundaries(function)])
    return np.where(every < LEAST.get(function, -np.inf), -every, every)


def boundaries(function: str) -> Points:
    """Return the arguments where an algorithm takes another branch, each with its neighbours."""
    k = np.arange(-1076.0, 1026.0)
    powers = 2.0 ** np.arange(-1074.0, 1024.0)
    branches = {
        # another k; overflow, underflow and subnormal results; single numbers instead of blocks
        "exp": [(k + 0.5) * np.log(2), [709.782712893384, -745.1332191019411, 0, 700, -700, 1000]],
        "log": [powers, powers * np.sqrt(0.5), [1, 2.2250738585072014e-308]],
        "tanh": [(k + 0.5) * np.log(2) / 2, [0.625, -0.625, 0]],
        "sigmoid": [(k + 0.5) * np.log(2), [0, -700, 700, -745.1332191019411]],
        "expm1": [(k + 0.5) * np.log(2), [-40, 0, 709.782712893384, 1000]],
        "log1p": [powers, powers * np.sqrt(0.5) - 1, [-1, -0.5, 0, 1, 2.0**53]],
        "erf": [[0, 1, -1, 6, -6]],
    }[function]
    values = np.concatenate([np.asarray(part, dtype=np.float64) for part in branches])
    near = [values]
    for direction in (-np.inf, np.inf):
        step = values
        for _ in range(3):
            step = np.nextafter(step, direction)
            near.append(step)
    return np.concatenate([*near, 0.0 * values[:1], -0.0 * values[:1]])
