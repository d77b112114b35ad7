"""Chapter initializers: the weights that a network starts with.

Units that start with equal weights stay equal, so the weights are drawn at random, and small enough
that no unit saturates. All kernels are drawn from one generator, one after another and row by row,
so a seed gives the same network everywhere.

Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
networks", 2010 (glorot_uniform); the names are Keras's.

Left out on purpose: normal distributions, and biases, which start at zero.
"""

import math
from collections.abc import Sequence

from refnet.reference.checks import checked_initial_kernels
from refnet.reference.random import Generator, next_double, seeded


def initial_kernel(
    initializer: str, inputs: int, units: int, generator: Generator, cells: int = 1
) -> list[list[float]]:
    """Return the initial weights of a kernel, drawn row by row (DENSE-18).

    cells: those of a convolution's window, each with so many inputs -> [cells * inputs][units]
    """
    if initializer == "zeros":
        return [[0.0] * units for _ in range(cells * inputs)]
    fans = float(cells * (inputs + units))
    limit = 0.05 if initializer == "uniform" else math.sqrt(6.0 / fans)
    return [
        [(2.0 * next_double(generator) - 1.0) * limit for _ in range(units)]
        for _ in range(cells * inputs)
    ]


def initial_kernels(
    initializer: str, sizes: Sequence[int], seed: int, cells: Sequence[int] | None = None
) -> list[list[list[float]]]:
    """Return the initial kernels of a network, all drawn from one generator (DENSE-18).

    initializer: "glorot_uniform", "uniform" or "zeros"; sizes: the number of inputs, then each
    layer's units; seed: 0 to 2^32 - 1; cells: for each kernel the cells of its window, or None for
    dense layers, 1 each; returns a kernel [cells[i] * sizes[i]][sizes[i + 1]] for each layer.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, out_of_range and
    unknown_name.
    """
    initializer, sizes, seed, cells = checked_initial_kernels(initializer, sizes, seed, cells)
    generator = seeded(seed)
    return [
        initial_kernel(initializer, sizes[i], sizes[i + 1], generator, cells[i])
        for i in range(len(sizes) - 1)
    ]
