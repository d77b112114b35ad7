"""Where an answer first differs from the expected one, and by how much."""

import json
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from refnet.port.protocol import is_number, read_number

FAR = 2**20  # ULP; a larger distance tells nothing
_MISSING = object()


@dataclass(frozen=True)
class Difference:
    """The first place where two answers differ, such as ``trials[2].weights[0]``."""

    path: str
    expected: str
    got: str
    distance: str = ""

    def __str__(self) -> str:
        lines = [f"at {self.path}", f"  expected {self.expected}", f"  got      {self.got}"]
        return "\n".join([*lines, f"  {self.distance}"] if self.distance else lines)


def first_difference(expected: Any, got: Any) -> Difference | None:
    """Return the first difference in the order of the expected answer, or None.

    Numbers are compared by their bits, and every NaN equals every other (NUM-4). The message of an
    error may differ.
    """
    return next(_differences(expected, got, ""), None)


def bits(value: float) -> str:
    """Return the 16 hex digits of a binary64."""
    return f"0x{struct.pack('>d', value).hex()}"


def ulps(a: float, b: float) -> int:
    """Return how many binary64 numbers b is above a; -0.0 and 0.0 are neighbours."""
    return _ordinal(b) - _ordinal(a)


def describe(value: Any) -> str:
    """Return a value as JSON has it: a number with its bits, a long text cut."""
    if value is _MISSING:
        return "nothing"
    if is_number(value) or (isinstance(value, int) and not isinstance(value, bool)):
        number = _number(value)
        return f"{number!r} ({bits(number)})"
    text = json.dumps(value, default=repr)  # of pairs, one may be missing
    return text if len(text) <= 100 else f"{text[:100]}..."


def _differences(expected: Any, got: Any, path: str) -> Iterator[Difference]:
    if isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            if not (path == "error" and key == "message"):
                yield from _differences(value, got.get(key, _MISSING), f"{path}.{key}".lstrip("."))
        for key in sorted(set(got) - set(expected)):
            if not (path == "error" and key == "message"):
                name = f"{path}.{ascii(key)[1:-1]}".lstrip(".")
                yield Difference(name, "nothing", describe(got[key]))
    elif isinstance(expected, list) and isinstance(got, list):
        for i, (a, b) in enumerate(zip(expected, got, strict=False)):
            yield from _differences(a, b, f"{path}[{i}]")
        if len(expected) != len(got):
            yield Difference(path, f"length {len(expected)}", f"length {len(got)}")
    elif _is_numeric(expected) and _is_numeric(got):
        yield from _number_differences(_number(expected), _number(got), path)
    elif type(expected) is not type(got) or expected != got:
        yield Difference(path, describe(expected), describe(got))


def _number_differences(expected: float, got: float, path: str) -> Iterator[Difference]:
    if bits(expected) == bits(got) or (math.isnan(expected) and math.isnan(got)):
        return
    yield Difference(path, describe(expected), describe(got), _distance(expected, got))


def _distance(expected: float, got: float) -> str:
    """Return how far a number is from the expected one, in words; "" if ULP tell nothing."""
    if expected == got:
        return "the sign of zero differs"
    finite = math.isfinite(expected) and math.isfinite(got)
    if not finite or math.copysign(1.0, expected) != math.copysign(1.0, got):
        return ""
    steps = ulps(expected, got)
    return f"{abs(steps)} ULP too {'high' if steps > 0 else 'low'}" if abs(steps) < FAR else ""


def _is_numeric(value: Any) -> bool:
    return not isinstance(value, bool) and (isinstance(value, int) or is_number(value))


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int) else read_number("", value)


def _ordinal(value: float) -> int:
    pattern: int = struct.unpack(">q", struct.pack(">d", value))[0]
    return pattern if pattern >= 0 else -(pattern & (2**63 - 1)) - 1
