"""What a case is like, in words: from these a description says which cases fail."""

import math
from collections.abc import Iterator, Mapping, Set
from itertools import combinations
from typing import Any

from refnet.conformance.fixtures import Case
from refnet.port.protocol import is_number, read_number

NAMED = ("loss", "optimizer", "initializer", "metric", "function", "distribution")
IN_ANSWER = " in the answer"
USUAL = {"a 0", "a negative number"}  # in an answer, these say nothing of the request
FEWEST = 3  # cases on the side that lacks a feature; fewer lack it by chance
FEWEST_OF_TWO = 5  # for two features together, of which there are many more
NEARLY = 0.2  # of the cases that pass may have what the failing ones have
# What may be there more than once, and where it is counted
SEVERAL = {
    "layers": "layer",
    "epochs": "epoch",
    "iterations": "iteration",
    "trials": "trial",
    "stimuli": "stimulus",
    "sweeps": "sweep",
    "patterns": "pattern",
}


def told_apart(
    features: Mapping[str, Set[str]], failing: Set[str], passing: Set[str]
) -> str | None:
    """Return a sentence on which cases fail; None if nothing tells them from those that pass.

    features: those of each case. Best is one that all failing cases have and no other, or that they
    alone lack, or two such at once; then one that all have and few others. Where few cases are on
    one side, most features tell them apart by chance, so nothing is said.
    """
    if len(failing) < 2 or len(passing) < FEWEST:
        return None
    common = frozenset.intersection(*(frozenset(features[case]) for case in failing))
    having = {
        feature: {case for case in passing if feature in features[case]} for feature in common
    }
    alone = [feature for feature, cases in having.items() if not cases]
    if alone:
        return f"all cases with {min(alone, key=_order)} fail, and only these"
    lacking = frozenset.intersection(*(frozenset(features[case]) for case in passing))
    lacking -= frozenset().union(*(features[case] for case in failing))
    if lacking and len(failing) >= FEWEST:
        return f"all cases without {min(lacking, key=_order)} fail, and only these"
    pairs = [pair for pair in combinations(sorted(common), 2) if not _both(having, pair)]
    if pairs and len(passing) >= FEWEST_OF_TWO:
        a, b = min(pairs, key=lambda pair: (len(pair[0]) + len(pair[1]), pair))
        return f"all cases with {a} and {b} fail, and only these"
    few = min(len(failing) / 2, NEARLY * len(passing))
    some = [feature for feature, cases in having.items() if len(cases) <= few]
    if some:
        best = min(some, key=lambda feature: (len(having[feature]), _order(feature)))
        return f"all of them have {best}, as have {len(having[best])} that are right"
    return None


def _both(having: Mapping[str, Set[str]], pair: tuple[str, str]) -> bool:
    return not having[pair[0]].isdisjoint(having[pair[1]])


def _order(feature: str) -> tuple[bool, int, str]:
    """Return what makes a feature the simpler one: of the request first, then the shorter."""
    return feature.endswith(IN_ANSWER), len(feature), feature


def features_of(case: Case) -> frozenset[str]:
    """Return what a request is like: each a phrase that continues "cases with"."""
    request = case.request or {}
    found = {*_fields(request), *_counts(request), *_values(request, case.expected)}
    return frozenset(found | {f"fixtures in {case.id.split('/')[0]}"})


def _fields(request: Mapping[str, Any]) -> Iterator[str]:
    """Yield the optional fields and the names that a request has."""
    for field, value in request.items():
        if field == "experiment":
            continue
        if value is None:
            yield f"{field} null"
            continue
        yield f"{field}"
        if isinstance(value, bool):
            yield f"{field} {str(value).lower()}"
        elif field in NAMED and isinstance(value, str):
            yield f"{field} {value}"
        elif isinstance(value, dict):
            yield from _part(field, value)
        elif field == "layers" and isinstance(value, list):
            for layer in value:
                if isinstance(layer, dict):
                    yield from _layer(layer)


def _part(field: str, value: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an object such as an optimizer is like."""
    for key, setting in value.items():
        if key == "name":
            yield f"{field} {setting}"
        elif isinstance(setting, bool):
            yield f"{field}.{key} {str(setting).lower()}"
        elif isinstance(setting, dict):
            yield f"{field}.{key} {setting.get('name', '')}".rstrip()
            yield f"{field}.{key} as an object"
        elif setting is not None:
            yield f"{field}.{key}"
            if is_number(setting) or isinstance(setting, int):
                yield from _number_of(f"{field}.{key}", setting)


def _layer(layer: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a layer is like."""
    kind = str(layer.get("kind", "dense"))
    yield f"a layer {kind}"
    if layer.get("bias", 0) is None:
        yield f"a layer {kind} without a bias"
    for key, value in layer.items():
        if key in ("kind", "kernel", "recurrent_kernel", "bias"):
            continue
        if isinstance(value, str):
            yield f"{key} {value}"
            yield f"{key} {value} in a layer {kind}"
        elif isinstance(value, bool):
            yield f"{key} {str(value).lower()} in a layer {kind}"
        elif isinstance(value, dict):
            yield f"{key} in a layer"
        elif value is not None:
            yield f"{key} in a layer {kind}"


def _counts(request: Mapping[str, Any]) -> Iterator[str]:
    """Yield what there is more than one of."""
    for field, word in SEVERAL.items():
        value = request.get(field)
        count = len(value) if isinstance(value, list) else value
        if isinstance(count, (int, float)) and not isinstance(count, bool):
            yield f"more than one {word}" if count > 1 else f"at most one {word}"
    inputs = request.get("inputs")
    if not isinstance(inputs, list):
        return
    if inputs and isinstance(inputs[0], list):
        yield "more than one example" if len(inputs) > 1 else "one example"
        width = len(inputs[0])
        size = request.get("batch_size")
        if "epochs" in request:
            several = isinstance(size, (int, float)) and size < len(inputs)
            yield "more than one batch" if several else "one batch"
            if several and isinstance(size, (int, float)) and len(inputs) % size:
                yield "a last batch that is smaller"
    else:
        width = len(inputs)
    yield "more than one input" if width > 1 else "at most one input"
    if width > 2:
        yield "more than two inputs"
    targets = request.get("targets")
    if isinstance(targets, list) and targets and isinstance(targets[0], list):
        yield "more than one output" if len(targets[0]) > 1 else "one output"


def _values(request: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[str]:
    """Yield which special numbers there are."""
    for field, value in request.items():
        if is_number(value) or (isinstance(value, int) and not isinstance(value, bool)):
            yield from _number_of(field, value)
        elif field in ("inputs", "weights", "targets", "values", "outputs"):
            yield from _special(f"in {field}", value)
    special = _special_numbers(expected) - USUAL
    yield from (each + IN_ANSWER for each in special)


def _number_of(field: str, value: Any) -> Iterator[str]:
    number = float(value) if isinstance(value, int) else read_number(field, value)
    if number == 0:
        yield f"{field} 0"
    elif number == 1:
        yield f"{field} 1"
    else:
        yield f"{field} other than 0 and 1"
    if number < 0:
        yield f"{field} below 0"


def _special(place: str, value: Any) -> Iterator[str]:
    yield from (f"{each} {place}" for each in _special_numbers(value))


def _special_numbers(value: Any) -> set[str]:
    """Return which special numbers a JSON value has."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, bool) or each is None:
            continue
        elif isinstance(each, (int, float)) or is_number(each):
            found |= _special_number(
                float(each) if isinstance(each, int) else read_number("", each)
            )
    return found


def _special_number(number: float) -> set[str]:
    if math.isnan(number):
        return {"NaN"}
    if math.isinf(number):
        return {"an infinity"}
    if number == 0:
        return {"-0"} if math.copysign(1.0, number) < 0 else {"a 0"}
    found = {"a negative number"} if number < 0 else set()
    return found | ({"a subnormal number"} if abs(number) < 2.0**-1022 else set())
