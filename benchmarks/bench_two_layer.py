"""1,500 iterations of chapter two_layer: pure Python, the C core, NumPy as tutorials write it."""

from typing import Any

import numpy as np
from benchmarks.workloads import WORKLOADS, check_close, measure, note_bits
from numpy.typing import NDArray

from refnet import core, reference

WORKLOAD = WORKLOADS["two_layer"]
ITERATIONS = WORKLOAD["units"]
INPUTS = np.array(WORKLOAD["inputs"], dtype=float)
TARGETS = np.array(WORKLOAD["targets"], dtype=float)
WEIGHTS1 = np.array(WORKLOAD["weights1"], dtype=float)
WEIGHTS2 = np.array(WORKLOAD["weights2"], dtype=float)
SETTINGS = (None, None, 1.0, ITERATIONS, [ITERATIONS])  # only the last iteration is recorded


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sigmoid as tutorials write it."""
    return 1 / (1 + np.exp(-x))


def with_numpy() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both layers' learned weights, with the loop of common tutorials."""
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
    data = WORKLOAD["inputs"], WORKLOAD["targets"], WORKLOAD["weights1"], WORKLOAD["weights2"]
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
