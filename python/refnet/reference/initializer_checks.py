"""What ``initial_kernels`` accepts: initializers with their settings, and the sizes of kernels."""

from collections.abc import Sequence
from typing import Any

from refnet.reference.checks import (
    INITIALIZERS,
    LARGEST_SEED,
    MOST_MULTIPLICATIONS,
    MOST_NUMBERS,
    ORTHOGONAL,
    check_finite_number,
    check_length,
    check_name,
    check_not_empty,
    check_range,
    check_ranges,
    fault,
)
from refnet.reference.further_initializers import Initializer
from refnet.reference.readers import as_count, as_counts, as_name, as_number, optional

MODES = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")
LEAST = 5e-324  # of numbers above 0
LARGEST_SETTING = 2.0**64  # so that no weight is infinite, not even in binary32

# What is expected of the settings, which refnet.core says as well

SETTING = "a number from -2^64 to 2^64"
DEVIATION = "a number from 0 to 2^64"
SCALE = "a number above 0, at most 2^64"
MAXVAL = "a number from minval to 2^64"


def as_initializer(field: str, initializer: Any) -> Initializer:
    """Return an initializer with settings of the right types; a name has the defaults."""
    if not isinstance(initializer, Initializer):
        return Initializer(as_name(field, initializer))
    words = "name", "mode", "distribution"
    read: list[Any] = [
        (as_name if name in words else as_number)(f"{field}.{name}", value)
        for name, value in initializer._asdict().items()
    ]
    return Initializer(*read)


def check_setting(field: str, value: float, expected: str, low: float) -> None:
    """Raise not_finite, or out_of_range for a setting below ``low`` or above 2^64."""
    check_finite_number(field, value)
    if not low <= value <= LARGEST_SETTING:
        raise fault("out_of_range", field, expected)


def check_initializer(field: str, initializer: Initializer) -> None:
    """Raise unknown_name, or not_finite or out_of_range for one of its own settings."""
    name = initializer.name
    check_name(field, name, INITIALIZERS)
    if name == "random_uniform":
        check_setting(f"{field}.minval", initializer.minval, SETTING, -LARGEST_SETTING)
        check_setting(f"{field}.maxval", initializer.maxval, MAXVAL, initializer.minval)
    if name in ("random_normal", "truncated_normal"):
        check_setting(f"{field}.mean", initializer.mean, SETTING, -LARGEST_SETTING)
        check_setting(f"{field}.stddev", initializer.stddev, DEVIATION, 0.0)
    if name == "constant":
        check_setting(f"{field}.value", initializer.value, SETTING, -LARGEST_SETTING)
    if name in ("orthogonal", "identity"):
        check_setting(f"{field}.gain", initializer.gain, SETTING, -LARGEST_SETTING)
    if name == "variance_scaling":
        check_setting(f"{field}.scale", initializer.scale, SCALE, LEAST)
        check_name(f"{field}.mode", initializer.mode, MODES)
        check_name(f"{field}.distribution", initializer.distribution, DISTRIBUTIONS)


def checked_initial_kernels(
    initializer: Any, sizes: Any, seed: Any, cells: Any
) -> tuple[Initializer, list[int], int, list[int]]:
    """Return the arguments of ``initial_kernels``; cells of None become 1 for each kernel."""
    initializer = as_initializer("initializer", initializer)
    sizes = as_counts("sizes", sizes)
    seed = as_count("seed", seed)
    cells = optional(as_counts)("cells", cells)
    check_not_empty("sizes", sizes)
    kernels = len(sizes) - 1
    cells = [1] * kernels if cells is None else cells
    check_length("cells", cells, "sizes without the first", kernels)
    check_initializer("initializer", initializer)
    check_ranges("sizes", sizes, 1, MOST_NUMBERS)
    check_ranges("cells", cells, 1, MOST_NUMBERS)
    weights = 0
    for i in range(kernels):
        weights = weights + cells[i] * sizes[i] * sizes[i + 1]
    check_range("sizes", weights, 0, MOST_NUMBERS)
    if initializer.name == "orthogonal":
        check_multiplications("sizes", sizes, cells)
    check_range("seed", seed, 0, LARGEST_SEED)
    return initializer, sizes, seed, cells


def check_multiplications(field: str, sizes: Sequence[int], cells: Sequence[int]) -> None:
    """Raise out_of_range where a kernel is too large to be made orthogonal.

    Each of its vectors loses a part along each one before it, so the number of multiplications is
    about the square of how many vectors there are, times their length.
    """
    for i in range(len(cells)):
        inputs, units = cells[i] * sizes[i], sizes[i + 1]
        count, length = min(inputs, units), max(inputs, units)
        if count * count * length > MOST_MULTIPLICATIONS:
            raise fault("out_of_range", field, ORTHOGONAL)
