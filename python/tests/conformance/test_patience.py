"""How long a run waits for a port, and what it leaves out."""

import pytest

from refnet.conformance.patience import Patience
from refnet.conformance.process import PortFailure

HANG = PortFailure("timed out", "")
CRASH = PortFailure("crashed", "")
ANSWERS = ("rabbit", False)
REFUSALS = ("rabbit", True)


def test_the_first_hangs_last_the_time_limit_and_later_ones_less() -> None:
    patience = Patience(30.0)
    patience.answered(ANSWERS, 0.1)
    limits = []
    for _ in range(12):
        limits.append(patience.limit())
        patience.failed(ANSWERS, HANG)
    assert limits == [30.0] * 3 + [3.0] * 7 + [1.0] * 2


def test_no_limit_is_shorter_than_some_times_the_slowest_answer() -> None:
    patience = Patience(30.0)
    patience.answered(ANSWERS, 2.0)
    for _ in range(3):
        patience.failed(ANSWERS, HANG)
    assert patience.limit() == 8.0


def test_hangs_in_a_row_end_the_asking_of_their_kind_alone() -> None:
    patience = Patience(30.0)
    patience.answered(REFUSALS, 0.1)
    for _ in range(4):
        patience.failed(ANSWERS, HANG)
    assert patience.refusal(ANSWERS) is None
    patience.failed(ANSWERS, HANG)
    refusal = patience.refusal(ANSWERS)
    assert refusal is not None
    assert refusal.kind == "timed out"
    assert refusal.detail == "not asked, after 5 answers of rabbit in a row had failed (timed out)"
    assert patience.refusal(REFUSALS) is None
    patience.answered(ANSWERS, 0.1)
    assert patience.refusal(ANSWERS) is None


def test_crashes_count_when_restarts_have_become_dear() -> None:
    patience = Patience(30.0)
    patience.answered(ANSWERS, 0.1)
    for _ in range(1000):
        patience.failed(ANSWERS, CRASH)
    assert patience.refusal(ANSWERS) is None
    patience.restarted(6.0)
    assert patience.refusal(ANSWERS) is not None
    patience.failed(REFUSALS, CRASH)
    assert patience.refusal(REFUSALS) is None
    patience.restarted(6.0)
    assert patience.refusal(REFUSALS) is not None


def test_a_port_that_never_answers_is_asked_once_of_each_kind() -> None:
    patience = Patience(30.0)
    assert patience.limit() == 30.0
    for _ in range(3):
        patience.failed(ANSWERS, HANG)
        assert patience.limit() == 3.0
    assert patience.refusal(ANSWERS) is not None
    assert patience.refusal(REFUSALS) is None
    patience.failed(REFUSALS, HANG)
    assert patience.refusal(REFUSALS) is not None


def test_after_the_total_limit_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("refnet.conformance.patience.time.monotonic", lambda: now)
    patience = Patience(30.0, 50.0)
    assert (patience.limit(), patience.refusal(ANSWERS)) == (30.0, None)
    now = 140.0
    assert patience.limit() == 10.0
    now = 151.0
    refusal = patience.refusal(ANSWERS)
    assert refusal is not None
    assert "after 50 seconds" in refusal.detail
