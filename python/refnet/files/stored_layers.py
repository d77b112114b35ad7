"""Each kind of layer in a model file: its tensors, and its entry in the description."""

from collections.abc import Callable
from typing import Any, NamedTuple

from numpy.typing import NDArray

from refnet.errors import RefnetError
from refnet.reference.checks import ACTIVATIONS
from refnet.reference.network import KINDS

Array = NDArray[Any]
Entry = dict[str, Any]  # a layer in the description
Shape = tuple[int | None, ...]  # of a tensor; None for any size but 0
Take = Callable[[str, Shape], Array]  # a layer's tensor of this name and shape


class Stored(NamedTuple):
    """How a kind of layer is stored; the tensors have the names of the layer's fields."""

    tensors: tuple[str, ...]
    trained: tuple[str, ...]  # those that training moves
    describe: Callable[[Any], Entry]
    read: Callable[[str, Entry, Take], Any]  # given "layers.<i>"; raises RefnetError: bad_file


def describe_dense(layer: Any) -> Entry:
    """Return the entry of a dense layer in the description."""
    return {"units": layer.units, "activation": layer.activation, "bias": layer.bias is not None}


def read_dense(name: str, entry: Entry, take: Take) -> Any:
    """Return a dense layer."""
    units = whole_number(entry.get("units"))
    activation, biased = entry.get("activation"), entry.get("bias")
    if units is None or units < 1 or activation not in ACTIVATIONS:
        raise bad_file(f"{name} has other units or another activation than a layer can have")
    if type(biased) is not bool:
        raise bad_file(f"{name} does not say whether it has a bias")
    kernel = take("kernel", (None, units))
    return KINDS["dense"].layer(
        units, activation, kernel, take("bias", (units,)) if biased else None
    )


def describe_flatten(layer: Any) -> Entry:
    """Return the entry of a flatten layer in the description, which has no fields."""
    return {}


def read_flatten(name: str, entry: Entry, take: Take) -> Any:
    """Return a flatten layer, which does not know its shape yet."""
    return KINDS["flatten"].layer()


def describe_normalization(layer: Any) -> Entry:
    """Return the entry of a normalization layer in the description."""
    return {"invert": layer.invert}


def read_normalization(name: str, entry: Entry, take: Take) -> Any:
    """Return a normalization layer."""
    invert = entry.get("invert")
    if type(invert) is not bool:
        raise bad_file(f"{name} does not say whether it inverts")
    mean = take("mean", (None,))
    variance = take("variance", mean.shape)
    if (variance < 0.0).any():
        raise bad_file(f"{name}.variance has numbers below 0")
    return KINDS["normalization"].layer(mean, variance, invert)


STORED = {
    "dense": Stored(("kernel", "bias"), ("kernel", "bias"), describe_dense, read_dense),
    "flatten": Stored((), (), describe_flatten, read_flatten),
    "normalization": Stored(("mean", "variance"), (), describe_normalization, read_normalization),
}


def tensors_of(layer: Any) -> dict[str, Any]:
    """Return the numbers of a layer by name: lists, or arrays."""
    values = {name: getattr(layer, name) for name in STORED[layer.kind].tensors}
    return {name: value for name, value in values.items() if value is not None}


def whole_number(value: Any) -> int | None:
    """Return a whole number in any notation (PORT-5); None for anything else."""
    whole = type(value) is int or (type(value) is float and value.is_integer())
    return int(value) if whole else None


def bad_file(reason: str) -> RefnetError:
    """Return the error for anything but a consistent model file (FILE-4)."""
    return RefnetError("bad_file", "model", f"model: {reason}")
