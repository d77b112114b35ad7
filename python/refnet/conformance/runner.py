"""Holds ports against the cases and collects what came of it."""

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from refnet.conformance.compare import first_difference
from refnet.conformance.fixtures import Case
from refnet.conformance.mistakes import diagnose
from refnet.conformance.process import PortFailure, PortProcess

CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Port:
    """A program to hold against the cases: its name, its command line, where it is started."""

    name: str
    command: tuple[str, ...]
    folder: Path | None = None
    may_skip: bool = False  # whether "unsupported" is an answer that it may give


@dataclass(frozen=True)
class Verdict:
    """What a port made of a case.

    ``failure`` is None where the bits agree, and else a short text that stays the same from run to
    run; ``detail`` explains it. ``skipped`` is the reason of a port that does not support the case.
    """

    port: str
    case: str
    chapter: str
    failure: str | None = None
    detail: str = ""
    skipped: str | None = None


def own_ports() -> list[Port]:
    """Return the project's own ports: all four in a checkout, the two in Python elsewhere."""
    python = (sys.executable, "-m", "refnet.port")
    ports = [Port("python", python), Port("c", (*python, "--backend", "c"))]
    if (CHECKOUT / "js" / "bin" / "port.js").is_file():
        ports.append(Port("js", (_tool("node"), "js/bin/port.js"), CHECKOUT))
        built = CHECKOUT / "build" / "port-go"
        command = (str(built),) if built.is_file() else (_tool("go"), "run", "./cmd/port")
        ports.append(Port("go", command, CHECKOUT / "go"))
    return ports


def _tool(name: str) -> str:
    """Return the path of a tool that stands beside this Python, or on PATH."""
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    return beside or shutil.which(name) or name


def run(port: Port, cases: Sequence[Case], time_limit: float = 30.0) -> Iterator[Verdict]:
    """Yield the verdict on each case, in order.

    One process answers them all; after a failure that leaves its state in doubt, a new one goes on.
    Raises OSError where the port cannot be started.
    """
    waiting = list(enumerate(cases, start=1))
    while waiting:
        with PortProcess(port.command, port.folder, time_limit) as process:
            while waiting:
                number, case = waiting.pop(0)
                try:
                    yield _judge(port, case, number, process)
                    if not waiting:
                        process.finish()
                except PortFailure as failure:
                    yield Verdict(port.name, case.id, case.chapter, failure.kind, failure.detail)
                    break


def _judge(port: Port, case: Case, number: int, process: PortProcess) -> Verdict:
    """Ask the port and compare its answer; raises PortFailure where there is none to go on from."""
    if case.request is None:
        line, expected = str(case.line), case.expected
    else:
        line = json.dumps({"id": number, **case.request})
        expected = {"id": number, **case.expected}
    raw = process.ask(line)
    got = _parse(raw)
    if got is None or "id" not in got:
        raise PortFailure("wrote rubbish", f"in place of an answer: {_short(raw)}")
    if first_difference(expected["id"], got["id"]) is not None:
        raise PortFailure("wrong id", f"expected {json.dumps(expected['id'])}, got {_short(raw)}")
    if "unsupported" in got and port.may_skip:
        return Verdict(port.name, case.id, case.chapter, skipped=str(got["unsupported"]))
    failure, detail = _compare(case, expected, got)
    return Verdict(port.name, case.id, case.chapter, failure, detail)


def _compare(case: Case, expected: dict[str, Any], got: dict[str, Any]) -> tuple[str | None, str]:
    if "unsupported" in got:
        return "unsupported", f"the port does not support this: {got['unsupported']}"
    if "error" in got and "error" not in expected:
        return "refused", f"the port refuses a good request: {json.dumps(got['error'])}"
    if "error" in expected and "error" not in got:
        code, field = expected["error"]["code"], expected["error"]["field"]
        return "accepted", f"the port accepts what it must refuse ({code}, {field})"
    difference = first_difference(expected, got)
    if difference is None:
        return None, ""
    detail = str(difference)
    answer = {key: value for key, value in got.items() if key != "id"}
    for mistake in diagnose(case.request or {}, answer):
        detail += f"\n  exactly these numbers come out when a port {mistake.description} "
        detail += f"({mistake.rule})"
    return f"differs at {difference.path}", detail


def _parse(raw: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(raw.decode(), parse_int=float)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _short(raw: bytes) -> str:
    text = raw.decode(errors="backslashreplace")
    return text if len(text) <= 200 else f"{text[:200]}... ({len(raw)} bytes)"
