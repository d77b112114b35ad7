"""Chapter further_initializers through the C core: the same functions over NumPy arrays."""

from typing import Any

from refnet._core import lib
from refnet.core.arrays import Vector, pointer
from refnet.core.checks import checked_generator
from refnet.core.memory import result_buffer
from refnet.core.structs import initializer_struct
from refnet.reference.checks import INITIALIZERS, check_count, check_name
from refnet.reference.further_initializers import SCALINGS, Initializer
from refnet.reference.initializer_checks import (
    LARGEST_SETTING,
    SETTING,
    as_initializer,
    check_initializer,
    check_setting,
)
from refnet.reference.readers import as_count, as_number

_FURTHER = INITIALIZERS[4:]


def uniform_weights(count: int, minval: float, maxval: float, generator: Any) -> Vector:
    """Return numbers from minval to maxval, each as likely as the others (INIT-1).

    -> [count]. Raises RefnetError: wrong_type, not_finite, out_of_range; and MemoryError.
    """
    settings = Initializer("random_uniform", minval=minval, maxval=maxval)
    return further_weights(settings, 1, count, generator, 1)


def normal_weights(count: int, mean: float, stddev: float, generator: Any) -> Vector:
    """Return normal numbers, whole pairs but for the last second number (INIT-2).

    -> [count]. Raises RefnetError: wrong_type, not_finite, out_of_range; and MemoryError.
    """
    settings = Initializer("random_normal", mean=mean, stddev=stddev)
    return further_weights(settings, 1, count, generator, 1)


def truncated_weights(count: int, mean: float, stddev: float, generator: Any) -> Vector:
    """Return normal numbers that are at most two deviations from their mean (INIT-3).

    -> [count]. Raises RefnetError: wrong_type, not_finite, out_of_range; and MemoryError.
    """
    settings = Initializer("truncated_normal", mean=mean, stddev=stddev)
    return further_weights(settings, 1, count, generator, 1)


def scaled_weights(
    count: int, initializer: Initializer, fan_in: int, fan_out: int, generator: Any
) -> Vector:
    """Return numbers around 0 whose variance is a scale divided by a fan (INIT-4).

    initializer: variance_scaling with its settings, or one of SCALINGS -> [count]. Raises
    RefnetError: wrong_type, not_finite, out_of_range, unknown_name; and MemoryError.
    """
    read = as_initializer("initializer", initializer)
    sizes = {"count": count, "fan_in": fan_in, "fan_out": fan_out}
    count, fan_in, fan_out = (as_count(name, size) for name, size in sizes.items())
    generator = checked_generator("generator", generator)
    check_initializer("initializer", read)
    check_name("initializer", read.name, ("variance_scaling", *SCALINGS))
    check_count("count", count)
    check_count("fan_in", fan_in, 1)
    check_count("fan_out", fan_out, 1)
    weights: Vector = result_buffer("count", (count,))
    lib.refnet_scaled_weights(
        count, initializer_struct(read), fan_in, fan_out, generator, pointer(weights)
    )
    return weights


def identity_weights(inputs: int, units: int, gain: float) -> Vector:
    """Return a kernel with the gain where the row and the column are the same, else 0.0 (INIT-5).

    -> [inputs * units], row by row. Raises RefnetError: wrong_type, not_finite, out_of_range; and
    MemoryError.
    """
    inputs, units = as_count("inputs", inputs), as_count("units", units)
    gain = as_number("gain", gain)
    check_count("inputs", inputs)
    check_count("units", units)
    check_setting("gain", gain, SETTING, -LARGEST_SETTING)
    weights: Vector = result_buffer("units", (inputs * units,))
    lib.refnet_identity_weights(inputs, units, gain, pointer(weights))
    return weights


def further_weights(
    initializer: Initializer, inputs: int, units: int, generator: Any, cells: int
) -> Vector:
    """Return the weights of a kernel by an initializer of this chapter (INIT-1 to INIT-5).

    -> [cells * inputs * units], row by row. Raises RefnetError: wrong_type, not_finite,
    out_of_range, unknown_name; and MemoryError.
    """
    read = as_initializer("initializer", initializer)
    sizes = {"inputs": inputs, "units": units, "cells": cells}
    inputs, units, cells = (as_count(name, size) for name, size in sizes.items())
    generator = checked_generator("generator", generator)
    check_initializer("initializer", read)
    check_name("initializer", read.name, _FURTHER)
    check_count("inputs", inputs, 1)
    check_count("units", units)
    check_count("cells", cells, 1)
    weights: Vector = result_buffer("units", (cells * inputs * units,))
    struct = initializer_struct(read)
    lib.refnet_further_weights(struct, inputs, units, generator, cells, pointer(weights))
    return weights
