"""Keras's files: the zip archive .keras, weights alone in .weights.h5, and whole models in .h5.

What Keras's formats have no place for, such as refnet's seed and the generator that shuffles, is
kept under the key "refnet", where Keras looks at nothing. The same model gives the same bytes.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from numpy.typing import NDArray

from refnet import configs
from refnet.errors import RefnetError
from refnet.files import hdf5
from refnet.files.formats import BAD_ZIP
from refnet.files.keras_network import (
    Network,
    keras_order,
    model_config,
    names_of,
    network_config,
    places_of,
)
from refnet.files.keras_variables import LayerWeights, groups_of
from refnet.files.model_file import read_json
from refnet.files.stored_layers import bad_file

Array = NDArray[Any]
VERSION = "3.15.1"  # of Keras, whose format this is
CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
OWN = "refnet"
MOST_TEXT = 1 << 26  # bytes of a JSON text


class Variables(NamedTuple):
    """The variables of an optimizer; name: that of the optimizer."""

    name: str
    named: list[tuple[str, Array]]


class Contents(NamedTuple):
    """What a file has; own: what refnet keeps there besides."""

    config: Any  # of the model, with class_name
    compiled: Any  # the compile config, or None
    content: bytes  # of the whole file
    own: Mapping[str, Any]
    is_legacy: bool


def write_archive(
    network: Network,
    weights: Sequence[LayerWeights],
    compiled: configs.Config | None,
    variables: Variables | None,
    own: configs.Config,
) -> bytes:
    """Return a file .keras."""
    config = model_config(network)
    if compiled is not None:
        config["compile_config"] = compiled
    metadata = {"keras_version": VERSION, OWN: own}
    members = {
        METADATA: json.dumps(metadata).encode(),
        CONFIG: json.dumps(config).encode(),
        WEIGHTS: write_weights(network, weights, variables),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in members.items():
            archive.writestr(zipfile.ZipInfo(name), part)  # dated 1980
    return content.getvalue()


def write_weights(
    network: Network, weights: Sequence[LayerWeights], variables: Variables | None
) -> bytes:
    """Return a file .weights.h5."""

    def fill(file: Any) -> None:
        file.create_group("vars").attrs["name"] = network.name
        for (layer, _, arrays), path in zip(weights, places_of(network), strict=True):
            file.create_group(f"{path}/vars").attrs["name"] = layer.name
            rest = iter(arrays)
            for group, count in groups_of(layer, path, len(arrays)):
                for i in range(count):
                    hdf5.put(file, f"{group}/{i}", next(rest))
        if variables is not None:
            file.create_group("optimizer/vars").attrs["name"] = variables.name
            for i, (_, array) in enumerate(variables.named):
                hdf5.put(file, f"optimizer/vars/{i}", array)

    return hdf5.written(fill)


def write_legacy_weights(network: Network, weights: Sequence[LayerWeights]) -> bytes:
    """Return a file .h5 with weights alone, as Keras 2 wrote it and Keras 3 reads it."""
    return hdf5.written(lambda file: _fill_legacy(file, network, weights))


def write_legacy(
    network: Network,
    weights: Sequence[LayerWeights],
    compiled: configs.Config | None,
    variables: Variables | None,
    own: configs.Config,
) -> bytes:
    """Return a file .h5 with a whole model."""
    config = {"class_name": network.class_name, "config": network_config(network, is_legacy=True)}

    def fill(file: Any) -> None:
        file.attrs["keras_version"] = VERSION
        file.attrs["backend"] = "refnet"
        file.attrs["model_config"] = json.dumps(config)
        file.attrs[OWN] = json.dumps(own)
        if compiled is not None:
            file.attrs["training_config"] = json.dumps(_legacy_compiled(compiled))
        _fill_legacy(file.create_group("model_weights"), network, weights)
        if variables is not None:
            group = file.create_group("optimizer_weights")
            names = [f"{variables.name}/{name}" for name, _ in variables.named]
            hdf5.put_names(group, "weight_names", names)
            for name, (_, array) in zip(names, variables.named, strict=True):
                hdf5.put(group, name, array)

    return hdf5.written(fill)


def _fill_legacy(group: Any, network: Network, weights: Sequence[LayerWeights]) -> None:
    """Write the weights of all layers, each in a group of its name."""
    group.attrs["keras_version"] = VERSION
    group.attrs["backend"] = "refnet"
    names = names_of(network.layers)
    order = keras_order(network.layers)
    hdf5.put_names(group, "layer_names", [names[i] for i in order])
    for i in order:
        own = group.create_group(names[i])
        paths = [f"{network.name}/{names[i]}/{name}" for name in weights[i].names]
        hdf5.put_names(own, "weight_names", paths)
        for path, array in zip(paths, weights[i].arrays, strict=True):
            hdf5.put(own, path, array)
    hdf5.put_names(group.create_group("top_level_model_weights"), "weight_names", [])


def _legacy_compiled(compiled: configs.Config) -> configs.Config:
    """Return the training config of an HDF5 file."""

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(each) for each in value]
        return configs.without(value, ["module", "registered_name"])

    rest = {key: plain(value) for key, value in compiled.items() if key != "optimizer"}
    return {**rest, "optimizer_config": plain(compiled["optimizer"])}


def is_archive(content: bytes) -> bool:
    """Return whether this is a zip archive with the config of a model."""
    if not content.startswith(b"PK"):
        return False
    try:
        return CONFIG in zipfile.ZipFile(io.BytesIO(content)).namelist()
    except BAD_ZIP:
        return False


def read_archive(content: bytes) -> Contents:
    """Return what a file .keras has; raises RefnetError: bad_file."""
    with _archive(content) as archive:
        config = _read_text(archive, CONFIG)
        metadata = _read_text(archive, METADATA) if METADATA in archive.namelist() else {}
    if not isinstance(config, dict):
        raise bad_file(f"expected an object in {CONFIG}")
    own = metadata.get(OWN, {}) if isinstance(metadata, dict) else {}
    own = own if isinstance(own, dict) else {}
    return Contents(config, config.get("compile_config"), content, own, is_legacy=False)


def weights_in(contents: Contents, most: int) -> bytes:
    """Return the HDF5 file with the weights, of at most so many bytes; raises bad_file."""
    if contents.is_legacy:
        return contents.content
    with _archive(contents.content) as archive:
        return _member(archive, WEIGHTS, most)


@contextmanager
def _archive(content: bytes) -> Iterator[zipfile.ZipFile]:
    """Open a file .keras; raises RefnetError: bad_file, also for what is read from it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except RefnetError:
        raise
    except BAD_ZIP as error:
        raise bad_file(f"expected the zip archive of a model: {error}") from error


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a member of an archive, of at most so many bytes; raises RefnetError: bad_file."""
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise bad_file(f"{name} is missing") from error
    if info.file_size > most:
        raise bad_file(f"{name} has {info.file_size} bytes, expected at most {most}")
    return archive.read(info)


def _read_text(archive: zipfile.ZipFile, name: str) -> Any:
    return _json(name, _member(archive, name, MOST_TEXT))


def _json(name: str, text: bytes | str) -> Any:
    """Return a JSON value; raises RefnetError: bad_file."""
    try:
        return read_json(text.decode() if isinstance(text, bytes) else text)
    except (ValueError, RecursionError) as error:
        raise bad_file(f"{name} is not JSON") from error


def read_legacy(content: bytes) -> Contents:
    """Return what a file .h5 has; raises RefnetError: bad_file."""
    with hdf5.opened(content) as file:
        texts = {
            name: hdf5.text_of(file.attrs, name)
            for name in ("model_config", "training_config", OWN)
        }
    if texts["model_config"] is None:
        raise bad_file("it has weights alone; make the model and call load_weights")
    read = {name: None if text is None else _json(name, text) for name, text in texts.items()}
    config, compiled, own = read["model_config"], read["training_config"], read[OWN]
    if isinstance(compiled, dict):
        compiled = {**compiled, "optimizer": compiled.pop("optimizer_config", None)}
    own = own if isinstance(own, dict) else {}
    return Contents(config, compiled, content, own, is_legacy=True)
