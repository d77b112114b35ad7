"""An epoch of an LSTM and a dense layer: pure Python, the C core, NumPy as tutorials write it.

The inputs are random numbers; the classes are 0 to 9, repeated in this order.
"""

from typing import Any

import numpy as np
from benchmarks.workloads import WORKLOADS, check_close, measure, note_bits
from numpy.typing import NDArray

from refnet import core, reference
from refnet.reference.dense import DenseLayer
from refnet.reference.lstm import LSTMLayer
from refnet.reference.network import network_parameters
from refnet.reference.optimizers import Optimizer

Array = NDArray[np.float64]

WORKLOAD = WORKLOADS["lstm"]
STEPS, FEATURES, UNITS = WORKLOAD["steps"], WORKLOAD["features"], WORKLOAD["lstm_units"]
CLASSES, EXAMPLES, BATCH = WORKLOAD["classes"], WORKLOAD["examples"], WORKLOAD["batch_size"]
INPUTS = core.random(WORKLOAD["seed"], EXAMPLES * STEPS * FEATURES).reshape(EXAMPLES, -1)
TARGETS = np.arange(EXAMPLES) % CLASSES
SHAPE = STEPS, FEATURES
LOSS, OPTIMIZER = WORKLOAD["loss"], Optimizer(WORKLOAD["optimizer"], WORKLOAD["learning_rate"])


def first_kernel(initializer: str, inputs: int, units: int) -> Array:
    [kernel] = core.initial_kernels(initializer, [inputs, units], WORKLOAD["seed"])
    return kernel


KERNEL = first_kernel("glorot_uniform", FEATURES, 4 * UNITS)
RECURRENT_KERNEL = first_kernel("orthogonal", UNITS, 4 * UNITS)
DENSE_KERNEL = first_kernel("glorot_uniform", UNITS, CLASSES)
BIAS, DENSE_BIAS = np.zeros(4 * UNITS), np.zeros(CLASSES)


def layers_of(*weights: Any) -> list[Any]:
    kernel, recurrent_kernel, bias, dense_kernel, dense_bias = weights
    lstm = LSTMLayer(UNITS, "tanh", "sigmoid", kernel, recurrent_kernel, bias)
    return [lstm, DenseLayer(CLASSES, "softmax", dense_kernel, dense_bias)]


WEIGHTS = [KERNEL, RECURRENT_KERNEL, BIAS, DENSE_KERNEL, DENSE_BIAS]


def sigmoid(x: Array) -> Array:
    result: Array = 1 / (1 + np.exp(-x))
    return result


def numpy_gradients(weights: list[Array], x: Array, t: Array) -> list[Array]:
    """Return the gradients of all weights: x [steps][m][features], t [m][classes]."""
    kernel, recurrent_kernel, bias, dense_kernel, dense_bias = weights
    h = c = np.zeros((x.shape[1], UNITS))
    kept = []
    for step in x:
        sums = step @ kernel + h @ recurrent_kernel + bias
        i, f, g, o = np.split(sums, 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        before, c_before = h, c
        c = f * c + i * g
        a = np.tanh(c)
        h = o * a
        kept.append((step, before, c_before, i, f, g, o, a))
    logits = h @ dense_kernel + dense_bias
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    d = (exponentials / exponentials.sum(axis=1, keepdims=True) - t) / len(t)
    gradients = [np.zeros_like(w) for w in weights[:3]] + [h.T @ d, d.sum(0)]
    dh, dc = d @ dense_kernel.T, np.zeros_like(h)
    for step, before, c_before, i, f, g, o, a in reversed(kept):
        dc = dc + dh * o * (1 - a * a)
        di, df = dc * g * i * (1 - i), dc * c_before * f * (1 - f)
        dg, do = dc * i * (1 - g * g), dh * a * o * (1 - o)
        deltas = np.hstack([di, df, dg, do])
        gradients[0] += step.T @ deltas
        gradients[1] += before.T @ deltas
        gradients[2] += deltas.sum(0)
        dh, dc = deltas @ recurrent_kernel.T, dc * f
    return gradients


def with_numpy() -> list[Array]:
    """Return all weights after the epoch, with the code of common tutorials."""
    weights = [part.copy() for part in WEIGHTS]
    momentums, velocities = ([np.zeros_like(w) for w in weights] for _ in range(2))
    rate, beta_1, beta_2, epsilon = WORKLOAD["learning_rate"], 0.9, 0.999, 1e-7
    one_hot, sequences = np.eye(CLASSES)[TARGETS], INPUTS.reshape(EXAMPLES, *SHAPE)
    for step, start in enumerate(range(0, EXAMPLES, BATCH), start=1):
        x, t = sequences[start : start + BATCH].swapaxes(0, 1), one_hot[start : start + BATCH]
        gradients = numpy_gradients(weights, x, t)
        alpha = rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
        for w, g, v, s in zip(weights, gradients, momentums, velocities, strict=True):
            v += (g - v) * (1 - beta_1)
            s += (g * g - s) * (1 - beta_2)
            w -= alpha * v / (np.sqrt(s) + epsilon)
    return weights


def test_pure_python(benchmark: Any) -> None:
    layers = layers_of(*(part.tolist() for part in WEIGHTS))
    data = SHAPE, layers, LOSS, OPTIMIZER, INPUTS.tolist(), TARGETS.tolist(), BATCH
    run = measure(benchmark, "lstm", "pure Python", reference.train, *data)
    note_bits(benchmark, *network_parameters(run.trials[0].layers))


def test_core(benchmark: Any) -> None:
    data = SHAPE, layers_of(*WEIGHTS), LOSS, OPTIMIZER, INPUTS, TARGETS, BATCH
    run = measure(benchmark, "lstm", "C core", core.train, *data)
    note_bits(benchmark, core.network_parameters(run.trials[0].layers))


def test_numpy(benchmark: Any) -> None:
    weights = measure(benchmark, "lstm", "NumPy", with_numpy)
    layers = layers_of(*WEIGHTS)
    [trial] = core.train(SHAPE, layers, LOSS, OPTIMIZER, INPUTS, TARGETS, BATCH).trials
    parameters = np.concatenate([w.ravel() for w in weights])
    check_close(parameters, core.network_parameters(trial.layers))
