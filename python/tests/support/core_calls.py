"""A call of every public function of refnet.core, for arrays of any size and form.

``CALLS`` has for each function what returns its arguments: for m rows (or a vector of m numbers) of
n columns. The same arguments as lists are those of the function's namesake in refnet.reference.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from refnet._core import ffi

from refnet import core, reference
from refnet.reference.activation_layers import ActivationLayer, LeakyReLULayer, SoftmaxLayer
from refnet.reference.batch_normalization import BatchNormalizationLayer
from refnet.reference.bidirectional import BidirectionalLayer
from refnet.reference.checks import MOST_THRESHOLDS
from refnet.reference.conv import Conv1DLayer, Conv2DLayer
from refnet.reference.dense import DenseLayer
from refnet.reference.dropout import DropoutLayer
from refnet.reference.embedding import EmbeddingLayer
from refnet.reference.flatten import FlattenLayer, ReshapeLayer
from refnet.reference.further_initializers import Initializer
from refnet.reference.graphs import AddLayer, ConcatenateLayer
from refnet.reference.gru import GRULayer, GRUStep
from refnet.reference.gru_reset_before import ResetBeforeStep
from refnet.reference.losses import Loss
from refnet.reference.lstm import LSTMLayer, LSTMStep
from refnet.reference.metrics import Measure, Metric
from refnet.reference.normalization import NormalizationLayer
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.parts import PartLayer
from refnet.reference.pooling import (
    AveragePooling2DLayer,
    GlobalAveragePooling2DLayer,
    MaxPooling2DLayer,
)
from refnet.reference.random import Generator
from refnet.reference.recurrent import Example, SimpleRNNLayer
from refnet.reference.regularizers import Regularizer, Regularizers
from refnet.reference.schedules import Schedule
from refnet.reference.sequences import MaskingLayer, RepeatVectorLayer, TimeDistributedLayer
from refnet.reference.training import Training
from refnet.reference.zero_padding import ZeroPadding2DLayer

ADAM = Optimizer("adam", 1e-3)
SGD = Optimizer("sgd", 1e-3, momentum=0.5, nesterov=True)
LOGITS = Loss("categorical_crossentropy", from_logits=True)
SMOOTHED = Loss("binary_crossentropy", label_smoothing=0.25)
# the losses of chapter further_losses without settings
OF_EXAMPLES = (
    "absolute_error",
    "absolute_percentage_error",
    "log_cosh",
    "hinge",
    "kl_divergence",
    "binary_crossentropy_of_outputs",
    "categorical_crossentropy_of_outputs",
)
RMSPROP = Optimizer("rmsprop", 1e-3, momentum=0.5)
ADAGRAD, ADADELTA = Optimizer("adagrad", 1e-3), Optimizer("adadelta", 1e-3, rho=0.95)
ADAMW = Optimizer("adamw", 1e-3, weight_decay=0.004)
DECAY = Schedule("exponential_decay", 0.1, 7, 0.96)
AUC = Metric("auc", curve="PR")
PIECES = Schedule("piecewise_constant_decay", boundaries=[1, 4], values=[0.1, 0.01, 0.001])
WARM = Schedule("cosine_decay", 0.01, 9, alpha=0.1, warmup_target=0.1, warmup_steps=3)


class Seeded(NamedTuple):
    """The generator of a seed, which each of the two packages has of its own."""

    seed: int


class Namesake(NamedTuple):
    """A function of each of the two packages."""

    name: str


class Changed(NamedTuple):
    """Numbers [n] that a function changes, as an array or a list of its own."""

    array: Any


class Vectors(NamedTuple):
    """Numbers that are one array in refnet.core, and vectors of these lengths in the reference."""

    array: Any
    lengths: list[int]


class Variables(NamedTuple):
    """Vectors of these lengths, each of which is a variable: in refnet.core as many numbers."""

    lengths: list[int]


def unaligned(array: Any) -> Any:
    """Return a copy whose numbers begin one byte after where they should."""
    memory = np.empty(array.nbytes + 1, np.uint8)
    copy = memory[1:].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy


def strided(array: Any) -> Any:
    """Return a copy between whose numbers, along each axis, there are others."""
    spread = np.full([2 * size for size in array.shape], np.nan if array.dtype == float else 1)
    view = spread.astype(array.dtype)[tuple(slice(None, None, 2) for _ in array.shape)]
    view[...] = array
    return view


def backwards(array: Any) -> Any:
    """Return a copy whose strides are negative."""
    every = tuple(slice(None, None, -1) for _ in array.shape)
    return np.ascontiguousarray(array[every])[every]


@np.errstate(over="ignore")
def as_float32(array: Any) -> Any:
    return array.astype(np.float32)


FORMS: dict[str, Callable[[Any], Any]] = {
    "strided": strided,
    "backwards": backwards,
    "fortran": np.asfortranarray,
    "unaligned": unaligned,
    "read_only": lambda array: np.frombuffer(array.tobytes(), array.dtype).reshape(array.shape),
    "big_endian": lambda array: array.astype(array.dtype.newbyteorder(">")),
    "float32": lambda array: as_float32(array) if array.dtype == float else array,
    "masked_matrix": lambda array: array.view(np.ma.MaskedArray),
}


class Arrays:
    """Makes arguments, and checks later that nobody has changed their arrays."""

    def __init__(self, form: Callable[[Any], Any] = lambda array: array, depth: int = 4) -> None:
        self.form, self.depth = form, depth
        self._random = np.random.default_rng(7)
        self._made: list[tuple[Any, bytes]] = []

    def _keep(self, array: Any) -> Any:
        self._made.append((array, array.tobytes()))
        return array

    def numbers(self, *shape: int) -> Any:
        """Return numbers between 0 and 1."""
        return self._keep(self.form(self._random.random(shape)))

    def signs(self, *shape: int) -> Any:
        """Return numbers of 1 and -1."""
        return self._keep(self.form(self._random.choice([-1.0, 1.0], shape)))

    def flags(self, n: int) -> Any:
        return self._keep(self.form(self._random.random(n) < 0.5))

    def counts(self, m: int, below: int) -> Any:
        return self._keep(self.form(self._random.integers(0, below, m)))

    def vectors(self, *lengths: int) -> Vectors:
        return Vectors(self.numbers(sum(lengths)), list(lengths))

    def unchanged(self) -> bool:
        return all(array.tobytes() == before for array, before in self._made)

    def shape(self, n: int) -> tuple[int, ...]:
        """Return a shape of n numbers."""
        return (n,)

    def dense_layer(self, n: int, u: int, activation: str = "tanh") -> DenseLayer:
        return DenseLayer(u, activation, self.numbers(n, u), self.numbers(u))

    def normalization_layer(
        self, n: int, invert: bool = False, shape: tuple[int, ...] | None = None
    ) -> NormalizationLayer:
        shape = self.shape(n) if shape is None else shape
        return NormalizationLayer(self.numbers(n), self.numbers(n), invert, shape)

    def batch_normalization_layer(self, c: int, m: int | None = None) -> BatchNormalizationLayer:
        """Return a layer of [2][c]; m: in training, with a mask of so many examples."""
        gamma, beta, mean, variance = (self.numbers(c) for _ in range(4))
        layer = BatchNormalizationLayer(gamma, beta, mean, variance, 0.75, 0.01, (2, c))
        if m is None:
            return layer
        return layer._replace(mask=[[True, i % 2 == 0] for i in range(m)], training=True)

    def conv2d_layer(self, c: int) -> Conv2DLayer:
        """Return a convolution from [2][2][c] to [2][2][3]."""
        kernel, bias = self.numbers(2, 2, c, 3), self.numbers(3)
        return Conv2DLayer(3, (2, 2), (1, 1), "same", "tanh", kernel, bias, None, (2, 2, c))

    def conv1d_layer(self, c: int) -> Conv1DLayer:
        """Return a convolution from [3][c] to [2][3]."""
        kernel, bias = self.numbers(2, c, 3), self.numbers(3)
        return Conv1DLayer(3, (2,), (1,), "valid", "tanh", kernel, bias, (3, c))

    def time_distributed_layer(self, n: int) -> TimeDistributedLayer:
        """Return a layer from [2][n] to [2][3]."""
        return TimeDistributedLayer(3, "tanh", self.numbers(n, 3), self.numbers(3), (2, n))

    def embedding_layer(self, u: int) -> EmbeddingLayer:
        """Return a layer from 3 numbers below 4 to [3][u]."""
        return EmbeddingLayer(4, u, self.numbers(4, u), True, (3,))

    def weights(self, n: int, columns: int) -> tuple[Any, Any, Any]:
        """Return kernel, recurrent kernel and bias for n features and 2 units."""
        return self.numbers(n, columns), self.numbers(2, columns), self.numbers(columns)

    def of_batch(self, m: int | None, kept: int, drawn: int) -> tuple[Any, Any, Any]:
        """Return no mask, a state and factors of m examples; None: nothing of a batch."""
        if m is None:
            return None, None, None
        return None, self.numbers(m, kept), self.numbers(m, drawn)

    def dropout_layer(self, n: int, m: int | None = None) -> DropoutLayer:
        """Return a layer of n numbers, with factors for m examples."""
        return DropoutLayer(0.25, self.shape(n), self.of_batch(m, 0, n)[2])

    def simple_rnn_layer(self, n: int, m: int | None = None) -> SimpleRNNLayer:
        """Return a layer from [3][n] to [3][2], for a batch of m examples."""
        parts = *self.weights(n, 2), True, True, 0.25, 0.5, True, (3, n)
        return SimpleRNNLayer(2, "tanh", *parts, *self.of_batch(m, 2, n + 2))

    def lstm_layer(self, n: int, m: int | None = None) -> LSTMLayer:
        """Return a layer from [3][n] to [3][2], for a batch of m examples."""
        parts = *self.weights(n, 8), True, False, 0.0, 0.5, True, (3, n)
        return LSTMLayer(2, "tanh", "sigmoid", *parts, *self.of_batch(m, 4, n + 2))

    def gru_layer(self, n: int, m: int | None = None) -> GRULayer:
        """Return a layer from [3][n] to [2], for a batch of m examples."""
        weights = self.numbers(n, 6), self.numbers(2, 6), self.numbers(2, 6)
        parts = *weights, False, False, 0.5, 0.25, True, (3, n)
        return GRULayer(2, "tanh", "sigmoid", *parts, *self.of_batch(m, 2, n + 2))

    def reset_before_layer(self, n: int, m: int | None = None) -> GRULayer:
        """Return a layer from [3][n] to [2] with one bias, for a batch of m examples."""
        layer = self.gru_layer(n, m)
        return layer._replace(bias=self.numbers(6), reset_after=False)

    def bidirectional_layer(self, n: int, m: int | None = None) -> BidirectionalLayer:
        """Return a layer from [3][n] to [3][4], for a batch of m examples."""
        parts = *self.weights(n, 8), *self.weights(n, 8), True, 0.25, 0.5, True, (3, n)
        batch = self.of_batch(m, 8, 2 * (n + 2))
        return BidirectionalLayer("lstm", 2, "tanh", "sigmoid", *parts, *batch)

    def lstm_step(self) -> LSTMStep:
        return LSTMStep(*(self.numbers(2) for _ in LSTMStep._fields))

    def gru_step(self) -> GRUStep:
        return GRUStep(*(self.numbers(2) for _ in GRUStep._fields))

    def reset_before_step(self) -> ResetBeforeStep:
        return ResetBeforeStep(*(self.numbers(2) for _ in ResetBeforeStep._fields))

    def forward(self, m: int, n: int) -> core.Forward:
        return core.Forward(self.numbers(m, n), self.numbers(m, n), None, None)

    def words(self, m: int) -> Any:
        """Return 3 numbers below 4 for each of m examples."""
        return self._keep(self.form(self._random.integers(0, 4, (m, 3)).astype(float)))

    def example(self, n: int, kept: int = 2) -> Example:
        """Return 3 steps, of which one is left out, a state, and factors for 2 units."""
        steps = [self.numbers(n), None, self.numbers(n)]
        return Example(steps, self.numbers(kept), self.numbers(n + 2))

    def layers(self, n: int) -> list[Any]:
        """Return ``depth`` layers of all kinds, of n inputs and n outputs."""
        makes: list[Callable[[], Any]] = [
            lambda: self.dense_layer(n, n),
            lambda: DropoutLayer(0.25, (n,)),
            lambda: FlattenLayer((n,)),
            lambda: self.normalization_layer(n, shape=(n,)),
            lambda: self.dense_layer(n, n, "sigmoid"),
        ]
        hidden = [makes[i % len(makes)]() for i in range(self.depth - 1)]
        return [*hidden, self.dense_layer(n, n, "linear")]

    def state(self, *lengths: int) -> OptimizerState:
        return OptimizerState(self.vectors(*lengths), self.vectors(*lengths), 0.9, 0.99)

    def state_of(self, layers: list[Any]) -> OptimizerState:
        sizes = [
            [*[layer.units] * len(layer.kernel), layer.units]
            for layer in layers
            if layer.kind == "dense"
        ]
        return self.state(*(size for part in sizes for size in part))

    def training(self, n: int) -> tuple[list[Any], OptimizerState, Training]:
        layers = self.layers(n)
        return layers, self.state_of(layers), Training("mse", ADAM, 1000)


class OverlappingArrays(Arrays):
    """All arrays are parts of one, and so are the rows of each; neighbours share most numbers."""

    def __init__(self, m: int, n: int) -> None:
        super().__init__()
        self._all = self._keep(self._random.random(200 + (m + n) * 4 + n * n))
        self._start = 0

    def numbers(self, *shape: int) -> Any:
        self._start += 1
        part = self._all[self._start :]
        if len(shape) == 1:
            return part[: shape[0]]
        rows = np.lib.stride_tricks.sliding_window_view(part, shape[-1])
        if len(shape) == 2:
            return rows[: shape[0]]
        return np.lib.stride_tricks.as_strided(rows, shape, (8,) * len(shape))


def network_arguments(arrays: Arrays, m: int, n: int) -> tuple[Any, ...]:
    layers = arrays.layers(n)
    forward = [core.Forward(arrays.numbers(m, n), arrays.numbers(m, n), None, None) for _ in layers]
    return arrays.numbers(m, n), arrays.numbers(m, n), layers, forward, "mse", arrays.numbers(m)


SOURCES = [None, [0, -1]]
PENALTY = Regularizer(0.25, 0.5)
PENALTIES = Regularizers(kernel=PENALTY, bias=Regularizer(0.5), activity=PENALTY)


def few(m: int) -> int:
    """Return m, or the most thresholds less two."""
    return min(m, MOST_THRESHOLDS - 2)


def regularized(arrays: Arrays, n: int) -> tuple[Any, ...]:
    """Return a dense layer with a penalty for its kernel and one for its bias."""
    return [arrays.dense_layer(n, n)], [PENALTIES]


CALLS: dict[str, Callable[[Arrays, int, int], tuple[Any, ...]]] = {
    # elementary
    "round_to_integer": lambda arrays, m, n: (float(m) + 0.5,),
    "power_of_two": lambda arrays, m, n: (n,),
    "mantissa_and_exponent": lambda arrays, m, n: (float(m) + 0.25,),
    "exponent_and_rest": lambda arrays, m, n: (m % 700 + 0.25,),
    "scaled": lambda arrays, m, n: (m + 0.25, float(n)),
    "exp": lambda arrays, m, n: (arrays.numbers(m),),
    "expm1": lambda arrays, m, n: (arrays.numbers(m),),
    "log": lambda arrays, m, n: (arrays.numbers(m),),
    "log1p": lambda arrays, m, n: (arrays.numbers(m),),
    "tanh": lambda arrays, m, n: (arrays.numbers(m),),
    "sigmoid": lambda arrays, m, n: (arrays.numbers(m),),
    "erf": lambda arrays, m, n: (arrays.numbers(m),),
    "elementary": lambda arrays, m, n: ("sigmoid", arrays.numbers(m)),
    # random
    "seeded": lambda arrays, m, n: (m,),
    "twist": lambda arrays, m, n: (Seeded(m),),
    "next_word": lambda arrays, m, n: (Seeded(m),),
    "next_double": lambda arrays, m, n: (Seeded(m),),
    "next_normals": lambda arrays, m, n: (Seeded(m),),
    "next_integer": lambda arrays, m, n: (Seeded(m), n),
    "permutation": lambda arrays, m, n: (m, Seeded(n)),
    "random": lambda arrays, m, n: (n, m, "normal"),
    # further_initializers
    "uniform_weights": lambda arrays, m, n: (m * n, -0.5, 1.5, Seeded(3)),
    "normal_weights": lambda arrays, m, n: (m * n, 0.5, 1.5, Seeded(3)),
    "truncated_weights": lambda arrays, m, n: (m * n, 0.5, 1.5, Seeded(3)),
    "scaled_weights": lambda arrays, m, n: (m * n, Initializer("he_normal"), m, n, Seeded(3)),
    "identity_weights": lambda arrays, m, n: (m, n, 0.5),
    "further_weights": lambda arrays, m, n: (Initializer("lecun_uniform"), m, n, Seeded(3), 2),
    # initializers
    "initial_kernel": lambda arrays, m, n: ("uniform", m, n, Seeded(3), 2),
    "remove_part": lambda arrays, m, n: (Changed(arrays.numbers(m)), arrays.numbers(m)),
    "normalized": lambda arrays, m, n: (arrays.numbers(m),),
    "orthogonal_kernel": lambda arrays, m, n: (min(m, 9), n, Seeded(3)),
    "initial_kernels": lambda arrays, m, n: ("glorot_uniform", [m, n, 3], 3, [2, 1]),
    # button_press
    "weighted_sum": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m), 0.5),
    "output_error": lambda arrays, m, n: (1.0, 0.25),
    "add_rule": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m), 0.5),
    "widrow_hoff_rule": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m), 0.5, 0.25),
    "button_press": lambda arrays, m, n: (
        *(arrays.numbers(m), arrays.numbers(m), 1.0, 1e-8, 3, "widrow_hoff"),
    ),
    # rabbit
    "blinks": lambda arrays, m, n: (0.5, 0.5),
    "reinforce": lambda arrays, m, n: (
        *(arrays.numbers(m), arrays.numbers(m), arrays.flags(m), 0.5),
    ),
    "rabbit": lambda arrays, m, n: (
        *(arrays.numbers(n), arrays.flags(n), 0.5, 0.25, arrays.numbers(m, n)),
    ),
    # hebb
    "hebb_rule": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m), 0.5),
    "oja_rule": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m), 0.5, 0.25),
    "hebb": lambda arrays, m, n: (arrays.numbers(m, n), arrays.numbers(n), 0.01, "oja"),
    # hopfield: m patterns of n units
    "correlations": lambda arrays, m, n: (arrays.numbers(m, n),),
    "updated_unit": lambda arrays, m, n: (arrays.numbers(n, n), arrays.numbers(n), n - 1),
    "asynchronous_sweep": lambda arrays, m, n: (
        *(arrays.numbers(n, n), arrays.numbers(n), arrays.counts(m, max(n, 1))),
    ),
    "synchronous_sweep": lambda arrays, m, n: (arrays.numbers(n, n), arrays.numbers(n)),
    "energy": lambda arrays, m, n: (arrays.numbers(n, n), arrays.numbers(n)),
    "hopfield": lambda arrays, m, n: (
        *(arrays.signs(m, n), arrays.signs(n), "asynchronous", 5, 3),
    ),
    # neuron
    "neuron_outputs": lambda arrays, m, n: (arrays.numbers(m, n), arrays.numbers(n), 0.5, 2.0),
    "neuron_errors": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m)),
    "neuron_deltas": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m), 2.0),
    "neuron_adjustment": lambda arrays, m, n: (arrays.numbers(m, n), arrays.numbers(m)),
    "bias_adjustment": lambda arrays, m, n: (arrays.numbers(m),),
    "gradient_step": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m), 0.5),
    "neuron": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m), arrays.numbers(n), 0.5, 1.0, 1e-7, 2),
        arrays.counts(1, 1) + 1,
    ),
    # two_layer
    "layer_outputs": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(n, n + 1), arrays.numbers(n + 1)),
    ),
    "squared_loss": lambda arrays, m, n: (arrays.numbers(m, n), arrays.numbers(m, n)),
    "output_deltas": lambda arrays, m, n: (arrays.numbers(m, n), arrays.numbers(m, n)),
    "hidden_deltas": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(3, n), arrays.numbers(m, 3)),
    ),
    "weight_adjustments": lambda arrays, m, n: (arrays.numbers(m, n), arrays.numbers(m, 3)),
    "bias_adjustments": lambda arrays, m, n: (arrays.numbers(m, n),),
    "gradient_step_rows": lambda arrays, m, n: (arrays.numbers(m, n), arrays.numbers(m, n), 0.5),
    "two_layer": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m, 2), arrays.numbers(n, 3), arrays.numbers(3, 2)),
        *(arrays.numbers(3), arrays.numbers(2), 1e-7, 2, arrays.counts(1, 1) + 1),
    ),
    # activations
    "relu": lambda arrays, m, n: (0.5 - n,),
    "argmax": lambda arrays, m, n: (arrays.numbers(m),),
    "softmax_power": lambda arrays, m, n: (0.25, 1.0),
    "softmax": lambda arrays, m, n: (arrays.numbers(m),),
    "log_softmax": lambda arrays, m, n: (arrays.numbers(m),),
    "activate": lambda arrays, m, n: ("softmax", arrays.numbers(m)),
    "activation_backward": lambda arrays, m, n: ("tanh", arrays.numbers(m), arrays.numbers(m)),
    "layer_deltas": lambda arrays, m, n: (
        *("gelu", arrays.numbers(m), arrays.numbers(m), arrays.numbers(m)),
    ),
    # further_activations
    "leaky_relu": lambda arrays, m, n: (0.5 - n, 0.25),
    "further_activation": lambda arrays, m, n: ("softplus", 0.5 - n),
    "leaky_relu_backward": lambda arrays, m, n: (0.5, 0.5 - n, 0.25),
    "backward_from_output": lambda arrays, m, n: ("selu", 0.5, 0.5 - n),
    "backward_from_preactivation": lambda arrays, m, n: ("silu", 0.5, 0.5 - n),
    # activation_layers
    "same_shapes": lambda arrays, m, n: (SoftmaxLayer((m, n)),),
    "activation_forward": lambda arrays, m, n: (
        *(arrays.numbers(m, n), ActivationLayer("gelu", arrays.shape(n))),
    ),
    "activation_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m, n), ActivationLayer("elu", arrays.shape(n))),
    ),
    "leaky_relu_forward": lambda arrays, m, n: (
        *(arrays.numbers(m, n), LeakyReLULayer(0.25, arrays.shape(n))),
    ),
    "leaky_relu_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m, n), LeakyReLULayer(0.25, arrays.shape(n))),
    ),
    "softmax_forward": lambda arrays, m, n: (*(arrays.numbers(m, 2 * n), SoftmaxLayer((2, n))),),
    "softmax_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 2 * n), arrays.numbers(m, 2 * n), SoftmaxLayer((2, n))),
    ),
    # dense
    "dense_shapes": lambda arrays, m, n: (arrays.dense_layer(n, 3),),
    "dense_parameters": lambda arrays, m, n: (arrays.dense_layer(m, n),),
    "dense_variables": lambda arrays, m, n: (arrays.dense_layer(m, n),),
    "dense_with_parameters": lambda arrays, m, n: (
        *(arrays.dense_layer(m, n), arrays.vectors(*[n] * m, n)),
    ),
    "dense_forward": lambda arrays, m, n: (arrays.numbers(m, n), arrays.dense_layer(n, 3)),
    "dense_parameter_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m, 3), arrays.dense_layer(n, 3)),
    ),
    "dense_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m, 3), arrays.dense_layer(n, 3)),
    ),
    # flatten
    "flatten_shapes": lambda arrays, m, n: (FlattenLayer((m, n)),),
    "flatten_forward": lambda arrays, m, n: (arrays.numbers(m, n), FlattenLayer((n, 1))),
    "flatten_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m, n), FlattenLayer((n, 1))),
    ),
    "reshape_shapes": lambda arrays, m, n: (ReshapeLayer((n, m), (m, n)),),
    "reshape_forward": lambda arrays, m, n: (arrays.numbers(m, n), ReshapeLayer((1, n), (n, 1))),
    "reshape_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m, n), ReshapeLayer((1, n), (n, 1))),
    ),
    # normalization
    "normalization_shapes": lambda arrays, m, n: (arrays.normalization_layer(m),),
    "deviations": lambda arrays, m, n: (arrays.normalization_layer(m),),
    "normalization_forward": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.normalization_layer(n)),
    ),
    "normalization_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m, n), arrays.normalization_layer(n, invert=True)),
    ),
    "moments": lambda arrays, m, n: (arrays.numbers(m, n),),
    "normalization": lambda arrays, m, n: (arrays.numbers(m, n),),
    # windows
    "windows_along": lambda arrays, m, n: (m, 2, n, "same"),
    "cells_along": lambda arrays, m, n: (m, 2, n, "same"),
    "window_cells": lambda arrays, m, n: (m, n, (2, 1), (1, 1), "same"),
    # conv: m examples with n channels
    "conv2d_shapes": lambda arrays, m, n: (arrays.conv2d_layer(n),),
    "kernel_rows": lambda arrays, m, n: (arrays.numbers(2, 3, m, n),),
    "nested_kernel": lambda arrays, m, n: (
        *(arrays.numbers(6 * m, n), arrays.conv2d_layer(2)._replace(kernel_size=(3, 2))),
    ),
    "conv2d_parameters": lambda arrays, m, n: (arrays.conv2d_layer(n),),
    "conv2d_variables": lambda arrays, m, n: (arrays.conv2d_layer(n),),
    "conv2d_with_parameters": lambda arrays, m, n: (
        *(arrays.conv2d_layer(n), arrays.vectors(*[3] * (4 * n + 1))),
    ),
    "patch_layer": lambda arrays, m, n: (arrays.conv2d_layer(n),),
    "layer_cells": lambda arrays, m, n: (arrays.conv2d_layer(n),),
    "image_patches": lambda arrays, m, n: (arrays.numbers(4 * n), arrays.conv2d_layer(n)),
    "cell_rows": lambda arrays, m, n: (arrays.numbers(m * n), n),
    "conv2d_forward": lambda arrays, m, n: (arrays.numbers(m, 4 * n), arrays.conv2d_layer(n)),
    "conv2d_parameter_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 4 * n), arrays.numbers(m, 12), arrays.conv2d_layer(n)),
    ),
    "conv2d_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 4 * n), arrays.numbers(m, 12), arrays.conv2d_layer(n)),
    ),
    "one_row": lambda arrays, m, n: (arrays.conv1d_layer(n),),
    "conv1d_shapes": lambda arrays, m, n: (arrays.conv1d_layer(n),),
    "conv1d_parameters": lambda arrays, m, n: (arrays.conv1d_layer(n),),
    "conv1d_variables": lambda arrays, m, n: (arrays.conv1d_layer(n),),
    "conv1d_with_parameters": lambda arrays, m, n: (
        *(arrays.conv1d_layer(n), arrays.vectors(*[3] * (2 * n + 1))),
    ),
    "conv1d_forward": lambda arrays, m, n: (arrays.numbers(m, 3 * n), arrays.conv1d_layer(n)),
    "conv1d_parameter_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 3 * n), arrays.numbers(m, 6), arrays.conv1d_layer(n)),
    ),
    "conv1d_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 3 * n), arrays.numbers(m, 6), arrays.conv1d_layer(n)),
    ),
    # pooling: m examples with n channels
    "pool_strides": lambda arrays, m, n: (MaxPooling2DLayer(input_shape=(4, 6, n)),),
    "pooling_shapes": lambda arrays, m, n: (MaxPooling2DLayer(input_shape=(4, 6, n)),),
    "pools": lambda arrays, m, n: (AveragePooling2DLayer((2, 3), None, "same", (3, 4, n)),),
    "largest_cell": lambda arrays, m, n: (
        *(arrays.numbers(m * n), arrays.counts(3, max(m, 1)), n - 1, n),
    ),
    "max_pooling2d_forward": lambda arrays, m, n: (
        *(arrays.numbers(m, 6 * n), MaxPooling2DLayer((2, 2), None, "same", (2, 3, n))),
    ),
    "max_pooling2d_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 6 * n), arrays.numbers(m, 2 * n)),
        MaxPooling2DLayer((2, 2), None, "same", (2, 3, n)),
    ),
    "average_pooling2d_forward": lambda arrays, m, n: (
        *(arrays.numbers(m, 6 * n), AveragePooling2DLayer((2, 2), None, "same", (2, 3, n))),
    ),
    "average_pooling2d_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 6 * n), arrays.numbers(m, 2 * n)),
        AveragePooling2DLayer((2, 2), None, "same", (2, 3, n)),
    ),
    "whole_image": lambda arrays, m, n: (GlobalAveragePooling2DLayer((2, m, n)),),
    "global_average_pooling2d_shapes": lambda arrays, m, n: (
        *(GlobalAveragePooling2DLayer((2, m, n)),),
    ),
    "global_average_pooling2d_forward": lambda arrays, m, n: (
        *(arrays.numbers(m, 2 * n), GlobalAveragePooling2DLayer((2, 1, n))),
    ),
    "global_average_pooling2d_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 2 * n), arrays.numbers(m, n)),
        GlobalAveragePooling2DLayer((2, 1, n)),
    ),
    # zero_padding: m examples with n channels
    "zero_padding2d_shapes": lambda arrays, m, n: (ZeroPadding2DLayer(input_shape=(2, m, n)),),
    "zero_padding2d_forward": lambda arrays, m, n: (
        *(arrays.numbers(m, 2 * n), ZeroPadding2DLayer((1, 0), (0, 2), (1, 2, n))),
    ),
    "zero_padding2d_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 2 * n), arrays.numbers(m, 8 * n)),
        ZeroPadding2DLayer((1, 0), (0, 2), (1, 2, n)),
    ),
    # batch_normalization
    "batch_normalization_shapes": lambda arrays, m, n: (arrays.batch_normalization_layer(n),),
    "batch_normalization_parameters": lambda arrays, m, n: (arrays.batch_normalization_layer(n),),
    "batch_normalization_variables": lambda arrays, m, n: (arrays.batch_normalization_layer(n),),
    "batch_normalization_with_parameters": lambda arrays, m, n: (
        *(arrays.batch_normalization_layer(n), arrays.vectors(n, n)),
    ),
    "batch_normalization_masked": lambda arrays, m, n: (
        *(arrays.batch_normalization_layer(n), None),
    ),
    "batch_normalization_drawn": lambda arrays, m, n: (
        *(arrays.batch_normalization_layer(n), m, Seeded(3)),
    ),
    "batch_normalization_forward": lambda arrays, m, n: (
        *(arrays.numbers(m, 2 * n), arrays.batch_normalization_layer(n, m)),
    ),
    "batch_normalization_parameter_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 2 * n), arrays.numbers(m, 2 * n)),
        arrays.batch_normalization_layer(n, m),
    ),
    "batch_normalization_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 2 * n), arrays.numbers(m, 2 * n)),
        arrays.batch_normalization_layer(n, m),
    ),
    "batch_normalization_final_states": lambda arrays, m, n: (
        *(arrays.numbers(m, 2 * n), arrays.batch_normalization_layer(n, m)),
    ),
    "batch_normalization_with_states": lambda arrays, m, n: (
        *(arrays.batch_normalization_layer(n), [arrays.numbers(n), arrays.numbers(n)]),
    ),
    "batch_normalization_moving": lambda arrays, m, n: (arrays.batch_normalization_layer(n),),
    # dropout
    "dropout_shapes": lambda arrays, m, n: (arrays.dropout_layer(n),),
    "random_factors": lambda arrays, m, n: (m, 0.25, Seeded(n)),
    "dropout_drawn": lambda arrays, m, n: (arrays.dropout_layer(n), m, Seeded(3)),
    "times_factors": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m)),
    "dropout_forward": lambda arrays, m, n: (arrays.numbers(m, n), arrays.dropout_layer(n, m)),
    "dropout_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m, n), arrays.dropout_layer(n, m)),
    ),
    # sequences
    "joined": lambda arrays, m, n: (arrays.numbers(m, n),),
    "masking_shapes": lambda arrays, m, n: (MaskingLayer(0.0, (m, n)),),
    "masking_mask": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 2 * n),
            MaskingLayer(0.5, (2, n)),
            None,
        ),
    ),
    "masking_forward": lambda arrays, m, n: (
        arrays.numbers(m, 2 * n),
        MaskingLayer(0.5, (2, n)),
    ),
    "masking_input_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 2 * n),
            arrays.numbers(m, 2 * n),
            MaskingLayer(0.5, (2, n)),
        ),
    ),
    "masked_steps": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 2 * n),
            arrays.numbers(m, 2 * n),
            MaskingLayer(0.5, (2, n)),
        ),
    ),
    "part_shapes": lambda arrays, m, n: (PartLayer(1, (n,), (n + 2,)),),
    "part_forward": lambda arrays, m, n: (
        arrays.numbers(m, n + 2),
        PartLayer(1, (n,), (n + 2,)),
    ),
    "part_input_gradients": lambda arrays, m, n: (
        arrays.numbers(m, n + 2),
        arrays.numbers(m, n),
        PartLayer(1, (n,), (n + 2,)),
    ),
    "state_size": lambda arrays, m, n: (arrays.lstm_layer(n),),
    "returned_shape": lambda arrays, m, n: ((3, 2), arrays.gru_layer(n)),
    "with_state": lambda arrays, m, n: (
        *(arrays.numbers(2), arrays.numbers(2)),
        arrays.gru_layer(n)._replace(return_state=True),
    ),
    "split_delta": lambda arrays, m, n: (
        arrays.numbers(6),
        arrays.lstm_layer(n)._replace(return_state=True, return_sequences=False),
    ),
    "repeat_vector_shapes": lambda arrays, m, n: (RepeatVectorLayer(m, (n,)),),
    "repeat_vector_forward": lambda arrays, m, n: (
        *(
            arrays.numbers(m, n),
            RepeatVectorLayer(3, (n,)),
        ),
    ),
    "repeat_vector_input_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, n),
            arrays.numbers(m, 3 * n),
            RepeatVectorLayer(3, (n,)),
        ),
    ),
    "time_distributed_shapes": lambda arrays, m, n: (arrays.time_distributed_layer(n),),
    "each_step_layer": lambda arrays, m, n: (arrays.time_distributed_layer(n),),
    "time_distributed_parameters": lambda arrays, m, n: (arrays.time_distributed_layer(n),),
    "time_distributed_variables": lambda arrays, m, n: (arrays.time_distributed_layer(n),),
    "time_distributed_with_parameters": lambda arrays, m, n: (
        *(
            arrays.time_distributed_layer(n),
            arrays.vectors(*[3] * n, 3),
        ),
    ),
    "time_distributed_forward": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 2 * n),
            arrays.time_distributed_layer(n),
        ),
    ),
    "time_distributed_parameter_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 2 * n),
            arrays.numbers(m, 6),
            arrays.time_distributed_layer(n),
        ),
    ),
    "time_distributed_input_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 2 * n),
            arrays.numbers(m, 6),
            arrays.time_distributed_layer(n),
        ),
    ),
    # embedding
    "embedding_shapes": lambda arrays, m, n: (arrays.embedding_layer(n),),
    "embedding_parameters": lambda arrays, m, n: (arrays.embedding_layer(n),),
    "embedding_variables": lambda arrays, m, n: (arrays.embedding_layer(n),),
    "embedding_with_parameters": lambda arrays, m, n: (
        *(
            arrays.embedding_layer(n),
            arrays.vectors(*[n] * 4),
        ),
    ),
    "embedding_mask": lambda arrays, m, n: (
        arrays.words(m),
        arrays.embedding_layer(n),
        None,
    ),
    "embedding_forward": lambda arrays, m, n: (
        arrays.words(m),
        arrays.embedding_layer(n),
    ),
    "embedding_parameter_gradients": lambda arrays, m, n: (
        *(
            arrays.words(m),
            arrays.numbers(m, 3 * n),
            arrays.embedding_layer(n),
        ),
    ),
    "embedding_input_gradients": lambda arrays, m, n: (
        *(
            arrays.words(m),
            arrays.numbers(m, 3 * n),
            arrays.embedding_layer(n),
        ),
    ),
    # recurrent: m examples of 3 steps with n features, 2 units
    "recurrent_shapes": lambda arrays, m, n: (arrays.lstm_layer(n),),
    "recurrent_parameters": lambda arrays, m, n: (arrays.lstm_layer(n),),
    "recurrent_variables": lambda arrays, m, n: (arrays.lstm_layer(n),),
    "recurrent_with_parameters": lambda arrays, m, n: (
        *(
            arrays.lstm_layer(n),
            arrays.vectors(*[8] * (n + 3)),
        ),
    ),
    "recurrent_masked": lambda arrays, m, n: (
        arrays.lstm_layer(n),
        None,
    ),
    "recurrent_mask": lambda arrays, m, n: (
        None,
        arrays.lstm_layer(n),
        [[True, False, True]],
    ),
    "recurrent_drawn": lambda arrays, m, n: (arrays.lstm_layer(n), m, Seeded(3)),
    "examples_of": lambda arrays, m, n: (
        *(arrays.numbers(m, 3 * max(n, 1)), arrays.simple_rnn_layer(max(n, 1), m), 2),
    ),
    "seen_row": lambda arrays, m, n: (arrays.numbers(n), arrays.numbers(2), arrays.example(n)),
    "output_row": lambda arrays, m, n: (
        arrays.numbers(3, 2),
        arrays.gru_layer(n),
    ),
    "output_gradient_rows": lambda arrays, m, n: (
        arrays.numbers(2),
        arrays.gru_layer(n),
    ),
    "input_gradient_row": lambda arrays, m, n: (
        arrays.numbers(3, n),
        arrays.simple_rnn_layer(n),
    ),
    "step_layer": lambda arrays, m, n: (arrays.lstm_layer(n),),
    "simple_rnn_states": lambda arrays, m, n: (
        arrays.example(n),
        arrays.simple_rnn_layer(n),
    ),
    "simple_rnn_forward": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 3 * n),
            arrays.simple_rnn_layer(n, m),
        ),
    ),
    "simple_rnn_final_states": lambda arrays, m, n: (
        *(arrays.numbers(m, 3 * n), arrays.simple_rnn_layer(n, m)),
    ),
    "simple_rnn_backward": lambda arrays, m, n: (
        *(
            arrays.example(n),
            arrays.numbers(6),
            arrays.simple_rnn_layer(n),
        ),
    ),
    "gradients_through_time": lambda arrays, m, n: (
        *(arrays.numbers(2, 3 * max(n, 1)), arrays.numbers(2, 6), arrays.lstm_layer(max(n, 1), 2)),
        *(4, Namesake("lstm_backward")),
    ),
    "simple_rnn_parameter_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 3 * n),
            arrays.numbers(m, 6),
            arrays.simple_rnn_layer(n, m),
        ),
    ),
    "simple_rnn_input_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 3 * n),
            arrays.numbers(m, 6),
            arrays.simple_rnn_layer(n, m),
        ),
    ),
    # lstm
    "gate_columns": lambda arrays, m, n: (
        arrays.numbers(8),
        2,
        2,
    ),
    "lstm_step": lambda arrays, m, n: (
        *(
            arrays.numbers(n + 2),
            arrays.numbers(2),
            arrays.dense_layer(n + 2, 8),
            arrays.lstm_layer(n),
        ),
    ),
    "lstm_steps": lambda arrays, m, n: (
        arrays.example(n, 4),
        arrays.lstm_layer(n),
    ),
    "lstm_forward": lambda arrays, m, n: (
        arrays.numbers(m, 3 * n),
        arrays.lstm_layer(n, m),
    ),
    "lstm_final_states": lambda arrays, m, n: (
        *(arrays.numbers(m, 3 * n), arrays.lstm_layer(n, m)),
    ),
    "lstm_cell_gradient": lambda arrays, m, n: (
        *(
            arrays.numbers(2),
            arrays.numbers(2),
            arrays.lstm_step(),
            arrays.lstm_layer(n),
        ),
    ),
    "lstm_step_deltas": lambda arrays, m, n: (
        *(
            arrays.numbers(2),
            arrays.numbers(2),
            arrays.lstm_step(),
            arrays.lstm_step(),
            arrays.lstm_layer(n),
        ),
    ),
    "lstm_backward": lambda arrays, m, n: (
        *(
            arrays.example(n, 4),
            arrays.numbers(6),
            arrays.lstm_layer(n),
        ),
    ),
    "lstm_parameter_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 3 * n),
            arrays.numbers(m, 6),
            arrays.lstm_layer(n, m),
        ),
    ),
    "lstm_input_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 3 * n),
            arrays.numbers(m, 6),
            arrays.lstm_layer(n, m),
        ),
    ),
    # gru
    "gru_parameters": lambda arrays, m, n: (arrays.gru_layer(n),),
    "gru_variables": lambda arrays, m, n: (arrays.gru_layer(n),),
    "gru_with_parameters": lambda arrays, m, n: (
        *(
            arrays.gru_layer(n),
            arrays.vectors(*[6] * (n + 4)),
        ),
    ),
    "feature_layer": lambda arrays, m, n: (arrays.gru_layer(n),),
    "recurrent_layer": lambda arrays, m, n: (arrays.gru_layer(n),),
    "gru_step": lambda arrays, m, n: (
        arrays.numbers(n + 2),
        arrays.dense_layer(n, 6),
        arrays.dense_layer(2, 6),
        arrays.gru_layer(n),
    ),
    "gru_steps": lambda arrays, m, n: (
        arrays.example(n),
        arrays.gru_layer(n),
    ),
    "gru_forward": lambda arrays, m, n: (
        arrays.numbers(m, 3 * n),
        arrays.gru_layer(n, m),
    ),
    "gru_final_states": lambda arrays, m, n: (*(arrays.numbers(m, 3 * n), arrays.gru_layer(n, m)),),
    "gru_step_deltas": lambda arrays, m, n: (
        *(
            arrays.numbers(2),
            arrays.gru_step(),
            arrays.numbers(2),
            arrays.gru_layer(n),
        ),
    ),
    "gru_backward": lambda arrays, m, n: (
        arrays.example(n),
        arrays.numbers(2),
        arrays.gru_layer(n),
    ),
    "gru_parameter_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 3 * n),
            arrays.numbers(m, 2),
            arrays.gru_layer(n, m),
        ),
    ),
    "gru_input_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 3 * n),
            arrays.numbers(m, 2),
            arrays.gru_layer(n, m),
        ),
    ),
    # gru_reset_before
    "reset_before_step": lambda arrays, m, n: (
        arrays.numbers(n + 2),
        arrays.dense_layer(n, 6),
        arrays.dense_layer(2, 4),
        arrays.dense_layer(2, 2),
        arrays.reset_before_layer(n),
    ),
    "reset_before_steps": lambda arrays, m, n: (arrays.example(n), arrays.reset_before_layer(n)),
    "reset_before_forward": lambda arrays, m, n: (
        arrays.numbers(m, 3 * n),
        arrays.reset_before_layer(n, m),
    ),
    "reset_before_final_states": lambda arrays, m, n: (
        arrays.numbers(m, 3 * n),
        arrays.reset_before_layer(n, m),
    ),
    "reset_before_step_deltas": lambda arrays, m, n: (
        arrays.numbers(2),
        arrays.reset_before_step(),
        arrays.numbers(2),
        arrays.dense_layer(2, 2),
        arrays.reset_before_layer(n),
    ),
    "reset_before_backward": lambda arrays, m, n: (
        arrays.example(n),
        arrays.numbers(2),
        arrays.reset_before_layer(n),
    ),
    "reset_before_parameter_gradients": lambda arrays, m, n: (
        arrays.numbers(m, 3 * n),
        arrays.numbers(m, 2),
        arrays.reset_before_layer(n, m),
    ),
    "reset_before_input_gradients": lambda arrays, m, n: (
        arrays.numbers(m, 3 * n),
        arrays.numbers(m, 2),
        arrays.reset_before_layer(n, m),
    ),
    # merge_modes
    "merged_units": lambda arrays, m, n: (n, "sum"),
    "merged_step": lambda arrays, m, n: (arrays.numbers(n), arrays.numbers(n), "mul"),
    "merged_step_gradients": lambda arrays, m, n: (
        *(arrays.numbers(n), arrays.numbers(n), arrays.numbers(n), "mul"),
    ),
    "merged_outputs": lambda arrays, m, n: (*(arrays.numbers(m, 6 * max(n, 1)), max(n, 1), "ave"),),
    "merged_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 3 * max(n, 1)), arrays.numbers(m, 6 * max(n, 1))),
        *(max(n, 1), "mul"),
    ),
    # bidirectional
    "bidirectional_shapes": lambda arrays, m, n: (arrays.bidirectional_layer(n),),
    "forward_layer": lambda arrays, m, n: (arrays.bidirectional_layer(n),),
    "backward_layer": lambda arrays, m, n: (arrays.bidirectional_layer(n),),
    "directed_layer": lambda arrays, m, n: (
        *(
            arrays.bidirectional_layer(n),
            arrays.weights(n, 8),
            1,
        ),
    ),
    "half_of": lambda arrays, m, n: (arrays.numbers(m, 2 * n), 1),
    "bidirectional_drawn": lambda arrays, m, n: (arrays.bidirectional_layer(n), m, Seeded(3)),
    "bidirectional_parameters": lambda arrays, m, n: (arrays.bidirectional_layer(n),),
    "bidirectional_variables": lambda arrays, m, n: (arrays.bidirectional_layer(n),),
    "bidirectional_with_parameters": lambda arrays, m, n: (
        *(
            arrays.bidirectional_layer(n),
            arrays.vectors(*[8] * (2 * n + 6)),
        ),
    ),
    "bidirectional_mask": lambda arrays, m, n: (
        *(
            None,
            arrays.bidirectional_layer(n),
            [[True, False, True]],
        ),
    ),
    "direction_rows": lambda arrays, m, n: (
        *(
            arrays.numbers(2, 12),
            1,
            arrays.bidirectional_layer(n),
        ),
    ),
    "bidirectional_forward": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 3 * n),
            arrays.bidirectional_layer(n, m),
        ),
    ),
    "bidirectional_parameter_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 3 * n),
            arrays.numbers(m, 12),
            arrays.bidirectional_layer(n, m),
        ),
    ),
    "bidirectional_input_gradients": lambda arrays, m, n: (
        *(
            arrays.numbers(m, 3 * n),
            arrays.numbers(m, 12),
            arrays.bidirectional_layer(n, m),
        ),
    ),
    "bidirectional_final_states": lambda arrays, m, n: (
        *(arrays.numbers(m, 3 * n), arrays.bidirectional_layer(n, m)),
    ),
    # kinds
    "own_activation": lambda arrays, m, n: (arrays.dense_layer(m, n),),
    "no_activation": lambda arrays, m, n: (arrays.lstm_layer(n),),
    "output_activation": lambda arrays, m, n: (arrays.lstm_layer(n),),
    "no_mask": lambda arrays, m, n: (
        None,
        FlattenLayer((m, n)),
        [[True]],
    ),
    "same_mask": lambda arrays, m, n: (
        None,
        FlattenLayer((m, n)),
        [[True]],
    ),
    "any_mask": lambda arrays, m, n: (
        FlattenLayer((m, n)),
        [[True]],
    ),
    "bidirectional_kind": lambda arrays, m, n: ("lstm",),
    # network
    "no_parameters": lambda arrays, m, n: (FlattenLayer((m, n)),),
    "no_variables": lambda arrays, m, n: (FlattenLayer((m, n)),),
    "same_layer": lambda arrays, m, n: (FlattenLayer((m, n)), arrays.vectors()),
    "no_parameter_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m, n), FlattenLayer((n,))),
    ),
    "network_parameters": lambda arrays, m, n: (arrays.layers(n),),
    "network_variables": lambda arrays, m, n: (arrays.layers(n),),
    "with_parameters": lambda arrays, m, n: (
        *((layers := arrays.layers(n)), arrays.state_of(layers).momentums),
    ),
    "drawn_layers": lambda arrays, m, n: (
        *([arrays.dropout_layer(n), arrays.lstm_layer(n)], m, Seeded(3)),
    ),
    "with_states": lambda arrays, m, n: (
        [arrays.dropout_layer(n), arrays.lstm_layer(n)],
        [
            core.Forward(arrays.numbers(m, 4), arrays.numbers(m, 4), None, each)
            for each in (None, arrays.numbers(m, 4))
        ],
    ),
    "without_states": lambda arrays, m, n: (
        *([arrays.dropout_layer(n), arrays.lstm_layer(n, m)],),
    ),
    "watched_vectors": lambda arrays, m, n: (
        *([arrays.dropout_layer(n), arrays.batch_normalization_layer(n)],),
    ),
    "network_forward": lambda arrays, m, n: (arrays.numbers(m, n), arrays.layers(n)),
    "network_outputs": lambda arrays, m, n: (arrays.numbers(m, n), arrays.layers(n)),
    "outputs_in_batches": lambda arrays, m, n: (
        *(arrays.numbers(m, 3 * n), [arrays.lstm_layer(n)], max(m, 1)),
    ),
    "network_gradients": network_arguments,
    # graphs
    "source_sizes": lambda arrays, m, n: (ConcatenateLayer(((m, n), (m, 2))),),
    "split_row": lambda arrays, m, n: (arrays.numbers(m + n), [m, n]),
    "features_of": lambda arrays, m, n: (ConcatenateLayer(((m, n), (m, 2))),),
    "add_shapes": lambda arrays, m, n: (AddLayer(((m, n), (m, n))),),
    "add_forward": lambda arrays, m, n: (arrays.numbers(m, 2 * n), AddLayer(((n,), (n,)))),
    "add_input_gradients": lambda arrays, m, n: (
        *(arrays.numbers(m, 2 * n), arrays.numbers(m, n), AddLayer(((n,), (n,)))),
    ),
    "concatenate_shapes": lambda arrays, m, n: (ConcatenateLayer(((m, n), (m, 2))),),
    "concatenate_forward": lambda arrays, m, n: (
        *(arrays.numbers(m, 3 * n + 3), ConcatenateLayer(((3, n), (3, 1)))),
    ),
    "concatenate_input_gradients": lambda arrays, m, n: (
        arrays.numbers(m, 3 * n + 3),
        arrays.numbers(m, 3 * n + 3),
        ConcatenateLayer(((3, n), (3, 1))),
    ),
    "layer_sources": lambda arrays, m, n: (1, SOURCES),
    "source_rows": lambda arrays, m, n: (
        *(1, arrays.numbers(m, n), [arrays.forward(m, n)], SOURCES),
    ),
    "layer_inputs": lambda arrays, m, n: (
        *(1, arrays.numbers(m, n), [arrays.forward(m, n)], SOURCES),
    ),
    "layer_mask": lambda arrays, m, n: (1, [arrays.forward(m, n)], SOURCES),
    "sees_layers": lambda arrays, m, n: (1, SOURCES),
    "add_gradients": lambda arrays, m, n: (
        [arrays.numbers(max(m, 1), n), None],
        1,
        arrays.numbers(max(m, 1), 2 * n),
        arrays.numbers(max(m, 1), n),
        [arrays.forward(max(m, 1), n)],
        SOURCES,
    ),
    "plus": lambda arrays, m, n: (arrays.numbers(m, n), arrays.numbers(m, n)),
    # losses
    "one_hot": lambda arrays, m, n: (arrays.counts(m, max(n, 1)), n),
    "squared_error": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m)),
    "squared_error_gradient": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m)),
    "binary_crossentropy": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m)),
    "binary_crossentropy_gradient": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m)),
    "categorical_crossentropy": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m)),
    "categorical_crossentropy_gradient": lambda arrays, m, n: (
        *(arrays.numbers(m), arrays.numbers(m)),
    ),
    "example_loss": lambda arrays, m, n: (
        *("categorical_crossentropy", "softmax", *(arrays.numbers(m) for _ in range(3))),
    ),
    "loss_gradients": lambda arrays, m, n: (
        *("mse", "linear", arrays.numbers(m, n), arrays.numbers(m, n)),
    ),
    "loss_of_targets": lambda arrays, m, n: ("hinge", arrays.numbers(m, n)),
    "loss_targets": lambda arrays, m, n: (SMOOTHED, arrays.numbers(m)),
    "is_of_logits": lambda arrays, m, n: ("binary_crossentropy", "sigmoid"),
    "takes_logits": lambda arrays, m, n: (LOGITS,),
    "example_loss_gradient": lambda arrays, m, n: (
        *(LOGITS, "linear", arrays.numbers(m), arrays.numbers(m)),
    ),
    "reduce_loss": lambda arrays, m, n: ("mse", 0.5, m),
    # further_losses
    "sign": lambda arrays, m, n: (0.5 - n,),
    "clipped": lambda arrays, m, n: (0.5 - n, 1.0),
    "unless_clipped": lambda arrays, m, n: (0.5, 0.5 - n, 1.0),
    **{
        f"{name}{suffix}": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m))
        for name in OF_EXAMPLES
        for suffix in ("", "_gradient")
    },
    **{
        f"huber{suffix}": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m), 0.5)
        for suffix in ("", "_gradient")
    },
    **{
        f"further_loss{suffix}": lambda arrays, m, n: (
            *("log_cosh", arrays.numbers(m), arrays.numbers(m), 1.0),
        )
        for suffix in ("", "_gradient")
    },
    "sum_of_outputs": lambda arrays, m, n: (arrays.numbers(m),),
    "are_binary": lambda arrays, m, n: (arrays.numbers(m, n),),
    "signed_targets": lambda arrays, m, n: (arrays.numbers(m),),
    "smoothed_targets": lambda arrays, m, n: (arrays.numbers(m), 0.25, 0.125),
    # metrics
    "new_measure": lambda arrays, m, n: (AUC._replace(num_thresholds=few(m) + 2), n),
    "update_measure": lambda arrays, m, n: (
        Measure(Metric("binary_accuracy"), Changed(arrays.numbers(2))),  # type: ignore[arg-type]
        *(arrays.numbers(m, n), arrays.numbers(m, n)),
    ),
    "measured_value": lambda arrays, m, n: (
        Measure(
            AUC._replace(num_thresholds=few(m) + 2),
            Changed(arrays.numbers(2 * few(m) + 4)),  # type: ignore[arg-type]
        ),
    ),
    "metrics": lambda arrays, m, n: ("log_cosh", arrays.numbers(m, n), arrays.numbers(m, n)),
    # areas
    "last_threshold": lambda arrays, m, n: (0.7, few(m) + 2),
    "quotient": lambda arrays, m, n: (0.3, 0.7),
    "area": lambda arrays, m, n: ("ROC", "interpolation", arrays.numbers(2 * m + 4)),
    # tiny_numbers
    "flushed": lambda arrays, m, n: (-1e-281,),
    "square": lambda arrays, m, n: (-1e-141,),
    # further_optimizers
    "decayed": lambda arrays, m, n: (arrays.numbers(m), ADAMW),
    "adagrad_step": lambda arrays, m, n: (*(arrays.numbers(m) for _ in range(3)), ADAGRAD),
    "adadelta_step": lambda arrays, m, n: (*(arrays.numbers(m) for _ in range(4)), ADADELTA),
    "adamax_step": lambda arrays, m, n: (*(arrays.numbers(m) for _ in range(4)), 0.01, ADAM),
    "nadam_momentum": lambda arrays, m, n: (0.96, ADAM),
    "nadam_factors": lambda arrays, m, n: (0.9, 0.4, ADAM),
    "nadam_step": lambda arrays, m, n: (
        *(*(arrays.numbers(m) for _ in range(4)), 0.7, 0.6, 0.01, ADAM),
    ),
    # clipping
    "norm": lambda arrays, m, n: (arrays.vectors(m, n),),
    "clipped_by_norm": lambda arrays, m, n: (arrays.vectors(m, n), 0.7),
    "clipped_by_value": lambda arrays, m, n: (arrays.vectors(m, n), 0.3),
    "clipped_gradients": lambda arrays, m, n: (
        *(arrays.vectors(m, n), Variables([m, n]), Optimizer("sgd", 0.1, clipnorm=0.7)),
    ),
    # regularizers
    "penalty": lambda arrays, m, n: (PENALTY, arrays.vectors(m, n)),
    "penalty_gradient": lambda arrays, m, n: (PENALTY, 0.5 - n),
    "with_penalties": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m), PENALTY),
    "regularized_variables": lambda arrays, m, n: regularized(arrays, n),
    "network_penalty": lambda arrays, m, n: regularized(arrays, n),
    "penalized_gradients": lambda arrays, m, n: (
        *(arrays.vectors(*[n] * (n + 1)), *regularized(arrays, n)),
    ),
    "loss_divisor": lambda arrays, m, n: ("mse", m),
    "penalized_total": lambda arrays, m, n: (
        *(0.5, arrays.layers(n)[-1:], Training("mse", ADAM, 1000, [PENALTIES]), m),
    ),
    "penalized_losses": lambda arrays, m, n: (
        *(arrays.numbers(m), [arrays.numbers(m, n), arrays.numbers(m, 3)]),
        *([PENALTIES, Regularizers()],),
    ),
    "penalized_deltas": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.dense_layer(2, n), arrays.numbers(m, n)),
        *(arrays.numbers(m, n), PENALTIES, "mse"),
    ),
    # frozen
    "is_frozen": lambda arrays, m, n: (n, [*([False] * n), True]),
    "frozen_layer": lambda arrays, m, n: (arrays.dense_layer(2, n),),
    # example_weights
    "target_classes": lambda arrays, m, n: (arrays.numbers(m, n),),
    "weights_of_examples": lambda arrays, m, n: (
        *(arrays.numbers(m, n), arrays.numbers(m), arrays.numbers(max(n, 2))),
    ),
    "weighted_losses": lambda arrays, m, n: (arrays.numbers(m), arrays.numbers(m)),
    "weighted_gradients": lambda arrays, m, n: (arrays.numbers(m, n), arrays.numbers(m)),
    # schedules
    "power": lambda arrays, m, n: (0.96, 3.7),
    "cos_pi": lambda arrays, m, n: (0.3,),
    "periods": lambda arrays, m, n: (DECAY, m),
    "exponential_decay": lambda arrays, m, n: (DECAY, m),
    "inverse_time_decay": lambda arrays, m, n: (DECAY._replace(staircase=True), m),
    "piecewise_constant_decay": lambda arrays, m, n: (PIECES, m),
    "polynomial_decay": lambda arrays, m, n: (DECAY._replace(power=2.5, cycle=True), m),
    "cosine_decay": lambda arrays, m, n: (WARM, m),
    "scheduled_rate": lambda arrays, m, n: (WARM, m),
    # optimizers
    "step_rate": lambda arrays, m, n: (Optimizer("sgd", [0.1, 0.01, 0.001]), m),
    "initial_state": lambda arrays, m, n: (arrays.vectors(m), ADAM),
    "sgd_step": lambda arrays, m, n: (*(arrays.numbers(m) for _ in range(3)), SGD),
    "rmsprop_step": lambda arrays, m, n: (*(arrays.numbers(m) for _ in range(4)), RMSPROP),
    "adam_step": lambda arrays, m, n: (*(arrays.numbers(m) for _ in range(4)), 0.01, ADAM),
    "optimizer_step": lambda arrays, m, n: (
        *(arrays.vectors(m), arrays.vectors(m), arrays.state(m), ADAM),
    ),
    # training
    "correct_predictions": lambda arrays, m, n: (arrays.numbers(m, n), arrays.numbers(m, n)),
    "accuracy": lambda arrays, m, n: (arrays.numbers(m, n), arrays.numbers(m, n)),
    "train_batch": lambda arrays, m, n: (
        *(*arrays.training(n), arrays.numbers(m, n), arrays.numbers(m, n), Seeded(3)),
        arrays.numbers(m),
    ),
    "train_epoch": lambda arrays, m, n: (
        *(*arrays.training(n), arrays.numbers(m, n), arrays.numbers(m, n)),
        *(arrays.counts(m, max(m, 1)), Seeded(3), 1, 0.5, arrays.numbers(m)),
    ),
    "train_epochs": lambda arrays, m, n: (
        *(*arrays.training(n), arrays.numbers(m, n), arrays.numbers(m, n)),
        *(1, 2, Seeded(3), True, arrays.counts(1, 1) + 2, arrays.numbers(m)),
    ),
    "evaluate": lambda arrays, m, n: (
        *(arrays.layers(n), "mse", arrays.numbers(m, n), arrays.numbers(m, n)),
        *(0.5, arrays.numbers(m)),
    ),
    "train": lambda arrays, m, n: (
        *(arrays.shape(n), arrays.layers(n), "mse", ADAM),
        *(arrays.numbers(m, n), arrays.numbers(m, n)),
        *(1000, 2, 5, arrays.counts(1, 1) + 2, True, arrays.numbers(m)),
    ),
    "dense": lambda arrays, m, n: (
        *(arrays.layers(n), "mse", ADAM, arrays.numbers(m, n), arrays.numbers(m, n)),
        *(1000, 2, 5, arrays.counts(1, 1) + 2, True, None, arrays.numbers(n) if n > 1 else None),
    ),
}


def for_core(value: Any) -> Any:
    """Return an argument as refnet.core takes it."""
    return _converted(value, core, lambda array: array, lambda vectors: vectors.array)


def for_reference(value: Any) -> Any:
    """Return an argument as refnet.reference takes it: lists."""
    return _converted(value, reference, lambda array: array.tolist(), _as_lists)


def _as_lists(vectors: Vectors) -> list[list[float]]:
    ends = np.cumsum(vectors.lengths, dtype=int)
    return [
        vectors.array[end - length : end].tolist()
        for end, length in zip(ends, vectors.lengths, strict=True)
    ]


def _converted(
    value: Any,
    chapters: Any,
    of_array: Callable[[Any], Any],
    of_vectors: Callable[[Vectors], Any],
) -> Any:
    if isinstance(value, Seeded):
        return chapters.seeded(value.seed)
    if isinstance(value, Namesake):
        return getattr(chapters, value.name)
    if isinstance(value, Changed):
        return of_array(np.array(value.array, np.float64))
    if isinstance(value, Vectors):
        return of_vectors(value)
    if isinstance(value, Variables):
        return value.lengths if chapters is core else [1] * len(value.lengths)
    if isinstance(value, np.ndarray):
        return of_array(value)
    if isinstance(value, (list, tuple)):
        parts = [_converted(part, chapters, of_array, of_vectors) for part in value]
        named = hasattr(value, "_fields")
        return type(value)(*parts) if named else type(value)(parts)
    return value


def numbers_of(result: Any) -> Any:
    """Return all numbers of a result, in order, as one array, without names and functions."""
    if isinstance(result, np.ndarray):
        return result.ravel().astype(np.float64)
    if isinstance(result, Generator):
        return numbers_of([reference.next_word(result) for _ in range(3)])
    if isinstance(result, ffi.CData):
        return numbers_of([core.next_word(result) for _ in range(3)])
    if (
        isinstance(result, list)
        and result
        and type(result[0]).__name__.endswith(("Trial", "Sweep"))
    ):
        result = zip(*result, strict=True)  # refnet.core has an array for each field
    elif result is None or isinstance(result, str) or callable(result):
        return np.empty(0)
    elif not isinstance(result, (list, tuple)):
        return np.array([result], np.float64)
    if isinstance(result, list) and all(type(part) in (int, float) for part in result):
        return np.array(result, np.float64)
    return np.concatenate([np.empty(0), *(numbers_of(part) for part in result)])
