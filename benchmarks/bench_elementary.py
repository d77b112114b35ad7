"""exp: pure Python and the C core against NumPy's."""

from typing import Any

import numpy as np
from benchmarks.work import WORKS, check_close, measure, note_bits

from refnet import core, reference

WORK = WORKS["exp"]
VALUES = core.random(WORK["seed"], WORK["units"]) * WORK["scale"] + WORK["shift"]
PYTHON_VALUES = 20_000  # times per value are compared, so it may calculate fewer


def test_pure_python(benchmark: Any) -> None:
    function, some = reference.elementary, VALUES[:PYTHON_VALUES].tolist()
    measure(benchmark, "exp", "pure Python", function, "exp", some, units=PYTHON_VALUES)
    note_bits(benchmark, reference.elementary("exp", VALUES.tolist()))


def test_core(benchmark: Any) -> None:
    note_bits(benchmark, measure(benchmark, "exp", "C core", core.exp, VALUES))


def test_numpy(benchmark: Any) -> None:
    check_close(measure(benchmark, "exp", "NumPy", np.exp, VALUES), core.exp(VALUES))
