"""What the usual mistakes give in the chapters neuron and two_layer."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from refnet.conformance.mistakes.arithmetic import (
    Products,
    Sum,
    binary32,
    compensated,
    in_halves,
    left_to_right,
    right_to_left,
    with_fused,
)
from refnet.conformance.mistakes.mistake import Answer, Mistake
from refnet.conformance.mistakes.numbers import LIBRARY
from refnet.port.protocol import read_count, read_number, read_numbers, read_rows, write_value
from refnet.reference import exp, sigmoid

Matrix = list[list[float]]
Delta = Callable[[float, float, float], float]  # of error, output and slope


def _neuron_delta(error: float, y: float, slope: float) -> float:
    return error * slope * y * (1.0 - y)


def _output_delta(error: float, y: float, slope: float) -> float:
    return 2.0 * error * y * (1.0 - y)


def _hidden_delta(error: float, y: float, slope: float) -> float:
    return error * y * (1.0 - y)


@dataclass(frozen=True)
class Variant:
    """The one thing that is wrong in a simulation; without arguments nothing is."""

    add: Sum = left_to_right  # of a weighted sum
    add_gradient: Sum = left_to_right
    round: Callable[[float], float] = lambda value: value
    sigmoid: Callable[[float], float] = sigmoid
    output_slope: bool = True
    error_sign: float = 1.0
    neuron_delta: Delta = _neuron_delta
    output_delta: Delta = _output_delta
    hidden_delta: Delta = _hidden_delta
    loss: Callable[[float, int], float] = lambda total, count: total
    gradient: Callable[[float, int], float] = lambda total, examples: total
    rate: Callable[[float], float] = lambda rate: rate
    train_bias: bool = True
    one_by_one: bool = False  # learns after each example
    outputs_after: bool = False
    bias_last: bool = False
    bias_after_slope: bool = False
    rate_inside: bool = False  # the learning rate is multiplied into every delta
    first_iteration: int = 1
    late_deltas: bool = False  # moves the output layer before the hidden deltas are taken
    iterations: int = 0


class Simulation:
    """A layer's arithmetic with one thing wrong."""

    def __init__(self, v: Variant, rate: float) -> None:
        self.v = v
        self.inner_rate = v.round(rate) if v.rate_inside else 1.0
        self.rate = 1.0 if v.rate_inside else v.rate(v.round(rate))

    def sums(self, inputs: Matrix, weights: Matrix, bias: list[float] | None) -> Matrix:
        """Return every unit's weighted sum for every example."""
        v = self.v
        columns = list(zip(*weights, strict=True))
        biases = [0.0] * len(columns) if bias is None else bias
        return [
            [v.round(v.add(self.terms(b, zip(w, row, strict=True)))) for b, w in biased]
            for row in inputs
            for biased in [list(zip(biases, columns, strict=True))]
        ]

    def terms(self, bias: float, products: Iterable[tuple[float, float]]) -> Products:
        """Return the terms of a weighted sum."""
        return [*products, (bias, 1.0)] if self.v.bias_last else [(bias, 1.0), *products]

    def gradients(self, inputs: Matrix, deltas: Matrix) -> Matrix:
        """Return every weight's gradient."""
        return [
            [
                self.v.gradient(
                    self.v.round(self.v.add_gradient([(a, b * self.inner_rate) for a, b in pairs])),
                    len(inputs),
                )
                for d in zip(*deltas, strict=True)
                for pairs in [list(zip(x, d, strict=True))]
            ]
            for x in zip(*inputs, strict=True)
        ]

    def moved(self, weights: Matrix, gradients: Matrix) -> Matrix:
        """Return the weights after a step."""
        return [
            [self.v.round(w + self.v.round(self.rate * g)) for w, g in zip(*rows, strict=True)]
            for rows in zip(weights, gradients, strict=True)
        ]

    def moved_bias(self, bias: list[float] | None, deltas: Matrix) -> list[float] | None:
        """Return the biases after a step."""
        if bias is None or not self.v.train_bias:
            return bias
        ones = [[1.0] for _ in deltas]
        return self.moved([bias], self.gradients(ones, deltas))[0]


def neuron(request: dict[str, Any], v: Variant) -> Answer:
    """Simulate neuron."""
    simulation = Simulation(v, read_number("", request.get("learning_rate", 1.0)))
    inputs = _rounded(read_rows("", request["inputs"]), v)
    targets = [v.round(t) for t in read_numbers("", request["targets"])]
    weights = _rounded([[w] for w in read_numbers("", request["weights"])], v)
    slope = v.round(read_number("", request.get("slope", 1.0)))
    given = request.get("bias")
    bias = None if given is None else [v.round(read_number("", given))]

    def outputs_of(rows: Matrix) -> list[float]:
        factor = slope if v.output_slope else 1.0
        inside = None if v.bias_after_slope else bias
        outside = bias[0] if bias is not None and v.bias_after_slope else -0.0
        sums = simulation.sums(rows, weights, inside)
        return [v.sigmoid(v.round(factor * d + outside)) for [d] in sums]

    def errors_of(targets: list[float], outputs: list[float]) -> list[float]:
        return [v.error_sign * (t - o) for t, o in zip(targets, outputs, strict=True)]

    trials = []
    for iteration in range(1, read_count("", request["iterations"]) + v.iterations + 1):
        outputs = outputs_of(inputs)
        parts = [[i] for i in range(len(inputs))] if v.one_by_one else [list(range(len(inputs)))]
        for part in parts:
            rows = [inputs[i] for i in part]
            y = outputs_of(rows)
            errors = errors_of([targets[i] for i in part], y)
            deltas = [[v.neuron_delta(e, o, slope)] for e, o in zip(errors, y, strict=True)]
            weights = simulation.moved(weights, simulation.gradients(rows, deltas))
            bias = simulation.moved_bias(bias, deltas)
        if v.outputs_after:
            outputs = outputs_of(inputs)
        if _is_recorded(request, iteration):
            trials.append(
                {
                    "iteration": iteration - 1 + v.first_iteration,
                    "outputs": outputs,
                    "errors": errors_of(targets, outputs),
                    "weights": [w for [w] in weights],
                    "bias": None if bias is None else bias[0],
                }
            )
    return {"trials": write_value(trials)}


def two_layer(request: dict[str, Any], v: Variant) -> Answer:
    """Simulate two_layer."""
    simulation = Simulation(v, read_number("", request.get("learning_rate", 1.0)))
    inputs, targets, w1, w2 = (
        _rounded(read_rows("", request[name]), v)
        for name in ("inputs", "targets", "weights1", "weights2")
    )
    b1, b2 = (
        None if request.get(name) is None else [v.round(b) for b in read_numbers("", request[name])]
        for name in ("bias1", "bias2")
    )

    def answered(rows: Matrix) -> tuple[Matrix, Matrix]:
        hidden = [[v.sigmoid(d) for d in row] for row in simulation.sums(rows, w1, b1)]
        return hidden, [[v.sigmoid(d) for d in row] for row in simulation.sums(hidden, w2, b2)]

    trials = []
    for iteration in range(1, read_count("", request["iterations"]) + v.iterations + 1):
        outputs = answered(inputs)[1]
        parts = [[i] for i in range(len(inputs))] if v.one_by_one else [list(range(len(inputs)))]
        for part in parts:
            rows = [inputs[i] for i in part]
            hidden, y = answered(rows)
            deltas2 = [
                [v.output_delta(v.error_sign * (t - o), o, 1.0) for t, o in zip(*pair, strict=True)]
                for pair in zip([targets[i] for i in part], y, strict=True)
            ]
            moved = simulation.moved(w2, simulation.gradients(hidden, deltas2))
            seen = moved if v.late_deltas else w2
            back = [[v.round(v.add(list(zip(d, w, strict=True)))) for w in seen] for d in deltas2]
            deltas1 = [
                [v.hidden_delta(e, o, 1.0) for e, o in zip(*pair, strict=True)]
                for pair in zip(back, hidden, strict=True)
            ]
            w1, w2 = simulation.moved(w1, simulation.gradients(rows, deltas1)), moved
            b1, b2 = simulation.moved_bias(b1, deltas1), simulation.moved_bias(b2, deltas2)
        if v.outputs_after:
            outputs = answered(inputs)[1]
        if _is_recorded(request, iteration):
            loss = 0.0
            for pair in zip(targets, outputs, strict=True):
                for t, o in zip(*pair, strict=True):
                    loss = v.round(loss + (t - o) * (t - o))
            trials.append(
                {
                    "iteration": iteration - 1 + v.first_iteration,
                    "loss": v.loss(loss, len(targets) * len(targets[0])),
                    "outputs": outputs,
                    "weights1": w1,
                    "weights2": w2,
                    "bias1": b1,
                    "bias2": b2,
                }
            )
    return {"trials": write_value(trials)}


def _rounded(rows: Matrix, v: Variant) -> Matrix:
    return [[v.round(value) for value in row] for row in rows]


def _is_recorded(request: dict[str, Any], iteration: int) -> bool:
    return "record" not in request or iteration in request["record"]


def _careless_sigmoid(x: float) -> float:
    return 1.0 / (1.0 + LIBRARY["exp"](-x)) if x == x else math.nan


def _common(experiment: Callable[..., Answer], chapter: str) -> list[Mistake]:
    """Return the mistakes that both chapters know."""

    def mistake(rule: str, description: str, **wrong: Any) -> Mistake:
        return Mistake(rule, description, lambda request: experiment(request, Variant(**wrong)))

    gradient = {"NEURON": "NEURON-5", "LAYER": "LAYER-6"}[chapter]
    return [
        mistake(
            "ARITH-2",
            "fuses the multiplications with the additions",
            add=with_fused,
            add_gradient=with_fused,
        ),
        mistake(f"{chapter}-2", "calculates in binary32 (float)", round=binary32),
        mistake(f"{chapter}-2", "uses its language's own exp", sigmoid=_careless_sigmoid),
        mistake("SUM-1", "adds the weighted sum in another order", add=in_halves),
        mistake(f"{chapter}-1", "shows the outputs from after the learning", outputs_after=True),
        mistake(
            f"{chapter}-2",
            "takes the sigmoid from 1/(1 + exp(-x))",
            sigmoid=lambda x: 1.0 / (1.0 + exp(-x)),
        ),
        mistake(
            f"{chapter}-2",
            "takes the sigmoid from its language's own tanh",
            sigmoid=lambda x: 0.5 * (1.0 + math.tanh(0.5 * x)),
        ),
        mistake("SUM-1", "adds the bias last", bias_last=True),
        mistake(f"{chapter}-1", "counts the iterations from 0", first_iteration=0),
        mistake("NEURON-6", "multiplies the learning rate into every delta", rate_inside=True),
        mistake(f"{chapter}-1", "runs one iteration too few", iterations=-1),
        mistake(f"{chapter}-1", "learns from one example after the other", one_by_one=True),
        mistake(gradient, "adds up the gradient from the last example", add_gradient=right_to_left),
        mistake(gradient, "rounds the gradient only once", add_gradient=compensated),
        mistake(
            gradient,
            "takes the mean over the examples for the gradient",
            gradient=lambda total, examples: total / examples,
        ),
        mistake("NEURON-6", "leaves the learning rate out", rate=lambda rate: 1.0),
        mistake("NEURON-6", "goes up the gradient, not down", rate=lambda rate: -rate),
        mistake("NEURON-6", "does not train the bias", train_bias=False),
    ]


def _neuron_mistake(rule: str, description: str, **wrong: Any) -> Mistake:
    return Mistake(rule, description, lambda request: neuron(request, Variant(**wrong)))


def _layer_mistake(rule: str, description: str, **wrong: Any) -> Mistake:
    return Mistake(rule, description, lambda request: two_layer(request, Variant(**wrong)))


NEURON = [
    *_common(neuron, "NEURON"),
    _neuron_mistake("NEURON-2", "leaves the slope out of the output", output_slope=False),
    _neuron_mistake("NEURON-2", "adds the bias after the slope", bias_after_slope=True),
    _neuron_mistake(
        "NEURON-4",
        "takes the derivative of tanh, 1 - y*y",
        neuron_delta=lambda error, y, slope: error * slope * (1.0 - y * y),
    ),
    _neuron_mistake("NEURON-3", "takes output - target for the error", error_sign=-1.0),
    _neuron_mistake(
        "NEURON-4",
        "forgets the derivative of the sigmoid",
        neuron_delta=lambda error, y, slope: error * slope,
    ),
    _neuron_mistake(
        "NEURON-4",
        "forgets the slope in the delta",
        neuron_delta=lambda error, y, slope: error * y * (1.0 - y),
    ),
    _neuron_mistake(
        "NEURON-4",
        "takes the derivative at the output instead of at the sum",
        neuron_delta=lambda error, y, slope: error * slope * sigmoid(y) * (1.0 - sigmoid(y)),
    ),
    _neuron_mistake(
        "NEURON-4",
        "multiplies the delta in another order",
        neuron_delta=lambda error, y, slope: error * (slope * (y * (1.0 - y))),
    ),
    _neuron_mistake(
        "NEURON-4",
        "doubles the delta",
        neuron_delta=lambda error, y, slope: 2.0 * (error * slope * y * (1.0 - y)),
    ),
]

TWO_LAYER = [
    *_common(two_layer, "LAYER"),
    _layer_mistake(
        "LAYER-1", "moves the output layer before the hidden layer has learned", late_deltas=True
    ),
    _layer_mistake(
        "LAYER-3", "takes the mean of the squared errors", loss=lambda total, count: total / count
    ),
    _layer_mistake("LAYER-3", "halves the loss", loss=lambda total, count: total / 2.0),
    _layer_mistake(
        "LAYER-4",
        "forgets the derivative of the output's sigmoid",
        output_delta=lambda error, y, slope: 2.0 * error,
    ),
    _layer_mistake(
        "LAYER-4",
        "forgets the factor 2 of the gradient",
        output_delta=lambda error, y, slope: error * y * (1.0 - y),
    ),
    _layer_mistake(
        "LAYER-4",
        "multiplies the delta in another order",
        output_delta=lambda error, y, slope: 2.0 * error * (y * (1.0 - y)),
    ),
    _layer_mistake("LAYER-4", "takes output - target for the error", error_sign=-1.0),
    _layer_mistake(
        "LAYER-5",
        "forgets the derivative of the hidden sigmoid",
        hidden_delta=lambda error, y, slope: error,
    ),
    _layer_mistake(
        "LAYER-5",
        "multiplies the hidden delta in another order",
        hidden_delta=lambda error, y, slope: error * (y * (1.0 - y)),
    ),
]
