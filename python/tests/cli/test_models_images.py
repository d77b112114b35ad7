"""Convolutional networks on the command line: --model, --data, and the images they take."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.commands import csv, invoke, refusal, told
from support.idx import random_images, write_folder

import refnet
from refnet import Dense, Flatten, Sequential, datasets, lenet, optimizers


def compiled(name: str, rate: float = 0.001) -> Sequential:
    model = lenet.MODELS[name](seed=0)
    model.compile(optimizers.Adam(rate), "sparse_categorical_crossentropy", ["accuracy"])
    return model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small MNIST: 30 images to train on, 10 to test with."""
    return write_folder(tmp_path / "mnist", random_images(30, 1), random_images(10, 2))


@pytest.mark.parametrize("name", lenet.MODELS)
def test_a_model_for_images_is_trained_on_enlarged_digits(name: str, few_digits: None) -> None:
    options = ["--model", name, "--epochs", 2, "--learning-rate", 0.01]
    result = told("train", "digits", *options)
    (x, y), (x_test, y_test) = datasets.digits.load_data(0.2, 0)
    test = datasets.enlarge(x_test), y_test
    model = compiled(name, 0.01)
    history = model.fit(datasets.enlarge(x), y, epochs=2, verbose=0, validation_data=test)
    assert result["weights_sha256"] == model.weights_sha256()
    assert result["history"] == history.history
    assert [result["test_loss"], result["test_accuracy"]] == model.evaluate(*test)
    assert (result["examples"], result["tested"]) == (40, 20)


def test_a_saved_model_takes_the_images_that_it_was_trained_on(
    few_digits: None, tmp_path: Path
) -> None:
    path = tmp_path / "m.safetensors"
    trained = told("train", "digits", "--model", "lenet5", "--epochs", 1, "--save", path)
    evaluated = told("evaluate", path, "digits")
    assert evaluated == {key: trained[key] for key in ("test_loss", "test_accuracy", "tested")}
    model = refnet.load(path)
    x_test = datasets.digits.load_data(0.2, 0)[1][0]
    outputs = model.predict(datasets.enlarge(x_test))
    assert told("predict", path, "digits")["outputs"] == outputs.tolist()
    assert len(invoke("predict", path, "digits").stdout.splitlines()) == 20
    summary = told("summary", path)
    assert (summary["params"], summary["weights_sha256"]) == (61_706, trained["weights_sha256"])
    kinds = [layer["kind"] for layer in summary["layers"]]
    assert kinds[:3] == ["conv2d", "max_pooling2d", "conv2d"]
    assert "(None, 28, 28, 6)       156\n" in invoke("summary", path).stdout


def test_a_resumed_run_is_as_uninterrupted(few_digits: None, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    begin = ["train", "digits", "--model", "lenet1", "--batch-size", 16]
    expected = told(*begin, "--epochs", 3, "--save", whole)
    told(*begin, "--epochs", 1, "--save", part)
    ended = told("train", "digits", "--epochs", 3, "--resume", part)
    assert ended["weights_sha256"] == expected["weights_sha256"]
    assert part.read_bytes() == whole.read_bytes()


def test_the_four_files_of_mnist(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    data = ["mnist", "--data", folder]
    result = told("train", *data, "--model", "lenet1", "--epochs", 1, "--save", path)
    (x, y), (x_test, y_test) = datasets.mnist.load_data(folder)
    model = compiled("lenet1")
    model.fit(x[..., np.newaxis] / 255.0, y, verbose=0)
    assert result["weights_sha256"] == model.weights_sha256()
    test = x_test[..., np.newaxis] / 255.0, y_test
    assert told("evaluate", path, *data)["test_loss"] == model.evaluate(*test)[0]
    assert len(told("predict", path, *data)["classes"]) == 10
    assert refnet.load(path).notes["data"] == "mnist"
    assert refnet.load(path).classes == [str(digit) for digit in range(10)]
    told("train", *data, "--epochs", 2, "--resume", path)
    assert refnet.load(path).epochs == 2


def test_dense_models_take_rows_of_pixels(folder: Path, clothes: None) -> None:
    data = ["--hidden", 8, "--epochs", 1]
    result = told("train", "mnist", "--data", folder, *data)
    assert (result["examples"], result["tested"]) == (30, 10)
    result = told("train", "fashion-mnist", "--model", "lenet5", "--epochs", 1)
    assert (result["examples"], result["tested"]) == (30, 10)


def test_fashion_mnist_from_a_folder(folder: Path) -> None:
    result = told("train", "fashion-mnist", "--data", folder, "--hidden", 8, "--epochs", 1)
    assert (result["examples"], result["tested"]) == (30, 10)


@pytest.mark.parametrize("shape", [(64,), (8, 8), (8, 8, 1), (28, 28), (28, 28, 1)])
def test_data_take_the_shape_that_a_model_has(
    shape: tuple[int, ...], few_digits: None, tmp_path: Path
) -> None:
    path = tmp_path / "m.safetensors"
    model = Sequential([Flatten(input_shape=shape), Dense(10, "softmax")], seed=1)
    model.compile("sgd", "sparse_categorical_crossentropy", ["accuracy"])
    model.save(path, include_optimizer=True)
    x_test = datasets.digits.load_data(0.2, 0)[1][0]
    images = x_test if shape[0] in (8, 64) else datasets.enlarge(x_test)
    expected = model.predict(images.reshape(20, *shape))
    assert told("predict", path, "digits")["outputs"] == expected.tolist()


def test_data_of_no_such_shape_are_refused(few_digits: None, tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    for shape in ((784,), (32, 32, 1), (7, 9)):
        model = Sequential([Flatten(input_shape=shape), Dense(10, "softmax")], seed=1)
        model.save(path)
        line = refusal("predict", path, "digits")
        assert line.startswith(f"refnet: x: expected examples of shape {shape}, ")
        assert line.endswith("got an array of shape (20, 64)")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["digits", "--model", "lenet5", "--hidden", 8], "--hidden is for --model dense"),
        (["digits", "--model", "lenet1", "--hidden=8", 4], "--hidden is for --model dense"),
        (["digits", "--model", "lenet5", "--activation", "tanh"], "--activation is for --model"),
        (["digits", "--data", "x"], "--data is for mnist and fashion-mnist"),
        (["digits", "--model", "lenet4"], "'lenet4' is not one of 'dense', 'lenet5', 'lenet1',"),
    ],
    ids=str,
)
def test_options_that_do_not_go_together(options: list[Any], reason: str, tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    result = invoke("train", *options, "--save", path)
    assert result.exit_code == 2
    assert reason in result.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def test_images_and_tables_do_not_mix(flowers: Path) -> None:
    result = invoke("train", *csv(flowers), "--model", "lenet5")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        2,
        "Error: --model lenet5 is for images, not for --csv FILE",
    )
    result = invoke("train", *csv(flowers), "--data", flowers.parent)
    assert result.stderr.splitlines()[-1] == "Error: --data is for mnist and fashion-mnist"


def test_a_resumed_run_has_its_model(few_digits: None, tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    told("train", "digits", "--model", "lenet1", "--epochs", 1, "--save", path)
    result = invoke("train", "digits", "--resume", path, "--model", "lenet1")
    assert result.stderr.splitlines()[-1] == (
        "Error: --model cannot be given with --resume: the file has it"
    )


@pytest.mark.parametrize("data_set", ["mnist", "fashion-mnist"])
def test_a_folder_that_is_missing(data_set: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "nowhere", tmp_path / "file"):
        result = invoke("train", data_set, "--data", folder)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.splitlines()[-1] == f"Error: --data: there is no folder {folder}"


def test_files_that_are_missing_end_with_one_line(tmp_path: Path) -> None:
    line = refusal("train", "mnist", "--data", tmp_path)
    assert line.startswith("refnet: mnist: expected train-images-idx3-ubyte.gz, ")


@pytest.mark.parametrize("data_set", ["mnist", "fashion-mnist"])
def test_a_download_that_fails_ends_with_one_line(
    data_set: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def retrieve(*arguments: Any, **options: Any) -> None:
        raise OSError("no\nroute")

    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr("pooch.os_cache", lambda project: tmp_path / project)
    monkeypatch.setattr("pooch.retrieve", retrieve)
    line = refusal("train", data_set)
    assert line.startswith(f"refnet: {data_set.replace('-', '_')}: cannot download ")
    assert f" into {tmp_path / 'refnet'}" in line
    assert line.endswith("(no route)")
