"""An answer beside the expected one, value by value; and answers that are close."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from refnet.conformance.compare import first_difference, ulps
from refnet.conformance.fixtures import Case
from refnet.conformance.verdicts import Verdict
from refnet.port.protocol import is_number, read_number

MISSING = object()  # what one answer has and the other has not
CLOSE_IN_ULP = 2**20  # a larger distance in ULP tells nothing


@dataclass(frozen=True)
class Pair:
    """A value of the expected answer and of the given one, at a place such as ``weights[0]``."""

    path: str
    expected: Any
    given: Any

    @property
    def differs(self) -> bool:
        """Return whether the two are different: numbers by their bits (NUM-4)."""
        if self.path == "error.message":
            return False
        return first_difference(self.expected, self.given) is not None


def pairs(expected: Any, given: Any) -> list[Pair]:
    """Return all values of two answers, in the order of the expected one."""
    right, wrong = dict(_values(expected, "")), dict(_values(given, ""))
    return [
        Pair(path, right.get(path, MISSING), wrong.get(path, MISSING))
        for path in dict.fromkeys([*right, *wrong])
    ]


def distance(pair: Pair) -> int | None:
    """Return how many ULP the given number is above the expected one, if that tells anything.

    Both are finite then, and near each other on the same side of zero; None otherwise.
    """
    if not (_is_number(pair.expected) and _is_number(pair.given)):
        return None
    expected, given = _number(pair.expected), _number(pair.given)
    if not (math.isfinite(expected) and math.isfinite(given)):
        return None
    if math.copysign(1.0, expected) != math.copysign(1.0, given):
        return None
    steps = ulps(expected, given)
    return steps if abs(steps) < CLOSE_IN_ULP else None


def in_words(pair: Pair) -> str:
    """Return how far a given number is from the expected one, in words; "" for anything else."""
    if not (_is_number(pair.expected) and _is_number(pair.given)):
        return ""
    steps = distance(pair)
    if steps is not None:
        return f"{abs(steps)} ULP too {'high' if steps > 0 else 'low'}" if steps else ""
    expected, given = _number(pair.expected), _number(pair.given)
    if expected == given:
        return "the sign of zero differs"
    if expected == -given:
        return "the sign differs"
    if not (math.isfinite(expected) and math.isfinite(given)) or expected == 0.0:
        return ""
    return f"{given / expected:.6g} times as much"


def as_close(verdict: Verdict, case: Case, limit: int) -> Verdict:
    """Return the verdict on an answer that may differ by so many ULP in its numbers.

    Whole numbers, which fixtures write without a point, and texts must agree.
    """
    if verdict.failure is None or verdict.answer is None or verdict.ending is not None:
        return verdict
    expected = {key: value for key, value in case.expected.items() if key != "id"}
    greatest = 0
    for pair in pairs(expected, verdict.answer):
        if pair.differs:
            steps = _close_distance(pair)
            if steps is None or steps > limit:
                return verdict
            greatest = max(greatest, steps)
    return replace(verdict, failure=None, detail="", close=greatest) if greatest else verdict


def _close_distance(pair: Pair) -> int | None:
    """Return the distance of two real numbers in ULP, across zero too; None for other values."""
    if not isinstance(pair.expected, float | str) or not _is_number(pair.expected):
        return None
    if not _is_number(pair.given):
        return None
    expected, given = _number(pair.expected), _number(pair.given)
    if not (math.isfinite(expected) and math.isfinite(given)):
        return None
    return abs(ulps(expected, given))


def _values(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the values in an answer that are no objects and no lists, each with its place."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _values(item, f"{path}.{ascii(key)[1:-1]}".lstrip("."))
    elif isinstance(value, list) and value:
        for i, item in enumerate(value):
            yield from _values(item, f"{path}[{i}]")
    else:
        yield path, value


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and (isinstance(value, int) or is_number(value))


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int) else read_number("", value)
