"""10,000 iterations of chapter neuron: pure Python, the C core, NumPy as tutorials write it."""

from typing import Any

import numpy as np
from benchmarks.workloads import WORKLOADS, check_close, measure, note_bits
from numpy.typing import NDArray

from refnet import core, reference

WORKLOAD = WORKLOADS["neuron"]
ITERATIONS = WORKLOAD["units"]
INPUTS = np.array(WORKLOAD["inputs"], dtype=float)
TARGETS = np.array(WORKLOAD["targets"], dtype=float)
WEIGHTS = np.array(WORKLOAD["weights"], dtype=float)
SETTINGS = (None, 1.0, 1.0, ITERATIONS, [ITERATIONS])  # only the last iteration is recorded


def with_numpy() -> NDArray[np.float64]:
    """Return the learned weights, with the loop of common tutorials."""
    targets = TARGETS.reshape(-1, 1)
    weights: NDArray[np.float64] = WEIGHTS.reshape(-1, 1).copy()
    for _ in range(ITERATIONS):
        outputs = 1 / (1 + np.exp(-np.dot(INPUTS, weights)))
        weights += np.dot(INPUTS.T, (targets - outputs) * outputs * (1 - outputs))
    return weights


def test_pure_python(benchmark: Any) -> None:
    data = WORKLOAD["inputs"], WORKLOAD["targets"], WORKLOAD["weights"]
    [last] = measure(benchmark, "neuron", "pure Python", reference.neuron, *data, *SETTINGS)
    note_bits(benchmark, last.outputs, last.errors, last.weights)


def test_core(benchmark: Any) -> None:
    data = INPUTS, TARGETS, WEIGHTS
    run = measure(benchmark, "neuron", "C core", core.neuron, *data, *SETTINGS)
    note_bits(benchmark, run.outputs, run.errors, run.weights)


def test_numpy(benchmark: Any) -> None:
    weights = measure(benchmark, "neuron", "NumPy", with_numpy)
    run = core.neuron(INPUTS, TARGETS, WEIGHTS, *SETTINGS)
    check_close(weights.ravel(), run.weights[-1])
