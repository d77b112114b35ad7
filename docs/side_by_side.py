"""Generate the pages of the chapters and README's table: python docs/side_by_side.py [--check].

A page shows a chapter's functions side by side in the four languages, from the sources. The list
of chapters is conformance/chapters.json. --check writes nothing, and lists each page that would
change.
"""

import argparse
import ast
import re
import sys
from pathlib import Path

from book.chapters import BOOK, CHAPTERS, PORTS, REFERENCE, ROOT, SHOWN
from book.listings import Functions

DOCS = ROOT / "docs"
README = ROOT / "README.md"
TABLE = re.compile(r"(?<=<!-- chapters: begin -->\n).*(?=<!-- chapters: end -->)", re.DOTALL)
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
