"""What a target column holds: classes or a measurement, and which cells are one class."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.commands import csv, invoke, refusal, told

import refnet
from refnet.cli.targets import choose, class_numbers, label_of, ordered
from refnet.files.model_file import write_model
from refnet.files.tables import Table
from refnet.reference import DenseLayer


def table_of(target: list[str]) -> Table:
    return Table(
        "t.csv", ["a"], np.zeros((len(target), 1)), target, list(range(2, len(target) + 2))
    )


def spread(*values: Any, count: int = 60) -> list[str]:
    return [str(values[i % len(values)]) for i in range(count)]


CLASSES = {
    "labels": (spread(0, 1), ["0", "1"]),
    "labels as floats": (spread("0.0", "1.0"), ["0", "1"]),
    "one rare label": ([*spread(0, count=59), "1"], ["0", "1"]),
    "minus and plus": (spread(-1, "+1"), ["-1", "1"]),
    "digits": (spread(*range(10)), [str(n) for n in range(10)]),
    "ratings": (spread(*range(1, 11)), [str(n) for n in range(1, 11)]),
    "as many as there may be": (spread(*range(20)), [str(n) for n in range(20)]),
    "texts": (["b", "a", "b"], ["a", "b"]),
    "postal codes": (spread("01234", "90210", "90211", *range(50_000, 50_030)), None),
    "mostly texts": (["a", "b", "c", "1.5"], ["1.5", "a", "b", "c"]),
    "words of truth": (spread("True", "False"), ["False", "True"]),
}
MEASUREMENTS = {
    "not whole": ["1.5", "2", "2", "2"],
    "exponents": ["2", "1e-3"],
    "years": spread(*range(1990, 2021), count=600),
    "counts with a rare one": [*spread(0, 1, 2, 3), "9"],
    "prices": [str(100_000 + 37 * i) for i in range(60)],
    "row numbers": [str(i) for i in range(60)],
    "one more than classes": spread(*range(21), count=600),
    "a missing one": [*spread("1.5", 2), "NA"],
    "a missing price": [*(str(37 * i) for i in range(60)), "n/a"],
    "an infinite one": ["1", "inf", "2"],
    "decimal commas": spread("1,5", "2,75", "3"),
}


@pytest.mark.parametrize("name", CLASSES)
def test_classes(name: str) -> None:
    target, classes = CLASSES[name]
    chosen = choose(table_of(target), "auto").classes
    assert chosen is not None
    assert chosen == (classes or sorted(set(target)))


@pytest.mark.parametrize("name", MEASUREMENTS)
def test_measurements(name: str) -> None:
    assert choose(table_of(MEASUREMENTS[name]), "auto").classes is None
    assert choose(table_of(MEASUREMENTS[name]), "classification").classes is not None


def test_the_task_decides_and_what_is_not_clear_comes_with_a_hint() -> None:
    labels = table_of(spread(0, 1, 2))
    assert choose(labels, "regression") == (None, "")
    assert choose(labels, "classification") == (["0", "1", "2"], "")
    assert "--task regression" in choose(labels, "auto").hint
    assert "--task classification" in choose(table_of(MEASUREMENTS["years"]), "auto").hint
    for clear in (["1.5", "2"], ["a", "b"]):
        assert choose(table_of(clear), "auto").hint == ""


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (["1", "1.0", "+1", "1e0", "1.", "10e-1"], "1"),
        (["0", "-0", "0.0", "-0.0", ".0"], "0"),
        (["1.5", "1.50", "15e-1"], "1.5"),
        (["100000", "1e5"], "100000"),
        (["01"], "01"),
        (["007"], "007"),
        (["12345678901234567890"], "12345678901234567890"),
        (["12345678901234567891"], "12345678901234567891"),
        (["nan"], "nan"),
        (["1e999"], "1e999"),
        (["1_0"], "1_0"),
        (["Rose"], "Rose"),
    ],
)
def test_numbers_are_one_class_in_any_notation(texts: list[str], label: str) -> None:
    assert {label_of(text) for text in texts} == {label}


def test_labels_are_sorted_as_numbers_if_all_are() -> None:
    assert ordered(["9", "10", "1.5"]) == ["1.5", "9", "10"]
    assert ordered(["nan", "9", "10"]) == ordered(["9", "10", "nan"]) == ["10", "9", "nan"]


def test_classes_of_old_models_are_found_by_their_very_text_first() -> None:
    numbers = class_numbers(table_of(["1", "1.0", "2", "02", "+2"][:3]), ["1", "1.0", "2.0"])
    assert numbers.tolist() == [0, 1, 2]


def labelled(path: Path, write: Any) -> Path:
    chance = random.Random(4)
    rows = [f"{chance.gauss(i % 2, 0.2):.3f},{write(i, i % 2)}" for i in range(60)]
    path.write_text("\n".join(["a,label", *rows]) + "\n")
    return path


def test_labels_in_several_notations_give_the_same_model(tmp_path: Path) -> None:
    notations = {
        "ints": lambda i, k: k,
        "floats": lambda i, k: float(k),
        "mixed": lambda i, k: k if i < 30 else float(k),
        "signs": lambda i, k: f"+{k}" if i % 3 else f"{k}.00",
    }
    model = tmp_path / "model"
    shown = []
    for name, write in notations.items():
        table = labelled(tmp_path / name, write)
        options = ["--epochs", 5, "--hidden", 4, "--save", model]
        shown.append(told("train", *csv(table, "label"), *options))
        assert refnet.load(model).classes == ["0", "1"]
    assert all(each == shown[0] for each in shown)
    tested = [told("evaluate", model, "--csv", tmp_path / name) for name in notations]
    assert all(each == tested[0] for each in tested)
    resumed = told("train", *csv(tmp_path / "floats", "label"), "--resume", model, "--epochs", 6)
    assert resumed["epochs"] == 6


def test_a_model_of_refnet_0_1_keeps_its_classes(tmp_path: Path) -> None:
    layer = DenseLayer(2, "softmax", [[1.0, -1.0]], None)
    notes = {"columns": ["a"], "classes": ["no", "yes"], "target": "t", "data": "csv"}
    model, table = tmp_path / "model", tmp_path / "t.csv"
    model.write_bytes(write_model([layer], {"notes": notes}))
    table.write_text("b,a\n1,5\n1,-5\n")
    assert told("predict", model, "--csv", table)["classes"] == ["no", "yes"]


def test_a_scale_outside_the_layers_is_refused(tmp_path: Path) -> None:
    layer = DenseLayer(2, "softmax", [[1.0, -1.0]], None)
    model, table = tmp_path / "model", tmp_path / "t.csv"
    notes = {"columns": ["a"], "scale": {"mean": [0.0], "deviation": [2.0]}}
    model.write_bytes(write_model([layer], {"notes": notes}))
    table.write_text("b,a\n1,5\n")
    assert "refnet 0.1 trained it" in refusal("predict", model, "--csv", table)


def prices(path: Path, whole: bool, count: int = 200) -> Path:
    chance = random.Random(5)
    lines = ["area,rooms,price"]
    for _ in range(count):
        area, rooms = chance.randint(40, 200), chance.randint(1, 6)
        price = area * 2500 + rooms * 10000 + chance.gauss(0, 3000)
        lines.append(f"{area},{rooms},{round(price) if whole else round(price, 2)}")
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam"])
@pytest.mark.parametrize("whole", [False, True])
def test_prices_train_as_well_as_heights(whole: bool, optimizer: str, tmp_path: Path) -> None:
    table, model = prices(tmp_path / "prices.csv", whole), tmp_path / "model"
    options = ["--epochs", 100, "--optimizer", optimizer, "--save", model]
    shown = told("train", *csv(table, "price"), *options)
    assert shown["task"] == "regression"
    assert shown["test_loss_of_mean"] > 5e9
    assert shown["test_loss"] < shown["test_loss_of_mean"] / 100
    assert shown["history"]["loss"][-1] < 0.05  # of the standardized target
    tested = told("evaluate", model, "--csv", table)
    assert tested["test_loss"] < 1e8 < tested["test_loss_of_mean"]
    outputs = told("predict", model, "--csv", table)["outputs"]
    wanted = [float(line.split(",")[2]) for line in table.read_text().split()[1:]]
    errors = [(got - price) ** 2 for [got], price in zip(outputs, wanted, strict=True)]
    assert sum(errors) / len(errors) == pytest.approx(tested["test_loss"])
    loaded = refnet.load(model)
    assert [type(layer).__name__ for layer in loaded.layers] == [
        "Normalization",
        *["Dense"] * 3,
        "Normalization",
    ]


@pytest.mark.parametrize("backend", ["c", "python"])
@pytest.mark.parametrize("optimizer", ["sgd", "rmsprop", "adam"])
def test_a_resumed_measurement_is_as_uninterrupted(
    optimizer: str, backend: str, tmp_path: Path
) -> None:
    table, whole, part = prices(tmp_path / "t.csv", False, 40), tmp_path / "w", tmp_path / "p"
    options = [*csv(table, "price"), "--backend", backend]
    new = ["--hidden", 3, "--optimizer", optimizer]
    expected = told("train", *options, *new, "--epochs", 5, "--save", whole)
    begun = told("train", *options, *new, "--epochs", 2, "--save", part)
    ended = told("train", *options, "--epochs", 5, "--resume", part)
    assert ended["weights_sha256"] == expected["weights_sha256"]
    assert ended["test_loss"] == expected["test_loss"]
    for name, values in expected["history"].items():
        assert begun["history"][name] + ended["history"][name] == values
    assert part.read_bytes() == whole.read_bytes()


def test_the_mean_is_that_of_the_rows_to_train_on(tmp_path: Path) -> None:
    table, model = prices(tmp_path / "t.csv", True, 60), tmp_path / "model"
    shown = invoke("train", *csv(table, "price"), "--epochs", 1, "--save", model)
    assert shown.exit_code == 0
    first, second, *_ = shown.stdout.splitlines()
    values = told("train", *csv(table, "price"), "--epochs", 1)
    assert first == (
        f"test loss {values['test_loss']:.6g}, loss if the mean is always predicted "
        f"{values['test_loss_of_mean']:.6g} ({values['tested']} examples)"
    )
    assert second == (
        'target "price": a measurement, standardized for training; --task classification takes '
        "it as classes"
    )
    inverse = refnet.load(model).layers[-1]
    assert isinstance(inverse, refnet.layers.Normalization)
    wanted = [float(line.split(",")[2]) for line in table.read_text().split()[1:]]
    loss = sum((price - float(inverse.mean[0])) ** 2 for price in wanted) / len(wanted)
    tested = told("evaluate", model, "--csv", table)
    assert tested["test_loss_of_mean"] == pytest.approx(loss, rel=1e-12)


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("NA", "fill in missing values"),
        ("1,5", "numbers have a decimal point"),
        ("rose", "--task classification"),
        ("inf", ""),
    ],
)
def test_a_text_among_measurements_is_refused(cell: str, hint: str, tmp_path: Path) -> None:
    rows = [f"{i * i},{i / 7}" for i in range(30)]
    rows[4] = f'16,"{cell}"'
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["a,t", *rows]) + "\n")
    line = refusal("train", *csv(path, "t"))
    assert line.startswith(f'refnet: {path}, line 6: expected a number in the target, got "{cell}"')
    assert hint in line
