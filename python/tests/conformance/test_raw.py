"""Inputs of several lines: ports whose loop is broken fail them (PORT-3), and nothing else does."""

from dataclasses import replace

import pytest
from support.ports import ARTICLE, CASES, RIGHT, port

from refnet.conformance.fixtures import Case, input_bytes
from refnet.conformance.process import PortProcess
from refnet.conformance.raw import judge_input, run_inputs

INPUTS = [case for case in CASES.values() if case.input is not None]
LOOP = "for number, line in enumerate(sys.stdin.buffer, start=1):\n    print"
ANSWER = "print(json.dumps(answer(line)), flush=True)"


def failures(text: str, *names: str) -> dict[str, str | None]:
    """Return the failure of each case for a port, all cases with an input if none is named."""
    cases = [CASES[f"protocol/{name}"] for name in names] or INPUTS
    program = port(text)
    verdicts = run_inputs(program, lambda: PortProcess(program.command, None, 20.0), cases)
    return {verdict.case.removeprefix("protocol/"): verdict.failure for verdict in verdicts}


def test_a_right_port_passes() -> None:
    assert len(INPUTS) > 25
    assert set(failures(RIGHT).values()) == {None}


def test_some_inputs_are_alone() -> None:
    assert 1 < sum(case.alone for case in INPUTS) < 5  # each is a process of every port


@pytest.mark.parametrize(
    ("old", "new", "case", "failure"),
    [
        pytest.param(LOOP, f"{LOOP[:-5]}if line[-1:] == b'\\n': print", "no_last_line_feed",
                     "too few answers", id="loses a last line without a line feed"),
        pytest.param("sys.stdin.buffer,", "sys.stdin.buffer.read()[:-1].split(b'\\n'),", "no_input",
                     "too many answers", id="answers an input that is empty"),
        pytest.param("sys.stdin.buffer,", "sys.stdin.buffer.read().splitlines(),",
                     "carriage_return_alone", "answer 1: wrong id",
                     id="ends a line at a carriage return"),
        pytest.param("sys.stdin.buffer,", "sys.stdin.buffer.read().decode(errors='replace')"
                     ".encode().split(b'\\x85'),", "no_last_line_feed", "crashed",
                     id="reads all as one line"),
        pytest.param("sys.stdin.buffer,", "(l.encode() for l in "
                     "sys.stdin.buffer.read().decode().splitlines(True)),",
                     "no_utf8_before_a_request", "crashed", id="dies of what is no UTF-8"),
        pytest.param("sys.stdin.buffer,", "reversed(list(sys.stdin.buffer)),",
                     "no_last_line_feed", "answer 1: wrong id", id="answers the last line first"),
        pytest.param("sys.stdin.buffer,", "sorted(sys.stdin.buffer, key=len),",
                     "long_request_before_a_short_one", "too few answers",
                     id="answers what is ready first"),
        pytest.param("sys.stdin.buffer,", "filter(bytes.strip, sys.stdin.buffer),",
                     "empty_lines", "answer 1: wrong id", id="skips empty lines"),
        pytest.param("sys.stdin.buffer,", "iter(sys.stdin.buffer.readline, b'\\n'),",
                     "empty_lines", "too few answers", id="ends at an empty line"),
        pytest.param("sys.stdin.buffer,", "iter(lambda: sys.stdin.buffer.readline(65536), b''),",
                     "long_string", "crashed", id="reads lines of 64 kB"),
        pytest.param("sys.stdin.buffer,", "[sys.stdin.buffer.readline()],",
                     "many_requests_at_once", "too few answers", id="answers one request"),
        pytest.param(ANSWER, f"{ANSWER}; print(flush=True)", "requests_at_once",
                     "answer 2: wrote rubbish", id="writes an empty line after an answer"),
        pytest.param("json.dumps(answer(line))", "json.dumps(answer(line), indent=1)",
                     "requests_at_once", "answer 1: wrote rubbish", id="writes answers on lines"),
        pytest.param(ANSWER, f"{ANSWER}\nprint('bye')", "no_last_line_feed",
                     "too many answers", id="takes its leave"),
        pytest.param("flush=True)", "flush=True, end='')", "no_last_line_feed",
                     "crashed", id="writes no line feed"),
        pytest.param(ANSWER, f"{ANSWER}\nsys.exit(1)", "no_input",
                     "wrong exit status", id="ends with status 1"),
    ],
)  # fmt: skip
def test_a_broken_loop_fails_an_input(old: str, new: str, case: str, failure: str) -> None:
    """PORT-3, and what PORT-1 says of lines."""
    assert {"PORT-1", "PORT-3"} & set(CASES[f"protocol/{case}"].rules)
    assert old in RIGHT
    assert failures(RIGHT.replace(old, new), case) == {case: failure}


def test_a_failure_is_that_of_its_case_alone() -> None:
    """The others of the same process are asked again where it ended, and judged by themselves."""
    dies = RIGHT.replace("    print(json", "    if line == b'\\n': sys.exit(3)\n    print(json")
    skips = RIGHT.replace("    print(json", "    if line == b'\\n': continue\n    print(json")
    names = ["requests_at_once", "empty_lines", "utf8", "carriage_returns"]
    for text, failure in ((dies, "crashed"), (skips, "answer 1: wrong id")):
        told = failures(text, *names)
        assert told == dict.fromkeys(names) | {"empty_lines": failure}


def test_a_port_that_mistreats_ids_of_text_fails_only_where_they_are() -> None:
    """The marks between the cases have numbers, and so have almost all requests."""
    text = RIGHT.replace('"id": number,', '"id": number if type(number) is int else None,')
    assert text != RIGHT
    assert set(failures(text, "requests_at_once", "empty_lines", "utf8").values()) == {None}


def test_a_port_that_mistreats_the_ids_of_the_marks_is_told_so() -> None:
    text = RIGHT.replace('"id": number,', '"id": number if number < 990001 else 7,')
    program = port(text)
    cases = [CASES["protocol/empty_lines"], CASES["protocol/utf8"]]
    verdicts = list(run_inputs(program, lambda: PortProcess(program.command, None, 20.0), cases))
    assert [verdict.failure for verdict in verdicts] == ["wrong id", "wrong id"]
    for verdict in verdicts:
        assert "the request behind the last line: expected 990001, got" in verdict.detail


def test_a_port_that_always_hangs_is_given_up() -> None:
    program = port("import time; time.sleep(600)")
    verdicts = list(run_inputs(program, lambda: PortProcess(program.command, None, 0.2), INPUTS))
    assert [verdict.failure for verdict in verdicts] == ["timed out"] * len(INPUTS)
    assert [verdict.ending for verdict in verdicts].count("not asked") == len(INPUTS) - 3


def right_lines(case: Case) -> list[bytes]:
    return [b'{"id": 1, "unsupported": "no buttons"}'] * len(case.answers)


def test_unsupported_is_skipped_for_others_and_fails_for_our_own() -> None:
    case = replace(CASES["protocol/carriage_returns"], answers=[{"id": 1, "trials": []}] * 2)
    assert judge_input(port(""), case, right_lines(case)).skipped == "no buttons"
    ours = judge_input(port("", may_skip=False), case, right_lines(case))
    assert (ours.failure, ours.skipped) == ("answer 1: unsupported", None)


def test_any_of_several_answers_is_right() -> None:
    case = replace(ARTICLE, input=["\n"], answers=[[{"id": 1, "a": 1.0}, {"id": None, "b": 2.0}]])
    for line, failure in (
        (b'{"id": 1, "a": 1}', None),
        (b'{"id": null, "b": 2}', None),
        (b'{"id": 1, "b": 2}', "answer 1: differs at a"),
        (b'{"id": 7, "b": 2}', "answer 1: wrong id"),
        (b'{"id": 1, "a": NaN}', "answer 1: wrote rubbish"),
    ):
        assert judge_input(port(""), case, [line]).failure == failure, line


def test_pieces_of_an_input() -> None:
    assert input_bytes([]) == b""
    assert input_bytes(["\u00e9", {"base64": "/w=="}, {"repeat": "ab", "times": 2}]) == (
        b"\xc3\xa9\xffabab"
    )
