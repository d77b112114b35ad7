"""A mistake of the catalogue, explained: its rule, what it does, and a case that shows it."""

import difflib
import inspect
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from refnet.conformance.compare import first_difference
from refnet.conformance.fixtures import Case
from refnet.conformance.mistakes import MISTAKES, Mistake, with_floats
from refnet.conformance.mistakes.mistake import Answer
from refnet.conformance.mistakes.variant import defined, source_of
from refnet.conformance.report.diagnosed import name_of
from refnet.conformance.report.one_case import print_answers, print_rule
from refnet.conformance.report.printing import joined, say
from refnet.conformance.rules import shown

LISTED = 12  # mistakes that are named where a text fits several
LONGEST_SEARCH = 10.0  # seconds

# What others call what the names of mistakes say.
OTHER_WORDS = {
    "fused multiply-adds": "fuses",
    "fused multiply-add": "fuses",
    "multiply-adds": "fuses",
    "multiply-add": "fuses",
    "fused": "fuses",
    "fmadd": "fuses",
    "fma": "fuses",
    "fp contraction": "fuses",
    "math library": "language's own",
    "libm": "language's own",
    "math.h": "language's own",
    "float32": "binary32",
    "f32": "binary32",
    "backwards": "last to the first",
    "reversed": "last to the first",
}

Found = list[tuple[str, Mistake]]  # mistakes of one name, each with an experiment that has it


class NoMistake(Exception):
    """No mistake has such a name, or several have."""


def print_mistake(console: Console, text: str, cases: Sequence[Case]) -> None:
    """Explain the mistake that has this text in its name, by one of the cases; raises NoMistake."""
    found = find_mistake(text)
    say(console, f"A port that {name_of(found[0][1])}", "bold")
    for rule in dict.fromkeys(mistake.rule for _, mistake in found):
        print_rule(console, rule)
    say(console, f"in {joined(list(dict.fromkeys(each for each, _ in found)))}", indent=2)
    _print_edits(console, found)
    shows = showing_case(found, cases)
    if shows is None:
        say(console, "\nNo fixture was found that shows it.")
        return
    case, answer = shows
    say(console, f"\nA case that shows it: {case.id}", "bold")
    say(console, case.description, indent=2)
    print_answers(console, case.expected, answer, "with the mistake")
    say(console, f"The case in full: refnet conformance --case {case.id}")


def find_mistake(text: str) -> Found:
    """Return the mistakes of the one name that is this text, or has it as a part.

    A rule in parentheses may follow; the mistake may break others elsewhere. Raises NoMistake if no
    mistake is found, or several are.
    """
    by_name: dict[str, Found] = {}
    for experiment, mistakes in MISTAKES.items():
        for mistake in mistakes:
            by_name.setdefault(name_of(mistake), []).append((experiment, mistake))
    wanted, rule = _name_and_rule(text.lower().strip())
    parts = [name for name in by_name if wanted in name.lower()] if wanted else []
    if rule:
        parts = [name for name in parts if any(rule == m.rule.lower() for _, m in by_name[name])]
    exact = [name for name in parts if wanted == name.lower()]
    names = exact or parts
    if len(names) == 1:
        return by_name[names[0]]
    if names:
        more = f"; and {len(names) - LISTED} more" if len(names) > LISTED else ""
        raise NoMistake(f"several mistakes have {text!r}: {'; '.join(names[:LISTED])}{more}")
    near = _near(wanted, by_name)
    hint = f"; did you mean {'; or '.join(near)}?" if near else ""
    raise NoMistake(f"no mistake has {text!r} in its name{hint}")


def _near(wanted: str, by_name: Mapping[str, Found]) -> list[str]:
    """Return names near a text: in other words, in spelling, or by what their edits write."""
    own = wanted
    for other, word in OTHER_WORDS.items():
        own = re.sub(rf"(?<!\w){re.escape(other)}(?!\w)", word, own)
    meant = [name for name in by_name if _has_words(name, own)] if own != wanted else []
    near = meant or difflib.get_close_matches(wanted, by_name, n=3, cutoff=0.5)
    if near or not wanted:
        return near[:LISTED]
    whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)", re.IGNORECASE)
    return [
        name
        for name, found in by_name.items()
        if any(whole.search(text) for _, mistake in found for text in _written_by(mistake))
    ][:LISTED]


def _has_words(name: str, text: str) -> bool:
    """Return whether a name has all words of a text, in any order."""
    return set(text.split()) <= set(name.lower().split())


def _written_by(mistake: Mistake) -> Iterator[str]:
    """Yield the texts that the edits of a mistake put into the reference."""
    for changes in (mistake.edits or {}).values():
        yield from (new for _, new in changes)


def _name_and_rule(text: str) -> tuple[str, str]:
    """Return a name and the rule in parentheses behind it, "" for none."""
    behind = re.fullmatch(r"(.*) \(([a-z]+-\d+)\)", text)
    return (behind[1], behind[2]) if behind else (text, "")


def showing_case(found: Found, cases: Sequence[Case]) -> tuple[Case, Answer] | None:
    """Return a short case that a mistake answers wrongly, and its answer.

    A case that cites the rule is preferred. None if there is none, or the search takes too long.
    """
    deadline = time.monotonic() + LONGEST_SEARCH
    for experiment, mistake in found:
        for case in _candidates(cases, experiment, mistake):
            if time.monotonic() > deadline:
                return None
            assert case.request is not None
            answer = mistake.answer(with_floats(case.request))
            if first_difference(case.expected, answer) is not None:
                return case, answer
    return None


def _candidates(cases: Sequence[Case], experiment: str, mistake: Mistake) -> list[Case]:
    """Return the cases that a mistake may change, the most telling first."""
    found = [
        case
        for case in cases
        if case.request is not None
        and case.request.get("experiment") == experiment
        and "error" not in case.expected
    ]
    return sorted(
        found, key=lambda case: (mistake.rule not in case.rules, len(json.dumps(case.request)))
    )


def _print_edits(console: Console, found: Found) -> None:
    """Print the reference's text beside that of a port that makes the mistake."""
    edits = [
        (name, tuple(changes))
        for _, mistake in found
        for name, changes in (mistake.edits or {}).items()
        if name in defined()
    ]
    for name, changes in dict.fromkeys(edits):
        path = Path(inspect.getfile(defined()[name]))
        say(console, f"\n{name}, in {shown(path)}: right (-) and wrong (+)", "bold")
        for line in changed_lines(source_of(name), changes):
            say(console, line, {"-": "green", "+": "red"}.get(line[:1], ""), indent=2)


def changed_lines(text: str, changes: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of a text that change, before (-) and after (+), each with a line around."""
    wrong = text
    for old, new in changes:
        wrong = wrong.replace(old, new)
    lines = difflib.unified_diff(text.splitlines(), wrong.splitlines(), n=1, lineterm="")
    yield from (line for line in lines if not line.startswith(("---", "+++", "@@")))
