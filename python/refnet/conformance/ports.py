"""Programs under test: a stranger's command, or the project's own ports."""

import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import refnet._core

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]


class NotBuilt(Exception):
    """One of the project's own ports must be built first."""


@dataclass(frozen=True)
class Port:
    """A program under test: its name, its command line, and the folder that it starts in."""

    name: str
    command: tuple[str, ...]
    folder: Path | None = None
    may_skip: bool = False  # whether it may answer "unsupported"


def own_ports() -> list[Port]:
    """Return the project's own ports: all four in a checkout, elsewhere the two in Python."""
    python = (sys.executable, str(PACKAGE / "port" / "start.py"))
    ports = [Port("python", python), Port("c", (*python, "--backend", "c"))]
    if (CHECKOUT / "js" / "bin" / "port.js").is_file():
        _check_fresh(Path(refnet._core.__file__), CHECKOUT.glob("csrc/**/*.[ch]"))
        _check_fresh(CHECKOUT / "build" / "port-go", CHECKOUT.glob("go/**/*.go"))
        ports.append(Port("js", (_tool("node"), "js/bin/port.js"), CHECKOUT))
        ports.append(Port("go", (str(CHECKOUT / "build" / "port-go"),)))
    return ports


def _check_fresh(built: Path, sources: Iterable[Path]) -> None:
    """Raise NotBuilt if a source is newer than the build, whose bits would be old ones."""
    sources = [path for path in sources if not path.name.endswith("_test.go")]
    if not built.is_file() or built.stat().st_mtime < max(p.stat().st_mtime for p in sources):
        raise NotBuilt(f"{built.name} is older than its sources: run make setup")


def _tool(name: str) -> str:
    """Return the path of a tool, beside this Python or on PATH."""
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    return beside or shutil.which(name) or name
