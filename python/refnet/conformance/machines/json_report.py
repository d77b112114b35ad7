"""The result as JSON, which conformance/report.schema.json describes."""

from dataclasses import asdict
from typing import Any

from refnet import __version__
from refnet.conformance.diagnosis.result import Diagnosis
from refnet.conformance.machines.result import PortResult, Result
from refnet.conformance.report.diagnosed import name_of, names
from refnet.conformance.verdicts import Verdict


def as_json(result: Result) -> dict[str, Any]:
    """Return the result for a program; ``failures`` can serve as a list of known failures."""
    verdicts = [verdict for port in result.ports for verdict in port.verdicts]
    mistakes = _mistakes(result)
    versions = result.versions
    return {
        "passed": result.counts.passed,
        "failures": [_failure(v, mistakes) for v in verdicts if v.failure is not None],
        "skipped": [
            {"port": v.port, "case": v.case, "reason": v.skipped, "known": v.known}
            for v in verdicts
            if v.failure is None and v.skipped is not None
        ],
        "refnet": __version__,
        "fixtures": {"version": versions and versions.fixtures, "cases": result.cases},
        "contract": {"version": versions and versions.contract},
        "ports": [_port(port) for port in result.ports],
    }


def _mistakes(result: Result) -> dict[tuple[str, str], list[str]]:
    """Return the mistakes that explain each failure, by port and case."""
    found: dict[tuple[str, str], list[str]] = {}
    for port in result.ports:
        for finding in port.diagnosis.findings:
            for case in finding.cases:
                found.setdefault((port.port, case), []).extend(names([finding.mistake]))
    return found


def _failure(verdict: Verdict, mistakes: dict[tuple[str, str], list[str]]) -> dict[str, Any]:
    return {
        "port": verdict.port,
        "case": verdict.case,
        "failure": verdict.failure,
        "detail": verdict.detail,
        "mistakes": mistakes.get((verdict.port, verdict.case), []),
        "ending": verdict.ending,
    }


def _port(port: PortResult) -> dict[str, Any]:
    level = port.reached and {"exact": port.reached.exact, "close": port.reached.close}
    return {
        "port": port.port,
        "level": level,
        **asdict(port.counts),
        "seconds": round(port.seconds, 3),
        "chapters": {name: asdict(counts) for name, counts in port.by_chapter.items()},
        "levels": {str(number): asdict(counts) for number, counts in port.by_level.items()},
        "diagnosis": _diagnosis(port.diagnosis),
    }


def _diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "failed": diagnosis.failed,
        "findings": [
            {
                "mistake": name_of(finding.mistake),
                "rule": finding.mistake.rule,
                "where": list(finding.where),
                "cases": list(finding.cases),
                "among": finding.among,
                "others": names(finding.others),
            }
            for finding in diagnosis.findings
        ],
        "unexplained": list(diagnosis.unexplained),
        "remarks": list(diagnosis.remarks),
    }
