"""The cases, a module a chapter; make_fixtures.py writes them to fixtures/."""

from dataclasses import dataclass, field
from typing import Any

ARTICLE = "becominghuman.ai/making-a-simple-neural-network-2ea1de81ec20"


@dataclass(frozen=True)
class Draft:
    """A fixture before it is written: ``expected`` is None where the reference calculates it.

    ``why`` is the source of a case that others have published, and else the reason for it.
    """

    name: str
    description: str
    rules: str
    request: dict[str, Any] | str
    why: str
    sourced: bool = False
    published: dict[str, str] = field(default_factory=dict)
    expected: dict[str, Any] | None = None


def refusal(
    code: str, at: str | None, message: str, trial: int | None = None, **answer: Any
) -> dict[str, Any]:
    """Return the answer to a request that is refused."""
    error = {"code": code, "field": at, "message": message}
    return {**answer, "error": error if trial is None else {**error, "trial": trial}}
