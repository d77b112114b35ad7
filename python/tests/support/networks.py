"""Small networks and examples, as lists and as arrays."""

from typing import Any

import numpy as np

from refnet import losses
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.dense import DenseLayer
from refnet.reference.losses import ACTIVATION_OF
from refnet.reference.optimizers import Optimizer


def losses_after(activation: str) -> list[str]:
    """Return the losses of chapter losses that an activation is the usual one for."""
    usual = ["mse", "sum_squared_error"]
    return usual + [loss for loss, own in ACTIVATION_OF.items() if own == activation]


# the losses of chapter losses after all their activations, and those of further_losses
PAIRS = [(activation, loss) for activation in ACTIVATIONS for loss in losses_after(activation)]
FURTHER_PAIRS: list[tuple[str, losses.Loss]] = [
    ("linear", losses.MeanAbsoluteError()),
    ("tanh", losses.MeanAbsolutePercentageError()),
    ("linear", losses.Huber()),
    ("relu", losses.Huber(0.3)),
    ("linear", losses.LogCosh()),
    ("tanh", losses.Hinge()),
    ("softmax", losses.KLDivergence()),
    ("relu", losses.KLDivergence()),
    ("tanh", losses.BinaryCrossentropy()),
    ("softmax", losses.BinaryCrossentropy()),
    ("sigmoid", losses.CategoricalCrossentropy()),
    ("softplus", losses.SparseCategoricalCrossentropy()),
    ("linear", losses.BinaryCrossentropy(from_logits=True)),
    ("sigmoid", losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1)),
    ("linear", losses.CategoricalCrossentropy(from_logits=True)),
    ("softmax", losses.CategoricalCrossentropy(from_logits=True, label_smoothing=1.0)),
    ("elu", losses.SparseCategoricalCrossentropy(from_logits=True)),
    ("sigmoid", losses.BinaryCrossentropy(label_smoothing=0.3)),
    ("softmax", losses.CategoricalCrossentropy(label_smoothing=0.1)),
    ("hard_sigmoid", losses.BinaryCrossentropy(label_smoothing=0.2)),
]
OPTIMIZERS = [
    Optimizer("sgd", 1e-5),
    Optimizer("sgd", 1e-5, momentum=0.9),
    Optimizer("sgd", 1e-5, momentum=0.9, nesterov=True),
    Optimizer("rmsprop", 0.01, rho=0.8),
    Optimizer("rmsprop", 0.01, momentum=0.7, epsilon=1e-3),
    Optimizer("adam", 0.02),
    Optimizer("adam", 0.02, beta_1=0.7, beta_2=0.9, epsilon=1e-2),
]


def dense_layers(
    sizes: tuple[int, ...], activations: tuple[str, ...], seed: int = 0, bias: bool = True
) -> list[DenseLayer]:
    """Return layers with random weights in lists; sizes: the inputs, then each layer's units."""
    generator = np.random.default_rng(seed)
    layers = []
    for n, units, activation in zip(sizes, sizes[1:], activations, strict=False):
        scale = 1 / 16 if activation == "exponential" else 1.0  # so that training does not diverge
        kernel = (generator.normal(size=(n, units)) * scale).tolist()
        biases = generator.normal(size=units).tolist() if bias else None
        layers.append(DenseLayer(units, activation, kernel, biases))
    return layers


def examples(m: int, n: int, k: int, seed: int = 1) -> tuple[Any, Any]:
    """Return inputs [m][n] and targets [m][k] from 0 to 1 as lists."""
    generator = np.random.default_rng(seed)
    return generator.normal(size=(m, n)).tolist(), generator.random((m, k)).tolist()


def as_arrays(layers: list[DenseLayer]) -> list[DenseLayer]:
    """Return the same layers with arrays."""
    return [
        layer._replace(
            kernel=np.array(layer.kernel),
            bias=None if layer.bias is None else np.array(layer.bias),
        )
        for layer in layers
    ]
