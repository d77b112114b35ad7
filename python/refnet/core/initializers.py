"""Chapter initializers through the C core: refnet.reference.initializers over NumPy arrays."""

from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core.arrays import (
    Matrix,
    Vector,
    as_count_vector,
    as_vector,
    check_status,
    pointer,
)
from refnet.core.checks import checked_generator, vectors_alike
from refnet.core.memory import result_buffer
from refnet.core.structs import initializer_struct
from refnet.reference.checks import (
    INITIALIZERS,
    LARGEST_SEED,
    MOST_NUMBERS,
    ORTHOGONAL,
    check_count,
    check_length,
    check_not_empty,
    from_to,
    one_of,
)
from refnet.reference.further_initializers import Initializer
from refnet.reference.initializer_checks import (
    DEVIATION,
    DISTRIBUTIONS,
    MAXVAL,
    MODES,
    SCALE,
    SETTING,
    as_initializer,
    check_initializer,
)
from refnet.reference.readers import as_count, as_counts, optional, wrong_type

WORDS = {
    "initializer": one_of(INITIALIZERS),
    "initializer.minval": SETTING,
    "initializer.maxval": MAXVAL,
    "initializer.mean": SETTING,
    "initializer.stddev": DEVIATION,
    "initializer.value": SETTING,
    "initializer.gain": SETTING,
    "initializer.scale": SCALE,
    "initializer.mode": one_of(MODES),
    "initializer.distribution": one_of(DISTRIBUTIONS),
    "cells": from_to(1, MOST_NUMBERS),
    "seed": from_to(0, LARGEST_SEED),
}


def remove_part(vector: Vector, unit: Any) -> None:
    """Take away from a vector its part along a unit vector, in place (DENSE-22).

    vector [n]: an array that C can change, unit [n].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    numbers, others = vectors_alike("vector", vector, "unit", unit)
    if numbers is not vector or not vector.flags.writeable:
        raise wrong_type("vector", "a contiguous array of float64 that may be changed")
    lib.refnet_remove_part(pointer(numbers), pointer(others), len(numbers), 1)


def normalized(vector: Any) -> Vector:
    """Return a vector divided by its length (DENSE-22).

    vector [n] -> [n]. Raises RefnetError: wrong_type.
    """
    result = np.array(as_vector("vector", vector))
    lib.refnet_normalized(pointer(result), len(result), 1)
    return result


def orthogonal_kernel(inputs: int, units: int, generator: Any) -> Matrix:
    """Return a kernel whose rows are orthonormal, or its columns where it has fewer (DENSE-22).

    -> [inputs][units]. Raises RefnetError: wrong_type, out_of_range; and MemoryError.
    """
    return initial_kernel("orthogonal", inputs, units, generator)


def initial_kernel(
    initializer: str | Initializer, inputs: int, units: int, generator: Any, cells: int = 1
) -> Matrix:
    """Return the initial weights of a kernel, drawn from a generator (DENSE-18, DENSE-22, INIT-6).

    cells: those of a convolution's window, each with so many inputs -> [cells * inputs][units].
    Raises RefnetError: wrong_type, not_finite, out_of_range, unknown_name; and MemoryError.
    """
    initializer = as_initializer("initializer", initializer)
    inputs, units = as_count("inputs", inputs), as_count("units", units)
    generator, cells = checked_generator("generator", generator), as_count("cells", cells)
    check_initializer("initializer", initializer)
    check_count("inputs", inputs, 1)
    check_count("units", units, 1)
    check_count("cells", cells, 1)
    kernel: Matrix = result_buffer("units", (cells * inputs, units))
    struct = initializer_struct(initializer)
    lib.refnet_initial_kernel(struct, inputs, units, generator, cells, pointer(kernel))
    return kernel


def initial_kernels(
    initializer: str | Initializer, sizes: Any, seed: int, cells: Any = None
) -> list[Matrix]:
    """Return the initial kernels of a network, all drawn from one generator (DENSE-18).

    initializer: a name, such as "glorot_uniform", or an ``Initializer`` with settings; sizes: the
    number of inputs, then each layer's units; seed: 0 to 2^32 - 1; cells: for each kernel the cells
    of its window, or None for dense layers, 1 each; returns a kernel
    [cells[i] * sizes[i]][sizes[i + 1]] for each layer.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range
    and unknown_name.
    """
    initializer = as_initializer("initializer", initializer)
    sizes, seed = as_counts("sizes", sizes), as_count("seed", seed)
    cells = optional(as_counts)("cells", cells)
    check_not_empty("sizes", sizes)
    count = len(sizes) - 1
    cells = [1] * count if cells is None else cells
    check_length("cells", cells, "sizes without the first", count)
    arrays = [pointer(as_count_vector(*each)) for each in (("sizes", sizes), ("cells", cells))]
    lengths = [cells[i] * sizes[i] * sizes[i + 1] for i in range(count)]
    flat = np.empty(min(max(sum(lengths), 0), MOST_NUMBERS))  # C refuses more
    struct = initializer_struct(initializer)
    status = lib.refnet_initial_kernels(
        struct, arrays[0], len(sizes), seed, arrays[1], pointer(flat)
    )
    low = 1 if status.row >= 0 else 0  # of a size, or of how many weights they make
    is_too_much = status.row < 0 and sum(lengths) <= MOST_NUMBERS
    check_status(
        status, {**WORDS, "sizes": ORTHOGONAL if is_too_much else from_to(low, MOST_NUMBERS)}
    )
    parts = np.split(flat, np.cumsum(lengths[:-1])) if lengths else []
    return [part.reshape(cells[i] * sizes[i], sizes[i + 1]) for i, part in enumerate(parts)]
