"""The layer Part, which passes on a part of its inputs.

A recurrent layer with return_state has a Part for its outputs and for each of its states.
"""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from math import prod
from typing import Any, ClassVar

from refnet.errors import RefnetError
from refnet.layers.arguments import Array, Shape
from refnet.layers.base import Layer, Misfit
from refnet.reference.checks import MOST_NUMBERS, check_range
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_count, as_counts
from refnet.reference.shape_checks import check_input_shape


@dataclass(unsafe_hash=True)
class Part(Layer):
    """Passes on the numbers from ``first`` on, in the shape target_shape (PART-1).

    name: what the summary calls the layer. Keras has no such layer; a recurrent layer with
    return_state makes it.
    """

    kind: ClassVar[str] = "part"

    first: int
    target_shape: Sequence[int]
    _: KW_ONLY
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, empty, out_of_range."""
        sizes = tuple(as_counts("target_shape", self.target_shape))
        check_input_shape("target_shape", sizes)
        check_range("first", as_count("first", self.first), 0, MOST_NUMBERS)
        self._set(target_shape=sizes)

    def get_config_in(self, dtype: str | None) -> dict[str, Any]:
        """Raise RefnetError: wrong_type, as no layer of Keras has these settings."""
        message = (
            "config: a layer with return_state=True has none, and .keras and .h5 files cannot hold "
            "it; save the model as .safetensors"
        )
        raise RefnetError("wrong_type", "config", message)

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls(layer.first, layer.target_shape)

    def misfit(self, shape: Shape) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        end = self.first + prod(self.target_shape)
        return None if end <= prod(shape) else Misfit(f"{end} numbers or more")

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs."""
        return tuple(self.target_shape)

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        return KINDS[self.kind].layer(self.first, tuple(self.target_shape), shape)
