"""Standardizing: part of the model in every port, and numbers that it cannot take."""

import base64
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.commands import csv, invoke, refusal, told

import refnet
from refnet.conformance.process import PortProcess

LEAST = "-1.7976931348623157e308"


@pytest.fixture(autouse=True)
def _no_warnings(recwarn: pytest.WarningsRecorder) -> Any:
    """No command warns: NumPy's warnings name no file, line or column."""
    yield
    assert [str(each.message) for each in recwarn.list] == []


def rows_with(first: Any) -> list[str]:
    """Return 60 rows u,v,kind; first: the u of row i, for its standard normal number."""
    chance = random.Random(5)
    return [
        f"{first(i, chance.gauss(i % 2, 0.4))},{chance.gauss(0, 1):.3f},{'ny'[i % 2]}"
        for i in range(60)
    ]


def write(path: Path, rows: list[str], head: str = "u,v,kind") -> Path:
    path.write_text("\n".join([head, *rows]) + "\n")
    return path


def test_every_port_predicts_what_the_command_line_does(
    running_ports: dict[str, PortProcess], tmp_path: Path
) -> None:
    chance = random.Random(8)
    people = [
        f"{chance.gauss(1200 + 550 * (i % 2), 40):.0f},"
        f"{chance.gauss(25000 + 50000 * (i % 2), 3000):.0f},{('child', 'adult')[i % 2]}"
        for i in range(100)
    ]
    model, asked = tmp_path / "model", tmp_path / "two.csv"
    table = write(tmp_path / "t.csv", people, "height_mm,weight_g,kind")
    inputs = [[1200.0, 25000.0], [1750.0, 75000.0]]
    asked.write_text("height_mm,weight_g\n1200,25000\n1750,75000\n")
    for target in ("kind", "weight_g"):
        drop = ["--drop", "kind"] if target == "weight_g" else []
        told("train", *csv(table, target), *drop, "--epochs", 60, "--save", model)
        outputs = told("predict", model, "--csv", asked)["outputs"]
        rows = inputs if target == "kind" else [row[:1] for row in inputs]
        assert refnet.load(model).predict(rows).tolist() == outputs
        request = {
            "id": 1,
            "experiment": "predict",
            "model": base64.b64encode(model.read_bytes()).decode(),
            "inputs": rows,
        }
        for name, port in running_ports.items():
            answer = json.loads(port.ask(json.dumps(request)))
            assert answer.get("outputs") == outputs, (name, answer)
    assert abs(outputs[0][0] - 25000) < 10000 < abs(outputs[0][0] - 75000)


UNFIT = {
    "a marker of a missing value": (
        lambda i, a: LEAST if i == 7 else f"{a:.17g}",
        'line 9: -1.7976931348623157e+308 in column "u" is too large',
    ),
    "likelihoods": (
        lambda i, a: f"{1e-200 * (3 + a):.17g}",
        'the numbers in column "u" have a standard deviation of at most 1e-07; multiply them, for '
        "example by 1e200",
    ),
    "one small number among zeros": (
        lambda i, a: "3e-7" if i % 30 == 3 else "0",
        "a standard deviation of at most 1e-07; multiply them, for example by 1e7",
    ),
    "masses of particles": (
        lambda i, a: f"{1e-9 * a:.17g}",
        "multiply them, for example by 1e9",
    ),
    "subnormal numbers": (lambda i, a: "5e-324" if i % 2 else "0", "for example by 1e300"),
    "huge ones": (lambda i, a: f"{1e200 * (3 + a):.17g}", 'in column "u" is too large'),
    "both ends": (lambda i, a: "1.7e308" if i % 2 else "-1.7e308", "is too large"),
    "a marker that hides the others": (
        lambda i, a: "1e30" if i in (3, 30) else f"{a:.3f}",
        '1e+30 in column "u" is so far from the others that they cannot be told apart',
    ),
    "text for infinity": (lambda i, a: "Infinity" if i == 7 else a, "line 9: expected a number"),
    "text for nothing": (lambda i, a: "NaN" if i == 7 else a, "fill in missing values"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_numbers_that_cannot_be_standardized_are_refused(name: str, tmp_path: Path) -> None:
    first, reason = UNFIT[name]
    table = write(tmp_path / "t.csv", rows_with(first))
    for save in ([], ["--save", tmp_path / "model"]):
        line = refusal("train", *csv(table, "kind"), *save)
        assert line.startswith(f"refnet: {table}")
        assert reason in line
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("name", [name for name in UNFIT if not name.startswith("text")])
def test_targets_that_cannot_be_standardized_are_refused(name: str, tmp_path: Path) -> None:
    first, reason = UNFIT[name]
    table = write(tmp_path / "t.csv", rows_with(first))
    line = refusal("train", *csv(table, "u"), "--drop", "kind", "--task", "regression")
    assert line.startswith(f"refnet: {table}")
    assert reason in line


@pytest.mark.parametrize("number", ["3", "0.1", "-0", "1.7976931348623157e308", "5e-324"])
def test_a_constant_column_changes_nothing(number: str, tmp_path: Path) -> None:
    model = tmp_path / "model"
    table = write(tmp_path / "t.csv", rows_with(lambda i, a: number))
    told("train", *csv(table, "kind"), "--epochs", 1, "--save", model)
    first = refnet.load(model).layers[0]
    assert isinstance(first, refnet.layers.Normalization)
    assert (first.mean[0], first.variance[0]) == (float(number), 1.0)


def test_rows_beyond_a_models_reach_are_refused(tmp_path: Path) -> None:
    model = tmp_path / "model"
    rows = rows_with(lambda i, a: f"{a:.3f}")
    table = write(tmp_path / "t.csv", rows)
    told("train", *csv(table, "kind"), "--epochs", 1, "--save", model)
    for number in ("1.7976931348623157e308", LEAST, "1e200"):
        write(table, [*rows[:5], f"{number},0,n"])
        reason = f'line 7: {float(number)!r} in column "u" is too far from the rows'
        for command in (["predict", model, "--csv", table], ["evaluate", model, "--csv", table]):
            assert reason in refusal(*command)
        write(table, [*rows, f"{number},0,n"])
        assert "too far" in refusal("train", *csv(table, "kind"), "--resume", model)
    write(table, [*rows, "1e9,0,n"])
    assert told("predict", model, "--csv", table)["classes"][-1] in ("n", "y")


def test_targets_beyond_a_models_reach_are_refused(tmp_path: Path) -> None:
    model = tmp_path / "model"
    rows = rows_with(lambda i, a: f"{a:.3f}")
    table = write(tmp_path / "t.csv", rows)
    told("train", *csv(table, "u"), "--drop", "kind", "--epochs", 1, "--save", model)
    write(table, [*rows, f"{LEAST},0,n"])
    assert 'line 62: -1.7976931348623157e+308 in column "u"' in refusal(
        "evaluate", model, "--csv", table
    )


def test_large_and_small_columns_train_alike(tmp_path: Path) -> None:
    accuracies = []
    for scale in (1e-6, 1.0, 1e100):
        table = write(tmp_path / "t.csv", rows_with(lambda i, a: f"{scale * a:.17g}"))  # noqa: B023
        shown = told("train", *csv(table, "kind"), "--epochs", 60, "--hidden", 8)
        accuracies.append(shown["history"]["accuracy"][-1])
    assert min(accuracies) > 0.8


def test_a_model_of_ones_own_predicts_beyond_all_numbers(tmp_path: Path) -> None:
    model, table = tmp_path / "model", tmp_path / "t.csv"
    wide = refnet.Sequential([refnet.Dense(2, input_shape=(1,))])
    wide.build((1,))
    wide.set_weights([np.array([[1e308, -1e308]]), np.zeros(2)])
    wide.save(model)
    table.write_text("a\n1e10\n")
    assert invoke("predict", model, "--csv", table).stdout == "inf -inf\n"
