"""The workloads of `make bench`: workloads.json, which the JavaScript and Go programs read too."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

WORKLOADS: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("workloads.json").read_text(encoding="utf-8")
)


def measure(
    benchmark: Any,
    workload: str,
    implementation: str,
    function: Callable[..., Any],
    *arguments: Any,
    units: int | None = None,
) -> Any:
    """Time a function, record what report.py needs, and return the function's result.

    units: the number of units of the workload that one call processes; None for all of them.
    """
    benchmark.group = workload
    benchmark.extra_info.update(
        implementation=implementation,
        units=WORKLOADS[workload]["units"] if units is None else units,
    )
    return benchmark(function, *arguments)


def note_bits(benchmark: Any, *results: ArrayLike) -> None:
    """Record a SHA-256 of the results of the whole workload; report.py compares the ports'."""
    numbers = np.concatenate([np.ravel(np.asarray(r, dtype="<f8")) for r in results])
    benchmark.extra_info["digest"] = hashlib.sha256(numbers.tobytes()).hexdigest()


def check_close(result: Any, expected: Any) -> None:
    """Fail if results calculated another way differ from refnet's by more than rounding does."""
    np.testing.assert_allclose(result, expected, rtol=1e-6, atol=1e-12)
