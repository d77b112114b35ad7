"""refnet train, evaluate, predict, summary: what they print, what they refuse, and in one line."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

import refnet
from refnet import Dense, RefnetError, Sequential, datasets, reference
from refnet.callbacks import Callback
from refnet.cli import main
from refnet.model_file import write_model
from refnet.reference.dense import DenseLayer
from refnet.tables import Scale, classes_of, ordered, read_table, scale_of

FLOWERS = ["tulip", "rose", "violet"]
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


def invoke(*arguments: Any) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def told(*arguments: Any) -> dict[str, Any]:
    """Return what a command prints as JSON; there is nothing on standard error."""
    result = invoke(*arguments, "--json")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    parsed: dict[str, Any] = json.loads(result.stdout)
    return parsed


def refusal(*arguments: Any) -> str:
    """Return the one line with which a command ends; it has printed nothing else."""
    result = invoke(*arguments)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("refnet: ")
    return str(line)


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    """A CSV file with 50 flowers: two measurements that tell the class, and the class."""
    random = np.random.RandomState(3)
    lines = ["length,width,flower"]
    for i in range(50):
        length, width = random.normal([3.0 * (i % 3), 10.0 - (i % 3)], 0.3)
        lines.append(f"{length:.3f},{width:.3f},{FLOWERS[i % 3]}")
    path = tmp_path / "flowers.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """A CSV file with 40 measurements and what follows from them."""
    rows = np.random.RandomState(3).uniform(-1, 1, (40, 2)).round(3)
    lines = ["a,price,b", *(f"{a},{2 * a - b + 0.5},{b}" for a, b in rows.tolist())]
    path = tmp_path / "prices.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def clothes(monkeypatch: pytest.MonkeyPatch) -> None:
    """40 images in place of Fashion-MNIST's."""
    images = np.random.RandomState(3).randint(0, 256, (40, 28, 28)).astype(np.uint8)
    labels = (np.arange(40) % 10).astype(np.uint8)
    parts = (images[:30], labels[:30]), (images[30:], labels[30:])
    monkeypatch.setattr(datasets, "fashion_mnist", lambda: parts)


def csv(path: Path, target: str = "flower") -> list[Any]:
    return ["--csv", path, "--target", target]


# refnet train.


def digits_model(hidden: list[int], backend: str = "c") -> Sequential:
    layers = [*(Dense(units, "relu") for units in hidden), Dense(10, "softmax")]
    model = Sequential(layers, seed=0, backend=backend)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    return model


def test_train_digits_is_what_the_interface_does() -> None:
    result = told("train", "digits", "--epochs", 3, "--hidden", 16)
    (x, y), test = datasets.digits()
    model = digits_model([16])
    history = model.fit(x, y, epochs=3, verbose=0, validation_data=test)
    assert result["weights_sha256"] == model.weights_sha256()
    assert result["history"] == history.history
    assert [result["test_loss"], result["test_accuracy"]] == model.evaluate(*test)
    assert (result["epochs"], result["examples"], result["tested"]) == (3, len(x), len(test[0]))


def test_train_prints_what_comes_out() -> None:
    result = invoke("train", "digits", "--epochs", 2, "--hidden", 16)
    assert result.exit_code == 0
    expected = told("train", "digits", "--epochs", 2, "--hidden", 16)
    assert result.stdout.splitlines() == [
        f"test loss {expected['test_loss']:.4f}, test accuracy {expected['test_accuracy']:.4f} "
        "(359 examples)",
        "epochs 2, examples 1438, SHA-256 of the weights:",
        expected["weights_sha256"],
    ]


@pytest.mark.parametrize(
    ("options", "units"),
    [
        ([], [64, 32, 10]),
        (["--hidden", 64, 32], [64, 32, 10]),
        (["--hidden", 64], [64, 10]),
        (["--hidden", 5, 4, 3, 2], [5, 4, 3, 2, 10]),
        (["--hidden=8", 4], [8, 4, 10]),
        (["--hidden=8", 4, 3, "--seed", 3], [8, 4, 3, 10]),
        (["--hidden=8"], [8, 10]),
        (["--hidden", "64,32"], [64, 32, 10]),
        (["--hidden", ""], [10]),
        (["--hidden", 7, 6, "--seed", 3], [7, 6, 10]),
    ],
)
def test_hidden_layers(options: list[Any], units: list[int], tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    for arguments in (["digits", *options], [*options, "digits"]):
        told("train", *arguments, "--epochs", 0, "--save", path)
        assert [layer["units"] for layer in told("summary", path)["layers"]] == units


def test_options_are_those_of_the_model(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    options = ["--optimizer", "sgd", "--learning-rate", 0.5, "--activation", "tanh", "--seed", 9]
    result = told("train", "digits", *options, "--epochs", 1, "--batch-size", 100, "--save", path)
    model = refnet.load(path)
    assert model.optimizer == refnet.optimizers.SGD(0.5)
    assert model.seed == 9
    assert [layer.activation for layer in model.layers if isinstance(layer, Dense)] == [
        "tanh",
        "tanh",
        "softmax",
    ]
    (x, y), _ = datasets.digits()
    twin = Sequential([Dense(64, "tanh"), Dense(32, "tanh"), Dense(10, "softmax")], seed=9)
    twin.compile(refnet.optimizers.SGD(0.5), "sparse_categorical_crossentropy")
    twin.fit(x, y, batch_size=100, verbose=0)
    assert result["weights_sha256"] == twin.weights_sha256()


@pytest.mark.parametrize("backend", ["c", "python"])
def test_train_on_a_table_with_classes(backend: str, flowers: Path) -> None:
    options = [*csv(flowers), "--epochs", 30, "--hidden", 8, "--learning-rate", 0.05]
    result = told("train", *options, "--backend", backend)
    assert (result["examples"], result["tested"]) == (40, 10)
    assert result["test_accuracy"] >= 0.9
    history = result["history"]
    assert list(history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert history["loss"][-1] < history["loss"][0] / 2
    assert result["weights_sha256"] == flowers_model(flowers, backend).weights_sha256()


def flowers_model(path: Path, backend: str) -> Sequential:
    """Return the model that refnet train makes of the flowers, by hand."""
    rows = [line.split(",") for line in path.read_text().splitlines()[1:]]
    x = np.array([[float(a), float(b)] for a, b, _ in rows])
    y = np.array([sorted(FLOWERS).index(name) for _, _, name in rows])
    order = reference.permutation(len(x), reference.seeded(0))[:-10]
    x, y = x[order], y[order]
    model = Sequential([Dense(8, "relu"), Dense(3, "softmax")], seed=0, backend=backend)
    model.compile(refnet.optimizers.Adam(0.05), "sparse_categorical_crossentropy")
    model.fit((x - x.mean(axis=0)) / x.std(axis=0), y, epochs=30, verbose=0)
    return model


def test_train_on_a_table_with_measurements(prices: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    options = [*csv(prices, "price"), "--hidden", 8, "--activation", "tanh", "--save", path]
    result = told("train", *options, "--epochs", 200, "--batch-size", 4)
    assert list(result["history"]) == ["loss", "val_loss"]
    assert "test_accuracy" not in result
    assert result["test_loss"] < 0.05
    printed = invoke("train", *options, "--epochs", 1).stdout
    assert printed.startswith("test loss ")
    assert "accuracy" not in printed
    outputs = told("predict", path, "--csv", prices)
    assert "classes" not in outputs
    lines = invoke("predict", path, "--csv", prices).stdout.splitlines()
    assert [[float(line)] for line in lines] == outputs["outputs"]


def test_save_and_resume_are_as_uninterrupted(flowers: Path, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    for options in (["digits", "--hidden", 16], [*csv(flowers), "--hidden", 6, 5]):
        expected = told("train", *options, "--epochs", 4, "--save", whole)
        begun = told("train", *options, "--epochs", 1, "--save", part)
        data = options[: 1 if options[0] == "digits" else 4]
        middle = told(
            "train", *data, "--epochs", 2, "--resume", part, "--save", part, "--backend", "python"
        )
        ended = told("train", *data, "--epochs", 4, "--resume", part, "--save", part)
        assert ended["weights_sha256"] == expected["weights_sha256"]
        for name, values in expected["history"].items():
            parts = [run["history"][name] for run in (begun, middle, ended)]
            assert [value for each in parts for value in each] == values
        assert part.read_bytes() == whole.read_bytes()
        again = told("train", *data, "--epochs", 3, "--resume", part)  # there is nothing to do
        assert (again["epochs"], again["history"]) == (4, {})
        assert again["weights_sha256"] == expected["weights_sha256"]


def test_a_resumed_training_has_the_batch_size_it_began_with(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    begin = ["train", "digits", "--hidden", 8, "--batch-size", 100]
    expected = told(*begin, "--epochs", 3, "--save", whole)
    told(*begin, "--epochs", 1, "--save", part)
    assert refnet.load(part).notes["batch_size"] == 100
    told("train", "digits", "--epochs", 2, "--resume", part)
    ended = told("train", "digits", "--epochs", 3, "--resume", part, "--batch-size", 100)
    assert ended["weights_sha256"] == expected["weights_sha256"]
    assert part.read_bytes() == whole.read_bytes()
    result = invoke("train", "digits", "--resume", part, "--batch-size", 32)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].endswith(
        f"--batch-size 32: the training in {part} began with 100"
    )
    assert part.read_bytes() == whole.read_bytes()


def test_a_training_that_notes_no_batch_size_takes_the_options(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    model = digits_model([4])
    model.build((64,))
    model.notes = {"author": "me"}
    model.save(path, include_optimizer=True)
    told("train", "digits", "--epochs", 1, "--batch-size", 50, "--resume", path)
    resumed = refnet.load(path)
    model.fit(*datasets.digits()[0], batch_size=50, verbose=0)
    assert resumed.weights_sha256() == model.weights_sha256()
    assert resumed.notes == {
        "author": "me",
        "batch_size": 50,
        "classes": [str(number) for number in range(10)],
        "data": "digits",
    }


@pytest.mark.parametrize(
    "options",
    [
        ["--hidden", 8],
        ["--hidden=64", 32],
        ["--activation", "relu"],
        ["--optimizer", "adam"],
        ["--learning-rate", 0.1],
        ["--seed", 0],
    ],
    ids=str,
)
def test_what_the_resumed_file_says_is_no_option(options: list[Any], tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    told("train", "digits", "--epochs", 1, "--save", path)
    before = path.read_bytes()
    result = invoke("train", "digits", "--resume", path, *options)
    assert result.exit_code == 2
    name = options[0].partition("=")[0]
    assert result.stderr.splitlines()[-1] == (
        f"Error: {name} cannot be given with --resume: the file has it"
    )
    assert path.read_bytes() == before


def test_a_resumed_training_is_saved_where_it_came_from_or_where_save_says(
    tmp_path: Path,
) -> None:
    path, other = tmp_path / "model.refnet", tmp_path / "other.refnet"
    told("train", "digits", "--hidden", 4, "--epochs", 1, "--save", path)
    result = invoke("train", "digits", "--epochs", 2, "--resume", path)
    assert result.stdout.splitlines()[-1] == f"saved in {path}"
    assert refnet.load(path).epochs == 2
    before = path.read_bytes()
    result = invoke("train", "digits", "--epochs", 3, "--resume", path, "--save", other)
    assert result.stdout.splitlines()[-1] == f"saved in {other}"
    assert path.read_bytes() == before
    assert refnet.load(other).epochs == 3


def test_help_says_what_happens_without_an_option() -> None:
    text = " ".join(invoke("train", "--help").stdout.split())
    assert "[default: 64 32]" in text
    assert "Without it, --resume writes it back into the file it goes on with." in text


# What a target holds.


@pytest.fixture
def whole_prices(tmp_path: Path) -> Path:
    """A CSV file with 50 prices, whole numbers."""
    path = tmp_path / "whole.csv"
    path.write_text("a,price\n" + "".join(f"{i / 10},{100 + 3 * i}\n" for i in range(50)))
    return path


@pytest.mark.parametrize(
    ("task", "chosen", "printed"),
    [
        (None, "classification", "50 classes"),
        ("auto", "classification", "50 classes"),
        ("classification", "classification", "50 classes"),
        ("regression", "regression", "a measurement"),
    ],
)
def test_whole_numbers_are_what_task_says(
    task: str | None, chosen: str, printed: str, whole_prices: Path, tmp_path: Path
) -> None:
    path = tmp_path / "model.refnet"
    options = [*csv(whole_prices, "price"), *([] if task is None else ["--task", task])]
    result = told("train", *options, "--epochs", 1, "--save", path)
    assert result["task"] == chosen
    assert ("test_accuracy" in result) == (chosen == "classification")
    lines = invoke("train", *options, "--epochs", 1).stdout.splitlines()
    assert lines[1] == f'target "price": {printed}'
    again = told("train", *csv(whole_prices, "price"), "--epochs", 2, "--resume", path)
    assert again["task"] == chosen


def test_measurements_can_be_taken_for_classes(prices: Path, flowers: Path) -> None:
    options = [*csv(prices, "price"), "--epochs", 1]
    assert told("train", *options)["task"] == "regression"
    assert told("train", *options, "--task", "classification")["task"] == "classification"
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
def test_a_target_that_cannot_be_is_refused_by_its_line(
    cells: list[str], task: str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    lines = [f"{i},{cell}" for i, cell in enumerate([*cells, "1", "2", "3"])]
    path.write_text("\n".join(["a,t", *lines]) + "\n")
    line = refusal("train", *csv(path, "t"), "--task", task)
    assert line == f"refnet: {path}, {reason}"


def test_lines_are_counted_where_rows_are_blank_or_long(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('a,t\n1,"x\ny"\n\n2,z\n')
    assert read_table(path, "t", []).lines == [3, 5]


def test_evaluate_names_the_line_of_a_target(flowers: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    told("train", *csv(flowers), "--epochs", 1, "--save", path)
    flowers.write_text(flowers.read_text() + "1,2,cactus\n1,2,\n")
    assert "line 53: expected a value" in refusal("evaluate", path, "--csv", flowers)
    flowers.write_text(flowers.read_text().removesuffix("1,2,\n"))
    line = refusal("evaluate", path, "--csv", flowers)
    assert line.endswith('line 52: the model knows no class "cactus"')


def test_names_of_columns_are_without_the_spaces_around_them(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a , b, price \n1,2,x\n")
    table = read_table(path, "price", ["b", "a"])
    assert (table.columns, table.numbers.tolist(), table.target) == (["b", "a"], [[2, 1]], ["x"])
    assert read_table(path, " price", []).columns == ["a", "b"]
    path.write_text("a,a ,price\n1,2,x\n")
    with pytest.raises(RefnetError, match="columns of different names"):
        read_table(path, "price", [])


def test_a_model_without_its_training_is_not_resumed(tmp_path: Path) -> None:
    model = digits_model([4])
    model.build((64,))
    model.save(tmp_path / "model")
    result = invoke("train", "digits", "--resume", tmp_path / "model")
    assert result.exit_code == 2
    assert "no training to go on with" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("columns", ["ab", "abc"])
@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_a_column_of_the_model_is_no_target_of_it(
    command: str, columns: str, tmp_path: Path
) -> None:
    table, path = tmp_path / "table.csv", tmp_path / "model.refnet"
    rows = np.random.RandomState(3).uniform(-1, 1, (20, len(columns) + 1)).tolist()
    lines = [",".join(str(number) for number in row) for row in rows]
    table.write_text("\n".join([",".join([*columns, "price"]), *lines]) + "\n")
    told("train", *csv(table, "price"), "--epochs", 1, "--save", path)
    model = ["--resume", path] if command == "train" else [path]
    assert '"a"' in refusal(command, *model, *csv(table, "a"))


def test_ctrl_c_ends_with_one_line(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    command = [sys.executable, "-m", "refnet", "train", "digits", "--epochs", "1000000"]
    with subprocess.Popen(
        [*command, "--save", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 60
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    [line] = err.splitlines()
    assert line.startswith("refnet: stopped ")
    assert refnet.load(path).epochs >= 1
    assert list(tmp_path.iterdir()) == [path]


# refnet evaluate, predict, summary.


@pytest.mark.parametrize("backend", ["c", "python"])
def test_evaluate(backend: str, flowers: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    trained = told("train", "digits", "--epochs", 1, "--hidden", 8, "--save", path)
    result = told("evaluate", path, "digits", "--backend", backend)
    assert result == {name: trained[name] for name in ("test_loss", "test_accuracy", "tested")}
    printed = invoke("evaluate", path, "digits", "--backend", backend).stdout
    assert printed == (
        f"test loss {result['test_loss']:.4f}, test accuracy {result['test_accuracy']:.4f} "
        "(359 examples)\n"
    )
    told("train", *csv(flowers), "--epochs", 5, "--save", path)
    table = told("evaluate", path, "--csv", flowers, "--backend", backend)
    assert table["tested"] == 50
    assert told("evaluate", path, *csv(flowers), "--backend", backend) == table


def test_predict(flowers: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    told("train", *csv(flowers), "--epochs", 40, "--hidden", 8, "--save", path)
    result = told("predict", path, "--csv", flowers)
    model = refnet.load(path)
    assert len(result["classes"]) == len(result["outputs"]) == 50
    assert set(result["classes"]) == set(FLOWERS)
    right = [line.split(",")[2] for line in flowers.read_text().splitlines()[1:]]
    agree = [got == wanted for got, wanted in zip(result["classes"], right, strict=True)]
    assert sum(agree) / 50 == told("evaluate", path, "--csv", flowers)["test_accuracy"]
    lines = invoke("predict", path, "--csv", flowers).stdout.splitlines()
    for line, name, row in zip(lines, result["classes"], result["outputs"], strict=True):
        assert line == f"{name} {max(row):.4f}"
    scale = Scale(**model.notes["scale"])
    numbers = read_table(flowers, "flower", []).numbers
    assert model.predict(scale.applied(numbers)).tolist() == result["outputs"]


def test_predict_needs_the_columns_in_any_order(flowers: Path, tmp_path: Path) -> None:
    path, turned = tmp_path / "model.refnet", tmp_path / "turned.csv"
    told("train", *csv(flowers), "--epochs", 3, "--save", path)
    rows = [line.split(",") for line in flowers.read_text().splitlines()]
    turned.write_text("".join(f"{b},{'note' if b == 'width' else 'x'},{a}\n" for a, b, _ in rows))
    assert told("predict", path, "--csv", turned) == told("predict", path, "--csv", flowers)
    turned.write_text("width\n1\n")
    assert refusal("predict", path, "--csv", turned).endswith('line 1: expected a column "length"')


def test_predict_digits(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    told("train", "digits", "--epochs", 1, "--hidden", 8, "--save", path)
    result = told("predict", path, "digits")
    _, (x, _) = datasets.digits()
    assert result["outputs"] == refnet.load(path).predict(x).tolist()
    assert result["classes"] == [str(i) for i in np.argmax(result["outputs"], axis=1)]


def test_summary(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    trained = told("train", "digits", "--epochs", 1, "--hidden", 16, "--save", path)
    assert invoke("summary", path).stdout.splitlines() == [
        "Layer           Output shape  Params",
        "Dense, relu     (None, 16)     1,040",
        "Dense, softmax  (None, 10)       170",
        "Total params: 1,210",
        "Epochs trained: 1",
    ]
    assert told("summary", path) == {
        "layers": [
            {"units": 16, "activation": "relu", "bias": True},
            {"units": 10, "activation": "softmax", "bias": True},
        ],
        "params": 1210,
        "epochs": 1,
        "weights_sha256": trained["weights_sha256"],
    }


# What is refused.


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
def test_a_bad_table_is_refused_by_line_and_column(
    content: str, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content)
    line = refusal("train", *csv(path, "t"))
    assert str(path) in line
    assert reason in line


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes("a,b,t\n1,2,x\n".encode("utf-16"))
    assert str(path) in refusal("train", *csv(path, "t"))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--csv", "nowhere.csv", "--target", "x"], "No such file or directory: 'nowhere.csv'"),
        (["digits", "--resume", "nowhere"], "No such file or directory: 'nowhere'"),
        (["digits", "--activation", "rleu"], 'did you mean "relu"?'),
        (["digits", "--optimizer", "adm"], 'did you mean "adam"?'),
        (["digits", "--learning-rate", "nan"], "learning_rate: expected a finite number"),
        (["digits", "--hidden", "0"], "units: expected 1 or more"),
        (["digits", "--hidden", "99999999999"], "(64, 99999999999)"),
        (["digits", "--hidden", "999", str(2**53 - 1)], "(999, 9007199254740991)"),
        (["digits", "--seed", "-1"], "seed: expected 0 to 4294967295"),
        (["digits", "--epochs", str(2**53)], "epochs: expected a whole number"),
        (["digits", "--learning-rate", "1e300", "--optimizer", "sgd"], "in epoch 1, batch"),
    ],
)
def test_what_cannot_be_ends_with_one_line(arguments: list[str], reason: str) -> None:
    assert reason in refusal("train", *arguments)


def test_a_file_that_cannot_be_saved_ends_with_one_line(tmp_path: Path) -> None:
    line = refusal("train", "digits", "--epochs", 1, "--save", tmp_path / "nowhere" / "model")
    assert "No such file or directory" in line
    assert "nowhere" in line


def test_a_place_where_nothing_can_be_saved_is_refused_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sequential, "fit", None)
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe")
    for place, reason in [
        (".", "Is a directory"),
        ("", "Is a directory"),
        (tmp_path, "Is a directory"),
        (tmp_path / "nowhere" / "model", "No such file or directory"),
        (tmp_path / "file" / "model", "Not a directory"),
        (tmp_path / "pipe", "Invalid argument"),
    ]:
        line = refusal("train", "digits", "--epochs", 1, "--save", place)
        assert f"cannot save the model: {reason}: '" in line


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_output_that_is_closed_early_ends_without_a_word(
    options: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "model.refnet"
    told("train", "digits", "--epochs", 0, "--save", path)
    for command in (["predict", path, "digits"], ["evaluate", path, "digits"], ["summary", path]):
        arguments = [sys.executable, "-m", "refnet", *map(str, command), *options]
        with subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            if process.stdout is None or process.stderr is None:
                raise AssertionError("both are pipes")
            process.stdout.close()
            assert process.stderr.read() == ""
        assert process.returncode == 1


def test_an_unknown_column_is_told_the_nearest(flowers: Path) -> None:
    line = refusal("train", *csv(flowers, "flwer"))
    assert line == (
        'refnet: target: there is no "flwer", only length, width, flower; did you mean "flower"?'
    )


@pytest.mark.parametrize("command", ["evaluate", "predict", "summary"])
def test_files_that_are_no_models_end_with_one_line(
    command: str, flowers: Path, tmp_path: Path
) -> None:
    data = [] if command == "summary" else ["digits"]
    assert "No such file" in refusal(command, tmp_path / "nowhere", *data)
    assert "refnet: model: " in refusal(command, flowers, *data)
    assert "directory" in refusal(command, tmp_path, *data)


def test_data_of_another_shape_end_with_one_line(flowers: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    model = Sequential([Dense(10, "softmax", input_dim=2)], seed=1)
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.save(path, include_optimizer=True)  # without the notes that refnet train makes
    for command in (["evaluate", path], ["predict", path], ["train", "--resume", path]):
        assert "expected examples of shape (2,)" in refusal(*command, "digits")


def test_data_of_another_kind_end_with_one_line(
    flowers: Path, tmp_path: Path, clothes: None
) -> None:
    path = tmp_path / "model.refnet"
    kinds: dict[str, list[Any]] = {
        "a CSV file": csv(flowers),
        "digits": ["digits"],
        "fashion-mnist": ["fashion-mnist"],
    }
    for kind, data in kinds.items():
        told("train", *data, "--epochs", 1, "--hidden", 4, "--save", path)
        noted = "csv" if kind == "a CSV file" else kind
        assert refnet.load(path).notes["data"] == noted
        for other, wrong in kinds.items():
            if other == kind:
                continue
            line = f"refnet: {path}: was trained on {kind}, not on {other}"
            assert refusal("train", "--resume", path, *wrong) == line
            assert refusal("evaluate", path, *wrong) == line
            assert refusal("predict", path, *wrong[:2]) == line


def test_a_model_of_fashion_mnist_answers_with_its_names(tmp_path: Path, clothes: None) -> None:
    path = tmp_path / "model.refnet"
    told("train", "fashion-mnist", "--epochs", 30, "--hidden", 16, "--save", path)
    assert refnet.load(path).notes["classes"] == CLOTHES
    result = told("predict", path, "fashion-mnist")
    assert result["classes"] == [CLOTHES[i] for i in np.argmax(result["outputs"], axis=1)]


def test_a_class_that_the_model_does_not_know(flowers: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    told("train", *csv(flowers), "--epochs", 1, "--save", path)
    flowers.write_text(flowers.read_text() + "1,2,cactus\n")
    assert "cactus" in refusal("evaluate", path, "--csv", flowers)
    assert "cactus" in refusal("train", "--resume", path, *csv(flowers))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["train"], "give one of digits, fashion-mnist, or --csv FILE"),
        (["train", "digits", "--csv", "x.csv"], "give one of digits, fashion-mnist, or --csv FILE"),
        (["train", "--csv", "x.csv"], "--csv needs --target COLUMN"),
        (["train", "digits", "--target", "x"], "--target is for --csv FILE"),
        (["evaluate", "model", "digits", "--target", "x"], "--target is for --csv FILE"),
        (["train", "digits", "--task", "regression"], "--task is for --csv FILE"),
        (["train", "--csv", "x.csv", "--target", "x", "--task", "guess"], "'--task'"),
        (["train", "digits", "--hidden", "6_4"], "expected whole numbers, such as --hidden 64 32"),
        (["train", "mnist"], "is not one of 'digits', 'fashion-mnist'"),
        (["train", "digits", "--hidden", "many"], "expected whole numbers, such as --hidden 64 32"),
        (["train", "digits", "--epochs", "-1"], "'--epochs'"),
        (["train", "digits", "--batch-size", "0"], "'--batch-size'"),
        (["train", "digits", "--backend", "rust"], "'--backend'"),
        (["train", "digits", "--speed", "3"], "No such option"),
        (["evaluate"], "Missing argument 'FILE'"),
        (["predict"], "Missing argument 'FILE'"),
    ],
)
def test_wrong_usage_has_status_2(arguments: list[str], reason: str) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert reason in result.stderr.splitlines()[-1]


def test_evaluate_and_predict_need_data(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    told("train", "digits", "--epochs", 0, "--save", path)
    for command in ("evaluate", "predict"):
        result = invoke(command, path)
        assert result.exit_code == 2
        assert "give one of digits" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", ["evaluate", "predict"])
def test_evaluate_and_predict_take_one_kind_of_data(
    command: str, flowers: Path, tmp_path: Path
) -> None:
    path = tmp_path / "model.refnet"
    told("train", *csv(flowers), "--epochs", 0, "--save", path)
    result = invoke(command, path, "digits", "--csv", flowers)
    assert result.exit_code == 2


def test_evaluate_with_a_model_that_names_no_target_asks_for_it(
    prices: Path, tmp_path: Path
) -> None:
    model = Sequential([Dense(1, input_dim=2)], seed=1)
    model.compile("sgd", "mse")
    model.save(tmp_path / "model", include_optimizer=True)
    result = invoke("evaluate", tmp_path / "model", "--csv", prices)
    assert result.exit_code == 2
    assert "--target" in result.stderr


@pytest.mark.parametrize(
    "notes",
    [
        {"classes": 5},
        {"classes": ["a"]},
        {"scale": {"mean": [0.0, 0.0]}},
        {"scale": {"mean": [0.0, 0.0], "deviation": ["x", 1]}},
        {"columns": 7},
        {"data": 7},
        {"batch_size": "32"},
        {"batch_size": 0},
        {"batch_size": True},
    ],
    ids=str,
)
def test_notes_that_do_not_hold_together_end_with_one_line(
    notes: dict[str, Any], prices: Path, tmp_path: Path
) -> None:
    layer = DenseLayer(2, "softmax", np.ones((2, 2)))
    notes = {"columns": ["a", "b"], **notes}
    (tmp_path / "model").write_bytes(write_model([layer], {"notes": notes}))
    refusal("predict", tmp_path / "model", "--csv", prices)


# Tables.


def test_tables_as_programs_write_them(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b'\xef\xbb\xbf"a",b,"t u"\r\n 1.5 ,-2e3,"x, y"\r\n\r\n3,4, z \r\n')
    table = read_table(path, "t u", [])
    assert table.columns == ["a", "b"]
    assert table.numbers.tolist() == [[1.5, -2000.0], [3.0, 4.0]]
    assert table.target == ["x, y", "z"]
    assert read_table(path, None, ["b"]).numbers.tolist() == [[-2000.0], [4.0]]


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,a,t\n" + "1,2,x\n" * 5)
    with pytest.raises(RefnetError) as caught:
        read_table(path, "t", [])
    assert caught.value.code == "bad_file"


def test_an_empty_table_is_a_bad_file(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("")
    with pytest.raises(RefnetError) as caught:
        read_table(path, "t", [])
    assert caught.value.code == "bad_file"


@pytest.mark.parametrize(
    ("target", "classes"),
    [
        (["b", "a", "b"], ["a", "b"]),
        (["10", "9", "9"], ["9", "10"]),
        (["1.0", "0.0"], ["0.0", "1.0"]),
        (["1.5", "2"], None),
        (["2", "1e-3"], None),
        (["a", "1.5"], ["1.5", "a"]),
        (["", "1"], ["", "1"]),
        (["1", "nan"], None),
        (["1", "2_1"], ["1", "2_1"]),
    ],
)
def test_a_target_holds_classes_or_measurements(
    target: list[str], classes: list[str] | None
) -> None:
    assert classes_of(target) == classes


@pytest.mark.parametrize("target", [["1.5", "a"], ["1.5", "nan"]])
def test_a_target_with_a_word_in_it_holds_classes_wherever_that_stands(target: list[str]) -> None:
    assert classes_of(target) == classes_of(target[::-1])


def test_classes_that_are_no_numbers_have_the_order_of_text() -> None:
    assert ordered(["nan", "9", "10"]) == ordered(["9", "10", "nan"]) == ["10", "9", "nan"]
    assert ordered(["9", "10", "1.5"]) == ["1.5", "9", "10"]


def test_classes_have_the_same_order_in_every_process() -> None:
    text = "from refnet.tables import classes_of; print(classes_of(['1', '1.0', '01', '1.00']))"
    printed = [
        subprocess.run(
            [sys.executable, "-c", text],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(1, 5)
    ]
    assert len(set(printed)) == 1


def test_a_scale_brings_columns_to_one_size() -> None:
    numbers = np.random.RandomState(3).normal(5, 3, (100, 2))
    scaled = scale_of(numbers).applied(numbers)
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=0), 1, rtol=1e-12)
    assert scale_of(np.ones((7, 1))) == Scale([1.0], [1.0])


def test_a_column_that_never_changes_is_left_as_large_as_it_is() -> None:
    scale = scale_of(np.full((120, 2), 0.1))
    assert scale.deviation == [1.0, 1.0]


def test_what_watches_a_training_of_the_command_line(
    flowers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --save, the file is there after each epoch."""
    path = tmp_path / "model.refnet"
    epochs: list[int] = []
    save: Callable[..., None] = Sequential.save

    def noted(self: Sequential, *arguments: Any, **named: Any) -> None:
        save(self, *arguments, **named)
        epochs.append(refnet.load(path).epochs)

    monkeypatch.setattr(Sequential, "save", noted)
    told("train", *csv(flowers), "--epochs", 3, "--save", path)
    assert epochs == [1, 2, 3]
    assert issubclass(refnet.callbacks.ModelCheckpoint, Callback)
