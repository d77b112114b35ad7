"""Which rows of a CSV file are tested with: their content decides, and nothing else."""

import random
import re
from pathlib import Path

import numpy as np
import pytest
from support.commands import csv, invoke, refusal, told
from support.rows import is_tested

import refnet

HEAD = "a,b,label"


def coin_tosses(count: int = 200) -> list[str]:
    """Return rows whose labels nothing can tell from their numbers."""
    chance = random.Random(11)
    return [
        f"{chance.gauss(0, 1):.4f},{chance.gauss(0, 1):.4f},{chance.choice('yn')}"
        for _ in range(count)
    ]


def write(path: Path, rows: list[str], head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n")
    return path


def parts(row: str) -> tuple[list[float], str]:
    a, b, label = row.split(",")
    return [float(a), float(b)], label


def test_a_resumed_run_tests_with_no_row_that_it_was_trained_on(tmp_path: Path) -> None:
    rows = coin_tosses()
    table, model = write(tmp_path / "t.csv", rows), tmp_path / "model"
    options = ["--hidden", 64, 32, "--epochs", 300, "--save", model]
    began = told("train", *csv(table, "label"), *options)
    assert abs(began["test_accuracy"] - 0.5) < 0.15
    content = model.read_bytes()
    new = ["0.1,0.2,y", "0.3,-0.2,n", "-1,0.5,y"]
    for changed in (sorted(rows), rows[::-1], [*rows, *new], rows[20:] + rows[:20], rows * 2):
        model.write_bytes(content)
        write(table, changed)
        resumed = told("train", *csv(table, "label"), "--epochs", 301, "--resume", model)
        assert abs(resumed["test_accuracy"] - 0.5) < 0.15
        assert resumed["tested"] == sum(is_tested(*parts(row)) for row in changed)


def test_a_fifth_is_tested_whatever_the_notation(tmp_path: Path) -> None:
    rows = coin_tosses(1000)
    expected = sum(is_tested(*parts(row)) for row in rows)
    assert 150 < expected < 250
    options = ["--hidden", 2, "--epochs", 0]
    for i, written in enumerate(
        [
            rows,
            [row.replace(",", " , ") for row in rows],
            [f"{a}0,{b}e0,{c}" for a, b, c in (row.split(",") for row in rows)],
        ]
    ):
        table = write(tmp_path / f"{i}.csv", written)
        shown = told("train", *csv(table, "label"), *options)
        assert (shown["tested"], shown["examples"]) == (expected, 1000 - expected)


def test_equal_rows_stay_together(tmp_path: Path) -> None:
    rows = coin_tosses(30)
    once = told("train", *csv(write(tmp_path / "1", rows), "label"), "--epochs", 0)
    more = told("train", *csv(write(tmp_path / "9", rows * 9), "label"), "--epochs", 0)
    assert (more["tested"], more["examples"]) == (9 * once["tested"], 9 * once["examples"])


def test_minus_zero_is_zero_and_a_measurement_counts(tmp_path: Path) -> None:
    rows = [f"{i / 7:.3f},0,{i / 3:.4f}" for i in range(40)]
    table, other = write(tmp_path / "a", rows), tmp_path / "b"
    write(other, [row.replace(",0,", ",-0.0,") for row in rows])
    first = told("train", *csv(table, "label"), "--epochs", 1)
    assert first == told("train", *csv(other, "label"), "--epochs", 1)
    numbers = [[float(cell) for cell in row.split(",")] for row in rows]
    assert first["tested"] == sum(is_tested([a, b], target) for a, b, target in numbers)


@pytest.mark.parametrize("classes", ["xy", "xyz"])
@pytest.mark.parametrize("count", range(6, 30, 3))
def test_small_tables_have_rows_of_both_kinds(count: int, classes: str, tmp_path: Path) -> None:
    rows = [f"{i * i},{i % 5},{classes[i % len(classes)]}" for i in range(count)]
    model = tmp_path / "model"
    table = write(tmp_path / "t.csv", rows)
    result = invoke("train", *csv(table, "label"), "--epochs", 0, "--save", model)
    assert result.exit_code == 0
    split = refnet.load(model).notes["split"]
    tested = [is_tested(*parts(row), split=split) for row in rows]
    assert 0 < sum(tested) < count
    notes = [
        f"refnet: only {few} of {count} rows {'is' if few == 1 else 'are'} for {part}"
        for few, part in ((count - sum(tested), "training"), (sum(tested), "testing"))
        if few < 5
    ]
    assert result.stderr.splitlines() == notes  # every class has a row to train on
    trained = {row[-1] for row, of_test in zip(rows, tested, strict=True) if not of_test}
    assert trained == set(classes)


def test_the_only_row_of_a_class_is_trained_on(tmp_path: Path) -> None:
    rows = [f"{i * i},{i % 5},{'xy'[i % 2]}" for i in range(20)]
    rare = next(i for i in range(1000) if is_tested([i, 0], "z", 0))
    table, model = write(tmp_path / "t.csv", [*rows, f"{rare},0,z"]), tmp_path / "model"
    invoke("train", *csv(table, "label"), "--epochs", 0, "--save", model)
    assert not is_tested([rare, 0], "z", refnet.load(model).notes["split"])


def test_a_class_without_a_row_to_train_on_is_named(tmp_path: Path) -> None:
    table = write(tmp_path / "t.csv", [f"{i * i},1,{name}" for i, name in enumerate("vwxyz")])
    result = invoke("train", *csv(table, "label"), "--epochs", 1)
    assert result.exit_code == 0
    lines = result.stderr.splitlines()
    pattern = (
        r'refnet: (the class "." occurs|\d classes occur) only in rows to test with'
        r'(: ".", .*)?; add rows'
    )
    assert re.fullmatch(pattern, lines[0])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["1,2,x"] * 9, 'every row to train on has the same value in column "label"'),
        (["1,2,0.5"] * 9, "expected different rows"),
        (["1,2,x", "1,2,y"], "expected at least 5 rows"),
    ],
)
def test_tables_without_two_parts_are_refused(rows: list[str], reason: str, tmp_path: Path) -> None:
    table = write(tmp_path / "t.csv", rows)
    assert reason in refusal("train", *csv(table, "label"))


def test_a_resumed_run_needs_rows_of_both_kinds(tmp_path: Path) -> None:
    rows, model = coin_tosses(40), tmp_path / "model"
    table = write(tmp_path / "t.csv", rows)
    told("train", *csv(table, "label"), "--epochs", 1, "--save", model)
    for of_test, part in ((True, "train on"), (False, "test with")):
        write(table, [row for row in rows if is_tested(*parts(row)) == of_test])
        line = refusal("train", *csv(table, "label"), "--resume", model)
        assert f"no row is among those to {part}" in line


def test_a_model_that_does_not_say_how_it_was_tested_is_not_resumed(tmp_path: Path) -> None:
    model = refnet.Sequential([refnet.Dense(2, "softmax", input_dim=2)], seed=1)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    model.columns, model.classes = ["a", "b"], ["n", "y"]
    model.save(tmp_path / "model", include_optimizer=True)
    table = write(tmp_path / "t.csv", coin_tosses(40))
    line = refusal("train", *csv(table, "label"), "--resume", tmp_path / "model")
    assert "does not say which rows of a CSV file it was tested with" in line
    assert told("evaluate", tmp_path / "model", *csv(table, "label"))["tested"] == 40


def test_a_resumed_run_reads_the_columns_by_name(tmp_path: Path) -> None:
    rows, whole, part = coin_tosses(60), tmp_path / "whole", tmp_path / "part"
    table = write(tmp_path / "t.csv", rows)
    options = ["--hidden", 4]
    expected = told("train", *csv(table, "label"), *options, "--epochs", 4, "--save", whole)
    told("train", *csv(table, "label"), *options, "--epochs", 2, "--save", part)
    turned = [",".join(row.split(",")[::-1]) for row in rows]
    write(table, turned, "label,b,a")
    resumed = told("train", *csv(table, "label"), "--epochs", 4, "--resume", part)
    assert resumed["weights_sha256"] == expected["weights_sha256"]
    assert np.isclose(resumed["test_loss"], expected["test_loss"])
