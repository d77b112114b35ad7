"""The oracle: every trajectory with 50 decimal digits, from the request alone.

It shares no code with the ports. It takes the request's binary64 numbers as exact, calculates with
50 digits, and measures how far a port's answer is from the result. Each chapter has a module here
with a function for each of its experiments. It returns what an answer holds, or a list of values
that are measured one by one.
"""

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from mpmath import mp, mpf

from oracle.reals import Json, Values, number

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters.json"


class OtherDecision(Exception):
    """Rounding has led the port to another decision (a blink) than the real numbers give."""


def truth_of(request: Json) -> Json | Values:
    """Return what the oracle calculates for a request."""
    book = json.loads(CHAPTERS.read_text(encoding="utf-8"))
    for entry in [*book["chapters"], *book["contract"]]:
        if request["experiment"] in entry["experiments"]:
            module = importlib.import_module(f"oracle.{entry['name']}")
            truth: Json | Values = getattr(module, request["experiment"])(request)
            return truth
    raise ValueError(f"no chapter has the experiment {request['experiment']}")


def distances(request: Json, answer: Json) -> dict[str, dict[str, float]]:
    """Return each quantity's greatest distance from the truth, as spec/README.md defines it."""
    truth = truth_of(request)
    if isinstance(truth, list):
        [(quantity, values)] = answer.items()
        far = _value_distances(truth, _flat(values))
        return {quantity: far} if far else {}
    trials = truth.pop("trials", [])
    if len(trials) != len(answer.get("trials", [])):
        raise ValueError(f"{len(answer['trials'])} trials, where the oracle has {len(trials)}")
    pairs = {
        quantity: [
            pair
            for true, got in zip(trials, answer["trials"], strict=True)
            for pair in _pairs(true[quantity], got[quantity])
        ]
        for quantity in (trials[0] if trials else [])
    }
    pairs |= {quantity: _pairs(values, answer[quantity]) for quantity, values in truth.items()}
    result = {}
    for quantity, both in pairs.items():
        if both and isinstance(both[0][0], bool):
            if any(true != got for true, got in both):
                raise OtherDecision(quantity)
        elif both:
            greatest = max(abs(number(got) - true) for true, got in both)
            scale = max(abs(true) for true, _ in both)
            result[quantity] = _distance(greatest, scale)
    return result


def _value_distances(truth: Values, values: list[Any]) -> dict[str, float]:
    """Return the greatest distance of values that are measured one by one."""
    single = [
        _distance(abs(number(got) - true), abs(true))
        for true, got in zip(truth, values, strict=True)
        if true is not None and mp.isfinite(number(got))
    ]
    if not single:
        return {}
    return {unit: max(far[unit] for far in single) for unit in ("ulp", "relative")}


def _distance(distance: mpf, scale: mpf) -> dict[str, float]:
    relative = _rounded_up(distance / scale) if scale else 0.0
    return {"ulp": _rounded_up(distance / _last_place(scale)), "relative": relative}


def _pairs(true: Any, got: Any) -> list[tuple[Any, Any]]:
    if true is None or got in ("NaN", "Infinity", "-Infinity"):
        return []  # no weight, or an output beyond the real numbers
    if isinstance(true, dict):
        return [pair for key, value in true.items() for pair in _pairs(value, got[key])]
    if isinstance(true, (list, tuple, np.ndarray)):
        return [pair for a, b in zip(true, got, strict=True) for pair in _pairs(a, b)]
    return [(true, got)]


def _flat(values: Any) -> list[Any]:
    return [each for v in values for each in _flat(v)] if isinstance(values, list) else [values]


def _last_place(scale: mpf) -> mpf:
    """Return the unit of the last place of binary64 numbers of this size."""
    exponent = int(mp.floor(mp.log(scale, 2))) if scale else -1074
    return mpf(2) ** max(exponent - 52, -1074)


def _rounded_up(distance: mpf) -> float:
    """Return the distance with three significant digits, never less than it is."""
    if distance == 0:
        return 0.0
    exponent = int(mp.floor(mp.log10(distance))) - 2
    digits = int(mp.ceil(distance / mpf(10) ** exponent))
    return float(f"{digits}e{exponent}")
