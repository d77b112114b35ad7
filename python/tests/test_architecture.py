"""The architecture: imports go one way, chapters are short, few files know the dense layer."""

import ast
import graphlib
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "python" / "refnet"

# From the bottom to the top; a module belongs to the longest prefix that it has. A module may
# import what is on its own level or below.
LEVELS = (
    (
        *("refnet._core", "refnet.errors", "refnet.keras_names", "refnet.imports"),
        "refnet.configs",
    ),
    ("refnet.reference.readers", "refnet.reference.names"),
    ("refnet.reference.checks",),
    ("refnet.reference",),
    ("refnet.seeds", "refnet.config", "refnet.constants"),
    ("refnet.core",),
    (
        *("refnet.activations", "refnet.layers", "refnet.losses", "refnet.optimizers"),
        *("refnet.metrics", "refnet.regularizers", "refnet.callbacks", "refnet.initializers"),
        *("refnet.backend", "refnet.loss_values", "refnet.nn", "refnet.random"),
        *("refnet.operations", "refnet.ops"),
    ),
    ("refnet.files", "refnet.fit"),
    ("refnet.datasets",),
    ("refnet.models",),
    (
        *("refnet.lenet", "refnet.plots", "refnet.capacity", "refnet.rows", "refnet.text"),
        *("refnet.saving", "refnet.sklearn"),
    ),
    ("refnet.utils",),  # with plot_model of refnet.plots
    ("refnet.preprocessing",),
    ("refnet",),
    ("refnet.run", "refnet.tensorflow"),
    ("refnet.port",),
    ("refnet.conformance",),
    ("refnet.cli",),
    ("refnet.__main__",),
)
LINES = 330  # of a chapter's file
CHAPTER_FILES = (
    "python/refnet/reference/{}.py",
    "python/refnet/core/{}.py",
    "js/src/{}.js",
    "go/{}.go",
    "csrc/{}.c",
    "csrc/{}.h",
)
DENSE_LAYER = re.compile(r"\bDenseLayer\b")  # C has one type for all kinds
NAMING = 8  # files that may name the dense layer by type
# The dense layer itself, and chapters whose layers are calculated by one: the filters of a
# convolution, each step of a sequence, what recurrent units see.
WITH_DENSE_LAYERS = ("dense", "conv", "sequences", "recurrent", "lstm", "gru", "gru_reset_before")


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imported(name: str, path: Path) -> Iterator[str]:
    """Yield the modules of the package that a module imports, anywhere in its file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} has a relative import"
            parts = [f"{node.module}.{alias.name}" for alias in node.names]
            found = [part if part in MODULES else str(node.module) for part in parts]
        else:
            continue
        yield from (module for module in found if module.split(".")[0] == "refnet")


IMPORTS = {name: set(imported(name, path)) for name, path in MODULES.items()}


def level(module: str) -> int:
    """Return the place of a module in LEVELS."""
    matches = [
        (len(prefix), number)
        for number, prefixes in enumerate(LEVELS)
        for prefix in prefixes
        if module == prefix or module.startswith(prefix + ".")
    ]
    return max(matches)[1]


def test_every_module_has_a_level_of_its_own_package() -> None:
    top = level("refnet")
    assert [name for name in MODULES if level(name) == top and name != "refnet"] == []


def test_no_imports_form_a_circle() -> None:
    try:
        list(graphlib.TopologicalSorter(IMPORTS).static_order())
    except graphlib.CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize("name", MODULES)
def test_no_module_imports_a_higher_one(name: str) -> None:
    assert [module for module in IMPORTS[name] if level(module) > level(name)] == []


def chapters() -> list[str]:
    listed = json.loads((ROOT / "conformance" / "chapters.json").read_text(encoding="utf-8"))
    return [chapter["name"] for chapter in listed["chapters"]]


def test_a_file_of_a_chapter_is_short() -> None:
    paths = [ROOT / place.format(name) for name in chapters() for place in CHAPTER_FILES]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in paths
        if path.exists()
    }
    assert len(lengths) >= 4 * 12
    assert {path: length for path, length in lengths.items() if length > LINES} == {}


def test_few_files_name_the_dense_layer_by_type() -> None:
    """Code that knows one kind of layer has to change with the next kind.

    Only the library is counted: benchmarks and crosscheck use its public interface and name the
    layer that they build. Not counted either: the chapters that are made of dense layers, tests,
    and lists of names.
    """
    folders = ("python/refnet", "js/src", "js/port", "go", "csrc")
    listed = subprocess.run(
        ["git", "ls-files", "--", *folders],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.splitlines()
    naming = [
        name
        for name in listed
        if Path(name).suffix in (".py", ".js", ".go", ".c", ".h")
        and Path(name).stem not in WITH_DENSE_LAYERS
        and not re.search(r"(^|/)tests?/|_test\.go$|/__init__\.py$", name)
        and (ROOT / name).exists()
        and DENSE_LAYER.search((ROOT / name).read_text(encoding="utf-8"))
    ]
    assert naming
    assert len(naming) <= NAMING, naming
