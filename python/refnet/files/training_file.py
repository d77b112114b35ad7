"""What a model file has beside its layers: the model's settings, and how to resume its training.

Other ports ignore all of it (FILE-2).
"""

import json
from collections.abc import Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from refnet import losses, metrics, optimizers, regularizers
from refnet.errors import RefnetError
from refnet.files.model_file import ModelFile, read_json, take_tensor
from refnet.files.stored_layers import bad_file
from refnet.layers import Flatten, Layer, Shape
from refnet.layers.freezing import frozen_of
from refnet.layers.stack import described, output_shape, regularizers_of
from refnet.metrics import Given
from refnet.reference.checks import LARGEST_SEED
from refnet.reference.kinds import KINDS
from refnet.reference.optimizers import OptimizerState
from refnet.reference.random import WORDS
from refnet.reference.readers import LARGEST_COUNT, as_names

Array = NDArray[Any]


class Settings(NamedTuple):
    """The settings of a model."""

    input_shape: Shape  # of one example
    seed: int
    notes: dict[str, Any]
    any_length: bool = False  # whether sequences may have another number of steps


class SavedTraining(NamedTuple):
    """A training run to resume; state: arrays [size]; words: of the generator, and those used."""

    optimizer: optimizers.Optimizer
    loss: losses.Loss
    metrics: list[Given]
    epochs: int
    state: OptimizerState
    words: Array


def describe_training(saved: SavedTraining) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return a training run's part of the description, and its tensors."""
    description = {
        "optimizer": optimizers.described(saved.optimizer),
        "loss": losses.described(saved.loss),
        "metrics": [metrics.described(metric) for metric in saved.metrics],
        "epochs": saved.epochs,
        "steps": saved.state.steps,
    }
    state = saved.state
    tensors = {
        "optimizer.momenta": state.momentums,
        "optimizer.squares": state.velocities,
        "optimizer.powers": np.array([state.beta_1_power, state.beta_2_power]),
        "optimizer.products": np.array([state.decay_power, state.momentum_product]),
        "shuffle.words": saved.words,
    }
    return description, tensors


def read_training(file: ModelFile) -> SavedTraining | None:
    """Return the training run in a model file; None for a model without one.

    Raises RefnetError: bad_file.
    """
    description = file.description
    if "optimizer" not in description:
        return None
    size = file.parameters
    others = file.others
    powers = take_tensor(others, "optimizer.powers", "F64", (2,)).tolist()
    products = [1.0, 1.0]  # of a file from before there were any
    if "optimizer.products" in others:
        products = take_tensor(others, "optimizer.products", "F64", (2,)).tolist()
    momentums = take_tensor(others, "optimizer.momenta", file.kind, (size,))
    velocities = take_tensor(others, "optimizer.squares", file.kind, (size,))
    words = take_tensor(others, "shuffle.words", "U32", (WORDS + 1,))
    if words[-1] > WORDS:
        raise bad_file("shuffle.words has used more words than there are")
    if (velocities < 0.0).any() or not all(0.0 <= x <= 1.0 for x in (*powers, *products)):
        raise bad_file("its optimizer has a state that it cannot have reached")
    power_1, power_2 = powers
    steps = _count(file, "steps", LARGEST_COUNT, 0)
    return SavedTraining(
        _optimizer(description["optimizer"]),
        _loss(description.get("loss")),
        _metrics(description.get("metrics", [])),
        _count(file, "epochs", LARGEST_COUNT, 0),
        OptimizerState(momentums, velocities, power_1, power_2, steps, *products),
        words,
    )


def describe_layers(layers: Sequence[Layer], trainable: bool) -> dict[str, Any]:
    """Return what a training run has of its layers: their regularizers, and which do not learn.

    trainable: of the model, none of whose layers learns without it.

    Each is there only where a layer has it, so that other files have the bytes that they had.
    """
    description: dict[str, Any] = {}
    penalties = regularizers_of(layers)
    if penalties is not None:
        description["regularizers"] = [_described_penalties(each) for each in penalties]
    frozen = frozen_of(layers, trainable)
    if frozen is not None:
        description["trainable"] = [not each for each in frozen]
    return description


def _described_penalties(penalties: Any) -> dict[str, Any] | None:
    own = {part: each._asdict() for part, each in penalties._asdict().items() if each is not None}
    return own or None


def take_layers(file: ModelFile, layers: Sequence[Layer]) -> None:
    """Give layers what ``describe_layers`` wrote; raises RefnetError: bad_file."""
    count = len(file.layers)
    own = layers[len(layers) - count :]  # a Flatten may come before them
    penalties = file.description.get("regularizers", [None] * count)
    trainable = file.description.get("trainable", [True] * count)
    if not isinstance(penalties, list) or len(penalties) != count:
        raise bad_file("its regularizers are not those of its layers")
    if not isinstance(trainable, list) or [type(each) for each in trainable] != [bool] * count:
        raise bad_file("its trainable is not a list of booleans, one for each layer")
    for layer, parts, learns in zip(own, penalties, trainable, strict=True):
        _take_penalties(getattr(layer, "layer", layer), parts)
        layer.trainable = learns


def _take_penalties(layer: Any, parts: Any) -> None:
    """Give a layer its regularizers; raises RefnetError: bad_file."""
    if parts is None:
        return
    if not isinstance(parts, dict):
        raise bad_file("its regularizers are not objects")
    found = {}
    for part, given in parts.items():
        name = f"{part}_regularizer"
        try:
            found[name] = regularizers.of_factors(given["l1"], given["l2"])
        except (KeyError, TypeError, RefnetError) as error:
            raise bad_file(f"its {name} is not valid") from error
        if not hasattr(layer, name):
            raise bad_file(f"its {type(layer).__name__} cannot have a {name}")
    layer.penalize(**found)


def describe_settings(settings: Settings) -> dict[str, Any]:
    """Return the model's part of the description; raises RefnetError: wrong_type, not_finite."""
    check_notes(settings.notes)
    description = settings._asdict()
    if not settings.notes:
        del description["notes"]
    if not settings.any_length:
        del description["any_length"]
    return description


def read_settings(file: ModelFile) -> Settings:
    """Return the settings of the model in a file; raises RefnetError: bad_file."""
    description = file.description
    first = _first_shape(file.layers) if file.sources is None else list(file.input_shape)
    shape = description.get("input_shape", first)
    whole = isinstance(shape, list) and all(type(n) is int and n > 0 for n in shape)
    if not whole or not shape or prod(shape) != prod(first):
        raise bad_file("its input shape is not that of its layers")
    notes = description.get("notes", {})
    if not isinstance(notes, dict):
        raise bad_file("its notes are not an object")
    any_length = description.get("any_length", False)
    if type(any_length) is not bool or (any_length and len(shape) > 2):
        raise bad_file("its any_length is not a boolean, true only for sequences")
    seed = _count(file, "seed", LARGEST_SEED, 0)
    return Settings(tuple(shape), seed, notes, any_length)


def read_layers(file: ModelFile, shape: Shape) -> list[Layer]:
    """Return the descriptions of a file's layers, for examples of this shape.

    Files of version 1 list dense layers only: their examples of several dimensions need a Flatten.
    Raises RefnetError: bad_file.
    """
    first = file.description["version"] == 1
    for layer in file.layers:
        if "backward_bias" in layer._fields and (layer.bias is None) != (
            layer.backward_bias is None
        ):
            raise bad_file("a bidirectional layer has a bias in one direction only")
    try:
        layers = described(file.layers, (prod(shape),) if first else shape, file.sources)
    except RefnetError as error:
        raise bad_file("its input shape is not that of its layers") from error
    flattened = len(shape) > 1 or file.description.get("flatten") is True
    return [Flatten(), *layers] if first and flattened else layers


def check_open(layers: Sequence[Layer], shape: Any) -> None:
    """Raise RefnetError: bad_file for layers that cannot take sequences of any length."""
    try:
        output_shape(layers, shape)
    except RefnetError as error:
        raise bad_file("its layers need a number of steps that is known") from error


def check_notes(notes: Any) -> None:
    """Raise RefnetError for notes that JSON cannot hold: wrong_type, not_finite."""
    try:
        if not isinstance(notes, dict):
            raise TypeError("a dict")
        text = json.dumps(notes, allow_nan=False)
        if read_json(text) != notes:
            raise TypeError("some of it would be read back as something else")
    except (TypeError, RecursionError) as error:
        message = f"notes: expected what JSON can hold: {error}"
        raise RefnetError("wrong_type", "notes", message) from error
    except ValueError as error:
        code = "wrong_type" if "Circular" in str(error) else "not_finite"
        message = f"notes: expected what JSON can hold: {error}"
        raise RefnetError(code, "notes", message) from error


def check_names(argument: str, names: Any, count: int) -> list[str] | None:
    """Return the names of inputs or outputs; raises RefnetError: wrong_type, shape_mismatch."""
    if names is None:
        return None
    checked = as_names(argument, names)
    if len(checked) != count:
        what = "input" if argument == "columns" else "output"
        raise RefnetError(
            "shape_mismatch",
            argument,
            f"{argument}: expected {count} names, one for each {what}, got {len(checked)}",
        )
    return checked


def _first_shape(layers: Sequence[Any]) -> list[int]:
    """Return the shape of an example as the layers tell it."""
    first = next((layer for layer in layers if layer.kind != "normalization"), layers[0])
    if first.kind == "flatten":
        return list(first.input_shape)
    return list(KINDS[layers[0].kind].shapes(layers[0])[0])


def _count(file: ModelFile, name: str, high: int, default: int) -> int:
    value = file.description.get(name, default)
    if type(value) is not int or not 0 <= value <= high:
        raise bad_file(f"its {name} is not a whole number from 0 to {high}")
    return value


def _metrics(description: Any) -> list[Given]:
    if not isinstance(description, list):
        raise bad_file("its metrics are unknown")
    try:
        return [metrics.of_description(each) for each in description]
    except (KeyError, TypeError, ValueError, RefnetError) as error:
        raise bad_file(f"its metrics are unknown: {error}") from error


def _loss(description: Any) -> losses.Loss:
    try:
        return losses.of_description(description)
    except (KeyError, TypeError, RefnetError) as error:
        raise bad_file(f"its loss is not valid: {error}") from error


def _optimizer(settings: Any) -> optimizers.Optimizer:
    try:
        return optimizers.of_settings(settings)
    except (KeyError, TypeError, RefnetError) as error:
        raise bad_file(f"its optimizer is not valid: {error}") from error
