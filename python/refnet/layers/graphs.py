"""The layers Add and Concatenate, in which several paths of a network meet, and networks with such.

They are called on a list, as in ``Add()([x, y])``, and see a shape for each of its members.
"""

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any, ClassVar

import numpy as np

from refnet.errors import RefnetError
from refnet.layers.arguments import Array, Shape, as_axis, check_last_axis
from refnet.layers.base import Layer
from refnet.layers.tensors import Place
from refnet.reference.checks import MOST_NUMBERS
from refnet.reference.graphs import Sources, layer_sources
from refnet.reference.kinds import KINDS


class Graph(list[Layer]):
    """The layers of a network that is no chain; sources: of each layer (GRAPH-1)."""

    def __init__(self, layers: Iterable[Layer], sources: Sources) -> None:
        """Take layers in such an order that each comes after its sources."""
        super().__init__(layers)
        self.sources = sources

    def __reduce__(self) -> Any:
        """Return how to make a copy."""
        return type(self), (list(self), self.sources)


def sources_of(layers: Any) -> Sources:
    """Return the sources of each layer, None for a chain."""
    return layers.sources if isinstance(layers, Graph) else None


def sources_in_full(layers: Sequence[Layer]) -> list[list[int]]:
    """Return the sources of each layer, also for a chain."""
    return [layer_sources(i, sources_of(layers)) for i in range(len(layers))]


class Merging(Layer):
    """The base of the layers with several sources."""

    merges: ClassVar[bool] = True
    takes_open: ClassVar[bool] = True

    def __init__(self, name: str | None = None) -> None:
        """name: what the summary calls the layer."""
        self.name = name

    def __repr__(self) -> str:
        """Return how the layer is made."""
        name = "" if self.name is None else f"name={self.name!r}"
        return f"{type(self).__name__}({name})"

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls()

    def mask_after(self, is_masked: bool) -> bool:
        """Return whether the outputs have a mask: if all sources have one (GRAPH-6)."""
        return is_masked

    def merged(self, arrays: Sequence[Array]) -> Array:
        """Return the outputs for arrays [m][...] of numbers, one for each source."""
        raise NotImplementedError

    def expected(self, shapes: Sequence[Any]) -> str | None:
        """Return what the layer expects instead of sources of these shapes; None if it fits."""
        raise NotImplementedError

    def output_shape(self, shape: Any, place: str = "layers") -> Shape:
        """Return the shape of the outputs for sources of these shapes, one for each.

        place: how a message names the layer's place in the model. Raises RefnetError:
        shape_mismatch, out_of_range.
        """
        name = type(self).__name__
        layer = f'{place}: {name} "{self.given_name}"' if self.given_name else f"{place}: {name}"
        expected = self.expected(shape)
        if expected is not None:
            got = ", ".join(map(str, shape))
            message = f"{layer} expected {expected}, got shapes {got}"
            raise RefnetError("shape_mismatch", "layers", message)
        numbers = sum(prod(size for size in each if size is not None) for each in shape)
        if numbers > MOST_NUMBERS:
            message = f"{layer} sees {numbers} numbers, expected at most {MOST_NUMBERS}"
            raise RefnetError("out_of_range", "layers", message)
        return self.outputs(shape)

    def reference_layer(self, shape: Any, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference, for sources of these shapes."""
        return KINDS[self.kind].layer(tuple(tuple(each) for each in shape))


class Add(Merging):
    """Adds its sources, which have the same shape, in their order (GRAPH-4).

    name: what the summary calls the layer.
    """

    kind: ClassVar[str] = "add"

    def expected(self, shapes: Sequence[Any]) -> str | None:
        """Return what the layer expects instead of sources of these shapes; None if it fits."""
        same = all(shape == shapes[0] for shape in shapes)
        return None if same else "sources of the same shape"

    def merged(self, arrays: Sequence[Array]) -> Array:
        """Return the sum of arrays [m][...], in their order."""
        total = arrays[0]
        for array in arrays[1:]:
            total = total + array
        return total

    def outputs(self, shape: Any) -> Shape:
        """Return the shape of the outputs, that of each source."""
        first: Shape = shape[0]
        return first


Place.adding = Add


class Concatenate(Merging):
    """Puts its sources side by side in the last axis, whose other axes are the same (GRAPH-5).

    axis: only the last one; name: what the summary calls the layer.
    """

    kind: ClassVar[str] = "concatenate"

    def __init__(self, axis: int = -1, name: str | None = None) -> None:
        """Raises RefnetError: wrong_type."""
        super().__init__(name)
        self.axis = as_axis(axis)

    def expected(self, shapes: Sequence[Any]) -> str | None:
        """Return what the layer expects instead of these shapes; raises out_of_range for axis."""
        check_last_axis(self.axis, len(shapes[0]))
        first = shapes[0]
        same = all(len(each) == len(first) and each[:-1] == first[:-1] for each in shapes)
        known = all(shape[-1] is not None for shape in shapes)
        return None if same and known else "sources of the same shape but for the last axis"

    def merged(self, arrays: Sequence[Array]) -> Array:
        """Return arrays [m][...] side by side."""
        return np.concatenate(arrays, axis=-1)

    def outputs(self, shape: Any) -> Shape:
        """Return the shape of the outputs."""
        return (*shape[0][:-1], sum(each[-1] for each in shape))


def add(inputs: Sequence[Any], name: str | None = None) -> Any:
    """Return the sum of the outputs of other layers, as ``Add()(inputs)`` does."""
    return Add(name)(inputs)


def concatenate(inputs: Sequence[Any], axis: int = -1, name: str | None = None) -> Any:
    """Return the outputs of other layers side by side, as ``Concatenate(axis)(inputs)`` does."""
    return Concatenate(axis, name)(inputs)
