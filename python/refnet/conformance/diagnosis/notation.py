"""Mistakes in how numbers are written: what a port makes of the right answers.

They change most answers of all experiments. Their answers follow from the right ones, and are
calculated when they are needed.
"""

from collections.abc import Mapping, Set
from typing import Any, NamedTuple

from refnet.conformance.diagnosis.digests import digest
from refnet.conformance.fixtures import Case
from refnet.conformance.mistakes import Mistake


class Known(NamedTuple):
    """The digest of a wrong answer in place of the expected one; None if it is the same."""

    expected: Any
    wrong: str | None


_KNOWN: dict[tuple[str, str], Known] = {}  # by mistake and case: each port's diagnosis asks again


def wrong_answer(mistake: Mistake, case: Case) -> str | None:
    """Return the digest of what a mistake in writing makes of the right answer.

    None if it makes nothing else of it.
    """
    assert mistake.writes is not None
    key = mistake.description, case.id
    known = _KNOWN.get(key)
    if known is None or known.expected is not case.expected:
        answer = mistake.writes(case.expected)
        is_same = repr(answer) == repr(case.expected) or digest(answer) == digest(case.expected)
        known = Known(case.expected, None if is_same else digest(answer))
        _KNOWN[key] = known
    return known.wrong


def written_answers(
    mistake: Mistake, cases: Mapping[str, Case], given: Mapping[str, str | None], own: Set[str]
) -> dict[str, str]:
    """Return the wrong answers of a mistake in writing to the cases of an experiment, as digests.

    given: the port's answers, None for a right one. The first that contradicts the mistake ends the
    list, which is enough to see that the mistake does not hold.
    """
    found = {}
    for case in sorted(own, key=lambda case: (given[case] is None, case)):
        answer = wrong_answer(mistake, cases[case])
        if answer is not None:
            found[case] = answer
            if answer != given[case]:
                break
    return found
