"""Chapter training through the C core: refnet.reference.training over NumPy arrays."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    Matrix,
    Vector,
    as_count_vector,
    as_matrix_or_rows,
    as_targets,
    check_status,
    matrix_of,
    pointer,
)
from refnet.core.batches import attached, block_of
from refnet.core.checks import (
    check_counts,
    check_record,
    check_train_status,
    checked_examples,
    checked_loss,
    matrices_alike,
)
from refnet.core.layers import LayerStructs, checked_layers, read_layers, with_arrays
from refnet.core.memory import check_fits, check_memory, record_buffers, result_buffer
from refnet.core.structs import CoreNetwork, loss_struct, optimizer_struct, workspace
from refnet.core.training_arguments import epoch_records, recorded_epochs, started
from refnet.reference.checks import SPARSE
from refnet.reference.kinds import Layer
from refnet.reference.losses import Loss
from refnet.reference.network_checks import (
    as_loss,
    check_training_shapes,
    inputs_of,
    outputs_of,
    placed_layers,
)
from refnet.reference.optimizer_checks import as_optimizer, check_rate_shapes
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.readers import as_boolean, as_count, as_counts, as_number, optional
from refnet.reference.training import EpochRecord, Evaluation, TrainedEpoch, TrainedEpochs, Training


class TrainedBatch(NamedTuple):
    """The result of a batch; its losses [m] and outputs [m][k] are from before the step."""

    layers: list[Any]
    state: OptimizerState
    losses: Vector
    outputs: Matrix


class TrainingRun(NamedTuple):
    """The recorded epochs, and the outputs [m][k] after the last one."""

    trials: list[EpochRecord]
    outputs: Matrix


def correct_predictions(targets: Any, outputs: Any) -> int:
    """Return how many examples the network predicts correctly (DENSE-16).

    With one output: the target is 1 if the output is above 1/2, and 0 if it is not. With several:
    the largest output and the largest target have the same index. targets [m][k], outputs [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, outputs = matrices_alike("targets", targets, "outputs", outputs)
    arrays = pointer(targets), pointer(outputs)
    correct: int = lib.refnet_correct_predictions(*arrays, *targets.shape)
    return correct


def accuracy(targets: Any, outputs: Any) -> float:
    """Return the share of the examples that the network predicts correctly.

    targets [m][k], outputs [m][k].

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite.
    """
    targets, outputs = matrices_alike("targets", targets, "outputs", outputs)
    arrays, share = (pointer(targets), pointer(outputs)), ffi.new("double *")
    check_status(lib.refnet_accuracy(*arrays, *targets.shape, share))
    correct: float = share[0]
    return correct


def train_batch(
    layers: Sequence[Layer],
    state: OptimizerState,
    training: Training,
    inputs: Any,
    targets: Any,
    generator: Any,
) -> TrainedBatch:
    """Train on one batch; all gradients are taken before any weight moves (DENSE-1).

    inputs [m][n], targets [m][k]; generator: one that ``seeded`` returned.
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what layers, an optimizer and a
    Training cannot be; and MemoryError.
    """
    start = started(layers, state, training, inputs, targets, generator)
    start.begin(layers, start.m, start.m)
    m, space = start.m, start.network.workspace("batch", start.m)
    losses, outputs = np.empty(m), np.empty((m, outputs_of("layers", start.layers)[1]))
    results = pointer(space), pointer(losses), pointer(outputs)
    lib.refnet_train_batch(*start.arguments, m, start.generator, *results)
    return TrainedBatch(start.trained(), start.state.state(), losses, outputs)


def train_epoch(
    layers: Sequence[Layer],
    state: OptimizerState,
    training: Training,
    inputs: Any,
    targets: Any,
    order: Any,
    generator: Any,
    epoch: int,
    total: float = 0.0,
) -> TrainedEpoch:
    """Train on the examples in this order, batch after batch; the last batch may be short.

    inputs [m][n], targets [m][k]; order: indices of both; generator: one that ``seeded`` returned;
    epoch: its number, for the error; total: the losses of earlier examples of the same epoch, to
    which these are added (DENSE-8).

    Raises RefnetError: wrong_type, empty, shape_mismatch, out_of_range, what layers, an optimizer
    and a Training cannot be, and diverged; and MemoryError.
    """
    start = started(layers, state, training, inputs, targets, generator)
    indices, epoch = as_count_vector("order", order), as_count("epoch", epoch)
    check_counts("order", indices, 0, start.m - 1)
    count = len(indices)
    start.begin(layers, start.training.batch_size, count)
    space = start.network.workspace("training", start.training.batch_size, count)
    sums, correct = ffi.new("double *", as_number("total", total)), ffi.new("int64_t *")
    shuffled = pointer(indices), count, start.generator, epoch
    status = lib.refnet_train_epoch(*start.arguments, *shuffled, pointer(space), sums, correct)
    check_status(status)
    return TrainedEpoch(start.trained(), start.state.state(), sums[0], correct[0])


def train_epochs(
    layers: Sequence[Layer],
    state: OptimizerState,
    training: Training,
    inputs: Any,
    targets: Any,
    first: int,
    last: int,
    generator: Any,
    shuffle: bool,
    record: Any,
) -> TrainedEpochs:
    """Train the epochs first to last; each shuffles the examples, if ``shuffle`` says so.

    inputs [m][n], targets [m][k]; generator: one that ``seeded`` returned; record: the epochs to
    report, ascending from first, None for all; DENSE-1.

    Raises RefnetError: wrong_type, empty, shape_mismatch, out_of_range, what layers, an optimizer
    and a Training cannot be, and diverged; and MemoryError.
    """
    start = started(layers, state, training, inputs, targets, generator)
    first, last = as_count("first", first), as_count("last", last)
    shuffle = as_boolean("shuffle", shuffle)
    record = None if record is None else as_count_vector("record", record)
    if record is not None:
        check_record("record", record, first, last)
    start.begin(layers, start.training.batch_size, start.m)
    epochs = max(last - first + 1, 0) if record is None else len(record)
    size = start.network.weights.size + start.network.moving.size
    check_memory("last", 8 * epochs * (size + 2))
    losses, corrects = result_buffer("last", (epochs,)), result_buffer("last", (epochs,), np.int64)
    weights = result_buffer("last", (epochs, start.network.weights.size))
    moving = result_buffer("last", (epochs, start.network.moving.size))
    space = start.network.workspace("training", start.training.batch_size, start.m)
    status = lib.refnet_train_epochs(
        *start.arguments,
        start.m,
        first,
        last,
        start.generator,
        shuffle,
        pointer(record),
        epochs,
        pointer(space),
        epoch_records(losses, corrects, weights, moving),
    )
    check_status(status)
    numbers = range(first, last + 1) if record is None else record.tolist()
    trials = recorded_epochs(numbers, losses, weights, moving, start.layers)
    return TrainedEpochs(start.trained(), start.state.state(), trials, corrects.tolist())


def evaluate(
    layers: Sequence[Layer], loss: str | Loss, inputs: Any, targets: Any, total: float = 0.0
) -> Evaluation:
    """Return total plus the sum of the losses, and the number of correct predictions.

    inputs [m][n], targets [m][k]; no weight moves; DENSE-8, DENSE-16.
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name, not_finite, out_of_range,
    and what a layer cannot be.
    """
    struct, given = loss_struct(checked_loss("loss", loss)), layers
    layers = checked_layers(layers)
    inputs, targets = checked_examples(inputs, targets, layers)
    network, m = CoreNetwork(layers), len(inputs)
    block = block_of(attached(network, given, layers, m), m)
    space = pointer(network.workspace("forward", block))
    sums, correct = ffi.new("double *", as_number("total", total)), ffi.new("int64_t *")
    arrays = pointer(inputs), pointer(targets), m, block
    lib.refnet_evaluate(network.struct, struct, *arrays, space, sums, correct)
    return Evaluation(sums[0], correct[0])


def train(
    input_shape: Sequence[int] | None,
    layers: Sequence[Layer],
    loss: str | Loss,
    optimizer: Optimizer,
    inputs: Any,
    targets: Any,
    batch_size: int | None = None,
    epochs: int = 1,
    shuffle_seed: int | None = None,
    record: Any = None,
    shuffle: bool = True,
) -> TrainingRun:
    """Train a network of layers of any kind, in one call into C (DENSE-1).

    input_shape: of one example; None if the layers know their shapes. inputs [m][n]; targets
    [m][k], or [m] class numbers from 0 for the sparse loss; batch_size: None for all examples in
    one batch; shuffle_seed: of the generator that shuffles the examples and drops numbers, None for
    0 and examples in order; record: the epochs to report, ascending from 1, or None for all;
    shuffle: False to take the examples in order whatever the seed.

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    unknown_name, and diverged when an output, the loss, a weight or a number of the optimizer's
    state becomes infinite or NaN; and MemoryError. A fault inside a layer, the loss or the
    optimizer has a field such as ``layers[0].kernel``.
    """
    shape = None if input_shape is None else tuple(as_counts("input_shape", input_shape))
    layers = read_layers("layers", layers)
    loss = as_loss("loss", loss)
    optimizer = as_optimizer("optimizer", optimizer)
    inputs = as_matrix_or_rows("inputs", inputs)
    targets = as_targets("targets", targets)
    batch_size = optional(as_count)("batch_size", batch_size)
    epochs = as_count("epochs", epochs)
    shuffle_seed = optional(as_count)("shuffle_seed", shuffle_seed)
    record = None if record is None else as_count_vector("record", record)
    shuffle = as_boolean("shuffle", shuffle)
    layers = placed_layers("layers", layers, shape)
    check_rate_shapes("optimizer.learning_rate", optimizer.learning_rate)
    check_training_shapes(layers, loss.name, inputs, targets)
    layers = with_arrays(layers)
    (_, n), (_, k), m = inputs_of("layers", layers), outputs_of("layers", layers), len(inputs)
    inputs = matrix_of(inputs, n)
    classes = np.require(targets, np.int64) if loss.name == SPARSE else None
    rows = None if loss.name == SPARSE else matrix_of(targets, k)
    structs = LayerStructs(layers)
    size = lib.refnet_network_parameters(structs.array, len(layers), ffi.NULL)
    moved = lib.refnet_network_moving(structs.array, len(layers), ffi.NULL)
    records, (losses, corrects, weights, moving) = record_buffers(
        epochs, record, (), (), (size,), (moved,)
    )
    of_optimizer = optimizer_struct(optimizer)
    seed = ffi.NULL if shuffle_seed is None else ffi.new("int64_t *", shuffle_seed)
    values = {
        "layers": structs.array,
        "depth": len(layers),
        "loss": loss_struct(loss)[0],
        "optimizer": of_optimizer[0],
        "inputs": pointer(inputs),
        "targets": pointer(rows),
        "classes": pointer(classes),
        "m": m,
        "batch_size": m if batch_size is None else batch_size,
        "epochs": min(epochs, records) if record is None else epochs,
        "shuffle_seed": seed,
        "shuffle": shuffle,
        "record": pointer(record),
        "records": records,
    }
    request, outputs = ffi.new("refnet_train_request *", values), np.empty((m, k))
    status = lib.refnet_train(
        request,
        pointer(workspace(lib.refnet_train_workspace(request))),
        epoch_records(losses, corrects.view(np.int64), weights, moving),
        pointer(outputs),
    )
    check_train_status(status, layers, optimizer, epochs, request.batch_size, m)
    check_fits("epochs", epochs, records if record is None else epochs)
    numbers = range(1, epochs + 1) if record is None else record.tolist()
    return TrainingRun(recorded_epochs(numbers, losses, weights, moving, layers), outputs)


def dense(
    layers: Sequence[Layer],
    loss: str | Loss,
    optimizer: Optimizer,
    inputs: Any,
    targets: Any,
    batch_size: int | None = None,
    epochs: int = 1,
    shuffle_seed: int | None = None,
    record: Any = None,
    shuffle: bool = True,
) -> TrainingRun:
    """Train a network of dense layers, whose kernels say how many inputs there are.

    Arguments and errors are those of ``train``.
    """
    how = batch_size, epochs, shuffle_seed, record, shuffle
    return train(None, layers, loss, optimizer, inputs, targets, *how)
