"""How the runner judges the answers of a port."""

import json
import time
from dataclasses import replace

import pytest
from support.ports import (
    ARTICLE,
    BACKWARDS,
    CASES,
    EMPTY,
    FUSED,
    ORDER,
    RIGHT,
    failures,
    port,
    verdicts,
)

from refnet.conformance.ports import Port
from refnet.conformance.runner import END_OF_INPUT, NotStarted, run, run_all


def test_a_right_port_passes() -> None:
    assert failures(RIGHT, ARTICLE, FUSED, EMPTY) == [None, None, None, None]


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


def test_a_port_that_always_hangs_is_given_up() -> None:
    start = time.monotonic()
    told = failures("import time; time.sleep(600)", *[ARTICLE] * 50, time_limit=0.3)
    assert told == ["timed out"] * 50
    assert time.monotonic() - start < 20


def test_a_port_that_names_the_wrong_field_is_judged_case_by_case() -> None:
    wrong = RIGHT.replace(
        "print(json.dumps(answer(line))",
        "got = answer(line)\n    if 'error' in got: got['error']['field'] = 'speed'\n"
        "    print(json.dumps(got)",
    )
    told = failures(wrong, *CASES.values())
    # of an input of several lines, the failure names the answer
    assert {each and each.split(": ")[-1] for each in told} == {None, "differs at error.field"}


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
    more = RIGHT.replace("answer(line)", "{**answer(line), 'loss': 0}")
    assert failures(more, ARTICLE)[0] == "differs at loss"


def test_a_port_that_sums_backwards_is_told_where() -> None:
    passes, fails, _ = verdicts(BACKWARDS, ARTICLE, ORDER)
    assert passes.failure is None
    assert fails.failure == "differs at trials[0].output"
    assert fails.detail.splitlines() == [
        "at trials[0].output",
        "  expected 1.9000000000000001 (0x3ffe666666666667)",
        "  got      1.9 (0x3ffe666666666666)",
        "  1 ULP too low",
    ]


def test_another_trial_of_a_divergence_is_a_difference() -> None:
    def judged(case: str, **error: object) -> str | None:
        text = f"print({json.dumps({'id': 1, 'error': error})!r}); input()"
        return verdicts(text, CASES[case])[0].failure

    diverged = {"code": "diverged", "field": "weights", "trial": 6, "message": "in other words"}
    assert judged("hebb/length_1_from_above", **diverged) == "refused"
    assert judged("hebb/length_1_from_above", message="without a code") == "refused"
    other = {**diverged, "trial": 7}
    assert judged("hebb/overflow_of_a_weight_oja", **other) == "differs at error.trial"


def test_unsupported_is_skipped_for_others_and_fails_for_our_own() -> None:
    unsupporting = 'print(\'{"id": 1, "unsupported": "no buttons"}\'); input()'
    theirs, _ = run(port(unsupporting), [ARTICLE])
    ours, _ = run(port(unsupporting, may_skip=False), [ARTICLE])
    assert (theirs.failure, theirs.skipped) == (None, "no buttons")
    assert ours.failure == "unsupported"


def test_processes_share_the_cases_and_the_end_is_judged_once() -> None:
    some = [case for case in CASES.values() if case.chapter == "button_press"]
    told = list(run(port(RIGHT + "sys.exit(number % 2 * 3)"), some, jobs=3))
    assert sorted(v.case for v in told[:-1]) == sorted(case.id for case in some)
    assert (told[-1].case, told[-1].failure) == (END_OF_INPUT, "wrong exit status")
    assert {verdict.failure for verdict in told[:-1]} == {None}


def test_ports_run_at_the_same_time() -> None:
    slow = RIGHT.replace("for number", "import time; time.sleep(1.5)\nfor number")
    ports = [replace(port(text), name=name) for name, text in (("slow", slow), ("right", RIGHT))]
    told = list(run_all(ports, [ARTICLE, FUSED]))
    assert [(v.port, v.case) for v in told if v.case == ARTICLE.id] == [
        ("right", ARTICLE.id),
        ("slow", ARTICLE.id),
    ]
    assert len(told) == 6
    assert {verdict.failure for verdict in told} == {None}


def test_a_port_that_cannot_be_started_ends_the_run() -> None:
    ports = [port(RIGHT), Port("gone", ("no-such-program-here",))]
    with pytest.raises(NotStarted) as caught:
        list(run_all(ports, [ARTICLE]))
    assert caught.value.port.name == "gone"
    with pytest.raises(OSError, match="no-such-program-here"):
        list(run(ports[1], [ARTICLE, FUSED], jobs=2))


def test_the_total_limit_ends_the_run() -> None:
    slow = RIGHT.replace("print(json", "import time; time.sleep(0.4)\n    print(json")
    start = time.monotonic()
    told = list(run(port(slow), [ARTICLE] * 20, total_limit=1.5))
    assert time.monotonic() - start < 10
    assert len(told) >= 20
    assert "not asked, after 1.5 seconds in all" in told[19].detail
    assert (told[19].failure, told[19].ending) == ("timed out", "not asked")


def test_a_run_that_is_left_ends_its_port() -> None:
    verdicts = run_all([port(RIGHT + "import time; time.sleep(600)")], [ARTICLE] * 40)
    next(verdicts)
    start = time.monotonic()
    verdicts.close()
    assert time.monotonic() - start < 10
