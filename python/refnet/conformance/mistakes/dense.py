"""What the usual mistakes give in the chapter dense."""

import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from refnet.conformance.mistakes.arithmetic import (
    Sum,
    binary32,
    compensated,
    flushed,
    fused,
    in_halves,
    in_lanes,
    right_to_left,
    with_fused,
)
from refnet.conformance.mistakes.mistake import Answer, Mistake
from refnet.conformance.mistakes.numbers import LIBRARY, Function
from refnet.port.experiments import read_layers, read_optimizer
from refnet.port.protocol import read_count, read_counts, read_rows, write_value
from refnet.reference import exp, log, next_double, next_word, seeded, sigmoid, tanh
from refnet.reference.checks import SPARSE
from refnet.reference.optimizers import Optimizer
from refnet.reference.readers import as_name, optional

Row = list[float]
Matrix = list[Row]
SumFrom = Callable[[float, Iterable[tuple[float, float]]], float]  # from a start, of products
Derivative = Callable[[Row, Row, Row], Row]  # of slopes, outputs and sums
Step = Callable[[float, float, float, float], tuple[float, float, float]]
Batches = list[list[tuple[int, float]]]  # in each the examples' numbers and losses


def _in_order(start: float, products: Iterable[tuple[float, float]]) -> float:
    total = start
    for a, b in products:
        total = total + a * b
    return total


def _from(add: Sum) -> SumFrom:
    """Return a sum whose start is the first of its terms."""
    return lambda start, products: add([(start, 1.0), *products])


def _quotient(a: float, b: float) -> float:
    """Return a/b, and what IEEE 754 has where b is zero."""
    if b != 0.0:
        return a / b
    return math.nan if a == 0.0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


class Steps(NamedTuple):
    """Where a training stands: its batch, counted over all epochs, its epoch, the betas' powers."""

    batch: int
    epoch: int
    power_1: float
    power_2: float


# The steps of the optimizers: of a weight, its gradient, its v and its s.


def _sgd(o: Optimizer, at: Steps) -> Step:
    def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
        change = o.learning_rate * g
        if o.momentum == 0.0:
            return w - change, v, s
        v = o.momentum * v - change
        if o.nesterov:
            return w + (o.momentum * v - change), v, s
        return w + v, v, s

    return step


def _rmsprop(o: Optimizer, at: Steps) -> Step:
    def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
        s = o.rho * s + (1.0 - o.rho) * (g * g)
        change = _quotient(o.learning_rate * g, math.sqrt(s + o.epsilon))
        if o.momentum == 0.0:
            return w - change, v, s
        v = o.momentum * v + change
        return w - v, v, s

    return step


def _adam(o: Optimizer, at: Steps) -> Step:
    rate = o.learning_rate * math.sqrt(1.0 - at.power_2) / (1.0 - at.power_1)

    def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
        v = v + (g - v) * (1.0 - o.beta_1)
        s = s + (g * g - s) * (1.0 - o.beta_2)
        return w - _quotient(v * rate, math.sqrt(s) + o.epsilon), v, s

    return step


def _relu(d: float) -> float:
    return 0.0 if d < 0.0 else d


def _one_by_one(slope: Callable[[float, float], float]) -> Derivative:
    """Return the derivative of an activation that takes each sum by itself."""
    return lambda slopes, outputs, sums: list(map(slope, slopes, outputs))


def _softmax_derivative(slopes: Row, outputs: Row, sums: Row) -> Row:
    total = _in_order(0.0, zip(slopes, outputs, strict=True))
    return [y * (g - total) for g, y in zip(slopes, outputs, strict=True)]


DERIVATIVES: dict[str, Derivative] = {
    "linear": lambda slopes, outputs, sums: slopes,
    "sigmoid": _one_by_one(lambda g, y: g * y * (1.0 - y)),
    "tanh": _one_by_one(lambda g, y: g * (1.0 - y * y)),
    "relu": _one_by_one(lambda g, y: g if y > 0.0 else 0.0),
    "softmax": _softmax_derivative,
}


def _softmax(v: "Variant", sums: Row) -> Row:
    largest = max(sums)
    powers = [v.exp(d - largest) for d in sums]
    total = v.add_powers(0.0, [(power, 1.0) for power in powers])
    return [_quotient(power, total) for power in powers]


def _logarithms(v: "Variant", sums: Row, outputs: Row) -> Row:
    largest = max(sums)
    rest = v.log(v.add_powers(0.0, [(v.exp(d - largest), 1.0) for d in sums]))
    return [(d - largest) - rest for d in sums]


def _squared(t: Row, y: Row) -> float:
    total = 0.0
    for target, output in zip(t, y, strict=True):
        total = total + (target - output) * (target - output)
    return total


def _logistic_loss(v: "Variant", t: float, d: float, y: float) -> float:
    return _relu(d) - d * t + v.log(1.0 + v.exp(-abs(d)))


def _epoch_loss(batches: Batches, m: int) -> float:
    total = 0.0
    for batch in batches:
        for _, loss in batch:
            total = total + loss
    return total / m


def _batches(order: list[int], size: int) -> list[list[int]]:
    return [order[start : start + size] for start in range(0, len(order), size)]


def _swapped(order: list[int], places: Iterable[tuple[int, int]]) -> list[int]:
    order = list(order)
    for i, j in places:
        order[i], order[j] = order[j], order[i]
    return order


def _orders(count: int, seed: int) -> Iterator[list[int]]:
    generator = seeded(seed)
    while True:
        downwards = range(count - 1, 0, -1)
        places = ((i, int(next_double(generator) * (i + 1))) for i in downwards)
        yield _swapped(list(range(count)), places)


@dataclass(frozen=True)
class Variant:
    """The one thing that is wrong in a simulation; without arguments nothing is."""

    add: SumFrom = _in_order  # of a weighted sum
    add_slopes: SumFrom = _in_order
    add_gradient: SumFrom = _in_order
    add_powers: SumFrom = _in_order  # of a softmax
    round: Function | None = None
    exp: Function = exp
    log: Function = log
    tanh: Function = tanh
    sigmoid: Function = sigmoid
    relu: Function = _relu
    softmax: Callable[["Variant", Row], Row] = _softmax
    derivatives: Mapping[str, Derivative] = field(default_factory=dict)
    squared: Callable[[Row, Row], float] = _squared
    mse: Callable[[float, int], float] = lambda total, k: total / k
    logistic_loss: Callable[["Variant", float, float, float], float] = _logistic_loss
    logistic_mean: bool = True  # whether binary_crossentropy is divided by k
    logarithms: Callable[["Variant", Row, Row], Row] = _logarithms
    categorical_mean: bool = False  # whether categorical_crossentropy is divided by k
    epoch_loss: Callable[[Batches, int], float] = _epoch_loss
    sum_is_mean: bool = False  # whether sum_squared_error is divided by m
    loss_after: bool = False  # takes the losses after the batch has been learned
    first_class: int = 0
    divisor: Callable[[int, int, int], int] = lambda m, batch_size, examples: m
    gradient_divisor: bool = False  # divides the gradients, not the deltas
    squared_slope: Callable[[float, float, int, int], float] = lambda t, y, m, k: (
        2.0 * (y - t) / (m * k)
    )
    sum_slope: Callable[[float, float], float] = lambda t, y: 2.0 * (y - t)
    logistic_delta: Callable[[float, float, int, int], float] = lambda t, y, m, k: (y - t) / (m * k)
    categorical_delta: Callable[[float, float, float, int], float] = lambda t, y, total, m: (
        (y * total - t) / m
    )
    derivative_twice: bool = False  # takes the cross-entropies' deltas for slopes
    sgd: Callable[[Optimizer, Steps], Step] = _sgd
    rmsprop: Callable[[Optimizer, Steps], Step] = _rmsprop
    adam: Callable[[Optimizer, Steps], Step] = _adam
    defaults: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    forgets: bool = False  # what the optimizer remembers, at the end of an epoch
    train_bias: bool = True
    bias_last: bool = False
    late_slopes: bool = False  # moves a layer before the slopes are taken through it
    batches: Callable[[list[int], int], list[list[int]]] = _batches
    orders: Callable[[int, int], Iterator[list[int]]] = _orders
    epochs: int = 0
    first_epoch: int = 1
    outputs_before: bool = False  # the last batch
    outputs_in_order_of_training: bool = False


@dataclass
class Layer:
    """A layer, and what the optimizer remembers of it."""

    activation: str
    vectors: Matrix  # the kernel's rows, and the bias where there is one
    inputs: int
    v: Matrix
    s: Matrix

    @property
    def kernel(self) -> Matrix:
        """Return the kernel's rows."""
        return self.vectors[: self.inputs]

    @property
    def bias(self) -> Row | None:
        """Return the bias, or None."""
        return self.vectors[self.inputs] if len(self.vectors) > self.inputs else None


class Simulation:
    """A training with one thing wrong."""

    def __init__(self, request: dict[str, Any], v: Variant) -> None:
        self.v = v
        self.round = v.round or (lambda value: value)
        self.loss = as_name("loss", request["loss"])
        settings = request["optimizer"]
        settings = {**v.defaults.get(settings["name"], {}), **settings}
        self.optimizer = read_optimizer("optimizer", settings)
        self.derivatives = {**DERIVATIVES, **v.derivatives}
        self.layers = []
        for layer in read_layers("layers", request["layers"]):
            vectors = [*layer.kernel, *([] if layer.bias is None else [layer.bias])]
            rows = [[self.round(w) for w in vector] for vector in vectors]
            zeros = [[0.0] * len(row) for row in rows]
            self.layers.append(Layer(layer.activation, rows, len(layer.kernel), zeros, zeros))
        self.inputs = read_rows("inputs", request["inputs"])
        if self.loss == SPARSE:
            classes = read_counts("targets", request["targets"])
            places = range(v.first_class, v.first_class + len(self.layers[-1].vectors[0]))
            self.targets = [[1.0 if j == number else 0.0 for j in places] for number in classes]
        else:
            self.targets = read_rows("targets", request["targets"])
        size = optional(read_count)("batch_size", request.get("batch_size"))
        self.batch_size = len(self.inputs) if size is None else size
        self.power_1, self.power_2 = 1.0, 1.0
        self.steps = 0

    def activate(self, activation: str, sums: Row) -> Row:
        """Return a layer's outputs for one example."""
        if activation == "softmax":
            return self.v.softmax(self.v, sums)
        functions = {"sigmoid": self.v.sigmoid, "tanh": self.v.tanh, "relu": self.v.relu}
        function = functions.get(activation)
        return sums if function is None else [function(d) for d in sums]

    def sums(self, layer: Layer, rows: Matrix) -> Matrix:
        """Return a layer's sums for all examples."""
        units = list(zip(*layer.kernel, strict=True))
        bias = [0.0] * len(units) if layer.bias is None else layer.bias
        biased = list(zip(bias, units, strict=True))
        add = self.v.add
        if self.v.bias_last:
            sums = [[add(0.0, zip(w, x, strict=True)) + b for b, w in biased] for x in rows]
        else:
            sums = [[add(b, zip(w, x, strict=True)) for b, w in biased] for x in rows]
        return [[self.round(d) for d in row] for row in sums] if self.v.round else sums

    def answers(self, rows: Matrix) -> list[tuple[Matrix, Matrix]]:
        """Return each layer's sums and outputs."""
        result = []
        for layer in self.layers:
            sums = self.sums(layer, rows)
            rows = [self.activate(layer.activation, each) for each in sums]
            result.append((sums, rows))
        return result

    def example_loss(self, t: Row, d: Row, y: Row) -> float:
        """Return the loss of one example."""
        v, k = self.v, len(t)
        if self.loss == "sum_squared_error":
            return v.squared(t, y)
        if self.loss == "mse":
            return v.mse(v.squared(t, y), k)
        total = 0.0
        if self.loss == "binary_crossentropy":
            for target, each, output in zip(t, d, y, strict=True):
                total = total + v.logistic_loss(v, target, each, output)
            return total / k if v.logistic_mean else total
        for target, logarithm in zip(t, v.logarithms(v, d, y), strict=True):
            total = total - target * logarithm
        return total / k if v.categorical_mean else total

    def last_deltas(self, t: Row, d: Row, y: Row, m: int) -> Row:
        """Return the last layer's deltas for one example; m: the examples that share the loss."""
        v, k = self.v, len(t)
        pairs = list(zip(t, y, strict=True))
        derivative = self.derivatives[self.layers[-1].activation]
        if self.loss == "sum_squared_error":
            return derivative([v.sum_slope(*pair) for pair in pairs], y, d)
        if self.loss == "mse":
            return derivative([v.squared_slope(*pair, m, k) for pair in pairs], y, d)
        if self.loss == "binary_crossentropy":
            deltas = [v.logistic_delta(*pair, m, k) for pair in pairs]
        else:
            total = _in_order(0.0, [(each, 1.0) for each in t])
            deltas = [v.categorical_delta(*pair, total, m) for pair in pairs]
        return derivative(deltas, y, d) if v.derivative_twice else deltas

    def gradients(self, layer: Layer, rows: Matrix, deltas: Matrix, m: int) -> Matrix:
        """Return the gradients of a layer's vectors."""
        columns = [*zip(*rows, strict=True)]
        if layer.bias is not None:
            columns.append((1.0,) * len(rows))
        units = list(zip(*deltas, strict=True))
        add = self.v.add_gradient
        result = [[add(0.0, zip(x, d, strict=True)) for d in units] for x in columns]
        if self.v.gradient_divisor:
            result = [[g / m for g in row] for row in result]
        return [[self.round(g) for g in row] for row in result] if self.v.round else result

    def move(self, layer: Layer, gradients: Matrix, at: Steps) -> None:
        """Move a layer's vectors."""
        kinds = {"sgd": self.v.sgd, "rmsprop": self.v.rmsprop, "adam": self.v.adam}
        step = kinds[self.optimizer.name](self.optimizer, at)
        vectors, layer.vectors = layer.vectors, []
        momentums, layer.v = layer.v, []
        velocities, layer.s = layer.s, []
        for i, w in enumerate(vectors):
            g = gradients[i] if i < layer.inputs or self.v.train_bias else [0.0] * len(w)
            moved = [step(*each) for each in zip(w, g, momentums[i], velocities[i], strict=True)]
            layer.vectors.append([self.round(each[0]) for each in moved])
            layer.v.append([each[1] for each in moved])
            layer.s.append([each[2] for each in moved])

    def train(self, part: list[int], epoch: int) -> list[float]:
        """Learn from one batch; return its examples' losses."""
        v = self.v
        rows, wanted = [self.inputs[i] for i in part], [self.targets[i] for i in part]
        answers = self.answers(rows)
        self.steps += 1
        self.power_1 *= self.optimizer.beta_1
        self.power_2 *= self.optimizer.beta_2
        at = Steps(self.steps, epoch, self.power_1, self.power_2)
        m = v.divisor(len(part), self.batch_size, len(self.inputs))
        shared = 1 if v.gradient_divisor else m
        last = zip(wanted, *answers[-1], strict=True)
        deltas = [self.last_deltas(*each, shared) for each in last]
        waiting = []
        for i in range(len(self.layers) - 1, -1, -1):
            layer = self.layers[i]
            seen = answers[i - 1][1] if i > 0 else rows
            waiting.append((layer, self.gradients(layer, seen, deltas, m), at))
            if v.late_slopes:
                self.move(*waiting.pop())
            if i > 0:
                kernel, add = layer.kernel, v.add_slopes
                sums = answers[i - 1][0]
                slopes = [[add(0.0, zip(d, w, strict=True)) for w in kernel] for d in deltas]
                derivative = self.derivatives[self.layers[i - 1].activation]
                deltas = list(map(derivative, slopes, seen, sums))
        for moving in waiting:
            self.move(*moving)
        sums, outputs = self.answers(rows)[-1] if v.loss_after else answers[-1]
        return [self.example_loss(*each) for each in zip(wanted, sums, outputs, strict=True)]

    def shown(self) -> list[dict[str, Any]]:
        """Return the layers as an answer has them."""
        return [{"kernel": layer.kernel, "bias": layer.bias} for layer in self.layers]


def dense(request: dict[str, Any], v: Variant) -> Answer:
    """Simulate dense."""
    simulation = Simulation(request, v)
    examples = len(simulation.inputs)
    epochs = read_count("epochs", request["epochs"])
    recorded = read_counts("record", request.get("record", list(map(float, range(1, epochs + 1)))))
    seed = optional(read_count)("shuffle_seed", request.get("shuffle_seed"))
    order = list(range(examples))
    orders = None if seed is None else v.orders(examples, seed)
    trials = []
    before = simulation.answers(simulation.inputs)[-1][1] if v.outputs_before else []
    for epoch in range(1, epochs + v.epochs + 1):
        order = order if orders is None else next(orders)
        parts: Batches = []
        for part in v.batches(order, simulation.batch_size):
            if v.outputs_before:
                before = simulation.answers(simulation.inputs)[-1][1]
            parts.append(list(zip(part, simulation.train(part, epoch), strict=True)))
        if v.forgets:
            for layer in simulation.layers:
                layer.v = layer.s = [[0.0] * len(row) for row in layer.vectors]
        if epoch in recorded:
            total = simulation.loss == "sum_squared_error" and not v.sum_is_mean
            loss = v.epoch_loss(parts, 1 if total else examples)
            number = epoch - 1 + v.first_epoch
            trials.append({"epoch": number, "loss": loss, "layers": simulation.shown()})
    rows = simulation.inputs
    if v.outputs_in_order_of_training:
        rows = [rows[i] for i in order]
    outputs = before if v.outputs_before else simulation.answers(rows)[-1][1]
    answer: Answer = write_value({"trials": trials, "outputs": outputs})
    return answer


def initial_kernels(
    request: dict[str, Any],
    limit: Callable[[int, int], float] = lambda inputs, units: math.sqrt(6.0 / (inputs + units)),
    uniform: float = 0.05,
    weight: Callable[[Any, float], float] = lambda state, limit: (
        (2.0 * next_double(state) - 1.0) * limit
    ),
    by_columns: bool = False,
    seeded_anew: bool = False,
    transposed: bool = False,
) -> Answer:
    """Simulate initial_kernels."""
    initializer = as_name("initializer", request["initializer"])
    sizes = read_counts("sizes", request["sizes"])
    seed = read_count("seed", request["seed"])
    generator = seeded(seed)
    kernels = []
    for n, units in pairwise(sizes):
        if seeded_anew:
            generator = seeded(seed)
        if initializer == "zeros":
            kernels.append([[0.0] * units for _ in range(n)])
            continue
        high = uniform if initializer == "uniform" else limit(n, units)
        if by_columns:
            columns = [[weight(generator, high) for _ in range(n)] for _ in range(units)]
            kernels.append([list(row) for row in zip(*columns, strict=True)])
        else:
            kernels.append([[weight(generator, high) for _ in range(units)] for _ in range(n)])
        if transposed:
            kernels[-1] = [list(row) for row in zip(*kernels[-1], strict=True)]
    return {"kernels": write_value(kernels)}


# What is wrong, where it takes more than a line.


def _clipped(y: float) -> float:
    return min(max(y, 1e-7), 1.0 - 1e-7)


def _loss_of_probability(clip: Function, v: Variant, t: float, d: float, y: float) -> float:
    y = clip(y)
    return -(t * v.log(y) + (1.0 - t) * v.log(1.0 - y))


def _careless_softmax(v: Variant, sums: Row) -> Row:
    powers = [v.exp(d) for d in sums]
    total = v.add_powers(0.0, [(power, 1.0) for power in powers])
    return [_quotient(power, total) for power in powers]


def _softmax_by_a_factor(v: Variant, sums: Row) -> Row:
    powers = [v.exp(d - max(sums)) for d in sums]
    factor = 1.0 / v.add_powers(0.0, [(power, 1.0) for power in powers])
    return [power * factor for power in powers]


def _log_sum_exp(v: Variant, sums: Row, outputs: Row) -> Row:
    largest = max(sums)
    rest = largest + v.log(v.add_powers(0.0, [(v.exp(d - largest), 1.0) for d in sums]))
    return [d - rest for d in sums]


def _fused_square(t: Row, y: Row) -> float:
    total = 0.0
    for target, output in zip(t, y, strict=True):
        total = fused(target - output, target - output, total)
    return total


def _mean_of_means(batches: Batches, m: int) -> float:
    means = [_epoch_loss([batch], len(batch)) for batch in batches]
    return _epoch_loss([list(enumerate(means))], len(means))


def _of_the_last_batch(batches: Batches, m: int) -> float:
    return _epoch_loss(batches[-1:], len(batches[-1]))


def _in_subtotals(batches: Batches, m: int) -> float:
    return _epoch_loss([list(enumerate(_epoch_loss([batch], 1) for batch in batches))], m)


def _in_their_own_order(batches: Batches, m: int) -> float:
    return _epoch_loss([sorted(each for batch in batches for each in batch)], m)


def _without_the_rest(order: list[int], size: int) -> list[list[int]]:
    return [part for part in _batches(order, size) if len(part) == min(size, len(order))]


def _filled_up(order: list[int], size: int) -> list[list[int]]:
    full = _batches(order, size)
    return [*full[:-1], full[-1] + order[: min(size, len(order)) - len(full[-1])]]


def _going_on(count: int, seed: int) -> Iterator[list[int]]:
    generator, order = seeded(seed), list(range(count))
    while True:
        downwards = range(count - 1, 0, -1)
        order = _swapped(order, ((i, int(next_double(generator) * (i + 1))) for i in downwards))
        yield order


def _shuffling(
    places: Callable[[Any, int], Iterable[tuple[int, int]]], anew: int | None = None
) -> Callable[[int, int], Iterator[list[int]]]:
    """Return a way to shuffle; anew: what is added to the seed of each epoch, to seed it anew."""

    def orders(count: int, seed: int) -> Iterator[list[int]]:
        generator = seeded(seed)
        while True:
            yield _swapped(list(range(count)), places(generator, count))
            if anew is not None:
                seed = seed + anew
                generator = seeded(seed)

    return orders


def _down(drawn: Callable[[Any, int], int]) -> Callable[[Any, int], Iterable[tuple[int, int]]]:
    return lambda state, count: ((i, drawn(state, i)) for i in range(count - 1, 0, -1))


def _by_keys(count: int, seed: int) -> Iterator[list[int]]:
    generator = seeded(seed)
    while True:
        keys = [next_double(generator) for _ in range(count)]
        yield sorted(range(count), key=keys.__getitem__)


def _pythons(count: int, seed: int) -> Iterator[list[int]]:
    generator = random.Random(seed)
    while True:
        order = list(range(count))
        generator.shuffle(order)
        yield order


def _sgd_by(moved: Callable[..., tuple[float, float]]) -> Callable[[Optimizer, Steps], Step]:
    """Return gradient descent with other formulas for momentum: of o, w, g and v."""

    def build(o: Optimizer, at: Steps) -> Step:
        right = _sgd(o, at)

        def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
            return (*moved(o, w, g, v), s) if o.momentum != 0.0 else right(w, g, v, s)

        return step

    return build


def _pytorchs_momentum(o: Optimizer, w: float, g: float, v: float) -> tuple[float, float]:
    v = o.momentum * v + g
    return w - o.learning_rate * (g + o.momentum * v if o.nesterov else v), v


def _looking_back(o: Optimizer, w: float, g: float, v: float) -> tuple[float, float]:
    change = o.learning_rate * g
    ahead = o.momentum * v - change
    return w + (o.momentum * v - change if o.nesterov else ahead), ahead


def _nesterov_of_the_paper(o: Optimizer, w: float, g: float, v: float) -> tuple[float, float]:
    ahead = o.momentum * v - o.learning_rate * g
    if not o.nesterov:
        return w + ahead, ahead
    return w + ((1.0 + o.momentum) * ahead - o.momentum * v), ahead


def _damped(o: Optimizer, w: float, g: float, v: float) -> tuple[float, float]:
    change = o.learning_rate * g
    v = o.momentum * v - (1.0 - o.momentum) * change
    return w + (o.momentum * v - change if o.nesterov else v), v


def _always_with_velocity(o: Optimizer, at: Steps) -> Step:
    def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
        change = o.learning_rate * g
        v = o.momentum * v - change
        return w + (o.momentum * v - change if o.nesterov else v), v, s

    return step


def _fused_sgd(o: Optimizer, at: Steps) -> Step:
    def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
        if o.momentum == 0.0:
            return fused(-o.learning_rate, g, w), v, s
        change = o.learning_rate * g
        v = fused(o.momentum, v, -change)
        return w + (fused(o.momentum, v, -change) if o.nesterov else v), v, s

    return step


def _decayed(
    build: Callable[[Optimizer, Steps], Step], o: Optimizer, at: Steps, decay: float = 0.01
) -> Step:
    right = build(o, at)
    return lambda w, g, v, s: right(w, g + decay * w, v, s)


def _rmsprop_by(
    o: Optimizer,
    at: Steps,
    change: Callable[[Optimizer, float, float], float] = lambda o, g, s: _quotient(
        o.learning_rate * g, math.sqrt(s + o.epsilon)
    ),
    square: Callable[[float, float, float], float] = lambda rho, s, g: (
        rho * s + (1.0 - rho) * (g * g)
    ),
) -> Step:
    """Return RMSprop with another change or another mean square."""

    def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
        s = square(o.rho, s, g)
        moves = change(o, g, s)
        if o.momentum == 0.0:
            return w - moves, v, s
        v = o.momentum * v + moves
        return w - v, v, s

    return step


def _rmsprop_with_velocity(o: Optimizer, at: Steps) -> Step:
    def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
        s = o.rho * s + (1.0 - o.rho) * (g * g)
        v = o.momentum * v + _quotient(o.learning_rate * g, math.sqrt(s + o.epsilon))
        return w - v, v, s

    return step


def _pytorchs_rmsprop(o: Optimizer, at: Steps) -> Step:
    def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
        s = o.rho * s + (1.0 - o.rho) * (g * g)
        v = o.momentum * v + _quotient(g, math.sqrt(s + o.epsilon))
        return w - o.learning_rate * v, v, s

    return step


def _falling_velocity(o: Optimizer, at: Steps) -> Step:
    """Return RMSprop that takes its momentum for gradient descent's, with the other sign."""

    def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
        s = o.rho * s + (1.0 - o.rho) * (g * g)
        change = _quotient(o.learning_rate * g, math.sqrt(s + o.epsilon))
        if o.momentum == 0.0:
            return w - change, v, s
        v = o.momentum * v - change
        return w - v, v, s

    return step


def _adam_by(
    o: Optimizer,
    at: Steps,
    rate: Callable[[Optimizer, Steps], float] = lambda o, at: (
        o.learning_rate * math.sqrt(1.0 - at.power_2) / (1.0 - at.power_1)
    ),
    change: Callable[[Optimizer, float, float, float], float] = lambda o, v, s, rate: _quotient(
        v * rate, math.sqrt(s) + o.epsilon
    ),
    mean: Callable[[float, float, float], float] = lambda beta, old, new: (
        old + (new - old) * (1.0 - beta)
    ),
) -> Step:
    """Return Adam with another rate, another change or other means."""
    now = rate(o, at)

    def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
        v, s = mean(o.beta_1, v, g), mean(o.beta_2, s, g * g)
        return w - change(o, v, s, now), v, s

    return step


def _rate_of(o: Optimizer, steps: int) -> float:
    """Return Adam's rate with powers that are not made by multiplying."""
    return o.learning_rate * math.sqrt(1.0 - o.beta_2**steps) / (1.0 - o.beta_1**steps)


def _bias_corrected(o: Optimizer, at: Steps) -> Step:
    def step(w: float, g: float, v: float, s: float) -> tuple[float, float, float]:
        v = v + (g - v) * (1.0 - o.beta_1)
        s = s + (g * g - s) * (1.0 - o.beta_2)
        mean, square = v / (1.0 - at.power_1), s / (1.0 - at.power_2)
        return w - _quotient(o.learning_rate * mean, math.sqrt(square) + o.epsilon), v, s

    return step


def _mistake(rule: str, description: str, **wrong: Any) -> Mistake:
    return Mistake(rule, description, lambda request: dense(request, Variant(**wrong)))


def _slope(activation: str, slope: Callable[[float, float], float]) -> dict[str, Derivative]:
    return {activation: _one_by_one(slope)}


DENSE = [
    # numbers
    _mistake(
        "ARITH-2",
        "fuses the sums' multiplications with the additions",
        add=_from(with_fused),
        add_slopes=_from(with_fused),
        add_gradient=_from(with_fused),
    ),
    _mistake("ARITH-2", "fuses the step with the weight", sgd=_fused_sgd),
    _mistake(
        "ARITH-2",
        "fuses y * y with 1 in the derivative of tanh",
        derivatives=_slope("tanh", lambda g, y: g * fused(-y, y, 1.0)),
    ),
    _mistake("ARITH-2", "fuses the squared errors with their sum", squared=_fused_square),
    _mistake("ARITH-3", "flushes subnormal numbers to zero", round=flushed),
    _mistake("DENSE-2", "calculates in binary32 (float)", round=binary32),
    # forwards
    _mistake("SUM-1", "adds the bias last", bias_last=True),
    _mistake("SUM-1", "adds the weighted sum in halves", add=_from(in_halves)),
    _mistake("SUM-1", "adds the weighted sum from the last product", add=_from(right_to_left)),
    _mistake(
        "SUM-1",
        "adds the weighted sum in four lanes",
        add=_from(lambda products: in_lanes(products, 4)),
    ),
    _mistake(
        "DENSE-2", "makes 0.0 of relu's -0.0, by max(0, d)", relu=lambda d: d if d > 0.0 else 0.0
    ),
    _mistake("DENSE-2", "lets a hundredth through relu", relu=lambda d: d if d > 0.0 else 0.01 * d),
    _mistake("DENSE-2", "uses its language's own tanh", tanh=LIBRARY["tanh"]),
    _mistake(
        "DENSE-2",
        "takes tanh from the sigmoid, 2 * sigmoid(2d) - 1",
        tanh=lambda d: 2.0 * sigmoid(2.0 * d) - 1.0,
    ),
    _mistake("DENSE-2", "uses its language's own exp in the sigmoid", sigmoid=LIBRARY["sigmoid"]),
    _mistake(
        "DENSE-2",
        "takes the sigmoid from 1/(1 + exp(-d))",
        sigmoid=lambda d: 1.0 / (1.0 + exp(-d)),
    ),
    _mistake("DENSE-3", "uses its language's own exp in softmax", exp=LIBRARY["exp"]),
    _mistake("DENSE-3", "does not take the largest sum away in softmax", softmax=_careless_softmax),
    _mistake(
        "DENSE-3", "multiplies by the reciprocal of softmax's total", softmax=_softmax_by_a_factor
    ),
    _mistake("DENSE-3", "adds softmax's powers from the last", add_powers=_from(right_to_left)),
    # losses
    _mistake("DENSE-4", "does not divide mse by the outputs", mse=lambda total, k: total),
    _mistake("DENSE-4", "halves the squared error", squared=lambda t, y: 0.5 * _squared(t, y)),
    _mistake(
        "DENSE-5",
        "takes the log loss from probabilities that are kept 1e-7 away from 0 and 1",
        logistic_loss=partial(_loss_of_probability, _clipped),
    ),
    _mistake(
        "DENSE-5",
        "takes the log loss from probabilities",
        logistic_loss=partial(_loss_of_probability, lambda y: y),
    ),
    _mistake("DENSE-5", "uses its language's own log", log=LIBRARY["log"]),
    _mistake(
        "DENSE-5",
        "uses its language's own log1p",
        logistic_loss=lambda v, t, d, y: _relu(d) - d * t + math.log1p(exp(-abs(d))),
    ),
    _mistake("DENSE-5", "adds the log losses of the outputs", logistic_mean=False),
    _mistake(
        "DENSE-6",
        "takes the logarithm of probabilities that are kept 1e-7 away from 0 and 1",
        logarithms=lambda v, sums, outputs: [v.log(_clipped(y)) for y in outputs],
    ),
    _mistake(
        "DENSE-6",
        "takes the logarithm of the probabilities",
        logarithms=lambda v, sums, outputs: [v.log(y) for y in outputs],
    ),
    _mistake(
        "DENSE-6",
        "takes the largest sum away together with the logarithm",
        logarithms=_log_sum_exp,
    ),
    _mistake("DENSE-6", "divides the cross-entropy by the classes", categorical_mean=True),
    _mistake("DENSE-7", "counts the classes from 1", first_class=1),
    _mistake("DENSE-8", "takes the mean of the batches' mean losses", epoch_loss=_mean_of_means),
    _mistake("DENSE-8", "reports the last batch's loss", epoch_loss=_of_the_last_batch),
    _mistake("DENSE-8", "adds up each batch's losses by themselves", epoch_loss=_in_subtotals),
    _mistake("DENSE-8", "adds the losses in the order of the data", epoch_loss=_in_their_own_order),
    _mistake("DENSE-8", "takes a batch's losses after it has been learned", loss_after=True),
    _mistake("DENSE-8", "divides sum_squared_error by the examples", sum_is_mean=True),
    # backwards
    _mistake(
        "DENSE-9",
        "multiplies the derivative of the sigmoid in another order",
        derivatives=_slope("sigmoid", lambda g, y: g * (y * (1.0 - y))),
    ),
    _mistake(
        "DENSE-9",
        "takes the derivative of the sigmoid at the output",
        derivatives=_slope("sigmoid", lambda g, y: g * sigmoid(y) * (1.0 - sigmoid(y))),
    ),
    _mistake(
        "DENSE-9",
        "takes the derivative of tanh from (1 - y)(1 + y)",
        derivatives=_slope("tanh", lambda g, y: g * ((1.0 - y) * (1.0 + y))),
    ),
    _mistake(
        "DENSE-9",
        "forgets the square in the derivative of tanh",
        derivatives=_slope("tanh", lambda g, y: g * (1.0 - y)),
    ),
    _mistake(
        "DENSE-9",
        "takes 1 for the derivative of relu at 0",
        derivatives={
            "relu": lambda slopes, outputs, sums: [
                g if d >= 0.0 else 0.0 for g, d in zip(slopes, sums, strict=True)
            ]
        },
    ),
    _mistake(
        "DENSE-9",
        "forgets the derivative of relu",
        derivatives=_slope("relu", lambda g, y: g),
    ),
    _mistake(
        "DENSE-9",
        "takes y(1 - y) for the derivative of softmax",
        derivatives=_slope("softmax", lambda g, y: g * y * (1.0 - y)),
    ),
    _mistake(
        "DENSE-9",
        "multiplies softmax's derivative out",
        derivatives={
            "softmax": lambda slopes, outputs, sums: [
                y * g - y * _in_order(0.0, zip(slopes, outputs, strict=True))
                for g, y in zip(slopes, outputs, strict=True)
            ]
        },
    ),
    _mistake(
        "DENSE-10",
        "forgets the factor 2 of the squared error",
        squared_slope=lambda t, y, m, k: (y - t) / (m * k),
        sum_slope=lambda t, y: y - t,
    ),
    _mistake(
        "DENSE-10",
        "multiplies by 2 / (m * k), a factor",
        squared_slope=lambda t, y, m, k: 2.0 / (m * k) * (y - t),
    ),
    _mistake(
        "DENSE-10",
        "forgets to divide mse's slopes by the outputs",
        squared_slope=lambda t, y, m, k: 2.0 * (y - t) / m,
    ),
    _mistake(
        "DENSE-10",
        "goes up the slope, not down",
        squared_slope=lambda t, y, m, k: 2.0 * (t - y) / (m * k),
        sum_slope=lambda t, y: 2.0 * (t - y),
        logistic_delta=lambda t, y, m, k: (t - y) / (m * k),
        categorical_delta=lambda t, y, total, m: (t - y * total) / m,
    ),
    _mistake(
        "DENSE-10",
        "forgets to divide the slopes by the batch's size",
        divisor=lambda m, batch_size, examples: 1,
    ),
    _mistake(
        "DENSE-10",
        "divides by batch_size in the short last batch",
        divisor=lambda m, batch_size, examples: min(batch_size, examples),
    ),
    _mistake(
        "DENSE-10",
        "divides by the number of all examples",
        divisor=lambda m, batch_size, examples: examples,
    ),
    _mistake("DENSE-10", "divides the gradients, not the slopes", gradient_divisor=True),
    _mistake(
        "DENSE-10",
        "forgets to divide binary_crossentropy's deltas by the outputs",
        logistic_delta=lambda t, y, m, k: (y - t) / m,
    ),
    _mistake(
        "DENSE-10",
        "multiplies the cross-entropies' deltas by the activation's derivative, too",
        derivative_twice=True,
    ),
    _mistake(
        "DENSE-10",
        "takes it for granted that the targets add up to 1",
        categorical_delta=lambda t, y, total, m: (y - t) / m,
    ),
    _mistake(
        "DENSE-10",
        "takes the largest class for all of the target",
        categorical_delta=lambda t, y, total, m: (y - (1.0 if t > 0.5 else 0.0)) / m,
    ),
    _mistake("DENSE-11", "adds the slopes from the last unit", add_slopes=_from(right_to_left)),
    _mistake("DENSE-11", "adds the slopes in halves", add_slopes=_from(in_halves)),
    _mistake(
        "DENSE-12", "adds up the gradient from the last example", add_gradient=_from(right_to_left)
    ),
    _mistake("DENSE-12", "rounds the gradient only once", add_gradient=_from(compensated)),
    # epochs and batches
    _mistake("DENSE-1", "drops the short last batch", batches=_without_the_rest),
    _mistake(
        "DENSE-1", "fills the short last batch up with the first examples", batches=_filled_up
    ),
    _mistake("DENSE-1", "learns from all examples at once", batches=lambda order, size: [order]),
    _mistake(
        "DENSE-1",
        "learns from one example after the other",
        batches=lambda order, size: [[i] for i in order],
    ),
    _mistake("DENSE-1", "moves a layer before the slopes are taken through it", late_slopes=True),
    _mistake("DENSE-1", "shows the outputs from before the last batch", outputs_before=True),
    _mistake(
        "DENSE-1", "shows the outputs in the order of training", outputs_in_order_of_training=True
    ),
    _mistake("DENSE-1", "counts the epochs from 0", first_epoch=0),
    _mistake("DENSE-1", "runs one epoch too few", epochs=-1),
    _mistake("DENSE-1", "does not train the biases", train_bias=False),
    # optimizers
    _mistake(
        "DENSE-13", "keeps the learning rate out of the velocity", sgd=_sgd_by(_pytorchs_momentum)
    ),
    _mistake("DENSE-13", "looks ahead with the old velocity", sgd=_sgd_by(_looking_back)),
    _mistake(
        "DENSE-13",
        "takes Nesterov's step from both velocities",
        sgd=_sgd_by(_nesterov_of_the_paper),
    ),
    _mistake("DENSE-13", "damps the velocity by 1 - momentum", sgd=_sgd_by(_damped)),
    _mistake(
        "DENSE-13",
        "moves by a velocity where momentum is 0, too",
        sgd=_always_with_velocity,
    ),
    _mistake("DENSE-13", "lets the weights decay", sgd=partial(_decayed, _sgd)),
    _mistake("DENSE-13", "forgets the velocities after each epoch", forgets=True),
    _mistake(
        "DENSE-14",
        "adds epsilon outside of the root",
        rmsprop=partial(
            _rmsprop_by,
            change=lambda o, g, s: _quotient(o.learning_rate * g, math.sqrt(s) + o.epsilon),
        ),
    ),
    _mistake(
        "DENSE-14",
        "multiplies the learning rate last",
        rmsprop=partial(
            _rmsprop_by,
            change=lambda o, g, s: o.learning_rate * _quotient(g, math.sqrt(s + o.epsilon)),
        ),
    ),
    _mistake(
        "DENSE-14",
        "multiplies (1 - rho) * g * g from left to right",
        rmsprop=partial(_rmsprop_by, square=lambda rho, s, g: rho * s + (1.0 - rho) * g * g),
    ),
    _mistake(
        "DENSE-14",
        "moves the mean square as Adam does",
        rmsprop=partial(_rmsprop_by, square=lambda rho, s, g: s + (g * g - s) * (1.0 - rho)),
    ),
    _mistake(
        "DENSE-14",
        "adds up the velocities, as Adagrad does",
        rmsprop=partial(_rmsprop_by, square=lambda rho, s, g: s + g * g),
    ),
    _mistake("DENSE-14", "keeps the learning rate out of the velocity", rmsprop=_pytorchs_rmsprop),
    _mistake(
        "DENSE-14",
        "moves by a velocity where momentum is 0, too",
        rmsprop=_rmsprop_with_velocity,
    ),
    _mistake("DENSE-14", "gives the velocity the other sign", rmsprop=_falling_velocity),
    _mistake(
        "DENSE-14",
        "takes 0.99 for rho where none is given",
        defaults={"rmsprop": {"rho": 0.99}},
    ),
    _mistake(
        "DENSE-15",
        "forgets to make up for the means' start at zero",
        adam=partial(_adam_by, rate=lambda o, at: o.learning_rate),
    ),
    _mistake(
        "DENSE-15",
        "makes up for the start of each mean by itself, as the paper does",
        adam=_bias_corrected,
    ),
    _mistake(
        "DENSE-15",
        "adds epsilon inside of the root",
        adam=partial(
            _adam_by, change=lambda o, v, s, rate: _quotient(v * rate, math.sqrt(s + o.epsilon))
        ),
    ),
    _mistake(
        "DENSE-15",
        "takes the powers of the betas by pow",
        adam=partial(_adam_by, rate=lambda o, at: _rate_of(o, at.batch)),
    ),
    _mistake(
        "DENSE-15",
        "counts Adam's steps from 2",
        adam=partial(_adam_by, rate=lambda o, at: _rate_of(o, at.batch + 1)),
    ),
    _mistake(
        "DENSE-15",
        "counts epochs for Adam's steps",
        adam=partial(_adam_by, rate=lambda o, at: _rate_of(o, at.epoch)),
    ),
    _mistake(
        "DENSE-15",
        "takes the means from beta * old + (1 - beta) * new",
        adam=partial(_adam_by, mean=lambda beta, old, new: beta * old + (1.0 - beta) * new),
    ),
    _mistake(
        "DENSE-15",
        "divides the rate before it is multiplied",
        adam=partial(
            _adam_by, change=lambda o, v, s, rate: v * _quotient(rate, math.sqrt(s) + o.epsilon)
        ),
    ),
    _mistake(
        "DENSE-15",
        "takes 1e-8 for epsilon where none is given",
        defaults={"adam": {"epsilon": 1e-8}, "rmsprop": {"epsilon": 1e-8}},
    ),
    # shuffling
    _mistake("DENSE-17", "shuffles the order of the epoch before", orders=_going_on),
    _mistake(
        "DENSE-17",
        "seeds the generator anew in each epoch",
        orders=_shuffling(_down(lambda state, i: int(next_double(state) * (i + 1))), anew=0),
    ),
    _mistake(
        "DENSE-17",
        "seeds each epoch with the next seed",
        orders=_shuffling(_down(lambda state, i: int(next_double(state) * (i + 1))), anew=1),
    ),
    _mistake(
        "DENSE-17",
        "draws j from the numbers below i",
        orders=_shuffling(_down(lambda state, i: int(next_double(state) * i))),
    ),
    _mistake(
        "DENSE-17",
        "rounds j to the nearest",
        orders=_shuffling(_down(lambda state, i: min(round(next_double(state) * (i + 1)), i))),
    ),
    _mistake(
        "DENSE-17",
        "draws j from a word by its remainder",
        orders=_shuffling(_down(lambda state, i: next_word(state) % (i + 1))),
    ),
    _mistake(
        "DENSE-17",
        "shuffles from the first example to the last",
        orders=_shuffling(
            lambda state, count: (
                (i, i + int(next_double(state) * (count - i))) for i in range(count - 1)
            )
        ),
    ),
    _mistake(
        "DENSE-17",
        "draws j from all examples",
        orders=_shuffling(
            lambda state, count: ((i, int(next_double(state) * count)) for i in range(count))
        ),
    ),
    _mistake("DENSE-17", "sorts the examples by random numbers", orders=_by_keys),
    _mistake("DENSE-17", "shuffles with Python's random.shuffle", orders=_pythons),
    _mistake("DENSE-17", "does not shuffle", orders=_shuffling(lambda state, count: [])),
]


def _initial(description: str, **wrong: Any) -> Mistake:
    return Mistake("DENSE-18", description, lambda request: initial_kernels(request, **wrong))


INITIAL_KERNELS = [
    _initial("takes the limit from the inputs alone", limit=lambda n, units: math.sqrt(6.0 / n)),
    _initial(
        "takes the limit of another distribution, sqrt(2 / (inputs + units))",
        limit=lambda n, units: math.sqrt(2.0 / (n + units)),
    ),
    _initial("draws column by column", by_columns=True),
    _initial("seeds the generator anew for each kernel", seeded_anew=True),
    _initial("turns kernels over, [units][inputs]", transposed=True),
    _initial(
        "draws from the lower limit upwards",
        weight=lambda state, limit: -limit + 2.0 * limit * next_double(state),
    ),
    _initial(
        "draws numbers above zero only",
        weight=lambda state, limit: next_double(state) * limit,
    ),
    _initial(
        "makes a weight of one word",
        weight=lambda state, limit: (2.0 * (next_word(state) / 4294967296.0) - 1.0) * limit,
    ),
    _initial(
        "calculates in binary32 (float)",
        weight=lambda state, limit: binary32((2.0 * next_double(state) - 1.0) * limit),
    ),
    _initial("takes 0.5 for the limit of uniform", uniform=0.5),
]
