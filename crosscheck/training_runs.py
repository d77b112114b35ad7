"""The networks that all libraries train, and refnet's training runs."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
from crosscheck.specs import Spec
from numpy.typing import NDArray

from refnet import core, optimizers
from refnet.optimizers.schedules import LearningRateSchedule
from refnet.reference.checks import SPARSE
from refnet.reference.dense import DenseLayer
from refnet.reference.losses import ACTIVATION_OF, Loss
from refnet.reference.optimizers import Optimizer
from refnet.reference.schedules import Schedule
from refnet.reference.training import Training

EXAMPLES, INPUTS, OUTPUTS = 23, 4, 3
BATCH_SIZE = 5  # the last batch of an epoch has 3 examples
EPOCHS = 10
STEPS = EPOCHS * -(-EXAMPLES // BATCH_SIZE)

OPTIMIZERS = {
    "sgd": Optimizer("sgd", 0.02),
    "sgd, momentum": Optimizer("sgd", 0.02, momentum=0.9),
    "sgd, nesterov": Optimizer("sgd", 0.02, momentum=0.9, nesterov=True),
    "rmsprop": Optimizer("rmsprop", 0.01),
    "rmsprop, momentum": Optimizer("rmsprop", 0.003, momentum=0.9),
    "adam": Optimizer("adam", 0.01),
}
FURTHER_OPTIMIZERS = {
    "adagrad": Optimizer("adagrad", 0.05),
    "adadelta": Optimizer("adadelta", 1.0, rho=0.95),
    "adamax": Optimizer("adamax", 0.01),
    "nadam": Optimizer("nadam", 0.01),
    "adamw": Optimizer("adamw", 0.01, weight_decay=0.004),
    "sgd, weight_decay": Optimizer("sgd", 0.02, weight_decay=0.1),
    "sgd, clipnorm": Optimizer("sgd", 0.1, clipnorm=0.3),
    "sgd, PiecewiseConstantDecay": Optimizer(
        "sgd",
        Schedule("piecewise_constant_decay", boundaries=[10, 30], values=[0.1, 0.03, 0.01]),
    ),
    "sgd, ExponentialDecay": Optimizer(
        "sgd",
        Schedule("exponential_decay", initial_learning_rate=0.05, decay_steps=20, decay_rate=0.3),
    ),
}

Array = NDArray[np.float64]


class Network(NamedTuple):
    """A network and its loss: the last activation, and those of the hidden layers."""

    loss: str | Loss
    last: str
    hidden: tuple[str, ...] = ("tanh",)
    has_bias: bool = True
    last_scale: float = 1.0  # the last kernel is multiplied by this


class Trained(NamedTuple):
    """The result of a training run: each epoch's loss; the kernels and biases, first to last."""

    losses: Array
    weights: list[Array]


ENDS = [
    Network(loss, last)
    for last in ("linear", "sigmoid", "tanh", "relu", "softmax")
    for loss in ("mse", "sum_squared_error", *ACTIVATION_OF)
    if ACTIVATION_OF.get(loss, last) == last
]
HIDDEN = [
    Network("mse", "linear", ("linear",)),
    Network("mse", "linear", ("sigmoid",)),
    Network("mse", "linear", ("relu",)),
    Network("mse", "linear", ("softmax",)),
    Network("mse", "linear", ("sigmoid", "relu")),
    Network("mse", "linear", ("elu", "selu")),
    Network("mse", "linear", ("softplus", "silu")),
    Network("mse", "linear", ("exponential", "hard_sigmoid")),
    Network("mse", "linear", ("softsign",)),
    Network("mse", "linear", ("tanh",), has_bias=False),
]


def first_layers(network: Network) -> list[DenseLayer]:
    """Return a network's layers with random kernels and biases."""
    sizes = [INPUTS, *[5, 4][: len(network.hidden)], OUTPUTS]
    kernels = core.initial_kernels("glorot_uniform", sizes, 1)
    kernels[-1] = kernels[-1] * network.last_scale
    layers = []
    for i, activation in enumerate((*network.hidden, network.last)):
        units = sizes[i + 1]
        bias = 0.4 * core.random(10 + i, units) - 0.1 if network.has_bias else None
        layers.append(DenseLayer(units, activation, kernels[i], bias))
    return layers


def examples(loss: str | Loss) -> tuple[Array, Any]:
    """Return random inputs [m][n] and targets that suit the loss, [m][k] or [m]."""
    name, binary_targets = Loss.of(loss).name, Loss.of(loss).binary_targets
    inputs = 4.0 * core.random(2, EXAMPLES * INPUTS).reshape(EXAMPLES, INPUTS) - 2.0
    targets = core.random(3, EXAMPLES * OUTPUTS).reshape(EXAMPLES, OUTPUTS)
    if name == SPARSE:
        return inputs, np.argmax(targets, axis=1)
    if name == "hinge" and not binary_targets:
        return inputs, np.sign(targets - 0.5)
    if name in ("binary_crossentropy", "hinge"):
        return inputs, np.round(targets)
    if name in ("categorical_crossentropy", "kl_divergence"):
        return inputs, targets / np.sum(targets, axis=1, keepdims=True)
    return inputs, targets


def optimizer_spec(optimizer: Optimizer) -> Spec:
    """Return an optimizer as a program writes it, with all its settings."""
    rate = optimizer.learning_rate
    described = rate._asdict() if isinstance(rate, Schedule) else rate
    own = optimizers.of_settings({**optimizer._asdict(), "learning_rate": described})
    settings = {field.name: getattr(own, field.name) for field in fields(own)}
    schedule = settings["learning_rate"]
    if isinstance(schedule, LearningRateSchedule):
        settings["learning_rate"] = Spec(type(schedule).__name__, dict(vars(schedule)))
    return Spec(type(own).__name__, settings)


def task(network: Network, optimizer: Spec, **settings: Any) -> dict[str, Any]:
    """Return a training run as the other libraries' programs read it.

    settings: the further fields that in_keras.py describes
    """
    inputs, targets = examples(network.loss)
    layers = [
        {
            "units": layer.units,
            "activation": layer.activation,
            "kernel": np.asarray(layer.kernel).tolist(),
            "bias": None if layer.bias is None else np.asarray(layer.bias).tolist(),
        }
        for layer in first_layers(network)
    ]
    return {
        "layers": layers,
        "loss": Loss.of(network.loss)._asdict(),
        "optimizer": optimizer,
        "inputs": inputs.tolist(),
        "targets": targets.tolist(),
        "batch_size": BATCH_SIZE,
        "epochs": EPOCHS,
        **settings,
    }


def train(network: Network, optimizer: Optimizer, has_float32_data: bool = False) -> Trained:
    """Train with refnet.core.dense; has_float32_data: with the examples rounded to float32."""
    inputs, targets = examples(network.loss)
    if has_float32_data:
        inputs, targets = as_float32(inputs), as_float32(targets)
    run = core.dense(
        first_layers(network), network.loss, optimizer, inputs, targets, BATCH_SIZE, EPOCHS
    )
    return Trained(np.array([t.loss for t in run.trials]), weights_of(run.trials[-1].layers))


def train_with_float32_powers(network: Network, optimizer: Optimizer) -> Trained:
    """Train like ``train``, but with the powers of the betas rounded to float32 (DENSE-15)."""
    beta_1, beta_2 = as_float32(optimizer.beta_1), as_float32(optimizer.beta_2)
    inputs, targets = examples(network.loss)
    if network.loss == SPARSE:
        targets = core.one_hot(targets, OUTPUTS)
    training = Training(network.loss, optimizer, BATCH_SIZE)
    layers = first_layers(network)
    state = core.initial_state(core.network_parameters(layers), optimizer)
    losses, step = [], 0
    for _ in range(EPOCHS):
        total = 0.0
        for start in range(0, EXAMPLES, BATCH_SIZE):
            step = step + 1
            # The optimizer's step multiplies the powers by the betas before it uses them.
            state = state._replace(
                beta_1_power=beta_1**step / optimizer.beta_1,
                beta_2_power=beta_2**step / optimizer.beta_2,
            )
            rows = slice(start, start + BATCH_SIZE)
            data = inputs[rows], targets[rows]
            batch = core.train_batch(layers, state, training, *data, core.seeded(0))
            layers, state = batch.layers, batch.state
            total = total + float(np.sum(batch.losses))
        losses.append(core.reduce_loss(network.loss, total, EXAMPLES))
    return Trained(np.array(losses), weights_of(layers))


def as_float32(x: Any) -> Any:
    """Return numbers rounded to the nearest float32, as float64."""
    return np.float64(np.float32(x)) if np.ndim(x) == 0 else x.astype(np.float32).astype(float)


def weights_of(layers: Sequence[DenseLayer]) -> list[Array]:
    """Return the kernels and biases, first to last."""
    parts = [part for layer in layers for part in (layer.kernel, layer.bias)]
    return [np.asarray(part) for part in parts if part is not None]


def weights_distance(ours: Trained, theirs: Trained) -> float:
    """Return the largest difference between two weights, relative to the largest of their array."""
    pairs = zip(ours.weights, theirs.weights, strict=True)
    return max(array_distance(*pair) for pair in pairs)


def array_distance(ours: Array, theirs: Array) -> float:
    """Return the largest difference between two numbers, relative to the largest of refnet's."""
    return float(np.max(np.abs(ours - theirs)) / np.max(np.abs(ours)))


def loss_distance(ours: Trained, theirs: Trained) -> float:
    """Return the largest difference between two losses of an epoch, relative to refnet's."""
    return float(np.max(np.abs(ours.losses - theirs.losses) / np.abs(ours.losses)))
