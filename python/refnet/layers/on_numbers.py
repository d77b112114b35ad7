"""Layers that are called on numbers, as in ``layer(x)``, where Keras calculates at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet import core
from refnet.config import floatx
from refnet.constants import Numbers
from refnet.errors import RefnetError
from refnet.layers.arguments import as_finite
from refnet.layers.tensors import Place
from refnet.reference.graphs import Sources
from refnet.reference.readers import as_boolean
from refnet.seeds import next_seed

Array = NDArray[Any]


def is_symbolic(inputs: Any) -> bool:
    """Return whether inputs are places in a network, or a list of these, rather than numbers."""
    if isinstance(inputs, list | tuple):
        return any(isinstance(each, Place) for each in inputs)
    return isinstance(inputs, Place)


def is_training(training: Any) -> bool:
    """Return the argument ``training``, of which None is False; raises RefnetError: wrong_type."""
    return training is not None and as_boolean("training", training)


def outputs_for(layer: Any, inputs: Any, training: bool) -> Numbers:
    """Return the outputs [m][...] of a layer for numbers [m][...].

    A layer that merges several takes a list of arrays. One row [n] stands for a batch of it where
    the layer keeps the shape of its inputs, or looks up its numbers. training: whether numbers are
    left out, and batches normalized by their own moments. A layer without weights draws its first
    ones. The numbers are calculated in float64, and rounded to the dtype of new models.

    Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite, out_of_range.
    """
    if layer.merges:
        return _rounded(_merged(layer, inputs))
    given = as_finite("inputs", inputs)
    is_row = given.ndim == 1 and layer.takes_row
    rows = given[None] if is_row else given
    if rows.ndim < 2 or rows.size == 0:
        name = type(layer).__name__
        message = f"inputs: {name} expected a batch of examples, [m][...], got shape {given.shape}"
        raise RefnetError("shape_mismatch", "inputs", message)
    shape = rows.shape[1:]
    outputs_shape = layer.output_shape(shape, "inputs")
    flat = rows.reshape(len(rows), -1)
    layer.check_inputs("inputs", flat)
    weights = [each.astype(np.float64) for each in _weights(layer, shape)]
    layers = [layer.reference_layer(shape, weights, np.float64)]
    outputs = forward(flat, layers, training).reshape(len(rows), *outputs_shape)
    return _rounded(outputs[0] if is_row else outputs)


def forward(rows: Array, layers: Sequence[Any], training: bool, sources: Sources = None) -> Array:
    """Return the outputs [m][k] of layers of refnet.reference for rows [m][n].

    training: whether layers leave out numbers, drawn from a new seed, and take the moments of the
    batch, without moving those that ``predict`` uses. Raises RefnetError as the layers do.
    """
    if not training:
        return np.asarray(core.network_outputs(rows, layers, sources))
    drawn = core.drawn_layers(layers, len(rows), core.seeded(next_seed()))
    return np.asarray(core.network_forward(rows, drawn, sources)[-1].outputs)


def _weights(layer: Any, shape: Any) -> list[Array]:
    """Return the weights of a layer for inputs of this shape; it draws them if it has none."""
    expected = [tuple(each) for each in layer.weight_shapes(shape)]
    if not layer.built and expected:
        layer.build_for(shape)
    weights: list[Array] = layer.get_weights()
    found = [each.shape for each in weights]
    if found != expected:
        message = (
            f'inputs: "{layer.name}" has weights of shapes {found}, and would need {expected} for '
            f"examples of shape {shape}"
        )
        raise RefnetError("shape_mismatch", "inputs", message)
    return weights


def _merged(layer: Any, inputs: Any) -> Array:
    """Return the outputs of a layer that merges several arrays."""
    name = type(layer).__name__
    if not isinstance(inputs, Sequence) or len(inputs) < 2:
        message = f"inputs: {name} expects a list of two or more, as in {name}()([x, y])"
        raise RefnetError("wrong_type", "inputs", message)
    arrays = [as_finite(f"inputs[{i}]", each) for i, each in enumerate(inputs)]
    if any(array.ndim < 2 or len(array) != len(arrays[0]) for array in arrays):
        shapes = ", ".join(str(array.shape) for array in arrays)
        message = f"inputs: {name} expected batches of equally many examples, got {shapes}"
        raise RefnetError("shape_mismatch", "inputs", message)
    layer.output_shape(tuple(array.shape[1:] for array in arrays), "inputs")
    merged: Array = layer.merged(arrays)
    return merged


def _rounded(outputs: Array) -> Numbers:
    return outputs.astype(floatx()).view(Numbers)
