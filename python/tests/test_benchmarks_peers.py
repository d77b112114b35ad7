"""The comparison with other libraries: the data that all of them get, and the tables."""

from typing import Any

import numpy as np
import pytest
from benchmarks.peers import networks, page, recurrent, run, worker, workloads
from benchmarks.report import digits, with_part

import refnet
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


def model_of(workload: workloads.Workload) -> refnet.Sequential:
    """Return a recurrent network of refnet with its own first weights."""
    layers: dict[str, Any] = {"lstm": refnet.layers.LSTM, "gru": refnet.layers.GRU}
    kind, units = workload.layers[0]
    dense = refnet.layers.Dense(10, "softmax")
    first = refnet.Input(workload.input_shape)
    return refnet.Sequential([first, layers[kind](units), dense], seed=workloads.SEED)


RECURRENT = [pytest.param(w, id=w.layers[0][0]) for w in workloads.RECURRENT if w.examples == 1]


@pytest.mark.parametrize("workload", RECURRENT)
def test_first_weights_of_recurrent_networks_are_those_of_refnet(
    workload: workloads.Workload,
) -> None:
    weights = workloads.first_weights(workload, "float64")
    for part, expected in zip(weights, model_of(workload).get_weights(), strict=True):
        np.testing.assert_allclose(part, expected, rtol=0, atol=1e-14)


@pytest.mark.parametrize("workload", RECURRENT)
def test_outputs_of_recurrent_networks_are_those_of_refnet(workload: workloads.Workload) -> None:
    generator = np.random.RandomState(5)
    inputs = generator.random_sample((3, *workload.input_shape))
    first = workloads.first_weights(workload, "float64")
    weights = [part + 0.1 * generator.standard_normal(part.shape) for part in first]
    model = model_of(workload)
    model.set_weights(weights)
    outputs = networks.network_outputs(workload.network, weights, inputs)
    np.testing.assert_allclose(outputs, model.predict(inputs), rtol=0, atol=1e-13)


@pytest.mark.parametrize("workload", RECURRENT)
def test_weights_come_back_from_the_layout_of_pytorch(workload: workloads.Workload) -> None:
    layer, _ = workload.layers
    generator = np.random.RandomState(5)
    weights = [
        generator.random_sample(part.shape)
        for part in workloads.first_weights(workload, "float64")[:3]
    ]
    parts = recurrent.pytorch_parts(layer, weights)
    columns = recurrent.GATES[layer[0]] * 128
    assert [part.shape for part in parts] == [(columns, 28), (columns, 128), (columns,), (columns,)]
    for part, expected in zip(recurrent.from_pytorch(layer, parts), weights, strict=True):
        assert np.array_equal(part, expected)


def test_multiply_adds_of_recurrent_networks_are_those_of_all_steps() -> None:
    lstm: networks.Layer = ("lstm", 3)
    dense: networks.Layer = ("dense", 2, "softmax")
    forward = 5 * (7 * 12 + 3 * 12) + 3 * 2
    assert networks.multiply_adds((5, 7), [lstm, dense], is_trained=False) == forward
    trained = 5 * (2 * 7 * 12 + 3 * 3 * 12) + 3 * 3 * 2
    assert networks.multiply_adds((5, 7), [lstm, dense], is_trained=True) == trained


def test_units_divide_the_time_of_a_run() -> None:
    [batch_1, batch_32, *_] = workloads.BY_BATCH
    assert (batch_1.units, batch_32.units) == (1024, 256)
    assert (workloads.DIGITS_EPOCH.units, workloads.TWO_LAYER.units) == (1, 1500)
    assert workloads.BY_SAMPLES[1].units == 200


def test_targets_name_workloads_that_are_measured() -> None:
    assert {target.workload for target in page.TARGETS} <= {
        workload.name for workload in workloads.MAIN
    }


def test_a_plan_has_the_workloads_asked_for() -> None:
    names = [workload.name for workload, _, _ in run.plan_of(1, ["late", "predict-1"], None)]
    assert names == [
        "predict-1",
        "predict-10000",
        "late",
        "predict-10",
        "predict-100",
        "predict-1000",
    ]
    assert [rounds for _, _, rounds in run.plan_of(2, ["predict"], 3)] == [3, 3]
    whole = {workload.name for workload, _, _ in run.plan_of(1, [], None)}
    assert whole > {"batch-1", "batch-32", "batch-128", "batch-512", "early", "late", "predict-1"}


def test_the_epochs_before_a_run_are_not_timed() -> None:
    calls: list[Any] = []
    task = worker.training(workloads.LATE, calls.append, list, lambda: calls.append("reset"))
    task.reset()
    assert calls == ["reset", 4]
    task.run()
    assert calls == ["reset", 4, 1]


def of_one_thread(workloads: dict[str, page.Runs]) -> page.Measured:
    """Return measurements with one thread."""
    of_one: dict[str, Any] = {"workloads": workloads, "versions": {}}
    return page.Measured({"threads": {"1": of_one}, "left_out": {}})


def rows_of(shown: Any) -> dict[str, list[str]]:
    """Return the other cells of each row, by its first."""
    rows = zip(*(column.cells for column in shown.columns), strict=True)
    return {first: others for first, *others in rows}


def test_a_prediction_in_bfloat16_is_found() -> None:
    runs = {
        page.BASELINE: {"seconds": [1.0], "loss": 0.5},
        "OpenVINO": {"seconds": [1.0], "loss": 0.5 * (1 + 1e-7)},
    }
    assert page.differences(of_one_thread({"predict-1": runs})) == []
    runs["OpenVINO"]["loss"] = 0.5 * (1 + 1e-5)
    [line] = page.differences(of_one_thread({"predict-1": runs}))
    assert "OpenVINO: expected the loss 0.5" in line


@pytest.mark.parametrize(("separate", "words"), [(2.0, "50%"), (1.0, "0%"), (0.9, "0%")])
def test_the_cost_of_rounding_follows_from_the_peaks(separate: float, words: str) -> None:
    peaks = {page.FUSED_PEAK: {"seconds": [1.0]}, page.SEPARATE_PEAK: {"seconds": [separate]}}
    text = page.cost_of_rounding(of_one_thread({"multiply-2048-float64": peaks}))
    assert text.endswith(f"the rule costs {words} of it.")


def test_float64_is_compared_with_the_separate_peak() -> None:
    peaks = {page.FUSED_PEAK: {"seconds": [1.0]}, page.SEPARATE_PEAK: {"seconds": [2.0]}}
    products = {
        f"multiply-512-{dtype}": {**peaks, f"refnet, {dtype}": {"seconds": [2.0]}}
        for dtype in ("float32", "float64")
    }
    rows = rows_of(page.target_table(of_one_thread(products)))
    assert rows["(e) 512 and above, float32"] == ["at least 85%", "50%", "fused peak", "no"]
    assert rows["(e) 512 and above, float64"] == ["at least 85%", "100%", "separate peak", "yes"]


@pytest.mark.parametrize(("seconds", "time", "met"), [(1.0, "1.00", "yes"), (1.2, "1.20", "no")])
def test_late_steps_are_compared_with_early_ones(seconds: float, time: str, met: str) -> None:
    of_early = {page.FLOAT32: {"seconds": [0.4], "loss": 2.0}}
    of_late = {page.FLOAT32: {"seconds": [seconds], "loss": 1.0}}
    measured = of_one_thread({"early": of_early, "late": of_late})
    rows = rows_of(page.late_table(measured))
    assert rows[page.FLOAT32] == ["1,000", "", digits(seconds * 1000), "", time, "1.000000"]
    rows = rows_of(page.target_table(measured))
    row = rows["(a) batch 1, float32: steps 4,000 to 5,000"]
    assert row == ["at most 1.1 times", time, "the first 400 steps", met]


def measured(loss: float) -> page.Measured:
    """Return measurements of two implementations of one workload; loss: of one of them."""
    runs = {
        page.BASELINE: {"seconds": [4.0, 2.0, 3.0], "loss": 0.5},
        page.TWO_LAYER_CORE: {"seconds": [1.0, 1.0], "loss": loss},
    }
    return of_one_thread({"two_layer": runs})


def test_a_loss_that_differs_is_found() -> None:
    assert page.differences(measured(0.5 * (1 + 1e-10))) == []
    [line] = page.differences(measured(0.5 * (1 + 1e-8)))
    assert "refnet, two_layer: expected the loss 0.5 of NumPy" in line
    assert "got 0.500000005" in line
    [line] = page.differences(measured(float("nan")))
    assert "got nan" in line


def test_a_target_is_compared_with_the_fastest() -> None:
    rows = rows_of(page.target_table(measured(0.5)))
    assert rows["(c) two_layer: NumPy"] == ["at least 40 times", "3.00", "NumPy, float64", "no"]


@pytest.mark.parametrize("command", ["make bench", "make bench-peers"])
def test_a_command_replaces_its_own_part_of_the_page(command: str) -> None:
    page_before = with_part(with_part("", "make bench-peers", "two"), "make bench", "one")
    assert page_before.index("one") < page_before.index("two")
    page_after = with_part(page_before, command, "three")
    kept = {"make bench": "two", "make bench-peers": "one"}[command]
    assert kept in page_after
    assert "three" in page_after
    assert page_after == with_part(page_after, command, "three")
