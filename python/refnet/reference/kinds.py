"""The kinds of layers: the only list of them.

A kind is seven functions with fixed names in the file of its chapter, or three where it has no
parameters, and some more where it handles masks (chapter sequences). Code that works on a network
looks them up in ``KINDS`` and never asks which kind a layer is. The functions here are those of a
kind that has none of its own.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from refnet.reference.activation_layers import (
    ActivationLayer,
    LeakyReLULayer,
    SoftmaxLayer,
    activation_forward,
    activation_input_gradients,
    leaky_relu_forward,
    leaky_relu_input_gradients,
    same_shapes,
    softmax_forward,
    softmax_input_gradients,
)
from refnet.reference.batch_normalization import (
    BatchNormalizationLayer,
    batch_normalization_drawn,
    batch_normalization_final_states,
    batch_normalization_forward,
    batch_normalization_input_gradients,
    batch_normalization_masked,
    batch_normalization_moving,
    batch_normalization_parameter_gradients,
    batch_normalization_parameters,
    batch_normalization_shapes,
    batch_normalization_variables,
    batch_normalization_with_parameters,
    batch_normalization_with_states,
)
from refnet.reference.bidirectional import (
    BidirectionalLayer,
    bidirectional_drawn,
    bidirectional_final_states,
    bidirectional_forward,
    bidirectional_input_gradients,
    bidirectional_mask,
    bidirectional_parameter_gradients,
    bidirectional_parameters,
    bidirectional_shapes,
    bidirectional_variables,
    bidirectional_with_parameters,
)
from refnet.reference.conv import (
    Conv1DLayer,
    Conv2DLayer,
    conv1d_forward,
    conv1d_input_gradients,
    conv1d_parameter_gradients,
    conv1d_parameters,
    conv1d_shapes,
    conv1d_variables,
    conv1d_with_parameters,
    conv2d_forward,
    conv2d_input_gradients,
    conv2d_parameter_gradients,
    conv2d_parameters,
    conv2d_shapes,
    conv2d_variables,
    conv2d_with_parameters,
)
from refnet.reference.dense import (
    DenseLayer,
    dense_forward,
    dense_input_gradients,
    dense_parameter_gradients,
    dense_parameters,
    dense_shapes,
    dense_variables,
    dense_with_parameters,
)
from refnet.reference.dropout import (
    DropoutLayer,
    dropout_drawn,
    dropout_forward,
    dropout_input_gradients,
    dropout_shapes,
)
from refnet.reference.embedding import (
    EmbeddingLayer,
    embedding_forward,
    embedding_input_gradients,
    embedding_mask,
    embedding_parameter_gradients,
    embedding_parameters,
    embedding_shapes,
    embedding_variables,
    embedding_with_parameters,
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
from refnet.reference.graphs import (
    AddLayer,
    ConcatenateLayer,
    add_forward,
    add_input_gradients,
    add_shapes,
    concatenate_forward,
    concatenate_input_gradients,
    concatenate_shapes,
)
from refnet.reference.gru import (
    GRULayer,
    gru_final_states,
    gru_forward,
    gru_input_gradients,
    gru_parameter_gradients,
    gru_parameters,
    gru_variables,
    gru_with_parameters,
)
from refnet.reference.lstm import (
    LSTMLayer,
    lstm_final_states,
    lstm_forward,
    lstm_input_gradients,
    lstm_parameter_gradients,
)
from refnet.reference.normalization import (
    NormalizationLayer,
    normalization_forward,
    normalization_input_gradients,
    normalization_shapes,
)
from refnet.reference.parts import (
    PartLayer,
    part_forward,
    part_input_gradients,
    part_shapes,
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
from refnet.reference.random import Generator
from refnet.reference.recurrent import (
    SimpleRNNLayer,
    recurrent_drawn,
    recurrent_mask,
    recurrent_masked,
    recurrent_parameters,
    recurrent_shapes,
    recurrent_variables,
    recurrent_with_parameters,
    simple_rnn_final_states,
    simple_rnn_forward,
    simple_rnn_input_gradients,
    simple_rnn_parameter_gradients,
)
from refnet.reference.sequences import (
    Mask,
    MaskingLayer,
    RepeatVectorLayer,
    TimeDistributedLayer,
    masking_forward,
    masking_input_gradients,
    masking_mask,
    masking_shapes,
    repeat_vector_forward,
    repeat_vector_input_gradients,
    repeat_vector_shapes,
    time_distributed_forward,
    time_distributed_input_gradients,
    time_distributed_parameter_gradients,
    time_distributed_parameters,
    time_distributed_shapes,
    time_distributed_variables,
    time_distributed_with_parameters,
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
    | DropoutLayer
    | ActivationLayer
    | LeakyReLULayer
    | SoftmaxLayer
    | Conv2DLayer
    | Conv1DLayer
    | MaxPooling2DLayer
    | AveragePooling2DLayer
    | GlobalAveragePooling2DLayer
    | ZeroPadding2DLayer
    | MaskingLayer
    | RepeatVectorLayer
    | TimeDistributedLayer
    | EmbeddingLayer
    | BatchNormalizationLayer
    | SimpleRNNLayer
    | LSTMLayer
    | GRULayer
    | BidirectionalLayer
    | AddLayer
    | ConcatenateLayer
    | PartLayer
)
Matrix = Sequence[Sequence[float]]
Vectors = list[list[float]]


def no_parameters(layer: Any) -> Vectors:
    """Return the parameters of a layer that has none."""
    return []


def no_variables(layer: Any) -> list[int]:
    """Return how many vectors each variable of a layer without any has."""
    return []


def same_layer(layer: Any, vectors: Vectors) -> Any:
    """Return a layer without parameters as it is."""
    return layer


def no_parameter_gradients(inputs: Matrix, deltas: Matrix, layer: Any) -> Vectors:
    """Return the gradients of the parameters of a layer that has none.

    inputs [m][n], deltas [m][u]
    """
    return []


def own_activation(layer: Any) -> str:
    """Return the activation that turns a layer's preactivations into outputs: its field."""
    activation: str = layer.activation
    return activation


def no_activation(layer: Any) -> str:
    """Return "linear", for a layer that has already applied its activation."""
    return "linear"


def no_mask(inputs: Matrix, layer: Any, mask: Mask) -> Mask:
    """Return None: the outputs are no sequence, or all their steps are real.

    inputs [m][n], mask [m][t]
    """
    return None


def same_mask(inputs: Matrix, layer: Any, mask: Mask) -> Mask:
    """Return the mask of the inputs for outputs of the same steps.

    inputs [m][t * n], mask [m][t] -> [m][t]
    """
    return mask


def any_mask(layer: Any, mask: Mask) -> Any:
    """Return a layer that works as it does whatever the mask.

    mask [m][t]
    """
    return layer


def nothing_drawn(layer: Any, m: int, generator: Generator) -> Any:
    """Return a layer in which nothing is random."""
    return layer


def no_states(inputs: Matrix, layer: Any) -> Vectors | None:
    """Return None: nothing of this batch matters to the next.

    inputs [m][n]
    """
    return None


def replaced_state(layer: Any, states: Vectors) -> Any:
    """Return a stateful layer that begins a batch with these states.

    states [m][s]
    """
    return layer._replace(state=states)


class Kind(NamedTuple):
    """The type and the functions of a kind of layer.

    parameters and the three functions after it: for one with parameters. variables: how many of
    the vectors belong to each kernel, bias or table. activation: which one turns
    the preactivations into outputs. mask: the mask of the outputs, given the inputs, the layer and
    their mask; masked: the layer for a batch with a mask. drawn: the layer for a batch of so many
    examples in training, given the generator; final_states: with what the next batch begins, [m]
    rows or other vectors, or None; with_states: the layer that begins a batch with these. moving:
    the vectors that batches move beside the parameters.
    """

    layer: Callable[..., Any]
    shapes: Callable[[Any], tuple[tuple[int, ...], tuple[int, ...]]]
    forward: Callable[[Matrix, Any], Vectors]
    input_gradients: Callable[[Matrix, Matrix, Any], Vectors]
    parameters: Callable[[Any], Vectors] = no_parameters
    variables: Callable[[Any], list[int]] = no_variables
    with_parameters: Callable[[Any, Vectors], Any] = same_layer
    parameter_gradients: Callable[[Matrix, Matrix, Any], Vectors] = no_parameter_gradients
    activation: Callable[[Any], str] = own_activation
    mask: Callable[[Matrix, Any, Mask], Mask] = no_mask
    masked: Callable[[Any, Mask], Any] = any_mask
    drawn: Callable[[Any, int, Generator], Any] = nothing_drawn
    final_states: Callable[[Matrix, Any], Vectors | None] = no_states
    with_states: Callable[[Any, Vectors], Any] = replaced_state
    moving: Callable[[Any], Vectors] = no_parameters


def bidirectional_kind(cell: str, **fields: Any) -> Kind:
    """Return the kind of two recurrent layers of the kind ``cell``; fields: that it has not."""
    return Kind(
        partial(BidirectionalLayer, cell, **fields),
        bidirectional_shapes,
        bidirectional_forward,
        bidirectional_input_gradients,
        bidirectional_parameters,
        bidirectional_variables,
        bidirectional_with_parameters,
        bidirectional_parameter_gradients,
        no_activation,
        bidirectional_mask,
        recurrent_masked,
        bidirectional_drawn,
        bidirectional_final_states,
    )


KINDS = {
    "dense": Kind(
        DenseLayer,
        dense_shapes,
        dense_forward,
        dense_input_gradients,
        dense_parameters,
        dense_variables,
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
    "batch_normalization": Kind(
        BatchNormalizationLayer,
        batch_normalization_shapes,
        batch_normalization_forward,
        batch_normalization_input_gradients,
        batch_normalization_parameters,
        batch_normalization_variables,
        batch_normalization_with_parameters,
        batch_normalization_parameter_gradients,
        mask=same_mask,
        masked=batch_normalization_masked,
        drawn=batch_normalization_drawn,
        final_states=batch_normalization_final_states,
        with_states=batch_normalization_with_states,
        moving=batch_normalization_moving,
    ),
    "dropout": Kind(
        DropoutLayer,
        dropout_shapes,
        dropout_forward,
        dropout_input_gradients,
        mask=same_mask,
        drawn=dropout_drawn,
    ),
    "activation": Kind(
        ActivationLayer,
        same_shapes,
        activation_forward,
        activation_input_gradients,
        mask=same_mask,
    ),
    "leaky_relu": Kind(
        LeakyReLULayer,
        same_shapes,
        leaky_relu_forward,
        leaky_relu_input_gradients,
        mask=same_mask,
    ),
    "softmax": Kind(
        SoftmaxLayer, same_shapes, softmax_forward, softmax_input_gradients, mask=same_mask
    ),
    "conv2d": Kind(
        Conv2DLayer,
        conv2d_shapes,
        conv2d_forward,
        conv2d_input_gradients,
        conv2d_parameters,
        conv2d_variables,
        conv2d_with_parameters,
        conv2d_parameter_gradients,
    ),
    "conv1d": Kind(
        Conv1DLayer,
        conv1d_shapes,
        conv1d_forward,
        conv1d_input_gradients,
        conv1d_parameters,
        conv1d_variables,
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
    "masking": Kind(
        MaskingLayer, masking_shapes, masking_forward, masking_input_gradients, mask=masking_mask
    ),
    "repeat_vector": Kind(
        RepeatVectorLayer,
        repeat_vector_shapes,
        repeat_vector_forward,
        repeat_vector_input_gradients,
    ),
    "time_distributed": Kind(
        TimeDistributedLayer,
        time_distributed_shapes,
        time_distributed_forward,
        time_distributed_input_gradients,
        time_distributed_parameters,
        time_distributed_variables,
        time_distributed_with_parameters,
        time_distributed_parameter_gradients,
        mask=same_mask,
    ),
    "embedding": Kind(
        EmbeddingLayer,
        embedding_shapes,
        embedding_forward,
        embedding_input_gradients,
        embedding_parameters,
        embedding_variables,
        embedding_with_parameters,
        embedding_parameter_gradients,
        mask=embedding_mask,
    ),
    "simple_rnn": Kind(
        SimpleRNNLayer,
        recurrent_shapes,
        simple_rnn_forward,
        simple_rnn_input_gradients,
        recurrent_parameters,
        recurrent_variables,
        recurrent_with_parameters,
        simple_rnn_parameter_gradients,
        no_activation,
        recurrent_mask,
        recurrent_masked,
        recurrent_drawn,
        simple_rnn_final_states,
    ),
    "lstm": Kind(
        LSTMLayer,
        recurrent_shapes,
        lstm_forward,
        lstm_input_gradients,
        recurrent_parameters,
        recurrent_variables,
        recurrent_with_parameters,
        lstm_parameter_gradients,
        no_activation,
        recurrent_mask,
        recurrent_masked,
        recurrent_drawn,
        lstm_final_states,
    ),
    "gru": Kind(
        GRULayer,
        recurrent_shapes,
        gru_forward,
        gru_input_gradients,
        gru_parameters,
        gru_variables,
        gru_with_parameters,
        gru_parameter_gradients,
        no_activation,
        recurrent_mask,
        recurrent_masked,
        recurrent_drawn,
        gru_final_states,
    ),
    "bidirectional_simple_rnn": bidirectional_kind("simple_rnn", recurrent_activation=""),
    "bidirectional_lstm": bidirectional_kind("lstm"),
    "bidirectional_gru": bidirectional_kind("gru"),
    "add": Kind(AddLayer, add_shapes, add_forward, add_input_gradients, mask=same_mask),
    "concatenate": Kind(
        ConcatenateLayer,
        concatenate_shapes,
        concatenate_forward,
        concatenate_input_gradients,
        mask=same_mask,
    ),
    "part": Kind(PartLayer, part_shapes, part_forward, part_input_gradients),
}


def is_stateful(layer: Layer) -> bool:
    """Return whether a layer begins a batch with the states after the one before (RNN-6)."""
    stateful: bool = getattr(layer, "stateful", False)
    return stateful


def output_activation(layer: Layer) -> str:
    """Return the activation that turns a layer's preactivations into outputs."""
    return KINDS[layer.kind].activation(layer)
