"""Fixtures that the tests share."""

from collections.abc import Iterator

import pytest

from refnet.conformance.process import PortProcess
from refnet.conformance.runner import own_ports


@pytest.fixture(scope="session")
def running_ports() -> Iterator[dict[str, PortProcess]]:
    """The project's own four ports, running, by name."""
    ports = {port.name: PortProcess(port.command, port.folder) for port in own_ports()}
    assert list(ports) == ["python", "c", "js", "go"]
    yield ports
    for port in ports.values():
        port.kill()
