"""The experiments of the Python ports: their fields in order, and their answers (PORT-4)."""

import base64
from collections.abc import Callable
from functools import partial
from itertools import repeat
from types import ModuleType
from typing import Any, NamedTuple

from refnet.files.model_file import read_model, write_model
from refnet.port.protocol import (
    Experiment,
    Field,
    read_bytes,
    read_count,
    read_counts,
    read_named_part,
    read_number,
    read_numbers,
    read_parts,
    read_rows,
    read_rows_or_counts,
)
from refnet.reference.network import KINDS
from refnet.reference.network_checks import as_layers, checked_predict, checked_save_model
from refnet.reference.optimizers import Optimizer
from refnet.reference.readers import as_boolean, as_booleans, as_name, optional

Answer = dict[str, Any]

LAYER = (
    Field("units", read_count),
    Field("activation", as_name),
    Field("kernel", read_rows),
    Field("bias", optional(read_numbers), default=None),
)
OPTIMIZERS = {
    "sgd": (
        Field("learning_rate", read_number, default=0.01),
        Field("momentum", read_number, default=0.0),
        Field("nesterov", as_boolean, default=False),
    ),
    "rmsprop": (
        Field("learning_rate", read_number, default=0.001),
        Field("rho", read_number, default=0.9),
        Field("momentum", read_number, default=0.0),
        Field("epsilon", read_number, default=1e-7),
    ),
    "adam": (
        Field("learning_rate", read_number, default=0.001),
        Field("beta_1", read_number, default=0.9),
        Field("beta_2", read_number, default=0.999),
        Field("epsilon", read_number, default=1e-7),
    ),
}


def read_layers(field: str, value: Any) -> list[Any]:
    """Return the layers of a network of dense layers."""
    parts = read_parts(field, value, "a layer", LAYER)
    return [KINDS["dense"].layer(**part) for part in parts]


def read_optimizer(field: str, value: Any) -> Optimizer:
    """Return an optimizer with its settings."""
    return Optimizer(**read_named_part(field, value, OPTIMIZERS))


# How the result of a chapter's function becomes an answer. A chapter of refnet.reference returns
# lists, one of refnet.core arrays.


def answer_values(values: Any) -> Answer:
    """Return the answer of an experiment with ``values``."""
    return {"values": _as_list(values)}


def answer_trials(run: Any) -> Answer:
    """Return the answer of an experiment with ``trials``.

    run: a list of trials, or a tuple with an array for each field of a trial, which is None for a
    field that no trial has.
    """
    if isinstance(run, list):
        return {"trials": [trial._asdict() for trial in run]}
    columns = [repeat(None) if array is None else _as_list(array) for array in run]
    rows = zip(*columns, strict=False)
    return {"trials": [dict(zip(run._fields, row, strict=True)) for row in rows]}


def answer_dense(run: Any) -> Answer:
    """Return the answer of ``dense``: ``trials`` and ``outputs``."""

    def weights(layer: Any) -> Answer:
        bias = None if layer.bias is None else _as_list(layer.bias)
        return {"kernel": _as_list(layer.kernel), "bias": bias}

    trials = [
        {**trial._asdict(), "layers": [weights(layer) for layer in trial.layers]}
        for trial in run.trials
    ]
    return {"trials": trials, "outputs": _as_list(run.outputs)}


def answer_kernels(kernels: Any) -> Answer:
    """Return the answer of ``initial_kernels``."""
    return {"kernels": [_as_list(kernel) for kernel in kernels]}


def save_model(chapters: ModuleType, layers: list[Any]) -> Answer:
    """Return the answer of ``save_model``: the network's model file in base64."""
    return {"model": base64.b64encode(write_model(checked_save_model(layers))).decode()}


def predict(chapters: ModuleType, model: bytes, inputs: list[list[float]]) -> Answer:
    """Return the answer of ``predict``: the outputs of the network in a model file."""
    layers = as_layers("model", read_model(model).layers)
    inputs = checked_predict(layers, inputs)
    return {"outputs": _as_list(chapters.network_outputs(inputs, layers))}


def chapter(name: str, answer: Callable[[Any], Answer]) -> Callable[..., Answer]:
    """Return what runs a chapter's function of this name and returns its answer."""
    return lambda chapters, **fields: answer(getattr(chapters, name)(**fields))


class Row(NamedTuple):
    """A row of the table of experiments; run: called with the chapters and the fields."""

    run: Callable[..., Answer]
    fields: tuple[Field, ...]


EXPERIMENTS = {
    "elementary": Row(
        chapter("elementary", answer_values),
        (
            Field("function", as_name),
            Field("values", read_numbers),
        ),
    ),
    "random": Row(
        chapter("random", answer_values),
        (
            Field("seed", read_count),
            Field("count", read_count),
        ),
    ),
    "button_press": Row(
        chapter("button_press", answer_trials),
        (
            Field("inputs", read_numbers),
            Field("weights", read_numbers),
            Field("desired", read_number),
            Field("learning_rate", read_number),
            Field("trials", read_count),
            Field("rule", as_name, default="add"),
        ),
    ),
    "rabbit": Row(
        chapter("rabbit", answer_trials),
        (
            Field("weights", read_numbers),
            Field("learned", as_booleans),
            Field("threshold", read_number),
            Field("learning_rate", read_number),
            Field("stimuli", read_rows),
        ),
    ),
    "neuron": Row(
        chapter("neuron", answer_trials),
        (
            Field("inputs", read_rows),
            Field("targets", read_numbers),
            Field("weights", read_numbers),
            Field("bias", optional(read_number), default=None),
            Field("slope", read_number, default=1.0),
            Field("learning_rate", read_number, default=1.0),
            Field("iterations", read_count),
            Field("record", read_counts, default=None),
        ),
    ),
    "two_layer": Row(
        chapter("two_layer", answer_trials),
        (
            Field("inputs", read_rows),
            Field("targets", read_rows),
            Field("weights1", read_rows),
            Field("weights2", read_rows),
            Field("bias1", optional(read_numbers), default=None),
            Field("bias2", optional(read_numbers), default=None),
            Field("learning_rate", read_number, default=1.0),
            Field("iterations", read_count),
            Field("record", read_counts, default=None),
        ),
    ),
    "dense": Row(
        chapter("dense", answer_dense),
        (
            Field("layers", read_layers),
            Field("loss", as_name),
            Field("optimizer", read_optimizer),
            Field("inputs", read_rows),
            Field("targets", read_rows_or_counts),
            Field("batch_size", optional(read_count), default=None),
            Field("epochs", read_count),
            Field("shuffle_seed", optional(read_count), default=None),
            Field("record", read_counts, default=None),
        ),
    ),
    "save_model": Row(
        save_model,
        (Field("layers", read_layers),),
    ),
    "predict": Row(
        predict,
        (
            Field("model", read_bytes),
            Field("inputs", read_rows),
        ),
    ),
    "initial_kernels": Row(
        chapter("initial_kernels", answer_kernels),
        (
            Field("initializer", as_name),
            Field("sizes", read_counts),
            Field("seed", read_count),
        ),
    ),
}


def experiments(chapters: ModuleType) -> dict[str, Experiment]:
    """Return the experiments by name, as refnet.reference or refnet.core runs them."""
    return {
        name: Experiment(row.fields, partial(row.run, chapters))
        for name, row in EXPERIMENTS.items()
    }


def _as_list(values: Any) -> list[Any]:
    return list(values) if isinstance(values, list) else list(values.tolist())
