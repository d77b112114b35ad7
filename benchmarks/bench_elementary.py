"""exp: pure Python and the C core, compared with NumPy's."""

from typing import Any

import numpy as np
from benchmarks.workloads import WORKLOADS, check_close, measure, note_bits

from refnet import core, reference

WORKLOAD = WORKLOADS["exp"]
VALUES = core.random(WORKLOAD["seed"], WORKLOAD["units"]) * WORKLOAD["scale"] + WORKLOAD["shift"]
PYTHON_VALUES = 20_000  # fewer than the C core calculates: times are per value


def test_pure_python(benchmark: Any) -> None:
    function, values = reference.elementary, VALUES[:PYTHON_VALUES].tolist()
    measure(benchmark, "exp", "pure Python", function, "exp", values, units=PYTHON_VALUES)
    note_bits(benchmark, reference.elementary("exp", VALUES.tolist()))


def test_core(benchmark: Any) -> None:
    note_bits(benchmark, measure(benchmark, "exp", "C core", core.exp, VALUES))


def test_numpy(benchmark: Any) -> None:
    check_close(measure(benchmark, "exp", "NumPy", np.exp, VALUES), core.exp(VALUES))
