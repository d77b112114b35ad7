"""Write wrong_answers/, the digests of what known mistakes answer to the cases of the fixtures.

    python conformance/make_wrong_answers.py [--check] [--whole] [--jobs N]

Only what is new is calculated: the answers of new or changed mistakes, and those to new or changed
cases. --whole calculates everything, which takes about half an hour. --check writes nothing, and
lists what would be calculated.
"""

import argparse
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from types import FrameType

from refnet.conformance.diagnosis.digests import case_key, digest
from refnet.conformance.diagnosis.entries import Entry, tabled_entries
from refnet.conformance.diagnosis.reach import Line, edited_lines, lines_run
from refnet.conformance.diagnosis.table import (
    FEW,
    LONG,
    QUICK,
    UNKNOWN,
    WRONG_ANSWERS,
    Row,
    Table,
    is_tabled,
    load_table,
    outdated,
    written_table,
)
from refnet.conformance.fixtures import Case, load_cases
from refnet.conformance.mistakes import with_floats
from refnet.conformance.mistakes.mistake import right_answer

TIME_LIMIT = 5.0  # seconds for an answer; some mistakes never end
SAVED_AFTER = 100  # mistakes
TOGETHER = 20  # cases that a process traces at once
Found = dict[str, str]  # the digest of a wrong answer, by case


class TooLong(Exception):
    """An answer takes more than the time limit."""


@dataclass(frozen=True)
class Traced:
    """What the calculation of a case runs."""

    lines: frozenset[Line]
    calls: int


def wrong_answers(entry: Entry, cases: Iterable[Case]) -> Found:
    """Return the digest of each answer of a mistake that is not the expected one."""
    found = {}
    for case in cases:
        given = wrong_answer(entry, case)
        if given != digest(case.expected):
            found[case.id] = given
    return found


def wrong_answer(entry: Entry, case: Case) -> str:
    """Return the digest of a mistake's answer to a case, UNKNOWN if there is none."""
    try:
        with time_limit(TIME_LIMIT):
            answer = entry.mistake.answer(with_floats(case.request or {}))
    except (TooLong, LookupError, TypeError, ValueError, ArithmeticError, RecursionError):
        return UNKNOWN
    if "error" in answer and "code" not in answer["error"]:
        return UNKNOWN
    return digest(answer)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooLong in what takes longer."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def traced(cases: Sequence[Case], listed: Mapping[str, Entry], jobs: int) -> dict[str, Traced]:
    """Return what each case runs of the lines that some mistakes edit."""
    edits = [entry.mistake.edits or {} for entry in listed.values()]
    run = partial(_traced, {line for each in edits for line in edited_lines(each)})
    if jobs == 1 or len(cases) < TOGETHER:
        return dict(map(run, cases))
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        return dict(pool.imap_unordered(run, cases, chunksize=TOGETHER))


def _traced(watched: set[Line], case: Case) -> tuple[str, Traced]:
    lines, calls = lines_run(partial(right_answer, with_floats(case.request or {})), watched)
    return case.id, Traced(frozenset(lines), calls)


def can_change(entry: Entry, case: Case, run: Traced) -> bool:
    """Return whether a mistake may change the answer to a case, as far as the lines tell."""
    if not entry.may_change((case.request or {})["experiment"]):
        return False
    if entry.mistake.edits and not entry.mistake.real:
        return not run.lines.isdisjoint(edited_lines(entry.mistake.edits))
    return True


@dataclass(frozen=True)
class Task:
    """A mistake, the cases that are calculated, and those that are until a FEW are wrong."""

    entry: Entry
    cases: list[Case]
    further: list[Case]


@dataclass
class Work:
    """The table while it is calculated.

    finished: the keys of the mistakes whose answers are all there, by their ids.
    tasks: what has to be done for the others.
    """

    keys: dict[str, str]  # by case
    calls: dict[str, int]  # by case
    answers: dict[str, Found]  # by mistake
    finished: dict[str, str]
    tasks: list[Task]

    def table(self) -> Table:
        """Return what is finished."""
        rows: dict[str, dict[str, list[str]]] = {case: {} for case in self.keys}
        for own in self.finished:
            for case, given in self.answers[own].items():
                rows[case].setdefault(given, []).append(own)
        return Table(
            {
                case: Row(key, self.calls[case], {g: tuple(ids) for g, ids in rows[case].items()})
                for case, key in self.keys.items()
            },
            self.finished,
        )


def planned(old: Table, cases: Sequence[Case], listed: Mapping[str, Entry], jobs: int = 1) -> Work:
    """Return what remains to be calculated, and what an old table has already."""
    keys = {case.id: case_key(case) for case in cases}
    entry_keys = {own: entry.key for own, entry in listed.items()}
    new = {own: each for own, each in listed.items() if old.mistakes.get(own) != entry_keys[own]}
    kept = [
        case for case in cases if case.id in old.rows and old.rows[case.id].key == keys[case.id]
    ]
    fresh = [case for case in cases if case not in kept]
    rules = {entry.mistake.rule for entry in new.values()}
    matter = [c for c in kept if old.rows[c.id].calls <= QUICK or not rules.isdisjoint(c.rules)]
    runs = {case.id: Traced(frozenset(), old.rows[case.id].calls) for case in kept}
    runs |= traced(fresh, listed, jobs) | (traced(matter, new, jobs) if new else {})
    calls = {case.id: runs[case.id].calls for case in fresh}
    calls |= {case.id: old.rows[case.id].calls for case in kept}
    tasks = []
    for own, entry in listed.items():
        candidates = cases if own in new else fresh
        reached = [case for case in candidates if can_change(entry, case, runs[case.id])]
        cited = [case for case in reached if entry.mistake.rule in case.rules]
        short = [
            case
            for case in reached
            if calls[case.id] <= (LONG if entry.mistake.rule in case.rules else QUICK)
        ]
        further = [case for case in cited if case not in short] if own in new else []
        if own in new or short:
            tasks.append(Task(entry, short, sorted(further, key=lambda case: calls[case.id])))
    answers: dict[str, Found] = {own: {} for own in listed}
    for case in kept:
        for given, ids in old.rows[case.id].answers.items():
            for own in set(ids) & listed.keys() - new.keys():
                answers[own][case.id] = given
    waiting = {task.entry.id for task in tasks}
    finished = {own: key for own, key in entry_keys.items() if own not in waiting}
    return Work(keys, calls, answers, finished, tasks)


def calculate(work: Work, jobs: int) -> Iterator[int]:
    """Do all tasks in several processes, and yield how many are left."""
    tasks = sorted(work.tasks, key=lambda task: sum(work.calls[case.id] for case in task.cases))
    numbers = {case: i for i, case in enumerate(work.keys)}
    asked = [
        (
            task.entry.id,
            [numbers[case.id] for case in task.cases],
            [numbers[case.id] for case in task.further],
        )
        for task in tasks
    ]
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for left, (own, found) in enumerate(pool.imap_unordered(_calculated, asked), start=1):
            work.answers[own] |= found
            work.finished[own] = tabled_entries()[own].key
            yield len(tasks) - left


def _calculated(asked: tuple[str, list[int], list[int]]) -> tuple[str, Found]:
    own, numbers, further = asked
    entry, cases = tabled_entries()[own], tabled_cases()
    found = wrong_answers(entry, [cases[number] for number in numbers])
    citing = {case.id for case in cases if entry.mistake.rule in case.rules}
    for number in further:
        if len(found.keys() & citing) >= FEW:
            break
        found |= wrong_answers(entry, [cases[number]])
    return own, found


@cache
def tabled_cases() -> list[Case]:
    """Return the cases of all fixtures that are in the table."""
    return [case for case in load_cases() if is_tabled(case)]


def write(table: Table) -> None:
    """Write the files of a table, and remove others."""
    WRONG_ANSWERS.mkdir(exist_ok=True)
    files = written_table(table, tabled_entries())
    for path in WRONG_ANSWERS.glob("*.json"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        path = WRONG_ANSWERS / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def main() -> int:
    """Write the table, or check it; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, list what is missing")
    parser.add_argument("--whole", action="store_true", help="calculate everything again")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    arguments = parser.parse_args()
    old = Table({}, {}) if arguments.whole else load_table()
    if arguments.check:
        stale = list(outdated(old, tabled_cases(), tabled_entries()))
        print("".join(f"not in the table: {each}\n" for each in stale), end="")
        return 1 if stale else 0
    work = planned(old, tabled_cases(), tabled_entries(), arguments.jobs)
    answers = sum(len(task.cases) for task in work.tasks)
    print(f"{len(work.tasks)} mistakes, {answers} answers", flush=True)
    for left in calculate(work, arguments.jobs):
        if left % SAVED_AFTER == 0:
            print(f"{left} mistakes left", flush=True)
            write(work.table())
    write(work.table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
