"""Levels: how much of the contract a port gives, in steps that build on one another.

conformance/chapters.json has the level of each chapter. A case belongs to the highest level among
those of its folder, its experiment and the layers of its network, so that a port that knows dense
networks only is asked for no convolution on level 4. Requests that are faulty in themselves, those
of the folder protocol, belong to level 1, and so to every level.
"""

import base64
import binascii
import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from refnet.conformance.fixtures import CONTRACT, Case, input_bytes
from refnet.conformance.verdicts import Verdict
from refnet.reference.kinds import KINDS

LEVELS = {
    1: "first units",
    2: "elementary functions and random numbers",
    3: "networks with one and two layers",
    4: "dense networks",
    5: "model files",
    6: "all other layers, and networks that remember",
}
HIGHEST = max(LEVELS)
_KIND = re.compile(rb'"kind\\*" ?: ?\\*"(\w+)')  # in a file, a text inside of a text


@dataclass(frozen=True)
class Reached:
    """The highest level that a port reaches; 0 for none.

    exact: with the expected bits; close: with the expected bits or close to them; missing: how many
    cases of each level neither agree nor are close; cases: how many each level has.
    """

    exact: int
    close: int
    missing: Mapping[int, int]
    cases: Mapping[int, int]


def level_of(case: Case) -> int:
    """Return the level of a case."""
    known = _levels()
    names: list[str] = []
    for request in _requests(case):
        experiment = request.get("experiment")
        names += [experiment] if isinstance(experiment, str) else []
        names += _kinds(request)
    return max([known.get(case.chapter, HIGHEST), *(known.get(name, 1) for name in names)])


def reached(cases: Iterable[Case], verdicts: Iterable[Verdict]) -> Reached:
    """Return the level that one port reaches.

    cases: all of the fixtures, since a level is reached only if none of its cases is left out.
    verdicts: of this port, before known failures are skipped. A case that is skipped does not
    agree; nor is a level reached that has no cases.
    """
    outcome = {verdict.case: verdict for verdict in verdicts}
    by_level: dict[int, list[str]] = {level: [] for level in LEVELS}
    for case in cases:
        by_level[level_of(case)].append(case.id)
    endings = outcome.keys() - {case for listed in by_level.values() for case in listed}
    by_level[1] += endings  # how the port ended, which is no fixture
    agree = {case for case, verdict in outcome.items() if _agrees(verdict)}
    exact = {case for case in agree if outcome[case].close is None}
    return Reached(
        exact=_highest(by_level, exact),
        close=_highest(by_level, agree),
        missing={level: len(set(listed) - agree) for level, listed in by_level.items()},
        cases={level: len(listed) for level, listed in by_level.items()},
    )


def _agrees(verdict: Verdict) -> bool:
    return verdict.failure is None and verdict.skipped is None


def _highest(by_level: Mapping[int, list[str]], agreeing: set[str]) -> int:
    highest = 0
    for level in sorted(by_level):
        if not by_level[level] or not agreeing.issuperset(by_level[level]):
            break
        highest = level
    return highest


@cache
def _levels() -> dict[str, int]:
    """Return the level of each folder, experiment and kind of layer."""
    listed = json.loads((CONTRACT / "chapters.json").read_text(encoding="utf-8"))
    entries = [*listed["chapters"], *listed["contract"]]
    chapters = {entry["name"]: entry.get("level", HIGHEST) for entry in entries}
    found = {name: chapters[entry["name"]] for entry in entries for name in entry["experiments"]}
    found |= {
        kind: chapters[functions.forward.__module__.rpartition(".")[2]]
        for kind, functions in KINDS.items()
    }
    for entry in entries:  # chapters that share a folder have one level
        if entry["fixtures"]:
            found.setdefault(entry["fixtures"], chapters[entry["name"]])
    return found


def _requests(case: Case) -> list[dict[str, Any]]:
    """Return the request of a case, or those that its raw lines hold."""
    if case.request is not None:
        return [case.request]
    lines = str(case.line or "").encode() if case.input is None else input_bytes(case.input)
    return [request for line in lines.split(b"\n") for request in _objects(line)]


def _objects(line: bytes) -> Iterator[dict[str, Any]]:
    with contextlib.suppress(ValueError, RecursionError):
        request = json.loads(line)
        if isinstance(request, dict):
            yield request


def _kinds(request: Mapping[str, Any]) -> Iterator[str]:
    """Yield the kinds of layers in a request, or in its model file."""
    layers = request.get("layers")
    for layer in layers if isinstance(layers, list) else ():
        if isinstance(layer, dict) and isinstance(layer.get("kind"), str):
            yield layer["kind"]
    try:
        file = base64.b64decode(str(request.get("model", "")), validate=True)
    except (binascii.Error, ValueError):
        return
    yield from (kind.decode() for kind in _KIND.findall(file))
