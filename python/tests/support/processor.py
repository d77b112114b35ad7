"""Instruction sets and threads."""

import pytest

import refnet
from refnet import RefnetError

# for tests that run on each instruction set, alone and with helper threads (core/conftest.py)
EVERYWHERE = pytest.mark.usefixtures("_processor")


def use_or_skip(name: str) -> None:
    """Use an instruction set; skip the test where this machine does not have it."""
    try:
        refnet.set_isa(name)
    except RefnetError as error:
        pytest.skip(str(error))
