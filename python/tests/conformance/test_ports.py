"""The project's own ports, and how the Python ones start."""

import json
import subprocess

from refnet.conformance.ports import own_ports


def test_the_python_ports_start_without_the_interface_of_refnet() -> None:
    for port in own_ports()[:2]:
        answer = subprocess.run(
            [*port.command], input=b'{"id": 1}\n', capture_output=True, check=True
        )
        assert json.loads(answer.stdout)["error"]["field"] == "experiment", port.name
