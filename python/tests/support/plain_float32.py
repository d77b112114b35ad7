"""Chapter dense in binary32, number by number: what ``Sequential(dtype="float32")`` must give.

Written from conformance/SPEC.md, and not from the C text: the rules DENSE-1 to DENSE-17 with every
operation rounded to binary32. So every operation is one of numpy.float32 numbers, in plain loops
over lists; nothing here works on arrays, and no constant is a Python float. The functions of
chapter elementary are those of binary64, rounded once. The functions stand in the order of
refnet.reference.dense.

All weights of a network, and what its optimizer remembers of them, are lists [size]: each layer's
kernel row by row, then its bias where it has one. What overflows does so without a warning:
``train`` finds it, as ARITH-4 has it.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet import reference
from refnet.reference.checks import SPARSE

float32 = np.float32
Real = Any  # a float32; the types of their sums are not known to mypy
Row = list[Real]
Rows = list[Row]

ZERO, HALF, ONE, TWO = float32(0.0), float32(0.5), float32(1.0), float32(2.0)

quietly = np.errstate(all="ignore")


class Layer(NamedTuple):
    """A layer: kernel [n][u], bias [u] or None."""

    activation: str
    kernel: Rows
    bias: Row | None


class Answers(NamedTuple):
    """What a layer answers: sums [m][u], outputs [m][u]."""

    sums: Rows
    outputs: Rows


class Settings(NamedTuple):
    """An optimizer's name and its settings, rounded once."""

    name: str
    learning_rate: Real
    momentum: Real
    nesterov: bool
    rho: Real
    beta_1: Real
    beta_2: Real
    epsilon: Real


class State(NamedTuple):
    """What an optimizer remembers of its steps: momentums [size], velocities [size]."""

    momentums: Row
    velocities: Row
    beta_1_power: Real
    beta_2_power: Real


class Training(NamedTuple):
    """How a network trains."""

    loss: str
    optimizer: Settings
    batch_size: int


class Trained(NamedTuple):
    """What a training leaves: layers, state, each epoch's loss and how many it answered right."""

    layers: list[Layer]
    state: State
    losses: list[Real]
    corrects: list[int]


class Diverged(Exception):
    """A training that left the finite numbers, with the layers and the state from before that."""

    def __init__(
        self, field: str, epoch: int, batch: int, layers: list[Layer], state: State
    ) -> None:
        super().__init__(f"{field} in epoch {epoch}, batch {batch}")
        self.field, self.epoch, self.batch = field, epoch, batch
        self.layers, self.state = layers, state


# What is given, rounded once.


def as_row(values: Sequence[Any]) -> Row:
    return [float32(value) for value in values]


def as_rows(rows: Any) -> Rows:
    return [as_row(row) for row in rows]


def as_layer(activation: str, kernel: Any, bias: Any) -> Layer:
    return Layer(activation, as_rows(kernel), None if bias is None else as_row(bias))


@quietly
def as_settings(optimizer: reference.Optimizer) -> Settings:
    return Settings(
        optimizer.name,
        float32(optimizer.learning_rate),
        float32(optimizer.momentum),
        optimizer.nesterov,
        float32(optimizer.rho),
        float32(optimizer.beta_1),
        float32(optimizer.beta_2),
        float32(optimizer.epsilon),
    )


def initial_state(layers: Sequence[Layer]) -> State:
    size = len(all_weights(layers))
    return State([ZERO] * size, [ZERO] * size, ONE, ONE)


# Chapter elementary, evaluated in binary64 and rounded once.


def exp(x: Real) -> Real:
    return float32(reference.exp(float(x)))


def log(x: Real) -> Real:
    return float32(reference.log(float(x)))


def tanh(x: Real) -> Real:
    return float32(reference.tanh(float(x)))


def sigmoid(x: Real) -> Real:
    return float32(reference.sigmoid(float(x)))


def root(x: Real) -> Real:
    return float32(np.sqrt(x))


# Chapter dense.


def relu(d: Real) -> Real:
    return ZERO if d < ZERO else d


def argmax(values: Row) -> int:
    place = 0
    for i in range(len(values)):
        if values[i] > values[place]:
            place = i
    return place


def total_of(values: Row) -> Real:
    total = ZERO
    for value in values:
        total = total + value
    return total


def softmax(sums: Row) -> Row:
    """DENSE-3."""
    largest = sums[argmax(sums)]
    powers = [exp(d - largest) for d in sums]
    total = total_of(powers)
    return [power / total for power in powers]


def log_softmax(sums: Row) -> Row:
    """DENSE-6."""
    largest = sums[argmax(sums)]
    rest = log(total_of([exp(d - largest) for d in sums]))
    return [(d - largest) - rest for d in sums]


def activate(activation: str, sums: Row) -> Row:
    """DENSE-2."""
    if activation == "sigmoid":
        return [sigmoid(d) for d in sums]
    if activation == "tanh":
        return [tanh(d) for d in sums]
    if activation == "relu":
        return [relu(d) for d in sums]
    if activation == "softmax":
        return softmax(sums)
    assert activation == "linear"
    return list(sums)


def dense_forward(inputs: Rows, layer: Layer) -> Answers:
    """SUM-1, DENSE-2."""
    all_sums = []
    for row in inputs:
        sums = [ZERO] * len(layer.kernel[0]) if layer.bias is None else list(layer.bias)
        for x, weights in zip(row, layer.kernel, strict=True):
            for j in range(len(sums)):
                sums[j] = sums[j] + weights[j] * x
        all_sums.append(sums)
    return Answers(all_sums, [activate(layer.activation, sums) for sums in all_sums])


def network_forward(inputs: Rows, layers: Sequence[Layer]) -> list[Answers]:
    """DENSE-1."""
    answers = []
    for layer in layers:
        answers.append(dense_forward(inputs, layer))
        inputs = answers[-1].outputs
    return answers


@quietly
def network_outputs(inputs: Rows, layers: Sequence[Layer]) -> Rows:
    return network_forward(inputs, layers)[-1].outputs


def one_hot(classes: Sequence[int], units: int) -> Rows:
    """DENSE-7."""
    return [[ONE if j == number else ZERO for j in range(units)] for number in classes]


def correct_predictions(targets: Rows, outputs: Rows) -> int:
    """DENSE-16."""
    correct = 0
    for target, output in zip(targets, outputs, strict=True):
        if len(target) == 1:
            agree = bool(target[0] > HALF) == bool(output[0] > HALF)
        else:
            agree = argmax(target) == argmax(output)
        correct = correct + int(agree)
    return correct


def squared_error(targets: Row, outputs: Row) -> Real:
    """DENSE-4."""
    total = ZERO
    for t, y in zip(targets, outputs, strict=True):
        error = t - y
        total = total + error * error
    return total


def binary_crossentropy(targets: Row, sums: Row) -> Real:
    """DENSE-5."""
    total = ZERO
    for t, d in zip(targets, sums, strict=True):
        total = total + (relu(d) - d * t + log(ONE + exp(-abs(d))))
    return total


def categorical_crossentropy(targets: Row, sums: Row) -> Real:
    """DENSE-6."""
    total = ZERO
    for t, logarithm in zip(targets, log_softmax(sums), strict=True):
        total = total - t * logarithm
    return total


def example_loss(loss: str, targets: Row, sums: Row, outputs: Row) -> Real:
    """DENSE-4 to DENSE-7."""
    if loss == "mse":
        return squared_error(targets, outputs) / float32(len(targets))
    if loss == "sum_squared_error":
        return squared_error(targets, outputs)
    if loss == "binary_crossentropy":
        return binary_crossentropy(targets, sums) / float32(len(targets))
    assert loss in ("categorical_crossentropy", SPARSE)
    return categorical_crossentropy(targets, sums)


def reduce_loss(loss: str, total: Real, count: int) -> Real:
    """DENSE-8."""
    return total if loss == "sum_squared_error" else total / float32(count)


def activation_backward(activation: str, slopes: Row, outputs: Row) -> Row:
    """DENSE-9."""
    pairs = list(zip(slopes, outputs, strict=True))
    if activation == "sigmoid":
        return [slope * y * (ONE - y) for slope, y in pairs]
    if activation == "tanh":
        return [slope * (ONE - y * y) for slope, y in pairs]
    if activation == "relu":
        return [slope if y > ZERO else ZERO for slope, y in pairs]
    if activation == "softmax":
        total = ZERO
        for slope, y in pairs:
            total = total + slope * y
        return [y * (slope - total) for slope, y in pairs]
    assert activation == "linear"
    return list(slopes)


def output_layer_deltas(loss: str, activation: str, targets: Rows, outputs: Rows) -> Rows:
    """DENSE-10; the whole numbers m, k and m * k are rounded once."""
    m, k = len(targets), len(targets[0])
    deltas = []
    for target, output in zip(targets, outputs, strict=True):
        pairs = list(zip(target, output, strict=True))
        if loss == "binary_crossentropy":
            deltas.append([(y - t) / float32(m * k) for t, y in pairs])
        elif loss in ("categorical_crossentropy", SPARSE):
            total = total_of(target)
            deltas.append([(y * total - t) / float32(m) for t, y in pairs])
        else:
            count = float32(m * k) if loss == "mse" else ONE
            slopes = [TWO * (y - t) / count for t, y in pairs]
            deltas.append(activation_backward(activation, slopes, output))
    return deltas


def input_gradients(deltas: Rows, kernel: Rows) -> Rows:
    """DENSE-11."""
    slopes = []
    for row in deltas:
        sums = []
        for weights in kernel:
            total = ZERO
            for delta, weight in zip(row, weights, strict=True):
                total = total + delta * weight
            sums.append(total)
        slopes.append(sums)
    return slopes


def weight_adjustments(inputs: Rows, deltas: Rows) -> Rows:
    """DENSE-12, LAYER-6."""
    gradients = [[ZERO] * len(deltas[0]) for _ in inputs[0]]
    for row, delta in zip(inputs, deltas, strict=True):
        for gradient, x in zip(gradients, row, strict=True):
            for o in range(len(delta)):
                gradient[o] = gradient[o] + x * delta[o]
    return gradients


def bias_adjustments(deltas: Rows) -> Row:
    """DENSE-12, LAYER-6."""
    gradients = [ZERO] * len(deltas[0])
    for delta in deltas:
        for o in range(len(delta)):
            gradients[o] = gradients[o] + delta[o]
    return gradients


def network_gradients(
    inputs: Rows, targets: Rows, layers: Sequence[Layer], answers: list[Answers], loss: str
) -> Row:
    """DENSE-12."""
    seen = [inputs, *[answer.outputs for answer in answers[:-1]]]
    deltas = output_layer_deltas(loss, layers[-1].activation, targets, answers[-1].outputs)
    gradients: Row = []
    for i in range(len(layers) - 1, -1, -1):
        kernel = [each for row in weight_adjustments(seen[i], deltas) for each in row]
        biases = [] if layers[i].bias is None else bias_adjustments(deltas)
        gradients = [*kernel, *biases, *gradients]
        if i > 0:
            slopes = input_gradients(deltas, layers[i].kernel)
            before = layers[i - 1].activation
            deltas = [
                activation_backward(before, s, y) for s, y in zip(slopes, seen[i], strict=True)
            ]
    return gradients


def sgd_step(weights: Row, gradients: Row, momentums: Row, how: Settings) -> tuple[Row, Row]:
    """DENSE-13."""
    moved, momentums = list(weights), list(momentums)
    for i in range(len(moved)):
        step = how.learning_rate * gradients[i]
        if how.momentum == ZERO:
            moved[i] = moved[i] - step
            continue
        momentums[i] = how.momentum * momentums[i] - step
        if how.nesterov:
            moved[i] = moved[i] + (how.momentum * momentums[i] - step)
        else:
            moved[i] = moved[i] + momentums[i]
    return moved, momentums


def rmsprop_step(
    weights: Row, gradients: Row, momentums: Row, velocities: Row, how: Settings
) -> tuple[Row, Row, Row]:
    """DENSE-14."""
    moved, momentums, velocities = list(weights), list(momentums), list(velocities)
    rest = ONE - how.rho
    for i in range(len(moved)):
        g = gradients[i]
        velocities[i] = how.rho * velocities[i] + rest * (g * g)
        step = how.learning_rate * g / root(velocities[i] + how.epsilon)
        if how.momentum == ZERO:
            moved[i] = moved[i] - step
            continue
        momentums[i] = how.momentum * momentums[i] + step
        moved[i] = moved[i] - momentums[i]
    return moved, momentums, velocities


def adam_step(
    weights: Row, gradients: Row, momentums: Row, velocities: Row, rate: Real, how: Settings
) -> tuple[Row, Row, Row]:
    """DENSE-15."""
    moved, momentums, velocities = list(weights), list(momentums), list(velocities)
    rest_1, rest_2 = ONE - how.beta_1, ONE - how.beta_2
    for i in range(len(moved)):
        g = gradients[i]
        momentums[i] = momentums[i] + (g - momentums[i]) * rest_1
        velocities[i] = velocities[i] + (g * g - velocities[i]) * rest_2
        moved[i] = moved[i] - momentums[i] * rate / (root(velocities[i]) + how.epsilon)
    return moved, momentums, velocities


@quietly
def optimizer_step(weights: Row, gradients: Row, state: State, how: Settings) -> tuple[Row, State]:
    """DENSE-13 to DENSE-15."""
    power_1 = state.beta_1_power * how.beta_1
    power_2 = state.beta_2_power * how.beta_2
    momentums, velocities = state.momentums, state.velocities
    if how.name == "sgd":
        weights, momentums = sgd_step(weights, gradients, momentums, how)
    elif how.name == "rmsprop":
        weights, momentums, velocities = rmsprop_step(
            weights, gradients, momentums, velocities, how
        )
    else:
        assert how.name == "adam"
        rate = how.learning_rate * root(ONE - power_2) / (ONE - power_1)
        weights, momentums, velocities = adam_step(
            weights, gradients, momentums, velocities, rate, how
        )
    return weights, State(momentums, velocities, power_1, power_2)


def all_weights(layers: Sequence[Layer]) -> Row:
    weights: Row = []
    for layer in layers:
        for row in layer.kernel:
            weights.extend(row)
        weights.extend(layer.bias or [])
    return weights


def with_parameters(layers: Sequence[Layer], weights: Row) -> list[Layer]:
    """Return the same layers with these weights [size]."""
    rest = iter(weights)

    def others(row: Row) -> Row:
        return [next(rest) for _ in row]

    return [
        Layer(
            layer.activation,
            [others(row) for row in layer.kernel],
            None if layer.bias is None else others(layer.bias),
        )
        for layer in layers
    ]


def all_finite(values: Row) -> bool:
    return all(bool(np.isfinite(value)) for value in values)


def train_epoch(
    layers: list[Layer],
    state: State,
    training: Training,
    inputs: Rows,
    targets: Rows,
    order: Sequence[int],
    epoch: int,
) -> tuple[list[Layer], State, Real, int]:
    """DENSE-1, DENSE-8, ARITH-4."""
    total, correct = ZERO, 0
    for start in range(0, len(order), training.batch_size):
        part = order[start : start + training.batch_size]
        x, t = [inputs[i] for i in part], [targets[i] for i in part]
        before = layers, state

        answers = network_forward(x, layers)
        sums, outputs = answers[-1]
        losses = [example_loss(training.loss, *row) for row in zip(t, sums, outputs, strict=True)]
        gradients = network_gradients(x, t, layers, answers, training.loss)
        weights = all_weights(layers)
        weights, state = optimizer_step(weights, gradients, state, training.optimizer)
        layers = with_parameters(layers, weights)

        for each in losses:
            total = total + each
        correct = correct + correct_predictions(t, outputs)
        batch = start // training.batch_size + 1
        for field, values in [
            ("outputs", [y for row in outputs for y in row]),
            ("loss", [total]),
            ("layers", weights),
            ("optimizer", [*state.momentums, *state.velocities]),
        ]:
            if not all_finite(values):
                raise Diverged(field, epoch, batch, *before)
    return layers, state, total, correct


@quietly
def train(
    layers: list[Layer],
    training: Training,
    inputs: Rows,
    targets: Rows,
    epochs: int,
    shuffle_seed: int | None = None,
) -> Trained:
    """DENSE-1, DENSE-17. Raises Diverged."""
    state, losses, corrects = initial_state(layers), [], []
    generator = None if shuffle_seed is None else reference.seeded(shuffle_seed)
    for epoch in range(1, epochs + 1):
        count = len(inputs)
        order = range(count) if generator is None else reference.permutation(count, generator)
        layers, state, total, correct = train_epoch(
            layers, state, training, inputs, targets, order, epoch
        )
        losses.append(reduce_loss(training.loss, total, count))
        corrects.append(correct)
    return Trained(layers, state, losses, corrects)


@quietly
def evaluate(layers: Sequence[Layer], loss: str, inputs: Rows, targets: Rows) -> tuple[Real, int]:
    """Return the loss of examples, and how many are answered right (DENSE-8, DENSE-16)."""
    sums, outputs = network_forward(inputs, layers)[-1]
    total = ZERO
    for row in zip(targets, sums, outputs, strict=True):
        total = total + example_loss(loss, *row)
    return reduce_loss(loss, total, len(inputs)), correct_predictions(targets, outputs)
