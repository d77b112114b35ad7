"""What is wrong with a port: which mistakes explain its wrong answers, and what no mistake does."""

from collections.abc import Mapping, Sequence

from refnet.conformance.diagnosis.result import Diagnosis, Finding
from refnet.conformance.fixtures import Case
from refnet.conformance.verdicts import Verdict

__all__ = ["Diagnosis", "Finding", "diagnose"]


def diagnose(cases: Mapping[str, Case], verdicts: Sequence[Verdict]) -> Diagnosis:
    """Return the diagnosis of one port, of which these are the verdicts.

    cases: the cases of the run, by their ids.
    """
    wrong = [verdict.case for verdict in verdicts if verdict.failure is not None]
    return Diagnosis((), len(wrong), tuple(case for case in wrong if case in cases))
