"""Why a port is silent."""

import pytest
from support.ports import script

from refnet.conformance.ports import Port
from refnet.conformance.process import PortProcess
from refnet.conformance.scouts import Finding, scout

READ = "import sys, time\nline = sys.stdin.readline()\n"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (READ + "time.sleep(1); print('x', flush=True); sys.stdin.read()", Finding.SLOW),
        (READ + "time.sleep(600)", Finding.HANGS),
        (READ + "sys.exit() if sys.stdin.read() else time.sleep(600)", Finding.HANGS),
        ("import sys; line = sys.stdin.read(); print(line)", Finding.NOT_FLUSHED),
    ],
)
def test_why_a_port_is_silent(text: str, finding: Finding) -> None:
    tested = Port("test", script(text))
    with PortProcess(tested.command) as process:
        process.send(b"x")
        found, raw = scout(tested, process, b"x", 2.5)
    assert found is finding
    assert (raw is not None) == (finding is Finding.SLOW)


def test_a_process_that_lost_its_line_is_told_from_one_that_does_not_flush() -> None:
    tested = Port("test", script(READ + "print(line.strip(), flush=True); sys.stdin.read()"))
    with PortProcess(tested.command) as process:
        process.send(b"x")
        assert process.receive(20.0) == b"x"
        found, raw = scout(tested, process, b"x", 10.0)
    assert (found, raw) == (Finding.ANSWERS_ALONE, None)
