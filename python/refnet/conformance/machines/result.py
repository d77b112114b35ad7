"""What all reports for machines are written from: the results of the ports, and the versions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from refnet.conformance.diagnosis.result import Diagnosis
from refnet.conformance.levels import Reached, level_of
from refnet.conformance.manifest import VERSIONS, Versions, read_versions
from refnet.conformance.session import Session
from refnet.conformance.verdicts import Verdict

# what XML 1.0 cannot hold, not even as a character reference
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Counts:
    """How many cases agree, have a wrong answer, ended the port, and were skipped."""

    passed: int = 0
    failed: int = 0
    crashed: int = 0
    skipped: int = 0


@dataclass(frozen=True)
class PortResult:
    """The result of one port.

    verdicts: with known failures skipped. reached: the levels; None if some chapters were left out.
    """

    port: str
    verdicts: tuple[Verdict, ...]
    diagnosis: Diagnosis
    reached: Reached | None
    by_chapter: Mapping[str, Counts]
    by_level: Mapping[int, Counts]

    @property
    def counts(self) -> Counts:
        """Return the counts of all cases."""
        return counted(self.verdicts)

    @property
    def seconds(self) -> float:
        """Return how long the port took for its answers."""
        return sum(verdict.seconds for verdict in self.verdicts)


@dataclass(frozen=True)
class Result:
    """The result of a run.

    cases: how many fixtures were run. versions: None if the fixtures are others than refnet's.
    """

    ports: tuple[PortResult, ...]
    cases: int
    versions: Versions | None

    @property
    def counts(self) -> Counts:
        """Return the counts of all ports together."""
        return counted(verdict for port in self.ports for verdict in port.verdicts)


def counted(verdicts: Iterable[Verdict]) -> Counts:
    """Return how many of some verdicts are of each kind."""
    kinds = [kind(verdict) for verdict in verdicts]
    names = ("passed", "failed", "crashed", "skipped")
    return Counts(*(kinds.count(name) for name in names))


def kind(verdict: Verdict) -> str:
    """Return "passed", "failed", "crashed" (for whatever ended the port) or "skipped"."""
    if verdict.failure is not None:
        return "failed" if verdict.ending is None else "crashed"
    return "passed" if verdict.skipped is None else "skipped"


def result_of(session: Session, fixtures: Path) -> Result:
    """Return the result of a run that is over; fixtures: the folder that its cases are from."""
    levels = {name: level_of(case) for name, case in session.cases.items()}
    ports = tuple(
        _port(
            name, [verdict for verdict in session.judged if verdict.port == name], session, levels
        )
        for name in dict.fromkeys(verdict.port for verdict in session.judged)
    )
    return Result(ports, len(session.cases), versions_of(fixtures))


def _port(
    name: str, verdicts: Sequence[Verdict], session: Session, levels: Mapping[str, int]
) -> PortResult:
    by_chapter: dict[str, list[Verdict]] = {}
    by_level: dict[int, list[Verdict]] = {}
    for verdict in verdicts:
        by_chapter.setdefault(verdict.chapter, []).append(verdict)
        by_level.setdefault(levels.get(verdict.case, 1), []).append(verdict)
    return PortResult(
        name,
        tuple(verdicts),
        session.diagnoses.get(name, Diagnosis()),
        session.levels.get(name),
        {chapter: counted(own) for chapter, own in by_chapter.items()},
        {level: counted(by_level[level]) for level in sorted(by_level)},
    )


def versions_of(fixtures: Path) -> Versions | None:
    """Return the versions of a folder of fixtures; None if it has none."""
    folder = fixtures.parent if fixtures.name == "fixtures" else fixtures
    return read_versions(folder) if (folder / VERSIONS).is_file() else None


def standing(result: Result) -> str:
    """Return the result in a few words, such as "bit-exact, level 4"; of several ports, the worst.

    A level is reached if no case of it or of a lower one is missing.
    """
    counts = result.counts
    wrong = counts.failed + counts.crashed
    reaches = [port.reached for port in result.ports if port.reached is not None]
    if not reaches or len(reaches) < len(result.ports):
        return f"{wrong} failing" if wrong else "some chapters pass"
    exact = min(each.exact for each in reaches)
    close = min(each.close for each in reaches)
    level = max(exact, close)
    if level == 0:
        return f"{wrong} failing" if wrong else "no level yet"
    how = "bit-exact" if exact >= close else "close"
    return f"{how}, level {level}" + (f", {wrong} failing" if wrong else "")


def provenance(result: Result) -> str:
    """Return which fixtures and which contract a result is about, in one sentence."""
    if result.versions is None:
        return f"{result.cases} fixtures without a version."
    fixtures, contract = result.versions.fixtures, result.versions.contract
    return f"Fixtures {fixtures} ({result.cases} cases), contract {contract}."


def printable(text: str) -> str:
    r"""Return a text with escapes such as \x1b for the characters that XML cannot hold."""
    return UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
