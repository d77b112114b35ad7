"""The comparison with other libraries: the same numbers for all, and its tables."""

from typing import Any

import numpy as np
import pytest
from benchmarks.peers import page, works
from benchmarks.report import with_part

from refnet import core


def test_inputs_are_those_that_the_ports_draw() -> None:
    work = works.PREDICTIONS[10]
    inputs, classes = works.examples_of(work, "float64")
    assert np.array_equal(inputs.ravel(), core.random(works.SEED, inputs.size))
    assert classes.tolist() == list(range(10))


def test_first_weights_are_those_that_the_ports_draw() -> None:
    work = works.DIGITS_EPOCH
    kernels = works.first_weights(work, "float64")[::2]
    drawn = core.initial_kernels("glorot_uniform", work.sizes, works.SEED)
    for kernel, expected in zip(kernels, drawn, strict=True):
        assert np.array_equal(kernel, expected)


def test_units_divide_the_time_of_a_run() -> None:
    [batch_1, batch_32, *_] = works.TRAININGS
    assert (batch_1.units, batch_32.units) == (1024, 256)
    assert (works.DIGITS_EPOCH.units, works.TWO_LAYER.units) == (1, 1500)
    assert works.PREDICTIONS[1].units == 200


def test_targets_are_about_works_that_are_measured() -> None:
    assert {target.work for target in page.TARGETS} <= {work.name for work in works.MAIN}


def measured(loss: float) -> page.Measured:
    """Return measurements of two implementations of one work; loss: of one of them."""
    runs = {
        page.BASELINE: {"seconds": [4.0, 2.0, 3.0], "loss": 0.5},
        page.TWO_LAYER_CORE: {"seconds": [1.0, 1.0], "loss": loss},
    }
    of_one: dict[str, Any] = {"works": {"two_layer": runs}, "versions": {}}
    return page.Measured({"threads": {"1": of_one}, "left_out": {}})


def test_a_loss_that_differs_is_found() -> None:
    assert page.differences(measured(0.5 * (1 + 1e-10))) == []
    [line] = page.differences(measured(0.5 * (1 + 1e-8)))
    assert "refnet, two_layer has the loss 0.500000005" in line
    [line] = page.differences(measured(float("nan")))
    assert "refnet, two_layer has the loss nan" in line


def test_a_target_is_checked_against_the_fastest() -> None:
    shown = page.target_table(measured(0.5))
    row = next(i for i, cell in enumerate(shown.columns[0].cells) if cell == "(c) two_layer: NumPy")
    cells = [list(column.cells)[row] for column in shown.columns]
    assert cells == ["(c) two_layer: NumPy", "40 times", "3.00", "NumPy, float64", "no"]


@pytest.mark.parametrize("command", ["make bench", "make bench-peers"])
def test_a_command_replaces_its_own_part_of_the_page(command: str) -> None:
    page_before = with_part(with_part("", "make bench-peers", "two"), "make bench", "one")
    assert page_before.index("one") < page_before.index("two")
    page_after = with_part(page_before, command, "new")
    kept = {"make bench": "two", "make bench-peers": "one"}[command]
    assert kept in page_after
    assert "new" in page_after
    assert page_after == with_part(page_after, command, "new")
