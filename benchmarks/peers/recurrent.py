"""Recurrent layers, ("lstm", units) or ("gru", units): first weights, outputs, others' layouts.

Inputs are [m][t][n], outputs those of the last step, [m][u]. Weights are Keras's and refnet's:
kernel [n][g * u], recurrent kernel [u][g * u] and bias [4 * u], or [2][3 * u] of a GRU, whose reset
gate is behind the product with the recurrent kernel. The g gates have their columns in the order
input, forget, candidate, output, or update, reset, candidate.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Layer = Sequence[Any]

GATES = {"lstm": 4, "gru": 3}
PYTORCH_GATES = {"lstm": (0, 1, 2, 3), "gru": (1, 0, 2)}
ONNX_GATES = {"lstm": (0, 3, 1, 2), "gru": (0, 1, 2)}


def recurrent_weights(layer: Layer, n: int, generator: np.random.RandomState) -> list[Array]:
    """Return the weights of a layer of n features, drawn as refnet and Keras draw them.

    The recurrent kernel is refnet's but for rounding: its rows are orthonormal. The biases of the
    forget gates are 1.
    """
    kind, u = layer
    columns = GATES[kind] * u
    limit = np.sqrt(6 / (n + columns))
    kernel = (2 * generator.random_sample((n, columns)) - 1) * limit
    factor, triangle = np.linalg.qr(generator.standard_normal((columns, u)))
    recurrent_kernel = np.ascontiguousarray((factor * np.sign(np.diag(triangle))).T)
    bias = np.zeros(columns) if kind == "lstm" else np.zeros((2, columns))
    if kind == "lstm":
        bias[u : 2 * u] = 1
    return [kernel, recurrent_kernel, bias]


def recurrent_outputs(layer: Layer, weights: Sequence[Array], x: Array) -> Array:
    """Return the outputs of the last step: x [m][t][n] -> [m][u]."""
    kind, u = layer
    output = cell = np.zeros((len(x), u), x.dtype)
    for step in x.swapaxes(0, 1):
        if kind == "lstm":
            output, cell = lstm_step(weights, step, output, cell)
        else:
            output = gru_step(weights, step, output)
    return output


def lstm_step(
    weights: Sequence[Array], step: Array, output: Array, cell: Array
) -> tuple[Array, Array]:
    """Return the outputs and the cells [m][u] after a step [m][n]."""
    kernel, recurrent_kernel, bias = weights
    sums = step @ kernel + output @ recurrent_kernel + bias
    input_gate, forget_gate, candidate, output_gate = np.split(sums, 4, axis=1)
    cell = sigmoid(forget_gate) * cell + sigmoid(input_gate) * np.tanh(candidate)
    return sigmoid(output_gate) * np.tanh(cell), cell


def gru_step(weights: Sequence[Array], step: Array, output: Array) -> Array:
    """Return the outputs [m][u] after a step [m][n]."""
    kernel, recurrent_kernel, bias = weights
    of_features = np.split(step @ kernel + bias[0], 3, axis=1)
    of_outputs = np.split(output @ recurrent_kernel + bias[1], 3, axis=1)
    update, reset = (sigmoid(of_features[i] + of_outputs[i]) for i in range(2))
    candidate = np.tanh(of_features[2] + reset * of_outputs[2])
    result: Array = update * output + (1 - update) * candidate
    return result


def sigmoid(preactivations: Array) -> Array:
    result: Array = 1 / (1 + np.exp(-preactivations))
    return result


def reordered_gates(part: Array, order: Sequence[int]) -> Array:
    """Return a part whose i-th gate is the gate order[i] of the given one; gates are columns."""
    gates = np.split(part, len(order), axis=-1)
    return np.concatenate([gates[i] for i in order], axis=-1)


def pytorch_parts(layer: Layer, weights: Sequence[Array]) -> list[Array]:
    """Return PyTorch's kernels [g * u][n] and [g * u][u] and its two biases.

    An LSTM has only one bias here; PyTorch's second one has to stay 0.
    """
    kernel, recurrent_kernel, bias = (
        reordered_gates(part, PYTORCH_GATES[layer[0]]) for part in weights
    )
    biases = (bias, np.zeros_like(bias)) if layer[0] == "lstm" else bias
    return [kernel.T, recurrent_kernel.T, *biases]


def from_pytorch(layer: Layer, parts: Sequence[Array]) -> list[Array]:
    """Return the weights that ``pytorch_parts`` gave to PyTorch."""
    kernel, recurrent_kernel, *biases = parts
    bias = biases[0] if layer[0] == "lstm" else np.stack(biases)
    order = np.argsort(PYTORCH_GATES[layer[0]]).tolist()
    return [reordered_gates(part, order) for part in (kernel.T, recurrent_kernel.T, bias)]


def onnx_parts(layer: Layer, weights: Sequence[Array]) -> list[Array]:
    """Return ONNX's kernels [1][g * u][n] and [1][g * u][u], and both biases [1][2 * g * u]."""
    kernel, recurrent_kernel, bias = (
        reordered_gates(part, ONNX_GATES[layer[0]]) for part in weights
    )
    biases = (bias, np.zeros_like(bias)) if layer[0] == "lstm" else bias
    return [kernel.T[None], recurrent_kernel.T[None], np.concatenate(biases)[None]]
