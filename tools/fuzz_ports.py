"""Ask all ports the same mutated requests: every one must give the same answer, to the bit.

    python tools/fuzz_ports.py --seconds 60 --seed 1

The requests are those of the JavaScript fuzzer: fixtures with a few changes, in their values, in
their JSON or in the model files inside. An error's message may differ, its code, field, trial and
batch may not. A port that dies or does not answer is a finding too. Each finding is printed with
the command that repeats it.
"""

import argparse
import base64
import contextlib
import json
import math
import re
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from refnet.conformance.compare import first_difference
from refnet.conformance.ports import NotBuilt, Port, own_ports
from refnet.conformance.process import PortFailure, PortProcess, printable

ROOT = Path(__file__).resolve().parent.parent
INPUTS = 2000  # of the JavaScript fuzzer at a time, some of which are left out
TIME_LIMIT = 60.0  # seconds for one answer
MOST_FINDINGS = 5
LONGEST = 1000  # bytes of a request that are printed


class Finding(NamedTuple):
    """A request that the ports do not answer alike: its number, and what is wrong."""

    number: int
    line: bytes
    wrong: str


class Running:
    """A port that is started again when it fails."""

    def __init__(self, port: Port) -> None:
        self.port = port
        self._start()

    def _start(self) -> None:
        self.process = PortProcess(self.port.command, self.port.folder, TIME_LIMIT)

    def answer(self, line: bytes) -> Any:
        """Return the answer as JSON, or a text that says why there is none."""
        try:
            return json.loads(self.process.ask(line))
        except PortFailure as failure:
            self.process.kill()
            self._start()
            return str(failure)


def check_starts(port: Port) -> None:
    """Exit with what the port says if it does not answer a first request."""
    try:
        with PortProcess(port.command, port.folder, TIME_LIMIT) as process:
            process.ask(b"{}")
    except (OSError, PortFailure) as error:
        sys.exit(f"the {port.name} port does not work: {shlex.join(port.command)}\n{error}")


def requests(seed: int, first: int, inputs: float) -> Iterator[tuple[int, bytes]]:
    """Yield the numbers and lines of mutated requests."""
    for start in count(first, INPUTS):
        left = min(first + inputs - start, INPUTS)
        if left <= 0:
            return
        numbers = ["--seed", str(seed), "--first", str(start), "--inputs", str(left)]
        command = ["node", "js/fuzz/fuzz.js", "--print", *numbers]
        made = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
        for entry in made.split(b"\n")[:-1]:  # splitlines would also split at a carriage return
            number, line = entry.split(b" ", 1)
            yield int(number), line


def is_left_open(line: bytes) -> bool:
    """Return whether ports may accept or reject the model file in a request.

    Its JSON texts have half of a surrogate pair, a key twice, or a number beyond binary64.
    """
    found = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found.append(len(dict(items)) < len(items))
        return dict(items)

    def number(text: str) -> float:
        found.append(math.isinf(float(text)))
        return float(text)

    def read(text: Any) -> Any:
        found.append(re.search(r"\\u[dD][89a-fA-F]", text) is not None)
        return json.loads(text, object_pairs_hook=pairs, parse_float=number, parse_int=number)

    with contextlib.suppress(ValueError, TypeError, LookupError, RecursionError):
        model = base64.b64decode(json.loads(line)["model"])
        header = read(model[8 : 8 + int.from_bytes(model[:8], "little")].decode())
        read(header["__metadata__"]["refnet"])
    return any(found)


def with_id_of(first: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """Return the answer, with the first one's id if both are the same number (PORT-2).

    The answer to the id -0.0 may have the id 0.
    """
    ids = first.get("id"), answer.get("id")
    if all(type(each) in (int, float) for each in ids) and ids[0] == ids[1]:
        return {**answer, "id": ids[0]}
    return answer


def difference(names: Sequence[str], answers: Sequence[Any]) -> str | None:
    """Return what is wrong with the answers of the ports, None if they are alike."""
    first = answers[0]
    for name, answer in zip(names, answers, strict=True):
        if not isinstance(answer, dict):
            return f"{name}: {answer}"
        found = first_difference(first, with_id_of(first, answer))
        if found is not None:
            return f"{names[0]} and {name} differ {found}"
    return None


def outcome(answer: Any) -> str:
    """Return the code of an error, or "accepted"."""
    if not isinstance(answer, dict):
        return "no answer"
    return str(answer["error"]["code"]) if "error" in answer else "accepted"


def fuzz(
    ports: Sequence[Port], seconds: float, lines: Iterable[tuple[int, bytes]]
) -> tuple[Counter[str], list[Finding]]:
    """Return how many requests had each outcome, and the findings."""
    names, running = [port.name for port in ports], [Running(port) for port in ports]
    outcomes: Counter[str] = Counter()
    findings: list[Finding] = []
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(len(running)) as pool:
        for number, line in lines:
            answers = list(pool.map(Running.answer, running, [line] * len(running)))
            outcomes[outcome(answers[0])] += 1
            wrong = difference(names, answers)
            if wrong is not None and not is_left_open(line):
                findings.append(Finding(number, line, wrong))
            if time.monotonic() > end or len(findings) == MOST_FINDINGS:
                break
    for each in running:
        each.process.kill()
    return outcomes, findings


def described(finding: Finding, arguments: argparse.Namespace) -> str:
    """Return a finding for a reader, with the command that repeats it."""
    number, line, wrong = finding
    shown = printable(line[:LONGEST]) + ("..." if len(line) > LONGEST else "")
    again = [sys.executable, sys.argv[0], "--seed", str(arguments.seed)]
    again += ["--first", str(number), "--inputs", "1"]
    again += ["--c", arguments.c] if arguments.c else []
    return (
        f"input {number} of seed {arguments.seed}: {wrong}\n"
        f"the request: {shown}\n"
        f"again: {shlex.join(again)}\n"
    )


def main() -> int:
    """Fuzz for a while; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--inputs", type=float, default=math.inf)
    parser.add_argument("--c", metavar="COMMAND", help="the C port, if it is another one")
    arguments = parser.parse_args()
    try:
        ports = own_ports()
    except NotBuilt as error:
        sys.exit(str(error))
    if arguments.c:
        command = tuple(shlex.split(arguments.c))
        ports = [replace(port, command=command) if port.name == "c" else port for port in ports]
    for port in ports:
        check_starts(port)
    start = time.monotonic()
    lines = requests(arguments.seed, arguments.first, arguments.inputs)
    outcomes, findings = fuzz(ports, arguments.seconds, lines)
    tried, spent = outcomes.total(), time.monotonic() - start
    for name, number in sorted(outcomes.items()):
        print(f"  {name}: {number}")
    for finding in findings:
        print(described(finding, arguments))
    found = {0: "no finding", 1: "1 finding"}.get(len(findings), f"{len(findings)} findings")
    print(f"{tried} requests in {spent:.0f} s ({tried / spent:.0f}/s), {found}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
