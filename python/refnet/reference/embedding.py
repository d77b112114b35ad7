"""Chapter embedding: the layer that gives each word, letter or other thing a vector.

What has no numbers of its own gets a number from 0 to input_dim - 1, and the layer looks up its
vector in a table, whose rows it learns. That is a dense layer without a bias that sees the number
one-hot, without the multiplications by 0. With mask_zero, the number 0 fills up short sequences: it
has a vector as well, but its steps are not real (chapter sequences).

Derivation: the vector of a number is an output of each step that has the number, so its gradient is
the sum of those steps' deltas. The numbers themselves have none: they cannot change a little.

Source: Y. Bengio, R. Ducharme, P. Vincent and C. Jauvin, "A neural probabilistic language model",
2003.

Left out on purpose: initial vectors from other networks, which are just parameters.

m examples of t steps, each one number; output_dim numbers in a vector.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet.reference.conv import cell_rows
from refnet.reference.sequences import joined

Matrix = Sequence[Sequence[float]]
Mask = Sequence[Sequence[bool]] | None  # [m][t], whether a step is real; None where all are


class EmbeddingLayer(NamedTuple):
    """A table of vectors: embeddings [input_dim][output_dim]; lists, or arrays in refnet.core.

    mask_zero: whether the number 0 is no step; input_shape: (t,), () until it is known.
    """

    input_dim: int
    output_dim: int
    embeddings: Any
    mask_zero: bool = False
    input_shape: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "embedding"

    @property
    def activation(self) -> str:
        """The activation, which changes nothing."""
        return "linear"


def embedding_shapes(layer: EmbeddingLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer: (t,) and (t, output_dim)."""
    return layer.input_shape, (*layer.input_shape, layer.output_dim)


def embedding_parameters(layer: EmbeddingLayer) -> list[list[float]]:
    """Return the parameters as vectors: the table row by row."""
    return [list(row) for row in layer.embeddings]


def embedding_variables(layer: EmbeddingLayer) -> list[int]:
    """Return how many of the vectors belong to the table: all."""
    return [len(layer.embeddings)]


def embedding_with_parameters(layer: EmbeddingLayer, vectors: list[list[float]]) -> EmbeddingLayer:
    """Return the layer with another table."""
    return layer._replace(embeddings=vectors)


def embedding_mask(inputs: Matrix, layer: EmbeddingLayer, mask: Mask) -> Mask:
    """Return which steps have a number other than 0, with mask_zero (EMBED-1).

    inputs [m][t], mask: None, because no layer comes before this one -> [m][t]
    """
    if not layer.mask_zero:
        return None
    return [[number != 0.0 for number in row] for row in inputs]


def embedding_forward(inputs: Matrix, layer: EmbeddingLayer) -> list[list[float]]:
    """Return the vector of each number (EMBED-1).

    inputs [m][t] -> [m][t * output_dim]
    """
    return [joined([layer.embeddings[int(number)] for number in row]) for row in inputs]


def embedding_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: EmbeddingLayer
) -> list[list[float]]:
    """Return the gradients of the table: for each number the sum of its deltas, in order (EMBED-2).

    inputs [m][t], deltas [m][t * output_dim] -> vectors as ``embedding_parameters`` returns them
    """
    gradients = [[0.0] * layer.output_dim for _ in range(layer.input_dim)]
    for row, delta in zip(inputs, deltas, strict=True):
        for number, step in zip(row, cell_rows(delta, layer.output_dim), strict=True):
            total = gradients[int(number)]
            for j in range(len(step)):
                total[j] = total[j] + step[j]
    return gradients


def embedding_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: EmbeddingLayer
) -> list[list[float]]:
    """Return zeros: numbers that stand for something have no gradients (EMBED-2).

    inputs [m][t], deltas [m][t * output_dim] -> [m][t]
    """
    return [[0.0] * len(row) for row in inputs]
