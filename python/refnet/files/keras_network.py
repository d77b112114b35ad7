"""The architecture of a network as Keras 3 writes it: a chain of layers, or a graph of calls.

A model's config has the layers with their settings and, for a graph, on what each was called.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from refnet import configs
from refnet.errors import RefnetError
from refnet.layers import Layer
from refnet.layers.configs import serialized
from refnet.layers.graphs import sources_in_full
from refnet.layers.naming import snake_case
from refnet.layers.stack import with_shapes

INPUT = "input_layer"
CHAIN, GRAPH = "Sequential", "Functional"
NO_KERAS_NAME = ("gelu_tanh",)  # of the activations
TENSOR = "__keras_tensor__"


class Network(NamedTuple):
    """A network to be written."""

    class_name: str  # CHAIN or GRAPH
    name: str
    layers: Sequence[Layer]  # a list, or a Graph
    shape: Any  # of one example, which may begin with None; None if it is not known
    batch_size: int | None
    dtype: str
    trainable: bool = True  # of the model itself

    @property
    def batch_shape(self) -> list[Any]:
        """The shape of a batch."""
        return [self.batch_size, *self.shape]


def names_of(layers: Sequence[Layer]) -> list[str]:
    """Return a name for each layer, its own unless another one before it has that."""
    names = [INPUT]
    for layer in layers:
        name, count = layer.name, 0
        while name in names:
            count += 1
            name = f"{layer.name}_{count}"
        names.append(name)
    return names[1:]


def paths_of(class_names: Sequence[str], before: str = "layers") -> list[str]:
    """Return where Keras keeps the weights of each layer: by class, and counted."""
    counts: dict[str, int] = {}
    paths = []
    for class_name in class_names:
        name = snake_case(class_name)
        count = counts.get(name, 0)
        counts[name] = count + 1
        paths.append(f"{before}/{name}_{count}" if count else f"{before}/{name}")
    return paths


def keras_order(layers: Sequence[Layer]) -> list[int]:
    """Return the indices of the layers in Keras's order of a graph, which is a chain's own order.

    The layers that are further from the outputs come first, and equally far ones in the order in
    which a depth-first search from the outputs finds them.
    """
    own, count = sources_in_full(layers), len(layers)
    depths = [0] * count
    for i in reversed(range(count)):
        for j in own[i]:
            if j >= 0:
                depths[j] = max(depths[j], depths[i] + 1)
    found: dict[int, int] = {}
    rest = [*range(count)][-1:]
    while rest:
        i = rest.pop()
        if i not in found:
            found[i] = len(found)
            rest.extend(j for j in reversed(own[i]) if j >= 0)
    return sorted(range(count), key=lambda i: (-depths[i], found[i]))


def places_of(network: Network) -> list[str]:
    """Return where Keras keeps the weights of each layer, in the order of the network's layers."""
    order = keras_order(network.layers)
    paths = paths_of([type(network.layers[i]).__name__ for i in order])
    places = dict(zip(order, paths, strict=True))
    return [places[i] for i in range(len(order))]


def check_writable(layers: Sequence[Layer]) -> None:
    """Raise RefnetError: out_of_range for layers that Keras cannot have."""
    for i, layer in enumerate(layers):
        inner = getattr(layer, "layer", layer)
        where = f"layers[{i}]: Keras has no {type(layer).__name__}"
        if getattr(inner, "connections", None) is not None:
            raise _not_in_keras(f"{where} with connections")
        for argument in ("activation", "recurrent_activation"):
            if getattr(inner, argument, None) in NO_KERAS_NAME:
                raise _not_in_keras(f'{where} with the activation "{getattr(inner, argument)}"')


def _not_in_keras(what: str) -> RefnetError:
    message = f"{what}; save it in refnet's own format, as in model.save('model.safetensors')"
    return RefnetError("out_of_range", "layers", message)


def network_config(network: Network, is_legacy: bool = False) -> configs.Config:
    """Return the config of a model, as ``get_config`` returns it.

    is_legacy: as it is in an HDF5 file. Raises RefnetError: wrong_type for an initializer that is a
    function.
    """
    write = _chain_config if network.class_name == CHAIN else _graph_config
    return write(network, is_legacy)


def model_config(network: Network) -> configs.Config:
    """Return how Keras writes a model: its class, its config, and the shape of its inputs."""
    config = network_config(network)
    if network.class_name == CHAIN:
        whole = configs.serialized("", CHAIN, config)
    else:
        whole = configs.serialized("src.models.functional", GRAPH, config)
        whole["registered_name"] = GRAPH
    if network.shape is not None and network.class_name == CHAIN:
        whole["build_config"] = {"input_shape": network.batch_shape}
    return whole


def _chain_config(network: Network, is_legacy: bool) -> configs.Config:
    names = names_of(network.layers)
    entries = [
        _entry(layer, name, network.dtype, is_legacy)
        for layer, name in zip(network.layers, names, strict=True)
    ]
    config = {
        "name": network.name,
        "trainable": network.trainable,
        "dtype": configs.policy(network.dtype),
        "layers": entries,
    }
    if network.shape is not None:
        entries.insert(0, _input_entry(network, is_legacy))
        config["build_input_shape"] = network.batch_shape
    return config


def _graph_config(network: Network, is_legacy: bool) -> configs.Config:
    layers, names = network.layers, names_of(network.layers)
    sources = sources_in_full(layers)
    shapes = [outputs for _, _, outputs in with_shapes(layers, network.shape)]

    def tensor(i: int) -> configs.Config:
        shape, name = (network.shape, INPUT) if i < 0 else (shapes[i], names[i])
        sizes = [network.batch_size, *shape]
        config = {"shape": sizes, "dtype": network.dtype, "keras_history": [name, 0, 0]}
        return {"class_name": TENSOR, "config": config}

    entries = [{**_input_entry(network, is_legacy), "name": INPUT, "inbound_nodes": []}]
    for i in keras_order(layers):
        tensors = [tensor(j) for j in sources[i]]
        node = {"args": [tensors if layers[i].merges else tensors[0]], "kwargs": {}}
        entry = _entry(layers[i], names[i], network.dtype, is_legacy)
        entries.append({**entry, "name": names[i], "inbound_nodes": [node]})
    return {
        "name": network.name,
        "trainable": network.trainable,
        "layers": entries,
        "input_layers": [INPUT, 0, 0],
        "output_layers": [names[-1], 0, 0],
    }


def _input_entry(network: Network, is_legacy: bool) -> configs.Config:
    config = {
        "batch_shape": network.batch_shape,
        "dtype": network.dtype,
        "sparse": False,
        "ragged": False,
        "name": INPUT,
        "optional": False,
    }
    return _in_format(configs.serialized("layers", "InputLayer", config), is_legacy)


def _entry(layer: Layer, name: str, dtype: str, is_legacy: bool) -> configs.Config:
    entry = serialized(layer, dtype)
    entry["config"]["name"] = name
    return _in_format(entry, is_legacy)


def _in_format(entry: configs.Config, is_legacy: bool) -> configs.Config:
    return configs.without(entry, ["module", "registered_name"]) if is_legacy else entry
