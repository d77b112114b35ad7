"""An epoch of a network of three layers: pure Python, the C core, NumPy as tutorials write it.

The inputs are random numbers; the classes are 0 to 9, repeated in this order.
"""

from typing import Any

import numpy as np
from benchmarks.workloads import WORKLOADS, check_close, measure, note_bits
from numpy.typing import NDArray

from refnet import core, reference
from refnet.reference.dense import DenseLayer
from refnet.reference.network import network_parameters
from refnet.reference.optimizers import Optimizer

Array = NDArray[np.float64]

WORKLOAD = WORKLOADS["dense"]
SIZES, EXAMPLES, BATCH = WORKLOAD["sizes"], WORKLOAD["examples"], WORKLOAD["batch_size"]
INPUTS = core.random(WORKLOAD["seed"], EXAMPLES * SIZES[0]).reshape(EXAMPLES, SIZES[0])
CLASSES = np.arange(EXAMPLES) % SIZES[-1]
LAYERS = [
    DenseLayer(kernel.shape[1], activation, kernel, np.zeros(kernel.shape[1]))
    for kernel, activation in zip(
        core.initial_kernels(WORKLOAD["initializer"], SIZES, WORKLOAD["seed"]),
        WORKLOAD["activations"],
        strict=True,
    )
]
LOSS, OPTIMIZER = WORKLOAD["loss"], Optimizer(WORKLOAD["optimizer"], WORKLOAD["learning_rate"])


def with_numpy() -> list[Array]:
    """Return kernels and biases after the epoch, with the code of common tutorials."""
    weights = [part.copy() for layer in LAYERS for part in (layer.kernel, layer.bias)]
    momentums, velocities = ([np.zeros_like(w) for w in weights] for _ in range(2))
    rate, beta_1, beta_2, epsilon = WORKLOAD["learning_rate"], 0.9, 0.999, 1e-7
    one_hot = np.eye(SIZES[-1])[CLASSES]
    for step, start in enumerate(range(0, EXAMPLES, BATCH), start=1):
        x, t = INPUTS[start : start + BATCH], one_hot[start : start + BATCH]
        k1, b1, k2, b2, k3, b3 = weights
        h1 = np.maximum(x @ k1 + b1, 0)
        h2 = np.maximum(h1 @ k2 + b2, 0)
        logits = h2 @ k3 + b3
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        d3 = (exponentials / exponentials.sum(axis=1, keepdims=True) - t) / len(x)
        d2 = (d3 @ k3.T) * (h2 > 0)
        d1 = (d2 @ k2.T) * (h1 > 0)
        gradients = [x.T @ d1, d1.sum(0), h1.T @ d2, d2.sum(0), h2.T @ d3, d3.sum(0)]
        alpha = rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
        for w, g, v, s in zip(weights, gradients, momentums, velocities, strict=True):
            v += (g - v) * (1 - beta_1)
            s += (g * g - s) * (1 - beta_2)
            w -= alpha * v / (np.sqrt(s) + epsilon)
    return weights


def test_pure_python(benchmark: Any) -> None:
    layers = [
        layer._replace(kernel=layer.kernel.tolist(), bias=layer.bias.tolist()) for layer in LAYERS
    ]
    data = layers, LOSS, OPTIMIZER, INPUTS.tolist(), CLASSES.tolist(), BATCH
    run = measure(benchmark, "dense", "pure Python", reference.dense, *data)
    note_bits(benchmark, *network_parameters(run.trials[0].layers))


def test_core(benchmark: Any) -> None:
    data = LAYERS, LOSS, OPTIMIZER, INPUTS, CLASSES, BATCH
    run = measure(benchmark, "dense", "C core", core.dense, *data)
    note_bits(benchmark, core.network_parameters(run.trials[0].layers))


def test_numpy(benchmark: Any) -> None:
    weights = measure(benchmark, "dense", "NumPy", with_numpy)
    [trial] = core.dense(LAYERS, LOSS, OPTIMIZER, INPUTS, CLASSES, BATCH).trials
    parameters = np.concatenate([w.ravel() for w in weights])
    check_close(parameters, core.network_parameters(trial.layers))
