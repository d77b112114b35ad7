"""The two layers' 1,500 iterations: pure Python, the C core, and NumPy as tutorials write it."""

from typing import Any

import numpy as np
from benchmarks.work import WORKS, check_close, measure, note_bits
from numpy.typing import NDArray

from refnet import core, reference

WORK = WORKS["two_layer"]
ITERATIONS = WORK["units"]
INPUTS = np.array(WORK["inputs"], dtype=float)
TARGETS = np.array(WORK["targets"], dtype=float)
WEIGHTS1 = np.array(WORK["weights1"], dtype=float)
WEIGHTS2 = np.array(WORK["weights2"], dtype=float)
SETTINGS = (None, None, 1.0, ITERATIONS, [ITERATIONS])  # the last iteration is reported


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sigmoid as tutorials write it."""
    return 1 / (1 + np.exp(-x))


def with_numpy() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both layers' learned weights, by the loop that tutorials print."""
    weights1, weights2 = WEIGHTS1.copy(), WEIGHTS2.copy()
    for _ in range(ITERATIONS):
        hidden = sigmoid(np.dot(INPUTS, weights1))
        outputs = sigmoid(np.dot(hidden, weights2))
        deltas2 = 2 * (TARGETS - outputs) * outputs * (1 - outputs)
        deltas1 = np.dot(deltas2, weights2.T) * hidden * (1 - hidden)
        weights1 += np.dot(INPUTS.T, deltas1)
        weights2 += np.dot(hidden.T, deltas2)
    return weights1, weights2


def test_pure_python(benchmark: Any) -> None:
    data = WORK["inputs"], WORK["targets"], WORK["weights1"], WORK["weights2"]
    [last] = measure(benchmark, "two_layer", "pure Python", reference.two_layer, *data, *SETTINGS)
    note_bits(benchmark, last.loss, last.outputs, last.weights1, last.weights2)


def test_core(benchmark: Any) -> None:
    data = INPUTS, TARGETS, WEIGHTS1, WEIGHTS2
    run = measure(benchmark, "two_layer", "C core", core.two_layer, *data, *SETTINGS)
    note_bits(benchmark, run.loss, run.outputs, run.weights1, run.weights2)


def test_numpy(benchmark: Any) -> None:
    weights1, weights2 = measure(benchmark, "two_layer", "NumPy", with_numpy)
    run = core.two_layer(INPUTS, TARGETS, WEIGHTS1, WEIGHTS2, *SETTINGS)
    check_close(weights1, run.weights1[-1])
    check_close(weights2, run.weights2[-1])
