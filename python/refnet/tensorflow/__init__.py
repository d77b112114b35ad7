"""What programs for beginners take of TensorFlow beside Keras, where it has a meaning here.

``install_as_keras`` puts this module under the name tensorflow.
"""

from typing import NoReturn

import refnet as keras
from refnet import config, keras_names, nn, random
from refnet.constants import (
    constant,
    convert_to_tensor,
    float32,
    float64,
    get_logger,
    int32,
    int64,
)

__all__ = [
    "config",
    "constant",
    "convert_to_tensor",
    "float32",
    "float64",
    "get_logger",
    "int32",
    "int64",
    "keras",
    "nn",
    "random",
]
# The version whose programs these names are from, which some programs check, and refnet's own.
__version__ = f"2.21.0+refnet.{keras.__version__}"


def __getattr__(name: str) -> NoReturn:
    """Refuse TensorFlow's other names with what to use instead.

    Raises RefnetError: unknown_name, as ``keras_names.missing`` says; AttributeError for others.
    """
    raise keras_names.missing(__name__, name)
