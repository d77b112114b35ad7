"""The runner against ports that are wrong in every way, and its command line."""

import json
import os
import shlex
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from refnet.cli import main
from refnet.conformance.fixtures import Case, load_cases
from refnet.conformance.process import PortFailure, PortProcess
from refnet.conformance.runner import Port, Verdict, run

CASES = {case.id: case for case in load_cases()}
ARTICLE = CASES["button_press/article"]
FUSED = CASES["button_press/fused_multiply_add"]
ORDER = CASES["button_press/order_of_the_sum"]
EMPTY = CASES["button_press/no_inputs"]

# A right port in a few lines, for the wrong ones to be made from.
RIGHT = """
import json, sys
from refnet import reference
from refnet.port.experiments import experiments
from refnet.port.protocol import answer
TABLE = experiments(reference)
for number, line in enumerate(sys.stdin.buffer, start=1):
    print(json.dumps(answer(TABLE, line)), flush=True)
"""


def script(text: str) -> tuple[str, ...]:
    return (sys.executable, "-c", text)


def port(text: str, may_skip: bool = True) -> Port:
    return Port("test", script(text), may_skip=may_skip)


def verdicts(text: str, *cases: Case, time_limit: float = 20.0) -> list[Verdict]:
    return list(run(port(text), cases, time_limit))


def failures(text: str, *cases: Case, time_limit: float = 20.0) -> list[str | None]:
    return [verdict.failure for verdict in verdicts(text, *cases, time_limit=time_limit)]


def test_a_right_port_passes() -> None:
    assert failures(RIGHT, ARTICLE, FUSED, EMPTY) == [None, None, None, None]


def test_a_crash_is_a_failure_and_the_next_case_runs() -> None:
    crashing = RIGHT.replace("print", "number == 2 and sys.exit('out of buttons')\n    print")
    first, second, third, _ = verdicts(crashing, ARTICLE, FUSED, EMPTY)
    assert (first.failure, second.failure, third.failure) == (None, "crashed", None)
    assert "exit status 1" in second.detail
    assert "out of buttons" in second.detail


def test_a_signal_is_named() -> None:
    [verdict] = verdicts("import os; os.abort()", ARTICLE)
    assert (verdict.failure, "signal 6" in verdict.detail) == ("crashed", True)


def test_a_hang_ends_at_the_time_limit() -> None:
    start = time.monotonic()
    [verdict] = verdicts("import time; time.sleep(600)", ARTICLE, time_limit=0.5)
    assert verdict.failure == "timed out"
    assert time.monotonic() - start < 10


def test_a_port_that_never_reads_ends_at_the_time_limit() -> None:
    big = Case("x/y", "x", "", [], {}, request={"experiment": "x", "text": "z" * 1_000_000})
    assert failures("import time; time.sleep(600)", big, time_limit=0.5) == ["timed out"]


def test_the_children_of_a_port_are_ended_with_it(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    child = (
        f"import time\nfor _ in range(100): open({str(alive)!r}, 'a').write('x'); time.sleep(.1)"
    )
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    assert failures(parent, ARTICLE, time_limit=2) == ["timed out"]
    size = alive.stat().st_size
    time.sleep(0.5)
    assert alive.stat().st_size == size


def test_rubbish_is_a_failure() -> None:
    assert failures("print('hello')\ninput()", ARTICLE) == ["wrote rubbish"]
    assert failures("print('[1]')\ninput()", ARTICLE) == ["wrote rubbish"]
    assert failures("print('{}')\ninput()", ARTICLE) == ["wrote rubbish"]
    assert failures("print('[' * 100000)\ninput()", ARTICLE) == ["wrote rubbish"]
    assert failures("import os; os.write(1, b'\\xff\\xfe\\n'); input()", ARTICLE) == [
        "wrote rubbish"
    ]


def test_another_id_is_a_failure() -> None:
    assert failures(
        RIGHT.replace(
            "print(json", "line = line.replace(b'\"id\": 1', b'\"id\": 3')\n    print(json"
        ),
        ARTICLE,
    ) == ["wrong id"]


def test_a_flood_on_one_line_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refnet.conformance.process.LONGEST_ANSWER", 1_000_000)
    flood = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
    assert failures(flood, ARTICLE) == ["flooded"]


def test_a_flood_of_lines_ends() -> None:
    twice = RIGHT.replace("flush=True", "flush=True); print('{}', flush=True")
    first, *_ = failures(twice, ARTICLE)
    assert first is None
    assert "flooded" in failures(twice, ARTICLE)


def test_a_flood_on_standard_error_is_read_and_forgotten() -> None:
    noisy = RIGHT.replace("print(json", "sys.stderr.write('x' * 1000000)\n    print(json")
    assert failures(noisy, ARTICLE, FUSED) == [None, None, None]


def test_closed_output_is_a_failure() -> None:
    assert failures("import os, time; os.close(1); time.sleep(600)", ARTICLE) == ["crashed"]


def test_a_port_that_lingers_with_closed_output_ends_at_the_time_limit() -> None:
    closing = RIGHT + "import os, time; os.close(1); os.close(2); time.sleep(600)"
    start = time.monotonic()
    assert failures(closing, ARTICLE, time_limit=2)[1] == "timed out"
    assert time.monotonic() - start < 20


def test_a_port_that_always_hangs_is_given_up() -> None:
    start = time.monotonic()
    told = failures("import time; time.sleep(600)", *[ARTICLE] * 50, time_limit=0.3)
    assert told == ["timed out"] * 50
    assert time.monotonic() - start < 20


def test_a_cut_off_answer_is_shown() -> None:
    [verdict] = verdicts("import sys; sys.stdout.write('{\"id\": 1, \\x1b')", ARTICLE)
    assert 'it had begun to write {"id": 1, \\x1b' in verdict.detail


def test_a_port_that_names_the_wrong_field_is_judged_case_by_case() -> None:
    wrong = RIGHT.replace(
        "print(json.dumps(answer(TABLE, line))",
        "got = answer(TABLE, line)\n    if 'error' in got: got['error']['field'] = 'speed'\n"
        "    print(json.dumps(got)",
    )
    told = failures(wrong, *CASES.values())
    assert set(told) == {None, "differs at error.field"}


def test_an_error_needs_a_message() -> None:
    for error in ({"code": "empty", "field": "inputs"}, "empty", {"message": 5}):
        text = f"print({json.dumps({'id': 1, 'error': error})!r}); input()"
        assert failures(text, EMPTY)[0] == "no message"


def test_an_id_keeps_its_type() -> None:
    text = 'print(\'{"id": "0x3ff0000000000000", "trials": []}\'); input()'
    assert failures(text, ARTICLE) == ["wrong id"]
    assert failures(
        text.replace("print('", "print('").replace('"0x3ff0000000000000"', "true"), ARTICLE
    ) == ["wrong id"]


def test_a_port_that_does_not_end_or_ends_badly_fails() -> None:
    lingering = RIGHT + "import time; time.sleep(600)"
    assert failures(lingering, ARTICLE, time_limit=2) == [None, "timed out"]
    assert failures(RIGHT + "sys.exit(3)", ARTICLE) == [None, "crashed"]


def test_answers_may_have_no_last_line_feed() -> None:
    with PortProcess(script("print('a', end='')")) as process, pytest.raises(PortFailure):
        process.ask("x")


def test_refusing_a_good_request_and_accepting_a_bad_one_fail() -> None:
    refusing = 'print(\'{"id": 1, "error": {"code": "empty", "message": ""}}\'); input()'
    accepting = 'print(\'{"id": 1, "trials": []}\'); input()'
    assert failures(refusing, ARTICLE)[0] == "refused"
    assert failures(accepting, EMPTY)[0] == "accepted"


def test_another_code_field_or_trial_differs_and_another_message_does_not() -> None:
    def answering(**error: object) -> str:
        return f"print({json.dumps({'id': 1, 'error': error})!r}); input()"

    assert failures(answering(code="empty", field="inputs", message="oh"), EMPTY)[0] is None
    wrong = answering(code="empty", field="weights", message="oh")
    assert failures(wrong, EMPTY)[0] == "differs at error.field"
    diverged = CASES["button_press/overflow_later"]
    late = answering(code="diverged", field="weights", message="oh", trial=3)
    assert failures(late, diverged)[0] == "differs at error.trial"
    assert failures(late.replace(', "trial": 3', ""), diverged)[0] == "differs at error.trial"


def test_too_many_fields_differ() -> None:
    more = RIGHT.replace("answer(TABLE, line)", "{**answer(TABLE, line), 'loss': 0}")
    assert failures(more, ARTICLE)[0] == "differs at loss"


BACKWARDS = RIGHT.replace(
    "TABLE",
    "chapter = sys.modules['refnet.reference.button_press']\nright = chapter.weighted_sum\n"
    "chapter.weighted_sum = lambda x, w, bias: right(x[::-1], w[::-1], bias)\nTABLE",
    1,
)


def test_a_port_that_sums_backwards_is_told_so() -> None:
    passes, fails, _ = verdicts(BACKWARDS, ARTICLE, ORDER)
    assert passes.failure is None
    assert fails.failure == "differs at trials[0].output"
    assert fails.detail.splitlines() == [
        "at trials[0].output",
        "  expected 1.9000000000000001 (0x3ffe666666666667)",
        "  got      1.9 (0x3ffe666666666666)",
        "  1 ULP too low",
    ]
    assert fails.mistakes == ("adds the products from the last to the first (SUM-1)",)


def test_unsupported_is_skipped_for_others_and_fails_for_our_own() -> None:
    unsupporting = 'print(\'{"id": 1, "unsupported": "no buttons"}\'); input()'
    theirs, _ = run(port(unsupporting), [ARTICLE])
    ours, _ = run(port(unsupporting, may_skip=False), [ARTICLE])
    assert (theirs.failure, theirs.skipped) == (None, "no buttons")
    assert ours.failure == "unsupported"


# The command line.


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
    told = "exactly these numbers come out when a port adds the products from the last to the first"
    assert f"{told} (SUM-1)" in result.output
    assert "failures, as many as come out when a port" in result.output


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--command", "no-such-program-here"), "cannot be started"),
        (("--command", ""), "expected a program"),
        (("--command", "'"), "No closing quotation"),
        (("--only", "alchemy"), "no fixture of the chapter"),
        (("--fixtures", "/nowhere"), "no fixture in /nowhere"),
        (("--known-failures", "/nowhere"), "No such file"),
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
        "answer(TABLE, line)", "{'id': answer(TABLE, line)['id'], 'unsupported': 'nothing yet'}"
    )
    result = invoke(*command(unsupporting))
    assert result.exit_code == 2
    assert "not one case was run" in result.output


def test_known_failures_pass_and_cannot_go_stale(tmp_path: Path) -> None:
    arguments = [*command(BACKWARDS), "--only", "button_press"]
    outcome = json.loads(invoke(*arguments, "--json").output)
    assert outcome["passed"] > 40
    known = tmp_path / "known.json"

    def status(listed: list[dict[str, str]]) -> tuple[int, str]:
        known.write_text(json.dumps(listed))
        result = invoke(*arguments, "--known-failures", str(known))
        return result.exit_code, result.output

    listed = outcome["failures"]
    assert status(listed)[0] == 0
    code, output = status([*listed, {**listed[0], "case": "button_press/article"}])
    assert (code, "but it passes" in output) == (1, True)
    code, output = status([{**listed[0], "failure": "crashed"}, *listed[1:]])
    assert (code, "known to fail otherwise" in output) == (1, True)
    code, output = status([*listed, {**listed[0], "case": "button_press/gone"}])
    assert (code, "but was not run" in output) == (1, True)
    assert status(listed[1:])[0] == 1
    assert status([*listed, {**listed[0], "case": "rabbit/article"}])[0] == 0  # not run, not asked
    bad_lists: list[Any] = [listed * 2, [{**listed[0], "case": 7}], {}, [7]]
    assert [status(bad)[0] for bad in bad_lists] == [2] * 4


def test_a_bad_ending_can_be_listed(tmp_path: Path) -> None:
    arguments = [*command(RIGHT + "sys.exit(3)")]
    [failure] = json.loads(invoke(*arguments, "--json").output)["failures"]
    assert (failure["case"], failure["failure"]) == ("protocol/end_of_input", "crashed")
    known = tmp_path / "known.json"
    known.write_text(json.dumps([failure]))
    assert invoke(*arguments, "--known-failures", str(known)).exit_code == 0


def test_half_a_surrogate_pair_in_an_answer_can_be_printed() -> None:
    odd = RIGHT.replace("answer(TABLE, line)", "{**answer(TABLE, line), '\\ud800': '\\udfff'}")
    result = invoke(*command(odd), "--only", "rabbit")
    assert result.exit_code == 1
    assert "differs at \\ud800" in result.output


def test_a_stale_build_is_not_judged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("js/bin/port.js", "csrc/refnet.h", "go/button_press.go"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    os.utime(tmp_path / "csrc/refnet.h", (0, 0))
    monkeypatch.setattr("refnet.conformance.runner.CHECKOUT", tmp_path)
    result = invoke("conformance")
    assert result.exit_code == 2
    assert "port-go is older than its sources: run make setup" in result.output
