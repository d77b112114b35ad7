"""The cases: a module for each entry of chapters.json, whose CASES make_fixtures.py writes.

Modules of other names hold what several of these share.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

ARTICLE = "becominghuman.ai/making-a-simple-neural-network-2ea1de81ec20"


@dataclass(frozen=True)
class Draft:
    """A fixture before it is written; the reference calculates ``expected`` where it is None.

    ``why`` is the source of a published case (``sourced``), otherwise the reason for the case. A
    request that is a list is an input in pieces, which has ``answers``, for a port of its own if it
    is ``alone``.
    """

    name: str
    description: str
    rules: str
    request: dict[str, Any] | str | list[str | dict[str, Any]]
    why: str
    sourced: bool = False
    published: dict[str, str] = field(default_factory=dict)
    expected: dict[str, Any] | None = None
    answers: list[Any] = field(default_factory=list)
    alone: bool = False


def refusal(
    code: str,
    at: str | None,
    message: str,
    trial: int | None = None,
    batch: int | None = None,
    **answer: Any,
) -> dict[str, Any]:
    """Return the answer to a request that is refused."""
    error = {"code": code, "field": at, "message": message}
    places = {"trial": trial, "batch": batch}
    return {**answer, "error": error | {k: v for k, v in places.items() if v is not None}}


# A case that the reference answers: name, description, rules, request, reason.
Trajectory = tuple[str, str, str, dict[str, Any], str]


def trajectories(cases: list[Trajectory]) -> list[Draft]:
    """Return the drafts of cases that the reference answers."""
    return [Draft(*each) for each in cases]


# A case of bad input: name, description, rules, request, code, field, message.
Refused = tuple[str, str, str, dict[str, Any], str, str, str]


def refusals(cases: list[Refused]) -> list[Draft]:
    """Return the drafts of cases of bad input."""
    return [
        Draft(name, text, rules, request, "bad input", expected=refusal(code, at, message))
        for name, text, rules, request, code, at, message in cases
    ]


def with_value(request: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the request with another value in a field such as ``layers[0].kernel``."""
    changed: dict[str, Any] = json.loads(json.dumps(request))
    *way, last = (int(key) if key.isdigit() else key for key in re.findall(r"[^.\[\]]+", path))
    part: Any = changed
    for key in way:
        part = part[key]
    part[last] = value
    return changed


# A fault that a check finds: field, value, code, and the message after the field's name.
Fault = tuple[str, Any, str, str]


def faults_in_order(request: dict[str, Any], faults: list[Fault]) -> list[Draft]:
    """Return a case for each fault alone, and one for each fault together with the next one.

    The faults are in the order in which the specification checks them, so the first one is named.
    """
    drafts = []
    for i, (field_name, value, code, message) in enumerate(faults):
        expected = refusal(code, field_name, f"{field_name}{message}")
        alone = with_value(request, field_name, value)
        name = f"fault_{code}_of_{_in_a_name(field_name)}"
        drafts.append(
            Draft(
                name,
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
                    f"{name}_before_{_in_a_name(other)}",
                    f"A fault of {field_name} and one of {other}: the first is named.",
                    f"{CODES[code]} PORT-4",
                    with_value(alone, other, second),
                    "the order of the checks is part of the contract",
                    expected=expected,
                )
            )
    return drafts


def _in_a_name(path: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", path)


CODES = {
    "missing_field": "ERR-3",
    "unknown_field": "ERR-4",
    "wrong_type": "ERR-5",
    "empty": "ERR-6",
    "shape_mismatch": "ERR-7",
    "not_finite": "ERR-8",
    "out_of_range": "ERR-9",
    "unknown_name": "ERR-10",
    "bad_file": "ERR-12",
}
FINITE = ": expected a finite number"
