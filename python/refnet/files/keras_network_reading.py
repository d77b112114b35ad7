"""Networks from the configs of Keras's models.

What refnet does not have is refused by name before anything is made of it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from refnet import configs
from refnet.errors import RefnetError
from refnet.files.keras_network import CHAIN, GRAPH, TENSOR, paths_of
from refnet.files.stored_layers import bad_file
from refnet.layers import Input, Layer
from refnet.layers.activation_layers import ELU, ReLU
from refnet.layers.pooling_steps import (
    AveragePooling1D,
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    MaxPooling1D,
)
from refnet.layers.stack import DESCRIBED, KINDS
from refnet.layers.tensors import Tensor
from refnet.reference.readers import as_boolean

_ALONG_STEPS = MaxPooling1D, AveragePooling1D, GlobalMaxPooling1D, GlobalAveragePooling1D
_KINDS: tuple[Any, ...] = (*KINDS, *DESCRIBED.values(), ReLU, ELU, *_ALONG_STEPS)
CLASSES: dict[str, Any] = {kind.__name__: kind for kind in _KINDS}
GRAPHS = (GRAPH, "Model")


class Placed(NamedTuple):
    """A layer that was read, and where its weights are."""

    layer: Layer
    path: str  # in the file of the weights


class ReadNetwork(NamedTuple):
    """A network that was read: what its model is made of."""

    class_name: str
    name: str
    placed: list[Placed]  # in the order of the file
    entering: Input | None  # of a graph, always
    leaving: Tensor | None  # of a graph
    dtype: str
    trainable: bool  # of the model itself

    @property
    def layers(self) -> list[Layer]:
        """The layers in the order of the file."""
        return [each.layer for each in self.placed]


def read_network(described: Any, calls: Any = None) -> ReadNetwork:
    """Return the network of a model's class and config.

    calls: the names of a graph's layers in the order in which they were called, if that is known.

    Raises RefnetError: bad_file for what refnet does not have, and for what is no config.
    """
    try:
        class_name, config = configs.class_and_config("model", described)
        if class_name == CHAIN:
            return _read_chain(config)
        if class_name in GRAPHS:
            return _read_graph(config, calls)
    except RefnetError as error:
        if error.code == "bad_file":
            raise
        raise bad_file(error.message) from error
    raise bad_file(f"its model is a {class_name}, expected a {CHAIN} or a {GRAPH} one")


def read_config(config: Any) -> ReadNetwork:
    """Return the network of a config that ``get_config`` returned; raises RefnetError: bad_file."""
    is_graph = isinstance(config, Mapping) and "input_layers" in config
    return read_network({"class_name": GRAPH if is_graph else CHAIN, "config": config})


def _entries(config: configs.Config) -> list[Any]:
    entries = config.get("layers")
    if not isinstance(entries, list) or not all(isinstance(each, Mapping) for each in entries):
        raise bad_file("expected a list of layers in its config")
    return entries


def _read_chain(config: configs.Config) -> ReadNetwork:
    placed, entering, dtypes = _read_entries(_entries(config), "layers")
    name = str(config.get("name", "sequential"))
    return ReadNetwork(CHAIN, name, placed, entering, None, _only_dtype(dtypes), _trainable(config))


def _read_entries(
    entries: list[Any], before: str
) -> tuple[list[Placed], Input | None, list[str | None]]:
    """Return the layers of a chain, also of chains inside it, its Input and all dtypes."""
    read = [(*configs.class_and_config("layers", entry),) for entry in entries]
    own = [each for each in read if each[0] != "InputLayer"]
    inputs = [_read_input(config) for name, config in read if name == "InputLayer"]
    placed: list[Placed] = []
    dtypes: list[str | None] = []
    for (name, config), path in zip(own, paths_of([name for name, _ in own], before), strict=True):
        if name == CHAIN:
            inner, first, types = _read_entries(_entries(config), f"{path}/layers")
            if not _trainable(config):
                for each in inner:
                    each.layer.trainable = False
            inputs += [] if first is None or placed else [first]
            placed, dtypes = placed + inner, dtypes + types
            continue
        layer, entering = _read_layer(name, config)
        inputs += [] if entering is None or placed else [entering]
        placed.append(Placed(layer, path))
        dtypes.append(_dtype(config))
    return placed, inputs[0] if inputs else None, dtypes


def _read_graph(config: configs.Config, calls: Any) -> ReadNetwork:
    tensors: dict[str, Any] = {}
    found, dtypes = [], []
    for entry in _entries(config):
        class_name, own = configs.class_and_config("layers", entry)
        name = str(entry.get("name", own.get("name")))
        sources = _sources(name, entry.get("inbound_nodes"))
        if class_name == "InputLayer":
            tensors[name] = _read_input(own)
            continue
        if class_name in (CHAIN, *GRAPHS):
            raise bad_file(f'its layer "{name}" is a model, and refnet reads those of a chain only')
        layer, _ = _read_layer(class_name, own)
        found.append((name, class_name, layer, sources))
        dtypes.append(_dtype(own))
    paths = paths_of([class_name for _, class_name, _, _ in found])
    placed = [Placed(each[2], path) for each, path in zip(found, paths, strict=True)]
    if _are_names(calls) and sorted(calls) == sorted(each[0] for each in found):
        found.sort(key=lambda each: calls.index(each[0]))
    _call_all(tensors, found)
    entering, leaving = (_end(config, key, tensors) for key in ("input_layers", "output_layers"))
    if not isinstance(entering, Input) or not isinstance(leaving, Tensor):
        raise bad_file("its inputs are not those of an InputLayer")
    name = str(config.get("name", "functional"))
    dtype, trainable = _only_dtype(dtypes), _trainable(config)
    return ReadNetwork(GRAPH, name, placed, entering, leaving, dtype, trainable)


def _are_names(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(each, str) for each in values)


def _call_all(tensors: dict[str, Any], found: Sequence[Any]) -> None:
    """Call each layer on the outputs of its sources, once they are there."""
    rest = list(found)
    while rest:
        ready = [each for each in rest if all(name in tensors for name in each[3])]
        if not ready:
            raise bad_file(f'its layer "{rest[0][0]}" has sources that are not there')
        for name, _, layer, sources in ready:
            inputs = [tensors[source] for source in sources]
            tensors[name] = layer(inputs if layer.merges else inputs[0])
        rest = [each for each in rest if each[0] not in tensors]


def _sources(name: str, nodes: Any) -> list[str]:
    """Return the names of what a layer was called on, in the forms of Keras 3 and 2."""
    if not isinstance(nodes, list) or len(nodes) > 1:
        raise bad_file(f'its layer "{name}" was called several times, which refnet does not have')
    if not nodes:
        return []
    histories: list[Any] = []
    if isinstance(nodes[0], Mapping):
        _collect(nodes[0].get("args"), histories)
    elif isinstance(nodes[0], list):
        histories = nodes[0]
    if not histories or not all(_is_history(each) for each in histories):
        raise bad_file(f'its layer "{name}" was called on what refnet cannot read')
    return [each[0] for each in histories]


def _collect(value: Any, histories: list[Any]) -> None:
    """Append where the tensors in nested lists come from."""
    if isinstance(value, list):
        for each in value:
            _collect(each, histories)
    elif isinstance(value, Mapping) and value.get("class_name") == TENSOR:
        histories.append(value.get("config", {}).get("keras_history"))
    else:
        histories.append(None)


def _is_history(value: Any) -> bool:
    """Return whether a value says: the first output of the first call of a layer."""
    return (
        isinstance(value, list)
        and len(value) >= 3
        and isinstance(value[0], str)
        and value[1:3] == [0, 0]
    )


def _end(config: configs.Config, key: str, tensors: Mapping[str, Any]) -> Any:
    """Return the only input or output of a graph."""
    ends: Any = config.get(key)
    if isinstance(ends, list) and len(ends) == 1:
        ends = ends[0]
    if isinstance(ends, list) and _is_history(ends) and ends[0] in tensors:
        return tensors[ends[0]]
    raise bad_file(f"it has several {key.replace('_', ' ')}, and refnet has models with one")


def _read_input(config: configs.Config) -> Input:
    """Return an InputLayer; raises bad_file for what refnet does not have."""
    shape = config.get("batch_shape", config.get("batch_input_shape"))
    if not isinstance(shape, list) or config.get("sparse") or config.get("ragged"):
        raise bad_file("its inputs are sparse or ragged, or have no shape")
    try:
        return Input(batch_shape=tuple(shape))
    except RefnetError as error:
        raise bad_file(f"its inputs have the shape {shape}: {error.message}") from error


def _read_layer(class_name: str, config: configs.Config) -> tuple[Layer, Input | None]:
    """Return a layer, and the Input that Keras 2 wrote into it; raises bad_file."""
    name = config.get("name", "")
    if class_name not in CLASSES:
        raise bad_file(f'its layer "{name}" is a {class_name}, which refnet does not have')
    shape = config.pop("batch_input_shape", None)
    entering = None if shape is None else _read_input({"batch_shape": shape})
    try:
        return CLASSES[class_name].from_config(config), entering
    except (RefnetError, TypeError) as error:
        reason = error.message if isinstance(error, RefnetError) else str(error)
        raise bad_file(f'its layer "{name}", a {class_name}: {reason}') from error


def _trainable(config: configs.Config) -> bool:
    """Return whether a model learns; raises RefnetError: wrong_type."""
    return as_boolean("trainable", config.get("trainable", True))


def _dtype(config: configs.Config) -> str | None:
    return configs.dtype_of(config.get("dtype"))


def _only_dtype(dtypes: Sequence[str | None]) -> str:
    """Return the dtype of all layers; raises bad_file if they differ."""
    known = {dtype for dtype in dtypes if dtype is not None}
    if len(known) > 1:
        raise bad_file("its layers have several dtypes, and refnet's models have one")
    return known.pop() if known else "float32"  # Keras's
