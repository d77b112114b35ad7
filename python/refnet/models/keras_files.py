"""Models as files of Keras's formats: ``save``, ``save_weights``, ``load_weights``, ``to_json``."""

import json
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet import configs, losses
from refnet.errors import RefnetError
from refnet.files import hdf5
from refnet.files.keras_archive import (
    VERSION,
    Variables,
    read_archive,
    weights_in,
    write_archive,
    write_legacy,
    write_legacy_weights,
    write_weights,
)
from refnet.files.keras_network import (
    CHAIN,
    GRAPH,
    Network,
    check_writable,
    model_config,
    names_of,
    network_config,
    places_of,
)
from refnet.files.keras_network_reading import ReadNetwork
from refnet.files.keras_reading import (
    as_dtype,
    bytes_needed,
    read_legacy_weights,
    read_optimizer,
    read_weights,
    take_moments,
)
from refnet.files.keras_variables import (
    optimizer_shapes,
    optimizer_variables,
    read_optimizer_state,
    weights_of,
)
from refnet.files.model_file import FLOATS, as_path, faults_of, read_model
from refnet.files.names import (
    LEGACY,
    OWN,
    WHOLE,
    check_overwrite,
    format_of,
    format_of_weights,
    weights_format,
)
from refnet.files.saving import save_file
from refnet.files.stored_layers import bad_file
from refnet.files.training_file import check_names, check_notes
from refnet.layers.graphs import Graph
from refnet.layers.stack import check_weights, weight_shapes
from refnet.metrics import Metric, metric_of, without_functions

# of an optimizer's state: Keras calculates them from the number of steps
POWERS = ("beta_1_power", "beta_2_power", "decay_power", "momentum_product")

Model = Any  # a BuiltNetwork with the methods of a Model, which imports this module


class Parts(NamedTuple):
    """What a model is in Keras's files."""

    network: Network
    weights: Any  # LayerWeights of each layer
    state: Any  # of the optimizer
    words: Any  # of the generator


def described(model: Model) -> Network:
    """Return the architecture of a model, for Keras's configs."""
    is_chain = _class_name(model) == CHAIN
    shape = model._shape()
    if not is_chain and shape is None:
        message = "model: get_config needs the shape of an example; call build or predict before"
        raise RefnetError("empty", "model", message)
    return Network(
        CHAIN if is_chain else GRAPH,
        model.name,
        model._layers,
        shape,
        model._batch_size,
        model.dtype,
        model._trainable,
    )


def _class_name(model: Model) -> str:
    is_chain = hasattr(model, "add") and not isinstance(model._layers, Graph)
    return CHAIN if is_chain else GRAPH


def of_network(
    network: ReadNetwork, chain: Any, graph: Any, seed: int | None = None, backend: str = "c"
) -> Model:
    """Return a model of a network that was read, without weights.

    chain, graph: the class of the model, for layers that follow one another and for others.
    Raises RefnetError: bad_file where its layers do not fit together, unknown_name for a backend.
    """
    settings: dict[str, Any] = {"seed": seed, "dtype": network.dtype, "backend": backend}
    first = [] if network.entering is None else [network.entering]
    try:
        if network.class_name == CHAIN:
            model = chain([*first, *network.layers], network.name, **settings)
        else:
            model = graph(network.entering, network.leaving, network.name, **settings)
    except RefnetError as error:
        if error.field == "backend":
            raise
        raise bad_file(f"its layers do not fit together: {error.message}") from error
    model._trainable = network.trainable
    return model


def config_of(model: Model) -> configs.Config:
    """Return what ``get_config`` of a model returns."""
    return network_config(described(model))


def json_of(model: Model, **options: Any) -> str:
    """Return what ``to_json`` of a model returns; options: of ``json.dumps``."""
    whole = model_config(described(model))
    if is_compiled(model):
        whole["compile_config"] = compile_config(model)
    return json.dumps({**whole, "keras_version": VERSION}, **options)


def is_compiled(model: Model) -> bool:
    """Return whether a model knows how it is trained."""
    return model.loss is not None and model.optimizer is not None


def compile_config(model: Model, is_legacy: bool = False) -> configs.Config:
    """Return the arguments of ``compile`` as Keras writes them.

    is_legacy: for an HDF5 file, from which Keras cannot read losses and metrics by name.
    Raises RefnetError: out_of_range for a loss that Keras does not have.
    """
    optimizer, loss = model.optimizer, losses.as_loss("loss", model.loss)
    name = losses.shortened(loss)
    measured, weights = without_functions(model.metrics), without_functions(model.weighted_metrics)
    weighted = [_metric(each, model.dtype, is_legacy) for each in weights]
    if isinstance(loss, losses.SumSquaredError):
        message = "loss: Keras has no SumSquaredError; save the model as .safetensors"
        raise RefnetError("out_of_range", "loss", message)
    return {
        "optimizer": _serialized("optimizers", optimizer),
        "loss": name if isinstance(name, str) and not is_legacy else _serialized("losses", loss),
        "loss_weights": None,
        "metrics": [_metric(each, model.dtype, is_legacy) for each in measured],
        "weighted_metrics": weighted or None,
        "run_eagerly": False,
        "steps_per_execution": 1,
        "jit_compile": "auto",
    }


def _metric(metric: str | Metric, dtype: str, is_legacy: bool) -> Any:
    found = metric_of(metric)
    if found is None or (isinstance(metric, str) and not is_legacy):
        return metric
    name = metric if isinstance(metric, str) else metric.name
    whole = _serialized("metrics", found)
    whole["config"] |= {"name": name, "dtype": dtype}
    return whole


def _serialized(module: str, value: Any) -> configs.Config:
    return configs.serialized(module, type(value).__name__, value.get_config())


def check_model(model: Model, filepath: Any) -> None:
    """Raise RefnetError: out_of_range for what the format of this name cannot hold."""
    if format_of("filepath", filepath) != OWN:
        check_writable(model._layers)
        if is_compiled(model):
            compile_config(model)


def save_keras(model: Model, filepath: Any, overwrite: bool, with_optimizer: bool) -> None:
    """Write a model as .keras or .h5; see ``Model.save``."""
    path = as_path("filepath", filepath)
    check_overwrite(path, overwrite)
    check_writable(model._layers)
    hdf5.h5py()
    trains = with_optimizer and is_compiled(model)
    parts = parts_of(model, "save")
    is_legacy = format_of("filepath", filepath) == LEGACY
    compiled = compile_config(model, is_legacy) if trains else None
    own = _own(model, parts, trains)
    variables = _variables(model, parts) if trains else None
    write = write_legacy if is_legacy else write_archive
    save_file(path, write(parts.network, parts.weights, compiled, variables, own))


def parts_of(model: Model, method: str) -> Parts:
    snapshot = model._built(method).snapshot()
    built = model._network(snapshot.weights)
    weights = weights_of(model._layers, built, model._known_shape(), model.dtype)
    return Parts(described(model), weights, snapshot.state, snapshot.words)


def _variables(model: Model, parts: Parts) -> Variables:
    optimizer = model.optimizer
    named = optimizer_variables(optimizer, parts.state, parts.weights, model.dtype)
    return Variables(optimizer.get_config()["name"], named)


def _own(model: Model, parts: Parts, with_training: bool) -> configs.Config:
    """Return what Keras's formats have no place for."""
    check_notes(model.notes)
    shape = model._known_shape()
    own: configs.Config = {"seed": model.seed}
    columns = check_names("columns", model.columns, int(np.prod(shape)))
    classes = check_names("classes", model.classes, int(np.prod(model._output_shape)))
    given = {"notes": model.notes or None, "columns": columns, "classes": classes}
    own |= {name: value for name, value in given.items() if value is not None}
    if parts.network.class_name == GRAPH:
        own["calls"] = names_of(model._layers)
    if with_training:
        powers = {name: float(getattr(parts.state, name)) for name in POWERS}
        own |= {"epochs": model.epochs, "words": parts.words.tolist(), "powers": powers}
    return own


def save_weights(model: Model, filepath: Any, overwrite: bool = True) -> None:
    """Write the weights alone; see ``Model.save_weights``."""
    given = weights_format("filepath", filepath)
    path = as_path("filepath", filepath)
    check_overwrite(path, overwrite)
    if given == OWN:
        model.save(filepath, include_optimizer=False)
        return
    hdf5.h5py()
    parts = parts_of(model, "save_weights")
    if given == LEGACY:
        save_file(path, write_legacy_weights(parts.network, parts.weights))
        return
    variables = _variables(model, parts) if is_compiled(model) else None
    save_file(path, write_weights(parts.network, parts.weights, variables))


def load_weights(model: Model, filepath: str | os.PathLike[str]) -> None:
    """Replace the weights by those in a file; see ``Model.load_weights``."""
    path = as_path("filepath", filepath)
    given = format_of_weights("filepath", filepath)
    backend = model._built("load_weights")
    content = path.read_bytes()
    shape = model._known_shape()
    state, moments = None, list[Any]()
    with faults_of(path):
        if given == OWN:
            arrays = as_dtype(read_model(content, FLOATS).weights, model.dtype)
        elif given == LEGACY:
            arrays, moments = read_legacy_weights(content, model._layers, shape, model.dtype)
        else:
            if given == WHOLE:
                most = bytes_needed(model._layers, shape)
                content = weights_in(read_archive(content), most)
            paths = places_of(described(model))
            arrays, moments = read_weights(content, model._layers, shape, paths, model.dtype)
            state = optimizer_state(model, content, is_legacy=False)
        if [array.shape for array in arrays] != weight_shapes(model._layers, shape):
            raise bad_file("its weights do not have the shapes of the model's")
        check_weights(model._layers, shape, flat(arrays, model.dtype))
        take_moments(moments)
    model.set_weights(arrays)
    if state is not None:
        backend.replace(state=state)


def flat(arrays: Sequence[Any], dtype: str) -> Any:
    """Return all weights as one vector."""
    return np.concatenate([np.empty(0, dtype), *(np.ravel(array) for array in arrays)])


def optimizer_state(model: Model, content: bytes, is_legacy: bool) -> Any:
    """Return the state of the optimizer in a file, None without one that fits.

    Raises RefnetError: bad_file.
    """
    if model.optimizer is None:
        return None
    parts = parts_of(model, "load_weights")
    first = model._first_state(model._built("load_weights").snapshot().weights)
    variables = read_optimizer(content, optimizer_shapes(model.optimizer, parts.weights), is_legacy)
    return read_optimizer_state(model.optimizer, variables, parts.weights, first)
