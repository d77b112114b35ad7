"""Which layers of a model training leaves as they are (chapter frozen)."""

from collections.abc import Iterable
from typing import Any

from refnet.layers.base import Layer
from refnet.reference.frozen import Frozen


def frozen_of(layers: Iterable[Layer], trainable: bool = True) -> Frozen:
    """Return whether each layer is frozen, None if none is.

    trainable: of the model, whose layers are all frozen without it. A layer with a layer inside,
    such as Bidirectional, is frozen if one of the two is.
    """
    frozen = [not (trainable and layer.trainable and _inner(layer).trainable) for layer in layers]
    return frozen if any(frozen) else None


def _inner(layer: Any) -> Any:
    return getattr(layer, "layer", layer)
