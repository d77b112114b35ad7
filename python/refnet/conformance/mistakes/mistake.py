"""A mistake: a rule of SPEC.md that is broken, how, and the answer that comes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Answer = dict[str, Any]


@dataclass(frozen=True)
class Mistake:
    """``answer`` takes a request as refnet.protocol reads it and simulates a port that is wrong."""

    rule: str
    description: str
    answer: Callable[[dict[str, Any]], Answer]
