"""Chapter tiny_numbers: numbers on both sides of TINY."""

import math

from refnet import reference


def test_numbers_about_tiny() -> None:
    assert [reference.flushed(x) for x in (1e-280, -1e-280, 9.9e-281)] == [1e-280, -1e-280, 0.0]
    assert [reference.square(x) for x in (0.0, 1e-200, -2.0)] == [1e-280, 1e-280, 4.0]
    assert math.isnan(reference.flushed(math.nan))
    assert math.isnan(reference.square(math.nan))
