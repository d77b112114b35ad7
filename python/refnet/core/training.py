"""Chapter training through the C core: refnet.reference.training over NumPy arrays."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    Matrix,
    Vector,
    as_count_vector,
    check_status,
    pointer,
)
from refnet.core.batches import attached, block_of
from refnet.core.checks import (
    check_counts,
    check_record,
    check_train_status,
    checked_examples,
    checked_loss,
    checked_regularizers,
    checked_weights,
)
from refnet.core.layers import checked_layers, checked_sources
from refnet.core.memory import check_fits, check_memory, record_buffers, result_buffer
from refnet.core.structs import CoreNetwork, loss_struct, workspace
from refnet.core.training_arguments import checked_run, epoch_records, recorded_epochs, started
from refnet.reference.frozen import Frozen
from refnet.reference.graphs import Sources
from refnet.reference.kinds import Layer
from refnet.reference.losses import Loss
from refnet.reference.network_checks import outputs_of
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.readers import as_boolean, as_count, as_number
from refnet.reference.regularizers import Penalties
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


def train_batch(
    layers: Sequence[Layer],
    state: OptimizerState,
    training: Training,
    inputs: Any,
    targets: Any,
    generator: Any,
    weights: Any = None,
) -> TrainedBatch:
    """Train on one batch; all gradients are taken before any weight moves (DENSE-1).

    inputs [m][n], targets [m][k]; generator: one that ``seeded`` returned; weights [m]: of the
    examples, None for 1 (WEIGHT-3).
    Raises RefnetError: wrong_type, empty, shape_mismatch, and what layers, an optimizer and a
    Training cannot be; and MemoryError.
    """
    start = started(layers, state, training, inputs, targets, generator, weights)
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
    weights: Any = None,
) -> TrainedEpoch:
    """Train on the examples in this order, batch after batch; the last batch may be short.

    inputs [m][n], targets [m][k]; order: indices of both; generator: one that ``seeded`` returned;
    epoch: its number, for the error; total: the losses of earlier examples of the same epoch, to
    which these are added (DENSE-8); weights [m]: of the examples, None for 1.

    Raises RefnetError: wrong_type, empty, shape_mismatch, out_of_range, what layers, an optimizer
    and a Training cannot be, and diverged; and MemoryError.
    """
    start = started(layers, state, training, inputs, targets, generator, weights)
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
    weights: Any = None,
) -> TrainedEpochs:
    """Train the epochs first to last; each shuffles the examples, if ``shuffle`` says so.

    inputs [m][n], targets [m][k]; generator: one that ``seeded`` returned; record: the epochs to
    report, ascending from first, None for all; weights [m]: of the examples, None for 1; DENSE-1.

    Raises RefnetError: wrong_type, empty, shape_mismatch, out_of_range, what layers, an optimizer
    and a Training cannot be, and diverged; and MemoryError.
    """
    start = started(layers, state, training, inputs, targets, generator, weights)
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
    layers: Sequence[Layer],
    loss: str | Loss,
    inputs: Any,
    targets: Any,
    total: float = 0.0,
    weights: Any = None,
    regularizers: Penalties = None,
    sources: Sources = None,
) -> Evaluation:
    """Return total plus the sum of the losses, and the number of correct predictions.

    inputs [m][n], targets [m][k]; weights [m]: of the examples, None for 1; regularizers: of the
    layers, of which only those of outputs count here (``penalized_total`` adds the others);
    sources: of the layers; no layer changes; DENSE-8, DENSE-16.
    Raises RefnetError: wrong_type, empty, shape_mismatch, unknown_name, not_finite, out_of_range,
    and what a layer cannot be.
    """
    struct, given = loss_struct(checked_loss("loss", loss)), layers
    sources = checked_sources(sources)
    layers = checked_layers(layers, sources)
    inputs, targets = checked_examples(inputs, targets, layers, sources)
    network, m = CoreNetwork(layers, sources=sources), len(inputs)
    weights = checked_weights("weights", weights, "inputs", m)
    network.regularize(checked_regularizers(layers, regularizers))
    block = block_of(attached(network, given, layers, m), m)
    space = pointer(network.workspace("forward", block))
    sums, correct = ffi.new("double *", as_number("total", total)), ffi.new("int64_t *")
    arrays = pointer(inputs), pointer(targets), pointer(weights), m, block
    lib.refnet_evaluate(network.struct, struct, *arrays, space, sums, correct, ffi.NULL)
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
    example_weights: Any = None,
    class_weights: Any = None,
    regularizers: Penalties = None,
    sources: Sources = None,
    frozen: Frozen = None,
) -> TrainingRun:
    """Train a network of layers of any kind, in one call into C (DENSE-1).

    input_shape: of one example; None if the layers know their shapes. inputs [m][n]; targets
    [m][k], or [m] class numbers from 0 for the sparse loss; batch_size: None for all examples in
    one batch; shuffle_seed: of the generator that shuffles the examples and drops numbers, None for
    0 and examples in order; record: the epochs to report, ascending from 1, or None for all;
    shuffle: False to take the examples in order whatever the seed; example_weights [m] and
    class_weights [c]: None for 1 (WEIGHT-2); regularizers: of each layer, None for none (REG-3);
    sources: of each layer, None for the layer before it (GRAPH-1); frozen: for each layer whether
    its weights stay, None for none (FROZEN-1).

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite, out_of_range,
    unknown_name, and diverged when an output, the loss, a weight or a number of the optimizer's
    state becomes infinite or NaN; and MemoryError. A fault inside a layer, the loss or the
    optimizer has a field such as ``layers[0].kernel``.
    """
    data, how = (input_shape, layers, loss, optimizer, inputs, targets), (batch_size, epochs)
    more = example_weights, class_weights, regularizers, sources, frozen
    run = checked_run(*data, *how, shuffle_seed, record, shuffle, *more)
    epochs = run.epochs
    size = lib.refnet_network_parameters(run.values["layers"], len(run.layers), ffi.NULL)
    moved = lib.refnet_network_moving(run.values["layers"], len(run.layers), ffi.NULL)
    records, (losses, corrects, parameters, moving) = record_buffers(
        epochs, run.record, (), (), (size,), (moved,)
    )
    counts = {"records": records, "epochs": epochs if run.record is not None else records}
    counts["epochs"] = min(epochs, counts["epochs"])
    request = ffi.new("refnet_train_request *", {**run.values, **counts})
    outputs = np.empty((len(run.inputs), outputs_of("layers", run.layers)[1]))
    status = lib.refnet_train(
        request,
        pointer(workspace(lib.refnet_train_workspace(request))),
        epoch_records(losses, corrects.view(np.int64), parameters, moving),
        pointer(outputs),
    )
    check_train_status(
        status, run.layers, run.sources, run.optimizer, epochs, request.batch_size, run.inputs
    )
    check_fits("epochs", epochs, records if run.record is None else epochs)
    numbers = range(1, epochs + 1) if run.record is None else run.record.tolist()
    return TrainingRun(recorded_epochs(numbers, losses, parameters, moving, run.layers), outputs)


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
    example_weights: Any = None,
    class_weights: Any = None,
    regularizers: Penalties = None,
    frozen: Frozen = None,
) -> TrainingRun:
    """Train dense layers, whose kernels say how many inputs there are, as ``train`` does."""
    weights = example_weights, class_weights
    how = batch_size, epochs, shuffle_seed, record, shuffle, *weights, regularizers, None, frozen
    return train(None, layers, loss, optimizer, inputs, targets, *how)
