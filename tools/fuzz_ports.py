"""Ask all ports the same mutated requests: every one must give the same answer, to the bit.

    python tools/fuzz_ports.py --seconds 60 --seed 1

The requests are those of the JavaScript fuzzer: fixtures with a few changes, in their values, in
their JSON or in the model files inside. An error's message may differ, its code, field, trial and
batch may not. A port that dies or does not answer is a finding too.
"""

import argparse
import json
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from refnet.conformance.compare import first_difference
from refnet.conformance.process import PortFailure, PortProcess
from refnet.conformance.runner import Port, own_ports

ROOT = Path(__file__).resolve().parent.parent
INPUTS = 2000  # of the JavaScript fuzzer at a time, some of which are no requests
TIME_LIMIT = 60.0  # seconds for one answer
MOST_FINDINGS = 5


class Running:
    """A port that is started again when it fails."""

    def __init__(self, port: Port) -> None:
        self.port = port
        self._start()

    def _start(self) -> None:
        self.process = PortProcess(self.port.command, self.port.folder, TIME_LIMIT)

    def answers(self, lines: Sequence[bytes]) -> list[Any]:
        """Return the answer to each line as JSON, or a text that says why there is none."""
        return [self._answer(line) for line in lines]

    def _answer(self, line: bytes) -> Any:
        try:
            return json.loads(self.process.ask(line))
        except PortFailure as failure:
            self.process.kill()
            self._start()
            return str(failure)


def requests(seed: int) -> Iterator[list[bytes]]:
    """Yield mutated requests without end, some thousand lines at a time."""
    for first in count(0, INPUTS):
        numbers = ["--seed", str(seed), "--first", str(first), "--inputs", str(INPUTS)]
        command = ["node", "js/fuzz/fuzz.js", "--print", *numbers]
        yield subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.splitlines()


def difference(names: Sequence[str], answers: Sequence[Any]) -> str | None:
    """Return what is wrong with the answers of the ports, None if they are alike."""
    first = answers[0]
    for name, answer in zip(names, answers, strict=True):
        if not isinstance(answer, dict):
            return f"{name}: {answer}"
        found = first_difference(first, answer)
        if found is not None:
            return f"{names[0]} and {name} differ {found}"
    return None


def outcome(answer: Any) -> str:
    """Return the code of an error, or "accepted"."""
    if not isinstance(answer, dict):
        return "no answer"
    return str(answer["error"]["code"]) if "error" in answer else "accepted"


def fuzz(ports: Sequence[Port], seconds: float, seed: int) -> tuple[Counter[str], list[str]]:
    """Return how many requests had each outcome, and the findings."""
    names, running = [port.name for port in ports], [Running(port) for port in ports]
    outcomes: Counter[str] = Counter()
    findings: list[str] = []
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(len(running)) as pool:
        for lines in requests(seed):
            asked = pool.map(Running.answers, running, [lines] * len(running))
            for line, *answers in zip(lines, *asked, strict=True):
                outcomes[outcome(answers[0])] += 1
                wrong = difference(names, answers)
                if wrong is not None:
                    findings.append(f"{line!r}\n{wrong}")
            if time.monotonic() > end or len(findings) >= MOST_FINDINGS:
                break
    for each in running:
        each.process.kill()
    return outcomes, findings


def main() -> int:
    """Fuzz for a while; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--c", metavar="COMMAND", help="the C port, if it is another one")
    arguments = parser.parse_args()
    ports = own_ports()
    if arguments.c:
        command = tuple(shlex.split(arguments.c))
        ports = [replace(port, command=command) if port.name == "c" else port for port in ports]
    start = time.monotonic()
    outcomes, findings = fuzz(ports, arguments.seconds, arguments.seed)
    tried, spent = outcomes.total(), time.monotonic() - start
    for name, number in sorted(outcomes.items()):
        print(f"  {name}: {number}")
    print(f"{tried} requests in {spent:.0f} s ({tried / spent:.0f}/s), {len(findings)} findings")
    print("\n\n".join(findings[:MOST_FINDINGS]))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
