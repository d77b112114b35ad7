"""refnet: small neural networks that give the same bits in Python, C, JavaScript and Go.

``Sequential`` and the layers have the interface of Keras.
``refnet.reference`` has all chapters in pure Python, ``refnet.core`` the same functions through the
C core.
"""

import sys
from typing import NoReturn

from refnet import (
    activations,
    backend,
    callbacks,
    config,
    datasets,
    initializers,
    keras_names,
    layers,
    lenet,
    losses,
    metrics,
    models,
    nn,
    ops,
    optimizers,
    plots,
    preprocessing,
    random,
    regularizers,
    saving,
    utils,
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
from refnet.core.processor import best_isa, isa, set_isa, set_threads, threads
from refnet.errors import RefnetError
from refnet.imports import add_finders, install_as_keras
from refnet.initializers import Initializer
from refnet.keras_names.modules import explain_classes, explain_method, refuse_names
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
    Layer,
    LeakyReLU,
    MaxPooling2D,
    Normalization,
    ReLU,
    Reshape,
    Softmax,
    ZeroPadding2D,
)
from refnet.losses import Loss
from refnet.metrics import Metric
from refnet.models import Model, Sequential, load
from refnet.optimizers import Optimizer, schedules
from refnet.regularizers import Regularizer

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
    "Initializer",
    "Input",
    "Layer",
    "LeakyReLU",
    "Loss",
    "MaxPooling2D",
    "Metric",
    "Model",
    "Normalization",
    "Optimizer",
    "ReLU",
    "RefnetError",
    "Regularizer",
    "Reshape",
    "Sequential",
    "Softmax",
    "ZeroPadding2D",
    "activations",
    "backend",
    "best_isa",
    "callbacks",
    "config",
    "constant",
    "convert_to_tensor",
    "datasets",
    "float32",
    "float64",
    "get_logger",
    "initializers",
    "install_as_keras",
    "int32",
    "int64",
    "isa",
    "keras",
    "layers",
    "lenet",
    "load",
    "losses",
    "metrics",
    "models",
    "nn",
    "ops",
    "optimizers",
    "plots",
    "preprocessing",
    "random",
    "regularizers",
    "saving",
    "set_isa",
    "set_threads",
    "threads",
    "utils",
    "version",
]
__version__ = "0.1.0"
keras = sys.modules[__name__]  # for programs that import refnet as tf, and write tf.keras


def version() -> str:
    """Return the version of refnet, where Keras returns its own."""
    return __version__


def __getattr__(name: str) -> NoReturn:
    """Refuse the models and layers of Keras that are not here, as ``refnet.layers`` does.

    Raises RefnetError: unknown_name; AttributeError for other names.
    """
    raise keras_names.missing(__name__, name)


_NAMESPACES = (activations, backend, callbacks, config, datasets, initializers, losses, metrics)
refuse_names(
    (*_NAMESPACES, models, nn, ops, optimizers, preprocessing, preprocessing.sequence, random)
)
refuse_names((regularizers, saving, schedules, utils))
for _module, _table in (
    *((layers, "layers"), (optimizers, "optimizers"), (schedules, "schedules")),
    *((losses, "losses"), (metrics, "metrics"), (callbacks, "callbacks")),
    *((initializers, "initializers"), (regularizers, "regularizers")),
):
    explain_classes(_module, _table)
for _kind in (Model, Sequential):
    explain_method(_kind, "__init__", "models", _kind.__name__)
for _method in ("compile", "fit", "evaluate", "save"):  # predict stays as fast as it is
    explain_method(Model, _method, _method)
add_finders()
