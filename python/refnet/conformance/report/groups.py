"""Failures by their cause, as far as it shows without a diagnosis."""

import contextlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from refnet.conformance.fixtures import Case
from refnet.conformance.last_words import reason
from refnet.conformance.patience import NOT_ASKED
from refnet.conformance.process import SAID, WRONG_STATUS
from refnet.conformance.report.printing import counted
from refnet.conformance.rules import all_rules
from refnet.conformance.verdicts import Verdict

CUT = 120  # characters of the last words of a port
# The rules that endings are about; of a crash, its own words tell more than any rule.
_ENDING_RULES = {
    "wrong id": "PORT-2",
    "wrote rubbish": "PORT-1",
    "crashed": None,
    NOT_ASKED: None,
}
ANSWERING = "PORT-3"  # for other endings: every line gets an answer
_DIFFERS = "differs at "
_NO_ANSWER = ("wrote rubbish", "wrong id")  # after which the port goes on
_ANY_INDEX = re.compile(r"\[\d+\]")
# The order in which groups are shown.
_ORDER = ("answer", "refused", "accepted", "unsupported", "no message", "listed", "ending")


@dataclass(frozen=True)
class Group:
    """Failures with one cause: its title, its verdicts, simple cases first, and what differs.

    kind: one of those in _ORDER; "ending" if the port did not answer. folder: the folder of
    fixtures of wrong answers, else None.
    """

    kind: str
    title: str
    verdicts: tuple[Verdict, ...]
    folder: str | None = None

    def places(self) -> list[tuple[str, int]]:
        """Return where the answers first differ, and in how many cases; common ones first."""
        places = (place_of(verdict) for verdict in self.verdicts)
        return Counter(place for place in places if place).most_common()

    def rules(self, cases: Mapping[str, Case]) -> list[str]:
        """Return the rules that all cases of the group cite."""
        cited = [list(cases[v.case].rules) for v in self.verdicts if v.case in cases]
        if not cited:
            return []
        return [rule for rule in cited[0] if all(rule in rules for rules in cited)]

    def own_rules(self) -> list[str]:
        """Return the rules that the kind of failure is about: of answering, or of the refusal."""
        if self.kind == "ending":
            rule = _ENDING_RULES.get(_ending(self.verdicts[0]), ANSWERING)
            return [rule] if rule is not None else []
        error = _given_error(self.verdicts[0]) if self.kind == "refused" else None
        if not isinstance(error, dict):
            return []
        return [rule.id for rule in all_rules().values() if rule.code == error.get("code")]


def place_of(verdict: Verdict) -> str | None:
    """Return where an answer first differs, such as trials[].weights[]; None if it has no place."""
    failure = _one_answer(verdict.failure or "")
    if not failure.startswith(_DIFFERS):
        return None
    return _ANY_INDEX.sub("[]", failure.removeprefix(_DIFFERS))


def grouped(cases: Mapping[str, Case], verdicts: Sequence[Verdict]) -> list[Group]:
    """Return the failures among the verdicts of one port by their causes.

    Wrong answers come first, those of the largest groups before others; those without an answer
    come last.
    """
    found: dict[tuple[str, str, str | None], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.failure is not None:
            found.setdefault(_cause(cases, verdict), []).append(verdict)
    groups = [
        Group(kind, _title(kind, cause, len(own)), tuple(_simple_first(cases, own)), folder)
        for (kind, cause, folder), own in found.items()
    ]
    return sorted(groups, key=lambda group: (_ORDER.index(group.kind), -len(group.verdicts)))


def last_words(detail: str) -> str:
    """Return why a port ended, in a line: how, and what it wrote on standard error of that."""
    how, _, said = detail.partition(SAID)
    lines = [line.strip() for line in how.splitlines() if line.strip()]
    why = reason(said)
    return "; ".join([*(line[:CUT] for line in lines[:1]), *([why[:CUT]] if why else [])])


def _cause(cases: Mapping[str, Case], verdict: Verdict) -> tuple[str, str, str | None]:
    """Return the kind of a failure, its cause, and for wrong answers the folder."""
    failure = _one_answer(verdict.failure or "")
    if verdict.ending == NOT_ASKED:
        return "ending", last_words(verdict.detail), None
    if _ending(verdict) == "wrong id":
        return "ending", "wrong id", None
    if verdict.ending is not None:
        return "ending", f"{verdict.ending}: {last_words(verdict.detail)}", None
    if failure in _NO_ANSWER:
        return "ending", f"{failure}: {verdict.detail.partition(': ')[0]}"[:CUT], None
    if failure.startswith(_DIFFERS):
        return "answer", "", verdict.chapter
    if failure == "refused":
        return failure, _refusal(_given_error(verdict)), None
    if failure == "accepted" and verdict.case in cases:
        return failure, _expected_refusal(cases[verdict.case], verdict), None
    if failure == "unsupported":
        return failure, str((verdict.answer or {}).get("unsupported", "")), None
    return (failure if failure in _ORDER else "answer"), failure, None


def _one_answer(failure: str) -> str:
    """Return a failure without the number that an answer has among those to an input."""
    return re.sub(r"^answer \d+: ", "", failure)


def _ending(verdict: Verdict) -> str:
    """Return how a port ended a case without an answer."""
    return verdict.ending or _one_answer(verdict.failure or "")


def _title(kind: str, cause: str, number: int) -> str:
    return {
        "answer": counted(number, "wrong answer") + (f": {cause}" if cause else ""),
        "refused": f"{counted(number, 'valid request')} refused: {cause}",
        "accepted": f"{counted(number, 'request')} accepted that must be refused: {cause}",
        "unsupported": f"{counted(number, 'case')} not supported: {cause}",
        "no message": f"{counted(number, 'refusal')} without a message",
        "listed": f"{counted(number, 'entry', 'entries')} of the known failures out of date",
        "ending": f"{counted(number, 'case')} {_without_answer(cause)}",
    }[kind]


def _without_answer(cause: str) -> str:
    """Return in words that a port ended; its exit status may be wrong after all answers."""
    kind, _, how = cause.partition(": ")
    return f"at whose end {how}" if kind == WRONG_STATUS else f"without an answer: {cause}"


def _refusal(error: Any) -> str:
    """Return the code and the field of a refusal, without the numbers in it."""
    if not isinstance(error, dict):
        return f"the error is no object, but {json.dumps(error)}"[:CUT]
    code, field = error.get("code"), error.get("field")
    return f"{code} of {_ANY_INDEX.sub('[]', field)}" if isinstance(field, str) else f"{code}"


def _given_error(verdict: Verdict) -> Any:
    """Return the error of a refusal; of one among several answers, which its detail has."""
    if verdict.answer is not None:
        return verdict.answer.get("error")
    with contextlib.suppress(ValueError):
        return json.loads(verdict.detail.partition(": ")[2])
    return {"code": "an error that cannot be read"}


def _expected_refusal(case: Case, verdict: Verdict) -> str:
    """Return how a request must be refused; the detail has it for one among several requests."""
    if "error" in case.expected:
        return _refusal(case.expected["error"])
    told = re.search(r"\((\w+), (.+)\)$", verdict.detail)
    field = None if told is None or told[2] == "None" else told[2]
    return _refusal({"code": told[1], "field": field}) if told else "as one of several"


def _simple_first(cases: Mapping[str, Case], verdicts: list[Verdict]) -> list[Verdict]:
    """Return the verdicts with those of short requests and answers first.

    Numbers that differ tell more than a refusal that differs, and come before it.
    """

    def place(verdict: Verdict) -> tuple[bool, int]:
        case = cases.get(verdict.case)
        is_refusal = (place_of(verdict) or "").partition(".")[0] == "error"
        if case is None:
            return is_refusal, 0
        texts = [case.request or case.line or case.input, case.expected]
        return is_refusal, len(json.dumps(texts))

    return sorted(verdicts, key=place)
