"""What all reports for machines are written from: the results of the ports, and the versions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from refnet.conformance.diagnosis.result import Diagnosis
from refnet.conformance.fixtures import Case
from refnet.conformance.levels import LEVELS, Reached, level_of, reached
from refnet.conformance.manifest import VERSIONS, Versions, read_versions
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


def result_of(
    cases: Sequence[Case],
    found: Sequence[Verdict],
    judged: Sequence[Verdict],
    diagnoses: Mapping[str, Diagnosis],
    fixtures: Path,
    whole: bool = True,
) -> Result:
    """Return the result of a run.

    cases: those that were run. found: the verdicts on them; judged: the same with known failures
    skipped. diagnoses: by port. fixtures: the folder. whole: whether all its chapters were run.
    """
    levels = {case.id: level_of(case) for case in cases}
    ports = []
    for name in dict.fromkeys(verdict.port for verdict in judged):
        verdicts = tuple(verdict for verdict in judged if verdict.port == name)
        own = [verdict for verdict in found if verdict.port == name]
        by_chapter = {
            chapter: counted(each for each in verdicts if each.chapter == chapter)
            for chapter in dict.fromkeys(verdict.chapter for verdict in verdicts)
        }
        by_level = {
            level: counted(each for each in verdicts if levels.get(each.case, 1) == level)
            for level in LEVELS
        }
        ports.append(
            PortResult(
                name,
                verdicts,
                diagnoses.get(name, Diagnosis()),
                reached(cases, own) if whole else None,
                by_chapter,
                {level: counts for level, counts in by_level.items() if counts != Counts()},
            )
        )
    return Result(tuple(ports), len(cases), versions_of(fixtures))


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
