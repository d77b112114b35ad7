"""CONTRIBUTING.md can be followed: its steps add to a copy of the tree what they say.

That is a chapter, a layer kind and an activation. The tests touch exactly the files that the steps
name.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

CHAPTER = '''"""Chapter doubling: a number that doubles in every trial."""

from typing import NamedTuple

from refnet.reference.checks import check_converging, checked_doubling


class DoublingTrial(NamedTuple):
    """One trial: the value after it."""

    value: float


def doubled(value: float) -> float:
    """Return twice the value (DOUBLE-1)."""
    return value + value


def doubling(value: float, trials: int) -> list[DoublingTrial]:
    """Double the value in every trial (DOUBLE-1)."""
    value, trials = checked_doubling(value, trials)
    history = []
    for trial in range(1, trials + 1):
        value = doubled(value)
        check_converging("value", [value], trial)
        history.append(DoublingTrial(value))
    return history
'''

CHECKS = '''

def checked_doubling(value: Any, trials: Any) -> tuple[float, int]:
    """Return the arguments of ``doubling``."""
    value = as_number("value", value)
    trials = as_count("trials", trials)
    check_finite_number("value", value)
    check_count("trials", trials)
    return value, trials
'''

EXPERIMENT = """    "doubling": Row(
        chapter("doubling", answer_trials),
        (
            Field("value", read_number),
            Field("trials", read_count),
        ),
    ),
"""

CASES = '''"""Cases of the chapter doubling."""

from cases import Draft, refusal

REQUEST = {"experiment": "doubling", "value": 0.1, "trials": 3}
CASES = [
    Draft("three_trials", "Three trials.", "DOUBLE-1", REQUEST, "the usual case"),
    Draft(
        "overflow",
        "A value that leaves the range in the second trial.",
        "DOUBLE-1 ERR-11",
        {**REQUEST, "value": 8e307},
        "a quantity that diverges",
        expected=refusal(
            "diverged", "value", "value: left the finite numbers in trial 2", trial=2
        ),
    ),
]
'''

ORACLE = '''"""Chapter doubling in real numbers."""

from oracle.reals import Json, Trials, number


def doubling(request: Json) -> Trials:
    """Return the trials of doubling in real numbers."""
    value = number(request["value"])
    return {"trials": [{"value": value * 2**trial} for trial in range(1, request["trials"] + 1)]}
'''

KIND = '''"""Chapter scale: a layer that multiplies each input by a weight of its own."""

from collections.abc import Sequence
from typing import Any, NamedTuple

Matrix = Sequence[Sequence[float]]


class ScaleLayer(NamedTuple):
    """A layer with a weight for each input: weights [n]."""

    weights: Any
    activation: str = "tanh"

    @property
    def kind(self) -> str:
        """The name of this kind of layer."""
        return "scale"


def scale_shapes(layer: ScaleLayer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of one example before and after the layer."""
    return (len(layer.weights),), (len(layer.weights),)


def scale_parameters(layer: ScaleLayer) -> list[list[float]]:
    """Return the weights as one vector."""
    return [list(layer.weights)]


def scale_variables(layer: ScaleLayer) -> list[int]:
    """Return how many of the vectors belong to the weights: all."""
    return [1]


def scale_with_parameters(layer: ScaleLayer, vectors: list[list[float]]) -> ScaleLayer:
    """Return the layer with other weights."""
    return ScaleLayer(vectors[0], layer.activation)


def scale_forward(inputs: Matrix, layer: ScaleLayer) -> list[list[float]]:
    """Return input times weight: inputs [m][n] -> [m][n]."""
    return [[x * w for x, w in zip(row, layer.weights, strict=True)] for row in inputs]


def scale_parameter_gradients(
    inputs: Matrix, deltas: Matrix, layer: ScaleLayer
) -> list[list[float]]:
    """Return the gradient of each weight: inputs [m][n], deltas [m][n]."""
    gradients = [0.0] * len(layer.weights)
    for row, delta in zip(inputs, deltas, strict=True):
        for i in range(len(row)):
            gradients[i] = gradients[i] + row[i] * delta[i]
    return [gradients]


def scale_input_gradients(
    inputs: Matrix, deltas: Matrix, layer: ScaleLayer
) -> list[list[float]]:
    """Return the gradients of the inputs: inputs [m][n], deltas [m][n] -> [m][n]."""
    return [[d * w for d, w in zip(row, layer.weights, strict=True)] for row in deltas]
'''

GRADIENT_CHECK = """
from refnet.reference import *
from refnet.reference.chapters import scale

layers = [scale.ScaleLayer([0.5, -1.5]), DenseLayer(1, "linear", [[0.7], [-0.3]], [0.1])]
inputs, targets = [[0.3, 0.8], [-0.6, 0.2]], [[0.4], [-0.9]]


def loss_of(layers):
    return evaluate(layers, "mse", inputs, targets).total / 2.0


gradients = network_gradients(inputs, targets, layers, network_forward(inputs, layers), "mse")
vectors = network_parameters(layers)
for i, vector in enumerate(vectors):
    for j, value in enumerate(vector):
        moved = []
        for shift in (1e-6, -1e-6):
            changed = [list(each) for each in vectors]
            changed[i][j] = value + shift
            moved.append(loss_of(with_parameters(layers, changed)))
        numeric = (moved[0] - moved[1]) / 2e-6
        assert abs(gradients[i][j] - numeric) < 1e-8, (i, j, gradients[i][j], numeric)
        assert gradients[i][j] != 0.0
print("the gradients agree")
"""

KIND_CHECKS = """def as_scale_layer(field: str, layer: ScaleLayer) -> ScaleLayer:
    return ScaleLayer(as_numbers(f"{field}.weights", layer.weights))


def placed_scale_layer(field: str, layer: ScaleLayer, before: Before | None) -> ScaleLayer:
    check_not_empty(f"{field}.weights", layer.weights)
    if before is not None:
        check_length(f"{field}.weights", layer.weights, before.field, math.prod(before.shape))
    return layer


def check_scale_layer_values(field: str, layer: ScaleLayer) -> None:
    check_finite(f"{field}.weights", layer.weights)


"""
CHECKED_KIND = """    "scale": Kind(
        as_scale_layer, placed_scale_layer, check_scale_layer_values, "weights", "weights"
    ),
"""
STORED_KIND = """    "scale": Stored(
        ("weights",),
        ("weights",),
        lambda name, entry, take: KINDS["scale"].layer(take("weights", (None,))),
    ),
"""
REAL_KIND = """class Scale:
    activation = "tanh"

    def __init__(self, layer: Json, shape: list[int]) -> None:
        self.scale, self.shape = reals(layer["weights"]), shape

    def preactivations(self, inputs: Any) -> Any:
        return inputs * self.scale

    def weights(self) -> Any:
        return [self.scale]

    def weight_gradients(self, inputs: Any, deltas: Any) -> Any:
        return [(inputs * deltas).sum(axis=0)]

    def input_gradients(self, inputs: Any, deltas: Any) -> Any:
        return deltas * self.scale

    def shown(self) -> Any:
        return {"weights": self.scale.copy()}


"""
KIND_IN_REQUESTS = """
import json
import sys

sys.path.insert(0, "conformance")
import oracle
from refnet import reference
from refnet.port.experiments import experiments
from refnet.port.protocol import answer


def ask(**request):
    return answer(experiments(reference), json.dumps({"id": 1, **request}).encode())


layers = [
    {"kind": "scale", "weights": [0.5, -1.5]},
    {"kind": "dense", "units": 1, "activation": "linear", "kernel": [[0.7], [-0.3]], "bias": None},
    {"kind": "scale", "weights": [0.9]},
]
training = {
    "experiment": "train",
    "input_shape": [2],
    "layers": layers,
    "loss": "mse",
    "optimizer": {"name": "adam"},
    "inputs": [[0.3, 0.8], [-0.6, 0.2]],
    "targets": [[0.4], [-0.9]],
    "epochs": 3,
}
far = oracle.distances(training, ask(**training))
assert far.keys() == {"loss", "layers", "outputs"}
assert all(distance["ulp"] < 100.0 for distance in far.values()), far
model = ask(experiment="save_model", layers=layers)["model"]
assert ask(experiment="load_model", model=model)["layers"] == layers
layers[2]["weights"] = [0.9, 0.1]
error = ask(experiment="save_model", layers=layers)["error"]
assert (error["code"], error["field"]) == ("shape_mismatch", "layers[2].weights")
print("requests and files agree")
"""

# The activation d / (2 + |d|), after softsign everywhere: by file, what stands where in it. Each
# piece is put before the text that is its key.
ACTIVATION = {
    "python/refnet/reference/further_activations.py": {
        ")\nFROM_PREACTIVATIONS": ', "slow_softsign"',
        "def silu(d: float)": '''\
def slow_softsign(d: float) -> float:
    """Return d/(2 + |d|) (ACT-16)."""
    return d / (2.0 + abs(d))


''',
        '    if activation == "silu":\n        return silu(d)': """\
    if activation == "slow_softsign":
        return slow_softsign(d)
""",
        "    return gradient * y  # exponential": """\
    if activation == "slow_softsign":
        return gradient * (0.5 * ((1.0 - abs(y)) * (1.0 - abs(y))))
""",
    },
    "conformance/spec/further_activations.md": {
        "| ACT-11 |": '| ACT-16 | "slow_softsign" gives d / (2 + abs(d)). | `2.0 + abs(d)` |\n',
        '; "exponential" g': '; "slow_softsign" g · (0.5 · ((1 - abs(y)) · (1 - abs(y))))',
    },
    "conformance/oracle/further_activations.py": {
        '    "silu": Activation(': """\
    "slow_softsign": Activation(
        lambda d: d / (2 + abs(d)), lambda d: 2 / (2 + abs(d)) ** 2, "ACT-16 ACT-11"
    ),
""",
    },
    "js/src/further_activations.js": {
        "];\nexport const FROM_PREACTIVATIONS": '  "slow_softsign",\n',
        "/**\n * Return d times its sigmoid (ACT-7).": """\
/**
 * Return d/(2 + |d|) (ACT-16).
 * @type {(d: number) => number}
 */
export function slowSoftsign(d) {
  return d / (2.0 + Math.abs(d));
}

""",
        '  if (activation === "silu") {\n    return silu(d);': """\
  if (activation === "slow_softsign") {
    return slowSoftsign(d);
  }
""",
        "  return gradient * y; // exponential": """\
  if (activation === "slow_softsign") {
    return gradient * (0.5 * ((1.0 - Math.abs(y)) * (1.0 - Math.abs(y))));
  }
""",
    },
    "go/further_activations.go": {
        "\t}\n\tfromPreactivations": '\t\t"slow_softsign",\n',
        "// silu returns": """\
// slowSoftsign returns d/(2 + |d|) (ACT-16).
func slowSoftsign(d float64) float64 {
\treturn d / (2.0 + math.Abs(d))
}

""",
        '\tcase "silu":\n\t\treturn silu(d)': """\
\tcase "slow_softsign":
\t\treturn slowSoftsign(d)
""",
        "\t}\n\treturn float64(gradient * y) // exponential": """\
\tcase "slow_softsign":
\t\treturn float64(gradient * float64(0.5*((1.0-math.Abs(y))*(1.0-math.Abs(y)))))
""",
    },
    "csrc/further_activations.h": {
        "    REFNET_ACTIVATION_LAST_FROM": "    REFNET_ACTIVATION_SLOW_SOFTSIGN,\n",
        "SOFTSIGN,\n    /* whose derivatives follow from the preactivations": "SLOW_",
        ', "silu", "gelu"': ', "slow_softsign"',
    },
    "csrc/further_activations.c": {
        "static real silu(real d)": """\
static real slow_softsign(real d)
{
    return d / (2 + (real)fabs(d));
}

""",
        "    case REFNET_ACTIVATION_SILU:\n        return silu(d)": """\
    case REFNET_ACTIVATION_SLOW_SOFTSIGN:
        return slow_softsign(d);
""",
        "    default: /* exponential */\n        return gradient": """\
    case REFNET_ACTIVATION_SLOW_SOFTSIGN:
        return gradient * (HALF * (rest * rest));
""",
    },
    "python/refnet/conformance/mistakes/further_activations.py": {
        "    ACT-12 has the sigmoid alone": """\
    ACT-11 forgets the half in the derivative of slow_softsign
      backward_from_output: 0.5 * ( => (
    ACT-16 divides by 1 + |d| in slow_softsign
      slow_softsign: 2.0 => 1.0
""",
    },
    "CHANGELOG.md": {"- Chapters `activations`": "- The activation slow_softsign.\n"},
}
OF_ACTIVATIONS = ("further_activations", "activation_layers", "model_file")
ACTIVATION_BY_NAME = """
import numpy as np
from refnet import Dense, Input, Sequential, activations, core, reference

x = np.linspace(-3.0, 3.0, 13)
assert activations.slow_softsign(x).tolist() == [d / (2.0 + abs(d)) for d in x.tolist()]
assert "slow_softsign" in activations.FUNCTIONS
model = Sequential([Input((2,)), Dense(3, activation=activations.slow_softsign), Dense(1)])
model.compile("sgd", "mse")
model.fit(x[:12].reshape(6, 2), x[:6], epochs=2, verbose=0)
assert model.layers[0].activation == "slow_softsign"
print("known by name")
"""

# makes the fixtures that there are not yet; the requests of the others are what they were
NEW_FIXTURES = """
import json
import sys

sys.path.insert(0, "conformance")
from make_fixtures import FIXTURES, drafts, fixture, written

for folder, draft in drafts():
    path = FIXTURES / folder / f"{draft.name}.json"
    if not path.exists():
        path.write_text(written(fixture(folder, draft)), "utf-8")
        print(f"{folder}/{draft.name}")
    elif isinstance(draft.request, dict):
        request = json.loads(path.read_text("utf-8"))["request"]
        assert json.loads(json.dumps(draft.request)) == request, path
"""


class Tree:
    """A copy of the tree, and which of its files were written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.touched: set[str] = set()
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split("\0")
        for name in filter(None, listed):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, folder / name)
        for core in (ROOT / "python" / "refnet").glob("_core.*"):
            shutil.copyfile(core, folder / "python" / "refnet" / core.name)

    def write(self, name: str, text: str) -> None:
        """Write a new file."""
        self.touched.add(name)
        (self.folder / name).write_text(text, encoding="utf-8")

    def append(self, name: str, text: str) -> None:
        """Add text at the end of a file."""
        self.write(name, (self.folder / name).read_text(encoding="utf-8") + text)

    def insert(self, name: str, before: str, text: str) -> None:
        """Add text before a piece of a file, which occurs once."""
        old = (self.folder / name).read_text(encoding="utf-8")
        assert old.count(before) == 1, (name, before)
        self.write(name, old.replace(before, text + before))

    def add_chapter(self, entry: dict[str, Any], before: str) -> None:
        """Add an entry to conformance/chapters.json, before another one."""
        name = "conformance/chapters.json"
        book = json.loads((self.folder / name).read_text(encoding="utf-8"))
        places = [chapter["name"] for chapter in book["chapters"]]
        book["chapters"].insert(places.index(before), entry)
        self.write(name, json.dumps(book, indent=2) + "\n")

    def build(self) -> None:
        """Build the C core, without optimization, which would take long, and the Go port."""
        compiler = self.folder / "build" / "cc"
        compiler.parent.mkdir()
        compiler.write_text(f'#!/bin/sh\nexec {os.environ.get("CC", "cc")} "$@" -O0\n', "utf-8")
        compiler.chmod(0o755)
        core = "setup.py", "--quiet", "build_ext", "--inplace", "--force"
        self.run(*core, CC=str(compiler))
        port = [
            f"{shutil.which('go', path=TOOLS)}",
            "build",
            "-o",
            "../build/port-go",
            "./cmd/port",
        ]
        subprocess.run(port, cwd=self.folder / "go", check=True)

    def run(self, *command: str, **variables: str) -> str:
        """Run a Python command in the copy; return what it printed."""
        path = f"{self.folder / 'python'}"
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env={"PYTHONPATH": path, "PATH": TOOLS, "COLUMNS": "100", **variables},
            capture_output=True,
            text=True,
            timeout=900,  # a busy machine takes long to build C
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A copy of the tree."""
    return Tree(tmp_path)


def files_of_steps(heading: str, steps: range, **names: str) -> set[str]:
    """Return the files that some steps of CONTRIBUTING.md name, with the placeholders filled in."""
    section = re.split(rf"^## {heading}$", CONTRIBUTING, flags=re.MULTILINE)[1].split("\n## ")[0]
    found = re.findall(r"^(\d+)\. (.*?)(?=^\d+\. |^[A-Z]|\Z)", section, re.MULTILINE | re.DOTALL)
    text = "\n".join(step for number, step in found if int(number) in steps)
    for name, value in names.items():
        text = text.replace(f"<{name}>", value)
    return {
        path for path in re.findall(r"`([\w./]+/[\w.]+\.\w+)`", text) if "fixtures/" not in path
    }


def test_every_file_that_is_named_exists() -> None:
    paths = re.findall(r"`([\w.]+/[\w./]*\w)`", CONTRIBUTING)
    assert len(paths) > 30
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    ("word", "chapter", "others"),
    [
        (
            "zero_?padding",
            "zero_padding",
            {
                "python/refnet/reference/image_checks.py",  # is named as one beside layer_checks
            },
        ),
        ("repeat_?vector", "sequences", {"python/refnet/reference/sequence_checks.py"}),
    ],
)
def test_the_steps_name_every_file_that_knows_a_kind(
    word: str, chapter: str, others: set[str]
) -> None:
    folders = ["js/src", "js/port", "js/fuzz", "go", "csrc", "python/refnet"]
    known = subprocess.run(
        ["git", "grep", "-liE", word, "--", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    named = files_of_steps("Add a layer kind", range(1, 12), kind=chapter)
    unnamed = {path for path in known if not path.endswith("_test.go")} - named
    assert unnamed == others


def test_a_new_chapter(tree: Tree) -> None:
    entry = {
        "name": "doubling",
        "title": "a toy",
        "experiments": ["doubling"],
        "fixtures": "doubling",
    }
    tree.add_chapter(entry, before="neuron")
    rule = "| DOUBLE-1 | Each trial doubles the value. | `value = value + value` |"
    tree.write("conformance/spec/doubling.md", f"# doubling\n\n{rule}\n")
    tree.append("conformance/spec/README.md", "\n- [doubling](doubling.md)\n")
    tree.append("conformance/spec/protocol.md", "\n`doubling` has `value` and `trials`.\n")
    reference = "python/refnet/reference"
    tree.write(f"{reference}/doubling.py", CHAPTER)
    tree.append(f"{reference}/__init__.py", "\nfrom refnet.reference.doubling import doubling\n")
    module = 'doubling = import_module("refnet.reference.doubling")\n'
    tree.append(f"{reference}/chapters.py", module)
    tree.append(f"{reference}/checks.py", CHECKS)
    tree.insert("python/refnet/port/experiments.py", '    "neuron": Row(\n', EXPERIMENT)
    tree.write("conformance/cases/doubling.py", CASES)
    tree.write("conformance/oracle/doubling.py", ORACLE)
    tree.run("conformance/make_fixtures.py", "doubling")

    made = tree.folder / "conformance" / "fixtures" / "doubling"
    fixture = json.loads((made / "three_trials.json").read_text(encoding="utf-8"))
    assert [trial["value"] for trial in fixture["expected"]["trials"]] == [0.2, 0.4, 0.8]
    assert fixture["oracle"]["value"]["ulp"] < 2.0
    port = f"{sys.executable} -m refnet.port"
    printed = tree.run("-m", "refnet", "conformance", "--command", port, "--only", "doubling")
    assert "2/2" in printed
    assert " 0 failed" in printed
    steps = files_of_steps("Add a chapter", range(1, 7), chapter="doubling", experiment="doubling")
    assert tree.touched == steps


def test_a_new_kind_of_layer(tree: Tree) -> None:
    entry: dict[str, Any] = {"name": "scale", "title": "a toy", "experiments": [], "fixtures": None}
    tree.add_chapter(entry, before="network")
    reference = "python/refnet/reference"
    tree.write(f"{reference}/scale.py", KIND)
    tree.append(f"{reference}/__init__.py", "\nfrom refnet.reference.scale import ScaleLayer\n")
    tree.append(f"{reference}/chapters.py", 'scale = import_module("refnet.reference.scale")\n')
    kinds = f"{reference}/kinds.py"
    functions = [
        "ScaleLayer",
        "scale_shapes",
        "scale_forward",
        "scale_input_gradients",
        "scale_parameters",
        "scale_variables",
        "scale_with_parameters",
        "scale_parameter_gradients",
    ]
    imported = f"from refnet.reference.scale import {', '.join(functions)}\n"
    tree.insert(kinds, "Layer = (\n", imported)
    tree.insert(kinds, "    | FlattenLayer\n", "    | ScaleLayer\n")
    kind = f'    "scale": Kind({", ".join(functions)}),\n'
    tree.insert(kinds, '    "flatten": Kind(', kind)

    assert "the gradients agree" in tree.run("-c", GRADIENT_CHECK)
    steps = files_of_steps("Add a layer kind", range(1, 4), kind="scale")
    assert tree.touched == steps

    checks = f"{reference}/layer_checks.py"
    imported = "from refnet.reference.scale import ScaleLayer\n"
    tree.insert(checks, "from refnet.reference.shape_checks", imported)
    tree.insert(checks, "KINDS = {\n", KIND_CHECKS)
    tree.insert(checks, '    "flatten": Kind(\n', CHECKED_KIND)
    fields = '    "scale": (Field("weights", read_numbers),),\n'
    tree.insert("python/refnet/port/experiments.py", '    "flatten": (),', fields)
    tree.insert("python/refnet/files/stored_layers.py", '    "flatten": without_', STORED_KIND)
    tree.insert("conformance/oracle/network.py", "KINDS: dict", REAL_KIND)
    tree.insert("conformance/oracle/network.py", '    "flatten": _flatten', '    "scale": Scale,\n')
    assert "requests and files agree" in tree.run("-c", KIND_IN_REQUESTS)
    assert tree.touched == files_of_steps("Add a layer kind", range(1, 5), kind="scale")


def test_a_new_activation(tree: Tree) -> None:
    for name, pieces in ACTIVATION.items():
        for before, text in pieces.items():
            tree.insert(name, before, text)
    assert tree.touched == files_of_steps("Add an activation", range(1, 6)) | {"CHANGELOG.md"}
    assert len(tree.touched) <= 9

    made = tree.run("-c", NEW_FIXTURES).split()
    assert len(made) >= 20
    assert {name.split("/")[0] for name in made} == set(OF_ACTIVATIONS)
    tree.build()
    printed = tree.run(
        "-m", "refnet", "conformance", *(f"--only={each}" for each in OF_ACTIVATIONS)
    )
    assert " 0 failed" in printed
    assert "known by name" in tree.run("-c", ACTIVATION_BY_NAME)
    names = "slow_softsign or same_activations"
    tests = "conformance/test_mistakes.py", "test_parallel.py", "test_activations.py"
    paths = [f"python/tests/{each}" for each in tests]
    assert " passed" in tree.run("-m", "pytest", "-n", "0", "-k", names, *paths)
