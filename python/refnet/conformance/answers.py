"""Reads one answer of a port."""

import json
from typing import Any

from refnet.conformance.process import PortFailure, printable


def read_answer(raw: bytes) -> dict[str, Any]:
    """Return the answer that a line holds; raises PortFailure if it holds none."""
    try:
        answer = json.loads(raw.decode(), parse_int=float)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or "id" not in answer:
        raise PortFailure("wrote rubbish", f"instead of an answer: {short(raw)}")
    return answer


def check_id(expected: Any, answer: dict[str, Any], raw: bytes) -> None:
    """Check whose answer it is: 7 and 7.0 are the same id, "7" is another (PORT-2)."""
    got = answer["id"]
    if isinstance(expected, int) and isinstance(got, float):
        same = got == expected
    else:
        same = type(expected) is type(got) and bool(expected == got)
    if not same:
        raise PortFailure("wrong id", f"expected {json.dumps(expected)}, got {short(raw)}")


def short(raw: bytes) -> str:
    """Return the beginning of what a port wrote."""
    return printable(raw if len(raw) <= 200 else raw[:200] + b"...")
