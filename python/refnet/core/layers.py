"""Layers of every kind: as callers give them, checked, and as C sees them.

``KINDS`` has what a kind of layer needs besides the functions of its chapter.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import (
    C_LAYOUT,
    as_array_or_nested,
    as_matrix_or_rows,
    as_vector,
    check_status,
    matrix_of,
    number_of,
    pointer,
)
from refnet.core.graph_structs import fill_add, fill_concatenate, sources_struct
from refnet.core.sequence_structs import (
    bidirectional_with_arrays,
    embedding_with_arrays,
    fill_bidirectional,
    fill_embedding,
    fill_masking,
    fill_recurrent,
    fill_repeat_vector,
    fill_time_distributed,
    read_embedding,
    read_gru,
    read_recurrent,
    read_time_distributed,
    recurrent_with_arrays,
    time_distributed_with_arrays,
)
from refnet.core.windows import windows_along
from refnet.reference.activation_layers import ActivationLayer, LeakyReLULayer, SoftmaxLayer
from refnet.reference.activations import ACTIVATIONS, STEP_ACTIVATIONS, UNIT_ACTIVATIONS
from refnet.reference.batch_normalization import BatchNormalizationLayer
from refnet.reference.checks import FRACTION, POSITIVE, SHARE, at_least, from_to, one_of
from refnet.reference.conv import Conv1DLayer, Conv2DLayer
from refnet.reference.dense import DenseLayer
from refnet.reference.dropout import DropoutLayer
from refnet.reference.graph_checks import as_sources
from refnet.reference.graphs import Sources
from refnet.reference.image_checks import as_conv1d_layer, as_conv2d_layer
from refnet.reference.kinds import KINDS as REFERENCE_KINDS
from refnet.reference.kinds import Layer
from refnet.reference.layer_checks import KINDS as CHECKS_OF
from refnet.reference.layer_checks import (
    as_batch_normalization_layer,
    as_dense_layer,
    as_normalization_layer,
)
from refnet.reference.network_checks import placed_layers
from refnet.reference.normalization import NormalizationLayer
from refnet.reference.parts import PartLayer
from refnet.reference.pooling import pool_strides
from refnet.reference.readers import optional, wrong_type
from refnet.reference.shape_checks import Before

# what refnet_check_layers expects of a layer; of its activation, one that its kind can have
LAYER_WORDS = {
    "layers[].units": at_least(1),
    "layers[].variance": at_least(0),
    "layers[].moving_variance": at_least(0),
    "layers[].momentum": SHARE,
    "layers[].epsilon": POSITIVE,
    "layers[].negative_slope": at_least(0),
    "layers[].kernel": "0 without a connection",
    "layers[].recurrent_activation": one_of(STEP_ACTIVATIONS),
    **dict.fromkeys(("layers[].rate", "layers[].dropout", "layers[].recurrent_dropout"), FRACTION),
}


class Kind(NamedTuple):
    """What the core needs to know of a kind of layer."""

    number: int  # in C
    # write a layer into a struct; return what the struct points into: the parameters, and the rest
    fill: Callable[[Any, Any, Any], tuple[list[Any], list[Any]]]
    # the layer with fields of the right types, where arrays stay arrays; None: that of the checks
    read: Callable[[str, Any], Any] | None = None
    # the layer with arrays, its shapes being checked
    with_arrays: Callable[[Any], Any] = lambda layer: layer
    activations: Sequence[str] = ACTIVATIONS
    # what inputs are expected to be, where not all finite numbers are
    inputs: Callable[[Any], str] | None = None


def _read_dense(field: str, layer: DenseLayer) -> DenseLayer:
    return as_dense_layer(field, layer, as_matrix_or_rows, as_vector)


def _dense_with_arrays(layer: DenseLayer) -> DenseLayer:
    return layer._replace(kernel=matrix_of(layer.kernel, layer.units))


def _fill_dense(struct: Any, layer: Any, dtype: Any) -> tuple[list[Any], list[Any]]:
    arrays = [
        None if part is None else np.require(part, dtype, C_LAYOUT)
        for part in (layer.kernel, layer.bias)
    ]
    struct.kernel, struct.bias = (pointer(array) for array in arrays)
    return arrays, []


def _fill_flatten(struct: Any, layer: Any, dtype: Any) -> tuple[list[Any], list[Any]]:
    shape = ffi.new("size_t[]", layer.input_shape)
    struct.input_shape, struct.rank = shape, len(layer.input_shape)
    return [], [shape]


def _read_normalization(field: str, layer: NormalizationLayer) -> NormalizationLayer:
    return as_normalization_layer(field, layer, as_vector)


def _fill_normalization(
    struct: Any, layer: NormalizationLayer, dtype: Any
) -> tuple[list[Any], list[Any]]:
    mean, variance = np.array(layer.mean, dtype), np.array(layer.variance, dtype)
    struct.mean, struct.variance = pointer(mean), pointer(variance)
    struct.invert = layer.invert
    return [], [mean, variance]


def _read_batch_normalization(
    field: str, layer: BatchNormalizationLayer
) -> BatchNormalizationLayer:
    return as_batch_normalization_layer(field, layer, as_vector)


def _fill_batch_normalization(
    struct: Any, layer: BatchNormalizationLayer, dtype: Any
) -> tuple[list[Any], list[Any]]:
    arrays = [
        None if part is None else np.require(part, dtype, C_LAYOUT)
        for part in (layer.gamma, layer.beta)
    ]
    struct.kernel, struct.bias = (pointer(array) for array in arrays)
    moving = np.concatenate([layer.moving_mean, layer.moving_variance]).astype(dtype)  # a copy
    struct.moving, struct.momentum, struct.epsilon = pointer(moving), layer.momentum, layer.epsilon
    struct.features, struct.steps = layer.input_shape[-1], math.prod(layer.input_shape[:-1])
    return arrays, [moving]


def _fill_dropout(struct: Any, layer: DropoutLayer, dtype: Any) -> tuple[list[Any], list[Any]]:
    struct.rate = layer.rate
    struct.steps = _steps_of(layer)
    return [], []


def _steps_of(layer: Any) -> int:
    """Return how many steps the mask of a layer has that passes on that of its inputs, or 0."""
    return layer.input_shape[0] if len(layer.input_shape) > 1 else 0


def _fill_activation(
    struct: Any, layer: ActivationLayer, dtype: Any
) -> tuple[list[Any], list[Any]]:
    struct.steps = _steps_of(layer)
    return [], []


def _fill_leaky_relu(struct: Any, layer: LeakyReLULayer, dtype: Any) -> tuple[list[Any], list[Any]]:
    struct.negative_slope = layer.negative_slope
    struct.steps = _steps_of(layer)
    return [], []


def _fill_softmax(struct: Any, layer: SoftmaxLayer, dtype: Any) -> tuple[list[Any], list[Any]]:
    struct.features = layer.input_shape[-1]
    struct.steps = _steps_of(layer)
    return [], []


def _read_conv2d(field: str, layer: Conv2DLayer) -> Conv2DLayer:
    return as_conv2d_layer(field, layer, as_array_or_nested, as_vector)


def _read_conv1d(field: str, layer: Conv1DLayer) -> Conv1DLayer:
    return as_conv1d_layer(field, layer, as_array_or_nested, as_vector)


def _conv_with_arrays(layer: Any) -> Any:
    shape = (*layer.kernel_size, layer.input_shape[-1], layer.filters)
    return layer._replace(kernel=np.asarray(layer.kernel, np.float64).reshape(shape))


def _conv2d_with_arrays(layer: Conv2DLayer) -> Any:
    layer = _conv_with_arrays(layer)
    if layer.connections is None:
        return layer
    return layer._replace(connections=np.array(layer.connections, np.bool_))


def _fill_windows(
    struct: Any, shape: Sequence[int], window: Sequence[int], strides: Sequence[int], padding: str
) -> None:
    """Write how windows move over an image; a sequence is an image of one row.

    shape: [rows][columns][channels] or [steps][features]
    """
    struct.channels, windows = shape[-1], struct.windows
    windows.image = (1, *shape[:-1])[-2:]
    windows.window, windows.strides = (1, *window)[-2:], (1, *strides)[-2:]
    for i in range(2):
        axis = windows_along(windows.image[i], windows.window[i], windows.strides[i], padding)
        windows.count[i], windows.before[i] = axis


def _fill_conv(struct: Any, layer: Any, dtype: Any) -> tuple[list[Any], list[Any]]:
    _fill_windows(struct, layer.input_shape, layer.kernel_size, layer.strides, layer.padding)
    struct.filters = layer.filters
    return _fill_dense(struct, layer, dtype)


def _fill_conv2d(struct: Any, layer: Conv2DLayer, dtype: Any) -> tuple[list[Any], list[Any]]:
    connections = None if layer.connections is None else np.array(layer.connections, np.bool_)
    struct.connections = pointer(connections)
    arrays, _ = _fill_conv(struct, layer, dtype)
    return arrays, [connections]


def _fill_pooling(struct: Any, layer: Any, dtype: Any) -> tuple[list[Any], list[Any]]:
    _fill_windows(struct, layer.input_shape, layer.pool_size, pool_strides(layer), layer.padding)
    return [], []


def _fill_global(struct: Any, layer: Any, dtype: Any) -> tuple[list[Any], list[Any]]:
    image = layer.input_shape[:2]
    _fill_windows(struct, layer.input_shape, image, image, "valid")
    return [], []


def _fill_zero_padding2d(struct: Any, layer: Any, dtype: Any) -> tuple[list[Any], list[Any]]:
    _, (rows, columns, _) = REFERENCE_KINDS[layer.kind].shapes(layer)
    _fill_windows(struct, layer.input_shape, (1, 1), (1, 1), "valid")
    struct.windows.before = (layer.rows[0], layer.columns[0])
    struct.windows.count = (rows, columns)
    return [], []


def _fill_part(struct: Any, layer: PartLayer, dtype: Any) -> tuple[list[Any], list[Any]]:
    struct.first = layer.first
    return [], []


KINDS = {
    "dense": Kind(lib.REFNET_KIND_DENSE, _fill_dense, _read_dense, _dense_with_arrays),
    "flatten": Kind(lib.REFNET_KIND_FLATTEN, _fill_flatten),
    "reshape": Kind(lib.REFNET_KIND_RESHAPE, _fill_flatten),
    "normalization": Kind(lib.REFNET_KIND_NORMALIZATION, _fill_normalization, _read_normalization),
    "batch_normalization": Kind(
        lib.REFNET_KIND_BATCH_NORMALIZATION, _fill_batch_normalization, _read_batch_normalization
    ),
    "dropout": Kind(lib.REFNET_KIND_DROPOUT, _fill_dropout),
    "activation": Kind(lib.REFNET_KIND_ACTIVATION, _fill_activation),
    "leaky_relu": Kind(lib.REFNET_KIND_LEAKY_RELU, _fill_leaky_relu),
    "softmax": Kind(lib.REFNET_KIND_SOFTMAX, _fill_softmax),
    "conv2d": Kind(
        lib.REFNET_KIND_CONV2D, _fill_conv2d, _read_conv2d, _conv2d_with_arrays, UNIT_ACTIVATIONS
    ),
    "conv1d": Kind(
        lib.REFNET_KIND_CONV2D, _fill_conv, _read_conv1d, _conv_with_arrays, UNIT_ACTIVATIONS
    ),
    "max_pooling2d": Kind(lib.REFNET_KIND_MAX_POOLING2D, _fill_pooling),
    "average_pooling2d": Kind(lib.REFNET_KIND_AVERAGE_POOLING2D, _fill_pooling),
    "global_average_pooling2d": Kind(lib.REFNET_KIND_GLOBAL_AVERAGE_POOLING2D, _fill_global),
    "zero_padding2d": Kind(lib.REFNET_KIND_ZERO_PADDING2D, _fill_zero_padding2d),
    "masking": Kind(lib.REFNET_KIND_MASKING, fill_masking),
    "repeat_vector": Kind(lib.REFNET_KIND_REPEAT_VECTOR, fill_repeat_vector),
    "time_distributed": Kind(
        lib.REFNET_KIND_TIME_DISTRIBUTED,
        fill_time_distributed,
        read_time_distributed,
        time_distributed_with_arrays,
        UNIT_ACTIVATIONS,
    ),
    "embedding": Kind(
        lib.REFNET_KIND_EMBEDDING,
        fill_embedding,
        read_embedding,
        embedding_with_arrays,
        inputs=lambda layer: f"a whole number, {from_to(0, layer.input_dim - 1)}",
    ),
    "simple_rnn": Kind(
        lib.REFNET_KIND_SIMPLE_RNN,
        fill_recurrent,
        read_recurrent,
        recurrent_with_arrays,
        STEP_ACTIVATIONS,
    ),
    "lstm": Kind(
        lib.REFNET_KIND_LSTM,
        fill_recurrent,
        read_recurrent,
        recurrent_with_arrays,
        STEP_ACTIVATIONS,
    ),
    "gru": Kind(
        lib.REFNET_KIND_GRU, fill_recurrent, read_gru, recurrent_with_arrays, STEP_ACTIVATIONS
    ),
    "bidirectional_simple_rnn": Kind(
        lib.REFNET_KIND_BIDIRECTIONAL_SIMPLE_RNN,
        fill_bidirectional,
        read_recurrent,
        bidirectional_with_arrays,
        STEP_ACTIVATIONS,
    ),
    "bidirectional_lstm": Kind(
        lib.REFNET_KIND_BIDIRECTIONAL_LSTM,
        fill_bidirectional,
        read_recurrent,
        bidirectional_with_arrays,
        STEP_ACTIVATIONS,
    ),
    "bidirectional_gru": Kind(
        lib.REFNET_KIND_BIDIRECTIONAL_GRU,
        fill_bidirectional,
        read_gru,
        bidirectional_with_arrays,
        STEP_ACTIVATIONS,
    ),
    "add": Kind(lib.REFNET_KIND_ADD, fill_add),
    "concatenate": Kind(lib.REFNET_KIND_CONCATENATE, fill_concatenate),
    "part": Kind(lib.REFNET_KIND_PART, _fill_part),
}


def sizes_of(layer: Any) -> tuple[int, int]:
    """Return how many numbers one example has before and after a layer of any kind."""
    before, after = REFERENCE_KINDS[layer.kind].shapes(layer)
    return math.prod(before), math.prod(after)


def read_layers(field: str, layers: Any) -> list[Any]:
    """Return layers with fields of the right types; raises wrong_type."""
    if not isinstance(layers, Sequence) or not all(
        isinstance(each, Layer) and each.kind in KINDS for each in layers
    ):
        raise wrong_type(field, "a list of layers")
    return [_read(f"{field}[{i}]", layer) for i, layer in enumerate(layers)]


def _read(field: str, layer: Any) -> Any:
    return (KINDS[layer.kind].read or CHECKS_OF[layer.kind].read)(field, layer)


def with_arrays(layers: Sequence[Any]) -> list[Any]:
    """Return layers with arrays, whose shapes have been checked."""
    return [KINDS[layer.kind].with_arrays(layer) for layer in layers]


def checked_layers(layers: Any, sources: Sources = None) -> list[Any]:
    """Return layers with arrays; raises RefnetError for layers that cannot exist or do not fit.

    sources: of each layer, as ``checked_sources`` returned them.
    """
    read = read_layers("layers", layers)
    result = with_arrays(placed_layers("layers", read, None, sources))
    _check_values(result, sources)
    return result


def checked_sources(sources: Any) -> Sources:
    """Return the sources of each layer, None where no layer has any of its own; wrong_type."""
    return optional(as_sources)("layers", sources)


def checked_parts(layers: Any) -> list[Any]:
    """Do what checked_layers does for functions without sources, which need no order of layers.

    Layers of a graph, which know their shapes, are checked one by one.
    """
    read = read_layers("layers", layers)
    if not any(CHECKS_OF[layer.kind].merges for layer in read):
        return checked_layers(layers)
    return [checked_layer(layer, layer.kind) for layer in read]


def checked_layer(layer: Any, kind: str) -> Any:
    """Return a layer with arrays; raises RefnetError for another kind and what cannot exist."""
    if not isinstance(layer, Layer) or layer.kind != kind or kind not in KINDS:
        raise wrong_type("layer", f"a {kind} layer")
    read = _read("layer", layer)
    shapes = getattr(read, "input_shapes", ())  # of a layer with several sources
    before = Before("layer.input_shapes", shapes[0], shapes[1:]) if shapes else None
    placed = CHECKS_OF[kind].placed("layer", read, before)
    [result] = with_arrays([placed])
    _check_values([result], rename=lambda field: field.replace("layers[0]", "layer"))
    return result


def _check_values(
    layers: Sequence[Any], sources: Sources = None, rename: Callable[[str], str] = str
) -> None:
    structs, graph = LayerStructs(layers), sources_struct(sources)
    status = lib.refnet_check_graph(structs.array, len(layers), graph)
    check_layer_status(status, layers, LAYER_WORDS, rename)


def check_layer_status(
    status: Any,
    layers: Sequence[Any],
    expected: Mapping[str, str],
    rename: Callable[[str], str] = str,
) -> None:
    """Do what check_status does, also for a fault in one of these layers."""
    if status.layer < 0:
        check_status(status, expected, rename)
        return
    layer = layers[status.layer]
    words = {**expected, "layers[].activation": one_of(KINDS[layer.kind].activations)}
    is_kernel = ffi.string(status.field) == b"layers[].kernel"
    check_status(status, words, rename, np.shape(layer.kernel)[:-1] if is_kernel else ())


def core_name(name: str, dtype: Any) -> str:
    """Return what C calls a struct or function for float64 or float32."""
    return f"refnet_{name}" if dtype == np.float64 else f"refnet_{name}_f32"


class LayerStructs:
    """Layers as an array of C structs, ``array``, over the layers' own arrays if those fit.

    The structs point into memory that this object keeps: do not use them once it is gone.
    """

    def __init__(self, layers: Sequence[Any], dtype: Any = np.float64) -> None:
        """Take layers whose shapes have been checked."""
        self.array = ffi.new(core_name("layer", dtype) + "[]", len(layers))
        self._parameters, self.others = [], []
        for struct, layer in zip(self.array, layers, strict=True):
            kind = KINDS[layer.kind]
            struct.kind = kind.number
            struct.activation = number_of(layer.activation, ACTIVATIONS)
            struct.n, struct.u = sizes_of(layer)
            parameters, others = kind.fill(struct, layer, dtype)
            self._parameters.append(parameters)
            self.others.append(others)
