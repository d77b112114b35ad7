"""Chapter initializers through the C core: refnet.reference.initializers over NumPy arrays."""

from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core.arrays import Matrix, as_count_vector, check_status, pointer
from refnet.core.checks import checked_generator
from refnet.core.layers import number_of
from refnet.core.memory import result_buffer
from refnet.reference.checks import (
    INITIALIZERS,
    LARGEST_SEED,
    MOST_NUMBERS,
    check_count,
    check_name,
    check_not_empty,
    from_to,
    one_of,
)
from refnet.reference.readers import as_count, as_counts, as_name


def initial_kernel(initializer: str, inputs: int, units: int, generator: Any) -> Matrix:
    """Return the initial weights of a kernel, drawn row by row (DENSE-18).

    -> [inputs][units]. Raises RefnetError: wrong_type, out_of_range, unknown_name; and MemoryError.
    """
    initializer = as_name("initializer", initializer)
    inputs, units = as_count("inputs", inputs), as_count("units", units)
    generator = checked_generator("generator", generator)
    check_name("initializer", initializer, INITIALIZERS)
    check_count("inputs", inputs, 1)
    check_count("units", units, 1)
    kernel: Matrix = result_buffer("units", (inputs, units))
    number = INITIALIZERS.index(initializer)
    lib.refnet_initial_kernel(number, inputs, units, generator, pointer(kernel))
    return kernel


def initial_kernels(initializer: str, sizes: Any, seed: int) -> list[Matrix]:
    """Return the initial kernels of a network, all drawn from one generator (DENSE-18).

    initializer: "glorot_uniform", "uniform" or "zeros"; sizes: the number of inputs, then each
    layer's units; seed: 0 to 2^32 - 1; returns a kernel [sizes[i]][sizes[i + 1]] for each layer.

    Raises RefnetError with the codes wrong_type, empty, out_of_range and unknown_name.
    """
    initializer = as_name("initializer", initializer)
    sizes, seed = as_counts("sizes", sizes), as_count("seed", seed)
    check_not_empty("sizes", sizes)
    counts, number = as_count_vector("sizes", sizes), number_of(initializer, INITIALIZERS)
    lengths = [sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)]
    flat = np.empty(min(max(sum(lengths), 0), MOST_NUMBERS))  # C refuses more
    status = lib.refnet_initial_kernels(number, pointer(counts), len(counts), seed, pointer(flat))
    low = 1 if status.row >= 0 else 0  # of a size, or of how many weights they make
    check_status(
        status,
        {
            "initializer": one_of(INITIALIZERS),
            "sizes": from_to(low, MOST_NUMBERS),
            "seed": from_to(0, LARGEST_SEED),
        },
    )
    parts = np.split(flat, np.cumsum(lengths[:-1])) if lengths else []
    return [part.reshape(sizes[i], sizes[i + 1]) for i, part in enumerate(parts)]
