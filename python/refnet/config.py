"""Settings of Keras's config and backend that have a meaning here: the dtype of new models."""

from types import SimpleNamespace
from typing import Any

from refnet.errors import RefnetError
from refnet.keras_names import DTYPES
from refnet.reference.further_losses import EPSILON
from refnet.reference.names import check_known

FLOATS = ("float64", "float32")
_state = {"floatx": "float64"}


def floatx() -> str:
    """Return the dtype of models that are given none: "float64" unless ``set_floatx`` changed it.

    Keras's is "float32".
    """
    return _state["floatx"]


def set_floatx(value: str) -> None:
    """Set the dtype of models made from now on that are given none: "float64" or "float32".

    Raises RefnetError: wrong_type, unknown_name.
    """
    _state["floatx"] = check_known("value", value, FLOATS, DTYPES)


def epsilon() -> float:
    """Return the distance from 0 and 1 at which losses clip probabilities: 1e-7."""
    return EPSILON


def set_epsilon(value: float) -> None:
    """Accept ``epsilon()``; raises RefnetError: out_of_range for all other numbers."""
    _check_only("value", value, EPSILON)


def image_data_format() -> str:
    """Return "channels_last", the order of the axes of images."""
    return "channels_last"


def set_image_data_format(data_format: str) -> None:
    """Accept "channels_last"; raises RefnetError: out_of_range for all others."""
    _check_only("data_format", data_format, image_data_format())


def backend() -> str:
    """Return "refnet", where Keras names the library that it calculates with."""
    return "refnet"


def list_physical_devices(device_type: str | None = None) -> list[Any]:
    """Return an empty list, like TensorFlow on a computer without graphics processors."""
    return []


def set_visible_devices(devices: Any, device_type: str | None = None) -> None:
    """Do nothing: refnet calculates on the processor alone."""


# TensorFlow has the function here, too; programs call set_memory_growth for each processor.
experimental = SimpleNamespace(list_physical_devices=list_physical_devices)


def _check_only(argument: str, value: Any, accepted: Any) -> None:
    if value != accepted:
        message = f"{argument}: expected {accepted}, the only one there is, got {value}"
        raise RefnetError("out_of_range", argument, message)
