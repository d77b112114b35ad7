"""The language of Graphviz, and its program dot where it is installed.

Source: https://graphviz.org/doc/info/lang.html and https://graphviz.org/doc/info/shapes.html#html.
"""

import shutil
import subprocess
from collections.abc import Iterator
from html import escape

from refnet.plots.layout import DARK, TEXT_SIZE, TITLE_SIZE, Box, Cell, Group, lines_of, width_of

SPLINES = ("ortho", "curved", "polyline", "spline", "line")
_SECONDS = 60  # that dot may take


def dot_source(group: Group, rankdir: str, dpi: float, splines: str) -> str:
    """Return a picture in Graphviz's language; rankdir, dpi, splines: as for ``plot_model``."""
    lines = [
        f"  graph [rankdir={rankdir}, dpi={dpi:g}, splines={splines}];",
        '  node [shape=plain, fontname="Helvetica"];',
        *_members(group, "n", "  "),
        *_arrows(group, "n"),
    ]
    return "\n".join(["digraph {", *lines, "}", ""])


def graphviz(source: str, ending: str) -> bytes | None:
    """Return a picture as a file of this format; None where Graphviz is not, or cannot draw it.

    ending: "png", "svg" or "pdf"
    """
    program = shutil.which("dot")
    if program is None:
        return None
    try:
        result = subprocess.run(
            [program, f"-T{ending}"],
            input=source.encode("utf-8"),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return result.stdout or None


def _members(group: Group, name: str, indent: str) -> Iterator[str]:
    """Yield the lines of all boxes; name: what theirs begin with."""
    for i, member in enumerate(group.members):
        own = f"{name}_{i}"
        if isinstance(member, Box):
            yield f"{indent}{own} [label=<{_table(member)}>];"
            continue
        yield f"{indent}subgraph cluster_{own} {{"
        yield f"{indent}  graph [style=dashed, labeljust=l, label=<{_text(member.title)}>];"
        yield from _members(member, own, indent + "  ")
        yield f"{indent}}}"


def _arrows(group: Group, name: str) -> Iterator[str]:
    """Yield the lines of all arrows, those inside of groups too."""
    for start, end in group.arrows:
        yield f"  {_last(group, start, name)} -> {_first(group, end, name)};"
    for i, member in enumerate(group.members):
        if isinstance(member, Group):
            yield from _arrows(member, f"{name}_{i}")


def _first(group: Group, number: int, name: str) -> str:
    """Return the box that an arrow to a member reaches."""
    member, own = group.members[number], f"{name}_{number}"
    return own if isinstance(member, Box) else _first(member, 0, own)


def _last(group: Group, number: int, name: str) -> str:
    """Return the box that an arrow from a member leaves."""
    member, own = group.members[number], f"{name}_{number}"
    return own if isinstance(member, Box) else _last(member, len(member.members) - 1, own)


def _table(box: Box) -> str:
    """Return a box as a table of Graphviz, whose texts look like HTML."""
    columns = max(1, *map(len, box.rows), 1)
    title = _cell(Cell(box.title, DARK, "white"), columns, TITLE_SIZE, is_bold=True)
    rows = "".join(
        f"<tr>{''.join(_cell(cell, columns // len(row), TEXT_SIZE) for cell in row)}</tr>"
        for row in box.rows
    )
    look = 'border="0" cellborder="1" cellspacing="0" cellpadding="6"'
    return f"<table {look}><tr>{title}</tr>{rows}</table>"


def _cell(cell: Cell, columns: int, size: float, is_bold: bool = False) -> str:
    """Return a cell as wide as it is drawn without Graphviz, which may not know the font."""
    text = f"<b>{_text(cell.text)}</b>" if is_bold else _text(cell.text)
    font = f'<font point-size="{size:g}" color="{cell.colour}">{text}</font>'
    look = f'colspan="{columns}" width="{width_of(cell, size):.0f}" bgcolor="{cell.ground}"'
    return f"<td {look}>{font}</td>"


def _text(text: str) -> str:
    return "<br/>".join(escape(line) for line in lines_of(text))
