"""Saved models on the command line: which of them are refused."""

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.commands import csv, digits_model, invoke, refusal, told

import refnet
from refnet import Sequential
from refnet.files.model_file import write_model
from refnet.reference.dense import DenseLayer


def test_a_model_without_a_training_run_is_not_resumed(tmp_path: Path) -> None:
    model = digits_model([4])
    model.build((64,))
    model.save(tmp_path / "model")
    result = invoke("train", "digits", "--resume", tmp_path / "model")
    assert result.exit_code == 2
    assert "no training run to resume" in result.stderr.splitlines()[-1]


def test_a_place_where_nothing_can_be_saved_is_refused_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sequential, "fit", None)
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe")
    for place, reason in [
        (".", "is a directory"),
        (tmp_path, "is a directory"),
        (tmp_path / "nowhere" / "model", "no such file or directory"),
        (tmp_path / "file" / "model", "not a directory"),
        (tmp_path / "pipe", "invalid argument"),
    ]:
        line = refusal("train", "digits", "--epochs", 1, "--save", place)
        assert line.endswith(f": cannot save the model: {reason}")


def test_an_empty_name_is_refused(tmp_path: Path) -> None:
    for command in (
        ["train", "digits", "--save", ""],
        ["train", "digits", "--resume", ""],
        ["train", "mnist", "--data", ""],
        ["evaluate", ""],
        ["plot", tmp_path, "--layer", 0, "--out", ""],
    ):
        result = invoke(*command)
        assert (result.exit_code, result.stdout) == (2, "")
        line = result.stderr.splitlines()[-1]
        assert line.startswith("Error: Invalid value for ")
        assert line.endswith(": expected a name, got an empty text")


def test_a_file_that_cannot_be_saved_after_all_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Sequential, path: Path, include_optimizer: bool) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(Sequential, "save", full)
    for epochs in (0, 1):
        line = refusal("train", "digits", "--epochs", epochs, "--save", tmp_path / "model")
        reason = "cannot save the model: no space left on device"
        assert line == f"refnet: {tmp_path / 'model'}: {reason}"


@pytest.mark.parametrize(
    "name",
    ["run{1}.safetensors", "run{a.safetensors", "run{epoch}", "run{{x}}", "exp{lr}/m", "{}", "%d}"],
)
def test_a_name_with_braces_is_the_name_of_the_file(
    name: str, flowers: Path, tmp_path: Path
) -> None:
    path = tmp_path / "saved" / name
    path.parent.mkdir(parents=True)
    told("train", *csv(flowers), "--hidden", 2, "--epochs", 2, "--save", path)
    assert list(path.parent.iterdir()) == [path]
    resumed = told("train", *csv(flowers), "--epochs", 3, "--resume", path)
    assert list(path.parent.iterdir()) == [path]
    assert refnet.load(path).weights_sha256() == resumed["weights_sha256"]


@pytest.mark.parametrize("command", ["evaluate", "predict", "summary"])
def test_other_files_end_with_one_line(command: str, flowers: Path, tmp_path: Path) -> None:
    data = [] if command == "summary" else ["digits"]
    assert "no such file" in refusal(command, tmp_path / "nowhere", *data)
    expected = f"refnet: {flowers}: expected a model file"
    assert refusal(command, flowers, *data).startswith(expected)
    assert "it is a folder" in refusal(command, tmp_path, *data)


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


def test_the_data_set_defaults_to_that_of_the_model(few_digits: None, tmp_path: Path) -> None:
    path, other = tmp_path / "model", tmp_path / "other"
    told("train", "digits", "--hidden", 4, "--epochs", 1, "--save", path)
    for command in ("evaluate", "predict"):
        assert told(command, path) == told(command, path, "digits")
    told("train", "digits", "--epochs", 2, "--resume", path, "--save", other)
    told("train", "--epochs", 2, "--resume", path)
    assert path.read_bytes() == other.read_bytes()
    for options, reason in [
        (["--target", "x"], "--target is for --csv FILE"),
        (["--delimiter", ";"], "--delimiter is for --csv FILE"),
        (["--data", str(tmp_path)], "--data is for mnist and fashion-mnist"),
    ]:
        for begin in (["evaluate", path], ["train", "--resume", path]):
            result = invoke(*begin, *options)
            assert (result.exit_code, result.stdout) == (2, "")
            assert result.stderr.splitlines()[-1] == f"Error: {reason}"


def test_a_model_of_a_table_has_no_default_data(flowers: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    told("train", *csv(flowers), "--hidden", 4, "--epochs", 1, "--save", path)
    for command in (["evaluate", path], ["predict", path], ["train", "--resume", path]):
        result = invoke(*command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.splitlines()[-1] == (
            "Error: give one of digits, mnist, fashion-mnist, or --csv FILE"
        )


@pytest.mark.parametrize(
    "notes",
    [
        {"classes": 5},
        {"classes": ["a"]},
        {"scale": {"mean": [0.0, 0.0], "deviation": [1.0, 1.0]}},
        {"columns": 7},
        {"columns": ["a"]},
        {"split": 32},
        {"split": -1},
        {"split": True},
        {"split": "0"},
        {"target": 1},
        {"data": 7},
        {"batch_size": "32"},
        {"batch_size": 0},
        {"batch_size": True},
    ],
    ids=str,
)
def test_inconsistent_notes_end_with_one_line(
    notes: dict[str, Any], prices: Path, tmp_path: Path
) -> None:
    layer = DenseLayer(2, "softmax", np.ones((2, 2)))
    notes = {"columns": ["a", "b"], **notes}
    (tmp_path / "model").write_bytes(write_model([layer], {"notes": notes}))
    refusal("predict", tmp_path / "model", "--csv", prices)
