"""How far an answer is from the expected one: in which trial and quantity, by how many ULP."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from refnet.conformance.compare import ulps
from refnet.port.protocol import is_number, read_number

FAR = 2**60  # ULP: for a NaN, or where there is no number


@dataclass(frozen=True)
class Deviation:
    """A wrong number. trial: counted from 1, 0 outside of trials; ulp: how far it is."""

    trial: int
    quantity: str
    ulp: int


def deviations(expected: Any, got: Any) -> Iterator[Deviation]:
    """Yield the wrong numbers of an answer, in its order."""
    yield from _within(expected, got, 0, "answer")


def _within(expected: Any, got: Any, trial: int, quantity: str) -> Iterator[Deviation]:
    if isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            yield from _within(value, got.get(key), trial, key)
    elif isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            yield Deviation(trial, quantity, FAR)
        for i, (a, b) in enumerate(zip(expected, got, strict=False), start=1):
            yield from _within(a, b, i if quantity == "trials" else trial, quantity)
    elif _is_numeric(expected) and _is_numeric(got):
        a, b = _number(expected), _number(got)
        if math.isnan(a) or math.isnan(b):
            if math.isnan(a) != math.isnan(b):
                yield Deviation(trial, quantity, FAR)
        elif ulps(a, b):
            yield Deviation(trial, quantity, abs(ulps(a, b)))
    elif expected != got:
        yield Deviation(trial, quantity, FAR)


def _is_numeric(value: Any) -> bool:
    return not isinstance(value, bool) and (isinstance(value, int) or is_number(value))


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int) else read_number("", value)
