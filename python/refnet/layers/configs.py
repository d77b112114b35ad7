"""The configs of layers: what ``get_config`` returns and ``from_config`` takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from refnet import configs, initializers, regularizers
from refnet.errors import RefnetError

ITSELF = ("name", "trainable", "dtype")  # what all layers have


def config_of(layer: Any, dtype: str | None = None) -> configs.Config:
    """Return the settings of a layer under Keras's keys.

    dtype: of its model. Raises RefnetError: wrong_type for an initializer that is a function.
    """
    keys = keys_of(type(layer))
    policy = configs.policy(dtype or layer.dtype or "float64")
    common = {"name": layer.name, "trainable": layer.trainable, "dtype": policy}
    penalty = getattr(layer, "activity_regularizer", None)
    if penalty is not None and "activity_regularizer" not in keys:
        common["activity_regularizer"] = encoded("activity_regularizer", penalty)

    if getattr(layer, "connections", None) is not None:
        common["connections"] = [list(row) for row in layer.connections]

    def encode(key: str, value: Any) -> Any:
        return serialized(value, dtype) if key == "layer" else encoded(key, value)

    return {**common, **configs.settings_of(layer, keys, encode)}


def keys_of(made: Any) -> configs.Keys:
    """Return the keys of a class of layers; raises RefnetError: wrong_type for one's own class."""
    if made.__name__ not in configs.LAYERS:
        message = f"config: expected a layer of refnet.layers, {made.__name__} has no config"
        raise RefnetError("wrong_type", "config", message)
    return configs.LAYERS[made.__name__]


def serialized(layer: Any, dtype: str | None = None) -> configs.Config:
    """Return how Keras writes a layer."""
    return configs.serialized("layers", type(layer).__name__, layer.get_config_in(dtype))


def encoded(key: str, value: Any) -> Any:
    """Return a setting of a layer as JSON can hold it."""
    if key.endswith("_initializer"):
        return encoded_initializer(key, value)
    if key.endswith("_regularizer") and value is not None:
        return configs.serialized("regularizers", type(value).__name__, value.get_config())
    return configs.plain(key, value)


def encoded_initializer(argument: str, value: Any) -> configs.Config:
    """Return how Keras writes an initializer; raises RefnetError: wrong_type for a function."""
    made = initializers.named(argument, value)
    if type(made) not in initializers.CLASSES.values():
        message = f"{argument}: expected one of refnet.initializers, a function has no config"
        raise RefnetError("wrong_type", argument, message)
    if made.name == "uniform":
        made = initializers.RandomUniform()
    return configs.serialized("initializers", type(made).__name__, made.get_config())


def arguments_of(made: Any, config: Any) -> configs.Config:
    """Return the arguments of the class of a layer that a config says.

    Raises RefnetError: wrong_type, unknown_name, out_of_range.
    """
    if not isinstance(config, Mapping):
        name = made.__name__
        raise RefnetError("wrong_type", "config", f"config: expected that of a {name}, a dict")
    keys = (*keys_of(made), *ITSELF, "activity_regularizer", "connections")
    found = dict(config)
    if "activity_regularizer" in found and found["activity_regularizer"] is None:
        del found["activity_regularizer"]
    found["dtype"] = configs.dtype_of(found.get("dtype"))
    return configs.arguments(made, found, keys, decoded)


def with_layer(config: Any, classes: Any, ignored: Sequence[str] = ()) -> configs.Config:
    """Return a config with the layer that its key ``layer`` describes, of one of these classes.

    ignored: keys of its config.
    Raises RefnetError: wrong_type, unknown_name, and what the class does.
    """
    if not isinstance(config, Mapping):
        raise RefnetError("wrong_type", "config", "config: expected a dict")
    inner = config.get("layer")
    if not isinstance(inner, Mapping):
        return dict(config)
    name, own = configs.class_and_config("layer", inner)
    own = configs.without(own, ignored)
    made = configs.named_class("layer", name, list(classes))
    return {**config, "layer": made.from_config(own)}


def decoded(key: str, value: Any) -> Any:
    """Return a setting of a layer; raises RefnetError: wrong_type, unknown_name, out_of_range."""
    if key.endswith("_initializer") and isinstance(value, Mapping):
        return initializers.from_serialized(key, value)
    if key.endswith("_regularizer") and isinstance(value, Mapping):
        return regularizers.from_serialized(key, value)
    if key.endswith("activation") and isinstance(value, Mapping):
        name, config = configs.class_and_config(key, value)
        if config:
            message = f"{key}: expected the name of an activation, got a {name}; a layer comes "
            raise RefnetError("wrong_type", key, message + "after this one instead")
        return name
    if isinstance(value, list):
        return tuple(tuple(each) if isinstance(each, list) else each for each in value)
    return value
