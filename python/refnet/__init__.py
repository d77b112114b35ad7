"""refnet: small neural networks that give the same bits in Python, C, JavaScript and Go.

``Sequential`` and the layers have the interface of Keras.
``refnet.reference`` has all chapters in pure Python, ``refnet.core`` the same functions through the
C core.
"""

from typing import NoReturn

from refnet import (
    activations,
    callbacks,
    datasets,
    initializers,
    keras_names,
    layers,
    lenet,
    losses,
    metrics,
    optimizers,
    plots,
    regularizers,
    saving,
    utils,
)
from refnet.core.processor import best_isa, isa, set_isa, set_threads, threads
from refnet.errors import RefnetError
from refnet.layers import (
    ELU,
    Activation,
    Add,
    AveragePooling2D,
    Concatenate,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    LeakyReLU,
    MaxPooling2D,
    Normalization,
    ReLU,
    Reshape,
    Softmax,
    ZeroPadding2D,
)
from refnet.models import Model, Sequential, load

__all__ = [
    "ELU",
    "Activation",
    "Add",
    "AveragePooling2D",
    "Concatenate",
    "Conv1D",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "Input",
    "LeakyReLU",
    "MaxPooling2D",
    "Model",
    "Normalization",
    "ReLU",
    "RefnetError",
    "Reshape",
    "Sequential",
    "Softmax",
    "ZeroPadding2D",
    "activations",
    "best_isa",
    "callbacks",
    "datasets",
    "initializers",
    "isa",
    "layers",
    "lenet",
    "load",
    "losses",
    "metrics",
    "optimizers",
    "plots",
    "regularizers",
    "saving",
    "set_isa",
    "set_threads",
    "threads",
    "utils",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> NoReturn:
    """Refuse the models and layers of Keras that are not here, as ``refnet.layers`` does.

    Raises RefnetError: unknown_name; AttributeError for other names.
    """
    raise keras_names.missing(__name__, name)
