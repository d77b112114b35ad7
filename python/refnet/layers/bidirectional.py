"""The layer Bidirectional: a recurrent layer for each end of a sequence."""

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any, ClassVar

from refnet.errors import RefnetError
from refnet.layers import configs
from refnet.layers.arguments import Array, OpenShape, Shape, as_only
from refnet.layers.base import Layer, SequenceLayer
from refnet.layers.recurrent import GRU, LSTM, Recurrent, SimpleRNN
from refnet.reference.checks import check_name
from refnet.reference.kinds import KINDS
from refnet.reference.merge_modes import MERGE_MODES, merged_units
from refnet.reference.readers import as_name
from refnet.reference.regularizers import Regularizers

# what Keras sets in the layers of a Bidirectional
OF_BOTH = ("zero_output_for_mask",)
CELLS = {f"bidirectional_{cell.kind}": cell for cell in (SimpleRNN, LSTM, GRU)}
WAYS = "forward", "backward"


@dataclass(unsafe_hash=True)
class Bidirectional(SequenceLayer):
    """Reads a sequence with two recurrent layers, from both ends (BI-1).

    (steps, features) -> (2 * units,), or with return_sequences -> (steps, 2 * units): the outputs
    of the layer that reads forwards, then those of the one that reads backwards. layer: a
    SimpleRNN, an LSTM or a GRU, whose settings both have; merge_mode: "concat", or "sum", "mul" or
    "ave", which give as many outputs as layer has (BI-4); backward_layer: only None; input_shape:
    of one example, for the first layer of a model; batch_input_shape: the same after the batch
    size; None: that of the data; name: what the summary calls the layer. Weights: those of the
    layer that reads forwards, then those of the other one.
    """

    weight_names: ClassVar[tuple[str, ...]] = tuple(
        f"{way}_{name}" for way in WAYS for name in Recurrent.weight_names
    )

    layer: Recurrent
    merge_mode: str = "concat"
    _: KW_ONLY
    backward_layer: Any = None
    input_shape: OpenShape | None = None
    batch_input_shape: OpenShape | None = None
    name: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Raises RefnetError: wrong_type, out_of_range, empty."""
        if not isinstance(self.layer, Recurrent):
            given = type(self.layer).__name__
            message = f"layer: expected a SimpleRNN, an LSTM or a GRU, got {given}"
            raise RefnetError("wrong_type", "layer", message)
        if self.layer.go_backwards:
            message = "layer: expected go_backwards=False; the other layer reads backwards"
            raise RefnetError("out_of_range", "layer", message)
        if self.layer.return_state:
            message = "layer: expected return_state=False, as Bidirectional returns no state"
            raise RefnetError("out_of_range", "layer", message)
        if self.merge_mode is None:
            message = "merge_mode: None would give two outputs, and a model has one here"
            raise RefnetError("out_of_range", "merge_mode", message)
        check_name("merge_mode", as_name("merge_mode", self.merge_mode), MERGE_MODES)
        as_only("backward_layer", self.backward_layer, None, "both layers have the same settings")
        if self.input_shape is None and self.batch_input_shape is None:
            inner = self.layer
            self._set(input_shape=inner.input_shape, batch_input_shape=inner.batch_input_shape)
        self._read_shapes()

    @classmethod
    def from_config(cls, config: Any) -> Any:
        """Return a layer with the settings that ``get_config`` returns.

        Raises RefnetError: out_of_range for a backward layer with settings of its own.
        """
        recurrent = [SimpleRNN, LSTM, GRU]
        read = configs.with_layer(config, recurrent, OF_BOTH)
        backward = {"layer": read.pop("backward_layer", None)}
        backward = configs.with_layer(backward, recurrent, OF_BOTH)
        mirrored = backward["layer"]
        if mirrored is not None and replace(mirrored, go_backwards=False) != read["layer"]:
            message = "backward_layer: expected the settings of layer; refnet has no others"
            raise RefnetError("out_of_range", "backward_layer", message)
        return super().from_config(read)

    @property
    def kind(self) -> str:  # type: ignore[override]
        """As the chapters call it."""
        return f"bidirectional_{self.layer.kind}"

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference."""
        return cls(CELLS[layer.kind].described(layer, shape), layer.merge_mode)

    @property
    def stateful(self) -> bool:
        """Whether both layers keep their states."""
        return self.layer.stateful

    @property
    def state_size(self) -> int:
        """How many numbers both layers keep of an example."""
        return 2 * self.layer.state_size

    @property
    def resets(self) -> int:
        """How often the states have been set to zeros."""
        return self.layer.resets

    def reset_state(self) -> None:
        """Set the states of both layers to zeros, in every model that has them."""
        self.layer.reset_state()

    reset_states = reset_state

    @property
    def output_activation(self) -> str:
        """The activation that a loss sees: the layers apply their own at each step."""
        return "linear"

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return f"Bidirectional, {self.layer.title}"

    def mask_after(self, is_masked: bool) -> bool:
        """Return whether the outputs have a mask, for inputs that have one or have none."""
        return self.layer.mask_after(is_masked)

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs."""
        *steps, units = self.layer.outputs(shape)
        return (*steps, merged_units(units, self.merge_mode))

    def weight_shapes(self, shape: Shape) -> list[Shape]:
        """Return the shapes of the weights of both layers."""
        return 2 * self.layer.weight_shapes(shape)

    def own_weight_names(self, count: int) -> list[str]:
        """Return the names of the weights, of which there are ``count``."""
        return [f"{way}_{name}" for way in WAYS for name in Recurrent.weight_names[: count // 2]]

    def first_weights(self, shape: Shape, generator: Any) -> list[Array]:
        """Return the weights before training: those of the first layer are drawn first."""
        first = self.layer.first_weights(shape, generator)
        return [*first, *self.layer.first_weights(shape, generator)]

    @property
    def regularizers(self) -> Regularizers:
        """The penalties for the weights and outputs of both layers."""
        return self.layer.regularizers

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference."""
        count = len(weights) // 2
        kernel, recurrent_kernel, bias = (*weights[:count], None, None, None)[:3]
        backward = (*weights[count:], None, None, None)[:3]
        return KINDS[self.kind].layer(
            units=self.layer.units,
            kernel=kernel,
            recurrent_kernel=recurrent_kernel,
            bias=bias,
            backward_kernel=backward[0],
            backward_recurrent_kernel=backward[1],
            backward_bias=backward[2],
            return_sequences=self.layer.return_sequences,
            merge_mode=self.merge_mode,
            input_shape=shape,
            **self.layer.activations(),
            **self.layer.options(),
            **self.layer.memory(dtype),
        )
