"""refnet train-text and generate."""

import json
from pathlib import Path

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
        (b"", "expected at least 22 characters for --steps 10, got 0"),
        (b"too short to learn", "expected at least 22 characters for --steps 10, got 18"),
        (b"first line\n\xff\xfe\n" * 9, "line 2 is not UTF-8"),
    ],
)
def test_a_bad_text_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    assert refusal("train-text", path, *SMALL) == f"refnet: {path}: {reason}"


def test_other_characters_are_refused_on_resuming(text: Path, tmp_path: Path) -> None:
    path, other = tmp_path / "model", tmp_path / "other.txt"
    told("train-text", text, *SMALL, "--epochs", 1, "--save", path)
    before = path.read_bytes()
    other.write_text(LINES + "Zebra\n", encoding="utf-8")
    assert refusal("train-text", other, "--epochs", 2, "--resume", path) == (
        f"refnet: {other}: line 21 has 'Z', a character that the model has not seen"
    )
    assert path.read_bytes() == before


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
        ("the Cat", "text: line 1 has 'C', a character that the model has not seen"),
    ],
)
def test_a_bad_prompt_is_refused(prompt: str, reason: str, text: Path, tmp_path: Path) -> None:
    path = tmp_path / "model"
    told("train-text", text, *SMALL, "--epochs", 1, "--save", path)
    assert refusal("generate", path, "--prompt", prompt) == f"refnet: {reason}"
