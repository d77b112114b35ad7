"""Chapter initializers: the weights that a network starts with.

Units that start with equal weights stay equal, so the weights are drawn at random, and small enough
that no unit saturates. All kernels are drawn from one generator, one after another and row by row,
so a seed gives the same network everywhere.

A recurrent kernel is applied at every step, so it should neither shrink nor stretch a state. An
orthogonal one does not: its rows have length 1 and are at right angles. They are normal numbers,
made orthonormal one after another: each loses its part along those before it, then its length.

Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
networks", 2010 (glorot_uniform); A. M. Saxe, J. L. McClelland and S. Ganguli, "Exact solutions to
the nonlinear dynamics of learning in deep linear neural networks", 2014 (orthogonal), with the
modified method of Gram and Schmidt; the names are Keras's.

Left out on purpose: biases, which are constants in most networks. Other initializers are in chapter
further_initializers.
"""

import math
from collections.abc import Sequence

from refnet.reference.further_initializers import Initializer, further_weights
from refnet.reference.initializer_checks import checked_initial_kernels
from refnet.reference.random import Generator, next_double, next_normals, seeded


def remove_part(vector: list[float], unit: Sequence[float]) -> None:
    """Take away from a vector its part along a unit vector, in place (DENSE-22).

    vector [n], unit [n]
    """
    part = 0.0
    for j in range(len(vector)):
        part = part + unit[j] * vector[j]
    for j in range(len(vector)):
        vector[j] = vector[j] - part * unit[j]


def normalized(vector: Sequence[float]) -> list[float]:
    """Return a vector divided by its length (DENSE-22).

    vector [n] -> [n]
    """
    total = 0.0
    for x in vector:
        total = total + x * x
    length = math.sqrt(total)
    return [x / length for x in vector]


def orthogonal_kernel(inputs: int, units: int, generator: Generator) -> list[list[float]]:
    """Return a kernel whose rows are orthonormal, or its columns where it has fewer (DENSE-22).

    -> [inputs][units]
    """
    count, length = min(inputs, units), max(inputs, units)
    numbers: list[float] = []
    while len(numbers) < count * length:
        numbers.extend(next_normals(generator))
    vectors: list[list[float]] = []
    for i in range(count):
        vector = [numbers[j * count + i] for j in range(length)]
        for unit in vectors:
            remove_part(vector, unit)
        vectors.append(normalized(vector))
    if inputs <= units:
        return vectors
    return [[vector[j] for vector in vectors] for j in range(length)]


def initial_kernel(
    initializer: str | Initializer, inputs: int, units: int, generator: Generator, cells: int = 1
) -> list[list[float]]:
    """Return the initial weights of a kernel, drawn from a generator (DENSE-18, DENSE-22, INIT-6).

    cells: those of a convolution's window, each with so many inputs -> [cells * inputs][units]
    """
    initializer = Initializer.of(initializer)
    if initializer.name == "zeros":
        return [[0.0] * units for _ in range(cells * inputs)]
    if initializer.name == "orthogonal":
        kernel = orthogonal_kernel(cells * inputs, units, generator)
        return [[initializer.gain * w for w in row] for row in kernel]
    if initializer.name not in ("glorot_uniform", "uniform"):
        weights = further_weights(initializer, inputs, units, generator, cells)
        return [weights[i : i + units] for i in range(0, len(weights), units)]
    fans = float(cells * (inputs + units))
    limit = 0.05 if initializer.name == "uniform" else math.sqrt(6.0 / fans)
    return [
        [(2.0 * next_double(generator) - 1.0) * limit for _ in range(units)]
        for _ in range(cells * inputs)
    ]


def initial_kernels(
    initializer: str | Initializer,
    sizes: Sequence[int],
    seed: int,
    cells: Sequence[int] | None = None,
) -> list[list[list[float]]]:
    """Return the initial kernels of a network, all drawn from one generator (DENSE-18).

    initializer: a name, such as "glorot_uniform", or an ``Initializer`` with settings; sizes: the
    number of inputs, then each layer's units; seed: 0 to 2^32 - 1; cells: for each kernel the cells
    of its window, or None for dense layers, 1 each; returns a kernel
    [cells[i] * sizes[i]][sizes[i + 1]] for each layer.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range
    and unknown_name.
    """
    initializer, sizes, seed, cells = checked_initial_kernels(initializer, sizes, seed, cells)
    generator = seeded(seed)
    return [
        initial_kernel(initializer, sizes[i], sizes[i + 1], generator, cells[i])
        for i in range(len(sizes) - 1)
    ]
