"""Short texts that stand for answers, cases and mistakes in the table of wrong answers."""

import base64
import hashlib
import json
import math
import struct
from typing import Any

from refnet.conformance.fixtures import Case
from refnet.port.protocol import is_number, read_number

NAN = struct.pack(">d", math.nan)


def digest(answer: dict[str, Any]) -> str:
    """Return the digest of an answer without its id.

    Two answers have the same digest if compare.first_difference finds no difference: numbers are
    taken by their bits, every NaN is the same, and the message of an error is left out.
    """
    if isinstance(answer.get("error"), dict):
        error = {key: value for key, value in answer["error"].items() if key != "message"}
        answer = {**answer, "error": error}
    parts: list[bytes] = []
    _add(answer, parts)
    return short(b"".join(parts), 6)


def case_key(case: Case) -> str:
    """Return what tells whether a case is still the one that the table knows."""
    text = json.dumps([case.request, case.expected, list(case.rules)])
    return short(text.encode(), 8)


def short(content: bytes, length: int) -> str:
    """Return some letters and digits of a hash, 6 bits each."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest())[:length].decode()


def _add(value: Any, parts: list[bytes]) -> None:
    """Add what stands for a JSON value, of which no other value's is a beginning."""
    if isinstance(value, float):
        parts.append(b"n" + _bits(value))
    elif isinstance(value, list):
        parts.append(b"[%d " % len(value))
        for item in value:
            _add(item, parts)
    elif isinstance(value, dict):
        parts.append(b"{%d " % len(value))
        for key in sorted(value):
            parts.append(json.dumps(key).encode())
            _add(value[key], parts)
    elif isinstance(value, int) and not isinstance(value, bool):
        parts.append(b"n" + _bits(float(value)))
    elif is_number(value):
        parts.append(b"n" + _bits(read_number("", value)))
    else:  # a text, or true, false or null
        parts.append(json.dumps(value).encode() + b" ")


def _bits(number: float) -> bytes:
    return NAN if math.isnan(number) else struct.pack(">d", number)
