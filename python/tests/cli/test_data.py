"""Data on the command line: data sets, CSV files, and what their targets hold."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.commands import csv, invoke, refusal, told

import refnet
from refnet import Dense, Sequential

CLOTHES = [
    "T-shirt/top",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
]


def without_notes(*arguments: Any) -> dict[str, Any]:
    """Return the JSON that a command prints, whatever it notes on standard error."""
    result = invoke(*arguments, "--json")
    assert result.exit_code == 0, result.output
    parsed: dict[str, Any] = json.loads(result.stdout)
    return parsed


@pytest.fixture
def whole_prices(tmp_path: Path) -> Path:
    """A CSV file with 50 prices, whole numbers."""
    path = tmp_path / "whole.csv"
    path.write_text("a,price\n" + "".join(f"{i / 10},{100 + 3 * i}\n" for i in range(50)))
    return path


@pytest.mark.parametrize(
    ("task", "chosen", "printed"),
    [
        (None, "regression", "a measurement, standardized for training; --task classification"),
        ("auto", "regression", "a measurement, standardized for training; --task classification"),
        ("classification", "classification", "50 classes"),
        ("regression", "regression", "a measurement"),
    ],
)
def test_whole_numbers_are_what_the_task_says(
    task: str | None, chosen: str, printed: str, whole_prices: Path, tmp_path: Path
) -> None:
    path = tmp_path / "model.refnet"
    options = [*csv(whole_prices, "price"), *([] if task is None else ["--task", task])]
    result = without_notes("train", *options, "--epochs", 1, "--save", path)
    assert result["task"] == chosen
    assert ("test_accuracy" in result) == (chosen == "classification")
    lines = invoke("train", *options, "--epochs", 1).stdout.splitlines()
    assert lines[1].startswith(f'target "price": {printed}')
    again = told("train", *csv(whole_prices, "price"), "--epochs", 2, "--resume", path)
    assert again["task"] == chosen


def test_the_task_decides_between_measurements_and_classes(prices: Path, flowers: Path) -> None:
    options = [*csv(prices, "price"), "--epochs", 1]
    assert told("train", *options)["task"] == "regression"
    classified = without_notes("train", *options, "--task", "classification")
    assert classified["task"] == "classification"
    printed = invoke("train", *csv(flowers), "--epochs", 1).stdout.splitlines()
    assert printed[1] == 'target "flower": 3 classes'
    assert told("train", "digits", "--epochs", 0)["task"] == "classification"


@pytest.mark.parametrize(
    ("cells", "task", "reason"),
    [
        (["1", "", "x"], "auto", 'line 3: expected a value in column "t"'),
        (["1", "2", " "], "classification", 'line 4: expected a value in column "t"'),
        (["1.5", "2", ""], "regression", 'line 4: expected a value in column "t"'),
        (["1.5", "inf", "2"], "auto", 'line 3: expected a number in the target, got "inf"'),
        (["1", "2", "-inf"], "auto", 'line 4: expected a number in the target, got "-inf"'),
        (["1", "2", "1e999"], "auto", 'line 4: expected a number in the target, got "1e999"'),
        (["nan", "1.5", "2"], "auto", 'line 2: expected a number in the target, got "nan"'),
        (["1", "rose", "2"], "regression", 'line 3: expected a number in the target, got "rose"'),
        (["1", "2", "1_0"], "regression", 'line 4: expected a number in the target, got "1_0"'),
    ],
)
def test_an_invalid_target_is_refused_with_its_line(
    cells: list[str], task: str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    lines = [f"{i},{cell}" for i, cell in enumerate([*cells, "1", "2", "3"])]
    path.write_text("\n".join(["a,t", *lines]) + "\n")
    line = refusal("train", *csv(path, "t"), "--task", task)
    assert line.startswith(f"refnet: {path}, {reason}")


def test_evaluate_names_the_line_of_a_target(flowers: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    told("train", *csv(flowers), "--epochs", 1, "--save", path)
    flowers.write_text(flowers.read_text() + "1,2,cactus\n1,2,\n")
    assert "line 53: expected a value" in refusal("evaluate", path, "--csv", flowers)
    flowers.write_text(flowers.read_text().removesuffix("1,2,\n"))
    line = refusal("evaluate", path, "--csv", flowers)
    assert line.endswith(
        'line 52: the model knows no class "cactus", only "rose", "tulip", "violet"'
    )


@pytest.mark.parametrize("columns", ["ab", "abc"])
@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_an_input_of_the_model_is_refused_as_its_target(
    command: str, columns: str, tmp_path: Path
) -> None:
    table, path = tmp_path / "table.csv", tmp_path / "model.refnet"
    rows = np.random.RandomState(3).uniform(-1, 1, (20, len(columns) + 1)).tolist()
    lines = [",".join(str(number) for number in row) for row in rows]
    table.write_text("\n".join([",".join([*columns, "price"]), *lines]) + "\n")
    invoke("train", *csv(table, "price"), "--epochs", 1, "--save", path)
    model = ["--resume", path] if command == "train" else [path]
    assert '"a"' in refusal(command, *model, *csv(table, "a"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a,b,t\n1,2,x\n1,oops,y\n", 'line 3: expected a number in column "b", got "oops"'),
        ("a,b,t\n1,2,x\n\n1,nan,y\n", 'line 4: expected a number in column "b", got "nan"'),
        ("a,b,t\n1,2,x\n1,inf,y\n", 'line 3: expected a number in column "b", got "inf"'),
        ("a,b,t\n1,,x\n", 'line 2: expected a number in column "b", got ""'),
        ("a,b,t\n1,2,x\n1,1_0,y\n", 'line 3: expected a number in column "b", got "1_0"'),
        ("a,b,t\n1,2,x\n1,y\n", "line 3: expected 3 values"),
        ("a,b,t\n1,2,x\n1,2,3,y\n", "line 3: expected 3 values"),
        ('a,b,t\n1,2,"x\n', "unexpected end of data"),
        ("a,b,t\n", "line 2: expected at least one row of numbers"),
        ("t\nx\ny\n", "line 1: expected names of columns"),
        ("a,b,t\n1,2,x\n1,3,y\n", "expected at least 5 rows"),
    ],
)
def test_a_bad_table_is_refused_with_line_and_column(
    content: str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content)
    line = refusal("train", *csv(path, "t"))
    assert str(path) in line
    assert reason in line


def test_bytes_that_are_not_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes("a,b,t\n1,2,x\n".encode("utf-16"))
    assert str(path) in refusal("train", *csv(path, "t"))


def test_an_unknown_column_is_refused_with_the_nearest(flowers: Path) -> None:
    line = refusal("train", *csv(flowers, "flwer"))
    assert line == (
        'refnet: --target: there is no "flwer", only length, width, flower; did you mean "flower"?'
    )


def test_data_of_another_shape_end_with_one_line(flowers: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    model = Sequential([Dense(10, "softmax", input_dim=2)], seed=1)
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.save(path, include_optimizer=True)  # without the notes that refnet train writes
    for command in (["evaluate", path], ["predict", path], ["train", "--resume", path]):
        assert "expected examples of shape (2,)" in refusal(*command, "digits")


def test_a_model_of_fashion_mnist_predicts_its_names(tmp_path: Path, clothes: None) -> None:
    path = tmp_path / "model.refnet"
    told("train", "fashion-mnist", "--epochs", 30, "--hidden", 16, "--save", path)
    assert refnet.load(path).classes == CLOTHES
    result = told("predict", path, "fashion-mnist")
    assert result["classes"] == [CLOTHES[i] for i in np.argmax(result["outputs"], axis=1)]


def test_a_class_that_the_model_does_not_know(flowers: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    told("train", *csv(flowers), "--epochs", 1, "--save", path)
    flowers.write_text(flowers.read_text() + "1,2,cactus\n")
    assert "cactus" in refusal("evaluate", path, "--csv", flowers)
    assert "cactus" in refusal("train", "--resume", path, *csv(flowers))
