"""Ports for the runner, right and wrong, as short programs."""

import sys

from refnet.conformance.fixtures import FIXTURES, Case, load_cases
from refnet.conformance.ports import Port
from refnet.conformance.runner import run
from refnet.conformance.verdicts import Verdict

CASES = {case.id: case for case in load_cases()}
ARTICLE = CASES["button_press/article"]
FUSED = CASES["button_press/fused_multiply_add"]
ORDER = CASES["button_press/order_of_the_sum"]
EMPTY = CASES["button_press/no_inputs"]

# A port that looks up the answers, which takes less time than to import refnet. The wrong ports are
# made by replacing a piece of its text.
RIGHT = f"""
import glob, json, sys
KNOWN = {{}}
for path in glob.glob({str(FIXTURES)!r} + "/*/*.json"):
    with open(path, encoding="utf-8") as file:
        case = json.load(file)
    KNOWN[case["line"] if "line" in case else json.dumps(case["request"])] = case["expected"]

def answer(sent):
    text = sent.decode().rstrip("\\n")
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
