"""The ports are parallel: a chapter has the same functions in the same order everywhere."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "python" / "refnet" / "reference"
CHAPTERS = sorted(path.stem for path in REFERENCE.glob("*.py") if path.stem != "__init__")

Functions = dict[str, list[str]]  # names, each with its parameters, in the order of the file


def snake_case(name: str) -> str:
    """Return weightedSum or WeightedSum as weighted_sum, and function_ as function."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower().rstrip("_")


def python_functions(text: str) -> Functions:
    return {
        node.name: [argument.arg for argument in node.args.args]
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def js_functions(text: str) -> Functions:
    found = re.findall(r"^(?:export )?function (\w+)\((.*?)\) \{", text, re.MULTILINE | re.DOTALL)
    return {snake_case(name): parameters(listed) for name, listed in found}


def go_functions(text: str) -> Functions:
    found = re.findall(r"^func (\w+)\((.*?)\)", text, re.MULTILINE | re.DOTALL)
    return {snake_case(name): parameters(listed) for name, listed in found}


def c_functions(text: str) -> Functions:
    found = re.findall(r"^(?!static)\w[\w \*]*?refnet_(\w+)\([^;{]*\)\n\{", text, re.MULTILINE)
    return {name: [] for name in found}


def parameters(listed: str) -> list[str]:
    """Return the names in a parameter list: "a, b []float64, c = 1" has a, b and c."""
    return [snake_case(part.split()[0]) for part in listed.split(",") if part.strip()]


PORTS: dict[str, tuple[Path, str, Callable[[str], Functions]]] = {
    "core": (ROOT / "python" / "refnet" / "core", "py", python_functions),
    "c": (ROOT / "csrc", "c", c_functions),
    "js": (ROOT / "js" / "src", "js", js_functions),
    "go": (ROOT / "go", "go", go_functions),
}


def functions(port: str, chapter: str) -> Functions:
    folder, ending, parse = PORTS[port]
    return parse((folder / f"{chapter}.{ending}").read_text(encoding="utf-8"))


def reference_functions(chapter: str) -> Functions:
    return python_functions((REFERENCE / f"{chapter}.py").read_text(encoding="utf-8"))


def test_there_are_chapters() -> None:
    assert {"button_press", "rabbit"} <= set(CHAPTERS)


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_same_functions_in_the_same_order(chapter: str, port: str) -> None:
    expected = list(reference_functions(chapter))
    assert expected
    assert list(functions(port, chapter)) == expected


@pytest.mark.parametrize("port", ["core", "js", "go"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_same_parameters(chapter: str, port: str) -> None:
    assert functions(port, chapter) == reference_functions(chapter)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_chapter_has_fixtures(chapter: str) -> None:
    assert list((ROOT / "conformance" / "fixtures" / chapter).glob("*.json"))


def test_the_header_declares_the_chapters_in_their_order() -> None:
    header = (ROOT / "csrc" / "refnet.h").read_text(encoding="utf-8")
    declared = re.findall(r"^\w[\w ]*?refnet_(\w+)\(", header, re.MULTILINE)
    sections = re.findall(r"^/\* (\w+) \*/$", header, re.MULTILINE)
    assert sections == ["errors", *chapter_order()]
    assert declared == [name for chapter in chapter_order() for name in functions("c", chapter)]


def test_protocols_have_the_same_readers_in_the_same_order() -> None:
    python = list(python_functions((ROOT / "python/refnet/protocol.py").read_text("utf-8")))
    js = list(js_functions((ROOT / "js/src/protocol.js").read_text("utf-8")))
    go = list(go_functions((ROOT / "go/cmd/port/protocol.go").read_text("utf-8")))
    assert [name for name in js if name in python] == python
    assert [name for name in go if name in python] == python


def chapter_order() -> list[str]:
    """Return the chapters in the order in which README.md's table has them."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    order = re.findall(r"^\| `(\w+)` \|", readme, re.MULTILINE)
    assert sorted(order) == CHAPTERS
    return order
