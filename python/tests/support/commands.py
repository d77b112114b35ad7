"""The command line, called in this process."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from refnet import Dense, Sequential
from refnet.cli import main

FLOWERS = ["tulip", "rose", "violet"]


def invoke(*arguments: Any) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def told(*arguments: Any) -> dict[str, Any]:
    """Return the JSON that a command prints; standard error is empty."""
    result = invoke(*arguments, "--json")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    parsed: dict[str, Any] = json.loads(result.stdout)
    return parsed


def refusal(*arguments: Any) -> str:
    """Return the line that a command ends with; it has printed nothing else."""
    result = invoke(*arguments)
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("refnet: ")
    return str(line)


def csv(path: Path, target: str = "flower") -> list[Any]:
    return ["--csv", path, "--target", target]


def digits_model(hidden: list[int], backend: str = "c") -> Sequential:
    layers = [*(Dense(units, "relu") for units in hidden), Dense(10, "softmax")]
    model = Sequential(layers, seed=0, backend=backend)
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    return model
