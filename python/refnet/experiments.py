"""The experiments that the Python ports carry out, with their fields in order (SPEC.md, PORT-4)."""

import base64
from collections.abc import Callable
from itertools import repeat
from types import ModuleType
from typing import Any

from refnet.model_file import read_model, write_model
from refnet.protocol import (
    Experiment,
    Field,
    read_boolean,
    read_booleans,
    read_bytes,
    read_count,
    read_counts,
    read_name,
    read_named_part,
    read_number,
    read_numbers,
    read_optional_count,
    read_optional_number,
    read_optional_numbers,
    read_parts,
    read_rows,
    read_rows_or_counts,
)
from refnet.reference.checks import (
    as_layers,
    check_finite_rows,
    check_layer_shapes,
    check_layer_values,
    check_row_lengths,
)
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import Optimizer

LAYER = (
    Field("units", read_count),
    Field("activation", read_name),
    Field("kernel", read_rows),
    Field("bias", read_optional_numbers, default=None),
)
OPTIMIZERS = {
    "sgd": (
        Field("learning_rate", read_number, default=0.01),
        Field("momentum", read_number, default=0.0),
        Field("nesterov", read_boolean, default=False),
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


def experiments(chapters: ModuleType) -> dict[str, Experiment]:
    """Return the experiments by name, carried out by refnet.reference or by refnet.core."""
    return {
        "elementary": Experiment(
            (Field("function", read_name), Field("values", read_numbers)),
            _values(chapters.elementary),
        ),
        "random": Experiment(
            (Field("seed", read_count), Field("count", read_count)),
            _values(chapters.random),
        ),
        "button_press": Experiment(
            (
                Field("inputs", read_numbers),
                Field("weights", read_numbers),
                Field("desired", read_number),
                Field("learning_rate", read_number),
                Field("trials", read_count),
                Field("rule", read_name, default="add"),
            ),
            _trials(chapters.button_press),
        ),
        "rabbit": Experiment(
            (
                Field("weights", read_numbers),
                Field("learned", read_booleans),
                Field("threshold", read_number),
                Field("learning_rate", read_number),
                Field("stimuli", read_rows),
            ),
            _trials(chapters.rabbit),
        ),
        "neuron": Experiment(
            (
                Field("inputs", read_rows),
                Field("targets", read_numbers),
                Field("weights", read_numbers),
                Field("bias", read_optional_number, default=None),
                Field("slope", read_number, default=1.0),
                Field("learning_rate", read_number, default=1.0),
                Field("iterations", read_count),
                Field("record", read_counts, default=None),
            ),
            _trials(chapters.neuron),
        ),
        "two_layer": Experiment(
            (
                Field("inputs", read_rows),
                Field("targets", read_rows),
                Field("weights1", read_rows),
                Field("weights2", read_rows),
                Field("bias1", read_optional_numbers, default=None),
                Field("bias2", read_optional_numbers, default=None),
                Field("learning_rate", read_number, default=1.0),
                Field("iterations", read_count),
                Field("record", read_counts, default=None),
            ),
            _trials(chapters.two_layer),
        ),
        "dense": Experiment(
            (
                Field("layers", read_layers),
                Field("loss", read_name),
                Field("optimizer", read_optimizer),
                Field("inputs", read_rows),
                Field("targets", read_rows_or_counts),
                Field("batch_size", read_optional_count, default=None),
                Field("epochs", read_count),
                Field("shuffle_seed", read_optional_count, default=None),
                Field("record", read_counts, default=None),
            ),
            _dense(chapters.dense),
        ),
        "save_model": Experiment((Field("layers", read_layers),), _save_model),
        "predict": Experiment(
            (Field("model", read_bytes), Field("inputs", read_rows)),
            _predict(chapters.network_outputs),
        ),
        "initial_kernels": Experiment(
            (
                Field("initializer", read_name),
                Field("sizes", read_counts),
                Field("seed", read_count),
            ),
            lambda **fields: {"kernels": [_as_list(k) for k in chapters.initial_kernels(**fields)]},
        ),
    }


def read_layers(field: str, value: Any) -> list[DenseLayer]:
    """Return the layers of a network."""
    return [DenseLayer(**part) for part in read_parts(field, value, "a layer", LAYER)]


def read_optimizer(field: str, value: Any) -> Optimizer:
    """Return an optimizer with its settings."""
    return Optimizer(**read_named_part(field, value, OPTIMIZERS))


def _values(chapter: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """Return the chapter's function with its result as the answer's ``values``."""
    return lambda **fields: {"values": _as_list(chapter(**fields))}


def _trials(chapter: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """Return the chapter's function with its result as the answer's ``trials``.

    The reference gives a list of trials; the core gives one array for each of a trial's fields, or
    None for one that no trial has.
    """

    def run(**fields: Any) -> dict[str, Any]:
        result = chapter(**fields)
        if isinstance(result, list):
            return {"trials": [trial._asdict() for trial in result]}
        columns = [repeat(None) if array is None else _as_list(array) for array in result]
        rows = zip(*columns, strict=False)
        return {"trials": [dict(zip(result._fields, row, strict=True)) for row in rows]}

    return run


def _dense(chapter: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """Return the chapter's function with its result as the answer's ``trials`` and ``outputs``."""

    def weights(layer: DenseLayer) -> dict[str, Any]:
        bias = None if layer.bias is None else _as_list(layer.bias)
        return {"kernel": _as_list(layer.kernel), "bias": bias}

    def run(**fields: Any) -> dict[str, Any]:
        result = chapter(**fields)
        trials = [
            {**trial._asdict(), "layers": [weights(layer) for layer in trial.layers]}
            for trial in result.trials
        ]
        return {"trials": trials, "outputs": _as_list(result.outputs)}

    return run


def _save_model(layers: list[DenseLayer]) -> dict[str, Any]:
    """Return the model file of a network, in base64."""
    layers = as_layers("layers", layers)
    check_layer_shapes("layers", layers)
    check_layer_values("layers", layers)
    return {"model": base64.b64encode(write_model(layers)).decode()}


def _predict(network_outputs: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """Return what the network in a model file answers."""

    def run(model: bytes, inputs: list[list[float]]) -> dict[str, Any]:
        layers = as_layers("model", read_model(model).layers)
        check_row_lengths("inputs", inputs, "layers[0].kernel", len(layers[0].kernel))
        check_finite_rows("inputs", inputs)
        return {"outputs": _as_list(network_outputs(inputs, layers))}

    return run


def _as_list(values: Any) -> list[Any]:
    return list(values) if isinstance(values, list) else list(values.tolist())
