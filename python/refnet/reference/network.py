"""Chapter network: layers one after another, forward and backward.

This is the only file that lists the kinds of layers. A kind is six functions with fixed names in
the file of its chapter, or three where it has no parameters; code that works on a network looks
them up in ``KINDS`` and never asks which kind a layer is.

In the forward pass, each layer turns the outputs of the layer before it into preactivations, and
its activation turns these into outputs. The backward pass starts with the gradients of the loss
with respect to the last outputs. In each layer, from last to first, the activation turns the
gradients of the outputs into deltas, and the layer turns its deltas into the gradients of its
parameters and of its inputs, which are the outputs of the layer before it. The gradients of a
crossentropy are already those with respect to the logits (chapter losses), so the last activation
is skipped.

Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
back-propagating errors", 1986.

Left out on purpose: layers with several inputs, and skip connections.

m examples, n inputs of the first layer, k outputs of the last one. An example is one row of
numbers, whatever its shape.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from refnet.reference.activations import activate, activation_backward
from refnet.reference.conv import (
    Conv1DLayer,
    Conv2DLayer,
    conv1d_forward,
    conv1d_input_gradients,
    conv1d_parameter_gradients,
    conv1d_parameters,
    conv1d_shapes,
    conv1d_with_parameters,
    conv2d_forward,
    conv2d_input_gradients,
    conv2d_parameter_gradients,
    conv2d_parameters,
    conv2d_shapes,
    conv2d_with_parameters,
)
from refnet.reference.dense import (
    DenseLayer,
    dense_forward,
    dense_input_gradients,
    dense_parameter_gradients,
    dense_parameters,
    dense_shapes,
    dense_with_parameters,
)
from refnet.reference.flatten import (
    FlattenLayer,
    ReshapeLayer,
    flatten_forward,
    flatten_input_gradients,
    flatten_shapes,
    reshape_forward,
    reshape_input_gradients,
    reshape_shapes,
)
from refnet.reference.losses import FROM_LOGITS, loss_gradients
from refnet.reference.normalization import (
    NormalizationLayer,
    normalization_forward,
    normalization_input_gradients,
    normalization_shapes,
)
from refnet.reference.pooling import (
    AveragePooling2DLayer,
    GlobalAveragePooling2DLayer,
    MaxPooling2DLayer,
    average_pooling2d_forward,
    average_pooling2d_input_gradients,
    global_average_pooling2d_forward,
    global_average_pooling2d_input_gradients,
    global_average_pooling2d_shapes,
    max_pooling2d_forward,
    max_pooling2d_input_gradients,
    pooling_shapes,
)
from refnet.reference.zero_padding import (
    ZeroPadding2DLayer,
    zero_padding2d_forward,
    zero_padding2d_input_gradients,
    zero_padding2d_shapes,
)

Layer = (
    DenseLayer
    | FlattenLayer
    | ReshapeLayer
    | NormalizationLayer
    | Conv2DLayer
    | Conv1DLayer
    | MaxPooling2DLayer
    | AveragePooling2DLayer
    | GlobalAveragePooling2DLayer
    | ZeroPadding2DLayer
)
Matrix = Sequence[Sequence[float]]
Vectors = list[list[float]]


def no_parameters(layer: Any) -> Vectors:
    """Return the parameters of a layer that has none."""
    return []


def same_layer(layer: Any, vectors: Vectors) -> Any:
    """Return a layer without parameters as it is."""
    return layer


def no_parameter_gradients(inputs: Matrix, deltas: Matrix, layer: Any) -> Vectors:
    """Return the gradients of the parameters of a layer that has none.

    inputs [m][n], deltas [m][u]
    """
    return []


class Kind(NamedTuple):
    """The type and the functions of a kind of layer; the last three for one with parameters."""

    layer: Callable[..., Any]
    shapes: Callable[[Any], tuple[tuple[int, ...], tuple[int, ...]]]
    forward: Callable[[Matrix, Any], Vectors]
    input_gradients: Callable[[Matrix, Matrix, Any], Vectors]
    parameters: Callable[[Any], Vectors] = no_parameters
    with_parameters: Callable[[Any, Vectors], Any] = same_layer
    parameter_gradients: Callable[[Matrix, Matrix, Any], Vectors] = no_parameter_gradients


KINDS = {
    "dense": Kind(
        DenseLayer,
        dense_shapes,
        dense_forward,
        dense_input_gradients,
        dense_parameters,
        dense_with_parameters,
        dense_parameter_gradients,
    ),
    "flatten": Kind(FlattenLayer, flatten_shapes, flatten_forward, flatten_input_gradients),
    "reshape": Kind(ReshapeLayer, reshape_shapes, reshape_forward, reshape_input_gradients),
    "normalization": Kind(
        NormalizationLayer,
        normalization_shapes,
        normalization_forward,
        normalization_input_gradients,
    ),
    "conv2d": Kind(
        Conv2DLayer,
        conv2d_shapes,
        conv2d_forward,
        conv2d_input_gradients,
        conv2d_parameters,
        conv2d_with_parameters,
        conv2d_parameter_gradients,
    ),
    "conv1d": Kind(
        Conv1DLayer,
        conv1d_shapes,
        conv1d_forward,
        conv1d_input_gradients,
        conv1d_parameters,
        conv1d_with_parameters,
        conv1d_parameter_gradients,
    ),
    "max_pooling2d": Kind(
        MaxPooling2DLayer, pooling_shapes, max_pooling2d_forward, max_pooling2d_input_gradients
    ),
    "average_pooling2d": Kind(
        AveragePooling2DLayer,
        pooling_shapes,
        average_pooling2d_forward,
        average_pooling2d_input_gradients,
    ),
    "global_average_pooling2d": Kind(
        GlobalAveragePooling2DLayer,
        global_average_pooling2d_shapes,
        global_average_pooling2d_forward,
        global_average_pooling2d_input_gradients,
    ),
    "zero_padding2d": Kind(
        ZeroPadding2DLayer,
        zero_padding2d_shapes,
        zero_padding2d_forward,
        zero_padding2d_input_gradients,
    ),
}


class Forward(NamedTuple):
    """What a layer calculates for a batch: preactivations [m][u] and outputs [m][u]."""

    preactivations: list[list[float]]
    outputs: list[list[float]]


def network_parameters(layers: Sequence[Layer]) -> Vectors:
    """Return the parameters of all layers as vectors, layer by layer."""
    vectors = []
    for layer in layers:
        vectors.extend(KINDS[layer.kind].parameters(layer))
    return vectors


def with_parameters(layers: Sequence[Layer], vectors: Vectors) -> list[Any]:
    """Return the layers with other parameters, in the order of ``network_parameters``."""
    result = []
    start = 0
    for layer in layers:
        kind = KINDS[layer.kind]
        end = start + len(kind.parameters(layer))
        result.append(kind.with_parameters(layer, vectors[start:end]))
        start = end
    return result


def network_forward(inputs: Matrix, layers: Sequence[Layer]) -> list[Forward]:
    """Return what every layer calculates, first to last (DENSE-1).

    inputs [m][n]
    """
    forward = []
    for layer in layers:
        preactivations = KINDS[layer.kind].forward(inputs, layer)
        outputs = [activate(layer.activation, row) for row in preactivations]
        forward.append(Forward(preactivations, outputs))
        inputs = outputs
    return forward


def network_outputs(inputs: Matrix, layers: Sequence[Layer]) -> list[list[float]]:
    """Return the outputs of the last layer.

    inputs [m][n] -> [m][k]
    """
    return network_forward(inputs, layers)[-1].outputs


def network_gradients(
    inputs: Matrix, targets: Matrix, layers: Sequence[Layer], forward: Sequence[Forward], loss: str
) -> Vectors:
    """Return the gradients of all parameters, in the order of ``network_parameters`` (DENSE-12).

    inputs [m][n], targets [m][k]; forward: what ``network_forward`` returned for the inputs
    """
    last = len(layers) - 1
    gradients: Vectors = []
    output_gradients = loss_gradients(loss, targets, forward[last].outputs)
    for i in range(last, -1, -1):
        kind, layer = KINDS[layers[i].kind], layers[i]
        if i == last and loss in FROM_LOGITS:
            deltas = output_gradients
        else:
            rows = zip(output_gradients, forward[i].outputs, strict=True)
            deltas = [activation_backward(layer.activation, g, y) for g, y in rows]
        seen = inputs if i == 0 else forward[i - 1].outputs
        gradients = [*kind.parameter_gradients(seen, deltas, layer), *gradients]
        if i > 0:
            output_gradients = kind.input_gradients(seen, deltas, layer)
    return gradients
