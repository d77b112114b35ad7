"""Ports that crash, hang, flood or close their output: each is a failure, and the run ends."""

import time
from pathlib import Path

import pytest
from support.ports import ARTICLE, EMPTY, FUSED, RIGHT, failures, script, verdicts

from refnet.conformance.fixtures import Case
from refnet.conformance.process import PortFailure, PortProcess


def test_a_crash_is_a_failure_and_the_next_case_runs() -> None:
    crashing = RIGHT.replace("print", "number == 2 and sys.exit('out of buttons')\n    print")
    first, second, third, _ = verdicts(crashing, ARTICLE, FUSED, EMPTY)
    assert (first.failure, second.failure, third.failure) == (None, "crashed", None)
    assert "exit status 1" in second.detail
    assert "out of buttons" in second.detail


def test_a_crash_shows_the_first_and_the_last_lines_of_standard_error() -> None:
    loud = RIGHT.replace(
        "print",
        "print('died: error 7', *range(5000), sep='\\n', file=sys.stderr); sys.exit(1)\n    print",
        1,
    )
    [first, *_] = verdicts(loud, ARTICLE)
    said = first.detail.partition("; on standard error: ")[2].splitlines()
    assert said == ["died: error 7", "...", *map(str, range(4995, 5000))]


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
    assert failures(parent, ARTICLE, time_limit=1) == ["timed out"]
    size = alive.stat().st_size
    time.sleep(0.5)
    assert alive.stat().st_size == size


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
    assert failures(closing, ARTICLE, time_limit=1.5)[1] == "timed out"
    assert time.monotonic() - start < 20


def test_a_cut_off_answer_is_shown() -> None:
    [verdict] = verdicts("import sys; sys.stdout.write('{\"id\": 1, \\x1b')", ARTICLE)
    assert 'it had begun to write {"id": 1, \\x1b' in verdict.detail


def test_answers_may_have_no_last_line_feed() -> None:
    with PortProcess(script("print('a', end='')")) as process, pytest.raises(PortFailure):
        process.ask("x")


def test_a_port_that_does_not_end_or_ends_badly_fails() -> None:
    lingering = RIGHT + "import time; time.sleep(600)"
    assert failures(lingering, ARTICLE, time_limit=1.5) == [None, "timed out"]
    assert failures(RIGHT + "sys.exit(3)", ARTICLE) == [None, "wrong exit status"]
