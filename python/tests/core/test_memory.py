"""Requests for more memory than there is end in a clear error, before the system ends the process.

They are made here with everything that counts: trials, epochs, lists of epochs, units.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.networks import dense_layers, examples
from support.refusals import refused

from refnet import core
from refnet.core import memory
from refnet.core.memory import ALWAYS_FITS, available_memory, fits
from refnet.reference.optimizers import Optimizer
from refnet.reference.training import Training

ABSURD = 10**15
SGD = Optimizer("sgd", 1e-3)
LAYERS = dense_layers((2, 3), ("tanh",))
X, T = examples(4, 2, 3)


def epochs(last: int, record: Any = None) -> Any:
    state = core.initial_state(core.network_parameters(LAYERS), SGD)
    how = Training("mse", SGD, 2)
    return core.train_epochs(LAYERS, state, how, X, T, 1, last, core.seeded(0), False, record)


# for a count, each call with the word that its message begins with
CALLS: dict[str, Callable[[int], Any]] = {
    "trials": lambda count: core.button_press([1.0], [0.0], 1, 0.2, count),
    "iterations": lambda count: core.neuron([[1.0]], [1.0], [0.0], iterations=count),
    "iterations ": lambda count: core.two_layer(
        [[1.0]], [[1.0]], [[0.0]], [[0.0]], iterations=count
    ),
    "epochs": lambda count: core.dense(LAYERS, "mse", SGD, X, T, None, count),
    "last": epochs,
    "count": lambda count: core.permutation(count, core.seeded(1)),
    "units": lambda count: core.one_hot([0], count),
    "units ": lambda count: core.initial_kernel("zeros", 1, count, core.seeded(1)),
}

# for a list of epochs, each call
RECORDS: dict[str, Callable[[Any], Any]] = {
    "neuron": lambda record: core.neuron([[1.0]], [1.0], [0.0], iterations=ABSURD, record=record),
    "two_layer": lambda record: core.two_layer(
        [[1.0]], [[1.0]], [[0.0]], [[0.0]], iterations=ABSURD, record=record
    ),
    "dense": lambda record: core.dense(LAYERS, "mse", SGD, X, T, None, ABSURD, None, record),
    "train_epochs": lambda record: epochs(ABSURD, record),
}


def peak() -> int:
    """Return the most memory that this process has used, in bytes; 0 where nobody says."""
    if sys.platform != "linux":
        return 0
    import resource

    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("count", [ABSURD, 2**53 - 1])
def test_an_absurd_count_is_a_memory_error(name: str, count: int) -> None:
    before = peak()
    with pytest.raises(MemoryError, match=f"^{name.strip()}: "):
        CALLS[name](count)
    assert peak() - before < 2**30


@pytest.mark.parametrize("name", RECORDS)
def test_an_absurd_list_of_epochs_is_a_memory_error(name: str) -> None:
    with pytest.raises(MemoryError):
        RECORDS[name](np.broadcast_to(np.int64(1), 2**50))


@pytest.mark.parametrize("name", RECORDS)
def test_records_that_do_not_fit_are_a_memory_error(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run is not begun: it would take years to reach the last of them."""
    monkeypatch.setattr(memory, "available_memory", lambda: ALWAYS_FITS + 1)
    field = "last" if name == "train_epochs" else "record"
    with pytest.raises(MemoryError, match=f"^{field}: "):
        RECORDS[name](np.arange(1, ALWAYS_FITS // 8))


@pytest.mark.parametrize("name", CALLS)
def test_what_fits_depends_on_the_machine(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "available_memory", lambda: ALWAYS_FITS + 1)
    with pytest.raises(MemoryError, match=f"^{name.strip()}: "):
        CALLS[name](ALWAYS_FITS // 8 + 2)
    monkeypatch.setattr(memory, "available_memory", lambda: 2**40)
    monkeypatch.setattr(memory, "ALWAYS_FITS", 1)
    CALLS[name](100)


def test_a_run_of_too_many_trials_may_still_diverge() -> None:
    refused("diverged", "weights", core.button_press, [1.0], [1e308], 1, 6e307, ABSURD)
    layers = [LAYERS[0]._replace(activation="linear")]
    refused("diverged", "loss", core.dense, layers, "mse", SGD, [[1e200] * 2] * 4, T, 1, ABSURD)


def test_a_count_that_is_refused_needs_no_memory() -> None:
    message = refused("out_of_range", "count", core.random, 1, ABSURD)
    assert message == "count: expected 0 to 16777216"
    refused("out_of_range", "sizes", core.initial_kernels, "zeros", [2**24, 2**24], 1)


def test_long_lists_are_not_copied_into_objects() -> None:
    """A fault is still named with its index."""
    order = np.zeros(300_000, np.int64)
    order[200_000] = 4
    state = core.initial_state(core.network_parameters(LAYERS), SGD)
    how = Training("mse", SGD, 2)
    arguments = LAYERS, state, how, X, T, order, core.seeded(0), 1
    message = refused("out_of_range", "order", core.train_epoch, *arguments)
    assert message == "order[200000]: expected 0 to 3"
    message = refused("out_of_range", "classes", core.one_hot, [0, 1, -1, 9], 3)
    assert message == "classes[2]: expected 0 to 2"


def test_the_smallest_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meminfo, limit, old = (tmp_path / name for name in ("meminfo", "memory.max", "old"))
    monkeypatch.setattr(memory, "MEMORY", meminfo)
    monkeypatch.setattr(memory, "LIMITS", (limit, old))
    system = "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {})
    assert 2**20 < available_memory() <= sys.maxsize
    if system:
        assert available_memory() < sys.maxsize
    meminfo.write_text(
        "MemTotal: 9 kB\nMemAvailable:    5 kB\nHugePages_Total: 0\nSwapFree: 2 kB\n"
    )
    assert available_memory() == 7 * 1024
    limit.write_text("max\n")
    assert available_memory() == 7 * 1024
    limit.write_text("6000\n")
    assert available_memory() == 6000
    old.write_text("4096\n")
    assert available_memory() == 4096
    assert fits(ALWAYS_FITS)
    assert not fits(ALWAYS_FITS + 1)
