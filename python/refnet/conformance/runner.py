"""Runs ports through the cases and judges their answers."""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import refnet._core
from refnet.conformance.compare import first_difference
from refnet.conformance.fixtures import Case
from refnet.conformance.mistakes import diagnose
from refnet.conformance.process import PortFailure, PortProcess, printable
from refnet.conformance.raw import run_inputs

CHECKOUT = Path(__file__).resolve().parents[3]
END_OF_INPUT = "protocol/end_of_input"  # a case that every run has, without a fixture
PATIENCE = 3  # time-outs in a row before a port is given up


class NotBuilt(Exception):
    """One of the project's own ports must be built first."""


@dataclass(frozen=True)
class Port:
    """A program under test: its name, its command line, and the folder that it starts in."""

    name: str
    command: tuple[str, ...]
    folder: Path | None = None
    may_skip: bool = False  # whether it may answer "unsupported"


@dataclass(frozen=True)
class Verdict:
    """The result of one case for one port.

    ``failure`` is None if the bits agree, and otherwise a short text that is the same in every run;
    ``detail`` explains it, and ``mistakes`` names those that give exactly the port's numbers.
    ``skipped`` is the reason that a port gives for not supporting the case.
    """

    port: str
    case: str
    failure: str | None = None
    detail: str = ""
    skipped: str | None = None
    mistakes: tuple[str, ...] = ()

    @property
    def chapter(self) -> str:
        """Return the group of fixtures that the case belongs to, the first part of its id."""
        return self.case.split("/")[0]


def own_ports() -> list[Port]:
    """Return the project's own ports: all four in a checkout, elsewhere the two in Python."""
    python = (sys.executable, "-m", "refnet.port")
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


def run(port: Port, cases: Sequence[Case], time_limit: float = 30.0) -> Iterator[Verdict]:
    """Yield the verdict on each case, in order.

    One process answers them all; a new one takes over after a failure that leaves its state in
    doubt. Raises OSError if the port cannot be started.
    """
    waiting = [each for each in enumerate(cases, start=1) if each[1].input is None]
    timeouts = 0
    while waiting:
        with PortProcess(port.command, port.folder, time_limit) as process:
            while waiting:
                number, case = waiting.pop(0)
                try:
                    yield _judge(port, case, number, process)
                    timeouts = 0
                except PortFailure as failure:
                    yield _failed(port, case.id, failure)
                    timeouts = timeouts + 1 if failure.kind == "timed out" else 0
                    break
            else:
                yield _ending(port, process)
        if timeouts == PATIENCE:
            reason = PortFailure("timed out", f"not asked, after {PATIENCE} time-outs in a row")
            yield from (_failed(port, case.id, reason) for _, case in waiting)
            return
    yield from _inputs(port, cases, time_limit)


def _inputs(port: Port, cases: Sequence[Case], time_limit: float) -> Iterator[Verdict]:
    """Yield the verdicts on the cases with inputs of several lines."""

    def start() -> PortProcess:
        return PortProcess(port.command, port.folder, time_limit)

    for case, judged in run_inputs(start, [case for case in cases if case.input is not None]):
        failure, detail, skipped = judged.failure, judged.detail, judged.skipped
        if skipped is not None and not port.may_skip:
            failure, detail = "unsupported", f"the port does not support this: {skipped}"
            skipped = None
        yield Verdict(port.name, case.id, failure, detail, skipped)


def _ending(port: Port, process: PortProcess) -> Verdict:
    """Return the verdict on how the port ends when its input ends (PORT-3)."""
    try:
        process.finish()
    except PortFailure as failure:
        return _failed(port, END_OF_INPUT, failure)
    return Verdict(port.name, END_OF_INPUT)


def _failed(port: Port, case: str, failure: PortFailure) -> Verdict:
    return Verdict(port.name, case, failure.kind, failure.detail)


def _judge(port: Port, case: Case, number: int, process: PortProcess) -> Verdict:
    """Ask the port and compare its answer; raises PortFailure if it has to be started again."""
    if case.request is None:
        line, expected = str(case.line), case.expected
    else:
        line = json.dumps({"id": number, **case.request})
        expected = {"id": number, **case.expected}
    raw = process.ask(line)
    got = _parse(raw)
    if got is None or "id" not in got:
        raise PortFailure("wrote rubbish", f"instead of an answer: {_short(raw)}")
    if not _same_id(expected["id"], got["id"]):
        raise PortFailure("wrong id", f"expected {json.dumps(expected['id'])}, got {_short(raw)}")
    if "unsupported" in got and port.may_skip:
        return Verdict(port.name, case.id, skipped=str(got["unsupported"]))
    failure, detail = _compare(expected, got)
    mistakes = _mistakes(case, got) if failure is not None else ()
    return Verdict(port.name, case.id, failure, detail, mistakes=mistakes)


def _compare(expected: dict[str, Any], got: dict[str, Any]) -> tuple[str | None, str]:
    if "unsupported" in got:
        return "unsupported", f"the port does not support this: {got['unsupported']}"
    if "error" in got and "error" not in expected:
        return "refused", f"the port refuses a valid request: {json.dumps(got['error'])}"
    if "error" in expected and "error" not in got:
        code, field = expected["error"]["code"], expected["error"]["field"]
        return "accepted", f"the port accepts a request that it must refuse ({code}, {field})"
    if "error" in got and not (
        isinstance(got["error"], dict) and isinstance(got["error"].get("message"), str)
    ):
        return "no message", f"expected an error object with a message: {json.dumps(got['error'])}"
    difference = first_difference(expected, got)
    return (f"differs at {difference.path}", str(difference)) if difference else (None, "")


def _mistakes(case: Case, got: dict[str, Any]) -> tuple[str, ...]:
    """Return the mistakes that give exactly this answer or refusal, each with its rule."""
    if case.request is None:
        return ()
    if "error" in case.expected and case.expected["error"]["code"] != "diverged":
        return ()  # a check, which the mistakes share with the reference
    if "error" in got and not (isinstance(got["error"], dict) and "code" in got["error"]):
        return ()
    answer = {key: value for key, value in got.items() if key != "id"}
    found = diagnose(case.request, answer)
    return tuple(f"{mistake.description} ({mistake.rule})" for mistake in found)


def _same_id(expected: Any, got: Any) -> bool:
    """Return whether an id is the expected one: 7 and 7.0 are the same, "7" is not (PORT-2)."""
    if isinstance(expected, int) and isinstance(got, float):
        return got == expected
    return type(expected) is type(got) and bool(expected == got)


def _parse(raw: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(raw.decode(), parse_int=float)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _short(raw: bytes) -> str:
    return printable(raw if len(raw) <= 200 else raw[:200] + b"...")
