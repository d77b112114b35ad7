"""What a program wrote on standard error before it ended: the lines that say why."""

import re
from collections.abc import Sequence

TAIL = 5  # lines that are kept, beside the first
LINE = 200  # characters of a line
CUT = "..."  # stands for lines that are left out

_TRACEBACK = "Traceback (most recent call last)"  # Python's, whose last line has the reason
_SAYS_WHY = re.compile(r"error|exception|panic|fatal|assert|abort|attempt|failed", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"\s|stack traceback:|goroutine |note: |exit status |\.\.\.$")


def excerpt(text: str) -> str:
    """Return the first line that says why and the last lines, each cut."""
    lines = [_cut(line.expandtabs(4)) for line in text.splitlines() if line.strip()]
    if len(lines) <= TAIL + 1:
        return "\n".join(lines)
    first = _reason(lines)
    tail = lines[-TAIL:]
    return "\n".join([CUT, *tail] if set(first) <= set(tail) else [*first, CUT, *tail])


def reason(text: str) -> str:
    """Return in one line why a program ended: the first line that says so, and the last.

    In most languages the reason comes first, and a list of calls after it; in Python it comes last.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return ""
    told = [*_reason(lines), *(line for line in lines[-1:] if not _SAYS_NOTHING.match(line))]
    return "; ".join(dict.fromkeys(line.strip() for line in told))


def _reason(lines: Sequence[str]) -> list[str]:
    """Return the line that says why, and the next one if it only introduces that."""
    if any(line.startswith(_TRACEBACK) for line in lines):
        return [lines[-1]]
    telling = [i for i, line in enumerate(lines) if not _SAYS_NOTHING.match(line)] or [0]
    first = next((i for i in telling if _SAYS_WHY.search(lines[i])), telling[0])
    introduces = lines[first].rstrip().endswith(":") and first + 1 < len(lines)
    return [lines[first], lines[first + 1]] if introduces else [lines[first]]


def _cut(line: str) -> str:
    return line if len(line) <= LINE else f"{line[:LINE]}{CUT}"
