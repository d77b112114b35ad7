"""The layer ZeroPadding2D: an edge of zeros around an image."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from numbers import Integral
from typing import Any, ClassVar

from refnet.errors import RefnetError
from refnet.layers.arguments import Array, Shape, as_channels_last, as_input_shape, as_sizes
from refnet.layers.base import ImageLayer, Layer
from refnet.reference.kinds import KINDS


@dataclass(unsafe_hash=True)
class ZeroPadding2D(ImageLayer):
    """Puts zeros around an image (PAD-1): (r, s, c) -> (top + r + bottom, left + s + right, c).

    padding: how many, all around; or (rows, columns), the same on both sides; or
    ((top, bottom), (left, right)), which the attribute always is; data_format: None or
    "channels_last"; input_shape: of one example, for the first layer of a model; None: that of the
    data; name: what the summary calls the layer.
    """

    kind: ClassVar[str] = "zero_padding2d"

    padding: int | Sequence[Any] = (1, 1)
    data_format: str | None = None
    _: KW_ONLY
    input_shape: Shape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, shape_mismatch, out_of_range, unknown_name, empty."""
        self._set(
            padding=_as_edges(self.padding),
            data_format=as_channels_last(self.data_format),
            input_shape=as_input_shape(self.input_shape),
        )

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls((layer.rows, layer.columns))

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        rows, columns = self.padding  # type: ignore[misc]
        return KINDS[self.kind].layer(rows, columns, shape)


def _as_edges(padding: Any) -> tuple[Shape, Shape]:
    """Return ((top, bottom), (left, right)); raises wrong_type, shape_mismatch, out_of_range."""
    both: Any = (padding, padding) if isinstance(padding, Integral) else padding
    if not isinstance(both, Sequence) or len(both) != 2:
        raise RefnetError(
            "wrong_type",
            "padding",
            "padding: expected a whole number, (rows, columns) or ((top, bottom), (left, right))",
        )
    rows, columns = (as_sizes("padding", edges, 2, 0) for edges in both)
    return rows, columns
