"""Ports for the runner, right and wrong, as short programs."""

import json
import marshal
import sys
import tempfile
from typing import Any

from refnet.conformance.fixtures import Case, input_bytes, load_cases
from refnet.conformance.ports import Port
from refnet.conformance.runner import run
from refnet.conformance.verdicts import Verdict
from refnet.port.protocol import write_value

CASES = {case.id: case for case in load_cases()}
ARTICLE = CASES["button_press/article"]
FUSED = CASES["button_press/fused_multiply_add"]
ORDER = CASES["button_press/order_of_the_sum"]
EMPTY = CASES["button_press/no_inputs"]


def _known() -> dict[str, Any]:
    """Return what is answered to each line, without the ids of requests."""
    known: dict[str, Any] = {
        # the request that ends each input of several lines
        "{}": {"error": {"code": "missing_field", "field": "experiment", "message": ""}}
    }
    for case in CASES.values():
        if case.input is not None:
            lines = input_bytes(case.input).decode(errors="surrogateescape").split("\n")
            right = [each[0] if isinstance(each, list) else each for each in case.answers]
            known.update(zip(lines, right, strict=False))
        else:
            key = case.line if case.line is not None else json.dumps(case.request)
            known[key] = write_value(case.expected)
    return known


# In a file of their own, which a port reads sooner than the fixtures.
_ANSWERS = tempfile.NamedTemporaryFile(suffix=".known")  # noqa: SIM115
_ANSWERS.write(marshal.dumps(_known()))
_ANSWERS.flush()

# A port that looks up the answers, which takes less time than to import refnet. The wrong ports are
# made by replacing a piece of its text.
RIGHT = f"""
import json, marshal, sys
with open({_ANSWERS.name!r}, "rb") as file:
    KNOWN = marshal.load(file)

def answer(sent):
    text = sent.decode(errors="surrogateescape").rstrip("\\n")
    if text in KNOWN:
        return KNOWN[text]
    request = json.loads(text)
    number = request.pop("id")
    return {{"id": number, **KNOWN[json.dumps(request)]}}

for number, line in enumerate(sys.stdin.buffer, start=1):
    print(json.dumps(answer(line)), flush=True)
"""

# A port that calculates, and adds from the last product to the first.
BACKWARDS = """
import json, sys
from refnet import reference
from refnet.port.experiments import experiments
from refnet.port.protocol import answer
from refnet.reference.chapters import button_press
right = button_press.weighted_sum
button_press.weighted_sum = lambda x, w, bias: right(x[::-1], w[::-1], bias)
TABLE = experiments(reference)
for line in sys.stdin.buffer:
    print(json.dumps(answer(TABLE, line)), flush=True)
"""


def script(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


def port(text: str, may_skip: bool = True) -> Port:
    return Port("test", script(text), may_skip=may_skip)


def verdicts(text: str, *cases: Case, time_limit: float = 20.0) -> list[Verdict]:
    return list(run(port(text), cases, time_limit))


def failures(text: str, *cases: Case, time_limit: float = 20.0) -> list[str | None]:
    return [verdict.failure for verdict in verdicts(text, *cases, time_limit=time_limit)]
