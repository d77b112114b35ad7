"""Ports that make a mistake, of the catalogue or not, as programs: the runner catches each."""

import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from support.mistaken import mistakes_of
from support.others import OTHERS
from support.ports import CASES

from refnet.conformance.fixtures import Case
from refnet.conformance.mistakes import MISTAKES
from refnet.conformance.ports import Port
from refnet.conformance.runner import run

FULL = "REFNET_FULL" in os.environ  # eighty programs, which take minutes
PROGRAM = Path(__file__).resolve().parents[1] / "support" / "mistaken.py"
NETWORKS = ("train", "dense")
MOST = 30  # cases for each
SAMPLE = [("neuron", 4), ("notation", 7), ("others", 12)]


def chosen() -> list[tuple[str, int]]:
    """Return the places and numbers of about forty mistakes of the catalogue, and of all others."""
    if not FULL:
        return SAMPLE
    spread = {place: 6 if place in NETWORKS else 2 for place in MISTAKES} | {"notation": 5}
    numbers = {
        place: range(0, len(mistakes_of(place)), len(mistakes_of(place)) // count + 1)
        for place, count in spread.items()
    }
    return [
        *((place, number) for place, some in numbers.items() for number in some),
        *(("others", number) for number in range(len(OTHERS))),
    ]


def shown(place: str, number: int) -> str:
    return f"{place}: {mistakes_of(place)[number].description}"


def cases_for(place: str, number: int) -> Iterator[Case]:
    """Yield short cases of the rule that a mistake breaks."""
    rule = mistakes_of(place)[number].rule
    for case in sorted(CASES.values(), key=lambda case: len(str(case.request))):
        request = case.request or {}
        own = place in ("others", "notation") or request.get("experiment") == place
        short = request.get("iterations", 0) <= 40 and "error" not in case.expected
        if own and request and rule in case.rules and short:
            yield case


@pytest.mark.parametrize(
    ("place", "number"), [pytest.param(*each, id=shown(*each)) for each in chosen()]
)
def test_the_runner_catches_a_port_that_makes_a_mistake(place: str, number: int) -> None:
    cases = list(islice(cases_for(place, number), MOST))
    port = Port("mistaken", (sys.executable, str(PROGRAM), place, str(number)))
    verdicts = list(run(port, cases))
    assert len(verdicts) == len(cases) + 1  # and how it ends, which is right
    assert verdicts[-1].failure is None
    assert any(each.failure is not None for each in verdicts)
    assert all(each.answer is not None for each in verdicts[:-1])


def test_a_port_without_a_mistake_passes() -> None:
    cases = [CASES["button_press/article"], CASES["neuron/bias"]]
    port = Port("right", (sys.executable, "-m", "refnet.port"))
    assert all(each.failure is None for each in run(port, cases))
