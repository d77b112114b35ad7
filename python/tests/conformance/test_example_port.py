"""The example port in Lua has every bit of its chapters, and obeys the protocol."""

import json
import re
import subprocess
from pathlib import Path

from support.lua import EXAMPLE, LUA, lua_port, needs_lua, told

from refnet import reference
from refnet.conformance.fixtures import load_cases
from refnet.port.experiments import EXPERIMENTS, experiments
from refnet.port.protocol import answer
from refnet.reference import chapters

CHAPTERS = ("button_press", "rabbit", "hebb", "elementary", "random", "neuron", "two_layer")
CASES = load_cases()


def lines_of(*requests: bytes) -> list[bytes]:
    """Return the port's answers to lines that may be anything."""
    sent = b"".join(request + b"\n" for request in requests)
    done = subprocess.run(
        [LUA, EXAMPLE / "port.lua"], input=sent, capture_output=True, check=True, timeout=60
    )
    assert done.stderr == b""
    return done.stdout.splitlines()


@needs_lua
def test_it_has_the_bits_of_its_chapters_and_skips_the_others() -> None:
    others = {(case.request or {}).get("experiment"): case for case in CASES}
    wanted = [case for case in CASES if case.chapter in (*CHAPTERS, "protocol")]
    outcome = told(lua_port(), [*wanted, *others.values()])
    assert [verdict for verdict in outcome.values() if verdict.failure is not None] == []
    here = {case for case, verdict in outcome.items() if verdict.skipped is None}
    assert len(here) > 390
    assert {case.id for case in wanted if case.chapter in CHAPTERS} < here
    skipped = {verdict.skipped for verdict in outcome.values()} - {None}
    assert skipped == {f"{name} is beyond level 3" for name in EXPERIMENTS.keys() - {*CHAPTERS}}


@needs_lua
def test_faulty_lines_are_answered_as_in_python() -> None:
    lines = [
        b"\xff",
        b'{"id": "\xed\xa0\x80", "experiment": "rabbit"}',
        b'{"id": 1, "experiment": "random", "seed": 01, "count": 1}',
        b'{"id": 1, "experiment": "random", "seed": 1., "count": 1}',
        b'{"id": 1, "experiment": "random", "seed": +1, "count": 1}',
        b'{"id": -0, "experiment": "random", "seed": -0, "count": "0x4008000000000000"}',
        b'{"id": 1, "experiment": "random", "seed": 1, "count": "Infinity"}',
        b'{"id": 1, "experiment": "elementary", "function": "exp", "values": {}}',
        b'{"id": 1, "experiment": "elementary", "function": "exp", "values": [[]]}',
        b'{"id": 1, "experiment": "elementary", "function": "pairs", "values": []}',
        b'{"id": "\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u0000\x7f", "experiment": "__index", "x": 1}',
        b'{"id": 1, "experiment": "neuron", "id2": 1, "\\u0000": 1}',
        b'{"id": "tab\there", "experiment": "rabbit"}',
        b'{"id": 1, "experiment": "rabbit", "weights": [1], "learned": [null]}',
        b'{"id": 1, "experiment": "elementary", "function": "log", "values": [1e400, -1e-400]}',
        b"[" * 100_000,
    ]
    table = experiments(reference)
    for line, got in zip(lines, lines_of(*lines), strict=True):
        assert json.loads(got) == answer(table, line), line


@needs_lua
def test_a_fault_of_its_own_is_no_answer() -> None:
    program = 'package.path = "?.lua;" .. package.path\n' + (
        'local elementary = require("elementary")\n'
        "elementary.exp = function() return nil + 1 end\n"
        'require("protocol").answer('
        '[[{"id": 1, "experiment": "elementary", "function": "exp", "values": [1]}]])\n'
    )
    done = subprocess.run([LUA, "-e", program], cwd=EXAMPLE, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"arithmetic on a nil value" in done.stderr


@needs_lua
def test_it_starts_in_any_folder_and_answers_a_last_line_without_its_end(tmp_path: Path) -> None:
    command = [LUA, str(EXAMPLE / "port.lua")]
    done = subprocess.run(command, input=b'{"id": 1}', cwd=tmp_path, capture_output=True)
    assert json.loads(done.stdout)["error"]["code"] == "missing_field"
    assert done.returncode == 0


def test_it_knows_every_experiment() -> None:
    text = (EXAMPLE / "experiments.lua").read_text(encoding="utf-8")
    here, elsewhere = text.split("experiments.ELSEWHERE")
    assert set(re.findall(r"^  (\w+) = \{", here, re.M)) == set(CHAPTERS)
    assert set(re.findall(r"^  (\w+) = true", elsewhere, re.M)) == EXPERIMENTS.keys() - {*CHAPTERS}


def test_a_chapter_has_the_functions_of_the_reference_in_their_order() -> None:
    for name in CHAPTERS:
        text = (EXAMPLE / f"{name}.lua").read_text(encoding="utf-8")
        module = getattr(chapters, name)
        wanted = [
            function.__name__
            for function in vars(module).values()
            if getattr(function, "__module__", "") == module.__name__ and callable(function)
        ]
        found = re.findall(rf"^function {name}\.(\w+)", text, re.M)
        assert found == [each for each in wanted if each.islower() and each != "permutation"], name
