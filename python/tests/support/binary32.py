"""Networks in binary32, number by number: the bits that ``Sequential(dtype="float32")`` must give.

The chapters of refnet.reference calculate with numpy.float32 scalars here: their constants and
data are rounded once, exp, log, tanh and sigmoid are evaluated in binary64 and rounded once, and
every operation is one of two binary32 numbers. Chapter dense, whose sums are fused, is written
here once more; its arrays hold independent sums. No C is involved. Whatever overflows does so
without a warning: the chapters find it, as ARITH-4 has it.

``chapters`` has the reference's names; the functions here are those that need more than that. Like
the C core they have all parameters, and the numbers of an optimizer's state, in one list [size].
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeVar

import numpy as np

from refnet import RefnetError, reference
from refnet.conformance.mistakes.variant import as_real, variant
from refnet.reference import DenseLayer, Loss, Optimizer, OptimizerState, Regularizer, Training

Settings = TypeVar("Settings", Loss, Optimizer, Regularizer)

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


quietly = np.errstate(all="ignore")

Real = Any  # a float32; mypy does not know the types of their sums
Row = list[Real]
Rows = list[Row]


@quietly
def fused(x: Any, y: Any, total: Any) -> Any:
    """Return x * y + total, rounded once to binary32: float32 numbers or arrays.

    A product of two binary32 numbers is exact in binary64. The sum is rounded to odd there: where
    it is inexact, it becomes whichever neighbour of the exact sum has 1 as its last bit. Then it is
    rounded to binary32. Sums rounded to odd with at least two bits more than the result do not
    change it (S. Boldo and G. Melquiond, "Emulation of a FMA and correctly rounded sums: proved
    algorithms using rounding to odd", 2008).
    """
    product, total = np.float64(x) * np.float64(y), np.float64(total)
    nearest = product + total
    of_total = nearest - product
    error = (total - of_total) + (product - (nearest - of_total))  # exact (D. Knuth's TwoSum)
    is_even = np.float64(nearest).view(np.int64) % 2 == 0
    other = np.nextafter(nearest, np.copysign(np.inf, error))
    return float32(np.where(is_even & (abs(error) > 0), other, nearest))


def as_array(values: Any) -> Any:
    """Return numbers of binary32 as an array."""
    return np.array(values, float32)


def dense_forward(inputs: Rows, layer: DenseLayer) -> Rows:
    """Do what the reference's function does, with fused sums.

    inputs [m][n] -> [m][u]
    """
    kernel = as_array(layer.kernel)
    preactivations = []
    for row in inputs:
        sums = np.zeros(layer.units, float32) if layer.bias is None else as_array(layer.bias)
        for i in range(len(row)):
            sums = fused(kernel[i], row[i], sums)
        preactivations.append(list(sums))
    return preactivations


@quietly
def dense_parameter_gradients(inputs: Rows, deltas: Rows, layer: DenseLayer) -> Rows:
    """Do what the reference's function does, with fused sums but for the bias.

    inputs [m][n], deltas [m][u] -> vectors as ``dense_parameters`` returns them
    """
    kernel = np.zeros((len(layer.kernel), layer.units), float32)
    bias = np.zeros(layer.units, float32)
    for row, delta in zip(as_array(inputs), as_array(deltas), strict=True):
        bias = bias + delta
        kernel = fused(row[:, None], delta, kernel)
    return [*map(list, kernel), *([] if layer.bias is None else [list(bias)])]


def dense_input_gradients(inputs: Rows, deltas: Rows, layer: DenseLayer) -> Rows:
    """Do what the reference's function does, with fused sums.

    inputs [m][n], deltas [m][u] -> [m][n]
    """
    kernel = as_array(layer.kernel)
    gradients = []
    for delta in deltas:
        row = np.zeros(len(kernel), float32)
        for j in range(len(delta)):
            row = fused(delta[j], kernel[:, j], row)
        gradients.append(list(row))
    return gradients


def random_factors(n: int, rate: Real, generator: Any) -> Row:
    """Do what the reference's function does; the doubles are compared as they are."""
    if rate == 0:
        return [float32(1.0)] * n
    kept = float32(1.0) / (float32(1.0) - rate)
    drawn = [reference.next_double(generator) for _ in range(n)]
    return [float32(0.0) if each < float(rate) else kept for each in drawn]


chapters = variant(
    {},
    real=float32,
    random_factors=random_factors,
    dense_forward=dense_forward,
    dense_parameter_gradients=dense_parameter_gradients,
    dense_input_gradients=dense_input_gradients,
    flushed=flushed,
    square=square,
    softmax_power=softmax_power,
)


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
def as_settings(given: Settings) -> Settings:
    """Return an optimizer, a loss or a regularizer whose settings are rounded once."""
    rounded: Settings = as_real(given, float32)
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
    weights: Row | None = None,
) -> Trained:
    """Train as ``Sequential.fit`` does; raises Diverged."""
    state = chapters.initial_state(reference.network_parameters(layers), training.optimizer)
    losses, corrects = [], []
    shuffles = shuffle_seed is not None
    generator = reference.seeded(0 if shuffle_seed is None else shuffle_seed)
    size = training.batch_size
    for epoch in range(1, epochs + 1):
        m = len(inputs)
        order = reference.permutation(m, generator) if shuffles else list(range(m))
        total, correct = float32(0.0), 0
        for start in range(0, m, size):
            batch = order[start : start + size]
            try:
                data = inputs, targets, batch, generator, epoch, total, weights
                trained = chapters.train_epoch(layers, state, training, *data)
            except RefnetError as error:
                place = epoch, start // size + 1
                raise Diverged(error.field, *place, layers, in_one_list(state)) from None
            layers, state, total = trained.layers, trained.state, trained.total
            correct = correct + trained.correct
        losses.append(chapters.reduce_loss(training.loss, total, m))
        corrects.append(correct)
    return Trained(layers, in_one_list(state), losses, corrects)


@quietly
def evaluate(
    layers: list[DenseLayer],
    loss: str | Loss,
    inputs: Rows,
    targets: Rows,
    weights: Row | None = None,
) -> tuple[Real, int]:
    """Return the loss of examples, and the number of correct predictions (DENSE-8, DENSE-16)."""
    total, correct = chapters.evaluate(layers, loss, inputs, targets, float32(0.0), weights)
    return chapters.reduce_loss(loss, total, len(inputs)), correct


network_outputs = quietly(chapters.network_outputs)
loss_of_targets = chapters.loss_of_targets
