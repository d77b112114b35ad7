"""NumPy, as a careful program has it: arrays of the type wanted, no copies, results in place."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from benchmarks.peers.worker import Task, prediction
from benchmarks.peers.works import (
    ACTIVATIONS,
    ADAM,
    SGD_RATE,
    Array,
    Work,
    examples_of,
    factors_of,
    first_weights,
    softmax,
)

IMPLEMENTATIONS = ["NumPy, float32", "NumPy, float64"]


def versions() -> dict[str, str]:
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {"NumPy": f"{np.__version__}, {blas['name']} {blas['version']}"}


def prepare(implementation: str, work: Work) -> Task | None:
    dtype = implementation.removeprefix("NumPy, ")
    if work.kind == "multiply":
        return multiply(work) if work.dtype == dtype else None
    inputs, targets = examples_of(work, dtype)
    if work.kind == "predict":
        weights = first_weights(work, dtype)
        return prediction(lambda: predict(work, weights, inputs), work.calls, np.asarray)
    if work.data == "two_layer":
        return two_layer(work, dtype)
    return train(work, dtype, inputs, np.eye(work.sizes[-1], dtype=dtype)[targets])


def multiply(work: Work) -> Task:
    a, b = factors_of(work)
    product = np.empty_like(a)
    return Task(lambda: np.matmul(a, b, out=product), lambda: product)


def predict(work: Work, weights: Sequence[Array], inputs: Array) -> Array:
    """Return the outputs [m][k]."""
    x = inputs
    for i, activation in enumerate(work.activations):
        sums = x @ weights[2 * i]
        sums += weights[2 * i + 1]
        x = ACTIVATIONS[activation](sums)
    return x


def train(work: Work, dtype: str, inputs: Array, targets: Array) -> Task:
    """Return the training of a network of relu and softmax with Adam.

    All weights are one array, and so are the gradients: Adam's step takes all of them at once.
    """
    first = np.concatenate([part.ravel() for part in first_weights(work, dtype)])
    flat, gradients, means, squares, room = (np.zeros_like(first) for _ in range(5))
    weights, slots = views(work, flat), views(work, gradients)
    batches = [
        (inputs[start : start + work.batch], targets[start : start + work.batch])
        for start in range(0, work.examples, work.batch)
    ]

    def gradients_of(x: Array, t: Array) -> None:
        outputs = [x]
        for i in range(0, len(weights), 2):
            sums = outputs[-1] @ weights[i]
            sums += weights[i + 1]
            is_last = i == len(weights) - 2
            outputs.append(softmax(sums) if is_last else np.maximum(sums, 0, out=sums))
        deltas = outputs[-1]
        deltas -= t
        deltas /= len(x)
        for i in range(len(weights) - 2, -1, -2):
            below = outputs[i // 2]
            np.matmul(below.T, deltas, out=slots[i])
            np.sum(deltas, axis=0, out=slots[i + 1])
            if i > 0:
                deltas = deltas @ weights[i].T
                deltas *= below > 0

    def run() -> None:
        step = adam(flat, gradients, means, squares, room)
        for _ in range(work.epochs):
            for x, t in batches:
                gradients_of(x, t)
                step()

    def reset() -> None:
        flat[:] = first
        means.fill(0)
        squares.fill(0)

    return Task(run, lambda: [part.copy() for part in weights], reset)


def views(work: Work, flat: Array) -> list[Array]:
    """Return kernel and bias of each layer in one array."""
    parts, start = [], 0
    for n, u in zip(work.sizes, work.sizes[1:], strict=False):
        for shape in ((n, u), (u,)):
            size = int(np.prod(shape))
            parts.append(flat[start : start + size].reshape(shape))
            start += size
    return parts


def adam(
    weights: Array, gradients: Array, means: Array, squares: Array, room: Array
) -> Callable[[], None]:
    """Return Adam's step, which changes all but the gradients, and overwrites room."""
    beta_1, beta_2, powers = ADAM["beta_1"], ADAM["beta_2"], [1.0, 1.0]

    def step() -> None:
        powers[0], powers[1] = powers[0] * beta_1, powers[1] * beta_2
        rate = ADAM["learning_rate"] * (1 - powers[1]) ** 0.5 / (1 - powers[0])
        np.subtract(gradients, means, out=room)
        np.multiply(room, 1 - beta_1, out=room)
        np.add(means, room, out=means)
        np.multiply(gradients, gradients, out=room)
        np.subtract(room, squares, out=room)
        np.multiply(room, 1 - beta_2, out=room)
        np.add(squares, room, out=squares)
        np.sqrt(squares, out=room)
        np.add(room, ADAM["epsilon"], out=room)
        np.divide(means, room, out=room)
        np.multiply(room, rate, out=room)
        np.subtract(weights, room, out=weights)

    return step


def two_layer(work: Work, dtype: str) -> Task:
    """Return the training of two sigmoid layers on all examples at once.

    A bias is the weight of a further input that is 1, so that it has no step of its own.
    """
    x, t = examples_of(work, dtype)
    first = first_weights(work, dtype)
    kernel1, kernel2 = (np.vstack(first[i : i + 2]) for i in (0, 2))
    inputs = np.hstack([x, np.ones((len(x), 1), dtype)])
    hidden = np.ones((len(x), len(kernel2)), dtype)

    def sigmoid(sums: Array) -> Any:
        return 1 / (1 + np.exp(-sums))

    def run() -> None:
        units, inputs_t, hidden_t, kernel2_t = hidden[:, :-1], inputs.T, hidden.T, kernel2[:-1].T
        for _ in range(work.epochs):
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
