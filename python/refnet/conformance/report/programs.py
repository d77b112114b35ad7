"""The result of a run for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from refnet.conformance.fixtures import Case
from refnet.conformance.mistakes import diagnose
from refnet.conformance.verdicts import Verdict

Mistakes = Mapping[tuple[str, str], tuple[str, ...]]  # those found, by port and case


# To be replaced by refnet.conformance.diagnosis.
def mistakes_of(cases: Sequence[Case], verdicts: Sequence[Verdict]) -> Mistakes:
    """Return the mistakes that give exactly a port's answer or refusal, each with its rule."""
    by_id = {case.id: case for case in cases}
    return {
        (verdict.port, verdict.case): _mistakes(by_id[verdict.case], verdict.answer)
        for verdict in verdicts
        if verdict.failure is not None and verdict.answer is not None
    }


def _mistakes(case: Case, answer: dict[str, Any]) -> tuple[str, ...]:
    if case.request is None:
        return ()
    if "error" in case.expected and case.expected["error"]["code"] != "diverged":
        return ()  # a check, which the mistakes share with the reference
    if "error" in answer and not (isinstance(answer["error"], dict) and "code" in answer["error"]):
        return ()
    found = diagnose(case.request, answer)
    return tuple(f"{mistake.description} ({mistake.rule})" for mistake in found)
