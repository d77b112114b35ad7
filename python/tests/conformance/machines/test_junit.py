"""JUnit XML: any parser reads it, whatever a port has written."""

import sys
from xml.etree import ElementTree

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped
from support.results import CRASHED, FOUND, KNOWN, NAMES, ODD, UNSUPPORTED, WRONG, result, together

from refnet.conformance.machines.junit import as_junit
from refnet.conformance.machines.result import printable
from refnet.conformance.mistakes import MISTAKES

FAULTY = result(WRONG, CRASHED, UNSUPPORTED, KNOWN, diagnosis=FOUND)


def test_every_case_has_its_result() -> None:
    read = JUnitXml.fromstring(as_junit(together(FAULTY, result(port=ODD))).decode())
    assert (read.tests, read.failures, read.errors, read.skipped) == (2 * len(NAMES), 1, 1, 2)
    first, second = list(read)
    assert (first.name, second.name) == ("port: rabbit", printable(f"{ODD}: rabbit"))
    cases = {f"rabbit/{case.name}": case.result for case in first}
    assert list(cases) == NAMES
    [wrong], [crashed], [unsupported], [known] = (cases[name] for name in NAMES[:4])
    assert isinstance(wrong, Failure)
    assert (wrong.message, wrong.type) == (WRONG.failure, "differs")
    mistake = MISTAKES["rabbit"][0]
    told = f"\nThe port {mistake.description} ({mistake.rule})."
    assert wrong.text == printable(WRONG.detail) + told
    assert isinstance(crashed, Error)
    assert crashed.type == "crashed"
    assert isinstance(unsupported, Skipped)
    assert (unsupported.type, unsupported.message) == ("unsupported", printable(f"not yet {ODD}"))
    assert known.type == "known failure"
    assert all(found == [] for found in list(cases.values())[4:])


def test_the_versions_and_the_level_are_there() -> None:
    properties = {
        found.get("name"): found.get("value")
        for found in ElementTree.fromstring(as_junit(result())).iter("property")
    }
    assert properties["fixtures.version"] == properties["contract.version"] == "1.0.0"
    assert (properties["level.exact"], properties["port"]) == ("1", "port")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "junitparser", None)
    with pytest.raises(ImportError, match=r"needs junitparser: pip install 'refnet\[cli\]'"):
        as_junit(FAULTY)
