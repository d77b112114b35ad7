"""Compare training runs with Keras 3 on TensorFlow and JAX, and with scikit-learn's MLPClassifier.

`make check-keras` runs this and writes docs/keras.md. The other libraries are installed in an
environment of their own, build/keras-env, and train in processes of their own; refnet trains the
same networks with the C core. Runs that must agree have to do so to BOUND in every weight and loss;
runs that must differ are the controls, and the findings that the page reports.

`python -m crosscheck.check --only GROUP...` runs some groups, or none; the page keeps the rows of
the others.

Exit status: 0 if everything is as expected, 1 if not, 2 if the check could not run.
"""

import argparse
import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from crosscheck.groups import GROUPS, Group
from crosscheck.page import BOUND, PAGE, Row, page_text, summary
from rich.console import Console
from rich.table import Table

from refnet.conformance.ports import CHECKOUT

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"
BUILD = CHECKOUT / "build" / "crosscheck"
PEERS = CHECKOUT / "build" / "keras-env"
STAMP = PEERS / "requirements.txt"  # a copy of the requirements that are installed
PYTHON = PEERS / "bin" / "python"
ENVIRONMENT = {
    **os.environ,
    "PIP_CACHE_DIR": str(CHECKOUT / ".venv" / "cache" / "pip"),
    "JAX_ENABLE_X64": "1",  # without it, JAX has no float64
    # JAX compiles each network for longer than it trains; compiled ones are kept for the next run.
    "JAX_COMPILATION_CACHE_DIR": str(BUILD / "jax-cache"),
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    "KERAS_HOME": str(PEERS / "keras-home"),  # where Keras writes its settings
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}
FAST_COMPILER = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
AT_ONCE = 2  # programs
VERSIONS = """
import json, platform
from importlib.metadata import version
names = {
    "Keras": "keras",
    "TensorFlow": "tensorflow-cpu",
    "JAX": "jax",
    "scikit-learn": "scikit-learn",
    "NumPy, with these": "numpy",
}
found = {name: version(package) for name, package in names.items()}
print(json.dumps({**found, "Python, with these": platform.python_version()}))
"""

COULD_NOT_RUN = 2


def main() -> None:
    """Train everything, compare, and write the page if everything is as expected."""
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    parser.add_argument("--only", nargs="*", choices=GROUPS, metavar="GROUP", default=[*GROUPS])
    chosen = parser.parse_args().only
    make_environment()
    rows = compared({name: GROUPS[name]() for name in GROUPS if name in chosen})
    console = Console(highlight=False)
    if rows:
        console.print(as_table(rows))
    failures = [row for group in rows.values() for row in group if not row.is_expected]
    for row in failures:
        console.print(f"[red]not as expected[/]: {', '.join(row.cells())}", soft_wrap=True)
    if failures:
        sys.exit(1)
    try:
        page = page_text(rows, versions() if rows else {}, PAGE.read_text(encoding="utf-8"))
    except KeyError as missing:
        stop(f"the page has no table {missing}: run all groups")
    PAGE.write_text(page, encoding="utf-8")
    console.print(f"refnet check-keras: all as expected; wrote {PAGE.relative_to(CHECKOUT)}")


def make_environment() -> None:
    """Install the other libraries, unless the pinned versions are installed already."""
    pinned = REQUIREMENTS.read_text(encoding="utf-8")
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == pinned:
        return
    print("refnet check-keras: installing TensorFlow, JAX, Keras and scikit-learn", flush=True)
    try:
        venv.create(PEERS, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, OSError) as error:
        stop(f"cannot create {PEERS.name}: {error}")
    pip = [str(PYTHON), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "-r", str(REQUIREMENTS)], env=ENVIRONMENT).returncode != 0:
        stop(
            "nothing was compared, because pip could not install TensorFlow, JAX, Keras and "
            "scikit-learn: see its message above; they need Python 3.11 to 3.13 on x86-64 Linux"
        )
    STAMP.write_text(pinned, encoding="utf-8")


def compared(groups: dict[str, Group]) -> dict[str, list[Row]]:
    """Return the rows of each group; a program that trains several groups runs once."""
    tasks: dict[tuple[str, str], list[Any]] = {}
    for group in groups.values():
        for backend in group.backends:
            tasks.setdefault((group.program, backend), []).extend(group.tasks)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        started = {each: pool.submit(run, *each, theirs) for each, theirs in tasks.items()}
        results = {each: iter(future.result()) for each, future in started.items()}
    rows = {}
    for name, group in groups.items():
        theirs = [
            [next(results[group.program, backend]) for _ in group.tasks]
            for backend in group.backends
        ]
        runs = enumerate(zip(*theirs, strict=True))
        rows[name] = [row for i, each in runs for row in group.compare(i, *each)]
    return rows


def run(program: str, backend: str, tasks: Sequence[object]) -> list[Any]:
    """Run a program in the other environment; return its results."""
    print(f"refnet check-keras: {len(tasks)} networks in {program}.py, {backend}", flush=True)
    BUILD.mkdir(parents=True, exist_ok=True)
    request, response = (BUILD / f"{program}-{backend}-{each}.json" for each in ("tasks", "runs"))
    request.write_text(json.dumps(tasks, default=np.ndarray.tolist), encoding="utf-8")
    command = [str(PYTHON), "-I", str(HERE / f"{program}.py"), str(request), str(response)]
    environment = {**ENVIRONMENT, "KERAS_BACKEND": backend}
    if backend == "jax":
        environment["XLA_FLAGS"] = FAST_COMPILER
    ran = subprocess.run(command, env=environment, capture_output=True, text=True)
    if ran.returncode != 0:
        stop(f"{program}.py failed:\n{ran.stderr}")
    results: list[Any] = json.loads(response.read_text(encoding="utf-8"))
    return results


def versions() -> dict[str, str]:
    """Return the versions of the other libraries."""
    command = [str(PYTHON), "-I", "-c", VERSIONS]
    found = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    answer: dict[str, str] = json.loads(found.stdout)
    return answer


def as_table(rows: dict[str, list[Row]]) -> Table:
    """Return the summary of each group, for the terminal."""
    table = Table(title=f"Runs that must agree do so to {BOUND:g}; runs that must differ do not")
    table.add_column("group", no_wrap=True)
    for column in ("as expected", "weights agree to", "losses agree to"):
        table.add_column(column, justify="right")
    for name, group in rows.items():
        expected = sum(row.is_expected for row in group)
        colour = "green" if expected == len(group) else "red"
        weights, loss = summary(group)
        table.add_row(name, f"[{colour}]{expected}/{len(group)}[/]", weights, loss)
    return table


def stop(reason: str) -> NoReturn:
    """End the program with the status for a check that could not run."""
    print(f"refnet check-keras: {reason}", file=sys.stderr)
    sys.exit(COULD_NOT_RUN)


if __name__ == "__main__":
    main()
