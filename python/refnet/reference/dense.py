"""Chapter dense: any number of layers, mini-batches, losses and optimizers.

A dense layer is a row of units that all see the same inputs: sums = bias + inputs * kernel, and an
activation on top of each sum. A training goes through the examples in batches; every batch gives
each weight a gradient, and the optimizer makes a step of it.

Derivation: a delta is the slope of the batch's loss along a unit's sum. The loss gives the deltas
of the last layer; going back, a layer's kernel carries them to the outputs of the layer before, and
that layer's activation turns them into its own deltas. A weight's gradient is the sum of its input
times its delta over the batch. Where the loss is a cross-entropy and the activation the one that it
belongs to, their derivatives shorten to output - target, and the loss is taken from the sums (the
logits), so that neither overflows.

Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
back-propagating errors", 1986; X. Glorot and Y. Bengio, "Understanding the difficulty of training
deep feedforward neural networks", 2010 (glorot_uniform); Y. Nesterov, "A method of solving a convex
programming problem with convergence rate O(1/k^2)", 1983; T. Tieleman and G. Hinton, lecture 6.5,
2012 (RMSprop); D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015. The
losses, the optimizers and their defaults are Keras 3's; sum_squared_error is chapter two_layer's.

Left out on purpose: regularisers, dropout, learning rates that change, weights for examples.

The small functions take data that ``dense`` has checked. m examples, n inputs, u units, k outputs.
The optimizers treat all weights alike; for them a network is a list of vectors, which
refnet.network makes of its layers.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from refnet.errors import (
    as_count,
    as_counts,
    as_name,
    as_rows,
    as_rows_or_counts,
    check_ascending,
    check_converging,
    check_converging_rows,
    check_count,
    check_finite_rows,
    check_length,
    check_name,
    check_not_empty,
    check_range,
    check_ranges,
    check_row_lengths,
    only_counts,
    only_rows,
)
from refnet.network import (
    INITIALIZERS,
    SPARSE,
    DenseLayer,
    Matrix,
    Optimizer,
    OptimizerState,
    Training,
    Vectors,
    as_layers,
    as_optimizer,
    check_layer_shapes,
    check_layer_values,
    check_optimizer,
    initial_state,
    losses_after,
    network_parameters,
    with_parameters,
)
from refnet.reference.button_press import output_error
from refnet.reference.elementary import exp, log, sigmoid, tanh
from refnet.reference.random import LARGEST_SEED, MOST_NUMBERS, Generator, next_double, seeded
from refnet.reference.two_layer import bias_adjustments, weight_adjustments


class Answers(NamedTuple):
    """What a layer answers: sums [m][u], and outputs [m][u], its activation of them."""

    sums: list[list[float]]
    outputs: list[list[float]]


class TrainedBatch(NamedTuple):
    """What a batch leaves: its examples' losses [m] and outputs [m][k] from before it learned."""

    layers: list[DenseLayer]
    state: OptimizerState
    losses: list[float]
    outputs: list[list[float]]


class TrainedEpoch(NamedTuple):
    """What an epoch leaves: its examples' losses in all, and how many were answered right."""

    layers: list[DenseLayer]
    state: OptimizerState
    total: float
    correct: int


class Evaluated(NamedTuple):
    """What examples lose in all, and how many of them are answered right."""

    total: float
    correct: int


class EpochRecord(NamedTuple):
    """One recorded epoch: the loss while it trained, the layers after it; epoch counts from 1."""

    epoch: int
    loss: float
    layers: list[DenseLayer]


class TrainedEpochs(NamedTuple):
    """What epochs leave: the recorded ones, with how many examples each answered right."""

    layers: list[DenseLayer]
    state: OptimizerState
    trials: list[EpochRecord]
    corrects: list[int]


class DenseRun(NamedTuple):
    """The recorded epochs, and the outputs [m][k] after the last one."""

    trials: list[EpochRecord]
    outputs: list[list[float]]


def relu(d: float) -> float:
    """Return d, or 0 where it is below (DENSE-2)."""
    return 0.0 if d < 0.0 else d


def argmax(values: Sequence[float]) -> int:
    """Return the place of the largest value, the first of them where there are several."""
    place = 0
    for i in range(len(values)):
        if values[i] > values[place]:
            place = i
    return place


def softmax(sums: Sequence[float]) -> list[float]:
    """Return e^d of each sum, divided by the sum of them all (DENSE-3).

    sums [u] -> [u]
    """
    largest = sums[argmax(sums)]
    powers = [exp(d - largest) for d in sums]  # at most 1, so that none overflows
    total = 0.0
    for power in powers:
        total = total + power
    return [power / total for power in powers]


def log_softmax(sums: Sequence[float]) -> list[float]:
    """Return the logarithms of the softmax, finite even where that is too small for a number.

    sums [u] -> [u]; DENSE-6
    """
    largest = sums[argmax(sums)]
    total = 0.0
    for d in sums:
        total = total + exp(d - largest)
    rest = log(total)
    return [(d - largest) - rest for d in sums]


def activate(activation: str, sums: Sequence[float]) -> list[float]:
    """Return a layer's outputs for one example (DENSE-2).

    sums [u] -> [u]
    """
    if activation == "sigmoid":
        return [sigmoid(d) for d in sums]
    if activation == "tanh":
        return [tanh(d) for d in sums]
    if activation == "relu":
        return [relu(d) for d in sums]
    if activation == "softmax":
        return softmax(sums)
    return list(sums)  # linear


def dense_forward(inputs: Matrix, layer: DenseLayer) -> Answers:
    """Return a layer's sums, as SUM-1 has them, and its outputs (DENSE-2).

    inputs [m][n] -> sums [m][u], outputs [m][u]
    """
    all_sums = []
    for row in inputs:
        sums = [0.0] * layer.units if layer.bias is None else list(layer.bias)
        for i in range(len(row)):
            for j in range(len(sums)):
                sums[j] = sums[j] + layer.kernel[i][j] * row[i]
        all_sums.append(sums)
    return Answers(all_sums, [activate(layer.activation, sums) for sums in all_sums])


def network_forward(inputs: Matrix, layers: Sequence[DenseLayer]) -> list[Answers]:
    """Return the answers of all layers, first to last (DENSE-1).

    inputs [m][n] of the first layer
    """
    answers = []
    for layer in layers:
        answers.append(dense_forward(inputs, layer))
        inputs = answers[-1].outputs
    return answers


def network_outputs(inputs: Matrix, layers: Sequence[DenseLayer]) -> list[list[float]]:
    """Return what the last layer answers.

    inputs [m][n] of the first layer -> [m][k]
    """
    return network_forward(inputs, layers)[-1].outputs


def one_hot(classes: Sequence[int], units: int) -> list[list[float]]:
    """Return a row for each class number, with 1 at its place and 0 elsewhere (DENSE-7).

    classes [m] -> [m][units]
    """
    return [[1.0 if j == number else 0.0 for j in range(units)] for number in classes]


def correct_predictions(targets: Matrix, outputs: Matrix) -> int:
    """Return how many examples are answered right (DENSE-16).

    With one output: it is above one half where the target is. With more: the first largest output
    stands where the first largest target does. targets [m][k], outputs [m][k]
    """
    correct = 0
    for target, output in zip(targets, outputs, strict=True):
        if len(target) == 1:
            agree = (target[0] > 0.5) == (output[0] > 0.5)
        else:
            agree = argmax(target) == argmax(output)
        correct = correct + (1 if agree else 0)
    return correct


def squared_error(targets: Sequence[float], outputs: Sequence[float]) -> float:
    """Return the sum of the squared errors of one example (DENSE-4).

    targets [k], outputs [k]
    """
    total = 0.0
    for target, output in zip(targets, outputs, strict=True):
        error = output_error(target, output)
        total = total + error * error
    return total


def binary_crossentropy(targets: Sequence[float], sums: Sequence[float]) -> float:
    """Return the sum of -(t ln y + (1 - t) ln(1 - y)) of one example, from the logits (DENSE-5).

    With y = sigmoid(d) that is relu(d) - d t + ln(1 + e^-|d|). targets [k], sums [k]
    """
    total = 0.0
    for target, d in zip(targets, sums, strict=True):
        total = total + (relu(d) - d * target + log(1.0 + exp(-abs(d))))
    return total


def categorical_crossentropy(targets: Sequence[float], sums: Sequence[float]) -> float:
    """Return -(the sum of t ln y) of one example, from the logits (DENSE-6).

    targets [k], sums [k]
    """
    total = 0.0
    for target, logarithm in zip(targets, log_softmax(sums), strict=True):
        total = total - target * logarithm
    return total


def example_loss(
    loss: str, targets: Sequence[float], sums: Sequence[float], outputs: Sequence[float]
) -> float:
    """Return the loss of one example; mse and binary_crossentropy are means over the outputs.

    targets [k], sums [k], outputs [k]; DENSE-4 to DENSE-7
    """
    if loss == "mse":
        return squared_error(targets, outputs) / float(len(targets))
    if loss == "sum_squared_error":
        return squared_error(targets, outputs)
    if loss == "binary_crossentropy":
        return binary_crossentropy(targets, sums) / float(len(targets))
    return categorical_crossentropy(targets, sums)  # the sparse one has made its targets one-hot


def reduce_loss(loss: str, total: float, count: int) -> float:
    """Return the loss of so many examples: their mean, or for sum_squared_error their sum.

    total: the sum of their losses; DENSE-8
    """
    return total if loss == "sum_squared_error" else total / float(count)


def activation_backward(
    activation: str, slopes: Sequence[float], outputs: Sequence[float]
) -> list[float]:
    """Return one example's slopes along the sums, of those along the outputs (DENSE-9).

    slopes [u], outputs [u] -> [u]
    """
    pairs = list(zip(slopes, outputs, strict=True))
    if activation == "sigmoid":
        return [slope * y * (1.0 - y) for slope, y in pairs]
    if activation == "tanh":
        return [slope * (1.0 - y * y) for slope, y in pairs]
    if activation == "relu":
        return [slope if y > 0.0 else 0.0 for slope, y in pairs]
    if activation == "softmax":  # every output depends on every sum
        total = 0.0
        for slope, y in pairs:
            total = total + slope * y
        return [y * (slope - total) for slope, y in pairs]
    return list(slopes)  # linear


def output_layer_deltas(
    loss: str, activation: str, targets: Matrix, outputs: Matrix
) -> list[list[float]]:
    """Return the last layer's deltas (DENSE-10).

    targets [m][k], outputs [m][k] -> [m][k]
    """
    m, k = float(len(targets)), float(len(targets[0]))
    deltas = []
    for target, output in zip(targets, outputs, strict=True):
        pairs = list(zip(target, output, strict=True))
        if loss == "binary_crossentropy":
            deltas.append([(y - t) / (m * k) for t, y in pairs])
        elif loss in ("categorical_crossentropy", "sparse_categorical_crossentropy"):
            total = 0.0
            for t in target:
                total = total + t
            deltas.append([(y * total - t) / m for t, y in pairs])
        else:
            count = m * k if loss == "mse" else 1.0
            slopes = [2.0 * (y - t) / count for t, y in pairs]
            deltas.append(activation_backward(activation, slopes, output))
    return deltas


def input_gradients(deltas: Matrix, kernel: Matrix) -> list[list[float]]:
    """Return the slopes along a layer's inputs: sums of delta times weight over its units.

    deltas [m][u], kernel [n][u] -> [m][n]; DENSE-11
    """
    slopes = []
    for row in deltas:
        sums = []
        for weights in kernel:
            total = 0.0
            for o in range(len(row)):
                total = total + row[o] * weights[o]
            sums.append(total)
        slopes.append(sums)
    return slopes


def network_gradients(
    inputs: Matrix, targets: Matrix, layers: Sequence[DenseLayer], answers: list[Answers], loss: str
) -> Vectors:
    """Return the gradients of all weights, in the order of ``network_parameters`` (DENSE-12).

    inputs [m][n] of the first layer, targets [m][k]
    """
    seen = [inputs, *[answer.outputs for answer in answers[:-1]]]  # the inputs of each layer
    deltas = output_layer_deltas(loss, layers[-1].activation, targets, answers[-1].outputs)
    gradients: Vectors = []
    for i in range(len(layers) - 1, -1, -1):
        biases = [] if layers[i].bias is None else [bias_adjustments(deltas)]
        gradients = [*weight_adjustments(seen[i], deltas), *biases, *gradients]
        if i > 0:
            slopes = input_gradients(deltas, layers[i].kernel)
            before = layers[i - 1].activation
            deltas = [
                activation_backward(before, s, y) for s, y in zip(slopes, seen[i], strict=True)
            ]
    return gradients


def sgd_step(
    weights: Sequence[float],
    gradients: Sequence[float],
    momentums: Sequence[float],
    optimizer: Optimizer,
) -> tuple[list[float], list[float]]:
    """Return weights after a step of gradient descent, and their momentums (DENSE-13).

    weights [n], gradients [n], momentums [n] -> [n], [n]
    """
    moved, momentums = list(weights), list(momentums)
    for i in range(len(moved)):
        step = optimizer.learning_rate * gradients[i]
        if optimizer.momentum == 0.0:
            moved[i] = moved[i] - step
            continue
        momentums[i] = optimizer.momentum * momentums[i] - step
        if optimizer.nesterov:
            moved[i] = moved[i] + (optimizer.momentum * momentums[i] - step)
        else:
            moved[i] = moved[i] + momentums[i]
    return moved, momentums


def rmsprop_step(
    weights: Sequence[float],
    gradients: Sequence[float],
    momentums: Sequence[float],
    velocities: Sequence[float],
    optimizer: Optimizer,
) -> tuple[list[float], list[float], list[float]]:
    """Return weights after a step of RMSprop, their momentums and velocities (DENSE-14).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]
    """
    moved, momentums, velocities = list(weights), list(momentums), list(velocities)
    rest = 1.0 - optimizer.rho
    for i in range(len(moved)):
        velocities[i] = optimizer.rho * velocities[i] + rest * (gradients[i] * gradients[i])
        step = optimizer.learning_rate * gradients[i] / math.sqrt(velocities[i] + optimizer.epsilon)
        if optimizer.momentum == 0.0:
            moved[i] = moved[i] - step
            continue
        momentums[i] = optimizer.momentum * momentums[i] + step
        moved[i] = moved[i] - momentums[i]
    return moved, momentums, velocities


def adam_step(
    weights: Sequence[float],
    gradients: Sequence[float],
    momentums: Sequence[float],
    velocities: Sequence[float],
    rate: float,
    optimizer: Optimizer,
) -> tuple[list[float], list[float], list[float]]:
    """Return weights after a step of Adam, their momentums and velocities (DENSE-15).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; rate: this
    step's learning rate, from ``optimizer_step``
    """
    moved, momentums, velocities = list(weights), list(momentums), list(velocities)
    rest_1, rest_2 = 1.0 - optimizer.beta_1, 1.0 - optimizer.beta_2
    for i in range(len(moved)):
        gradient = gradients[i]
        momentums[i] = momentums[i] + (gradient - momentums[i]) * rest_1
        velocities[i] = velocities[i] + (gradient * gradient - velocities[i]) * rest_2
        moved[i] = moved[i] - momentums[i] * rate / (math.sqrt(velocities[i]) + optimizer.epsilon)
    return moved, momentums, velocities


def optimizer_step(
    weights: Vectors, gradients: Vectors, state: OptimizerState, optimizer: Optimizer
) -> tuple[Vectors, OptimizerState]:
    """Return all weights after a step, and what the optimizer remembers of it.

    weights, gradients and the state: vectors of the same lengths; DENSE-13 to DENSE-15
    """
    # Adam's means start at zero; its rate makes up for that, less and less.
    power_1 = state.beta_1_power * optimizer.beta_1
    power_2 = state.beta_2_power * optimizer.beta_2
    rate = optimizer.learning_rate * math.sqrt(1.0 - power_2) / (1.0 - power_1)
    moved, momentums, velocities = [], [], []
    for w, g, m, s in zip(weights, gradients, state.momentums, state.velocities, strict=True):
        if optimizer.name == "sgd":
            w, m = sgd_step(w, g, m, optimizer)
        elif optimizer.name == "rmsprop":
            w, m, s = rmsprop_step(w, g, m, s, optimizer)
        else:
            w, m, s = adam_step(w, g, m, s, rate, optimizer)
        moved.append(w)
        momentums.append(m)
        velocities.append(s)
    return moved, OptimizerState(momentums, velocities, power_1, power_2)


def permutation(count: int, generator: Generator) -> list[int]:
    """Return 0 to count - 1 in a random order, by Fisher and Yates (DENSE-17)."""
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        j = int(next_double(generator) * float(i + 1))
        order[i], order[j] = order[j], order[i]
    return order


def train_batch(
    layers: Sequence[DenseLayer],
    state: OptimizerState,
    training: Training,
    inputs: Matrix,
    targets: Matrix,
) -> TrainedBatch:
    """Let all layers learn from one batch; the gradients are taken before any weight moves.

    inputs [m][n], targets [m][k]; DENSE-1
    """
    answers = network_forward(inputs, layers)
    sums, outputs = answers[-1]
    rows = zip(targets, sums, outputs, strict=True)
    losses = [example_loss(training.loss, *row) for row in rows]
    gradients = network_gradients(inputs, targets, layers, answers, training.loss)
    weights = network_parameters(layers)
    weights, state = optimizer_step(weights, gradients, state, training.optimizer)
    return TrainedBatch(with_parameters(layers, weights), state, losses, outputs)


def train_epoch(
    layers: Sequence[DenseLayer],
    state: OptimizerState,
    training: Training,
    inputs: Matrix,
    targets: Matrix,
    order: Sequence[int],
    epoch: int,
    total: float = 0.0,
) -> TrainedEpoch:
    """Train on the examples in this order, batch after batch, the last of which may be short.

    inputs [m][n], targets [m][k], order: rows of both; epoch: its number, for the error; total: the
    losses of the epoch's earlier examples, to which these are added (DENSE-8).

    Raises RefnetError with the code diverged.
    """
    correct = 0
    for start in range(0, len(order), training.batch_size):
        part = order[start : start + training.batch_size]
        rows, wanted = [inputs[i] for i in part], [targets[i] for i in part]
        layers, state, losses, outputs = train_batch(layers, state, training, rows, wanted)
        for each in losses:
            total = total + each
        correct = correct + correct_predictions(wanted, outputs)
        batch = start // training.batch_size + 1
        check_converging_rows("outputs", outputs, epoch, batch)
        check_converging("loss", [total], epoch, batch)
        check_converging_rows("layers", network_parameters(layers), epoch, batch)
        check_converging_rows("optimizer", state.momentums, epoch, batch)
        check_converging_rows("optimizer", state.velocities, epoch, batch)
    return TrainedEpoch(list(layers), state, total, correct)


def train_epochs(
    layers: Sequence[DenseLayer],
    state: OptimizerState,
    training: Training,
    inputs: Matrix,
    targets: Matrix,
    first: int,
    last: int,
    generator: Generator | None,
    record: Sequence[int] | None,
) -> TrainedEpochs:
    """Train the epochs first to last, each in a new random order, or in order without a generator.

    inputs [m][n], targets [m][k]; record: the epochs to report, None for all; DENSE-1.

    Raises RefnetError with the code diverged.
    """
    recorded = range(first, last + 1) if record is None else set(record)
    trials, corrects = [], []
    for epoch in range(first, last + 1):
        order = (
            list(range(len(inputs))) if generator is None else permutation(len(inputs), generator)
        )
        trained = train_epoch(layers, state, training, inputs, targets, order, epoch)
        layers, state, total, correct = trained
        if epoch in recorded:
            loss = reduce_loss(training.loss, total, len(inputs))
            trials.append(EpochRecord(epoch, loss, list(layers)))
            corrects.append(correct)
    return TrainedEpochs(list(layers), state, trials, corrects)


def evaluate(
    layers: Sequence[DenseLayer], loss: str, inputs: Matrix, targets: Matrix, total: float = 0.0
) -> Evaluated:
    """Return what examples lose, added to total, and how many are answered right, not learning.

    inputs [m][n], targets [m][k]; DENSE-8, DENSE-16
    """
    sums, outputs = network_forward(inputs, layers)[-1]
    for row in zip(targets, sums, outputs, strict=True):
        total = total + example_loss(loss, *row)
    return Evaluated(total, correct_predictions(targets, outputs))


def dense(
    layers: Sequence[DenseLayer],
    loss: str,
    optimizer: Optimizer,
    inputs: Matrix,
    targets: Matrix | Sequence[int],
    batch_size: int | None = None,
    epochs: int = 1,
    shuffle_seed: int | None = None,
    record: Sequence[int] | None = None,
) -> DenseRun:
    """Train a network of dense layers for so many epochs (DENSE-1).

    inputs [m][n]; targets [m][k], or [m] class numbers from 0 for the sparse loss; batch_size: None
    for all examples; shuffle_seed: None to take them in order; record: the epochs to report,
    ascending from 1, or None for all.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    unknown_name, and diverged when an output, the loss, a weight or what the optimizer remembers
    becomes infinite or NaN. A fault inside a layer or the optimizer has a field such as
    ``layers[0].kernel``.
    """
    layers = as_layers("layers", layers)
    loss = as_name("loss", loss)
    optimizer = as_optimizer("optimizer", optimizer)
    inputs = as_rows("inputs", inputs)
    targets = as_rows_or_counts("targets", targets)
    batch_size = None if batch_size is None else as_count("batch_size", batch_size)
    epochs = as_count("epochs", epochs)
    shuffle_seed = None if shuffle_seed is None else as_count("shuffle_seed", shuffle_seed)
    record = None if record is None else as_counts("record", record)
    check_layer_shapes("layers", layers)
    check_not_empty("inputs", inputs)
    check_row_lengths("inputs", inputs, "layers[0].kernel", len(layers[0].kernel))
    units = layers[-1].units
    classes = only_counts("targets", targets) if loss == SPARSE else []
    rows = [] if loss == SPARSE else only_rows("targets", targets)
    check_length("targets", targets, "inputs", len(inputs))
    check_row_lengths("targets", rows, f"layers[{len(layers) - 1}].units", units)
    check_layer_values("layers", layers)
    check_name("loss", loss, losses_after(layers[-1].activation))
    check_optimizer("optimizer", optimizer)
    check_finite_rows("inputs", inputs)
    check_finite_rows("targets", rows)
    check_ranges("targets", classes, 0, units - 1)
    if batch_size is not None:
        check_count("batch_size", batch_size, 1)
    check_count("epochs", epochs)
    if shuffle_seed is not None:
        check_range("shuffle_seed", shuffle_seed, 0, LARGEST_SEED)
    if record is not None:
        check_ascending("record", record, epochs)

    training = Training(loss, optimizer, len(inputs) if batch_size is None else batch_size)
    rows = one_hot(classes, units) if loss == SPARSE else rows
    generator = None if shuffle_seed is None else seeded(shuffle_seed)
    state = initial_state(layers)
    trained = train_epochs(layers, state, training, inputs, rows, 1, epochs, generator, record)
    outputs = network_outputs(inputs, trained.layers)
    check_converging_rows("outputs", outputs, epochs)
    return DenseRun(trained.trials, outputs)


def initial_kernel(
    initializer: str, inputs: int, units: int, generator: Generator
) -> list[list[float]]:
    """Return a kernel's first weights, drawn row by row (DENSE-18).

    -> [inputs][units]
    """
    if initializer == "zeros":
        return [[0.0] * units for _ in range(inputs)]
    limit = 0.05 if initializer == "uniform" else math.sqrt(6.0 / float(inputs + units))
    return [
        [(2.0 * next_double(generator) - 1.0) * limit for _ in range(units)] for _ in range(inputs)
    ]


def initial_kernels(initializer: str, sizes: Sequence[int], seed: int) -> list[list[list[float]]]:
    """Return the first kernels of a network, all drawn from one generator (DENSE-18).

    sizes: the inputs, then each layer's units -> a kernel [sizes[i]][sizes[i + 1]] for each layer.

    Raises RefnetError with the codes wrong_type, empty, out_of_range and unknown_name.
    """
    initializer = as_name("initializer", initializer)
    sizes = as_counts("sizes", sizes)
    seed = as_count("seed", seed)
    check_not_empty("sizes", sizes)
    check_name("initializer", initializer, INITIALIZERS)
    check_ranges("sizes", sizes, 1, MOST_NUMBERS)
    weights = 0
    for i in range(len(sizes) - 1):
        weights = weights + sizes[i] * sizes[i + 1]
    check_range("sizes", weights, 0, MOST_NUMBERS)
    check_range("seed", seed, 0, LARGEST_SEED)

    generator = seeded(seed)
    return [
        initial_kernel(initializer, sizes[i], sizes[i + 1], generator)
        for i in range(len(sizes) - 1)
    ]
