"""The neuron's 10,000 iterations: pure Python, the C core, and NumPy as tutorials write it."""

from typing import Any

import numpy as np
from benchmarks.work import WORKS, check_close, measure, note_bits
from numpy.typing import NDArray

from refnet import core, reference

WORK = WORKS["neuron"]
ITERATIONS = WORK["units"]
INPUTS = np.array(WORK["inputs"], dtype=float)
TARGETS = np.array(WORK["targets"], dtype=float)
WEIGHTS = np.array(WORK["weights"], dtype=float)
SETTINGS = (None, 1.0, 1.0, ITERATIONS, [ITERATIONS])  # the last iteration is reported


def with_numpy() -> NDArray[np.float64]:
    """Return the learned weights, by the loop that tutorials print."""
    targets = TARGETS.reshape(-1, 1)
    weights: NDArray[np.float64] = WEIGHTS.reshape(-1, 1).copy()
    for _ in range(ITERATIONS):
        outputs = 1 / (1 + np.exp(-np.dot(INPUTS, weights)))
        weights += np.dot(INPUTS.T, (targets - outputs) * outputs * (1 - outputs))
    return weights


def test_pure_python(benchmark: Any) -> None:
    data = WORK["inputs"], WORK["targets"], WORK["weights"]
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
