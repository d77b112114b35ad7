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


# A fault that a check finds: the field's value, the code, and the message behind the field's name.
Fault = tuple[str, Any, str, str]


def faults_in_order(request: dict[str, Any], faults: list[Fault]) -> list[Draft]:
    """Return a case for each fault alone, and one for each with the next: the first is named.

    The faults stand in the order in which SPEC.md has them checked.
    """
    drafts = []
    for i, (field_name, value, code, message) in enumerate(faults):
        expected = refusal(code, field_name, f"{field_name}{message}")
        alone = {**request, field_name: value}
        drafts.append(
            Draft(
                f"fault_{code}_of_{field_name}",
                f"A fault of {field_name} alone.",
                f"{CODES[code]} PORT-4",
                alone,
                "every check has a case that fails without it",
                expected=expected,
            )
        )
        if i + 1 < len(faults):
            other, second, _, _ = faults[i + 1]
            drafts.append(
                Draft(
                    f"fault_{code}_of_{field_name}_before_{other}",
                    f"A fault of {field_name} and one of {other}: the first is named.",
                    f"{CODES[code]} PORT-4",
                    {**alone, other: second},
                    "the order of the checks is part of the contract",
                    expected=expected,
                )
            )
    return drafts


CODES = {
    "shape_mismatch": "ERR-7",
    "not_finite": "ERR-8",
    "out_of_range": "ERR-9",
    "unknown_name": "ERR-10",
}
FINITE = ": expected a finite number"
