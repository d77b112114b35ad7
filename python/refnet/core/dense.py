"""Chapter dense through the C core: refnet.reference.dense over NumPy arrays.

A network's weights, their gradients and what the optimizer remembers of them are one array each
here: the vectors of ``refnet.network.network_parameters`` one after another.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    Counts,
    Matrix,
    Vector,
    alike,
    as_count_vector,
    as_generator,
    as_matrix,
    as_matrix_or_rows,
    as_vector,
    check_all_finite,
    check_fits,
    check_status,
    pointer,
    result_buffers,
)
from refnet.core.network import (
    ACTIVATION_NUMBERS,
    INITIALIZER_NUMBERS,
    LOSS_NUMBERS,
    CoreAnswers,
    CoreNetwork,
    CoreState,
    Scratch,
    as_array_layers,
    check_array_layers,
    flat_weights,
    initial_state,
    optimizer_struct,
    training_struct,
    views,
)
from refnet.errors import RefnetError, diverged
from refnet.reference.checks import (
    INITIALIZERS,
    LARGEST_SEED,
    MOST_NUMBERS,
    SPARSE,
    as_optimizer,
    check_count,
    check_layer_shapes,
    check_length,
    check_name,
    check_not_empty,
    check_optimizer,
    check_range,
    check_ranges,
    losses_after,
    only_counts,
    only_rows,
)
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.readers import as_count, as_counts, as_name, as_number, as_rows_or_counts
from refnet.reference.training import EpochRecord, Evaluation, TrainedEpoch, TrainedEpochs, Training


class Answers(NamedTuple):
    """What a layer answers: sums [m][u], and outputs [m][u], its activation of them."""

    sums: Matrix
    outputs: Matrix


class TrainedBatch(NamedTuple):
    """What a batch leaves: its examples' losses [m] and outputs [m][k] from before it learned."""

    layers: list[DenseLayer]
    state: OptimizerState
    losses: Vector
    outputs: Matrix


class DenseRun(NamedTuple):
    """The recorded epochs, and the outputs [m][k] after the last one."""

    trials: list[EpochRecord]
    outputs: Matrix


def relu(d: float) -> float:
    """Return d, or 0 where it is below (DENSE-2). Raises RefnetError: wrong_type."""
    result: float = lib.refnet_relu(as_number("d", d))
    return result


def argmax(values: Any) -> int:
    """Return the place of the largest value, the first of them where there are several.

    values [n]. Raises RefnetError: wrong_type, empty.
    """
    values = as_vector("values", values)
    check_not_empty("values", values)
    place: int = lib.refnet_argmax(pointer(values), len(values))
    return place


def softmax(sums: Any) -> Vector:
    """Return e^d of each sum, divided by the sum of them all (DENSE-3).

    sums [u] -> [u]. Raises RefnetError: wrong_type, empty.
    """
    sums = as_vector("sums", sums)
    check_not_empty("sums", sums)
    outputs = np.empty(len(sums))
    lib.refnet_softmax(pointer(sums), len(sums), pointer(outputs))
    return outputs


def log_softmax(sums: Any) -> Vector:
    """Return the logarithms of the softmax, finite even where that is too small for a number.

    sums [u] -> [u]; DENSE-6. Raises RefnetError: wrong_type, empty.
    """
    sums = as_vector("sums", sums)
    check_not_empty("sums", sums)
    logarithms = np.empty(len(sums))
    lib.refnet_log_softmax(pointer(sums), len(sums), pointer(logarithms))
    return logarithms


def activate(activation: str, sums: Any) -> Vector:
    """Return a layer's outputs for one example (DENSE-2).

    sums [u] -> [u]. Raises RefnetError: wrong_type, empty, unknown_name.
    """
    activation, sums = as_name("activation", activation), as_vector("sums", sums)
    check_not_empty("sums", sums)
    check_name("activation", activation, list(ACTIVATION_NUMBERS))
    outputs = np.empty(len(sums))
    number = ACTIVATION_NUMBERS[activation]
    lib.refnet_activate(number, pointer(sums), 1, len(sums), pointer(outputs))
    return outputs


def dense_forward(inputs: Any, layer: DenseLayer) -> Answers:
    """Return a layer's sums, as SUM-1 has them, and its outputs (DENSE-2).

    inputs [m][n] -> sums [m][u], outputs [m][u].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    return network_forward(inputs, [layer])[0]


def network_forward(inputs: Any, layers: Sequence[DenseLayer]) -> list[Answers]:
    """Return the answers of all layers, first to last (DENSE-1).

    inputs [m][n] of the first layer.
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    inputs, network = as_matrix_or_rows("inputs", inputs), _network(layers)
    inputs = as_matrix("inputs", inputs, "layers[0].kernel", len(network.layers[0].kernel))
    answers = CoreAnswers(network.layers, len(inputs))
    lib.refnet_network_forward(pointer(inputs), network.struct, len(inputs), answers.structs)
    return [Answers(*pair) for pair in zip(answers.sums, answers.outputs, strict=True)]


def network_outputs(inputs: Any, layers: Sequence[DenseLayer]) -> Matrix:
    """Return what the last layer answers.

    inputs [m][n] of the first layer -> [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what a layer cannot be.
    """
    inputs, network = as_matrix_or_rows("inputs", inputs), _network(layers)
    inputs = as_matrix("inputs", inputs, "layers[0].kernel", len(network.layers[0].kernel))
    block = max(1, len(inputs))
    scratch = Scratch(network, block, block)
    outputs = np.empty((len(inputs), network.layers[-1].units))
    blocks = len(inputs), block, scratch.struct
    lib.refnet_network_outputs(pointer(inputs), network.struct, *blocks, pointer(outputs))
    return outputs


def one_hot(classes: Any, units: int) -> Matrix:
    """Return a row for each class number, with 1 at its place and 0 elsewhere (DENSE-7).

    classes [m] -> [m][units]. Raises RefnetError: wrong_type, out_of_range; and MemoryError.
    """
    numbers, units = as_count_vector("classes", classes), as_count("units", units)
    check_count("units", units, 1)
    check_ranges("classes", numbers.tolist(), 0, units - 1)
    rows: Matrix = _buffer("units", (len(numbers), units))
    lib.refnet_one_hot(pointer(numbers), len(numbers), units, pointer(rows))
    return rows


def correct_predictions(targets: Any, outputs: Any) -> int:
    """Return how many examples are answered right (DENSE-16).

    With one output: it is above one half where the target is. With more: the first largest output
    stands where the first largest target does. targets [m][k], outputs [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, outputs = alike("targets", targets, "outputs", outputs)
    m, k = targets.shape
    correct: int = lib.refnet_correct_predictions(pointer(targets), pointer(outputs), m, k)
    return correct


def squared_error(targets: Any, outputs: Any) -> float:
    """Return the sum of the squared errors of one example (DENSE-4).

    targets [k], outputs [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, outputs = _alike_vectors("targets", targets, "outputs", outputs)
    total: float = lib.refnet_squared_error(pointer(targets), pointer(outputs), len(targets))
    return total


def binary_crossentropy(targets: Any, sums: Any) -> float:
    """Return the sum of -(t ln y + (1 - t) ln(1 - y)) of one example, from the logits (DENSE-5).

    With y = sigmoid(d) that is relu(d) - d t + ln(1 + e^-|d|). targets [k], sums [k].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, sums = _alike_vectors("targets", targets, "sums", sums)
    arrays = pointer(targets), pointer(sums), len(targets), pointer(np.empty(len(targets)))
    total: float = lib.refnet_binary_crossentropy(*arrays)
    return total


def categorical_crossentropy(targets: Any, sums: Any) -> float:
    """Return -(the sum of t ln y) of one example, from the logits (DENSE-6).

    targets [k], sums [k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, sums = _alike_vectors("targets", targets, "sums", sums)
    arrays = pointer(targets), pointer(sums), len(targets), pointer(np.empty(len(targets)))
    total: float = lib.refnet_categorical_crossentropy(*arrays)
    return total


def example_loss(loss: str, targets: Any, sums: Any, outputs: Any) -> float:
    """Return the loss of one example; mse and binary_crossentropy are means over the outputs.

    targets [k], sums [k], outputs [k]; DENSE-4 to DENSE-7.
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name.
    """
    number = _loss_number(loss)
    targets, sums = _alike_vectors("targets", targets, "sums", sums)
    targets, outputs = _alike_vectors("targets", targets, "outputs", outputs)
    arrays = pointer(targets), pointer(sums), pointer(outputs)
    work = pointer(np.empty(len(targets)))
    total: float = lib.refnet_example_loss(number, *arrays, len(targets), work)
    return total


def reduce_loss(loss: str, total: float, count: int) -> float:
    """Return the loss of so many examples: their mean, or for sum_squared_error their sum.

    total: the sum of their losses; DENSE-8. Raises RefnetError: wrong_type, out_of_range,
    unknown_name.
    """
    total, count = as_number("total", total), as_count("count", count)
    check_count("count", count, 1)
    mean: float = lib.refnet_reduce_loss(_loss_number(loss), total, count)
    return mean


def activation_backward(activation: str, slopes: Any, outputs: Any) -> Vector:
    """Return one example's slopes along the sums, of those along the outputs (DENSE-9).

    slopes [u], outputs [u] -> [u]. Raises RefnetError: wrong_type, empty, shape_mismatch,
    unknown_name.
    """
    activation = as_name("activation", activation)
    slopes, outputs = _alike_vectors("slopes", slopes, "outputs", outputs)
    check_name("activation", activation, list(ACTIVATION_NUMBERS))
    deltas = np.empty(len(slopes))
    number = ACTIVATION_NUMBERS[activation]
    arrays = pointer(slopes), pointer(outputs), 1, len(slopes), pointer(deltas)
    lib.refnet_activation_backward(number, *arrays)
    return deltas


def output_layer_deltas(loss: str, activation: str, targets: Any, outputs: Any) -> Matrix:
    """Return the last layer's deltas (DENSE-10).

    targets [m][k], outputs [m][k] -> [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name.
    """
    activation = as_name("activation", activation)
    targets, outputs = alike("targets", targets, "outputs", outputs)
    check_name("activation", activation, list(ACTIVATION_NUMBERS))
    deltas = np.empty(targets.shape)
    numbers = _loss_number(loss), ACTIVATION_NUMBERS[activation]
    arrays = pointer(targets), pointer(outputs), *targets.shape, pointer(deltas)
    lib.refnet_output_layer_deltas(*numbers, *arrays)
    return deltas


def input_gradients(deltas: Any, kernel: Any) -> Matrix:
    """Return the slopes along a layer's inputs: sums of delta times weight over its units.

    deltas [m][u], kernel [n][u] -> [m][n]; DENSE-11.
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    deltas, kernel = as_matrix_or_rows("deltas", deltas), as_matrix_or_rows("kernel", kernel)
    check_not_empty("kernel", kernel)
    u = len(kernel[0])
    deltas = as_matrix("deltas", deltas, "kernel[0]", u)
    kernel = as_matrix("kernel", kernel, "kernel[0]", u)
    m, n = len(deltas), len(kernel)
    slopes = np.empty((m, n))
    lib.refnet_input_gradients(pointer(deltas), pointer(kernel), m, n, u, pointer(slopes))
    return slopes


def network_gradients(
    inputs: Any, targets: Any, layers: Sequence[DenseLayer], answers: list[Answers], loss: str
) -> Vector:
    """Return the gradients of all weights, in the order of ``network_parameters`` (DENSE-12).

    inputs [m][n] of the first layer, targets [m][k], answers as ``network_forward`` gives them.
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name, and what a layer cannot be.
    """
    number, network = _loss_number(loss), _network(layers)
    inputs, targets = _examples(inputs, targets, network)
    m, units = len(inputs), sum(layer.units for layer in network.layers)
    buffers = _copied_answers(answers, network, m)
    work = np.empty(m * units)
    gradients = np.empty(network.weights.size)
    arrays = pointer(inputs), pointer(targets), network.struct, buffers.structs
    lib.refnet_network_gradients(*arrays, number, m, pointer(work), pointer(gradients))
    return gradients


def sgd_step(
    weights: Any, gradients: Any, momentums: Any, optimizer: Optimizer
) -> tuple[Vector, Vector]:
    """Return weights after a step of gradient descent, and their momentums (DENSE-13).

    weights [n], gradients [n], momentums [n] -> [n], [n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    gradients, (moved, momentums) = _step(weights, gradients, momentums=momentums)
    arrays = pointer(moved), pointer(gradients), pointer(momentums)
    struct = optimizer_struct(_optimizer("optimizer", optimizer))
    lib.refnet_sgd_step(*arrays, struct, len(moved))
    return moved, momentums


def rmsprop_step(
    weights: Any, gradients: Any, momentums: Any, velocities: Any, optimizer: Optimizer
) -> tuple[Vector, Vector, Vector]:
    """Return weights after a step of RMSprop, their momentums and velocities (DENSE-14).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n].
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    gradients, (moved, momentums, velocities) = _step(
        weights, gradients, momentums=momentums, velocities=velocities
    )
    arrays = pointer(moved), pointer(gradients), pointer(momentums), pointer(velocities)
    struct = optimizer_struct(_optimizer("optimizer", optimizer))
    lib.refnet_rmsprop_step(*arrays, struct, len(moved))
    return moved, momentums, velocities


def adam_step(
    weights: Any, gradients: Any, momentums: Any, velocities: Any, rate: float, optimizer: Optimizer
) -> tuple[Vector, Vector, Vector]:
    """Return weights after a step of Adam, their momentums and velocities (DENSE-15).

    weights [n], gradients [n], momentums [n], velocities [n] -> [n], [n], [n]; rate: this
    step's learning rate, from ``optimizer_step``.
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    rate = as_number("rate", rate)
    gradients, (moved, momentums, velocities) = _step(
        weights, gradients, momentums=momentums, velocities=velocities
    )
    arrays = pointer(moved), pointer(gradients), pointer(momentums), pointer(velocities)
    struct = optimizer_struct(_optimizer("optimizer", optimizer))
    lib.refnet_adam_step(*arrays, rate, struct, len(moved))
    return moved, momentums, velocities


def optimizer_step(
    weights: Any, gradients: Any, state: OptimizerState, optimizer: Optimizer
) -> tuple[Vector, OptimizerState]:
    """Return all weights after a step, and what the optimizer remembers of it.

    weights [size], gradients [size], as the state's; DENSE-13 to DENSE-15.
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what an optimizer cannot be.
    """
    weights, gradients = _alike_vectors("weights", weights, "gradients", gradients)
    moved, after = weights.copy(), _state(state, "weights", len(weights))
    struct = optimizer_struct(_optimizer("optimizer", optimizer))
    lib.refnet_optimizer_step(pointer(moved), pointer(gradients), after.struct, struct, len(moved))
    return moved, after.state()


def permutation(count: int, generator: Any) -> list[int]:
    """Return 0 to count - 1 in a random order, by Fisher and Yates (DENSE-17).

    Raises RefnetError: wrong_type, out_of_range; and MemoryError.
    """
    count, generator = as_count("count", count), as_generator("generator", generator)
    check_count("count", count)
    order = _buffer("count", (count,), np.int64)
    lib.refnet_permutation(count, generator, pointer(order))
    return list(order.tolist())


def train_batch(
    layers: Sequence[DenseLayer],
    state: OptimizerState,
    training: Training,
    inputs: Any,
    targets: Any,
) -> TrainedBatch:
    """Let all layers learn from one batch; the gradients are taken before any weight moves.

    inputs [m][n], targets [m][k]; DENSE-1.

    Raises RefnetError: wrong_type, empty, shape_mismatch, and what layers, an optimizer and a
    training cannot be.
    """
    network = _network(layers)
    after, training = _state_and_training(state, training, network)
    inputs, targets = _examples(inputs, targets, network)
    m, size = len(inputs), network.weights.size
    answers, losses = CoreAnswers(network.layers, m), np.empty(m)
    kernels = max(np.size(layer.kernel) for layer in network.layers)
    work = np.empty(size + 4 * m * max(layer.units for layer in network.layers) + kernels)
    lib.refnet_train_batch(
        network.struct,
        after.struct,
        training_struct(training),
        pointer(inputs),
        pointer(targets),
        m,
        answers.structs,
        pointer(work),
        pointer(losses),
    )
    return TrainedBatch(network.layers, after.state(), losses, answers.outputs[-1])


def train_epoch(
    layers: Sequence[DenseLayer],
    state: OptimizerState,
    training: Training,
    inputs: Any,
    targets: Any,
    order: Sequence[int],
    epoch: int,
    total: float = 0.0,
) -> TrainedEpoch:
    """Train on the examples in this order, batch after batch, the last of which may be short.

    inputs [m][n], targets [m][k], order: rows of both; epoch: its number, for the error; total: the
    losses of the epoch's earlier examples, to which these are added (DENSE-8).

    Raises RefnetError: wrong_type, empty, shape_mismatch, out_of_range, what layers, an optimizer
    and a training cannot be, and diverged.
    """
    network = _network(layers)
    after, training = _state_and_training(state, training, network)
    inputs, targets = _examples(inputs, targets, network)
    places, epoch = as_count_vector("order", order), as_count("epoch", epoch)
    check_ranges("order", places.tolist(), 0, len(inputs) - 1)
    scratch = Scratch(network, training.batch_size, len(places))
    sums, correct = ffi.new("double *", as_number("total", total)), ffi.new("int64_t *")
    status = lib.refnet_train_epoch(
        network.struct,
        after.struct,
        training_struct(training),
        pointer(inputs),
        pointer(targets),
        pointer(places),
        len(places),
        epoch,
        scratch.struct,
        sums,
        correct,
    )
    check_status(status)
    return TrainedEpoch(network.layers, after.state(), sums[0], correct[0])


def train_epochs(
    layers: Sequence[DenseLayer],
    state: OptimizerState,
    training: Training,
    inputs: Any,
    targets: Any,
    first: int,
    last: int,
    generator: Any,
    record: Any,
) -> TrainedEpochs:
    """Train the epochs first to last, each in a new random order, or in order without a generator.

    inputs [m][n], targets [m][k]; record: the epochs to report, ascending from first to last, or
    None for all; DENSE-1.

    Raises RefnetError: wrong_type, empty, shape_mismatch, out_of_range, what layers, an optimizer
    and a training cannot be, and diverged; and MemoryError.
    """
    network = _network(layers)
    after, training = _state_and_training(state, training, network)
    inputs, targets = _examples(inputs, targets, network)
    first, last = as_count("first", first), as_count("last", last)
    generator = None if generator is None else as_generator("generator", generator)
    record = None if record is None else as_count_vector("record", record)
    if record is not None:
        _check_recorded(record.tolist(), first, last)
    epochs = max(last - first + 1, 0) if record is None else len(record)
    losses, corrects = _buffer("last", (epochs,)), _buffer("last", (epochs,), np.int64)
    weights = _buffer("last", (epochs, network.weights.size))
    scratch = Scratch(network, training.batch_size, len(inputs))
    status = lib.refnet_train_epochs(
        network.struct,
        after.struct,
        training_struct(training),
        pointer(inputs),
        pointer(targets),
        len(inputs),
        first,
        last,
        ffi.NULL if generator is None else generator,
        pointer(record),
        epochs,
        scratch.struct,
        pointer(losses),
        pointer(corrects),
        pointer(weights),
    )
    check_status(status)
    numbers = range(first, last + 1) if record is None else record.tolist()
    trials = _trials(numbers, losses, weights, network.layers)
    return TrainedEpochs(network.layers, after.state(), trials, corrects.tolist())


def evaluate(
    layers: Sequence[DenseLayer], loss: str, inputs: Any, targets: Any, total: float = 0.0
) -> Evaluation:
    """Return what examples lose, added to total, and how many are answered right, not learning.

    inputs [m][n], targets [m][k]; DENSE-8, DENSE-16.
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name, what a layer cannot be.
    """
    number, network = _loss_number(loss), _network(layers)
    inputs, targets = _examples(inputs, targets, network)
    scratch = Scratch(network, len(inputs), len(inputs))
    sums, correct = ffi.new("double *", as_number("total", total)), ffi.new("int64_t *")
    arrays = pointer(inputs), pointer(targets), len(inputs), len(inputs)
    lib.refnet_evaluate(network.struct, number, *arrays, scratch.struct, sums, correct)
    return Evaluation(sums[0], correct[0])


def dense(
    layers: Sequence[DenseLayer],
    loss: str,
    optimizer: Optimizer,
    inputs: Any,
    targets: Any,
    batch_size: int | None = None,
    epochs: int = 1,
    shuffle_seed: int | None = None,
    record: Any = None,
) -> DenseRun:
    """Train a network of dense layers for so many epochs, in one call into C (DENSE-1).

    inputs [m][n]; targets [m][k], or [m] class numbers from 0 for the sparse loss; batch_size: None
    for all examples; shuffle_seed: None to take them in order; record: the epochs to report,
    ascending from 1, or None for all.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    unknown_name, and diverged when an output, the loss, a weight or what the optimizer remembers
    becomes infinite or NaN. A fault inside a layer or the optimizer has a field such as
    ``layers[0].kernel``.
    """
    layers = as_array_layers("layers", layers)
    loss = as_name("loss", loss)
    optimizer = as_optimizer("optimizer", optimizer)
    inputs = as_matrix_or_rows("inputs", inputs)
    targets = _as_targets("targets", targets)
    batch_size = None if batch_size is None else as_count("batch_size", batch_size)
    epochs = as_count("epochs", epochs)
    shuffle_seed = None if shuffle_seed is None else as_count("shuffle_seed", shuffle_seed)
    record = None if record is None else as_count_vector("record", record)
    check_layer_shapes("layers", layers)
    check_not_empty("inputs", inputs)
    inputs = as_matrix("inputs", inputs, "layers[0].kernel", len(layers[0].kernel))
    units = layers[-1].units
    classes = _only_classes("targets", targets) if loss == SPARSE else np.empty(0, np.int64)
    rows = [] if loss == SPARSE else _only_matrix("targets", targets)
    check_length("targets", targets, "inputs", len(inputs))
    rows = as_matrix("targets", rows, f"layers[{len(layers) - 1}].units", units)
    check_array_layers("layers", layers)
    check_name("loss", loss, losses_after(layers[-1].activation))
    check_optimizer("optimizer", optimizer)
    check_all_finite("inputs", inputs)
    check_all_finite("targets", rows)
    check_ranges("targets", classes.tolist(), 0, units - 1)
    if batch_size is not None:
        check_count("batch_size", batch_size, 1)

    network, state = CoreNetwork(layers), CoreState(initial_state(flat_weights(layers).size))
    training = Training(loss, optimizer, len(inputs) if batch_size is None else batch_size)
    rows = one_hot(classes, units) if loss == SPARSE else rows
    wanted = max(epochs, 0) if record is None else len(record)
    scratch = Scratch(network, training.batch_size, len(inputs))
    records, (losses, weights) = result_buffers(wanted, (), (network.weights.size,))
    status = lib.refnet_dense(
        network.struct,
        state.struct,
        training_struct(training),
        pointer(inputs),
        pointer(rows),
        len(inputs),
        min(epochs, records) if record is None else epochs,
        ffi.NULL if shuffle_seed is None else ffi.new("int64_t *", shuffle_seed),
        pointer(record),
        records,
        scratch.struct,
        pointer(losses),
        pointer(np.empty(records, np.int64)),
        pointer(weights),
    )
    check_status(
        status,
        bounds={"shuffle_seed": (0, LARGEST_SEED), "record": (1, epochs)},
        epochs=epochs,
        shuffle_seed=shuffle_seed,
        record=record,
    )
    check_fits("epochs", wanted, records)
    outputs = network_outputs(inputs, network.layers)
    if not np.isfinite(outputs).all():
        raise diverged("outputs", epochs)
    numbers = range(1, epochs + 1) if record is None else record.tolist()
    return DenseRun(_trials(numbers, losses, weights, network.layers), outputs)


def initial_kernel(initializer: str, inputs: int, units: int, generator: Any) -> Matrix:
    """Return a kernel's first weights, drawn row by row (DENSE-18).

    -> [inputs][units]. Raises RefnetError: wrong_type, out_of_range, unknown_name; and MemoryError.
    """
    initializer = as_name("initializer", initializer)
    inputs, units = as_count("inputs", inputs), as_count("units", units)
    generator = as_generator("generator", generator)
    check_name("initializer", initializer, INITIALIZERS)
    check_count("inputs", inputs, 1)
    check_count("units", units, 1)
    kernel: Matrix = _buffer("units", (inputs, units))
    number = INITIALIZER_NUMBERS[initializer]
    lib.refnet_initial_kernel(number, inputs, units, generator, pointer(kernel))
    return kernel


def initial_kernels(initializer: str, sizes: Any, seed: int) -> list[Matrix]:
    """Return the first kernels of a network, all drawn from one generator (DENSE-18).

    sizes: the inputs, then each layer's units -> a kernel [sizes[i]][sizes[i + 1]] for each layer.

    Raises RefnetError with the codes wrong_type, empty, out_of_range and unknown_name.
    """
    initializer = as_name("initializer", initializer)
    sizes, seed = as_counts("sizes", sizes), as_count("seed", seed)
    check_not_empty("sizes", sizes)
    check_name("initializer", initializer, INITIALIZERS)
    check_ranges("sizes", sizes, 1, MOST_NUMBERS)
    weights = sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))
    check_range("sizes", weights, 0, MOST_NUMBERS)
    flat = np.empty(weights)
    number, counts = INITIALIZER_NUMBERS[initializer], as_count_vector("sizes", sizes)
    status = lib.refnet_initial_kernels(number, pointer(counts), len(counts), seed, pointer(flat))
    check_status(status, bounds={"seed": (0, LARGEST_SEED)}, seed=seed)
    ends = np.cumsum([sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)])
    parts = np.split(flat, ends[:-1]) if len(ends) > 0 else []
    return [part.reshape(sizes[i], sizes[i + 1]) for i, part in enumerate(parts)]


def _network(layers: Sequence[DenseLayer]) -> CoreNetwork:
    """Return a copy of the layers as a network; raises what layers cannot be."""
    read = as_array_layers("layers", layers)
    check_layer_shapes("layers", read)
    check_array_layers("layers", read)
    return CoreNetwork(read)


def _state(state: Any, other: str, size: int) -> CoreState:
    """Return a copy of a state of so many weights; raises wrong_type, shape_mismatch."""
    if not isinstance(state, OptimizerState):
        raise RefnetError("wrong_type", "state", "state: expected an optimizer's state")
    read = OptimizerState(
        as_vector("state.momentums", state.momentums),
        as_vector("state.velocities", state.velocities),
        as_number("state.beta_1_power", state.beta_1_power),
        as_number("state.beta_2_power", state.beta_2_power),
    )
    check_length("state.momentums", read.momentums, other, size)
    check_length("state.velocities", read.velocities, other, size)
    return CoreState(read)


def _optimizer(field: str, optimizer: Any) -> Optimizer:
    """Return an optimizer; raises wrong_type and what an optimizer cannot be."""
    read = as_optimizer(field, optimizer)
    check_optimizer(field, read)
    return read


def _state_and_training(
    state: Any, training: Any, network: CoreNetwork
) -> tuple[CoreState, Training]:
    """Return a copy of a network's state, and how the network trains.

    Raises RefnetError: wrong_type, shape_mismatch, unknown_name, out_of_range, not_finite.
    """
    if not isinstance(training, Training):
        raise RefnetError("wrong_type", "training", "training: expected a training")
    loss = as_name("training.loss", training.loss)
    batch_size = as_count("training.batch_size", training.batch_size)
    after = _state(state, "the layers' weights", network.weights.size)
    check_name("training.loss", loss, losses_after(network.layers[-1].activation))
    optimizer = _optimizer("training.optimizer", training.optimizer)
    check_count("training.batch_size", batch_size, 1)
    return after, Training(loss, optimizer, batch_size)


def _copied_answers(answers: Any, network: CoreNetwork, m: int) -> CoreAnswers:
    """Return a copy of the answers to m examples; raises wrong_type, shape_mismatch."""
    if not isinstance(answers, Sequence) or not all(
        isinstance(each, tuple) and len(each) == 2 for each in answers
    ):
        raise RefnetError("wrong_type", "answers", "answers: expected a list of answers")
    read: list[list[Any]] = [
        [as_matrix_or_rows("answers", part) for part in pair] for pair in answers
    ]
    check_length("answers", answers, "layers", len(network.layers))
    copied = CoreAnswers(network.layers, m)
    for i, pair in enumerate(read):
        buffers = copied.sums[i], copied.outputs[i]
        for buffer, part in zip(buffers, pair, strict=True):
            check_length("answers", part, "inputs", m)
            other = f"layers[{i}].units"
            buffer[:] = as_matrix("answers", part, other, network.layers[i].units)
    return copied


def _check_recorded(record: Sequence[int], first: int, last: int) -> None:
    """Raise out_of_range for epochs that do not ascend, or are not from first to last."""
    for i, epoch in enumerate(record):
        if epoch < first or epoch > last or (i > 0 and epoch <= record[i - 1]):
            raise RefnetError(
                "out_of_range",
                "record",
                f"record[{i}]: expected ascending numbers from {first} to {last}",
            )


def _buffer(field: str, shape: tuple[int, ...], dtype: Any = np.float64) -> Any:
    """Return an array that C fills; raises MemoryError where there is no room for it."""
    try:
        return np.empty(shape, dtype)
    except (MemoryError, ValueError):  # ValueError: more than an array can ever have
        message = f"{field}: an array of shape {shape} does not fit in this machine's memory"
        raise MemoryError(message) from None


def _examples(inputs: Any, targets: Any, network: CoreNetwork) -> tuple[Matrix, Matrix]:
    """Return inputs [m][n] and targets [m][k] of a network."""
    inputs, targets = as_matrix_or_rows("inputs", inputs), as_matrix_or_rows("targets", targets)
    check_not_empty("inputs", inputs)
    inputs = as_matrix("inputs", inputs, "layers[0].kernel", len(network.layers[0].kernel))
    check_length("targets", targets, "inputs", len(inputs))
    last = f"layers[{len(network.layers) - 1}].units"
    return inputs, as_matrix("targets", targets, last, network.layers[-1].units)


def _as_targets(field: str, targets: Any) -> Any:
    """Return rows of numbers or class numbers: arrays as they are where they are one of these."""
    if isinstance(targets, np.ndarray):
        if targets.ndim == 2 and targets.dtype.kind in "fiu":
            return as_matrix_or_rows(field, targets)
        if targets.ndim == 1 and targets.dtype.kind in "iu" and len(targets) > 0:
            return as_count_vector(field, targets)
    return as_rows_or_counts(field, targets)


def _only_matrix(field: str, targets: Any) -> Any:
    is_matrix = isinstance(targets, np.ndarray) and targets.ndim == 2
    return targets if is_matrix else only_rows(field, list(targets))


def _only_classes(field: str, targets: Any) -> Counts:
    if not (isinstance(targets, np.ndarray) and targets.ndim == 1):
        targets = only_counts(field, list(targets))
    return np.asarray(targets, np.int64)


def _loss_number(loss: str) -> int:
    """Return the number that a loss has in C; raises wrong_type, unknown_name."""
    loss = as_name("loss", loss)
    check_name("loss", loss, list(LOSS_NUMBERS))
    number: int = LOSS_NUMBERS[loss]
    return number


def _step(weights: Any, gradients: Any, **memory: Any) -> tuple[Vector, list[Vector]]:
    """Return gradients [n], and copies of weights [n] and what the optimizer remembers of them."""
    weights, gradients = _alike_vectors("weights", weights, "gradients", gradients)
    pairs = [_alike_vectors("weights", weights, name, each) for name, each in memory.items()]
    return gradients, [weights.copy(), *(each.copy() for _, each in pairs)]


def _trials(
    epochs: Sequence[int], losses: Vector, weights: Matrix, layers: Sequence[DenseLayer]
) -> list[EpochRecord]:
    """Return the recorded epochs: losses [records], weights [records][size]."""
    rows = zip(epochs, losses.tolist(), weights, strict=True)
    return [EpochRecord(epoch, loss, views(layers, row)) for epoch, loss, row in rows]


def _alike_vectors(field: str, values: Any, other: str, others: Any) -> tuple[Vector, Vector]:
    """Return two vectors of the same length; raises wrong_type, empty, shape_mismatch."""
    values, others = as_vector(field, values), as_vector(other, others)
    check_not_empty(field, values)
    check_length(other, others, field, len(values))
    return values, others
