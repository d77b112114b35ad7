"""The result of a run for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from refnet.conformance.diagnosis.result import Diagnosis
from refnet.conformance.fixtures import Case
from refnet.conformance.mistakes import diagnose
from refnet.conformance.report.diagnosed import names
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


def as_json(
    verdicts: Sequence[Verdict], diagnoses: Mapping[str, Diagnosis] | None = None
) -> dict[str, Any]:
    """Return the result for a program; ``failures`` can serve as a list of known failures.

    diagnoses: by port
    """
    failures = [v for v in verdicts if v.failure is not None]
    skipped = [v for v in verdicts if v.failure is None and v.skipped is not None]
    mistakes: dict[tuple[str, str], list[str]] = {}
    for port, diagnosis in (diagnoses or {}).items():
        for finding in diagnosis.findings:
            for case in finding.cases:
                mistakes.setdefault((port, case), []).extend(names([finding.mistake]))
    return {
        "passed": len(verdicts) - len(failures) - len(skipped),
        "failures": [
            {
                "port": v.port,
                "case": v.case,
                "failure": v.failure,
                "detail": v.detail,
                "mistakes": mistakes.get((v.port, v.case), []),
            }
            for v in failures
        ],
        "skipped": [{"port": v.port, "case": v.case, "reason": v.skipped} for v in skipped],
    }
