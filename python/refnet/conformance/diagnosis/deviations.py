"""How far an answer is from the expected one: in which trial and quantity, by how many ULP."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from refnet.conformance.compare import ulps
from refnet.port.protocol import is_number, read_number

FAR = 2**60  # ULP: for a NaN, or where there is no number
SIGN_OF_ZERO = "differs in the sign of a zero"
_MISSING = object()


@dataclass(frozen=True)
class Deviation:
    """A wrong value. trial: counted from 1, 0 outside of trials; ulp: how far a number is.

    how: what no distance tells, such as "is a number where null is expected"; "" for numbers.
    """

    trial: int
    quantity: str
    ulp: int
    how: str = ""


def deviations(expected: Any, got: Any) -> Iterator[Deviation]:
    """Yield the wrong values of an answer, in its order."""
    yield from _within(expected, got, 0, "answer")


def _within(expected: Any, got: Any, trial: int, quantity: str) -> Iterator[Deviation]:
    if isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            yield from _within(value, got.get(key, _MISSING), trial, key)
    elif isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            yield Deviation(trial, quantity, FAR, "is a list of another length")
        for i, (a, b) in enumerate(zip(expected, got, strict=False), start=1):
            yield from _within(a, b, i if quantity == "trials" else trial, quantity)
    elif _is_numeric(expected) and _is_numeric(got):
        a, b = _number(expected), _number(got)
        if math.isnan(a) or math.isnan(b):
            if math.isnan(a) != math.isnan(b):
                yield Deviation(trial, quantity, FAR)
        elif a == b and ulps(a, b):
            yield Deviation(trial, quantity, 1, SIGN_OF_ZERO)
        elif ulps(a, b):
            yield Deviation(trial, quantity, abs(ulps(a, b)))
    elif expected != got or type(expected) is not type(got):
        how = f"is {_kind(got)} where {_kind(expected)} is expected"
        yield Deviation(trial, quantity, FAR, how if _kind(got) != _kind(expected) else "is wrong")


def _kind(value: Any) -> str:
    """Return what a value is, in JSON's words."""
    if value is _MISSING:
        return "nothing"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if _is_numeric(value):
        return "a number"
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list) else "a text"


def _is_numeric(value: Any) -> bool:
    return not isinstance(value, bool) and (isinstance(value, int) or is_number(value))


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int) else read_number("", value)
