"""refnet train, evaluate, predict and summary: what they do and print."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.commands import FLOWERS, csv, digits_model, invoke, refusal, told
from support.rows import is_tested

import refnet
from refnet import Activation, Dense, Dropout, LeakyReLU, Sequential, Softmax, datasets
from refnet.callbacks import Callback
from refnet.files.model_file import write_model
from refnet.layers import Normalization
from refnet.layers.naming import reset_names


def test_train_digits_is_what_the_interface_does() -> None:
    result = told("train", "digits", "--epochs", 3, "--hidden", 16)
    (x, y), test = datasets.digits.load_data()
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
        layers = told("summary", path)["layers"]
        assert [layer["units"] for layer in layers if layer["kind"] == "dense"] == units


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
    (x, y), _ = datasets.digits.load_data()
    twin = Sequential([Dense(64, "tanh"), Dense(32, "tanh"), Dense(10, "softmax")], seed=9)
    twin.compile(refnet.optimizers.SGD(0.5), "sparse_categorical_crossentropy")
    twin.fit(x, y, batch_size=100, verbose=0)
    assert result["weights_sha256"] == twin.weights_sha256()


def test_activations_have_the_names_of_keras(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    options = ["--hidden", 4, "--activation", "swish", "--epochs", 1]
    told("train", "digits", *options, "--save", path)
    assert refnet.load(path).layers[0] == Dense(4, "silu")


def test_layers_that_are_activations_are_told(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    stack = [Dense(3), Activation("gelu"), LeakyReLU(0.25), Dense(2), Softmax()]
    model = Sequential(stack, seed=1)
    model.build((2,))
    model.save(path)
    assert told("summary", path)["layers"][1:3] == [
        {"kind": "activation", "activation": "gelu"},
        {"kind": "leaky_relu", "negative_slope": 0.25},
    ]
    assert told("summary", path)["layers"][4] == {"kind": "softmax"}


def test_dropout_after_each_hidden_layer(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    options = ["--hidden", 8, 4, "--dropout", 0.25, "--epochs", 1, "--save", path]
    result = told("train", "digits", *options)
    layers = told("summary", path)["layers"]
    assert [layer["kind"] for layer in layers] == [*2 * ["dense", "dropout"], "dense"]
    assert layers[1] == {"kind": "dropout", "rate": 0.25}
    assert "(Dropout)" in invoke("summary", path).stdout
    model = Sequential(
        [Dense(8, "relu"), Dropout(0.25), Dense(4, "relu"), Dropout(0.25), Dense(10, "softmax")],
        seed=0,
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(*datasets.digits.load_data()[0], verbose=0)
    assert result["weights_sha256"] == model.weights_sha256()


@pytest.mark.parametrize("backend", ["c", "python"])
def test_train_on_a_table_with_classes(backend: str, flowers: Path) -> None:
    options = [*csv(flowers), "--epochs", 30, "--hidden", 8, "--learning-rate", 0.05]
    result = told("train", *options, "--backend", backend)
    rows = flowers.read_text().splitlines()[1:]
    tested = sum(flower_is_tested(row) for row in rows)
    assert (result["examples"], result["tested"]) == (50 - tested, tested)
    assert 5 <= tested <= 15
    assert result["test_accuracy"] >= 0.9
    history = result["history"]
    assert list(history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert history["loss"][-1] < history["loss"][0] / 2
    assert result["weights_sha256"] == flowers_model(flowers, backend).weights_sha256()


def flowers_model(path: Path, backend: str) -> Sequential:
    """Return the model that refnet train makes of the flowers, by hand."""
    lines = [row for row in path.read_text().splitlines()[1:] if not flower_is_tested(row)]
    rows = [row.split(",") for row in lines]
    x = np.array([[float(a), float(b)] for a, b, _ in rows])
    y = np.array([sorted(FLOWERS).index(name) for _, _, name in rows])
    first = Normalization()
    first.adapt(x)
    model = Sequential([first, Dense(8, "relu"), Dense(3, "softmax")], seed=0, backend=backend)
    model.compile(refnet.optimizers.Adam(0.05), "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=30, verbose=0)
    return model


def flower_is_tested(row: str) -> bool:
    a, b, name = row.split(",")
    return is_tested([float(a), float(b)], name)


def test_train_on_a_table_with_measurements(prices: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    options = [*csv(prices, "price"), "--hidden", 8, "--activation", "tanh", "--save", path]
    result = told("train", *options, "--epochs", 200, "--batch-size", 4)
    assert list(result["history"]) == ["loss", "val_loss"]
    assert "test_accuracy" not in result
    assert result["test_loss"] < 0.05 < result["test_loss_of_mean"]
    printed = invoke("train", *options, "--epochs", 1).stdout
    assert printed.startswith("test loss ")
    assert "loss if the mean is always predicted" in printed
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
        for epochs in (["--epochs", 4], ["--epochs", 3]):
            result = invoke("train", *data, *epochs, "--resume", part, "--json")
            assert result.exit_code == 0
            assert result.stderr == (
                "refnet: already trained for 4 epochs; give --epochs above 4 to train on\n"
            )
            again = json.loads(result.stdout)
            assert (again["epochs"], again["history"]) == (4, {})
            assert again["weights_sha256"] == expected["weights_sha256"]


def test_the_default_number_of_epochs_may_be_reached_already(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    told("train", "digits", "--hidden", 4, "--epochs", 21, "--save", path)
    result = invoke("train", "digits", "--resume", path)
    assert (result.exit_code, refnet.load(path).epochs) == (0, 21)
    assert "already trained for 21 epochs; give --epochs above 21" in result.stderr


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
        f"--batch-size 32: the training run in {part} began with 100"
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
    model.fit(*datasets.digits.load_data()[0], batch_size=50, verbose=0)
    assert resumed.weights_sha256() == model.weights_sha256()
    assert resumed.notes == {"author": "me", "batch_size": 50, "data": "digits"}
    assert resumed.classes is None


@pytest.mark.parametrize(
    "options",
    [
        ["--hidden", 8],
        ["--hidden=64", 32],
        ["--activation", "relu"],
        ["--dropout", 0.5],
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
    assert "Defaults to the file given to --resume." in text


@pytest.mark.parametrize(
    ("number", "status", "start"),
    [(signal.SIGINT, 130, "refnet: stopped "), (signal.SIGTERM, 143, "refnet: terminated; ")],
)
def test_a_stopped_run_says_how_to_continue(
    number: signal.Signals, status: int, start: str, tmp_path: Path
) -> None:
    path = tmp_path / "my model"
    command = [sys.executable, "-m", "refnet", "train", "digits", "--epochs", "1000000"]
    with subprocess.Popen(
        [*command, "--save", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 60
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == status
    assert out == ""
    [line] = err.splitlines()
    assert line.startswith(start)
    epochs = refnet.load(path).epochs
    assert line.endswith(
        f"; {path} has the run up to epoch {epochs}: continue it with --resume '{path}'"
    )
    assert list(tmp_path.iterdir()) == [path]
    told("train", "digits", "--epochs", epochs + 1, "--resume", path)


def test_a_run_that_is_stopped_before_it_is_saved_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    path, other = tmp_path / "model", tmp_path / "other"
    told("train", "digits", "--hidden", 2, "--epochs", 1, "--save", path)
    monkeypatch.setattr(Sequential, "fit", interrupted)
    result = invoke("train", "digits", "--save", other)
    assert (result.exit_code, result.stderr) == (
        130,
        f"refnet: interrupted; nothing was saved in {other}\n",
    )
    result = invoke("train", "digits", "--resume", path)
    assert result.stderr == (
        f"refnet: interrupted; {path} has the run up to epoch 1: continue it with --resume {path}\n"
    )
    assert invoke("train", "digits").stderr == (
        "refnet: interrupted; nothing was saved; --save FILE saves the model after each epoch\n"
    )


def test_a_signal_during_a_save_comes_once_the_file_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted_write(*arguments: Any) -> bytes:
        writes.append(1)
        if len(writes) == 2:
            signal.raise_signal(signal.SIGTERM)
        return write_model(*arguments)

    writes: list[int] = []
    path = tmp_path / "model"
    monkeypatch.setattr("refnet.models.savable.write_model", interrupted_write)
    result = invoke("train", "digits", "--hidden", 2, "--save", path)
    assert refnet.load(path).epochs == 2
    assert (result.exit_code, result.stderr) == (
        143,
        f"refnet: terminated; {path} has the run up to epoch 2: continue it with --resume {path}\n",
    )


def test_a_handler_of_sigterm_is_left_alone(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    told("train", "digits", "--hidden", 2, "--epochs", 1, "--save", tmp_path / "model")
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_table_from_standard_input(flowers: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    options = ["--target", "flower", "--hidden", 4, "--epochs", 1, "--json"]
    expected = told("train", "--csv", flowers, *options[:-1])
    for command in (["train", *options, "--save", path], ["predict", path], ["evaluate", path]):
        ended = subprocess.run(
            [sys.executable, "-m", "refnet", *map(str, command), "--csv", "-"],
            input=flowers.read_text(),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (ended.returncode, ended.stderr) == (0, "")
        if command[0] == "train":
            assert json.loads(ended.stdout) == expected
    ended = subprocess.run(
        [sys.executable, "-m", "refnet", "predict", str(path), "--csv", "-"],
        input="length\n1\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.stderr == 'refnet: standard input, line 1: expected a column "width"\n'


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (["a", "a"], 'two inputs of the model have the name "a"'),
        (["", "a"], "an input of the model has no name"),
    ],
)
def test_names_that_no_table_can_have_are_refused(
    columns: list[str], reason: str, tmp_path: Path
) -> None:
    model = Sequential([Dense(1, input_dim=2)], seed=1)
    model.compile("sgd", "mse")
    model.columns = columns
    model.save(tmp_path / "model", include_optimizer=True)
    table = tmp_path / "t.csv"
    table.write_text("a,b,y\n1,2,3\n")
    for command in (["predict"], ["evaluate", "--target", "y"]):
        line = refusal(*command, tmp_path / "model", "--csv", table)
        assert line.startswith(f"refnet: model: {reason}, so the columns of a CSV file cannot be")


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
    numbers = [list(map(float, line.split(",")[:2])) for line in flowers.read_text().split()[1:]]
    assert model.predict(np.array(numbers)).tolist() == result["outputs"]
    assert (model.columns, model.classes) == (["length", "width"], sorted(FLOWERS))


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
    _, (x, _) = datasets.digits.load_data()
    assert result["outputs"] == refnet.load(path).predict(x).tolist()
    assert result["classes"] == [str(i) for i in np.argmax(result["outputs"], axis=1)]


def test_summary(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    trained = told("train", "digits", "--epochs", 1, "--hidden", 16, "--save", path)
    reset_names()
    _, _, _, _, *lines = invoke("summary", path).stdout.splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        "dense (Dense) (None, 16) 1,040",
        "dense_1 (Dense) (None, 10) 170",
        65 * "=",
        "Total params: 1,210 (9.45 KB)",
        "Trainable params: 1,210 (9.45 KB)",
        "Non-trainable params: 0 (0.00 B)",
        "Epochs trained: 1",
        "Classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
    ]
    assert told("summary", path) == {
        "layers": [
            {"kind": "dense", "units": 16, "activation": "relu", "bias": True},
            {"kind": "dense", "units": 10, "activation": "softmax", "bias": True},
        ],
        "columns": None,
        "classes": [str(number) for number in range(10)],
        "params": 1210,
        "epochs": 1,
        "weights_sha256": trained["weights_sha256"],
    }


def test_evaluate_and_predict_need_data_that_the_model_does_not_name(tmp_path: Path) -> None:
    path = tmp_path / "model.refnet"
    model = digits_model([4])
    model.build((64,))
    model.save(path, include_optimizer=True)
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
