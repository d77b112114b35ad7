"""The oracle: every trajectory with 50 decimal digits, from the request alone.

It shares no code with the ports. It takes the request's binary64 numbers as exact, calculates as if
real numbers could be had, and says how far a port's answer lies from that.
"""

import base64
import json
import struct
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from mpmath import mp, mpf
from numpy.random import RandomState
from numpy.typing import NDArray

mp.dps = 50

Quantities = list[dict[str, Any]]
Reals = NDArray[Any]  # of mpf


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


EXP, SIGMOID, TANH, LOG, SQRT, RELU = (
    np.frompyfunc(function, 1, 1)
    for function in (exp, sigmoid, mp.tanh, mp.log, mp.sqrt, lambda d: max(d, mpf(0)))
)


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


class Layer:
    """A dense layer in real numbers: kernel, bias (zeros where there is none), activation."""

    def __init__(self, activation: str, kernel: Reals, bias: Reals | None) -> None:
        self.activation = activation
        self.kernel = kernel
        self.has_bias = bias is not None
        self.bias = _reals([0] * kernel.shape[1]) if bias is None else bias

    def sums(self, x: Reals) -> Reals:
        """Return what the activation is taken of."""
        result: Reals = x @ self.kernel + self.bias
        return result

    def outputs(self, sums: Reals) -> Reals:
        """Return the activation of the sums."""
        if self.activation == "softmax":
            powers: Reals = EXP(sums)
            totals: Reals = powers.sum(axis=1, keepdims=True)
            return powers / totals
        functions: dict[str, Callable[[Reals], Reals]] = {
            "linear": lambda d: d,
            "sigmoid": SIGMOID,
            "tanh": TANH,
            "relu": RELU,
        }
        return functions[self.activation](sums)

    def deltas(self, slopes: Reals, sums: Reals) -> Reals:
        """Return the slopes along the sums: by the matrix of all derivatives for softmax."""
        if self.activation == "softmax":
            rows = [
                (np.diag(y) - np.outer(y, y)) @ slope
                for y, slope in zip(self.outputs(sums), slopes, strict=True)
            ]
            return np.array(rows, dtype=object)
        derivatives: dict[str, Callable[[Reals], Reals]] = {
            "linear": lambda d: np.array(mpf(1)),
            "sigmoid": lambda d: SIGMOID(d) * SIGMOID(-d),
            "tanh": lambda d: 4 * SIGMOID(2 * d) * SIGMOID(-2 * d),
            "relu": lambda d: np.where(d > 0, mpf(1), mpf(0)),
        }
        return slopes * derivatives[self.activation](sums)

    def weights(self) -> list[Reals]:
        """Return the weights, which the optimizer moves in place."""
        return [self.kernel, self.bias] if self.has_bias else [self.kernel]

    def shown(self) -> dict[str, Any]:
        """Return a copy of the weights, as an answer has them."""
        return {"kernel": self.kernel.copy(), "bias": self.bias.copy() if self.has_bias else None}


def example_losses(loss: str, t: Reals, y: Reals, rest: Reals) -> Reals:
    """Return each example's loss by its definition; rest: 1 - y without cancellation."""
    if loss == "sum_squared_error":
        terms = (t - y) ** 2
    elif loss == "mse":
        terms = (t - y) ** 2 / t.shape[1]
    elif loss == "binary_crossentropy":
        terms = -(t * LOG(y) + (1 - t) * LOG(rest)) / t.shape[1]
    else:
        terms = -t * LOG(y)
    result: Reals = terms.sum(axis=1)
    return result


def loss_slopes(loss: str, t: Reals, y: Reals, rest: Reals) -> Reals:
    """Return the derivatives of the batch's loss along the outputs."""
    m, k = t.shape
    result: Reals
    if loss == "sum_squared_error":
        result = 2 * (y - t)
    elif loss == "mse":
        result = 2 * (y - t) / (m * k)
    elif loss == "binary_crossentropy":
        result = ((1 - t) / rest - t / y) / (m * k)
    else:
        result = -t / y / m
    return result


class Descent:
    """An optimizer in real numbers; it steps in place, and remembers a v and an s of each array."""

    def __init__(self, settings: dict[str, Any], weights: list[Reals]) -> None:
        self.name = settings["name"]
        rate = {"sgd": 0.01, "rmsprop": 0.001, "adam": 0.001}[self.name]
        defaults = {"learning_rate": rate, "momentum": 0.0, "rho": 0.9, "epsilon": 1e-7}
        defaults |= {"beta_1": 0.9, "beta_2": 0.999}
        self.of = {name: number(settings.get(name, value)) for name, value in defaults.items()}
        self.nesterov = settings.get("nesterov", False)
        self.weights = weights
        self.v = [0 * w for w in weights]
        self.s = [0 * w for w in weights]
        self.steps = 0

    def step(self, gradients: list[Reals]) -> None:
        """Move all weights."""
        self.steps += 1
        for i, g in enumerate(gradients):
            self.weights[i] -= getattr(self, self.name)(i, g)

    def sgd(self, i: int, g: Reals) -> Reals:
        """Return what gradient descent takes away."""
        rate, momentum = self.of["learning_rate"], self.of["momentum"]
        self.v[i] = momentum * self.v[i] - rate * g
        return rate * g - momentum * self.v[i] if self.nesterov else -self.v[i]

    def rmsprop(self, i: int, g: Reals) -> Reals:
        """Return what RMSprop takes away."""
        rho = self.of["rho"]
        self.s[i] = rho * self.s[i] + (1 - rho) * g**2
        step = self.of["learning_rate"] * g / SQRT(self.s[i] + self.of["epsilon"])
        self.v[i] = self.of["momentum"] * self.v[i] + step
        return self.v[i]

    def adam(self, i: int, g: Reals) -> Reals:
        """Return what Adam takes away, in the form before section 2.1 of the paper."""
        beta_1, beta_2 = self.of["beta_1"], self.of["beta_2"]
        self.v[i] = beta_1 * self.v[i] + (1 - beta_1) * g
        self.s[i] = beta_2 * self.s[i] + (1 - beta_2) * g**2
        correction = mp.sqrt(1 - beta_2**self.steps) / (1 - beta_1**self.steps)
        rate = self.of["learning_rate"] * correction
        result: Reals = rate * self.v[i] / (SQRT(self.s[i]) + self.of["epsilon"])
        return result


def orders(count: int, seed: Any) -> Iterator[list[int]]:
    """Yield the examples' order in each epoch; NumPy's generator shuffles them."""
    generator = RandomState(int(number(seed or 0)))
    while True:
        order = list(range(count))
        for last in reversed(range(1, count) if seed is not None else []):
            other = int(generator.random_sample() * (last + 1))
            order[last], order[other] = order[other], order[last]
        yield order


def dense(request: dict[str, Any]) -> dict[str, Any]:
    """Return the recorded epochs of dense in real numbers, and the outputs after the last."""
    layers = []
    for each in request["layers"]:
        bias = None if each.get("bias") is None else _reals(each["bias"])
        layers.append(Layer(each["activation"], _reals(each["kernel"]), bias))
    loss, x = request["loss"], _reals(request["inputs"])
    if loss == "sparse_categorical_crossentropy":
        places = range(len(layers[-1].bias))
        t = _reals([[int(number(c) == j) for j in places] for c in request["targets"]])
    else:
        t = _reals(request["targets"])
    descent = Descent(request["optimizer"], [each for layer in layers for each in layer.weights()])
    size = int(number(request.get("batch_size") or len(x)))
    epochs = int(number(request["epochs"]))
    recorded = _counts(request.get("record", range(1, epochs + 1)))
    shuffling = orders(len(x), request.get("shuffle_seed"))
    trials = []
    for epoch in range(1, epochs + 1):
        total, order = mpf(0), next(shuffling)
        for part in (order[start : start + size] for start in range(0, len(order), size)):
            seen, sums = [x[part]], []
            for layer in layers:
                sums.append(layer.sums(seen[-1]))
                seen.append(layer.outputs(sums[-1]))
            rest = SIGMOID(-sums[-1]) if loss == "binary_crossentropy" else 1 - seen[-1]
            total += example_losses(loss, t[part], seen[-1], rest).sum()
            slopes = loss_slopes(loss, t[part], seen[-1], rest)
            gradients: list[Reals] = []
            for layer, d, before in reversed(list(zip(layers, sums, seen[:-1], strict=True))):
                deltas = layer.deltas(slopes, d)
                shifts = [deltas.sum(axis=0)] if layer.has_bias else []
                gradients = [before.T @ deltas, *shifts, *gradients]
                slopes = deltas @ layer.kernel.T
            descent.step(gradients)
        if epoch in recorded:
            count = 1 if loss == "sum_squared_error" else len(x)
            shown = [layer.shown() for layer in layers]
            trials.append({"loss": total / count, "layers": shown})
    for layer in layers:
        x = layer.outputs(layer.sums(x))
    return {"trials": trials, "outputs": x}


def predict(request: dict[str, Any]) -> dict[str, Any]:
    """Return what the network in a model file answers in real numbers."""
    content = base64.b64decode(request["model"])
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])

    def tensor(name: str) -> Reals:
        begin, end = (start + offset for offset in header[name]["data_offsets"])
        flat = [mpf(value) for (value,) in struct.iter_unpack("<d", content[begin:end])]
        array: Reals = np.array(flat, dtype=object).reshape(header[name]["shape"])
        return array

    x = _reals(request["inputs"])
    for i, each in enumerate(json.loads(header["__metadata__"]["refnet"])["layers"]):
        bias = tensor(f"layers.{i}.bias") if each["bias"] else None
        layer = Layer(each["activation"], tensor(f"layers.{i}.kernel"), bias)
        x = layer.outputs(layer.sums(x)) if len(x) else x
    return {"outputs": x}


def initial_kernels(request: dict[str, Any]) -> list[mpf | None]:
    """Return the weights of all kernels, one after another, from NumPy's random numbers."""
    sizes = [int(number(size)) for size in request["sizes"]]
    generator = RandomState(int(number(request["seed"])))
    weights: list[mpf | None] = []
    for inputs, units in pairwise(sizes):
        limits = {"uniform": mpf(0.05), "zeros": mpf(0)}
        limit = limits.get(request["initializer"], mp.sqrt(mpf(6) / (inputs + units)))
        drawn = generator.random_sample(inputs * units if limit else 0).tolist()
        weights += [(2 * mpf(r) - 1) * limit for r in drawn] or [mpf(0)] * (inputs * units)
    return weights


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


def _counts(values: Any) -> list[int]:
    return [int(number(v)) for v in values]


def _reals(values: Any) -> Reals:
    return np.array(_numbers(values), dtype=object)


VALUES = {"elementary": elementary, "random": random, "initial_kernels": initial_kernels}
TRIALS = {
    "button_press": button_press,
    "rabbit": rabbit,
    "neuron": neuron,
    "two_layer": two_layer,
}
OUTPUTS = {"dense": dense, "predict": predict}  # outputs, and trials before them


def distances(request: dict[str, Any], answer: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return each quantity's greatest distance from the truth, as SPEC.md states it."""
    experiment = request["experiment"]
    if experiment in VALUES:
        [(quantity, values)] = answer.items()
        far = _value_distances(VALUES[experiment](request), _flat(values))
        return {quantity: far} if far else {}
    truth = (
        OUTPUTS[experiment](request)
        if experiment in OUTPUTS
        else {"trials": TRIALS[experiment](request)}
    )
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


def _value_distances(truth: list[mpf | None], values: list[Any]) -> dict[str, float]:
    """Return the greatest distance of values that have nothing to do with one another."""
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
        return []  # no weight, or an output that no real number is
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
