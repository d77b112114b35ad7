"""Chapter network in real numbers: the kinds of layers."""

from typing import Any

from oracle.dense import Layer
from oracle.flatten import Flatten
from oracle.normalization import Normalization
from oracle.reals import Json, reals


def _dense(layer: Json) -> Layer:
    bias = None if layer.get("bias") is None else reals(layer["bias"])
    return Layer(layer["activation"], reals(layer["kernel"]), bias)


def _flatten(layer: Json) -> Flatten:
    return Flatten()


def _normalization(layer: Json) -> Normalization:
    return Normalization(reals(layer["mean"]), reals(layer["variance"]), layer.get("invert", False))


KINDS = {"dense": _dense, "flatten": _flatten, "normalization": _normalization}


def layers_of(layers: list[Json]) -> list[Any]:
    """Return the layers of a request in real numbers."""
    return [KINDS[layer.get("kind", "dense")](layer) for layer in layers]
