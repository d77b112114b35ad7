"""The result as Markdown, short enough for the summary of a job in a CI system."""

import re

from refnet import __version__
from refnet.conformance.diagnosis.result import Finding
from refnet.conformance.machines.result import (
    Counts,
    PortResult,
    Result,
    kind,
    printable,
    provenance,
    standing,
)
from refnet.conformance.report.diagnosed import names

SHOWN = 20  # failures of each port
LONGEST = 200  # characters of a text that a port has written


def as_markdown(result: Result) -> str:
    """Return the result as GitHub's Markdown; texts that come from a port are escaped."""
    parts = [
        f"## refnet conformance: {standing(result)}",
        _table(
            ["port", *_COLUMNS, "seconds"],
            [
                [code(port.port), *_cells(port.counts), f"{port.seconds:.1f}"]
                for port in result.ports
            ],
        ),
    ]
    for port in result.ports:
        parts += _details(port)
    parts.append(f"{provenance(result)} refnet {__version__}.")
    return "\n\n".join(parts) + "\n"


def code(text: str, longest: int = LONGEST) -> str:
    """Return a text as code on one line, so that no Markdown or HTML in it counts.

    A text of more than ``longest`` characters is cut. In the code of a table, a bar is escaped.
    """
    line = printable(" ".join(text.split()))
    line = line if len(line) <= longest else line[:longest] + "…"
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    space = " " if line[:1] in ("`", "") or line[-1:] == "`" else ""
    return f"{fence}{space}{line}{space}{fence}"


def plain(text: str) -> str:
    """Return a text of refnet's own with what Markdown obeys escaped."""
    return re.sub(r"([\\`*_\[\]<>|~#&])", r"\\\1", text)


def _in_table(text: str) -> str:
    return text.replace("|", "\\|")


_COLUMNS = ["passed", "failed", "crashed", "skipped"]


def _cells(counts: Counts) -> list[str]:
    return [str(getattr(counts, name)) for name in _COLUMNS]


def _table(head: list[str], rows: list[list[str]]) -> str:
    line = ["---", *["---:"] * (len(head) - 1)]
    lines = [head, line, *([_in_table(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _details(port: PortResult) -> list[str]:
    parts = [_chapters(port)]
    wrong = [v for v in port.verdicts if kind(v) in ("failed", "crashed")]
    if not wrong:
        return parts
    parts.append(f"### What is wrong with {code(port.port)}")
    told = [_told(finding, port.diagnosis.failed) for finding in port.diagnosis.findings]
    told += [f"- {code(remark, 10 * LONGEST)}" for remark in port.diagnosis.remarks]
    if told:
        parts.append("\n".join(told))
    rows = [[code(v.case), code(v.failure or ""), code(v.detail)] for v in wrong[:SHOWN]]
    parts.append(_table(["case", "failure", "detail"], rows).replace("---:", "---"))
    if len(wrong) > SHOWN:
        parts.append(f"… and {len(wrong) - SHOWN} more.")
    return parts


def _told(finding: Finding, failed: int) -> str:
    """Return a line of a list: what the port does, where, and how much that explains."""
    where = f" in {', '.join(map(code, finding.where))}" if finding.where else ""
    explained = f"explains {len(finding.cases)} of {finding.among or failed} failures"
    name, *others = map(plain, names([finding.mistake, *finding.others]))
    same = "".join(f", or it {other}" for other in others)
    apart = ", which no case here tells apart" if others else ""
    return f"- It {name}{same}{apart}: {explained}{where}."


def _chapters(port: PortResult) -> str:
    """Return the counts by level and chapter, folded."""
    levels = [[f"level {level}", *_cells(counts)] for level, counts in port.by_level.items()]
    chapters = [[code(name), *_cells(counts)] for name, counts in port.by_chapter.items()]
    table = _table(["", *_COLUMNS], [*levels, *chapters])
    return f"<details><summary>By level and chapter</summary>\n\n{table}\n\n</details>"
