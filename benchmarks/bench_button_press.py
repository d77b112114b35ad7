"""Button-press trials of four buttons: pure Python against the C core."""

from typing import Any

import numpy as np
import pytest

from refnet import core, reference

INPUTS = np.array([0.0, 0.0, 1.0, 0.0])
WEIGHTS = np.zeros(4)
TRIALS = 1_000_000
PYTHON_TRIALS = 20_000  # per-trial times are compared, so it may run fewer

RULES = pytest.mark.parametrize("rule", ["add", "widrow_hoff"])


def note(benchmark: Any, rule: str, implementation: str, trials: int) -> None:
    """Say what report.py needs to know."""
    benchmark.group = f'button_press, rule "{rule}", four buttons'
    benchmark.extra_info.update(implementation=implementation, unit="trial", units=trials)


@RULES
def test_pure_python(benchmark: Any, rule: str) -> None:
    note(benchmark, rule, "pure Python", PYTHON_TRIALS)
    inputs, weights = INPUTS.tolist(), WEIGHTS.tolist()
    benchmark(reference.button_press, inputs, weights, 1.0, 0.2, PYTHON_TRIALS, rule)


@RULES
def test_core(benchmark: Any, rule: str) -> None:
    note(benchmark, rule, "C core", TRIALS)
    benchmark(core.button_press, INPUTS, WEIGHTS, 1.0, 0.2, TRIALS, rule)
