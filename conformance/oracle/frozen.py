"""Chapter frozen in real numbers: which layers of a network have weights to learn."""

from typing import Any

from oracle.batch_normalization import BatchNormalization
from oracle.reals import Json


def is_frozen(layer: Json) -> bool:
    """Return whether the weights of a request's layer stay."""
    return layer.get("trainable", True) is False


def learning(layers: list[Any], requested: list[Json]) -> list[Any]:
    """Return the layers that learn; the others have no gradients from here on, and no batch."""
    pairs = list(zip(layers, requested, strict=True))
    for layer in (layer for layer, given in pairs if is_frozen(given)):
        layer.weight_gradients = lambda inputs, deltas: []
        if isinstance(layer, BatchNormalization):
            setattr(layer, "draw", lambda m, generator: None)  # noqa: B010  a method otherwise
    return [layer for layer, given in pairs if not is_frozen(given)]


def penalized(requested: list[Json]) -> list[Json]:
    """Return the layers of a request with what their penalties need: of frozen ones the outputs."""
    return [
        {"activity_regularizer": layer.get("activity_regularizer")} if is_frozen(layer) else layer
        for layer in requested
    ]
