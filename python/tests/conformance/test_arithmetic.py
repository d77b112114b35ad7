"""The wrong arithmetic of the mistakes."""

import math

import numpy as np
from support.ports import ORDER

from refnet.conformance.mistakes.arithmetic import (
    added,
    binary32,
    compensated,
    flushed,
    fused,
    in_halves,
    in_lanes,
    unsigned,
)


def test_the_fixtures_of_the_order_tell_orders_apart() -> None:
    terms = [0.1, 0.2, 0.3, 0.6, 0.7]
    others = [added(terms[::-1]), in_halves(terms), compensated(terms)]
    assert added(terms) not in others
    assert ORDER.expected["trials"][0]["output"] == added(terms)


def test_other_sums() -> None:
    assert in_halves([1.0, 2.0**53, 1.0, 1.0]) == 2.0**53 + 2.0
    assert in_lanes(2, [1.0, 2.0**53, 1.0, 1.0]) == 2.0**53 + 2.0
    assert compensated([1e16, 1.0, 1.0, -1e16]) == 2.0
    assert math.isinf(compensated([math.inf, 1.0]))


def test_fused_rounds_once() -> None:
    assert fused(0.1, 10.0, -1.0) == 2.0**-54  # 0.1 is 0.1000000000000000055...
    assert 0.1 * 10.0 - 1.0 == 0.0
    assert fused(2.0, 3.0, 4.0) == 10.0
    assert math.isinf(fused(1e308, 10.0, 0.0))
    assert math.isnan(fused(math.inf, 0.0, 1.0))


def test_rounding() -> None:
    assert binary32(0.1) == float(np.float32(0.1))
    assert [binary32(x) for x in (1e39, -1e39)] == [math.inf, -math.inf]
    assert [flushed(x) for x in (2.0**-1022, 2.0**-1023)] == [2.0**-1022, 0.0]
    assert math.copysign(1.0, flushed(-(2.0**-1023))) == -1.0
    assert math.copysign(1.0, unsigned(-0.0)) == 1.0
