"""Models from files."""

import os
from typing import Any

from refnet.files.model_file import (
    FLOATS,
    ModelFile,
    as_path,
    check_format,
    faults_of,
    read_model,
)
from refnet.files.training_file import (
    check_open,
    read_layers,
    read_settings,
    read_training,
)
from refnet.layers import Layer
from refnet.layers.graphs import Graph
from refnet.layers.naming import automatic_name
from refnet.models.model import Model
from refnet.models.sequential import Sequential


def load(filepath: str | os.PathLike[str], backend: str = "c") -> Any:
    """Return the model in a file, with everything that ``save`` wrote.

    It is a Sequential if its layers follow one another, otherwise a Model.

    Raises RefnetError: bad_file for anything but a consistent model file, unknown_name also for a
    backend that lacks the file's dtype; OSError if the file cannot be read.
    """
    path = as_path("filepath", filepath)
    content = path.read_bytes()
    with faults_of(path):
        check_format(content)
        return _read(read_model(content, FLOATS), backend)


def _read(file: ModelFile, backend: str) -> Model:
    settings = read_settings(file)
    layers, numbers = read_layers(file, settings.input_shape), (settings.seed, file.dtype, backend)
    model = _of_layers(layers, *numbers)
    model._input_shape, model.notes = settings.input_shape, settings.notes
    model._batch_size = file.batch_size
    if settings.any_length:
        model._open_shape, model._has_length = (None, *settings.input_shape[1:]), True
        check_open(model._layers, model._open_shape)
    model.columns, model.classes = file.columns, file.classes
    model._start_untrained(file.weights)
    saved = read_training(file)
    if saved is not None:
        model.compile(saved.optimizer, saved.loss, saved.metrics)
        model.epochs = saved.epochs
        model._built("load").replace(state=saved.state, words=saved.words)
    return model


def _of_layers(layers: list[Layer], seed: int, dtype: str, backend: str) -> Model:
    """Return a model of layers in a list, or of those of a Graph."""
    if not isinstance(layers, Graph):
        return Sequential(layers, seed=seed, dtype=dtype, backend=backend)
    model = Model.__new__(Model)
    model._set_up(automatic_name("Functional"), seed, dtype, backend)
    model._set_layers(layers)
    return model
