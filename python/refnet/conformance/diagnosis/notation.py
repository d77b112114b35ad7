"""Mistakes in how numbers are written: what a port makes of the right answers.

They change most answers of all experiments. Their answers follow from the right ones, and are
calculated when they are needed.
"""

from collections.abc import Mapping, Set

from refnet.conformance.diagnosis.digests import digest
from refnet.conformance.fixtures import Case
from refnet.conformance.mistakes import Mistake


def written_answers(
    mistake: Mistake, cases: Mapping[str, Case], given: Mapping[str, str | None], own: Set[str]
) -> dict[str, str]:
    """Return the wrong answers of a mistake in writing to the cases of an experiment, as digests.

    given: the port's answers, None for a right one. The first that contradicts the mistake ends the
    list, which is enough to see that the mistake does not hold.
    """
    assert mistake.writes is not None
    found = {}
    for case in sorted(own, key=lambda case: (given[case] is None, case)):
        right = digest(cases[case].expected)
        answer = digest(mistake.writes(cases[case].expected))
        if answer != right:
            found[case] = answer
            if answer != given[case]:
                break
    return found
