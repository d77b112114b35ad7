"""Cases of a port's whole input, from its first byte to its end."""

import base64
from typing import Any

from cases import Draft, refusal

MALFORMED = refusal("malformed_request", None, "expected a JSON object on one line", id=None)


def press(number: int) -> str:
    """Return a short request with this id, without a line feed."""
    return (
        f'{{"id": {number}, "experiment": "button_press", "inputs": [1], "weights": [0.5], '
        '"desired": 1, "learning_rate": 0.2, "trials": 1}'
    )


def pressed(number: int) -> dict[str, Any]:
    """Return the answer to such a request."""
    return {"id": number, "trials": [{"output": 0.5, "error": 0.5, "weights": [0.7]}]}


def raw(data: bytes) -> dict[str, str]:
    """Return a piece of an input for bytes that are no text."""
    return {"base64": base64.b64encode(data).decode()}


INPUTS: list[tuple[str, str, str, list[Any], list[Any]]] = [
    (
        "no_last_line_feed",
        "The last line may lack its line feed.",
        "PORT-1 PORT-3",
        [press(1) + "\n", press(2)],
        [pressed(1), pressed(2)],
    ),
]

CASES = [
    Draft(
        name,
        text,
        rules,
        pieces,
        "what a loop that reads lines can get wrong",
        answers=answers,
    )
    for name, text, rules, pieces, answers in INPUTS
]
