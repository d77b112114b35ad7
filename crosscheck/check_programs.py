"""Run the same programs with Keras and with refnet, and compare what they find.

`python -m crosscheck.check_programs [NAME...]` runs all programs of crosscheck/programs, or those
named, in float64 and in float32. Numbers have to agree to 1e-12 and 1e-6, relative to the largest
of their list; all else has to be equal: the names in a History and their order, shapes, texts, the
calls of a callback. Keras calculates on JAX, in programs that begin with tf_ on TensorFlow.

Exit status: 0 if all programs agree, 1 if not, 2 if Keras could not be installed.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from crosscheck.check import BUILD, ENVIRONMENT, HERE, PYTHON, make_environment
from rich.console import Console
from rich.table import Table

BOUNDS = {"float64": 1e-12, "float32": 1e-6}
PROGRAMS = sorted(path.stem for path in (HERE / "programs").glob("*.py") if path.stem != "start")
# Keras calculates these with numbers of float32 also where everything else is float64.
ROUNDED_IN_KERAS = {"tf_keras": 1e-6}  # settings of optimizers on TensorFlow


def main() -> None:
    """Run everything, compare, and print a table."""
    chosen = sys.argv[1:] or PROGRAMS
    make_environment()
    BUILD.mkdir(parents=True, exist_ok=True)
    console = Console(highlight=False)
    with ThreadPoolExecutor(2) as pool:
        jobs = [(library, floatx) for floatx in BOUNDS for library in ("keras", "refnet")]
        found = dict(
            zip(jobs, pool.map(lambda job: run(job[0], job[1], chosen), jobs), strict=True)
        )
    table, failures = Table(title="Programs written for Keras, run by both"), 0
    for column in ("program", *BOUNDS):
        table.add_column(column, no_wrap=True)
    for name in chosen:
        cells = []
        for floatx, bound in BOUNDS.items():
            bound = max(bound, ROUNDED_IN_KERAS.get(name, 0.0))
            theirs, ours = (found[library, floatx][name] for library in ("keras", "refnet"))
            distance, fault = compared(theirs, ours, bound)
            failures += fault is not None
            cells.append(f"[red]{fault}[/]" if fault else f"{distance:.1e}")
        table.add_row(name, *cells)
    console.print(table)
    console.print(f"refnet check-keras: {len(chosen)} programs, {failures} differences")
    sys.exit(1 if failures else 0)


def run(library: str, floatx: str, names: Sequence[str]) -> dict[str, Any]:
    """Return the results of the programs by name."""
    response = BUILD / f"programs-{library}-{floatx}.json"
    python = str(PYTHON) if library == "keras" else sys.executable
    results: dict[str, Any] = {}
    for backend in ("jax", "tensorflow"):
        own = [name for name in names if name.startswith("tf_") == (backend == "tensorflow")]
        if not own:
            continue
        command = [python, str(HERE / "run_programs.py"), library, floatx, str(response), *own]
        environment = {**ENVIRONMENT, "KERAS_BACKEND": backend}
        with response.with_suffix(".log").open("a", encoding="utf-8") as log:
            ran = subprocess.run(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        if ran.returncode != 0:
            sys.exit(f"refnet check-keras: the programs did not run; see {log.name}")
        results |= json.loads(response.read_text(encoding="utf-8"))
    return results


def compared(theirs: Any, ours: Any, bound: float) -> tuple[float, str | None]:
    """Return the largest distance of the numbers, and the first difference above the bound."""
    distances = [0.0]
    for place, one, other in pairs(theirs, ours, ""):
        if not (is_numbers(one) and is_numbers(other)):
            if one != other:
                return 0.0, f"{place}: {short(one)} in Keras, {short(other)} here"
            continue
        a, b = np.asarray(one, float), np.asarray(other, float)
        if a.shape != b.shape:
            return 0.0, f"{place}: shape {a.shape} in Keras, {b.shape} here"
        if not a.size:
            continue
        scale = max(float(np.abs(a).max()), 1e-3)
        distances.append(float(np.abs(a - b).max()) / scale)
        if not distances[-1] <= bound:
            return distances[-1], f"{place}: {distances[-1]:.1e}"
    return max(distances), None


def pairs(theirs: Any, ours: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield what stands in the same place of both results."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        yield f"{place} keys", list(theirs), list(ours)
        for key in theirs:
            if key in ours:
                yield from pairs(theirs[key], ours[key], f"{place}.{key}".lstrip("."))
    elif isinstance(theirs, list) and isinstance(ours, list) and not is_numbers(theirs):
        yield f"{place} length", len(theirs), len(ours)
        for i, (one, other) in enumerate(zip(theirs, ours, strict=False)):
            yield from pairs(one, other, f"{place}[{i}]")
    else:
        yield place, theirs, ours


def is_numbers(value: Any) -> bool:
    """Return whether a value is a number or a list of rows of numbers of one length."""
    if isinstance(value, list):
        try:
            return np.asarray(value).dtype.kind in "iufb" and value != []
        except ValueError:
            return False
    return isinstance(value, int | float) and not isinstance(value, bool)


def short(value: Any) -> str:
    """Return a value as a short text."""
    text = json.dumps(value)
    return text if len(text) < 60 else text[:57] + "..."


if __name__ == "__main__":
    main()
