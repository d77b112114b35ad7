"""A calculation ends at the call that is one too many."""

import sys

import pytest

from refnet.conformance.diagnosis.limits import TooLong, limited


def sum_to(n: int) -> int:
    return n + sum_to(n - 1) if n else 0


def test_a_calculation_may_make_so_many_calls() -> None:
    assert limited(lambda: sum_to(10), 20) == 55
    with pytest.raises(TooLong):
        limited(lambda: sum_to(100), 20)
    assert limited(lambda: sum_to(100), 200) == 5050  # each has a limit of its own


def test_the_profiler_from_before_is_there_again() -> None:
    before = sys.getprofile()
    with pytest.raises(ZeroDivisionError):
        limited(lambda: 1 // 0, 20)
    assert sys.getprofile() is before
