"""The kinds of layers: what of them does not run in C, as in refnet.reference.kinds."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from refnet.core.arrays import Array, Vector
from refnet.core.batch_normalization import (
    batch_normalization_drawn,
    batch_normalization_moving,
    batch_normalization_parameters,
    batch_normalization_variables,
    batch_normalization_with_parameters,
    batch_normalization_with_states,
)
from refnet.core.bidirectional import (
    bidirectional_drawn,
    bidirectional_parameters,
    bidirectional_variables,
    bidirectional_with_parameters,
)
from refnet.core.conv import (
    conv1d_parameters,
    conv1d_variables,
    conv1d_with_parameters,
    conv2d_parameters,
    conv2d_variables,
    conv2d_with_parameters,
)
from refnet.core.dense import dense_parameters, dense_variables, dense_with_parameters
from refnet.core.dropout import dropout_drawn
from refnet.core.embedding import (
    embedding_parameters,
    embedding_variables,
    embedding_with_parameters,
)
from refnet.core.gru import gru_parameters, gru_variables, gru_with_parameters
from refnet.core.recurrent import (
    recurrent_drawn,
    recurrent_parameters,
    recurrent_variables,
    recurrent_with_parameters,
)
from refnet.core.sequences import (
    time_distributed_parameters,
    time_distributed_variables,
    time_distributed_with_parameters,
)
from refnet.reference.bidirectional import CELLS
from refnet.reference.kinds import (
    any_mask,
    bidirectional_kind,
    no_activation,
    no_mask,
    nothing_drawn,
    output_activation,
    own_activation,
    replaced_state,
    same_mask,
)

__all__ = [
    "KINDS",
    "Kind",
    "any_mask",
    "bidirectional_kind",
    "no_activation",
    "no_mask",
    "no_parameter_gradients",
    "no_parameters",
    "no_variables",
    "output_activation",
    "own_activation",
    "replaced_state",
    "same_layer",
    "same_mask",
]


def no_parameters(layer: Any) -> Array:
    """Return the parameters of a layer that has none."""
    return np.empty(0)


def no_variables(layer: Any) -> list[int]:
    """Return how many parameters each variable of a layer without any has."""
    return []


def same_layer(layer: Any, vectors: Array) -> Any:
    """Return a layer without parameters as it is."""
    return layer


def no_parameter_gradients(inputs: Any, deltas: Any, layer: Any) -> Vector:
    """Return the gradients of the parameters of a layer that has none.

    inputs [m][n], deltas [m][u]
    """
    return np.empty(0)


class Kind(NamedTuple):
    """The functions of a kind of layer that do not run in C."""

    parameters: Callable[[Any], Array] = no_parameters
    variables: Callable[[Any], list[int]] = no_variables
    with_parameters: Callable[[Any, Array], Any] = same_layer
    drawn: Callable[[Any, int, Any], Any] = nothing_drawn
    with_states: Callable[[Any, Any], Any] = replaced_state
    moving: Callable[[Any], Array] = no_parameters


KINDS = {
    "dense": Kind(dense_parameters, dense_variables, dense_with_parameters),
    "flatten": Kind(),
    "reshape": Kind(),
    "normalization": Kind(),
    "batch_normalization": Kind(
        batch_normalization_parameters,
        batch_normalization_variables,
        batch_normalization_with_parameters,
        batch_normalization_drawn,
        batch_normalization_with_states,
        batch_normalization_moving,
    ),
    "dropout": Kind(drawn=dropout_drawn),
    "activation": Kind(),
    "leaky_relu": Kind(),
    "softmax": Kind(),
    "conv2d": Kind(conv2d_parameters, conv2d_variables, conv2d_with_parameters),
    "conv1d": Kind(conv1d_parameters, conv1d_variables, conv1d_with_parameters),
    "max_pooling2d": Kind(),
    "average_pooling2d": Kind(),
    "global_average_pooling2d": Kind(),
    "zero_padding2d": Kind(),
    "masking": Kind(),
    "repeat_vector": Kind(),
    "time_distributed": Kind(
        time_distributed_parameters, time_distributed_variables, time_distributed_with_parameters
    ),
    "embedding": Kind(embedding_parameters, embedding_variables, embedding_with_parameters),
    "simple_rnn": Kind(
        recurrent_parameters, recurrent_variables, recurrent_with_parameters, recurrent_drawn
    ),
    "lstm": Kind(
        recurrent_parameters, recurrent_variables, recurrent_with_parameters, recurrent_drawn
    ),
    "gru": Kind(gru_parameters, gru_variables, gru_with_parameters, recurrent_drawn),
    **{
        f"bidirectional_{cell}": Kind(
            bidirectional_parameters,
            bidirectional_variables,
            bidirectional_with_parameters,
            bidirectional_drawn,
        )
        for cell in CELLS
    },
    "add": Kind(),
    "concatenate": Kind(),
    "part": Kind(),
}
