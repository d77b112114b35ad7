"""How many threads and which instruction set: the program, the environment, the machine."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.programs import run

import refnet
from refnet import RefnetError
from refnet.core import processor
from refnet.core.processor import ISAS, MOST_THREADS

pytestmark = pytest.mark.usefixtures("_as_before")


def test_the_number_of_threads() -> None:
    for threads in (1, 2, 8, MOST_THREADS, np.int64(3)):
        refnet.set_threads(threads)
        assert refnet.threads() == threads
        assert type(refnet.threads()) is int


@pytest.mark.parametrize("number", [0, -1, 65, 2**31, 2**32 + 1, 2**100, 1.5, 2.0, "2", None, True])
def test_a_wrong_number_is_refused(number: Any) -> None:
    refnet.set_threads(2)
    with pytest.raises(RefnetError, match=r"^n: expected ") as caught:
        refnet.set_threads(number)
    assert caught.value.field == "n"
    whole = type(number) is int and abs(number) < 2**53
    assert caught.value.code == ("out_of_range" if whole else "wrong_type")
    assert refnet.threads() == 2


@pytest.mark.parametrize("number", ["3", "64"])
def test_the_environment_chooses_the_threads(number: str) -> None:
    ended = run("import refnet; print(refnet.threads())", REFNET_THREADS=number)
    assert ended.stdout == f"{number}\n", ended.stderr


@pytest.mark.parametrize("number", ["0", "65", "-1", "1.5", "two", "9" * 5000])
def test_a_wrong_number_in_the_environment_is_named(number: str) -> None:
    ended = run("import refnet", REFNET_THREADS=number)
    assert ended.returncode != 0
    message = f'RefnetError: REFNET_THREADS: expected a number from 1 to 64, got "{number[:20]}'
    assert message in ended.stderr


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system cannot say")
def test_the_default_is_the_cores_that_the_process_may_use() -> None:
    program = """
        import os
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:{cores}])
        import refnet
        print(refnet.threads(), len(os.sched_getaffinity(0)))
    """
    for environment in ({}, {"REFNET_THREADS": ""}):
        assert run(program.format(cores=1), **environment).stdout == "1 1\n"
    cores = min(len(os.sched_getaffinity(0)), MOST_THREADS)
    assert run(program.format(cores=MOST_THREADS)).stdout == f"{cores} {cores}\n"


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system cannot say")
@pytest.mark.parametrize(("granted", "most"), [("50000", 1), ("100001", 2), ("max", MOST_THREADS)])
def test_a_container_may_grant_less(
    granted: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(f"{granted} 100000\n", encoding="ascii")
    monkeypatch.setattr(processor, "PROCESSOR_TIME", file)
    assert processor.usable_cores() == min(most, len(os.sched_getaffinity(0)))


def test_names_of_instruction_sets() -> None:
    assert refnet.isa() in ISAS
    with pytest.raises(RefnetError, match=r'isa: there is no "axv2".*did you mean "avx2"'):
        refnet.set_isa("axv2")


@pytest.mark.parametrize("name", ISAS)
def test_the_environment_chooses_the_instruction_set(name: str) -> None:
    ended = run("import refnet; print(refnet.isa())", REFNET_ISA=name)
    best = ISAS.index(refnet.best_isa())
    if ISAS.index(name) <= best or best == ISAS.index("avx512"):
        assert ended.stdout.strip() == name
    else:
        assert f"this machine has no {name}" in ended.stderr


def test_a_wrong_name_in_the_environment_is_named() -> None:
    ended = run("import refnet", REFNET_ISA="sse9")
    assert ended.returncode != 0
    assert 'REFNET_ISA: there is no "sse9"' in ended.stderr
