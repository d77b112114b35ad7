"""What layers have learned, as images: ``kernels``, ``feature_maps`` and ``first_layer``."""

import copy
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from refnet.errors import RefnetError
from refnet.layers.stack import by_layer
from refnet.models import Model
from refnet.plots.figures import (
    DIVERGING,
    check_model,
    counted,
    find_layer,
    images_figure,
    layer_names,
)
from refnet.reference.readers import as_counts

Array = NDArray[Any]

_CHANNELS = ((), (1,), (3,))  # the sizes after rows and columns that a picture can have
_KEEPING = ("flatten", "normalization", "batch_normalization", "dropout")  # each input its place


def kernels(model: Model, layer: int | str) -> Any:
    """Return a figure with the kernels of a Conv2D: filters from left to right, channels downwards.

    layer: as for ``find_layer``. Zero is white, positive weights are red, negative ones blue, and
    the scale is that of the whole layer. The place of a connection that is missing stays empty.
    Raises RefnetError: empty for a model without weights, wrong_type, unknown_name, out_of_range;
    ImportError without matplotlib.
    """
    check_model(model, "kernels(model, layer)")
    number = find_layer(model, layer)
    name, found = layer_names(model)[number], model._layers[number]
    if found.kind != "conv2d":
        message = f"layer: expected a Conv2D, which has kernels, but {name} is a {found.title}"
        raise RefnetError("wrong_type", "layer", message)
    kernel = _kernel_of(model, number)
    rows, columns, channels, filters = kernel.shape
    connections: Any = getattr(found, "connections", None) or [[True] * filters] * channels
    pictures = [
        [kernel[:, :, c, f] if connections[c][f] else None for f in range(filters)]
        for c in range(channels)
    ]
    extreme = float(np.abs(kernel).max()) or 1.0
    return images_figure(
        f"{name}: kernels of {rows} x {columns}, {counted(filters, 'filter')}, "
        f"{counted(channels, 'channel')}",
        pictures,
        [f"filter {f}" for f in range(filters)],
        [f"channel {c}" for c in range(channels)],
        {"cmap": DIVERGING, "vmin": -extreme, "vmax": extreme},
    )


def feature_maps(model: Model, image: ArrayLike, layer: int | str) -> Any:
    """Return a figure with the outputs of a layer for one image, a picture for each channel.

    image: as one example of the model, without the number of examples, and maybe without a last
    axis of one channel; layer: one whose outputs are images, as for ``find_layer``. The scale is
    that of all maps together.
    Raises RefnetError: empty for a model without weights, wrong_type, unknown_name, out_of_range,
    shape_mismatch, not_finite; ImportError without matplotlib.
    """
    order = "feature_maps(model, image, layer)"
    check_model(model, order)
    if isinstance(image, int | str) and not isinstance(layer, int | str):
        message = f"image: expected an image, got {image!r}; the order is {order}"
        raise RefnetError("wrong_type", "image", message)
    number = find_layer(model, layer)
    name = layer_names(model)[number]
    maps = _outputs(model, image, number)
    if maps.ndim != 3:
        message = f"layer: expected images as outputs, but {name} has outputs of shape {maps.shape}"
        raise RefnetError("shape_mismatch", "layer", message)
    rows, columns, channels = maps.shape
    across = math.ceil(math.sqrt(channels))
    pictures: list[list[Array | None]] = [
        [maps[:, :, c] if c < channels else None for c in range(first, first + across)]
        for first in range(0, channels, across)
    ]
    return images_figure(
        f"{name}: {counted(channels, 'feature map')} of {rows} x {columns}",
        pictures,
        [],
        [],
        {"cmap": "gray", "vmin": float(maps.min()), "vmax": float(maps.max())},
        [[f"channel {r * across + c}" for c in range(across)] for r in range(len(pictures))],
    )


def first_layer(model: Model, image_shape: Sequence[int] | None = None) -> Any:
    """Return a figure with the weights of each unit of the first Dense layer as an image.

    image_shape: (rows, columns) or (rows, columns, channels) of the layer's inputs; None for that
    of the examples if they are images, else for a square. Zero is white, positive weights are red,
    negative ones blue, and the scale is that of the whole layer; with three channels, a unit's
    image has their colours, and zero is grey. If the first layer with weights is a Conv2D, the
    figure is that of ``kernels``.

    Raises RefnetError: empty for a model without weights, wrong_type for another first layer,
    shape_mismatch, out_of_range for too many units; ImportError without matplotlib.
    """
    check_model(model, "first_layer(model, image_shape)")
    number = _first_with_kernel(model)
    name, kind = layer_names(model)[number], model._layers[number].kind
    if kind == "conv2d":
        return kernels(model, number)
    kernel = _kernel_of(model, number)
    shape = _image_shape(image_shape, model.input_shape[1:], len(kernel))
    extreme = float(np.abs(kernel).max()) or 1.0
    images = [kernel[:, unit].reshape(shape) for unit in range(kernel.shape[1])]
    scale: dict[str, Any] = {"cmap": DIVERGING, "vmin": -extreme, "vmax": extreme}
    if shape[2:] == (1,):
        images = [image[:, :, 0] for image in images]
    elif len(shape) == 3:
        images, scale = [image / (2.0 * extreme) + 0.5 for image in images], {}
    across = math.ceil(math.sqrt(len(images)))
    places = [range(first, first + across) for first in range(0, len(images), across)]
    return images_figure(
        f"{name}: weights of {counted(len(images), 'unit')} from {shape[0]} x {shape[1]} inputs",
        [[images[i] if i < len(images) else None for i in row] for row in places],
        [],
        [],
        scale,
        [[f"unit {i}" for i in row] for row in places],
    )


def _first_with_kernel(model: Model) -> int:
    """Return the number of the first layer with weights; normalizations do not count."""
    for number, layer in enumerate(model._layers):
        if layer.kind in ("dense", "conv2d"):
            return number
        if layer.kind in _KEEPING:
            continue
        break
    message = "model: expected a Dense or a Conv2D as its first layer with weights"
    raise RefnetError("wrong_type", "model", message)


def _image_shape(given: Any, examples: Any, count: int) -> tuple[int, ...]:
    """Return the shape of the inputs as an image; raises RefnetError: wrong_type, shape_mismatch.

    given: by the user; examples: the shape of one; count: of the inputs
    """
    side = math.isqrt(count)
    if given is not None:
        shape = tuple(as_counts("image_shape", given))
    elif len(examples) in (2, 3) and examples[2:] in _CHANNELS and math.prod(examples) == count:
        shape = tuple(examples)
    else:
        shape = (side, side)
    fits = len(shape) in (2, 3) and shape[2:] in _CHANNELS and min(shape) > 0
    if not fits or math.prod(shape) != count:
        expected = f"(rows, columns), with a third size of 1 or 3 for channels, of {count} inputs"
        got = "no square" if given is None else f"got {shape}"
        message = f"image_shape: expected {expected}, {got}"
        raise RefnetError("shape_mismatch", "image_shape", message)
    return shape


def _kernel_of(model: Model, number: int) -> Array:
    """Return the kernel of a layer that has one."""
    parts = list(by_layer(model._layers, model.input_shape[1:], model.get_weights()))
    return parts[number][2][0]


def _outputs(model: Model, image: ArrayLike, number: int) -> Array:
    """Return what a layer makes of one image; raises shape_mismatch, wrong_type, not_finite."""
    shape = model.input_shape[1:]
    example = np.asarray(image)
    if shape not in (example.shape, (*example.shape, 1)):
        several = example.ndim and shape in (example.shape[1:], (*example.shape[1:], 1))
        hint = "; give one image, such as image[0]" if several else ""
        message = f"image: expected shape {shape}, that of the model, got {example.shape}{hint}"
        raise RefnetError("shape_mismatch", "image", message)
    own = copy.copy(model)  # with layers and weights of its own
    settings: Any = {"seed": model.seed, "dtype": model.dtype, "backend": model.backend}
    part = Model(own.input, own._own_places("feature_maps")[number], **settings)
    outputs: Array = part.predict(example[np.newaxis], verbose=0)[0]
    return outputs
