"""NumPy as a careful programmer uses it: arrays of the right dtype, no copies, results in place."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from benchmarks.peers.networks import ACTIVATIONS, Array, softmax
from benchmarks.peers.worker import Task, prediction, training
from benchmarks.peers.workloads import (
    ADAM,
    SGD_RATE,
    Workload,
    examples_of,
    factors_of,
    first_weights,
)

IMPLEMENTATIONS = ["NumPy, float32", "NumPy, float64"]


def versions() -> dict[str, str]:
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {"NumPy": f"{np.__version__}, {blas['name']} {blas['version']}"}


def prepare(implementation: str, workload: Workload) -> Task | None:
    dtype = implementation.removeprefix("NumPy, ")
    if workload.kind == "multiply":
        return multiply(workload) if workload.dtype == dtype else None
    inputs, targets = examples_of(workload, dtype)
    if workload.kind == "predict":
        weights = first_weights(workload, dtype)
        return prediction(lambda: predict(workload, weights, inputs), workload.calls, np.asarray)
    if workload.data == "two_layer":
        return two_layer(workload, dtype)
    return train(workload, dtype, inputs, np.eye(workload.sizes[-1], dtype=dtype)[targets])


def multiply(workload: Workload) -> Task:
    a, b = factors_of(workload)
    product = np.empty_like(a)
    return Task(lambda: np.matmul(a, b, out=product), lambda: product)


def predict(workload: Workload, weights: Sequence[Array], inputs: Array) -> Array:
    """Return the outputs [m][k]."""
    x = inputs
    for i, activation in enumerate(workload.activations):
        preactivations = x @ weights[2 * i]
        preactivations += weights[2 * i + 1]
        x = ACTIVATIONS[activation](preactivations)
    return x


def train(workload: Workload, dtype: str, inputs: Array, targets: Array) -> Task:
    """Return the training run with Adam of a network with relu layers and a softmax.

    All weights are in one array, and so are all gradients, so that Adam makes one step for all.
    """
    first = np.concatenate([part.ravel() for part in first_weights(workload, dtype)])
    flat, flat_gradients, momentums, velocities, scratch = (np.zeros_like(first) for _ in range(5))
    weights, gradients = views(workload, flat), views(workload, flat_gradients)
    powers = [1.0, 1.0]
    step = adam(flat, flat_gradients, momentums, velocities, scratch, powers)
    batches = [
        (inputs[start : start + workload.batch], targets[start : start + workload.batch])
        for start in range(0, workload.examples, workload.batch)
    ]

    def take_gradients(x: Array, t: Array) -> None:
        outputs = [x]
        for i in range(0, len(weights), 2):
            d = outputs[-1] @ weights[i]
            d += weights[i + 1]
            is_last = i == len(weights) - 2
            outputs.append(softmax(d) if is_last else np.maximum(d, 0, out=d))
        deltas = outputs[-1]
        deltas -= t
        deltas /= len(x)
        for i in range(len(weights) - 2, -1, -2):
            layer_inputs = outputs[i // 2]
            np.matmul(layer_inputs.T, deltas, out=gradients[i])
            np.sum(deltas, axis=0, out=gradients[i + 1])
            if i > 0:
                deltas = deltas @ weights[i].T
                deltas *= layer_inputs > 0

    def train_epochs(epochs: int) -> None:
        for _ in range(epochs):
            for x, t in batches:
                take_gradients(x, t)
                step()

    def reset() -> None:
        flat[:] = first
        momentums.fill(0)
        velocities.fill(0)
        powers[:] = 1.0, 1.0

    return training(workload, train_epochs, lambda: [part.copy() for part in weights], reset)


def views(workload: Workload, flat: Array) -> list[Array]:
    """Return views of one array: the kernel [n][u] and the bias [u] of each layer."""
    parts, start = [], 0
    for n, u in zip(workload.sizes, workload.sizes[1:], strict=False):
        for shape in ((n, u), (u,)):
            size = int(np.prod(shape))
            parts.append(flat[start : start + size].reshape(shape))
            start += size
    return parts


def adam(
    weights: Array,
    gradients: Array,
    momentums: Array,
    velocities: Array,
    scratch: Array,
    powers: list[float],
) -> Callable[[], None]:
    """Return a function that makes a step of Adam: it changes all arrays but the gradients.

    powers: of beta_1 and beta_2, 1 before the first step.
    """
    beta_1, beta_2 = ADAM["beta_1"], ADAM["beta_2"]

    def step() -> None:
        powers[0], powers[1] = powers[0] * beta_1, powers[1] * beta_2
        rate = ADAM["learning_rate"] * (1 - powers[1]) ** 0.5 / (1 - powers[0])
        np.subtract(gradients, momentums, out=scratch)
        np.multiply(scratch, 1 - beta_1, out=scratch)
        np.add(momentums, scratch, out=momentums)
        np.multiply(gradients, gradients, out=scratch)
        np.subtract(scratch, velocities, out=scratch)
        np.multiply(scratch, 1 - beta_2, out=scratch)
        np.add(velocities, scratch, out=velocities)
        np.sqrt(velocities, out=scratch)
        np.add(scratch, ADAM["epsilon"], out=scratch)
        np.divide(momentums, scratch, out=scratch)
        np.multiply(scratch, rate, out=scratch)
        np.subtract(weights, scratch, out=weights)

    return step


def two_layer(workload: Workload, dtype: str) -> Task:
    """Return the training run of two sigmoid layers, with all examples in one batch.

    A bias is the weight of an additional input that is always 1, so that it needs no step of its
    own.
    """
    x, t = examples_of(workload, dtype)
    first = first_weights(workload, dtype)
    kernel1, kernel2 = (np.vstack(first[i : i + 2]) for i in (0, 2))
    inputs = np.hstack([x, np.ones((len(x), 1), dtype)])
    hidden = np.ones((len(x), len(kernel2)), dtype)

    def sigmoid(preactivations: Array) -> Any:
        return 1 / (1 + np.exp(-preactivations))

    def run() -> None:
        units, inputs_t, hidden_t, kernel2_t = hidden[:, :-1], inputs.T, hidden.T, kernel2[:-1].T
        for _ in range(workload.epochs):
            units[:] = sigmoid(np.dot(inputs, kernel1))
            outputs = sigmoid(np.dot(hidden, kernel2))
            deltas2 = (2 * SGD_RATE) * (t - outputs) * outputs * (1 - outputs)
            deltas1 = np.dot(deltas2, kernel2_t) * units * (1 - units)
            kernel2[:] += np.dot(hidden_t, deltas2)
            kernel1[:] += np.dot(inputs_t, deltas1)

    def reset() -> None:
        for i, kernel in ((0, kernel1), (2, kernel2)):
            kernel[:] = np.vstack(first[i : i + 2])

    def result() -> list[Array]:
        return [kernel1[:-1], kernel1[-1], kernel2[:-1], kernel2[-1]]

    return Task(run, result, reset)
