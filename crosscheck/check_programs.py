"""Run the same programs with Keras and with refnet, and compare what they find.

`python -m crosscheck.check_programs [NAME...]` runs all programs of crosscheck/programs, or those
named, in float64 and in float32. Numbers have to agree to 1e-12 and 1e-6, relative to the largest
of their list; all else has to be equal: the names in a History and their order, shapes, texts, the
calls of a callback. Keras calculates on JAX, in programs that begin with tf_ on TensorFlow. If all
programs were run and agree, their table, docs/keras_programs.md, is written.

Exit status: 0 if all programs agree, 1 if not, 2 if Keras could not be installed.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from crosscheck.check import BUILD, ENVIRONMENT, HERE, PYTHON, make_environment
from crosscheck.page import markdown
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from refnet.conformance.ports import CHECKOUT

PAGE = CHECKOUT / "docs" / "keras_programs.md"
BOUNDS = {"float64": 1e-12, "float32": 1e-6}
PROGRAMS = sorted(path.stem for path in (HERE / "programs").glob("*.py") if path.stem != "start")
# larger bounds, and why
EXCEPTIONS = {
    ("tf_keras", "float64"): (1e-5, "TensorFlow rounds the settings of optimizers to float32"),
    ("tf_keras", "float32"): (1e-5, "TensorFlow rounds the settings of optimizers to float32"),
    ("early_stopping", "float32"): (2e-5, "gradients of mae jump between -1 and 1"),
    ("fuel", "float32"): (1e-5, "its losses differ by 1.4e-06, which R2Score enlarges"),
    ("schedules", "float32"): (1e-5, "Keras calculates schedules in float32"),
}
TEXT = """# Programs written for Keras

Each of these programs is written as for Keras and does not mention refnet. `make check-keras` runs
them twice, unchanged: with Keras 3, and with refnet after `refnet.install_as_keras()`. It compares
what they calculate: losses, metrics, predictions, weights, the names in a History and their order,
and whatever else a program prints or looks at. Both start from the same weights and do not shuffle.

The figures are the largest distance of two numbers, relative to the largest number of their list.
They have to be below {float64:g} in float64 and {float32:g} in float32; larger bounds have a reason
below the table. Everything else has to be equal. Keras calculates on JAX, in `tf_keras` on
TensorFlow. The programs are in [crosscheck/programs](../crosscheck/programs).

## Programs

{table}

Larger bounds:

{exceptions}

With settings of type `numpy.float64`, `tf_keras` agrees to 1e-15 in float64. In float32, refnet's
numbers of `early_stopping` are nearer to those of float64 than Keras's.

`python -m crosscheck.check_programs NAME...` runs some of them. What differs from Keras is in
[keras.md](keras.md).
"""


def main() -> None:
    """Run everything, compare, print a table, and write the page if all programs agree."""
    chosen = sys.argv[1:] or PROGRAMS
    make_environment()
    BUILD.mkdir(parents=True, exist_ok=True)
    console = Console(highlight=False)
    with ThreadPoolExecutor(2) as pool:
        jobs = [(library, floatx) for floatx in BOUNDS for library in ("keras", "refnet")]
        found = dict(
            zip(jobs, pool.map(lambda job: run(job[0], job[1], chosen), jobs), strict=True)
        )
    distances, faults = {}, {}
    for name in chosen:
        for floatx in BOUNDS:
            theirs, ours = (found[library, floatx][name] for library in ("keras", "refnet"))
            distance, fault = compared(theirs, ours, bound_of(name, floatx))
            distances[name, floatx] = f"{distance:.1e}"
            if fault:
                faults[name, floatx] = fault
    table = Table("program", *BOUNDS, title="Programs written for Keras, run by both")
    for name in chosen:
        each = [(name, floatx) for floatx in BOUNDS]
        table.add_row(name, *(escape(faults.get(place, distances[place])) for place in each))
    console.print(table)
    console.print(f"refnet check-keras: {len(chosen)} programs, {len(faults)} differences")
    if faults:
        sys.exit(1)
    if chosen == PROGRAMS:
        rows = {name: [distances[name, floatx] for floatx in BOUNDS] for name in chosen}
        PAGE.write_text(page_text(rows), encoding="utf-8")
        console.print(f"refnet check-keras: wrote {PAGE.relative_to(CHECKOUT)}")


def bound_of(name: str, floatx: str) -> float:
    """Return the largest distance that a program may have."""
    return EXCEPTIONS.get((name, floatx), (BOUNDS[floatx], ""))[0]


def page_text(distances: Mapping[str, Sequence[str]]) -> str:
    """Return docs/keras_programs.md; distances: of each program, in the order of BOUNDS."""
    rows = [[f"`{name}`", description(name), *cells] for name, cells in distances.items()]
    exceptions = [
        f"- `{name}`, {floatx}: {bound:g}, because {reason}."
        for (name, floatx), (bound, reason) in EXCEPTIONS.items()
    ]
    table = markdown(("program", "what it does"), tuple(BOUNDS), rows)
    return TEXT.format(**BOUNDS, table=table, exceptions="\n".join(exceptions))


def description(name: str) -> str:
    """Return the first line of a program's docstring, without its last period."""
    source = (HERE / "programs" / f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").splitlines()[0].rstrip(".")


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
    for library, results in (("Keras", theirs), ("refnet", ours)):
        if isinstance(results, dict) and "error" in results:
            return 0.0, f"{library}: {results['error']}"
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
