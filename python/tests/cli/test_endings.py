"""How commands end: one line and an exit status."""

import signal
import subprocess
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path

import pytest
from support.commands import csv, invoke, refusal, told

from refnet.__main__ import main
from refnet.cli.endings import Terminated, raised_at_sigterm
from refnet.fit.interrupts import noted_interrupts


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            ["--csv", "nowhere.csv", "--target", "x"],
            "refnet: nowhere.csv: no such file or directory",
        ),
        (["digits", "--resume", "nowhere"], "refnet: nowhere: no such file or directory"),
        (["digits", "--activation", "rleu"], "--activation: there is"),
        (["digits", "--activation", "rleu"], 'did you mean "relu"?'),
        (["digits", "--activation", "relu6"], 'there is no "relu6", only linear, sigmoid'),
        (["digits", "--dropout", "1"], "--dropout: expected at least 0 and less than 1"),
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
def test_faults_end_with_one_line(arguments: list[str], reason: str) -> None:
    assert reason in refusal("train", *arguments)


def test_a_file_that_cannot_be_saved_ends_with_one_line(tmp_path: Path) -> None:
    line = refusal("train", "digits", "--epochs", 1, "--save", tmp_path / "nowhere" / "model")
    place = tmp_path / "nowhere"
    assert line == f"refnet: {place}: cannot save the model: no such file or directory"


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_closed_output_ends_a_command_quietly(
    options: list[str], flowers: Path, tmp_path: Path
) -> None:
    path = tmp_path / "model.refnet"
    told("train", *csv(flowers), "--epochs", 0, "--save", path)
    data = path, "--csv", flowers
    for command in (["predict", *data], ["evaluate", *data], ["summary", path]):
        arguments = [sys.executable, "-m", "refnet", *map(str, command), *options]
        with subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            if process.stdout is None or process.stderr is None:
                raise AssertionError("both are pipes")
            process.stdout.close()
            assert process.stderr.read() == ""
        assert process.returncode == 141  # as a shell reports SIGPIPE


def test_an_interrupted_import_ends_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(MetaPathFinder):
        def find_spec(self, name: str, *arguments: object) -> None:
            raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "refnet.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupted()])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 130
    assert capsys.readouterr() == ("", "refnet: interrupted\n")


def test_sigterm_in_pythons_clean_up_is_obeyed() -> None:
    class Dropped:
        def __del__(self) -> None:  # Python ignores all exceptions here
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(Terminated), raised_at_sigterm(), noted_interrupts():
        Dropped()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["train"], "give one of digits, mnist, fashion-mnist, or --csv FILE"),
        (
            ["train", "digits", "--csv", "x.csv"],
            "give one of digits, mnist, fashion-mnist, or --csv FILE",
        ),
        (["train", "--csv", "x.csv"], "--csv needs --target COLUMN"),
        (["train", "digits", "--target", "x"], "--target is for --csv FILE"),
        (["evaluate", "model", "digits", "--target", "x"], "--target is for --csv FILE"),
        (["train", "digits", "--task", "regression"], "--task is for --csv FILE"),
        (
            ["train", "digits", "--hidden", "", "--dropout", "0.5"],
            '--dropout is for hidden layers, which --hidden "" leaves out',
        ),
        (
            ["train", "digits", "--hidden", "", "--activation", "tanh"],
            '--activation is for hidden layers, which --hidden "" leaves out',
        ),
        (["train", "--csv", "x.csv", "--target", "x", "--task", "guess"], "'--task'"),
        (["train", "digits", "--hidden", "6_4"], "expected whole numbers, such as --hidden 64 32"),
        (["train", "imdb"], "is not one of 'digits', 'mnist', 'fashion-mnist'"),
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
