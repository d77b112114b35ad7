"""The layer Dropout, which leaves out random numbers while a model trains."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar

from refnet.layers.arguments import (
    Array,
    OpenShape,
    Shape,
    as_only,
    as_rate,
    check_no_seed,
    rounded_rate,
)
from refnet.layers.base import Layer
from refnet.reference.kinds import KINDS

NO_SHARED = (
    "each number is left out by itself; the dropout of a recurrent layer leaves out the same "
    "features at all steps"
)


@dataclass(unsafe_hash=True)
class Dropout(Layer):
    """Leaves out each number with the same probability while the model trains (DROP-1).

    The outputs have the shape of the inputs. rate: that probability, at least 0 and less than 1;
    numbers that stay are divided by 1 - rate; noise_shape and seed: only None; input_shape: of one
    example, for the first layer of a model; batch_input_shape: the same after the batch size; None:
    that of the data; name: what the summary calls the layer. ``evaluate`` and ``predict`` leave
    nothing out. The generator of the model, which also shuffles, draws what is left out.
    """

    kind: ClassVar[str] = "dropout"
    takes_open: ClassVar[bool] = True
    takes_row: ClassVar[bool] = True

    rate: float
    noise_shape: Any = None
    seed: Any = None
    _: KW_ONLY
    input_shape: OpenShape | None = None
    batch_input_shape: OpenShape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, empty."""
        self._set(rate=as_rate("rate", self.rate))
        as_only("noise_shape", self.noise_shape, None, NO_SHARED)
        check_no_seed(self.seed)
        self._read_shapes((1, 2))

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls(float(layer.rate))

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return f"Dropout, {self.rate:g}"

    def mask_after(self, is_masked: bool) -> bool:
        """Return whether the outputs have a mask: that of the inputs."""
        return is_masked

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs, that of the inputs."""
        return shape

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference; raises out_of_range for a rate that rounds to 1."""
        return KINDS[self.kind].layer(rounded_rate("rate", self.rate, dtype), shape)
