"""Further activations through the C core: the bits of the reference, on every instruction set."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from support import binary32
from support.float32 import rows_of
from support.processor import EVERYWHERE
from support.refusals import refused

from refnet import core, reference
from refnet.core.arrays import pointer
from refnet.core.structs import kernels
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.further_activations import FROM_OUTPUTS, FROM_PREACTIVATIONS

FURTHER = (*FROM_OUTPUTS, *FROM_PREACTIVATIONS)
FUNCTIONS = ["expm1", "log1p", "erf"]
DTYPES = [np.float64, np.float32]
# zeros, subnormal numbers, corners of the activations, and where a function takes another branch
SPECIAL = [
    *(0.0, -0.0, 5e-324, -5e-324, 1e-310, 1e-45, -1e-45, 2**-53, -(2**-54), 1e-20),
    *(3.0, -3.0, 1.0, -1.0, 6.0, -6.0, 8.5, 0.625, -0.625, -0.999999, 36.7, -37.4, 41.6, 60.5),
    *(-40.0, math.nextafter(-40.0, 0.0), math.nextafter(-40.0, -50.0), -104.0, 88.8),
    *(700.0, -700.0, 701.0, -701.0, 745.2, -745.2, 1000.0, 1e30, -1e30, 1e308, -1e308),
    *(math.inf, -math.inf, math.nan),
]
SIZES = [*range(1, 36), 63, 64, 65, 255, 256, 257, 600]
LARGE = 1000  # rows of so many numbers that threads share them


def numbers(size: int, dtype: Any) -> Any:
    """Return numbers of the usual size, most of them; those at the end are special."""
    generator = np.random.default_rng(size)
    values = generator.normal(size=size) * generator.choice([0.3, 3.0, 30.0], size)
    special = generator.permutation(SPECIAL)[: size // 8]
    values[size - len(special) :] = special
    with np.errstate(over="ignore"):
        return values.astype(dtype)


def chapters_of(dtype: Any) -> Any:
    return reference if dtype == np.float64 else binary32.chapters


def alike(found: Any, wanted: Any) -> bool:
    """Return whether two arrays have the same bits, but for NaN."""
    wanted = np.asarray(wanted, found.dtype).reshape(found.shape)
    nan = np.isnan(wanted)
    same_places = bool((np.isnan(found) == nan).all())
    return same_places and found[~nan].tobytes() == wanted[~nan].tobytes()


@cache
def cases(dtype: Any, size: int) -> tuple[Any, Any, dict[str, tuple[Any, Any]]]:
    """Return numbers, gradients, and for each activation outputs and deltas of the numbers.

    The deltas take the numbers as preactivations and as outputs.
    """
    chapters, values = chapters_of(dtype), numbers(size, dtype)
    gradients = np.random.default_rng(1).normal(size=size).astype(dtype)
    [row], [of_row] = rows_of(values[None]), rows_of(gradients[None])
    with np.errstate(all="ignore"):
        found = {
            name: (chapters.activate(name, row), chapters.layer_deltas(name, of_row, row, row))
            for name in FURTHER
        }
    return values, gradients, found


def calculated(name: str, values: Any, gradients: Any, u: int) -> tuple[Any, Any]:
    """Return outputs and deltas of rows of u numbers, as ``cases`` has them."""
    number, table, m = ACTIVATIONS.index(name), kernels(values.dtype.type), values.size // u
    outputs, deltas = np.empty_like(values), np.empty_like(values)
    table.activate(number, pointer(values), m, u, pointer(outputs))
    arrays = pointer(gradients), pointer(values), pointer(values)
    table.layer_deltas(number, *arrays, m, u, pointer(deltas))
    return outputs, deltas


@EVERYWHERE
@pytest.mark.parametrize("dtype", DTYPES)
def test_activations_and_deltas_have_the_reference_bits(dtype: Any) -> None:
    for size in SIZES:
        values, gradients, wanted = cases(dtype, size)
        for name, (outputs, deltas) in wanted.items():
            found = calculated(name, values, gradients, size)
            assert alike(found[0], outputs), (name, size)
            assert alike(found[1], deltas), (name, size)


@EVERYWHERE
@pytest.mark.parametrize(("dtype", "far"), [(np.float64, 1e200), (np.float32, 1e20)])
@pytest.mark.parametrize("name", FROM_PREACTIVATIONS)
def test_slopes_are_0_and_1_where_squares_are_infinite(name: str, dtype: Any, far: float) -> None:
    values = np.tile(np.array([far, -far], dtype), 17)
    gradients = np.full_like(values, 3.0)
    _, deltas = calculated(name, values, gradients, values.size)
    assert deltas.tolist() == [3.0, 0.0] * 17


@EVERYWHERE
@pytest.mark.parametrize("dtype", DTYPES)
def test_results_may_take_the_place_of_what_is_given(dtype: Any) -> None:
    for size in (5, 300):
        values, gradients, wanted = cases(dtype, size)
        table = kernels(dtype)
        for name, (outputs, deltas) in wanted.items():
            number, own, of_own = ACTIVATIONS.index(name), values.copy(), gradients.copy()
            table.activate(number, pointer(own), 1, size, pointer(own))
            assert alike(own, outputs), name
            arrays = pointer(of_own), pointer(values), pointer(values)
            table.layer_deltas(number, *arrays, 1, size, pointer(of_own))
            assert alike(of_own, deltas), name


@EVERYWHERE
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ["elu", "gelu", "silu", "gelu_tanh", "softplus"])
def test_threads_share_rows(dtype: Any, name: str) -> None:
    values, gradients, wanted = cases(dtype, 600)
    many, gradients_of_many = np.tile(values, LARGE), np.tile(gradients, LARGE)
    found = calculated(name, many, gradients_of_many, values.size)
    for part, expected in zip(found, wanted[name], strict=True):
        assert alike(part[: values.size], expected)
        assert part.tobytes() == np.tile(part[: values.size], LARGE).tobytes()


@EVERYWHERE
@pytest.mark.parametrize("function", FUNCTIONS)
def test_elementary_functions_have_the_reference_bits(function: str) -> None:
    for size in SIZES:
        values = numbers(size, np.float64)
        wanted = [getattr(reference, function)(x) for x in values.tolist()]
        assert alike(core.elementary(function, values), wanted), size
        usual = np.random.default_rng(size).uniform(-0.9, 9.0, size)  # no block is refused
        wanted = [getattr(reference, function)(x) for x in usual.tolist()]
        assert alike(core.elementary(function, usual), wanted), size


@EVERYWHERE
@pytest.mark.parametrize("function", FUNCTIONS)
def test_elementary_functions_of_binary32_are_rounded_once(function: str) -> None:
    for size in (1, 7, 64, 257, 600):
        values = numbers(size, np.float32)
        found = np.empty_like(values)
        getattr(kernels(np.float32), function)(pointer(values), size, pointer(found))
        with np.errstate(over="ignore"):
            wanted = core.elementary(function, values.astype(np.float64)).astype(np.float32)
        assert alike(found, wanted), size


def test_functions_of_one_number_have_the_reference_bits() -> None:
    values = [*SPECIAL, *numbers(64, np.float64).tolist()]
    calls: list[tuple[str, tuple[Any, ...]]] = []
    for d in values:
        calls += [("leaky_relu", (d, slope)) for slope in (0.0, 0.3, 2.0)]
        calls += [("leaky_relu_backward", (-1.5, d, slope)) for slope in (0.0, 0.3, 2.0)]
        calls += [("further_activation", (name, d)) for name in FURTHER]
        calls += [("backward_from_output", (name, 0.7, d)) for name in FROM_OUTPUTS]
        calls += [("backward_from_preactivation", (name, -2.0, d)) for name in FROM_PREACTIVATIONS]
    for name, arguments in calls:
        found, wanted = (getattr(each, name)(*arguments) for each in (core, reference))
        assert alike(np.array([found]), [wanted]), (name, arguments)


def test_parts_of_exp_have_the_reference_bits() -> None:
    for x in (0.0, -0.0, 1.0, -0.3, 700.5, -1000.0, 1000.0):
        assert core.exponent_and_rest(x) == reference.exponent_and_rest(x)
    for y, k in ((1.5, 0.0), (-0.7, 1024.0), (1.1, -1060.0), (1e-300, 2044.0), (1e300, -2044.0)):
        assert core.scaled(y, k) == reference.scaled(y, k)


def test_unknown_activations_are_refused() -> None:
    for name in ("relu", "softmax", "hard_tanh"):
        refused("unknown_name", "activation", core.further_activation, name, 1.0)
    for name in ("relu", "silu"):
        refused("unknown_name", "activation", core.backward_from_output, name, 1.0, 1.0)
    for name in ("elu", "linear"):
        refused("unknown_name", "activation", core.backward_from_preactivation, name, 1.0, 1.0)
    for name in FROM_PREACTIVATIONS:
        refused("unknown_name", "activation", core.activation_backward, name, [1.0], [1.0])
    refused("wrong_type", "d", core.further_activation, "gelu", "1")
    refused("wrong_type", "slope", core.leaky_relu, 1.0, None)


def test_deltas_need_rows_of_one_length() -> None:
    deltas = core.layer_deltas
    assert deltas("gelu", [1.0, 2.0], [0.5, 0.5], [0.1, 0.1]).shape == (2,)
    refused("shape_mismatch", "preactivations", deltas, "gelu", [1.0], [1.0, 2.0], [1.0])
    refused("shape_mismatch", "outputs", deltas, "gelu", [1.0], [1.0], [1.0, 2.0])
    refused("wrong_type", "preactivations", deltas, "gelu", [1.0], 1.0, [1.0])
    refused("empty", "output_gradients", deltas, "gelu", [], [], [])
