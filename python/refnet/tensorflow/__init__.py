"""What programs for beginners take of TensorFlow beside Keras, where it has a meaning here.

``install_as_keras`` puts this module under the name tensorflow.
"""

from typing import NoReturn

import refnet as keras
from refnet import (
    config,
    initializers,
    keras_names,
    losses,
    metrics,
    nn,
    optimizers,
    random,
)
from refnet.constants import (
    constant,
    convert_to_tensor,
    float32,
    float64,
    get_logger,
    int32,
    int64,
)
from refnet.operations import TENSORFLOW
from refnet.tensorflow import math, version

__all__ = [
    "config",
    "constant",
    "convert_to_tensor",
    "float32",
    "float64",
    "get_logger",
    "initializers",
    "int32",
    "int64",
    "keras",
    "losses",
    "math",
    "metrics",
    "nn",
    "optimizers",
    "random",
    "version",
]
__all__ += sorted(TENSORFLOW)
__version__ = version.VERSION
globals().update(TENSORFLOW)


def __getattr__(name: str) -> NoReturn:
    """Refuse TensorFlow's other names with what to use instead.

    Raises RefnetError: unknown_name, as ``keras_names.missing`` says; AttributeError for others.
    """
    raise keras_names.missing(__name__, name)
