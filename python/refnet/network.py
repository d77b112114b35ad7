"""What a dense network is made of: its layers, how it trains, and what is checked of both.

Every port has this file. A layer or an optimizer inside a request has its own fields, and a fault
in one of them names it, as in ``layers[0].kernel``.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from refnet.errors import (
    RefnetError,
    as_boolean,
    as_count,
    as_name,
    as_number,
    as_numbers,
    as_rows,
    check_count,
    check_finite,
    check_finite_number,
    check_finite_rows,
    check_fraction,
    check_length,
    check_name,
    check_not_empty,
    check_positive,
    check_row_lengths,
)

Matrix = Sequence[Sequence[float]]
Vectors = list[list[float]]

ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu", "softmax")
INITIALIZERS = ("glorot_uniform", "uniform", "zeros")
OPTIMIZERS = ("sgd", "rmsprop", "adam")
SPARSE = "sparse_categorical_crossentropy"


class DenseLayer(NamedTuple):
    """A layer: kernel [n][units], bias [units] or None; lists, or arrays in refnet.core."""

    units: int
    activation: str
    kernel: Any
    bias: Any = None


class Optimizer(NamedTuple):
    """An optimizer's name and settings, of which each optimizer uses its own."""

    name: str
    learning_rate: float
    momentum: float = 0.0  # sgd, rmsprop
    nesterov: bool = False  # sgd
    rho: float = 0.9  # rmsprop
    beta_1: float = 0.9  # adam
    beta_2: float = 0.999  # adam
    epsilon: float = 1e-7  # rmsprop, adam


class OptimizerState(NamedTuple):
    """What an optimizer remembers of its steps: for each weight, and how many there were.

    momentums and velocities are vectors like ``network_parameters``, in refnet.core arrays [size].
    """

    momentums: Any  # averages of gradients
    velocities: Any  # averages of squared gradients
    beta_1_power: float  # beta_1 to the power of the steps made
    beta_2_power: float


class Training(NamedTuple):
    """How a network trains; batch_size is at least 1."""

    loss: str
    optimizer: Optimizer
    batch_size: int


def as_layers(
    field: str,
    layers: Any,
    as_kernel: Callable[[str, Any], Any] = as_rows,
    as_bias: Callable[[str, Any], Any] = as_numbers,
) -> list[DenseLayer]:
    """Return the layers with lists of floats, or with what else is made of kernel and bias.

    Raises RefnetError: wrong_type.
    """
    if not isinstance(layers, Sequence) or not all(isinstance(each, DenseLayer) for each in layers):
        raise RefnetError("wrong_type", field, f"{field}: expected a list of layers")
    return [
        DenseLayer(
            as_count(f"{field}[{i}].units", layer.units),
            as_name(f"{field}[{i}].activation", layer.activation),
            as_kernel(f"{field}[{i}].kernel", layer.kernel),
            None if layer.bias is None else as_bias(f"{field}[{i}].bias", layer.bias),
        )
        for i, layer in enumerate(layers)
    ]


def as_optimizer(field: str, optimizer: Any) -> Optimizer:
    """Return the optimizer with floats; raises RefnetError: wrong_type."""
    if not isinstance(optimizer, Optimizer):
        raise RefnetError("wrong_type", field, f"{field}: expected an optimizer")
    return Optimizer(
        as_name(f"{field}.name", optimizer.name),
        as_number(f"{field}.learning_rate", optimizer.learning_rate),
        as_number(f"{field}.momentum", optimizer.momentum),
        as_boolean(f"{field}.nesterov", optimizer.nesterov),
        as_number(f"{field}.rho", optimizer.rho),
        as_number(f"{field}.beta_1", optimizer.beta_1),
        as_number(f"{field}.beta_2", optimizer.beta_2),
        as_number(f"{field}.epsilon", optimizer.epsilon),
    )


def check_layer_shapes(field: str, layers: Sequence[DenseLayer]) -> None:
    """Raise RefnetError where layers do not fit together: empty, shape_mismatch."""
    check_not_empty(field, layers, "layer")
    for i, (units, _, kernel, bias) in enumerate(layers):
        check_not_empty(f"{field}[{i}].kernel", kernel)
        if i > 0:
            before = f"{field}[{i - 1}].units"
            check_length(f"{field}[{i}].kernel", kernel, before, layers[i - 1].units)
        check_row_lengths(f"{field}[{i}].kernel", kernel, f"{field}[{i}].units", units)
        if bias is not None:
            check_length(f"{field}[{i}].bias", bias, f"{field}[{i}].units", units)


def check_layer_values(field: str, layers: Sequence[DenseLayer]) -> None:
    """Raise RefnetError for what a layer cannot be: out_of_range, unknown_name, not_finite."""
    for i, (units, activation, kernel, bias) in enumerate(layers):
        check_count(f"{field}[{i}].units", units, 1)
        check_name(f"{field}[{i}].activation", activation, ACTIVATIONS)
        check_finite_rows(f"{field}[{i}].kernel", kernel)
        if bias is not None:
            check_finite(f"{field}[{i}].bias", bias)


def check_optimizer(field: str, optimizer: Optimizer) -> None:
    """Raise RefnetError for what a setting cannot be: unknown_name, not_finite, out_of_range."""
    check_name(f"{field}.name", optimizer.name, OPTIMIZERS)
    check_finite_number(f"{field}.learning_rate", optimizer.learning_rate)
    check_fraction(f"{field}.rho", optimizer.rho)
    check_fraction(f"{field}.momentum", optimizer.momentum)
    check_fraction(f"{field}.beta_1", optimizer.beta_1)
    check_fraction(f"{field}.beta_2", optimizer.beta_2)
    check_positive(f"{field}.epsilon", optimizer.epsilon)


def losses_after(activation: str) -> tuple[str, ...]:
    """Return the losses that a network with this last activation can have (DENSE-10)."""
    squared = ("mse", "sum_squared_error")
    if activation == "sigmoid":
        return (*squared, "binary_crossentropy")
    if activation == "softmax":
        return (*squared, "categorical_crossentropy", SPARSE)
    return squared


def network_parameters(layers: Sequence[DenseLayer]) -> Vectors:
    """Return all weights: each layer's kernel row by row, then its bias where it has one."""
    vectors = []
    for layer in layers:
        for row in layer.kernel:
            vectors.append(list(row))
        if layer.bias is not None:
            vectors.append(list(layer.bias))
    return vectors


def with_parameters(layers: Sequence[DenseLayer], vectors: Vectors) -> list[DenseLayer]:
    """Return layers with other weights, which come as ``network_parameters`` gives them."""
    result = []
    start = 0
    for layer in layers:
        end = start + len(layer.kernel)
        bias = None if layer.bias is None else vectors[end]
        result.append(DenseLayer(layer.units, layer.activation, vectors[start:end], bias))
        start = end if layer.bias is None else end + 1
    return result


def initial_state(layers: Sequence[DenseLayer]) -> OptimizerState:
    """Return what an optimizer remembers before its first step: zeros, and powers of 1."""
    zeros = [[0.0] * len(vector) for vector in network_parameters(layers)]
    return OptimizerState(zeros, zeros, 1.0, 1.0)
