"""refnet train-text and generate."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from support.commands import invoke, refusal, told

import refnet

LINES = "the cat sat on the mat and the dog sat on the cat\n" * 20
SMALL = ["--units", 8, "--steps", 10]


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_a_model_is_trained_saved_and_resumed_as_if_it_had_never_stopped(
    text: Path, tmp_path: Path
) -> None:
    once, twice = tmp_path / "once", tmp_path / "twice"
    whole = told("train-text", text, *SMALL, "--epochs", 2, "--save", once)
    assert (whole["epochs"], whole["characters"]) == (2, len(set(LINES)))
    told("train-text", text, *SMALL, "--epochs", 1, "--save", twice)
    resumed = told("train-text", text, "--epochs", 2, "--resume", twice)
    history = [run.pop("history") for run in (resumed, whole)]
    assert history[0] == {name: values[1:] for name, values in history[1].items()}
    assert resumed == whole
    assert refnet.load(twice).weights_sha256() == whole["weights_sha256"]


def test_both_backends_train_alike(text: Path) -> None:
    options = [*SMALL, "--epochs", 1, "--stride", 20]
    runs = [told("train-text", text, *options, "--backend", each) for each in ("c", "python")]
    assert runs[0] == runs[1]


@pytest.mark.parametrize("cell", ["lstm", "gru", "simple_rnn"])
def test_a_saved_model_writes(cell: str, text: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    options = [*SMALL, "--cell", cell, "--epochs", 3]
    result = invoke("train-text", text, *options, "--save", path)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == f"saved in {path}"
    arguments = ["--prompt", "the ", "--length", 30, "--seed", 4]
    result = invoke("generate", path, *arguments)
    assert result.exit_code == 0, result.output
    written = json.loads(invoke("generate", path, *arguments, "--json").stdout)
    assert written["prompt"] == "the "
    assert len(written["text"]) == 30
    assert result.stdout == f"the {written['text']}\n"
    assert written == told("generate", path, *arguments, "--backend", "python")


def test_line_ends_and_a_mark_at_the_beginning_change_nothing(text: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_bytes(b"\xef\xbb\xbf" + LINES.replace("\n", "\r\n").encode())
    options = [*SMALL, "--epochs", 1]
    assert told("train-text", text, *options) == told("train-text", other, *options)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", ": expected at least 12 characters for --steps 10, got 0"),
        (b"\xef\xbb\xbf", ": expected at least 12 characters for --steps 10, got 0"),
        (b"one\r\ntwo\r\nsix", ": expected at least 12 characters for --steps 10, got 11"),
        (b"first line\n\xff\xfe\n" * 9, ", line 2: expected a text in UTF-8, got the byte 0xff"),
        (b"\xff\xfea\0b\0", ": expected a text in UTF-8, got a text in UTF-16"),
    ],
)
def test_a_bad_text_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    assert refusal("train-text", path, *SMALL) == f"refnet: {path}{reason}"


def test_a_text_is_read_from_standard_input(text: Path) -> None:
    options = [*SMALL, "--epochs", 1, "--json"]
    command = [sys.executable, "-m", "refnet", "train-text", "-", *map(str, options)]
    ended = subprocess.run(command, input=LINES.encode(), capture_output=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert json.loads(ended.stdout) == told("train-text", text, *options)
    ended = subprocess.run(command, input=b"few", capture_output=True, timeout=60)
    assert ended.stderr.startswith(b"refnet: standard input: expected at least 12 characters")


def test_every_character_of_the_last_tenth_is_for_testing(text: Path, tmp_path: Path) -> None:
    result = told("train-text", text, *SMALL, "--epochs", 1)
    assert (len(LINES), result["tested"], result["examples"]) == (1000, 100, (900 - 10 + 2) // 3)
    short = tmp_path / "short.txt"
    short.write_text("a" * 11 + "b", encoding="utf-8")
    result = told("train-text", short, *SMALL, "--epochs", 3)
    assert (result["tested"], result["examples"], result["test_accuracy"]) == (1, 1, 0.0)
    assert len(result["history"]["val_loss"]) == 3


def test_a_text_of_one_character_and_one_of_any(tmp_path: Path) -> None:
    path, model = tmp_path / "text.txt", tmp_path / "model"
    path.write_bytes(b"a" * 30)
    told("train-text", path, *SMALL, "--epochs", 1, "--save", model)
    assert told("generate", model, "--prompt", "a", "--length", 5)["text"] == "aaaaa"
    strange = "\0\r\x1b\u200b\u2028\U0001f600\n"
    path.write_bytes((strange * 9).encode())
    result = told("train-text", path, *SMALL, "--epochs", 1, "--save", model)
    assert result["characters"] == len(strange)
    written = told("generate", model, "--prompt", "\n\n\n", "--length", 20)["text"]
    assert (len(written), set(written) <= set(strange)) == (20, True)
    shown = invoke("summary", model).stdout.splitlines()[-1]
    assert shown.startswith("Classes: '\\x00', '\\n', '\\r', '\\x1b', '\\u200b', '\\u2028', ")


def test_other_characters_are_refused_on_resuming(text: Path, tmp_path: Path) -> None:
    path, other = tmp_path / "model", tmp_path / "other.txt"
    told("train-text", text, *SMALL, "--epochs", 1, "--save", path)
    before = path.read_bytes()
    other.write_text(LINES + "Zebra\n", encoding="utf-8")
    assert refusal("train-text", other, "--epochs", 2, "--resume", path) == (
        f"refnet: {other}, line 21: 'Z' is not a character of the model"
    )
    assert path.read_bytes() == before


def test_a_run_is_resumed_with_more_text(text: Path, tmp_path: Path) -> None:
    path, more = tmp_path / "model", tmp_path / "more.txt"
    first = told("train-text", text, *SMALL, "--epochs", 1, "--save", path)
    more.write_text(LINES * 2, encoding="utf-8")
    result = told("train-text", more, "--epochs", 2, "--resume", path)
    assert (result["epochs"], result["tested"]) == (2, 2 * first["tested"])
    assert result["examples"] > first["examples"]
    more.write_text("the cat", encoding="utf-8")
    reason = "expected at least 12 characters for --steps 10, got 7"
    assert refusal("train-text", more, "--resume", path) == f"refnet: {more}: {reason}"


def test_a_finished_run_is_left_as_it_is(text: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    told("train-text", text, *SMALL, "--epochs", 1, "--save", path)
    before = path.read_bytes()
    result = invoke("train-text", text, "--epochs", 1, "--resume", path)
    note = "refnet: already trained for 1 epoch; give --epochs above 1 to train on\n"
    assert (result.exit_code, result.stderr) == (0, note)
    assert path.read_bytes() == before


def test_a_model_without_a_training_run_cannot_be_resumed(text: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    told("train-text", text, *SMALL, "--epochs", 1, "--save", path)
    refnet.load(path).save(path)
    result = invoke("train-text", text, "--resume", path)
    assert "holds a model, but no training run to resume" in result.stderr
    assert told("generate", path, "--prompt", "the", "--length", 3)["prompt"] == "the"


@pytest.mark.parametrize(
    ("number", "status", "start"),
    [(signal.SIGINT, 130, "refnet: stopped "), (signal.SIGTERM, 143, "refnet: terminated; ")],
)
def test_a_stopped_run_says_how_to_continue(
    number: signal.Signals, status: int, start: str, text: Path, tmp_path: Path
) -> None:
    path = tmp_path / "model"
    options = [*SMALL, "--epochs", 1_000_000, "--save", path]
    command = [sys.executable, "-m", "refnet", "train-text", text, *options]
    with subprocess.Popen(
        [str(each) for each in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 60
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (status, "")
    [line] = err.splitlines()
    assert line.startswith(start)
    assert line.endswith(f"continue it with --resume {path}")
    told("train-text", text, "--epochs", refnet.load(path).epochs + 1, "--resume", path)


def test_ctrl_c_ends_writing(text: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    told("train-text", text, *SMALL, "--epochs", 1, "--save", path)
    options = ["--prompt", "the ", "--length", "1000000000"]
    command = [sys.executable, "-m", "refnet", "generate", str(path), *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.read(8).startswith("the ")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "refnet: interrupted\n")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--stride", 2**53], "'--stride'"),  # which no file could keep
        (["--batch-size", 2**53], "'--batch-size'"),
        (["--steps", 0], "'--steps'"),
        (["--cell", "ltsm"], "'--cell'"),
        (["--units", 1025], "'--units'"),  # whose first weights would take minutes
        (["--learning-rate", "nan"], "learning_rate: expected a finite number"),
        (["--optimizer", "adm"], 'did you mean "adam"?'),
        (["--optimizer", "sgd", "--learning-rate", 1e300], "left the finite numbers in epoch 1"),
    ],
)
def test_bad_options_are_refused(
    options: list[Any], reason: str, text: Path, tmp_path: Path
) -> None:
    path = tmp_path / "model"
    result = invoke("train-text", text, *SMALL, *options, "--save", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr.splitlines()[-1]
    assert not path.exists()


@pytest.mark.parametrize("option", ["--units", "--steps", "--stride", "--batch-size", "--seed"])
def test_what_the_file_has_cannot_be_given_again(option: str, text: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    told("train-text", text, *SMALL, "--epochs", 1, "--save", path)
    result = invoke("train-text", text, "--resume", path, option, 3)
    assert result.exit_code == 2
    assert f"{option} cannot be given with --resume: the file has it" in result.stderr


def test_models_of_other_data_are_refused(text: Path, tmp_path: Path) -> None:
    path, own = tmp_path / "digits", tmp_path / "text"
    told("train", "digits", "--hidden", 2, "--epochs", 1, "--save", path)
    reason = "expected a model that refnet train-text has saved"
    assert refusal("generate", path, "--prompt", "a") == f"refnet: {path}: {reason}"
    assert refusal("train-text", text, "--resume", path) == f"refnet: {path}: {reason}"
    told("train-text", text, *SMALL, "--epochs", 1, "--save", own)
    assert refusal("predict", own, "digits") == (
        f"refnet: {own}: was trained on text, not on digits"
    )


@pytest.mark.parametrize(
    ("prompt", "reason"),
    [
        ("", "prompt: expected at least one character"),
        ("the Cat", "prompt, line 1: 'C' is not a character of the model"),
        ("the\ncat\t", "prompt, line 2: '\\t' is not a character of the model"),
        ("\udcff", "prompt, line 1: '\\udcff' is not a character of the model"),
    ],
)
def test_a_bad_prompt_is_refused(prompt: str, reason: str, text: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    told("train-text", text, *SMALL, "--epochs", 1, "--save", path)
    assert refusal("generate", path, "--prompt", prompt) == f"refnet: {reason}"
    assert refusal("generate", path, "--prompt", prompt, "--json") == f"refnet: {reason}"


@pytest.mark.parametrize("temperature", ["nan", "inf", "-1", "100.5", "warm"])
def test_a_bad_temperature_is_refused(temperature: str, text: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    told("train-text", text, *SMALL, "--epochs", 0, "--save", path)
    result = invoke("generate", path, "--prompt", "the", "--temperature", temperature)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "temperature" in result.stderr.splitlines()[-1]


def test_temperatures_from_0_to_100(text: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    told("train-text", text, *SMALL, "--epochs", 3, "--save", path)
    ask = ["generate", path, "--prompt", "the ", "--length", 300, "--temperature"]
    cold, hot = told(*ask, 0)["text"], told(*ask, 100)["text"]
    assert cold == told(*ask, 0, "--seed", 9)["text"] == told(*ask, 1e-300)["text"]
    assert set(hot) == set(LINES)  # nearly all characters are equally likely
    assert len(set(cold)) < len(set(hot))


def test_nothing_is_written_for_a_length_of_0(text: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    told("train-text", text, *SMALL, "--epochs", 0, "--save", path)
    assert invoke("generate", path, "--prompt", "the", "--length", 0).stdout == "the\n"
