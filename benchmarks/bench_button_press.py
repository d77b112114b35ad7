"""Button-press trials of four buttons: pure Python, the C core, and NumPy as tutorials write it."""

from typing import Any

import numpy as np
import pytest
from benchmarks.work import WORKS, check_close, measure, note_bits
from numpy.typing import NDArray

from refnet import core, reference

PYTHON_TRIALS = 20_000  # times per trial are compared, so it may run fewer; NumPy likewise

BOTH_RULES = pytest.mark.parametrize("work", ["button_press_add", "button_press_widrow_hoff"])


def arguments(work: str, trials: int) -> tuple[Any, ...]:
    """Return inputs, weights, desired, learning_rate, trials and rule."""
    about = WORKS[work]
    data = about["inputs"], about["weights"], about["desired"], about["learning_rate"]
    return *data, trials, about["rule"]


def with_numpy(
    buttons: list[float],
    start: list[float],
    desired: float,
    learning_rate: float,
    trials: int,
    rule: str,
) -> list[tuple[float, float, NDArray[np.float64]]]:
    """Return output, error and weights of each trial, by the loop that tutorials print."""
    inputs, weights = np.array(buttons, dtype=float), np.array(start, dtype=float)
    history = []
    for _ in range(trials):
        output = np.dot(inputs, weights)
        error = desired - output
        if rule == "add":
            weights = weights + learning_rate * (inputs > 0)
        else:
            weights = weights + learning_rate * error * inputs
        history.append((output, error, weights))
    return history


@BOTH_RULES
def test_pure_python(benchmark: Any, work: str) -> None:
    function, data = reference.button_press, arguments(work, PYTHON_TRIALS)
    measure(benchmark, work, "pure Python", function, *data, units=PYTHON_TRIALS)
    last = reference.button_press(*arguments(work, WORKS[work]["units"]))[-1]
    note_bits(benchmark, last.output, last.error, last.weights)


@BOTH_RULES
def test_core(benchmark: Any, work: str) -> None:
    function, data = core.button_press, arguments(work, WORKS[work]["units"])
    run = measure(benchmark, work, "C core", function, *data)
    note_bits(benchmark, run.output[-1], run.error[-1], run.weights[-1])


@BOTH_RULES
def test_numpy(benchmark: Any, work: str) -> None:
    data = arguments(work, PYTHON_TRIALS)
    history = measure(benchmark, work, "NumPy", with_numpy, *data, units=PYTHON_TRIALS)
    run = core.button_press(*data)
    output, error, weights = history[-1]
    check_close([output, error, *weights], [run.output[-1], run.error[-1], *run.weights[-1]])
