"""What is left of Keras's backend: names, the dtype of new models, and constants."""

from refnet.config import (
    backend,
    epsilon,
    floatx,
    image_data_format,
    set_epsilon,
    set_floatx,
    set_image_data_format,
)
from refnet.layers.naming import reset_names

__all__ = [
    "backend",
    "clear_session",
    "epsilon",
    "floatx",
    "image_data_format",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
]


def clear_session(free_memory: bool = True) -> None:
    """Begin to count the names of layers and models again, so that the next Dense is "dense".

    Seeds are not changed. free_memory: changes nothing; a model's memory is freed with the model.
    """
    reset_names()
