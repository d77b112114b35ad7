"""The layers SimpleRNN, LSTM and GRU, which read a sequence step by step."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar

import numpy as np

from refnet.errors import RefnetError
from refnet.initializers import drawn
from refnet.layers.arguments import (
    Activates,
    Array,
    Initializes,
    OpenShape,
    Shape,
    as_activation,
    as_rate,
    check_initializer,
    check_no_seed,
    rounded_rate,
)
from refnet.layers.base import SequenceLayer
from refnet.layers.parts import Part
from refnet.reference.activations import STEP_ACTIVATIONS
from refnet.reference.checks import MOST_NUMBERS, check_range
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_boolean, as_count
from refnet.regularizers import Regularizes

NOT_IN_STEPS = "put it into a Dense after the layer"
NOT_IN_GATES = 'a gate is a share of what it lets through, as "sigmoid" and "hard_sigmoid" give it'
RATES = ("dropout", "recurrent_dropout")


class Positional(SequenceLayer):
    """The arguments of all recurrent layers that can be positional.

    No fields here, because Keras has recurrent_activation among them in the layers with gates.
    """

    units: int
    activation: Activates
    use_bias: bool
    kernel_initializer: Initializes
    recurrent_initializer: Initializes
    bias_initializer: Initializes


@dataclass(unsafe_hash=True)
class Recurrent(Positional):
    """The base of the recurrent layers, which differ in their gates."""

    weight_names: ClassVar[tuple[str, ...]] = ("kernel", "recurrent_kernel", "bias")
    gates: ClassVar[int]  # columns of the kernels for each unit
    activation_names: ClassVar[tuple[str, ...]] = ("activation",)
    option_names: ClassVar[tuple[str, ...]] = ()  # of other fields that its kind has alone
    vectors: ClassVar[int] = 1  # how many numbers the state of a unit has

    _: KW_ONLY
    kernel_regularizer: Regularizes = None
    recurrent_regularizer: Regularizes = None
    bias_regularizer: Regularizes = None
    activity_regularizer: Regularizes = None
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    seed: Any = None
    return_sequences: bool = False
    return_state: bool = False
    go_backwards: bool = False
    stateful: bool = False
    unroll: bool = False
    implementation: int = 2
    input_shape: OpenShape | None = None
    batch_input_shape: OpenShape | None = None
    name: str | None = field(default=None, compare=False)
    resets: int = field(default=0, init=False, repr=False, compare=False)  # of the states, so far

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, unknown_name, empty."""
        self._set(units=as_count("units", self.units))
        check_range("units", self.units, 1, MOST_NUMBERS)
        steps = as_activation("activation", self.activation, STEP_ACTIVATIONS, NOT_IN_STEPS)
        self._set(activation=steps)
        as_boolean("use_bias", self.use_bias)
        check_initializer("kernel_initializer", self.kernel_initializer)
        check_initializer("recurrent_initializer", self.recurrent_initializer)
        check_initializer("bias_initializer", self.bias_initializer, 1 + len(self.biases))
        self._read_regularizers()
        self._set(**{name: as_rate(name, getattr(self, name)) for name in RATES})
        check_no_seed(self.seed)
        as_boolean("return_sequences", self.return_sequences)
        as_boolean("go_backwards", self.go_backwards)
        as_boolean("unroll", self.unroll)  # would only change the speed, like implementation
        check_range("implementation", as_count("implementation", self.implementation), 0, 2)
        as_boolean("return_state", self.return_state)
        as_boolean("stateful", self.stateful)
        self._read_shapes()

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> "Recurrent":
        """Return the description of a layer of refnet.reference."""
        make: Any = cls  # a class with these arguments
        described: Recurrent = make(
            units=layer.units,
            use_bias=layer.bias is not None,
            return_sequences=layer.return_sequences,
            go_backwards=getattr(layer, "go_backwards", False),
            return_state=getattr(layer, "return_state", False),
            stateful=layer.stateful,
            **{name: float(getattr(layer, name)) for name in RATES},
            **{name: getattr(layer, name) for name in (*cls.activation_names, *cls.option_names)},
        )
        return described

    @property
    def biases(self) -> Shape:
        """How many biases there are, () for one that stands alone."""
        return ()

    @property
    def output_activation(self) -> str:
        """The activation that a loss sees: the layer applies its own at each step."""
        return "linear"

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return f"{type(self).__name__}, {self.activation}"

    @property
    def state_size(self) -> int:
        """How many numbers the layer keeps of an example."""
        return self.vectors * self.units

    def reset_state(self) -> None:
        """Set the states to zeros, in every model that has the layer."""
        self._set(resets=self.resets + 1)

    reset_states = reset_state

    def mask_after(self, is_masked: bool) -> bool:
        """Return whether the outputs have a mask, for inputs that have one or have none."""
        return is_masked and self.return_sequences and not self.return_state

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs, with the state behind them if it is returned.

        Raises RefnetError: shape_mismatch for a state behind an unknown number of steps.
        """
        if not self.return_state:
            return (shape[0], self.units) if self.return_sequences else (self.units,)
        if self.return_sequences and shape[0] is None:
            message = (
                "return_state: expected a known number of steps with return_sequences, as in "
                "Input((10, 3))"
            )
            raise RefnetError("shape_mismatch", "return_state", message)
        steps = shape[0] if self.return_sequences else 1
        return (steps * self.units + self.state_size,)

    def __call__(self, inputs: Any, training: bool | None = None, initial_state: Any = None) -> Any:
        """Return the outputs as any layer does; with return_state a list: outputs, then the state.

        The state is the last outputs; that of LSTM has the cells, too. They have no mask.
        initial_state: only None. Raises RefnetError: wrong_type, shape_mismatch, out_of_range,
        not_finite.
        """
        if initial_state is not None:
            message = (
                "initial_state: refnet has no first states that come from another layer; give a "
                "state to the next layer as features of every step"
            )
            raise RefnetError("wrong_type", "initial_state", message)
        both = super().__call__(inputs, training)
        if not self.return_state:
            return both
        first = both.shape[-1] - self.state_size
        steps = (first // self.units,) if self.return_sequences else ()
        states = [(first + i * self.units, (self.units,)) for i in range(self.vectors)]
        parts = [(0, (*steps, self.units)), *states]
        return [Part(start, shape)(both) for start, shape in parts]

    def weight_shapes(self, shape: Shape) -> list[Shape]:
        """Return the shapes of the kernel, the recurrent kernel and, if there is one, the bias."""
        columns = self.gates * self.units
        shapes: list[Shape] = [(shape[-1], columns), (self.units, columns)]
        return [*shapes, (*self.biases, columns)] if self.use_bias else shapes

    def first_weights(self, shape: Shape, generator: Any) -> list[Array]:
        """Return the weights before training (DENSE-18, DENSE-22)."""
        own, recurrent, *bias = self.weight_shapes(shape)
        kernels = [
            drawn("kernel_initializer", self.kernel_initializer, own, generator),
            drawn("recurrent_initializer", self.recurrent_initializer, recurrent, generator),
        ]
        return [*kernels, *(self.first_bias(each, generator) for each in bias)]

    def first_bias(self, shape: Shape, generator: Any) -> Array:
        """Return the bias before training."""
        return drawn("bias_initializer", self.bias_initializer, shape, generator)

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        kernel, recurrent_kernel, bias = (*weights, None, None, None)[:3]
        return KINDS[self.kind].layer(
            units=self.units,
            kernel=kernel,
            recurrent_kernel=recurrent_kernel,
            bias=bias,
            return_sequences=self.return_sequences,
            go_backwards=self.go_backwards,
            return_state=self.return_state,
            input_shape=shape,
            **self.activations(),
            **self.options(),
            **self.memory(dtype),
        )

    def activations(self) -> dict[str, Any]:
        """Return the activations by field."""
        return {name: getattr(self, name) for name in self.activation_names}

    def options(self) -> dict[str, Any]:
        """Return what its kind has alone, by field."""
        return {name: getattr(self, name) for name in self.option_names}

    def memory(self, dtype: Any) -> dict[str, Any]:
        """Return what the layer drops and whether it keeps its states, by field.

        Raises RefnetError: out_of_range for a rate that rounds to 1.
        """
        rates = {name: rounded_rate(name, getattr(self, name), dtype) for name in RATES}
        return {**rates, "stateful": self.stateful}


@dataclass(unsafe_hash=True)
class SimpleRNN(Recurrent):
    """Units that see each step and their own outputs at the step before (RNN-1).

    (steps, features) -> (units,), or with return_sequences -> (steps, units). units: how many;
    activation: as for Dense, but not "softmax" or those of ACT-12; kernel_initializer,
    recurrent_initializer, bias_initializer: as for Dense; kernel_regularizer,
    recurrent_regularizer, bias_regularizer, activity_regularizer: as for Dense; return_sequences:
    whether to return the outputs of every step or the last ones; go_backwards: whether to read the
    steps from last to first; unroll and implementation: change nothing; return_state: whether the
    layer, called on an Input or another layer's outputs, returns a list: outputs, then the state
    (PART-3), each to go its own way in a Model.

    dropout, recurrent_dropout: the probability of leaving out each feature, and each output of the
    step before, while the model trains; what is left out is so at all steps of an example (RNN-7);
    seed: only None. stateful: whether an example of a batch begins with the state after the example
    of the same place in the batch before (RNN-6), instead of zeros. The model needs a batch size
    for that; ``fit``, ``evaluate`` and ``predict`` continue with the states and keep them, and
    ``reset_states`` sets them to zeros. Files do not keep states.

    input_shape: of one example, for the first layer of a model; batch_input_shape: the same after
    the batch size; None: that of the data; name: what the summary calls the layer. Weights: kernel
    [features][units], recurrent kernel [units][units], bias [units].
    """

    kind: ClassVar[str] = "simple_rnn"
    gates: ClassVar[int] = 1

    units: int
    activation: Activates = "tanh"
    use_bias: bool = True
    kernel_initializer: Initializes = "glorot_uniform"
    recurrent_initializer: Initializes = "orthogonal"
    bias_initializer: Initializes = "zeros"


@dataclass(unsafe_hash=True)
class Gated(Recurrent):
    """The base of the recurrent layers with gates."""

    activation_names: ClassVar[tuple[str, ...]] = ("activation", "recurrent_activation")

    units: int
    activation: Activates = "tanh"
    recurrent_activation: Activates = "sigmoid"
    use_bias: bool = True
    kernel_initializer: Initializes = "glorot_uniform"
    recurrent_initializer: Initializes = "orthogonal"
    bias_initializer: Initializes = "zeros"

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, unknown_name, empty."""
        super().__post_init__()
        gates = as_activation(
            "recurrent_activation", self.recurrent_activation, STEP_ACTIVATIONS, NOT_IN_GATES
        )
        self._set(recurrent_activation=gates)


@dataclass(unsafe_hash=True)
class LSTM(Gated):
    """Long short-term memory: units with a cell that gates keep, fill and show (LSTM-1).

    The arguments are those of SimpleRNN, and recurrent_activation, that of the gates, one of the
    same; unit_forget_bias: whether the biases of the forget gates start at 1, so that cells are
    kept at first. Weights: kernel [features][4 * units], recurrent kernel [units][4 * units], bias
    [4 * units]; the columns are those of the input gates, the forget gates, the candidates and the
    output gates.
    """

    kind: ClassVar[str] = "lstm"
    gates: ClassVar[int] = 4
    vectors: ClassVar[int] = 2  # output and cell

    _: KW_ONLY
    unit_forget_bias: bool = True

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, unknown_name, empty."""
        super().__post_init__()
        as_boolean("unit_forget_bias", self.unit_forget_bias)

    def first_bias(self, shape: Shape, generator: Any) -> Array:
        """Return the bias before training; that of the forget gates is drawn unless it is 1."""
        if not self.unit_forget_bias:
            return super().first_bias(shape, generator)
        before = super().first_bias((self.units,), generator)
        after = super().first_bias((2 * self.units,), generator)
        return np.concatenate([before, np.ones(self.units), after])


@dataclass(unsafe_hash=True)
class GRU(Gated):
    """Gated recurrent units: two gates and no cell (GRU-1, GRU-4).

    The arguments are those of LSTM, except unit_forget_bias; reset_after: whether the reset gate
    is applied after the product with the recurrent kernel, or before it. Weights: kernel
    [features][3 * units], recurrent kernel [units][3 * units], bias [2][3 * units], one for the
    features and one for the outputs before, with reset_after=False one bias [3 * units]; the
    columns are those of the update gates, the reset gates and the candidates.
    """

    kind: ClassVar[str] = "gru"
    gates: ClassVar[int] = 3
    option_names: ClassVar[tuple[str, ...]] = ("reset_after",)

    _: KW_ONLY
    reset_after: bool = True

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, unknown_name, empty."""
        super().__post_init__()
        as_boolean("reset_after", self.reset_after)

    @property
    def biases(self) -> Shape:
        """How many biases there are, () for one that stands alone."""
        return (2,) if self.reset_after else ()
