"""The oracle: every trajectory with 50 decimal digits, from the request alone.

It shares no code with the ports. It takes the request's binary64 numbers as exact, calculates as if
real numbers could be had, and says how far a port's answer lies from that.
"""

import struct
from typing import Any

from mpmath import mp, mpf

mp.dps = 50

Quantities = list[dict[str, Any]]


class OtherDecision(Exception):
    """Rounding has led the port to another decision (a blink) than the real numbers give."""


def number(value: Any) -> mpf:
    """Return the exact value of the binary64 that a JSON value stands for."""
    if isinstance(value, str) and value.startswith("0x"):
        return mpf(struct.unpack(">d", bytes.fromhex(value[2:]))[0])
    return mpf(float(value))


def button_press(request: dict[str, Any]) -> Quantities:
    """Return the trials of button_press in real numbers."""
    x = [number(value) for value in request["inputs"]]
    w = [number(value) for value in request["weights"]]
    rate = number(request["learning_rate"])
    trials = []
    for _ in range(int(number(request["trials"]))):
        output = mp.fdot(w, x)
        error = number(request["desired"]) - output
        if request.get("rule") == "widrow_hoff":
            w = [wi + rate * error * xi for wi, xi in zip(w, x, strict=True)]
        else:
            w = [wi + rate if xi > 0 else wi for wi, xi in zip(w, x, strict=True)]
        trials.append({"output": output, "error": error, "weights": w})
    return trials


def rabbit(request: dict[str, Any]) -> Quantities:
    """Return the trials of rabbit in real numbers."""
    w = [number(value) for value in request["weights"]]
    trials = []
    for row in request["stimuli"]:
        x = [number(value) for value in row]
        total = mp.fdot(w, x)
        blink = total >= number(request["threshold"])
        if blink:
            rate = number(request["learning_rate"])
            learns = zip(w, x, request["learned"], strict=True)
            w = [wi + rate if learned and xi > 0 else wi for wi, xi, learned in learns]
        trials.append({"sum": total, "blink": bool(blink), "weights": w})
    return trials


EXPERIMENTS = {"button_press": button_press, "rabbit": rabbit}


def distances(request: dict[str, Any], answer: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return each quantity's greatest distance from the truth, as SPEC.md states it."""
    truth = EXPERIMENTS[request["experiment"]](request)
    if len(truth) != len(answer["trials"]):
        raise ValueError(f"{len(answer['trials'])} trials, where the oracle has {len(truth)}")
    far: dict[str, dict[str, float]] = {}
    for quantity in truth[0] if truth else []:
        pairs = [
            pair
            for true, got in zip(truth, answer["trials"], strict=True)
            for pair in _pairs(true[quantity], got[quantity])
        ]
        if isinstance(truth[0][quantity], bool):
            if any(true != got for true, got in pairs):
                raise OtherDecision(quantity)
            continue
        greatest = max(abs(number(got) - true) for true, got in pairs)
        scale = max(abs(true) for true, _ in pairs)
        far[quantity] = {
            "ulp": _rounded_up(greatest / _last_place(scale)),
            "relative": _rounded_up(greatest / scale) if scale else 0.0,
        }
    return far


def _pairs(true: Any, got: Any) -> list[tuple[Any, Any]]:
    if isinstance(true, list):
        return [pair for a, b in zip(true, got, strict=True) for pair in _pairs(a, b)]
    return [(true, got)]


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
