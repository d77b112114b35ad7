"""Programs for Keras that run unchanged: python -m refnet.run, in processes of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

from refnet.run import USAGE, main

PROGRAM = """
import sys
import tensorflow as tf
import tensorflow.keras.backend as K
import keras.optimizers.schedules
from tensorflow import keras
from tensorflow.keras.layers import Dense
from tensorflow.keras import Sequential, layers
from keras.utils import set_random_seed, to_categorical
import numpy as np
import beside

import refnet

assert tf.__version__ >= "2.16", tf.__version__
assert keras is refnet is tf.keras is sys.modules["keras"]
assert layers is tf.keras.layers is refnet.layers is sys.modules["tensorflow.keras.layers"]
assert K is refnet.backend and keras.optimizers.schedules is refnet.optimizers.schedules
assert __name__ == "__main__" and sys.modules["__main__"].Dense is Dense and __spec__ is None
assert refnet.__spec__.name == "refnet" and layers.__spec__.name == "refnet.layers"
tf.random.set_seed(1)
model = Sequential([Dense(3, activation=tf.nn.relu, input_shape=(2,)), Dense(2, "softmax")])
model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
x, y = np.eye(2), to_categorical([0, 1])
model.fit(x, y, epochs=2, verbose=0)
print(sys.argv, beside.VALUE, tf.constant([1, 2]).sum(), len(tf.config.list_physical_devices()))
sys.exit(3)
"""


def run(folder: Path, source: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program from another folder than its own."""
    (folder / "programs").mkdir()
    path = folder / "programs" / "program.py"
    path.write_text(source, encoding="utf-8")
    (folder / "programs" / "beside.py").write_text("VALUE = 7\n", encoding="utf-8")
    command = [sys.executable, "-m", "refnet.run", str(path), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_a_program_runs_unchanged(tmp_path: Path) -> None:
    done = run(tmp_path, PROGRAM, "a", "-b")
    assert (done.returncode, done.stderr) == (3, "")
    path = str(tmp_path / "programs" / "program.py")
    assert done.stdout == f"{[path, 'a', '-b']} 7 3 0\n"


def test_the_traceback_is_that_of_the_program(tmp_path: Path) -> None:
    done = run(tmp_path, "def f():\n    from keras.layers import PReLU\n\nf()\n")
    lines = [line for line in done.stderr.splitlines() if "^" not in line and "~" not in line]
    path = tmp_path / "programs" / "program.py"
    assert done.returncode == 1
    assert lines[:5] == [
        "Traceback (most recent call last):",
        f'  File "{path}", line 4, in <module>',
        "    f()",
        f'  File "{path}", line 2, in f',
        "    from keras.layers import PReLU",
    ]
    assert "layers: there is no PReLU; use LeakyReLU" in lines[-1]


def test_a_program_that_is_no_python(tmp_path: Path) -> None:
    done = run(tmp_path, "x = (\n")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("SyntaxError: ")
    assert "run.py" not in done.stderr


def test_no_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["none.py"]) == 2
    expected = "refnet.run: cannot open none.py: No such file or directory\n"
    assert capsys.readouterr() == ("", expected)
    assert main([]) == 2
    assert capsys.readouterr() == ("", f"{USAGE}\n")
    assert main(["--help"]) == 0
    assert USAGE.removeprefix("usage: ") in capsys.readouterr().out
