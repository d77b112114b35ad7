"""Chapter dropout: a layer that leaves out random numbers while the network trains.

A unit that can rely on another one to be there need not learn by itself. So in each batch of the
training, every number of every example is left out with the same probability, the rate; the others
are divided by the probability of staying, so that a sum of many keeps its expected size. Outside
training nothing is left out. Recurrent layers leave out in the same way some of the features and of
the outputs before, the same ones at all steps of an example.

Derivation: the outputs are the inputs times factors that do not depend on any weight, so the
gradients of the inputs are the deltas times the same factors.

Source: N. Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting",
2014; the same factors at all steps: Y. Gal and Z. Ghahramani, "A theoretically grounded application
of dropout in recurrent neural networks", 2016.

Left out on purpose: factors that whole columns or channels share.

m examples, n numbers in each.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.random import Generator, next_double

Matrix = Sequence[Sequence[float]]


class DropoutLayer(NamedTuple):
    """A layer without parameters; rate: the probability of leaving a number out, below 1.

    input_shape: that of one example, () until it is known; factors [m][n]: of the batch that the
    network trains on, or None.
    """

    rate: float
    input_shape: tuple[int, ...] = ()
    factors: Any = None

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "dropout"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


def dropout_shapes(layer: DropoutLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer, which are the same."""
    return layer.input_shape, layer.input_shape


def random_factors(n: int, rate: float, generator: Generator) -> list[float]:
    """Return a factor for each of n numbers: 0, or 1 / (1 - rate) (DROP-1)."""
    if rate == 0.0:
        return [1.0] * n
    kept = 1.0 / (1.0 - rate)
    return [0.0 if next_double(generator) < rate else kept for _ in range(n)]


def dropout_drawn(layer: DropoutLayer, m: int, generator: Generator) -> DropoutLayer:
    """Return the layer with the factors of a batch of m examples (DROP-1)."""
    n = 1
    for size in layer.input_shape:
        n = n * size
    return layer._replace(factors=[random_factors(n, layer.rate, generator) for _ in range(m)])


def times_factors(row: Sequence[float], factors: Sequence[float] | None) -> list[float]:
    """Return each number times its factor; None: all as they are (DROP-2).

    row [n], factors [n]
    """
    if factors is None:
        return list(row)
    return [x * factor for x, factor in zip(row, factors, strict=True)]


def dropout_forward(inputs: Matrix, layer: DropoutLayer) -> list[list[float]]:
    """Return the inputs times their factors, outside training the inputs (DROP-2).

    inputs [m][n] -> [m][n]
    """
    if layer.factors is None:
        return [list(row) for row in inputs]
    return [times_factors(row, f) for row, f in zip(inputs, layer.factors, strict=True)]


def dropout_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: DropoutLayer
) -> list[list[float]]:
    """Return the gradients of the inputs: the deltas times their factors (DROP-2).

    inputs [m][n], deltas [m][n] -> [m][n]
    """
    return dropout_forward(deltas, layer)
