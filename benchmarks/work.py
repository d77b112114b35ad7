"""The works that are measured: work.json, which the JavaScript and Go programs read as well."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

WORKS: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("work.json").read_text(encoding="utf-8")
)


def measure(
    benchmark: Any,
    work: str,
    implementation: str,
    function: Callable[..., Any],
    *arguments: Any,
    units: int | None = None,
) -> Any:
    """Measure a function, say what report.py needs to know, and return what the function gives.

    units: how much of the work one call does; all of it, unless it says otherwise.
    """
    benchmark.group = work
    benchmark.extra_info.update(
        implementation=implementation, units=WORKS[work]["units"] if units is None else units
    )
    return benchmark(function, *arguments)


def note_bits(benchmark: Any, *results: ArrayLike) -> None:
    """Note a digest of the results of all of the work: report.py holds the ports' together."""
    numbers = np.concatenate([np.ravel(np.asarray(r, dtype="<f8")) for r in results])
    benchmark.extra_info["digest"] = hashlib.sha256(numbers.tobytes()).hexdigest()


def check_close(result: Any, expected: Any) -> None:
    """Fail where results that were calculated another way are not those of refnet."""
    np.testing.assert_allclose(result, expected, rtol=1e-6, atol=1e-12)
