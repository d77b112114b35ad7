"""Write a page a chapter, its functions side by side: python docs/side_by_side.py [--check].

The pages are made from the sources. With --check nothing is written, and a page that would change
is named.
"""

import argparse
import ast
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


class Function(NamedTuple):
    """A function of a chapter: its parameters in snake_case, and its source."""

    parameters: list[str]
    source: str


Functions = dict[str, Function]  # by name in snake_case, in the order of the file


def snake_case(name: str) -> str:
    """Return weightedSum or WeightedSum as weighted_sum, and function_ as function."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower().rstrip("_")


def python_functions(text: str) -> Functions:
    """Return the functions of a Python module, but for those with an underscore."""
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
    """Return the functions of a Go file, but for methods."""
    return _found(r"^func (\w+)\((.*?)\).*?^\}$", text)


def c_functions(text: str) -> Functions:
    """Return the functions of a C file that are not static; their parameters are C's own."""
    found = _found(r"^(?!static)\w[\w \*]*?\brefnet_(\w+)\(([^;{]*)\)\n\{.*?^\}$", text)
    return {name: Function([], function.source) for name, function in found.items()}


def _found(pattern: str, text: str) -> Functions:
    matches = re.finditer(pattern, text, re.MULTILINE | re.DOTALL)
    return {snake_case(m[1]): Function(_parameters(m[2]), m[0]) for m in matches}


def _parameters(listed: str) -> list[str]:
    """Return the names in a parameter list: "a, b []float64, c = 1" has a, b and c."""
    return [snake_case(part.split()[0]) for part in listed.split(",") if part.strip()]


class Port(NamedTuple):
    """Where a port's chapters are, and how their functions are found."""

    folder: Path
    ending: str
    language: str
    functions: Callable[[str], Functions]

    def path(self, chapter: str) -> Path:
        """Return the file of a chapter."""
        return self.folder / f"{chapter}.{self.ending}"

    def chapter(self, chapter: str) -> Functions:
        """Return the functions of a chapter."""
        return self.functions(self.path(chapter).read_text(encoding="utf-8"))


REFERENCE = Port(ROOT / "python" / "refnet" / "reference", "py", "python", python_functions)
PORTS = {
    "core": Port(ROOT / "python" / "refnet" / "core", "py", "python", python_functions),
    "js": Port(ROOT / "js" / "src", "js", "js", js_functions),
    "go": Port(ROOT / "go", "go", "go", go_functions),
    "c": Port(ROOT / "csrc", "c", "c", c_functions),
}
CHAPTERS = sorted(path.stem for path in REFERENCE.folder.glob("*.py") if path.stem != "__init__")


def page(chapter: str) -> str:
    """Return a chapter's page: the text of the reference, then function by function."""
    text = REFERENCE.path(chapter).read_text(encoding="utf-8")
    title, _, story = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")
    shown = {"Python": REFERENCE, "JavaScript": PORTS["js"], "Go": PORTS["go"], "C": PORTS["c"]}
    links = ", ".join(
        f"[{name}](../{port.path(chapter).relative_to(ROOT)})" for name, port in shown.items()
    )
    parts = [
        f"# {title.rstrip('.')}",
        story,
        f"The files: {links}. The rules: [SPEC.md](../conformance/SPEC.md).",
        "`make fixtures` makes this page of the sources.",
    ]
    functions = {name: port.chapter(chapter) for name, port in shown.items()}
    for function in functions["Python"]:
        parts.append(f"## {function}")
        cells = [
            f"<td>\n\n**{name}**\n\n```{port.language}\n{functions[name][function].source}\n```\n\n</td>"
            for name, port in shown.items()
        ]
        rows = [f"<tr>\n{cells[i]}\n{cells[i + 1]}\n</tr>" for i in (0, 2)]
        parts.append("<table>\n" + "\n".join(rows) + "\n</table>")
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Write the pages, or check them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what differs")
    check = parser.parse_args().check
    pages = {DOCS / f"{chapter}.md": page(chapter) for chapter in CHAPTERS}
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
