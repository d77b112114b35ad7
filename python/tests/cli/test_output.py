"""What commands print: texts that the terminal lacks, JSON, and every fault as one line."""

import io
import json
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.commands import csv, invoke, refusal, told

import refnet
from refnet import Sequential
from refnet.cli.output import print_json

RUSSIAN = ["да", "нет"]


def run(*arguments: Any, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "refnet", *map(str, arguments)]
    inherited = {name: os.environ[name] for name in os.environ if not name.startswith("REFNET_")}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, env={**inherited, **environment}
    )


@pytest.fixture
def answers(tmp_path: Path) -> tuple[Path, Path]:
    """A CSV file whose classes are not Latin, and a model that was trained on it."""
    table, model = tmp_path / "t.csv", tmp_path / "model"
    rows = [f"{i * i},{i % 3},{RUSSIAN[i % 2]}" for i in range(60)]
    table.write_text("\n".join(["a,b,answer", *rows]) + "\n", encoding="utf-8")
    told("train", *csv(table, "answer"), "--hidden", 2, "--epochs", 1, "--save", model)
    return table, model


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "latin-1:strict"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
    ids=str,
)
def test_classes_that_the_terminal_lacks_are_escaped(
    environment: dict[str, str], answers: tuple[Path, Path]
) -> None:
    table, model = answers
    shown = run("predict", model, "--csv", table, **environment)
    assert (shown.returncode, shown.stderr) == (0, "")
    names = {each.encode("ascii", "backslashreplace").decode() for each in RUSSIAN}
    assert {line.split()[0] for line in shown.stdout.splitlines()} <= names
    again = model.with_name("ответ.safetensors")
    trained = run(
        *("train", "--csv", table, "--target", "answer", "--epochs", 1, "--save", again),
        **environment,
    )
    assert (trained.returncode, trained.stderr) == (0, "")
    assert again.exists()


def test_utf_8_and_handlers_of_the_user_are_left_alone(answers: tuple[Path, Path]) -> None:
    table, model = answers
    shown = run("predict", model, "--csv", table, PYTHONIOENCODING="utf-8")
    assert {line.split()[0] for line in shown.stdout.splitlines()} <= set(RUSSIAN)
    shown = run("predict", model, "--csv", table, PYTHONIOENCODING="ascii:replace")
    assert {line.split()[0] for line in shown.stdout.splitlines()} <= {"??", "???"}


@pytest.mark.parametrize("command", ["summary", "train", "conformance"])
def test_names_that_are_no_text_end_with_one_line(command: str) -> None:
    options = {
        "summary": ["a\udcff"],
        "train": ["--csv", "a\udcff", "--target", "x"],
        "conformance": ["--known-failures", "a\udcff"],
    }
    shown = run(command, *options[command])
    assert (shown.returncode, shown.stdout) == (2, "")
    [line] = shown.stderr.splitlines()
    assert "\\udcff" in line


def strict_json(text: str) -> Any:
    """Return the value of JSON that is nothing else."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def test_numbers_that_json_lacks_are_texts(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": [1.5, -0.0, float("nan")], "b": {"c": float("inf"), "d": -float("inf")}})
    printed = strict_json(capsys.readouterr().out)
    assert printed == {"a": [1.5, 0.0, "NaN"], "b": {"c": "Infinity", "d": "-Infinity"}}
    print_json(["NaN", None, True, 3], indent=None)
    assert capsys.readouterr().out == '["NaN", null, true, 3]\n'


def test_every_command_prints_json(prices: Path, tmp_path: Path) -> None:
    model, outlier = tmp_path / "model", tmp_path / "outlier.csv"
    linear = refnet.Sequential([refnet.Dense(1, input_dim=2)], seed=1)
    linear.compile("sgd", "mse")
    linear.save(model, include_optimizer=True)
    outlier.write_text("a,price,b\n1,1e200,1\n1,2,3\n")
    tested = strict_json(invoke("evaluate", model, *csv(outlier, "price"), "--json").stdout)
    assert tested == {"test_loss": "Infinity", "tested": 2}

    layer = refnet.Dense(2, input_shape=(1,))
    wide = refnet.Sequential([layer])
    wide.build((1,))
    wide.set_weights([np.array([[1e308, -1e308]]), np.zeros(2)])
    wide.save(model)
    outlier.write_text("a\n1e10\n")
    predicted = strict_json(invoke("predict", model, "--csv", outlier, "--json").stdout)
    assert predicted == {"outputs": [["Infinity", "-Infinity"]]}
    assert strict_json(invoke("summary", model, "--json").stdout)["params"] == 4

    trained = invoke("train", *csv(prices, "price"), "--epochs", 1, "--json")
    assert strict_json(trained.stdout)["task"] == "regression"


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("REFNET_THREADS", "many", "expected a number from 1 to 64"),
        ("REFNET_THREADS", "0", "expected a number from 1 to 64"),
        ("REFNET_THREADS", "4\n4", "expected a number from 1 to 64"),
        ("REFNET_ISA", "sse9", "only plain, baseline"),
        ("REFNET_ISA", "AVX-2", 'did you mean "avx2"?'),
    ],
)
@pytest.mark.parametrize("command", ["summary", "demo", "conformance", "--version"])
def test_a_wrong_environment_variable_ends_with_one_line(
    command: str, variable: str, value: str, reason: str
) -> None:
    ended = run(command, **{variable: value})
    assert (ended.returncode, ended.stdout) == (2, "")
    [line] = ended.stderr.splitlines()
    assert line.startswith(f"refnet: {variable}: ")
    assert reason in line


def test_the_installed_command_and_the_ports_name_the_variable() -> None:
    program = Path(sys.executable).with_name("refnet")
    commands = [[sys.executable, "-m", "refnet.port"]]
    commands += [[str(program)]] if program.exists() else []
    for command in commands:
        ended = subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "REFNET_THREADS": "x"}
        )
        assert (ended.returncode, ended.stdout) == (2, "")
        [line] = ended.stderr.splitlines()
        assert line.startswith("refnet: REFNET_THREADS: expected")


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", "")
    return buffer.getvalue()


OTHERS = {
    "m.pt": (zipped(), "a zip archive"),
    "m.pkl": (pickle.dumps([1, 2]), "a pickle"),
    "old.pt": (pickle.dumps(0x1950A86A20F9469CFC6C, 2), "a pickle"),
    "m.npy": (b"\x93NUMPY\x01\x00" + bytes(99), "a NumPy array"),
    "m.gz": (b"\x1f\x8b\x08\x00" + bytes(99), "a gzip file"),
    "utf-16.csv": ("a,b\n1,2\n".encode("utf-16"), "a text in UTF-16"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_files_of_other_programs_are_recognised(name: str, tmp_path: Path) -> None:
    content, what = OTHERS[name]
    path = tmp_path / name
    path.write_bytes(content)
    for command in (
        ["summary", path],
        ["evaluate", path, "digits"],
        ["predict", path, "digits"],
        ["train", "digits", "--resume", path],
    ):
        line = refusal(*command)
        assert line.startswith(f"refnet: {path}: it is {what}")
        assert "copy its weights with set_weights" in line
    line = refusal("train", "--csv", path, "--target", "a")
    assert line.startswith(f"refnet: {path}: expected a CSV file in UTF-8, got {what}")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", bytes(64), b'{"layers": []}', b"\x80"])
def test_other_files_are_no_models(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert refusal("summary", path).startswith(f"refnet: {path}: expected a model file")


def test_texts_that_are_not_utf_8_are_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("a,b\n1,é\n".encode("latin-1"))
    line = refusal("train", "--csv", path, "--target", "b")
    assert line == (
        f"refnet: {path}, line 2: expected a CSV file in UTF-8, got the byte 0xe9; save it as UTF-8"
    )
    rows = ["1,x\r\n"] * 3000 + ["1,é\r\n"]  # beyond the first chunk that is decoded
    path.write_bytes("".join(["a,b\r\n", *rows]).encode("latin-1"))
    assert f"{path}, line 3002: " in refusal("train", "--csv", path, "--target", "b")
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 100_000)
    assert refusal("conformance", "--known-failures", deep).startswith(f"refnet: {deep}: ")
    case = tmp_path / "fixtures" / "rabbit" / "deep.json"
    case.parent.mkdir(parents=True)
    case.write_text("[" * 100_000)
    assert refusal("conformance", "--fixtures", tmp_path / "fixtures").startswith(
        f"refnet: {case}: "
    )


@pytest.mark.parametrize("limit", ["nan", "inf", "1e300", "0", "-1"])
def test_time_limits_that_no_clock_has_are_refused(limit: str) -> None:
    result = invoke("conformance", "--only", "rabbit", "--time-limit", limit)
    assert result.exit_code == 2
    assert "--time-limit" in result.stderr.splitlines()[-1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("unbuffered", [False, True])
@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["train", "--help"], ["--version"], ["predict"], ["predict", "--json"]],
)
def test_an_output_that_is_full_ends_with_one_line(
    arguments: list[str], unbuffered: bool, answers: tuple[Path, Path]
) -> None:
    table, model = answers
    if arguments[0] == "predict":
        arguments = ["predict", str(model), "--csv", str(table), *arguments[1:]]
    environment = {name: each for name, each in os.environ.items() if name != "PYTHONUNBUFFERED"}
    if unbuffered:
        environment["PYTHONUNBUFFERED"] = "1"
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "refnet", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment,
            text=True,
        )
    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    assert line == "refnet: standard output: no space left on device"


def test_a_command_without_an_output_ends_well(answers: tuple[Path, Path]) -> None:
    for arguments in (["summary", answers[1]], ["--version"]):
        words = " ".join(map(str, [sys.executable, "-m", "refnet", *arguments]))
        ended = subprocess.run(["sh", "-c", f"{words} >&-"], stderr=subprocess.PIPE, text=True)
        assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    ("loss", "shown"),
    [
        (0.07834, "0.0783"),
        (999999.0, "999999.0000"),
        (1e6, "1.0000e+06"),
        (1.5966e302, "1.5966e+302"),
        (np.inf, "inf"),
        (np.nan, "nan"),
    ],
)
def test_large_losses_are_short(
    loss: float, shown: str, few_digits: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "model"
    told("train", "digits", "--hidden", 2, "--epochs", 0, "--save", path)
    logs = {"loss": loss, "accuracy": 0.25}
    monkeypatch.setattr(Sequential, "evaluate", lambda *arguments, **options: logs)
    printed = invoke("evaluate", path, "digits").stdout
    assert printed == f"test loss {shown}, test accuracy 0.2500 (20 examples)\n"
