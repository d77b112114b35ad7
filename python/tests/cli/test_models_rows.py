"""Networks that read images row by row on the command line: --model lstm and conv_lstm."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from support.commands import csv, invoke, told
from support.idx import random_images, write_folder

import refnet
from refnet import Sequential, datasets, optimizers, rows


def fitted(name: str, x: NDArray[Any], y: NDArray[Any], optimizer: Any) -> Sequential:
    model = rows.MODELS[name](*x.shape[1:], seed=0)
    model.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    model.fit(x, y, epochs=2, verbose=0)
    return model


@pytest.mark.parametrize("name", rows.MODELS)
@pytest.mark.parametrize(
    ("options", "optimizer"),
    [
        ([], optimizers.Adam(0.003)),
        (["--learning-rate", 0.02], optimizers.Adam(0.02)),
        (["--optimizer", "sgd"], optimizers.SGD(0.01)),
    ],
)
def test_digits_are_read_row_by_row(
    name: str, options: list[Any], optimizer: Any, few_digits: None
) -> None:
    result = told("train", "digits", "--model", name, "--epochs", 2, *options)
    (x, y), (x_test, y_test) = datasets.digits.load_data(0.2, 0)
    model = fitted(name, x.reshape(-1, 8, 8), y, optimizer)
    assert result["weights_sha256"] == model.weights_sha256()
    tested = model.evaluate(x_test.reshape(-1, 8, 8), y_test)
    assert [result["test_loss"], result["test_accuracy"]] == tested


@pytest.mark.parametrize("name", rows.MODELS)
def test_a_saved_model_takes_rows_and_is_resumed(
    name: str, few_digits: None, tmp_path: Path
) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    begin = ["train", "digits", "--model", name, "--batch-size", 16]
    expected = told(*begin, "--epochs", 3, "--save", whole)
    told(*begin, "--epochs", 1, "--save", part)
    told("train", "--epochs", 3, "--resume", part)
    assert part.read_bytes() == whole.read_bytes()
    evaluated = told("evaluate", whole)
    assert evaluated == {key: expected[key] for key in ("test_loss", "test_accuracy", "tested")}
    x_test = datasets.digits.load_data(0.2, 0)[1][0].reshape(-1, 8, 8)
    assert told("predict", whole)["outputs"] == refnet.load(whole).predict(x_test).tolist()
    assert "(LSTM)" in invoke("summary", whole).stdout


@pytest.mark.parametrize("data_set", ["mnist", "fashion-mnist"])
def test_the_four_files_of_mnist(data_set: str, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mnist", random_images(30, 1), random_images(10, 2))
    path = tmp_path / "model"
    data = [data_set, "--data", folder]
    result = told("train", *data, "--model", "conv_lstm", "--epochs", 2, "--save", path)
    (x, y), (x_test, y_test) = datasets.mnist.load_data(folder)
    model = fitted("conv_lstm", x / 255.0, y, optimizers.Adam(0.003))
    assert result["weights_sha256"] == model.weights_sha256()
    test = np.asarray(x_test / 255.0), y_test
    assert told("evaluate", path, *data)["test_loss"] == model.evaluate(*test)[0]


@pytest.mark.parametrize("name", rows.MODELS)
def test_options_of_other_models_are_refused(name: str, tmp_path: Path) -> None:
    result = invoke("train", "digits", "--model", name, "--hidden", 3)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--hidden is for --model dense" in result.stderr
    result = invoke("train", *csv(tmp_path / "table.csv"), "--model", name)
    assert f"--model {name} is for images, not for --csv FILE" in result.stderr
