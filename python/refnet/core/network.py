"""Between refnet.network and the C core: networks, states and trainings as the structs of C.

Networks are there in two kinds of numbers, float64 and float32; in C what belongs to the second has
names that end in _f32.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from refnet._core import ffi, lib
from refnet.core.arrays import Array, as_matrix_or_rows, as_vector, pointer
from refnet.reference.checks import (
    ACTIVATIONS,
    INITIALIZERS,
    OPTIMIZERS,
    as_layers,
    check_layer_values,
)
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.training import Training

# The numbers that names have in C are their places in refnet.network's lists; the sparse loss is
# the categorical one, of targets that are one-hot.
ACTIVATION_NUMBERS = {name: number for number, name in enumerate(ACTIVATIONS)}
RULE_NUMBERS = {name: number for number, name in enumerate(OPTIMIZERS)}
INITIALIZER_NUMBERS = {name: number for number, name in enumerate(INITIALIZERS)}
CACHE_LINE = 64  # bytes

LOSS_NUMBERS = {
    "mse": lib.REFNET_LOSS_MSE,
    "sum_squared_error": lib.REFNET_LOSS_SUM_SQUARED_ERROR,
    "binary_crossentropy": lib.REFNET_LOSS_BINARY_CROSSENTROPY,
    "categorical_crossentropy": lib.REFNET_LOSS_CATEGORICAL_CROSSENTROPY,
    "sparse_categorical_crossentropy": lib.REFNET_LOSS_CATEGORICAL_CROSSENTROPY,
}


def core_name(name: str, dtype: Any) -> str:
    """Return what C calls something of chapter dense that calculates with float64 or float32."""
    return f"refnet_{name}" if dtype == np.float64 else f"refnet_{name}_f32"


class CoreNetwork:
    """A network of its own: ``weights`` [size], and ``layers`` whose arrays are views of it.

    ``struct`` points into memory that this object keeps: it must not be used after the object is
    gone.
    """

    def __init__(self, layers: Sequence[DenseLayer], dtype: Any = np.float64) -> None:
        """Copy the layers, whose kernels [n][units] and biases [units] are arrays."""
        self.weights = _copy(flat_weights(layers, dtype), dtype)
        self.layers = views(layers, self.weights)
        self._layers = ffi.new(core_name("dense_layer", dtype) + "[]", len(layers))
        for struct, layer in zip(self._layers, self.layers, strict=True):
            struct.n, struct.u = np.shape(layer.kernel)
            struct.activation = ACTIVATION_NUMBERS[layer.activation]
            struct.kernel = pointer(layer.kernel)
            struct.bias = pointer(layer.bias)
        self.struct = ffi.new(core_name("network", dtype) + " *")
        self.struct.depth, self.struct.layers = len(layers), self._layers
        self.struct.size, self.struct.weights = self.weights.size, pointer(self.weights)


class CoreState:
    """What an optimizer remembers of a network: ``momentums`` and ``velocities`` [size].

    ``struct`` points into these arrays, which this object keeps: it must not be used after the
    object is gone, nor may the arrays be replaced.
    """

    def __init__(self, state: OptimizerState, dtype: Any = np.float64) -> None:
        """Copy a state whose momentums and velocities are arrays [size], which is not checked."""
        self.momentums = _copy(state.momentums, dtype)
        self.velocities = _copy(state.velocities, dtype)
        self.struct = ffi.new(core_name("optimizer_state", dtype) + " *")
        self.struct.momentums, self.struct.velocities = (
            pointer(self.momentums),
            pointer(self.velocities),
        )
        self.struct.beta_1_power = state.beta_1_power
        self.struct.beta_2_power = state.beta_2_power

    def state(self) -> OptimizerState:
        """Return the state, whose arrays are those that C changes; they may outlive this object."""
        powers = self.struct.beta_1_power, self.struct.beta_2_power
        return OptimizerState(self.momentums, self.velocities, *powers)


class CoreAnswers:
    """Buffers for the answers of all layers to m examples.

    ``structs`` points into them: it must not be used after this object is gone.
    """

    def __init__(self, layers: Sequence[DenseLayer], m: int) -> None:
        self.sums = [np.empty((m, layer.units)) for layer in layers]
        self.outputs = [np.empty((m, layer.units)) for layer in layers]
        self.structs = ffi.new("refnet_answers[]", len(layers))
        for struct, sums, outputs in zip(self.structs, self.sums, self.outputs, strict=True):
            struct.sums, struct.outputs = pointer(sums), pointer(outputs)


class Scratch:
    """What a training of a network on m examples overwrites.

    ``struct`` points into memory that this object keeps: it must not be used after the object is
    gone, and by one call at a time only.
    """

    def __init__(self, network: CoreNetwork, batch_size: int, m: int) -> None:
        """Make room for batches of batch_size, above 0; the network need not be kept."""
        inputs, units = len(network.layers[0].kernel), [layer.units for layer in network.layers]
        a_row = 1 + inputs + 2 * units[-1] + 2 * sum(units)
        self.order = np.empty(m, np.int64)
        dtype = network.weights.dtype
        self._work = _room(min(batch_size, m) * a_row, dtype)
        self._answers = ffi.new(core_name("answers", dtype) + "[]", len(network.layers))
        self.struct = ffi.new(core_name("scratch", dtype) + " *")
        self.struct.answers, self.struct.order = self._answers, pointer(self.order)
        self.struct.work = pointer(self._work)


def _room(size: int, dtype: Any) -> Array:
    """Return an array [size] that begins with a cache line: no register of C's lies across two."""
    room = np.empty(size * np.dtype(dtype).itemsize + CACHE_LINE, np.uint8)
    start = -room.ctypes.data % CACHE_LINE
    aligned: Array = room[start:][: room.size - CACHE_LINE].view(dtype)
    return aligned


def _copy(numbers: Any, dtype: Any) -> Array:
    """Return a copy [size] in a room of its own."""
    copy = _room(len(numbers), dtype)
    copy[:] = numbers
    return copy


def flat_weights(layers: Sequence[DenseLayer], dtype: Any = np.float64) -> Array:
    """Return a copy of all weights in one array, in the order of ``network_parameters``."""
    parts = [np.ravel(part) for layer in layers for part in layer[2:] if part is not None]
    return np.concatenate(parts, dtype=dtype, casting="same_kind")


def views(layers: Sequence[DenseLayer], weights: Array) -> list[DenseLayer]:
    """Return layers of the same make whose kernels and biases are views of weights [size]."""
    result = []
    start = 0
    for layer in layers:
        n, u = np.shape(layer.kernel)
        end = start + n * u
        kernel = weights[start:end].reshape(n, u)
        bias = None if layer.bias is None else weights[end : end + u]
        result.append(DenseLayer(layer.units, layer.activation, kernel, bias))
        start = end if bias is None else end + u
    return result


def initial_state(size: int) -> OptimizerState:
    """Return what an optimizer remembers before its first step: zeros, and powers of 1."""
    return OptimizerState(np.zeros(size), np.zeros(size), 1.0, 1.0)


def as_array_layers(field: str, layers: Any) -> list[DenseLayer]:
    """Return layers whose kernels are arrays where their rows are alike; raises wrong_type."""
    return as_layers(field, layers, as_matrix_or_rows, as_vector)


def check_array_layers(field: str, layers: Sequence[DenseLayer]) -> None:
    """Raise RefnetError for what a layer cannot be, as ``check_layer_values`` does."""
    finite = [
        layer._replace(kernel=(), bias=None) if np.isfinite(flat_weights([layer])).all() else layer
        for layer in layers
    ]
    check_layer_values(field, finite)  # which reads number by number, so only where it must


def training_struct(training: Training) -> Any:
    """Return how a network trains as a struct, which has all of it; nothing is checked."""
    struct = ffi.new("refnet_training *")
    struct.loss = LOSS_NUMBERS[training.loss]
    struct.optimizer = optimizer_struct(training.optimizer)[0]
    struct.batch_size = training.batch_size
    return struct


def optimizer_struct(optimizer: Optimizer) -> Any:
    """Return an optimizer as a struct, which has all of it; nothing is checked."""
    settings = optimizer._asdict()
    return ffi.new("refnet_optimizer *", {"rule": RULE_NUMBERS[settings.pop("name")], **settings})
