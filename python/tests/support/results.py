"""Results of ports for the reports for machines."""

from dataclasses import replace
from pathlib import Path

from refnet.conformance.diagnosis.result import Diagnosis, Finding
from refnet.conformance.fixtures import FIXTURES, load_cases
from refnet.conformance.levels import reached
from refnet.conformance.machines.result import Result, result_of
from refnet.conformance.mistakes import MISTAKES
from refnet.conformance.session import Session, Settings
from refnet.conformance.verdicts import Verdict

RABBIT = load_cases(chapters=["rabbit"])
NAMES = [case.id for case in RABBIT]
ODD = "a`|b <i> \x1b[31m\x00\ud800 [link](x) ]]>"  # what no report may take for its own

WRONG = Verdict("port", NAMES[0], "differs at trials[0].response", f"expected 1\ngot {ODD}")
CRASHED = Verdict("port", NAMES[1], "crashed", "it ended with status 1", ending="crashed")
UNSUPPORTED = Verdict("port", NAMES[2], skipped=f"not yet {ODD}", seconds=0.25)
KNOWN = Verdict("port", NAMES[3], skipped="known: refused", known="refused")
FOUND = Diagnosis(
    findings=(Finding(MISTAKES["rabbit"][0], (), (NAMES[0],), among=1),),
    failed=2,
    unexplained=(NAMES[4],),
    remarks=("the others are right",),
)


def result(
    *others: Verdict,
    port: str = "port",
    diagnosis: Diagnosis | None = None,
    fixtures: Path = FIXTURES,
    whole: bool = True,
) -> Result:
    """Return the result of a port with these verdicts, and right answers in all other cases."""
    known = {verdict.case: verdict for verdict in others}
    session = Session(RABBIT, Settings())
    session.judged = [replace(known.get(name, Verdict("", name)), port=port) for name in NAMES]
    found = [replace(each, failure=each.known) if each.known else each for each in session.judged]
    if whole:
        session.levels[port] = reached(RABBIT, found)
    if diagnosis is not None:
        session.diagnoses[port] = diagnosis
    return result_of(session, fixtures)


def together(*results: Result) -> Result:
    """Return the result of several ports."""
    ports = tuple(port for each in results for port in each.ports)
    return Result(ports, results[0].cases, results[0].versions)
