"""refnet conformance, the command."""

import json
import os
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.ports import BACKWARDS, CASES, RIGHT, script

from refnet.cli import main
from refnet.conformance.diagnosis import Diagnosis, Finding
from refnet.conformance.fixtures import FIXTURES, Case
from refnet.conformance.mistakes import MISTAKES
from refnet.conformance.verdicts import Verdict

LAST_TO_FIRST = "adds the products from the last to the first"
QUICK = RIGHT.replace("/*/*.json", "/[bp][ur]*/*.json")  # button_press and protocol


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


def test_exit_status_1_when_something_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    [mistake] = [each for each in MISTAKES["button_press"] if each.description == LAST_TO_FIRST]

    def diagnose(cases: Mapping[str, Case], verdicts: Sequence[Verdict]) -> Diagnosis:
        failed = tuple(verdict.case for verdict in verdicts if verdict.failure is not None)
        return Diagnosis((Finding(mistake, (), failed),), len(failed))

    monkeypatch.setattr("refnet.conformance.session.diagnose", diagnose)
    result = invoke(*command(BACKWARDS), "--only", "button_press")
    assert result.exit_code == 1
    told = [
        "port fails button_press/order_of_the_sum: differs at trials[0].output, 1 ULP too low",
        "6 wrong answers in button_press",
        "One of them in full: refnet conformance --case button_press/",
        f"it {LAST_TO_FIRST}: explains 6 of 6",
        " passed, 6 failed",
    ]
    places = [result.output.find(text) for text in told]
    assert -1 not in places
    assert places == sorted(places)


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
        (("--case", "rabbit/four_pairing"), 'no fixture "rabbit/four_pairing"; did you mean'),
        (("--explain", "writes poems"), "no mistake has 'writes poems' in its name"),
        (("--close", "0"), "Invalid value"),
        (("--require", "7"), "Invalid value"),
        (("--require", "1", "--only", "rabbit"), "leave out --only"),
        (("--write-known-failures",), "needs --known-failures"),
        (
            ("--write-known-failures", "--known-failures", "x", "--case", "rabbit/article"),
            "leave out --case",
        ),
        (("--command", "a", "--command", "b", "--name", "port 2"), "expected another name"),
        (("--name", "lua"), "expected a --command for each name"),
        (("--known-failures", ""), "expected a name"),
    ],
)
def test_exit_status_2_when_it_cannot_run(arguments: tuple[str, ...], reason: str) -> None:
    result = invoke("conformance", *arguments)
    assert result.exit_code == 2
    assert reason in result.output


def test_exit_status_2_when_no_case_is_run() -> None:
    unsupporting = QUICK.replace(
        '{"id": number, **KNOWN[json.dumps(request)]}', '{"id": number, "unsupported": "later"}'
    )
    result = invoke(*command(unsupporting), "--only", "button_press", "--only", "protocol")
    assert result.exit_code == 2
    assert "not one case was run" in result.output


def test_known_failures_are_written_and_then_pass(tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    arguments = [*command(QUICK + "sys.exit(3)"), "--only", "button_press"]
    arguments += ["--known-failures", str(known)]
    assert invoke(*arguments).exit_code == 2  # there is no list yet
    result = invoke(*arguments, "--write-known-failures")
    assert result.exit_code == 0, result.output
    [entry] = json.loads(known.read_text())
    assert entry == {
        "port": "port",
        "case": "protocol/end_of_input",
        "failure": "wrong exit status",
        "why": "",
    }
    result = invoke(*arguments)
    assert result.exit_code == 0
    assert "0 failed, 1 known to fail" in result.output
    result = invoke(*arguments, "--name", "lua")  # whose failures are not listed
    assert result.exit_code == 1
    assert "1 entry of the known failures out of date" in result.output


def test_the_failures_of_json_serve_as_a_list_and_so_do_older_ones(tmp_path: Path) -> None:
    arguments = [*command(QUICK + "sys.exit(3)"), "--only", "button_press"]
    [failure] = json.loads(invoke(*arguments, "--json").output)["failures"]
    assert (failure["case"], failure["failure"]) == ("protocol/end_of_input", "wrong exit status")
    known = tmp_path / "known.json"
    for name in ("port", arguments[2]):
        known.write_text(json.dumps([{**failure, "port": name}]))
        assert invoke(*arguments, "--known-failures", str(known)).exit_code == 0


def test_the_level_is_printed_and_can_be_required(tmp_path: Path) -> None:
    for folder in ("button_press", "protocol"):
        shutil.copytree(FIXTURES / folder, tmp_path / folder)
    arguments = [*command(QUICK), "--fixtures", str(tmp_path)]
    result = invoke(*arguments, "--require", "1")
    assert result.exit_code == 0, result.output
    assert ") bit-exact; level 3 (networks with one and two layers) has no" in result.output
    result = invoke(*arguments, "--require", "3")  # of which there is no case
    assert result.exit_code == 1
    assert "level 3 is required" in result.output
    assert "level" not in invoke(*arguments, "--only", "button_press").output


def test_close_numbers_pass_where_they_are_allowed() -> None:
    shifted = QUICK.replace(
        "print(json.dumps(answer(line))",
        """got = answer(line)
    if "trials" in got:
        got["trials"][0]["output"] += 2.0 ** -51
    print(json.dumps(got)""",
    )
    arguments = [*command(shifted), "--case", "button_press/order_of_the_sum"]
    assert invoke(*arguments).exit_code == 1
    result = invoke(*arguments, "--close", "2")
    assert result.exit_code == 0
    assert "port: agrees within 2 ULP" in result.output


def test_a_case_is_shown_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    arguments = [*command(BACKWARDS), "--case", "button_press/order_of_the_sum"]
    result = invoke(*arguments, "--name", "backwards")
    assert result.exit_code == 1
    for text in (
        "Products whose sum depends on the order",
        "A weighted sum starts at the bias",
        '"weights": [0.1, 0.2, 0.3, 0.6, 0.7]',
        "backwards: differs at trials[0].output",
        "1 ULP too low <- first",
    ):
        assert text in result.output
    result = invoke(*command(QUICK), "--case", "button_press/order_of_the_sum")
    assert result.exit_code == 0
    assert "port: agrees bit for bit" in result.output
    assert "Expected answer" in result.output


def test_a_case_and_a_bad_ending_are_told_apart() -> None:
    result = invoke(*command(QUICK + "sys.exit(3)"), "--case", "button_press/article")
    assert result.exit_code == 1
    assert "port: agrees bit for bit" in result.output
    assert "it ended with exit status 3" in result.output


def test_a_mistake_is_explained() -> None:
    result = invoke("conformance", "--explain", "output - target")
    assert result.exit_code == 0, result.output
    assert "A port that takes output - target as the error" in result.output


def test_half_a_surrogate_pair_in_an_answer_can_be_printed() -> None:
    odd = RIGHT.replace("answer(line)", "{**answer(line), '\\ud800': '\\udfff'}")
    result = invoke(*command(odd), "--only", "rabbit")
    assert result.exit_code == 1
    assert "wrote rubbish, half of a surrogate pair" in result.output


def test_a_stale_build_is_not_judged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("js/bin/port.js", "csrc/refnet.h", "go/button_press.go"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    os.utime(tmp_path / "csrc/refnet.h", (0, 0))
    monkeypatch.setattr("refnet.conformance.ports.CHECKOUT", tmp_path)
    result = invoke("conformance")
    assert result.exit_code == 2
    assert "port-go is older than its sources: run make setup" in result.output
