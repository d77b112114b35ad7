"""The layer Embedding: a vector for each word, letter or other thing."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar

import numpy as np

from refnet.errors import RefnetError
from refnet.initializers import drawn
from refnet.layers.arguments import Array, Initializes, OpenShape, Shape, check_initializer
from refnet.layers.base import Layer, Misfit
from refnet.reference.checks import MOST_NUMBERS, check_range
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_boolean, as_count
from refnet.regularizers import Regularizes


@dataclass(unsafe_hash=True)
class Embedding(Layer):
    """Looks up the vector of each number of an example (EMBED-1): (steps,) -> (steps, output_dim).

    The first layer of a model, whose examples are whole numbers from 0 to input_dim - 1.
    input_dim: how many different ones there are; output_dim: numbers in a vector;
    embeddings_initializer: as for the kernel of a Dense; mask_zero: whether 0 is padding,
    which a recurrent layer leaves out; input_length: the number of steps, or None; input_shape:
    of one example, (steps,); batch_input_shape: the same after the batch size; None: that of the
    data; name: what the summary calls the layer.
    Weights: embeddings [input_dim][output_dim].
    """

    weight_names: ClassVar[tuple[str, ...]] = ("embeddings",)
    kind: ClassVar[str] = "embedding"
    ndim: ClassVar[int] = 1
    takes_open: ClassVar[bool] = True
    takes_row: ClassVar[bool] = True
    takes_all_numbers: ClassVar[bool] = False

    input_dim: int
    output_dim: int
    embeddings_initializer: Initializes = "uniform"
    _: KW_ONLY
    embeddings_regularizer: Regularizes = None
    activity_regularizer: Regularizes = None
    mask_zero: bool = False
    input_length: int | None = None
    input_shape: OpenShape | None = None
    batch_input_shape: OpenShape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, unknown_name, empty."""
        for name in ("input_dim", "output_dim"):
            self._set(**{name: as_count(name, getattr(self, name))})
            check_range(name, getattr(self, name), 1, MOST_NUMBERS)
        check_initializer("embeddings_initializer", self.embeddings_initializer)
        self._read_regularizers()
        as_boolean("mask_zero", self.mask_zero)
        if self.input_length is not None and self.input_shape is None:
            self._set(input_shape=(as_count("input_length", self.input_length),))
        self._read_shapes((1,))

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls(layer.input_dim, layer.output_dim, mask_zero=layer.mask_zero)

    def misfit(self, shape: Shape) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        if len(shape) == 1:
            return None
        return Misfit("examples of shape (steps,), a whole number for each step")

    def check_inputs(self, argument: str, rows: Array) -> None:
        """Raise RefnetError: out_of_range for examples [m][steps] that are not in the table."""
        wrong = ~((rows >= 0) & (rows < self.input_dim) & (rows == np.floor(rows)))
        if wrong.any():
            i, j = np.unravel_index(int(np.argmax(wrong)), rows.shape)
            expected = f"a whole number from 0 to {self.input_dim - 1}"
            message = f"{argument}[{i}, {j}]: expected {expected}, got {rows[i, j]:g}"
            raise RefnetError("out_of_range", argument, message)

    def mask_after(self, is_masked: bool) -> bool:
        """Return whether the outputs have a mask."""
        return self.mask_zero

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs."""
        return (shape[0], self.output_dim)

    def weight_shapes(self, shape: Shape) -> list[Shape]:
        """Return the shape of the table."""
        return [(self.input_dim, self.output_dim)]

    def first_weights(self, shape: Shape, generator: Any) -> list[Array]:
        """Return the weights before training (DENSE-18)."""
        initializer, [table] = self.embeddings_initializer, self.weight_shapes(shape)
        return [drawn("embeddings_initializer", initializer, table, generator)]

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        table: Any = weights[0] if weights else None
        return KINDS[self.kind].layer(self.input_dim, self.output_dim, table, self.mask_zero, shape)
