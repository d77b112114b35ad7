"""The products of a recurrent step at many sizes, and its functions: the bits of the rules.

Layers as a whole are compared in test_sequences.py and test_float32_sequences.py.
"""

from typing import Any

import numpy as np
import pytest
from refnet._core import ffi
from support.bits import in_order
from support.processor import EVERYWHERE

from refnet import core
from refnet.core.arrays import pointer
from refnet.core.layers import core_name
from refnet.core.structs import kernels

DTYPES = [np.float64, np.float32]
GUARD = 9.75  # between rows: no register may be stored there

# examples, units before, units after: tiles, panels and registers that are full or leave a rest
SMALL = [
    (m, n, u)
    for m in (1, 2, 3, 9, 15, 16, 17, 70)
    for n, u in ((1, 1), (3, 7), (9, 24), (16, 64), (13, 52), (31, 29), (48, 97), (128, 11))
]
LARGE = [
    (1, 260, 1040),
    (3, 1030, 1040),  # threads share the columns, and there are more terms than a block has
    (40, 300, 400),  # threads share the rows
    (17, 1050, 70),
    (65, 40, 1100),
]


def in_rows(numbers: Any, gap: int) -> tuple[Any, Any]:
    """Return an array [m][n + gap] that begins with the numbers [m][n], and its struct."""
    m, n = numbers.shape
    wide = np.full((m, n + gap), GUARD, numbers.dtype)
    wide[:, :n] = numbers
    struct = ffi.new(core_name("rows", numbers.dtype.type) + " *", [pointer(wide), n + gap])
    return wide, struct


@pytest.mark.parametrize("dtype", DTYPES)
@EVERYWHERE
def test_products_with_the_recurrent_kernel(dtype: Any) -> None:
    table = kernels(dtype)
    for m, n, u in [*SMALL, *LARGE]:
        generator = np.random.default_rng(m * n * u)
        kernel, states, sums, deltas = (
            generator.normal(size=shape).astype(dtype) for shape in ((n, u), (m, n), (m, u), (m, u))
        )
        _states, rows_struct = in_rows(states, 3)
        results, results_struct = in_rows(sums, 5)
        copy = table.copy_kernel(pointer(kernel), m, n, u)
        for _ in range(2):  # the second step continues, with the same copy
            sums = in_order(sums, states, kernel)
            arguments = rows_struct[0], pointer(kernel), copy, m, n, u
            table.add_products(*arguments, results_struct[0])
            assert results[:, :u].tobytes() == sums.tobytes(), (m, n, u)
        assert (results[:, u:] == GUARD).all(), (m, n, u)

        _deltas, struct = in_rows(deltas, 3)
        gradients = np.full(m * n + 1, GUARD, dtype)
        copy = table.copy_transposed(pointer(kernel), m, n, u)
        arguments = struct[0], pointer(kernel), copy, m, n, u
        table.state_gradients(*arguments, pointer(gradients))
        wanted = in_order(0, deltas, np.ascontiguousarray(kernel.T))
        assert gradients[:-1].tobytes() == wanted.tobytes(), (m, n, u)
        assert gradients[-1] == GUARD, (m, n, u)


SPECIAL = np.array([0.0, -0.0, np.inf, -np.inf, 1e-45, -1e-45, 20, -20, 700, -104], np.float32)


def halfway(*numbers: str) -> Any:
    return np.array(list(map(float.fromhex, numbers)), np.float32)


# numbers whose function lies within 100 units of the last place of binary64 of the middle between
# two numbers of binary32
ALMOST_HALFWAY = {
    "tanh": halfway(
        "0x1.054fp-2",
        "0x1.33c976p-2",
        "0x1.6031acp-2",
        "0x1.d9ff12p-2",
        "0x1.dc0accp-2",
        "0x1.ed5fdcp-2",
        "0x1.2e57ccp-1",
        "0x1.416cfep-1",
    ),
    "sigmoid": halfway(
        "0x1.1bff5ep-2",
        "-0x1.68184ap-2",
        "0x1.c52ab8p-2",
        "-0x1.2dd64p-1",
        "0x1.5077e4p-1",
        "0x1.a14ac8p-1",
        "-0x1.c2a30cp-1",
        "-0x1.6d7a9ap+0",
    ),
}


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
def test_functions_of_binary32_are_those_of_binary64_rounded_once(name: str) -> None:
    bits = np.random.default_rng(1).integers(0, 2**32, 200_000, dtype=np.uint32)
    usual = np.random.default_rng(2).normal(size=200_000).astype(np.float32) * 3
    with np.errstate(invalid="ignore"):
        values = np.concatenate([bits.view(np.float32), usual, ALMOST_HALFWAY[name], SPECIAL])
        values = values[~np.isnan(values)]
    wanted = core.elementary(name, values.astype(np.float64)).astype(np.float32)
    for start in (0, 1, 7):  # blocks and registers that leave a rest
        x = values[start:].copy()
        found = np.empty_like(x)
        getattr(kernels(np.float32), name)(pointer(x), x.size, pointer(found))
        assert found.tobytes() == wanted[start:].tobytes()
        getattr(kernels(np.float32), name)(pointer(x), x.size, pointer(x))  # in place
        assert x.tobytes() == found.tobytes()
    x = np.array([1.0, np.nan, -np.nan, 2.0], np.float32).repeat(20)
    getattr(kernels(np.float32), name)(pointer(x), x.size, pointer(x))
    assert np.isnan(x).tolist() == ([False] * 20 + [True] * 40 + [False] * 20)
