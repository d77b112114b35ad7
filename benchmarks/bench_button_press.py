"""Button-press trials of four buttons: pure Python, the C core, and NumPy as tutorials write it."""

from typing import Any

import numpy as np
import pytest
from benchmarks.workloads import WORKLOADS, check_close, measure, note_bits
from numpy.typing import NDArray

from refnet import core, reference

PYTHON_TRIALS = 20_000  # fewer than the C core runs, for NumPy too: times are per trial

BOTH_RULES = pytest.mark.parametrize("workload", ["button_press_add", "button_press_widrow_hoff"])


def arguments(workload: str, trials: int) -> tuple[Any, ...]:
    """Return inputs, weights, desired, learning_rate, trials and rule."""
    found = WORKLOADS[workload]
    data = found["inputs"], found["weights"], found["desired"], found["learning_rate"]
    return *data, trials, found["rule"]


def with_numpy(
    inputs: list[float],
    weights: list[float],
    desired: float,
    learning_rate: float,
    trials: int,
    rule: str,
) -> list[tuple[float, float, NDArray[np.float64]]]:
    """Return output, error and weights of each trial, with the loop of common tutorials."""
    x, w = np.array(inputs, dtype=float), np.array(weights, dtype=float)
    history = []
    for _ in range(trials):
        output = np.dot(x, w)
        error = desired - output
        adjustment = (x > 0) if rule == "add" else error * x
        w = w + learning_rate * adjustment
        history.append((output, error, w))
    return history


@BOTH_RULES
def test_pure_python(benchmark: Any, workload: str) -> None:
    function, data = reference.button_press, arguments(workload, PYTHON_TRIALS)
    measure(benchmark, workload, "pure Python", function, *data, units=PYTHON_TRIALS)
    last = reference.button_press(*arguments(workload, WORKLOADS[workload]["units"]))[-1]
    note_bits(benchmark, last.output, last.error, last.weights)


@BOTH_RULES
def test_core(benchmark: Any, workload: str) -> None:
    function, data = core.button_press, arguments(workload, WORKLOADS[workload]["units"])
    run = measure(benchmark, workload, "C core", function, *data)
    note_bits(benchmark, run.output[-1], run.error[-1], run.weights[-1])


@BOTH_RULES
def test_numpy(benchmark: Any, workload: str) -> None:
    data = arguments(workload, PYTHON_TRIALS)
    history = measure(benchmark, workload, "NumPy", with_numpy, *data, units=PYTHON_TRIALS)
    run = core.button_press(*data)
    output, error, weights = history[-1]
    check_close([output, error, *weights], [run.output[-1], run.error[-1], *run.weights[-1]])
