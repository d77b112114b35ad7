"""Fixtures that choose how the C core uses the processor."""

from collections.abc import Iterator

import pytest
from support.processor import use_or_skip

import refnet
from refnet.core.processor import ISAS


@pytest.fixture
def _as_before() -> Iterator[None]:
    """Restore the number of threads and the instruction set after the test."""
    threads, isa = refnet.threads(), refnet.isa()
    yield
    refnet.set_threads(threads)
    refnet.set_isa(isa)


@pytest.fixture(params=ISAS)
def isa(request: pytest.FixtureRequest, _as_before: None) -> str:
    """Use each instruction set that the machine has."""
    use_or_skip(request.param)
    return str(request.param)


# "plain" uses one thread, whatever is set
EACH = [("plain", 1), *((isa, threads) for isa in ISAS[1:] for threads in (1, 3))]


@pytest.fixture(params=EACH, ids=str)
def _processor(request: pytest.FixtureRequest, _as_before: None) -> None:
    """Use each instruction set that the machine has, alone and with helper threads."""
    isa, threads = request.param
    use_or_skip(isa)
    refnet.set_threads(threads)
