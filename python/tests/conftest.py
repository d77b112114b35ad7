"""Fixtures that the tests share."""

import signal
from collections.abc import Iterator

import pytest

from refnet.conformance.ports import own_ports
from refnet.conformance.process import PortProcess
from refnet.layers.naming import reset_names

# A shell's background job ignores Ctrl-C, and so would every process that a test starts and stops.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def first_names() -> None:
    """Let the first Dense of each test be "dense"."""
    reset_names()


@pytest.fixture(scope="session")
def running_ports() -> Iterator[dict[str, PortProcess]]:
    """The project's own four ports, running, by name."""
    ports = {port.name: PortProcess(port.command, port.folder) for port in own_ports()}
    assert list(ports) == ["python", "c", "js", "go"]
    yield ports
    for port in ports.values():
        port.kill()
