"""Chapter training: how a network learns from examples, batch by batch and epoch by epoch.

In each epoch the network sees every example once, in a new random order if the run shuffles. The
examples are taken in batches: each passes forward through all layers, the gradients of its loss are
computed, and the optimizer takes a step. ``train`` takes layers of any kind, ``dense`` dense ones.

Source: mini-batches are as old as D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning
representations by back-propagating errors", 1986; the shuffle is R. A. Fisher and F. Yates's in
R. Durstenfeld's form, "Algorithm 235: random permutation", 1964.

Left out on purpose: early stopping and validation, which refnet.Sequential adds on top of this.

m examples, n inputs, k outputs.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.accuracy import correct_predictions
from refnet.reference.checks import SPARSE, check_converging, check_converging_rows
from refnet.reference.clipping import clipped_gradients
from refnet.reference.example_weights import Weights, weighted_losses, weights_of_examples
from refnet.reference.frozen import Frozen
from refnet.reference.graphs import Sources
from refnet.reference.kinds import Layer, output_activation
from refnet.reference.losses import Loss, example_loss, loss_of_targets, one_hot, reduce_loss
from refnet.reference.metrics import Measure, update_measure
from refnet.reference.network import (
    drawn_layers,
    network_forward,
    network_gradients,
    network_parameters,
    network_variables,
    outputs_in_batches,
    watched_vectors,
    with_parameters,
    with_states,
    without_states,
)
from refnet.reference.network_checks import checked_train, outputs_of
from refnet.reference.optimizers import Optimizer, OptimizerState, initial_state, optimizer_step
from refnet.reference.random import Generator, permutation, seeded
from refnet.reference.regularizers import Penalties, penalized_losses, penalized_total

Matrix = Sequence[Sequence[float]]


class Training(NamedTuple):
    """How a network trains, in batches of at least 1.

    regularizers, sources: of the layers, None for none; measures: they see every batch (METRIC-1);
    frozen: which layers are, None for none (FROZEN-1)
    """

    loss: str | Loss
    optimizer: Optimizer
    batch_size: int
    regularizers: Penalties = None
    measures: Sequence[Measure] = ()
    sources: Sources = None
    frozen: Frozen = None


class TrainedBatch(NamedTuple):
    """The result of a batch; its losses [m] and outputs [m][k] are from before the step."""

    layers: list[Any]
    state: OptimizerState
    losses: list[float]
    outputs: list[list[float]]


class TrainedEpoch(NamedTuple):
    """The result of an epoch: total of its examples' losses, number of correct predictions."""

    layers: list[Any]
    state: OptimizerState
    total: float
    correct: int


class EpochRecord(NamedTuple):
    """A recorded epoch, counted from 1: the loss during the epoch, the layers after it."""

    epoch: int
    loss: float
    layers: list[Any]


class TrainedEpochs(NamedTuple):
    """The result of several epochs: the records, and each one's number of correct predictions."""

    layers: list[Any]
    state: OptimizerState
    trials: list[EpochRecord]
    corrects: list[int]


class Evaluation(NamedTuple):
    """The total of the examples' losses, and the number of correct predictions."""

    total: float
    correct: int


class TrainingRun(NamedTuple):
    """The recorded epochs, and the outputs [m][k] after the last one."""

    trials: list[EpochRecord]
    outputs: list[list[float]]


def train_batch(
    layers: Sequence[Layer],
    state: OptimizerState,
    training: Training,
    inputs: Matrix,
    targets: Matrix,
    generator: Generator,
    weights: Weights = None,
) -> TrainedBatch:
    """Train on one batch; all gradients are taken before any weight moves (DENSE-1).

    inputs [m][n], targets [m][k]; weights [m]: of the examples, None for 1 (WEIGHT-3)
    """
    drawn = drawn_layers(layers, len(inputs), generator, training.frozen)
    forward = network_forward(inputs, drawn, training.sources)
    logits, outputs = forward[-1].preactivations, forward[-1].outputs
    rows = zip(targets, logits, outputs, strict=True)
    activation = output_activation(drawn[-1])
    losses = [example_loss(training.loss, activation, *row) for row in rows]
    losses = weighted_losses(losses, weights)
    own = training.regularizers
    losses = penalized_losses(losses, [each.outputs for each in forward], own)
    extras = weights, own, training.sources, training.frozen
    gradients = network_gradients(inputs, targets, drawn, forward, training.loss, *extras)
    gradients = clipped_gradients(gradients, network_variables(layers), training.optimizer)
    parameters = network_parameters(layers)
    parameters, state = optimizer_step(parameters, gradients, state, training.optimizer)
    layers = with_states(with_parameters(layers, parameters), forward)
    return TrainedBatch(layers, state, losses, outputs)


def train_epoch(
    layers: Sequence[Layer],
    state: OptimizerState,
    training: Training,
    inputs: Matrix,
    targets: Matrix,
    order: Sequence[int],
    generator: Generator,
    epoch: int,
    total: float = 0.0,
    weights: Weights = None,
) -> TrainedEpoch:
    """Train on the examples in this order, batch after batch; the last batch may be short.

    inputs [m][n], targets [m][k]; order: indices of both; epoch: its number, for the error; total:
    the losses of earlier examples of the same epoch, to which these are added (DENSE-8); weights
    [m]: of the examples, None for 1. Raises RefnetError with the code diverged.
    """
    correct = 0
    for start in range(0, len(order), training.batch_size):
        batch = order[start : start + training.batch_size]
        batch_inputs, batch_targets = [inputs[i] for i in batch], [targets[i] for i in batch]
        own = None if weights is None else [weights[i] for i in batch]
        before = layers
        trained = train_batch(layers, state, training, batch_inputs, batch_targets, generator, own)
        layers, state, losses, outputs = trained
        for loss in losses:
            total = total + loss
        total = penalized_total(total, before, training, len(batch))
        correct = correct + correct_predictions(batch_targets, outputs)
        for measure in training.measures:
            update_measure(measure, batch_targets, outputs)
        number = start // training.batch_size + 1
        check_converging_rows("outputs", outputs, epoch, number)
        check_converging("loss", [total], epoch, number)
        check_converging_rows("layers", watched_vectors(layers), epoch, number)
        check_converging_rows("optimizer", state.momentums, epoch, number)
        check_converging_rows("optimizer", state.velocities, epoch, number)
    return TrainedEpoch(list(layers), state, total, correct)


def train_epochs(
    layers: Sequence[Layer],
    state: OptimizerState,
    training: Training,
    inputs: Matrix,
    targets: Matrix,
    first: int,
    last: int,
    generator: Generator,
    shuffle: bool,
    record: Sequence[int] | None,
    weights: Weights = None,
) -> TrainedEpochs:
    """Train the epochs first to last; each shuffles the examples, if ``shuffle`` says so.

    inputs [m][n], targets [m][k]; record: the epochs to report, None for all; weights [m]: of the
    examples, None for 1; DENSE-1. Raises RefnetError with the code diverged.
    """
    recorded = range(first, last + 1) if record is None else set(record)
    trials, corrects = [], []
    for epoch in range(first, last + 1):
        m = len(inputs)
        order = permutation(m, generator) if shuffle else list(range(m))
        data = inputs, targets, order, generator, epoch, 0.0, weights
        trained = train_epoch(layers, state, training, *data)
        layers, state, total, correct = trained
        if epoch in recorded:
            loss = reduce_loss(training.loss, total, m)
            trials.append(EpochRecord(epoch, loss, list(layers)))
            corrects.append(correct)
    return TrainedEpochs(list(layers), state, trials, corrects)


def evaluate(
    layers: Sequence[Layer],
    loss: str | Loss,
    inputs: Matrix,
    targets: Matrix,
    total: float = 0.0,
    weights: Weights = None,
    regularizers: Penalties = None,
    sources: Sources = None,
) -> Evaluation:
    """Return total plus the sum of the losses, and the number of correct predictions.

    inputs [m][n], targets [m][k]; weights [m]: of the examples, None for 1; regularizers: of the
    layers, of which only those of outputs count here (``penalized_total`` adds the others);
    sources: of the layers; no layer changes; DENSE-8, DENSE-16
    """
    forward = network_forward(inputs, layers, sources)
    logits, outputs = forward[-1].preactivations, forward[-1].outputs
    rows = zip(targets, logits, outputs, strict=True)
    losses = [example_loss(loss, output_activation(layers[-1]), *row) for row in rows]
    losses = weighted_losses(losses, weights)
    for each in penalized_losses(losses, [each.outputs for each in forward], regularizers):
        total = total + each
    return Evaluation(total, correct_predictions(targets, outputs))


def train(
    input_shape: Sequence[int] | None,
    layers: Sequence[Layer],
    loss: str | Loss,
    optimizer: Optimizer,
    inputs: Matrix,
    targets: Any,
    batch_size: int | None = None,
    epochs: int = 1,
    shuffle_seed: int | None = None,
    record: Sequence[int] | None = None,
    shuffle: bool = True,
    example_weights: Sequence[float] | None = None,
    class_weights: Sequence[float] | None = None,
    regularizers: Penalties = None,
    sources: Sources = None,
    frozen: Frozen = None,
) -> TrainingRun:
    """Train a network of layers of any kind (DENSE-1).

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
    state becomes infinite or NaN. A fault inside a layer or the optimizer has a field such as
    ``layers[0].kernel``.
    """
    how = batch_size, epochs, shuffle_seed, record, shuffle
    extras = example_weights, class_weights, regularizers, sources, frozen
    checked = checked_train(input_shape, layers, loss, optimizer, inputs, targets, *how, *extras)
    layers, loss, optimizer, inputs, targets = checked[:5]
    batch_size, epochs, seed, record, shuffle = checked[5:10]
    example_weights, class_weights, regularizers, sources, frozen = checked[10:]
    _, k = outputs_of("layers", layers)
    rows = one_hot(targets, k) if loss.name == SPARSE else targets
    loss = loss_of_targets(loss, rows)
    training = Training(loss, optimizer, batch_size, regularizers, (), sources, frozen)
    generator, shuffle = seeded(0 if seed is None else seed), shuffle and seed is not None
    state = initial_state(network_parameters(layers), optimizer)
    weights = weights_of_examples(targets, example_weights, class_weights)
    trained = train_epochs(
        layers, state, training, inputs, rows, 1, epochs, generator, shuffle, record, weights
    )
    fresh = without_states(trained.layers)
    outputs = outputs_in_batches(inputs, fresh, batch_size, sources)
    check_converging_rows("outputs", outputs, epochs)
    return TrainingRun(trained.trials, outputs)


def dense(
    layers: Sequence[Layer],
    loss: str | Loss,
    optimizer: Optimizer,
    inputs: Matrix,
    targets: Any,
    batch_size: int | None = None,
    epochs: int = 1,
    shuffle_seed: int | None = None,
    record: Sequence[int] | None = None,
    shuffle: bool = True,
    example_weights: Sequence[float] | None = None,
    class_weights: Sequence[float] | None = None,
    regularizers: Penalties = None,
    frozen: Frozen = None,
) -> TrainingRun:
    """Train dense layers, whose kernels say how many inputs there are, as ``train`` does."""
    weights = example_weights, class_weights
    how = batch_size, epochs, shuffle_seed, record, shuffle, *weights, regularizers, None, frozen
    return train(None, layers, loss, optimizer, inputs, targets, *how)
