"""refnet.core has the functions of refnet.reference: the same names, order and parameters."""

import ast
import inspect
from pathlib import Path

import pytest
from book.left_out import of_one_file

import refnet
from refnet import core, reference

PACKAGE = Path(refnet.__file__).parent
CHAPTERS = [
    "button_press",
    "rabbit",
    "hebb",
    "neuron",
    "two_layer",
    "activations",
    "dense",
    "flatten",
    "normalization",
    "batch_normalization",
    "windows",
    "conv",
    "pooling",
    "zero_padding",
    "further_activations",
    "activation_layers",
    "dropout",
    "sequences",
    "embedding",
    "recurrent",
    "lstm",
    "gru",
    "gru_reset_before",
    "bidirectional",
    "merge_modes",
    "graphs",
    "network",
    "losses",
    "further_losses",
    "regularizers",
    "frozen",
    "accuracy",
    "metrics",
    "areas",
    "tiny_numbers",
    "further_optimizers",
    "optimizers",
    "clipping",
    "example_weights",
    "schedules",
    "further_initializers",
    "initializers",
    "training",
    "hopfield",
    "elementary",
    "random",
]
# results of the reference that are lists of trials, and arrays in the core; and C's own generator
TRIALS = {
    *("ButtonPressTrial", "RabbitTrial", "HebbTrial", "NeuronTrial", "TwoLayerTrial"),
    "HopfieldSweep",
}
RUNS = {
    *("ButtonPressRun", "RabbitRun", "HebbRun", "NeuronRun", "TwoLayerRun"),
    "HopfieldSweeps",
}


def functions(folder: str, chapter: str) -> list[str]:
    """Return the public functions of a chapter, in the order of the file."""
    text = (PACKAGE / folder / f"{chapter}.py").read_text(encoding="utf-8")
    names = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return [name for name in names if not name.startswith("_")]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_the_same_functions_in_the_same_order(chapter: str) -> None:
    wanted = [name for name in functions("reference", chapter) if name not in of_one_file(chapter)]
    assert wanted
    assert functions("core", chapter) == wanted


@pytest.mark.parametrize(
    "name", [name for chapter in CHAPTERS for name in functions("core", chapter)]
)
def test_a_function_has_the_same_parameters(name: str) -> None:
    def parameters(function: object) -> list[tuple[str, object]]:
        assert callable(function)
        listed = inspect.signature(function).parameters.values()
        return [(parameter.name, parameter.default) for parameter in listed]

    assert parameters(getattr(core, name)) == parameters(getattr(reference, name))


def test_the_packages_have_the_same_names() -> None:
    only_in_python = {"Generator", "DeltaSums"} | of_one_file("batch_normalization")
    assert set(core.__all__) - RUNS == set(reference.__all__) - TRIALS - only_in_python
    assert core.__all__ == sorted(core.__all__)
