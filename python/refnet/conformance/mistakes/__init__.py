"""What the usual mistakes give, so that a failing port can be told which one it makes.

Each mistake is a small simulation of its own, in which one thing is wrong. The tests hold that
every mistake is caught by a fixture that cites the rule it breaks, and that the simulations without
any mistake give the expected answers.
"""

import json
from typing import Any

from refnet.conformance.compare import first_difference
from refnet.conformance.mistakes.dense import DENSE, INITIAL_KERNELS
from refnet.conformance.mistakes.mistake import Mistake
from refnet.conformance.mistakes.model_file import PREDICT, SAVE_MODEL
from refnet.conformance.mistakes.networks import NEURON, TWO_LAYER
from refnet.conformance.mistakes.numbers import ELEMENTARY, RANDOM
from refnet.conformance.mistakes.perceptron import BUTTON_PRESS, RABBIT

__all__ = ["MISTAKES", "Mistake", "diagnose", "with_floats"]

MISTAKES = {
    "elementary": ELEMENTARY,
    "random": RANDOM,
    "button_press": BUTTON_PRESS,
    "rabbit": RABBIT,
    "neuron": NEURON,
    "two_layer": TWO_LAYER,
    "dense": DENSE,
    "initial_kernels": INITIAL_KERNELS,
    "save_model": SAVE_MODEL,
    "predict": PREDICT,
}


def diagnose(request: dict[str, Any], got: Any) -> list[Mistake]:
    """Return the mistakes that give exactly this answer to the request."""
    return [
        mistake
        for mistake in MISTAKES.get(request.get("experiment", ""), [])
        if first_difference(mistake.answer(with_floats(request)), got) is None
    ]


def with_floats(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request as refnet.protocol reads it, with every JSON number a float."""
    read: dict[str, Any] = json.loads(json.dumps(request), parse_int=float)
    return read
