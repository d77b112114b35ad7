"""The oracle: every trajectory with 50 decimal digits, from the request alone.

It shares no code with the ports. It takes the request's binary64 numbers as exact, calculates as if
real numbers could be had, and says how far a port's answer lies from that.
"""

import struct
from collections.abc import Callable
from typing import Any

from mpmath import mp, mpf
from numpy.random import RandomState

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


def exp(x: mpf) -> mpf:
    """Return e^x; beyond a million, where even mpmath's exponents end, 0 or infinity."""
    return mp.exp(x) if abs(x) < 1e6 else mpf("inf") if x > 0 else mpf(0)


def sigmoid(x: mpf) -> mpf:
    """Return 1/(1 + e^-x)."""
    return 1 / (1 + exp(-x))


def elementary(request: dict[str, Any]) -> list[mpf | None]:
    """Return a function of each value, None where it is no finite number."""
    functions = {"exp": exp, "log": mp.log, "tanh": mp.tanh, "sigmoid": sigmoid}
    results: list[mpf | None] = []
    for value in request["values"]:
        x = number(value)
        defined = mp.isfinite(x) and (request["function"] != "log" or x > 0)
        results.append(functions[request["function"]](x) if defined else None)
    return results


def random(request: dict[str, Any]) -> list[mpf | None]:
    """Return NumPy's numbers: another program's, and no rounding is involved."""
    generator = RandomState(int(number(request["seed"])))
    return [mpf(x) for x in generator.random_sample(int(number(request["count"]))).tolist()]


def neuron(request: dict[str, Any]) -> Quantities:
    """Return the recorded iterations of neuron in real numbers."""
    x, t = _numbers(request["inputs"]), _numbers(request["targets"])
    w = _numbers(request["weights"])
    b = None if request.get("bias") is None else number(request["bias"])
    slope, rate = number(request.get("slope", 1)), number(request.get("learning_rate", 1))
    iterations = int(number(request["iterations"]))
    trials = []
    for iteration in range(1, iterations + 1):
        y = [sigmoid(slope * (mp.fdot(w, row) + (b or 0))) for row in x]
        errors = [target - output for target, output in zip(t, y, strict=True)]
        deltas = [e * slope * o * (1 - o) for e, o in zip(errors, y, strict=True)]
        columns = list(zip(*x, strict=True))
        w = [wi + rate * mp.fdot(c, deltas) for wi, c in zip(w, columns, strict=True)]
        b = None if b is None else b + rate * mp.fsum(deltas)
        if iteration in request.get("record", range(1, iterations + 1)):
            trials.append({"outputs": y, "errors": errors, "weights": w, "bias": b})
    return trials


def two_layer(request: dict[str, Any]) -> Quantities:
    """Return the recorded iterations of two_layer in real numbers, with matrices throughout."""
    x, t = mp.matrix(_numbers(request["inputs"])), mp.matrix(_numbers(request["targets"]))
    w1, w2 = mp.matrix(_numbers(request["weights1"])), mp.matrix(_numbers(request["weights2"]))
    b1, b2 = (
        None if request.get(name) is None else mp.matrix([_numbers(request[name])])
        for name in ("bias1", "bias2")
    )
    rate = number(request.get("learning_rate", 1))
    ones = mp.ones(x.rows, 1)
    iterations = int(number(request["iterations"]))
    trials = []
    for iteration in range(1, iterations + 1):
        hidden = _each(sigmoid, x * w1 + (0 if b1 is None else ones * b1))
        y = _each(sigmoid, hidden * w2 + (0 if b2 is None else ones * b2))
        delta2 = _each(lambda e, o: 2 * e * o * (1 - o), t - y, y)
        delta1 = _each(lambda e, o: e * o * (1 - o), delta2 * w2.T, hidden)
        w1, w2 = w1 + rate * (x.T * delta1), w2 + rate * (hidden.T * delta2)
        b1 = None if b1 is None else b1 + rate * (ones.T * delta1)
        b2 = None if b2 is None else b2 + rate * (ones.T * delta2)
        if iteration in request.get("record", range(1, iterations + 1)):
            layers = {"weights1": w1.tolist(), "weights2": w2.tolist()}
            biases = {"bias1": b1 and b1.tolist()[0], "bias2": b2 and b2.tolist()[0]}
            loss = mp.fsum(list(_each(lambda e: e * e, t - y)))
            trials.append({"loss": loss, "outputs": y.tolist(), **layers, **biases})
    return trials


def _numbers(values: Any) -> Any:
    return [_numbers(v) if isinstance(v, list) else number(v) for v in values]


def _each(function: Callable[..., mpf], *matrices: Any) -> Any:
    """Return the matrix of a function of each element."""
    rows, columns = matrices[0].rows, matrices[0].cols
    result = mp.matrix(rows, columns)
    for i in range(rows):
        for j in range(columns):
            result[i, j] = function(*(matrix[i, j] for matrix in matrices))
    return result


VALUES = {"elementary": elementary, "random": random}
TRIALS = {
    "button_press": button_press,
    "rabbit": rabbit,
    "neuron": neuron,
    "two_layer": two_layer,
}


def distances(request: dict[str, Any], answer: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return each quantity's greatest distance from the truth, as SPEC.md states it."""
    if request["experiment"] in VALUES:
        return _value_distances(VALUES[request["experiment"]](request), answer["values"])
    truth = TRIALS[request["experiment"]](request)
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
        elif truth[0][quantity] is not None:
            greatest = max(abs(number(got) - true) for true, got in pairs)
            scale = max(abs(true) for true, _ in pairs)
            far[quantity] = _distance(greatest, scale)
    return far


def _value_distances(truth: list[mpf | None], values: list[Any]) -> dict[str, dict[str, float]]:
    """Return the greatest distance of values that have nothing to do with one another."""
    single = [
        _distance(abs(number(got) - true), abs(true))
        for true, got in zip(truth, values, strict=True)
        if true is not None and mp.isfinite(number(got))
    ]
    if not single:
        return {}
    return {"values": {unit: max(far[unit] for far in single) for unit in ("ulp", "relative")}}


def _distance(distance: mpf, scale: mpf) -> dict[str, float]:
    relative = _rounded_up(distance / scale) if scale else 0.0
    return {"ulp": _rounded_up(distance / _last_place(scale)), "relative": relative}


def _pairs(true: Any, got: Any) -> list[tuple[Any, Any]]:
    if isinstance(true, (list, tuple)):
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
