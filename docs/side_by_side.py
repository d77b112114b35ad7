"""Generate the pages of the chapters and README's table: python docs/side_by_side.py [--check].

A page shows a chapter's functions side by side in the four languages, from the sources. The list
of chapters is conformance/chapters.json. --check writes nothing, and lists each page that would
change.
"""

import argparse
import ast
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SPEC = ROOT / "conformance" / "spec"
README = ROOT / "README.md"
TABLE = re.compile(r"(?<=<!-- chapters: begin -->\n).*(?=<!-- chapters: end -->)", re.DOTALL)


class Chapter(NamedTuple):
    """An entry of chapters.json.

    fixtures: the name of their folder, None without any; rules: the page of the specification that
    has them, if that is the page of another chapter; level: see refnet.conformance.levels
    """

    name: str
    title: str
    experiments: list[str]
    fixtures: str | None
    rules: str | None = None
    level: int | None = None

    def specification(self) -> Path:
        """Return the page with the chapter's rules, which not every chapter has."""
        return SPEC / f"{self.rules or self.name}.md"


class Function(NamedTuple):
    """A function of a chapter: its parameters in snake_case, and its source."""

    parameters: list[str]
    source: str


Functions = dict[str, Function]  # by name in snake_case, in the order of the file


def snake_case(name: str) -> str:
    """Return weightedSum or WeightedSum as weighted_sum, and function_ as function."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower().rstrip("_")


def python_functions(text: str) -> Functions:
    """Return the functions of a Python module, except those with a leading underscore."""
    return {
        node.name: Function(
            [argument.arg for argument in node.args.args], ast.get_source_segment(text, node) or ""
        )
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def js_functions(text: str) -> Functions:
    """Return the functions of a JavaScript module."""
    return _found(r"^(?:export )?function (\w+)\((.*?)\) \{.*?^\}$", text)


def go_functions(text: str) -> Functions:
    """Return the functions of a Go file, except methods."""
    return _found(r"^func (\w+)(?:\[.*?\])?\((.*?)\)(?:[^\n]*\{[^\n]*\}$|.*?^\}$)", text)


def c_functions(text: str) -> Functions:
    """Return the functions of a C file, static or not; their parameters are specific to C."""
    pattern = r"^\w[\w \*]*?\b(?:refnet_)?(\w+)\(([^;{]*)\)\n\{.*?^\}$"
    return {name: Function([], found.source) for name, found in _found(pattern, text).items()}


def _found(pattern: str, text: str) -> Functions:
    matches = re.finditer(pattern, text, re.MULTILINE | re.DOTALL)
    return {snake_case(m[1]): Function(_parameters(m[2]), m[0]) for m in matches}


def _parameters(listed: str) -> list[str]:
    """Return the names in a parameter list: a, b and c for "a, b []float64, c = 1"."""
    return [snake_case(part.split()[0]) for part in listed.split(",") if part.strip()]


class Port(NamedTuple):
    """Where a port's chapters are, and how their functions are found."""

    folder: Path
    extension: str
    language: str
    functions: Callable[[str], Functions]

    def path(self, chapter: str) -> Path:
        """Return the file of a chapter."""
        return self.folder / f"{chapter}.{self.extension}"

    def chapter(self, chapter: str) -> Functions:
        """Return the functions of a chapter; none if the port does not have it."""
        path = self.path(chapter)
        return self.functions(path.read_text(encoding="utf-8")) if path.is_file() else {}


REFERENCE = Port(ROOT / "python" / "refnet" / "reference", "py", "python", python_functions)
PORTS = {
    "core": Port(ROOT / "python" / "refnet" / "core", "py", "python", python_functions),
    "js": Port(ROOT / "js" / "src", "js", "js", js_functions),
    "go": Port(ROOT / "go", "go", "go", go_functions),
    "c": Port(ROOT / "csrc", "c", "c", c_functions),
}
SHOWN = {"Python": REFERENCE, "JavaScript": PORTS["js"], "Go": PORTS["go"], "C": PORTS["c"]}
BOOK = [
    Chapter(**entry)
    for entry in json.loads((ROOT / "conformance" / "chapters.json").read_text("utf-8"))["chapters"]
]
CHAPTERS = [chapter.name for chapter in BOOK]
RULES = {chapter.name: chapter.specification() for chapter in BOOK}


def page(chapter: str) -> str:
    """Return a chapter's page: the introduction of the reference, then function by function."""
    text = REFERENCE.path(chapter).read_text(encoding="utf-8")
    title, _, story = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")
    ports = {name: port for name, port in SHOWN.items() if port.path(chapter).is_file()}
    links = ", ".join(_link(name, port.path(chapter), DOCS) for name, port in ports.items())
    rules = RULES[chapter]
    parts = [
        f"# {title.rstrip('.')}",
        story,
        f"The files: {links}."
        + (f" The rules: {_link('specification', rules, DOCS)}." if rules.is_file() else ""),
        "`make fixtures` generates this page from the sources.",
    ]
    functions = {name: port.chapter(chapter) for name, port in ports.items()}
    for function in functions["Python"]:
        parts += [f"## {function}", _side_by_side(function, functions)]
    for name, found in functions.items():
        helpers = [each.source for key, each in found.items() if key not in functions["Python"]]
        if helpers:
            sources = "\n\n".join(helpers)
            parts += [f"## Only in {name}", f"```{SHOWN[name].language}\n{sources}\n```"]
    return "\n\n".join(parts) + "\n"


def _side_by_side(function: str, functions: dict[str, Functions]) -> str:
    """Return a table with the sources of a function, two languages a row."""
    cells = [
        f"<td>\n\n**{name}**\n\n```{SHOWN[name].language}\n{found[function].source}\n```\n\n</td>"
        for name, found in functions.items()
        if function in found
    ]
    rows = ["\n".join(cells[i : i + 2]) for i in range(0, len(cells), 2)]
    return "<table>\n" + "\n".join(f"<tr>\n{row}\n</tr>" for row in rows) + "\n</table>"


def readme() -> str:
    """Return README.md with the table of the chapters."""
    lines = [
        "| chapter | teaches | source | rules | fixtures |",
        "|---|---|---|---|---|",
    ]
    for chapter in BOOK:
        sources = {**SHOWN, "NumPy": PORTS["core"]}
        cells = [
            f"[`{chapter.name}`](docs/{chapter.name}.md)",
            chapter.title,
            ", ".join(
                _link(name, port.path(chapter.name), ROOT)
                for name, port in sources.items()
                if port.path(chapter.name).is_file()
            ),
            _link("spec", RULES[chapter.name], ROOT),
            _link("json", ROOT / "conformance" / "fixtures" / f"{chapter.fixtures}", ROOT),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    table = "\n".join(lines) + "\n"
    return TABLE.sub(lambda _: table, README.read_text(encoding="utf-8"))


def _link(name: str, path: Path, folder: Path) -> str:
    """Return a link to a path, relative to the folder; nothing if the path does not exist."""
    up = "../" * len(folder.relative_to(ROOT).parts)
    return f"[{name}]({up}{path.relative_to(ROOT).as_posix()})" if path.exists() else ""


def main() -> int:
    """Write the pages, or check them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, list what differs")
    check = parser.parse_args().check
    pages = {DOCS / f"{chapter}.md": page(chapter) for chapter in CHAPTERS} | {README: readme()}
    stale = [
        path
        for path, text in pages.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        print(f"{'differs' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(pages[path], encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
