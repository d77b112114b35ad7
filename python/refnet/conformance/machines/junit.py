"""The result as JUnit XML, which most CI systems show: a suite for each chapter of each port."""

from typing import Any

from refnet.conformance.machines.result import PortResult, Result, kind, printable, provenance
from refnet.conformance.report.diagnosed import names
from refnet.conformance.verdicts import Verdict
from refnet.files.extras import extra


def as_junit(result: Result) -> bytes:
    """Return the result as an XML document in UTF-8; raises ImportError without junitparser.

    A wrong answer is a failure; whatever ended the port, such as a crash, is an error.
    """
    parser = extra("junitparser", "junitparser", "cli", "a report in JUnit's format")
    suites = parser.JUnitXml("refnet conformance")
    for port in result.ports:
        explained = _explained(port)
        for chapter in port.by_chapter:
            suite = parser.TestSuite(printable(f"{port.port}: {chapter}"))
            for name, value in _properties(result, port).items():
                suite.add_property(name, printable(value))
            own = [verdict for verdict in port.verdicts if verdict.chapter == chapter]
            suite.add_testcases([_case(parser, verdict, explained) for verdict in own])
            suites.add_testsuite(suite)
    suites.update_statistics()
    document: bytes = suites.tostring()
    return document + b"\n"


def _properties(result: Result, port: PortResult) -> dict[str, str]:
    properties = {"port": port.port, "fixtures and contract": provenance(result)}
    if result.versions is not None:
        properties["fixtures.version"] = result.versions.fixtures
        properties["contract.version"] = result.versions.contract
    if port.reached is not None:
        properties["level.exact"] = str(port.reached.exact)
        properties["level.close"] = str(port.reached.close)
    return properties


def _explained(port: PortResult) -> dict[str, list[str]]:
    """Return what the port does in each case that a mistake explains."""
    found: dict[str, list[str]] = {}
    for finding in port.diagnosis.findings:
        for case in finding.cases:
            found.setdefault(case, []).append(f"The port {names([finding.mistake])[0]}.")
    return found


def _case(parser: Any, verdict: Verdict, explained: dict[str, list[str]]) -> object:
    chapter, _, name = verdict.case.partition("/")
    owner = printable(f"{verdict.port}.{chapter}")
    case = parser.TestCase(printable(name), owner, round(verdict.seconds, 4))
    what = kind(verdict)
    if what == "skipped":
        reason = "known failure" if verdict.known is not None else "unsupported"
        case.result = [parser.Skipped(printable(verdict.skipped or ""), reason)]
    elif what != "passed":
        element = parser.Failure if what == "failed" else parser.Error
        failure = verdict.failure or ""
        outcome = element(printable(failure), verdict.ending or failure.split(" at ")[0])
        lines = [*verdict.detail.splitlines(), *explained.get(verdict.case, [])]
        outcome.text = printable("\n".join(lines))
        case.result = [outcome]
    return case
