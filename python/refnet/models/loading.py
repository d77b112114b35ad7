"""Models from files: refnet's own, and those of Keras."""

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from refnet import losses, metrics, optimizers
from refnet.errors import RefnetError
from refnet.files.formats import HDF5
from refnet.files.keras_archive import Contents, is_archive, read_archive, read_legacy, weights_in
from refnet.files.keras_network_reading import ReadNetwork, read_network
from refnet.files.keras_reading import bytes_needed, read_legacy_weights, read_weights, take_moments
from refnet.files.model_file import (
    FLOATS,
    ModelFile,
    as_path,
    check_format,
    faults_of,
    read_json,
    read_model,
)
from refnet.files.stored_layers import bad_file
from refnet.files.training_file import (
    check_names,
    check_notes,
    check_open,
    read_layers,
    read_settings,
    read_training,
    take_layers,
)
from refnet.layers import Input, Layer
from refnet.layers.graphs import Graph, sources_in_full
from refnet.layers.naming import automatic_name
from refnet.layers.stack import as_layer, check_weights, weight_shapes
from refnet.models.keras_files import POWERS, described, flat, of_network, optimizer_state
from refnet.models.model import Model
from refnet.models.sequential import Sequential
from refnet.reference.checks import LARGEST_SEED
from refnet.reference.random import WORDS
from refnet.reference.readers import LARGEST_COUNT, as_boolean

KINDS = (Sequential, Model)  # of networks that are chains, and of others


def load(filepath: str | os.PathLike[str], backend: str = "c") -> Any:
    """Return the model in a file, with everything that ``save`` wrote.

    It is a Sequential if its layers follow one another, otherwise a Model. Keras's own files are
    read as ``load_model`` does.

    Raises RefnetError: bad_file for anything but a consistent model file, unknown_name also for a
    backend that lacks the file's dtype; OSError if the file cannot be read.
    """
    return _loaded(filepath, backend, compiles=True)


def load_model(
    filepath: str | os.PathLike[str],
    custom_objects: Mapping[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,
) -> Any:
    """Return the model in a file .keras, .h5 or .safetensors, of Keras or of refnet.

    It is compiled if the file says how and ``compile`` is true. What Keras wrote is a model of the
    file's dtype, with a new seed. custom_objects: changes nothing, because the layers, losses and
    metrics of a file have to be refnet's; safe_mode: changes nothing, because no file has code that
    is run.

    Raises RefnetError: bad_file for what is no consistent file, and for layers, arguments of
    layers, losses, metrics and optimizers that refnet does not have, by name; ImportError without
    h5py; OSError if the file cannot be read.
    """
    as_boolean("safe_mode", safe_mode)
    if custom_objects is not None and not isinstance(custom_objects, Mapping):
        raise RefnetError("wrong_type", "custom_objects", "custom_objects: expected a dict")
    return _loaded(filepath, "c", as_boolean("compile", compile))


def model_from_json(json_string: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """Return a model of the architecture in a text that ``to_json`` or Keras wrote.

    Its weights are new. custom_objects: changes nothing. Raises RefnetError: wrong_type, bad_file.
    """
    if not isinstance(json_string, str):
        raise RefnetError("wrong_type", "json_string", "json_string: expected a text")
    try:
        config = read_json(json_string)
    except (ValueError, RecursionError) as error:
        raise RefnetError("bad_file", "json_string", "json_string: expected JSON") from error
    model = of_network(read_network(config), *KINDS)
    _compile(model, config.get("compile_config"))
    return model


def clone_model(
    model: Any, input_tensors: Any = None, clone_function: Any = None, **options: Any
) -> Any:
    """Return a model of the same architecture, with new layers and new first weights.

    It is not compiled. clone_function: returns the new layer for each layer, None for one with the
    same settings; input_tensors and other arguments of Keras: only None.
    Raises RefnetError: wrong_type, out_of_range, shape_mismatch.
    """
    if not isinstance(model, Model):
        given = type(model).__name__
        raise RefnetError("wrong_type", "model", f"model: expected a model, got {given}")
    for name, value in {"input_tensors": input_tensors, **options}.items():
        if value is not None:
            raise RefnetError("out_of_range", name, f"{name}: expected None; layers are copied")
    if clone_function is not None:
        return _cloned_by(model, clone_function)
    network = described(model)
    config = {"class_name": network.class_name, "config": model.get_config()}
    return of_network(read_network(config), *KINDS, backend=model.backend)


def _cloned_by(model: Model, clone: Any) -> Any:
    """Return a model with the layers that a function returns for those of another one."""
    if not callable(clone):
        raise RefnetError("wrong_type", "clone_function", "clone_function: expected a function")
    layers = [as_layer("clone_function", clone(layer)) for layer in model._layers]
    how: dict[str, Any] = {"name": model.name, "dtype": model.dtype, "backend": model.backend}
    shape = model._shape()
    first = [] if shape is None else [Input(batch_shape=(model._batch_size, *shape))]
    if isinstance(model, Sequential):
        return Sequential([*first, *layers], **how)
    places: list[Any] = []
    for layer, sources in zip(layers, sources_in_full(model._layers), strict=True):
        seen = [first[0] if j < 0 else places[j] for j in sources]
        places.append(layer(seen if layer.merges else seen[0]))
    return Model(first[0], places[-1], **how)


def _loaded(filepath: Any, backend: str, compiles: bool) -> Any:
    path = as_path("filepath", filepath)
    with faults_of(path):
        if path.is_dir():
            raise bad_file("it is a folder; a model is a file .keras, .h5 or .safetensors")
    content = path.read_bytes()
    with faults_of(path):
        if content.startswith(HDF5):
            return _of_contents(read_legacy(content), backend, compiles)
        if is_archive(content):
            return _of_contents(read_archive(content), backend, compiles)
        check_format(content)
        return _read(read_model(content, FLOATS), backend, compiles)


def _of_contents(contents: Contents, backend: str, compiles: bool) -> Model:
    """Return the model in one of Keras's files; raises RefnetError: bad_file."""
    network = read_network(contents.config, contents.own.get("calls"))
    own = _checked_own(contents.own)
    model: Model = of_network(network, *KINDS, own.get("seed"), backend)
    weights = b""
    if model._shape() is not None:
        weights = _take_weights(model, network, contents)
    if compiles:
        _compile(model, contents.compiled)
    _take_own(model, own)
    if compiles and model.optimizer is not None and model._backend is not None:
        state = optimizer_state(model, weights, contents.is_legacy)
        if state is not None:
            model._backend.replace(state=state._replace(**own.get("powers", {})))
        if "words" in own:
            model._backend.replace(words=np.array(own["words"], np.uint32))
    return model


def _take_weights(model: Model, network: ReadNetwork, contents: Contents) -> bytes:
    """Start a model with the weights of a file; return the HDF5 file that they are in."""
    shape = model._shape()
    try:
        shape = model._shortest(shape) if shape[0] is None else shape
        weight_shapes(model._layers, shape)
    except RefnetError as error:
        raise bad_file(f"its layers do not fit together: {error.message}") from error
    content = weights_in(contents, bytes_needed(model._layers, shape))
    if contents.is_legacy:
        read = read_legacy_weights(content, model._layers, shape, model.dtype)
    else:
        paths = {id(layer): path for layer, path in network.placed}
        places = [paths[id(layer)] for layer in model._layers]
        read = read_weights(content, model._layers, shape, places, model.dtype)
    arrays, moments = read
    try:
        check_weights(model._layers, shape, flat(arrays, model.dtype))
    except RefnetError as error:
        raise bad_file(error.message) from error
    take_moments(moments)
    model._input_shape = shape
    model._start_untrained(arrays)
    return content


def _compile(model: Model, compiled: Any) -> None:
    """Compile a model as a file says; raises RefnetError: bad_file for what refnet does not have.

    A file that names no loss leaves the model as it is: there is nothing to learn from.
    """
    if not isinstance(compiled, Mapping) or compiled.get("loss") is None:
        return
    loss, measured = compiled["loss"], compiled.get("metrics") or []
    if isinstance(loss, list) and len(loss) == 1:
        [loss] = loss
    if isinstance(measured, list) and len(measured) == 1 and isinstance(measured[0], list):
        [measured] = measured
    try:
        if compiled.get("loss_weights"):
            raise bad_file("it was compiled with loss_weights, which refnet does not read")
        weighted = compiled.get("weighted_metrics") or []
        if not isinstance(weighted, list) or any(isinstance(each, list) for each in weighted):
            raise bad_file("its weighted_metrics are those of several outputs")
        if not isinstance(measured, list):
            raise bad_file("its metrics are those of several outputs")
        model.compile(
            optimizers.from_serialized("optimizer", compiled.get("optimizer")),
            losses.from_serialized("loss", loss),
            [metrics.from_serialized("metrics", each) for each in measured],
            weighted_metrics=[metrics.from_serialized("metrics", each) for each in weighted],
        )
    except (RefnetError, TypeError) as error:
        if isinstance(error, RefnetError) and error.code == "bad_file":
            raise
        raise bad_file(f"refnet cannot compile it: {error}; load it with compile=False") from error


def _checked_own(own: Mapping[str, Any]) -> dict[str, Any]:
    """Return what refnet keeps in a file of Keras's; raises RefnetError: bad_file."""
    limits = {"seed": LARGEST_SEED, "epochs": LARGEST_COUNT}
    for name, high in limits.items():
        value = own.get(name, 0)
        if type(value) is not int or not 0 <= value <= high:
            raise bad_file(f"its {name} is not a whole number from 0 to {high}")
    powers = own.get("powers", {})
    if not isinstance(powers, dict) or not all(
        name in POWERS and type(power) is float and 0.0 <= power <= 1.0
        for name, power in powers.items()
    ):
        raise bad_file("its optimizer has a state that it cannot have reached")
    words = own.get("words")
    if words is not None:
        whole = isinstance(words, list) and all(type(each) is int for each in words)
        fits = whole and len(words) == WORDS + 1 and 0 <= min(words) <= max(words) < 1 << 32
        if not fits or words[-1] > WORDS:
            raise bad_file("its words are not those of a generator")
    return {name: value for name, value in own.items() if value is not None}


def _take_own(model: Model, own: Mapping[str, Any]) -> None:
    """Set what refnet keeps in a file of Keras's; raises RefnetError: bad_file."""
    model.epochs = own.get("epochs", 0)
    if model._input_shape is None:
        return
    sizes = {"columns": model._known_shape(), "classes": model._output_shape}
    try:
        notes = own.get("notes", {})
        check_notes(notes)
        model.notes = notes
        for name, shape in sizes.items():
            setattr(model, name, check_names(name, own.get(name), int(np.prod(shape))))
    except RefnetError as error:
        raise bad_file(error.message) from error


def _read(file: ModelFile, backend: str, compiles: bool) -> Model:
    settings = read_settings(file)
    layers, numbers = read_layers(file, settings.input_shape), (settings.seed, file.dtype, backend)
    if compiles:
        take_layers(file, layers)
    model = _of_layers(layers, *numbers)
    model._input_shape, model.notes = settings.input_shape, settings.notes
    model._batch_size = file.batch_size
    if settings.any_length:
        model._open_shape, model._has_length = (None, *settings.input_shape[1:]), True
        check_open(model._layers, model._open_shape)
    model.columns, model.classes = file.columns, file.classes
    model._start_untrained(file.weights)
    saved = read_training(file)
    if saved is not None and compiles:
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
