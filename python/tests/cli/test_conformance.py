"""refnet conformance, the command."""

import json
import os
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.ports import BACKWARDS, CASES, RIGHT, script

from refnet.cli import main


def command(text: str) -> list[str]:
    return ["conformance", "--command", shlex.join(script(text))]


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_exit_status_0_when_all_agree() -> None:
    result = invoke(*command(RIGHT))
    assert result.exit_code == 0, result.output
    assert f"{len(CASES) + 1} passed, 0 failed" in result.output


def test_own_ports_agree_and_all_four_are_there() -> None:
    result = invoke("conformance", "--only", "rabbit")
    assert result.exit_code == 0, result.output
    assert [name for name in ("python", "c", "js", "go") if name not in result.output] == []


def test_exit_status_1_when_something_differs() -> None:
    result = invoke(*command(BACKWARDS), "--only", "button_press")
    assert result.exit_code == 1
    told = "a port gives exactly these numbers if it adds the products from the last to the first"
    assert f"{told} (SUM-1)" in result.output
    assert "failures, explained by these mistakes" in result.output


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--command", "no-such-program-here"), "cannot be started"),
        (("--command", ""), "expected a program"),
        (("--command", "'"), "No closing quotation"),
        (("--only", "alchemy"), "no fixture of the chapter"),
        (("--fixtures", "/nowhere"), "no fixture in /nowhere"),
        (("--known-failures", "/nowhere"), "refnet: /nowhere: no such file or directory"),
        (("--time-limit", "0"), "Invalid value"),
        (("--speed", "3"), "No such option"),
    ],
)
def test_exit_status_2_when_it_cannot_run(arguments: tuple[str, ...], reason: str) -> None:
    result = invoke("conformance", *arguments)
    assert result.exit_code == 2
    assert reason in result.output


def test_exit_status_2_when_no_case_is_run() -> None:
    unsupporting = RIGHT.replace(
        "answer(line)", "{'id': answer(line)['id'], 'unsupported': 'nothing yet'}"
    )
    result = invoke(*command(unsupporting))
    assert result.exit_code == 2
    assert "not one case was run" in result.output


def test_a_bad_ending_can_be_listed(tmp_path: Path) -> None:
    arguments = [*command(RIGHT + "sys.exit(3)")]
    [failure] = json.loads(invoke(*arguments, "--json").output)["failures"]
    assert (failure["case"], failure["failure"]) == ("protocol/end_of_input", "crashed")
    known = tmp_path / "known.json"
    known.write_text(json.dumps([failure]))
    assert invoke(*arguments, "--known-failures", str(known)).exit_code == 0


def test_half_a_surrogate_pair_in_an_answer_can_be_printed() -> None:
    odd = RIGHT.replace("answer(line)", "{**answer(line), '\\ud800': '\\udfff'}")
    result = invoke(*command(odd), "--only", "rabbit")
    assert result.exit_code == 1
    assert "differs at \\ud800" in result.output


def test_a_stale_build_is_not_judged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("js/bin/port.js", "csrc/refnet.h", "go/button_press.go"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    os.utime(tmp_path / "csrc/refnet.h", (0, 0))
    monkeypatch.setattr("refnet.conformance.ports.CHECKOUT", tmp_path)
    result = invoke("conformance")
    assert result.exit_code == 2
    assert "port-go is older than its sources: run make setup" in result.output
