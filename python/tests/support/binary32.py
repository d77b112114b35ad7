"""Networks in binary32, number by number: the bits that ``Sequential(dtype="float32")`` must give.

The chapters of refnet.reference calculate with numpy.float32 scalars here: their constants and
data are rounded once, exp, log, tanh and sigmoid are evaluated in binary64 and rounded once, and
every operation is one of two binary32 numbers. Nothing here works on arrays, and no C is involved.
Whatever overflows does so without a warning: the chapters find it, as ARITH-4 has it.

``chapters`` has the reference's names; the functions here are those that need more than that. Like
the C core they have all parameters, and the numbers of an optimizer's state, in one list [size].
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from refnet import RefnetError, reference
from refnet.conformance.mistakes.variant import as_real, variant
from refnet.reference import DenseLayer, Optimizer, OptimizerState, Training

float32 = np.float32
TINY, LEAST_EXPONENT = float32(1e-30), float32(-69.0)


def flushed(x: Any) -> Any:
    """DENSE-19, with binary32's TINY."""
    return float32(0.0) if abs(x) < TINY else x


def square(gradient: Any) -> Any:
    """DENSE-20, with binary32's TINY."""
    squared = gradient * gradient
    return TINY if squared < TINY else squared


def softmax_power(d: Any, largest: Any) -> Any:
    """DENSE-21, with binary32's least exponent."""
    exponent = d - largest
    return float32(0.0) if exponent < LEAST_EXPONENT else float32(reference.exp(float(exponent)))


chapters = variant({}, real=float32, flushed=flushed, square=square, softmax_power=softmax_power)

quietly = np.errstate(all="ignore")

Real = Any  # a float32; mypy does not know the types of their sums
Row = list[Real]
Rows = list[Row]


class Trained(NamedTuple):
    """The result of a run: layers, state, each epoch's loss and number of correct predictions."""

    layers: list[DenseLayer]
    state: OptimizerState
    losses: list[Real]
    corrects: list[int]


class Diverged(Exception):
    """A run that left the finite numbers in a batch, with the layers and the state before it."""

    def __init__(
        self, field: str | None, epoch: int, batch: int, layers: Any, state: OptimizerState
    ) -> None:
        super().__init__(f"{field} in epoch {epoch}, batch {batch}")
        self.field, self.epoch, self.batch = field, epoch, batch
        self.layers, self.state = layers, state


@quietly
def as_row(values: Any) -> Row:
    """Return numbers, rounded once."""
    return [float32(value) for value in values]


def as_rows(rows: Any) -> Rows:
    """Return rows of numbers, rounded once."""
    return [as_row(row) for row in rows]


def as_layer(activation: str, kernel: Any, bias: Any) -> DenseLayer:
    """Return a layer whose numbers are rounded once."""
    bias = None if bias is None else as_row(bias)
    return DenseLayer(len(kernel[0]), activation, as_rows(kernel), bias)


@quietly
def as_settings(optimizer: Optimizer) -> Optimizer:
    """Return an optimizer whose settings are rounded once."""
    rounded: Optimizer = as_real(optimizer, float32)
    return rounded


def all_weights(layers: Sequence[DenseLayer]) -> Row:
    """Return all weights, layer by layer: each kernel row by row, then its bias."""
    return list(chain.from_iterable(reference.network_parameters(layers)))


def in_one_list(state: OptimizerState) -> OptimizerState:
    """Return a state whose numbers are in one list [size]."""
    momentums, velocities = chain(*state.momentums), chain(*state.velocities)
    return state._replace(momentums=list(momentums), velocities=list(velocities))


@quietly
def optimizer_step(
    weights: Row, gradients: Row, state: OptimizerState, optimizer: Optimizer
) -> tuple[Row, OptimizerState]:
    """Return the weights after a step, and the state."""
    state = state._replace(momentums=[state.momentums], velocities=[state.velocities])
    [stepped], state = chapters.optimizer_step([weights], [gradients], state, optimizer)
    return stepped, in_one_list(state)


@quietly
def train(
    layers: list[DenseLayer],
    training: Training,
    inputs: Rows,
    targets: Rows,
    epochs: int,
    shuffle_seed: int | None = None,
) -> Trained:
    """Train as ``Sequential.fit`` does; raises Diverged."""
    state = chapters.initial_state(reference.network_parameters(layers))
    losses, corrects = [], []
    generator = None if shuffle_seed is None else reference.seeded(shuffle_seed)
    size = training.batch_size
    for epoch in range(1, epochs + 1):
        m = len(inputs)
        order = list(range(m)) if generator is None else reference.permutation(m, generator)
        total, correct = float32(0.0), 0
        for start in range(0, m, size):
            batch = order[start : start + size]
            try:
                trained = chapters.train_epoch(
                    layers, state, training, inputs, targets, batch, epoch, total
                )
            except RefnetError as error:
                place = epoch, start // size + 1
                raise Diverged(error.field, *place, layers, in_one_list(state)) from None
            layers, state, total = trained.layers, trained.state, trained.total
            correct = correct + trained.correct
        losses.append(chapters.reduce_loss(training.loss, total, m))
        corrects.append(correct)
    return Trained(layers, in_one_list(state), losses, corrects)


@quietly
def evaluate(layers: list[DenseLayer], loss: str, inputs: Rows, targets: Rows) -> tuple[Real, int]:
    """Return the loss of examples, and the number of correct predictions (DENSE-8, DENSE-16)."""
    total, correct = chapters.evaluate(layers, loss, inputs, targets, float32(0.0))
    return chapters.reduce_loss(loss, total, len(inputs)), correct


network_outputs = quietly(chapters.network_outputs)
