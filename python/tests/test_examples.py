"""The examples run, and do what their texts say."""

import os
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.idx import random_images, write_folder

from refnet import Sequential, datasets, lenet, optimizers

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples" / "c"
RATES = {"lenet5": 0.001, "lenet1": 0.005}


@pytest.fixture
def few_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """20 digits to train on and 10 to test with, instead of all."""
    (x, y), (x_test, y_test) = datasets.digits()
    parts = (x[:20], y[:20]), (x_test[:10], y_test[:10])
    monkeypatch.setattr(datasets, "digits", lambda: parts)


def trained(name: str, x: object, y: object) -> Sequential:
    """Return a LeNet after the training run of its example."""
    model = lenet.MODELS[name](seed=0)
    model.compile(optimizers.Adam(RATES[name]), "sparse_categorical_crossentropy", ["accuracy"])
    model.fit(x, y, epochs=20, verbose=0)
    return model


def printed(
    name: str,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> list[str]:
    """Return the lines that an example prints, which runs in this process."""
    program = str(ROOT / "examples" / f"{name}.py")
    monkeypatch.setattr(sys, "argv", [program, *arguments])
    runpy.run_path(program, run_name="__main__")
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("name", lenet.MODELS)
def test_a_lenet_learns_the_digits(
    name: str,
    few_digits: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = printed(name, [], monkeypatch, capsys)
    (x, y), (x_test, y_test) = datasets.digits()
    model = trained(name, datasets.enlarge(x), y)
    _, accuracy = model.evaluate(datasets.enlarge(x_test), y_test)
    assert lines[-2:] == [
        f"test accuracy {accuracy:.4f} (10 images)",
        f"SHA-256 of the weights: {model.weights_sha256()}",
    ]
    assert f"Total params: {model.count_params():,}" in lines


@pytest.mark.parametrize("name", lenet.MODELS)
def test_a_lenet_learns_mnist(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    images, labels = random_images(12, 1)
    write_folder(tmp_path, (images, labels), random_images(4, 2))
    model = trained(name, images[..., np.newaxis] / 255.0, labels)
    last = printed(name, [str(tmp_path)], monkeypatch, capsys)[-1]
    assert last == f"SHA-256 of the weights: {model.weights_sha256()}"


def test_the_c_example(tmp_path: Path) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    command, output = re.findall(r"```\n(.*?)```", readme, re.DOTALL)
    compile_line = command.splitlines()[0]
    head = (FOLDER / "xor.c").read_text(encoding="utf-8").split("#include")[0]
    assert compile_line in head

    compiler, *arguments = compile_line.split()
    assert compiler == "cc"
    program = tmp_path / "a.out"
    call = [*shlex.split(os.environ.get("CC", "cc")), *arguments, "-o", str(program)]
    subprocess.run(" ".join(call), shell=True, cwd=ROOT, check=True, timeout=300)
    ended = subprocess.run([program], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout == output
