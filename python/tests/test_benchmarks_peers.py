"""The comparison with other libraries: the data that all of them get, and the tables."""

from typing import Any

import numpy as np
import pytest
from benchmarks.peers import page, workloads
from benchmarks.report import with_part

from refnet import core


def test_inputs_are_those_that_the_ports_draw() -> None:
    workload = workloads.BY_SAMPLES[10]
    inputs, classes = workloads.examples_of(workload, "float64")
    assert np.array_equal(inputs.ravel(), core.random(workloads.SEED, inputs.size))
    assert classes.tolist() == list(range(10))


def test_first_weights_are_those_that_the_ports_draw() -> None:
    workload = workloads.DIGITS_EPOCH
    kernels = workloads.first_weights(workload, "float64")[::2]
    drawn = core.initial_kernels("glorot_uniform", workload.sizes, workloads.SEED)
    for kernel, expected in zip(kernels, drawn, strict=True):
        assert np.array_equal(kernel, expected)


def test_units_divide_the_time_of_a_run() -> None:
    [batch_1, batch_32, *_] = workloads.BY_BATCH
    assert (batch_1.units, batch_32.units) == (1024, 256)
    assert (workloads.DIGITS_EPOCH.units, workloads.TWO_LAYER.units) == (1, 1500)
    assert workloads.BY_SAMPLES[1].units == 200


def test_targets_name_workloads_that_are_measured() -> None:
    assert {target.workload for target in page.TARGETS} <= {
        workload.name for workload in workloads.MAIN
    }


def measured(loss: float) -> page.Measured:
    """Return measurements of two implementations of one workload; loss: of one of them."""
    runs = {
        page.BASELINE: {"seconds": [4.0, 2.0, 3.0], "loss": 0.5},
        page.TWO_LAYER_CORE: {"seconds": [1.0, 1.0], "loss": loss},
    }
    of_one: dict[str, Any] = {"workloads": {"two_layer": runs}, "versions": {}}
    return page.Measured({"threads": {"1": of_one}, "left_out": {}})


def test_a_loss_that_differs_is_found() -> None:
    assert page.differences(measured(0.5 * (1 + 1e-10))) == []
    [line] = page.differences(measured(0.5 * (1 + 1e-8)))
    assert "refnet, two_layer: expected the loss 0.5 of NumPy" in line
    assert "got 0.500000005" in line
    [line] = page.differences(measured(float("nan")))
    assert "got nan" in line


def test_a_target_is_compared_with_the_fastest() -> None:
    shown = page.target_table(measured(0.5))
    row = next(i for i, cell in enumerate(shown.columns[0].cells) if cell == "(c) two_layer: NumPy")
    cells = [list(column.cells)[row] for column in shown.columns]
    assert cells == ["(c) two_layer: NumPy", "40 times", "3.00", "NumPy, float64", "no"]


@pytest.mark.parametrize("command", ["make bench", "make bench-peers"])
def test_a_command_replaces_its_own_part_of_the_page(command: str) -> None:
    page_before = with_part(with_part("", "make bench-peers", "two"), "make bench", "one")
    assert page_before.index("one") < page_before.index("two")
    page_after = with_part(page_before, command, "three")
    kept = {"make bench": "two", "make bench-peers": "one"}[command]
    assert kept in page_after
    assert "three" in page_after
    assert page_after == with_part(page_after, command, "three")
