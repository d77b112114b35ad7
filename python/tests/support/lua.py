"""The example port in Lua, right, and with pieces of its text replaced."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from refnet.conformance.fixtures import Case
from refnet.conformance.ports import CHECKOUT, Port
from refnet.conformance.runner import run
from refnet.conformance.verdicts import Verdict

EXAMPLE = CHECKOUT / "conformance" / "example_port"
LUA = shutil.which("lua5.4") or "lua5.4"
needs_lua = pytest.mark.skipif(
    shutil.which("lua5.4") is None,
    reason="lua5.4 is missing, which the example port needs: apt-get install lua5.4",
)

Edit = tuple[str, str, str]  # a file, a piece of its text, and what takes its place


def lua_port(folder: Path = EXAMPLE) -> Port:
    return Port("lua", (LUA, "port.lua"), folder, may_skip=True)


def edited_port(folder: Path, edits: Iterable[Edit]) -> Port:
    """Return a copy of the example port with these edits; each piece occurs once."""
    copy = folder / "edited"
    shutil.copytree(EXAMPLE, copy)
    for name, old, new in edits:
        text = (copy / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old, text.count(old))
        (copy / name).write_text(text.replace(old, new), encoding="utf-8")
    return lua_port(copy)


def told(port: Port, cases: Iterable[Case]) -> dict[str, Verdict]:
    """Return the verdicts by case."""
    return {verdict.case: verdict for verdict in run(port, list(cases))}
