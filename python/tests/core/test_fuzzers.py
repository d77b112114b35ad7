"""What the fuzzers in tools/ count as a finding."""

import argparse
import base64
import json
from itertools import count
from typing import Any

import numpy as np
import pytest
from support.core_calls import CALLS, Arrays
from tools import fuzz_core, fuzz_ports

from refnet import core
from refnet.conformance.ports import Port

ERROR = {"id": 1, "error": {"code": "empty", "field": "inputs", "message": "inputs: expected"}}


def test_answers_of_ports_that_are_alike() -> None:
    names, nan = ["python", "go"], {"id": 1, "values": ["NaN", 1.0]}
    other: dict[str, Any] = {"id": 1, "error": {**ERROR["error"], "message": "so what"}}  # type: ignore[dict-item]
    assert fuzz_ports.difference(names, [nan, {"id": 1, "values": ["NaN", 1]}]) is None
    assert fuzz_ports.difference(names, [ERROR, other]) is None
    assert [fuzz_ports.outcome(each) for each in (nan, ERROR, "dead")] == [
        "accepted",
        "empty",
        "no answer",
    ]


@pytest.mark.parametrize(
    "answer",
    ["crashed: it was ended by signal 11", {"id": 1}, {"id": 1, "values": [-0.0]}, ERROR],
    ids=["crash", "nothing", "sign", "refused"],
)
def test_answers_of_ports_that_differ(answer: Any) -> None:
    found = fuzz_ports.difference(["python", "go"], [{"id": 1, "values": [0.0]}, answer])
    assert found is not None
    assert "go" in found


@pytest.mark.parametrize(
    ("ids", "alike"), [((-0.0, 0), True), ((7.0, 7), True), ((1, 2), False), ((1, True), False)]
)
def test_ids_are_compared_by_value(ids: tuple[Any, Any], alike: bool) -> None:
    answers = [{"id": each, "values": [1.0]} for each in ids]
    assert (fuzz_ports.difference(["python", "go"], answers) is None) == alike


def port(name: str, answers: str) -> Port:
    """Return a port that writes these lines, whatever it is asked, and then waits or ends."""
    return Port(name, ("sh", "-c", f"read line; echo dead >&2; {answers}"))


def test_a_port_that_does_not_start() -> None:
    with pytest.raises(SystemExit, match=r"(?s)the c port does not work: .*\n.*dead"):
        fuzz_ports.check_starts(port("c", "exit 1"))
    fuzz_ports.check_starts(port("c", "echo '{}'"))


def test_the_number_of_findings_and_the_time_have_limits() -> None:
    endless = ((number, b"{}") for number in count())
    ports = [port("c", "exit 1")]
    outcomes, findings = fuzz_ports.fuzz(ports, 60.0, endless)
    assert outcomes == {"no answer": 5}
    assert [finding.number for finding in findings] == [0, 1, 2, 3, 4]
    assert "dead" in findings[0].wrong
    outcomes, _ = fuzz_ports.fuzz(ports, 0.0, endless)
    assert outcomes.total() == 1


def test_a_finding_names_the_command_that_repeats_it() -> None:
    arguments = argparse.Namespace(seed=3, c="env A=1 port")
    text = fuzz_ports.described(fuzz_ports.Finding(17, b"{}", "go: crashed"), arguments)
    assert text.startswith("input 17 of seed 3: go: crashed\nthe request: {}\nagain: ")
    assert "--seed 3 --first 17 --inputs 1 --c 'env A=1 port'" in text


def test_a_request_follows_from_its_number() -> None:
    some = list(fuzz_ports.requests(3, 0, 20))
    assert some
    number, line = some[-1]
    assert list(fuzz_ports.requests(3, number, 1)) == [(number, line)]


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        ('"note":1', False),
        ('"note":1e999', True),
        ('"note":1,"note":2', True),
        ('"note":"\\ud800"', True),
        ('"__metadata__":{"refnet":"{\\"a\\":1,\\"a\\":2}"}', True),
        ('"__metadata__":{"refnet":"{\\"a\\":1}"}', False),
    ],
)
def test_files_that_ports_may_accept_or_reject(entry: str, wanted: bool) -> None:
    header = f"{{{entry}}}".encode()
    model = base64.b64encode(len(header).to_bytes(8, "little") + header).decode()
    line = json.dumps({"id": 1, "experiment": "load_model", "model": model}).encode()
    assert fuzz_ports.is_left_open(line) == wanted
    assert not fuzz_ports.is_left_open(b"{")


def test_calls_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    arrays = Arrays()
    arguments = CALLS["squared_error"](arrays, 3, 1)
    fuzz_core.check("squared_error", arguments, arrays)
    right = core.squared_error
    monkeypatch.setattr(core, "squared_error", lambda t, y: np.nextafter(right(t, y), 9.0))
    with pytest.raises(AssertionError, match=r"^squared_error: "):
        fuzz_core.check("squared_error", arguments, arrays)
    monkeypatch.setattr(core, "squared_error", lambda t, y: t.fill(0.0))
    with pytest.raises(AssertionError, match="changed its arguments"):
        fuzz_core.check("squared_error", arguments, arrays)


def test_refusals_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    fuzz_core.check("random", (-1, 3), Arrays())
    right = core.random
    monkeypatch.setattr(core, "random", lambda seed, count: right(1, -count))
    with pytest.raises(AssertionError, match="'count'"):
        fuzz_core.check("random", (-1, 3), Arrays())
