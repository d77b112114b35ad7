"""The base of models: layers with their weights, in a backend."""

import copy
import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from refnet import core, keras_names, losses, optimizers
from refnet.callbacks.history import History
from refnet.config import floatx
from refnet.errors import RefnetError
from refnet.fit.backends import BACKENDS, Backend, Snapshot, seeded_words
from refnet.fit.inputs import (
    as_array,
    flat_weights,
)
from refnet.fit.locks import Lock
from refnet.layers import Layer, Shape
from refnet.layers.arguments import as_only
from refnet.layers.freezing import frozen_of
from refnet.layers.graphs import sources_of
from refnet.layers.stack import (
    as_built_shape,
    check_states,
    check_weights,
    count_parameters,
    count_weights,
    first_layers,
    first_states,
    is_masked,
    last_activation,
    moments_of,
    network,
    output_shape,
    regularizers_of,
    resets_of,
    split_weights,
    stateful_layers,
    trained_weights,
    weight_shapes,
    with_shapes,
    with_states,
)
from refnet.layers.tensors import Path
from refnet.metrics import Metric
from refnet.models.nested import Nested, check_names
from refnet.models.shared import READING, SharedWeights
from refnet.models.summaries import Network, summary_lines
from refnet.reference.checks import LARGEST_SEED, check_range
from refnet.reference.names import check_known
from refnet.reference.optimizers import OptimizerState
from refnet.reference.readers import as_boolean, as_count
from refnet.seeds import next_seed

Array = NDArray[Any]


class BuiltNetwork(Nested, SharedWeights):
    """Layers, and once the shape of an example is known, their weights in a backend."""

    def _set_up(self, name: str, seed: int | None, dtype: str | None, backend: str) -> None:
        """Set all attributes of a model without layers."""
        self.name = name
        self.seed = next_seed() if seed is None else as_count("seed", seed)
        check_range("seed", self.seed, 0, LARGEST_SEED)
        self.backend = check_known("backend", backend, BACKENDS)
        dtype = floatx() if dtype is None else dtype
        self.dtype = check_known("dtype", dtype, BACKENDS[backend].dtypes, keras_names.DTYPES)
        self.epochs = 0  # trained so far
        self.notes: dict[str, Any] = {}  # the user's, of types that JSON has; files keep them
        self.columns: list[str] | None = None  # the names of the inputs; files keep them
        self.classes: list[str] | None = None  # the names of the outputs; files keep them
        self.stop_training = False
        self.history = History()  # of the last fit, also if that was interrupted
        self.optimizer: optimizers.Optimizer | None = None
        self.loss: str | losses.Loss | None = None  # a name, if all settings are the defaults
        self.metrics: list[str | Metric] = []
        self._layers: list[Layer] = []  # flat: also those of models inside
        self._paths: list[Path] = []
        self._input_shape: Shape | None = None
        self._batch_size: int | None = None  # of stateful layers, once it is known
        self._open_shape: tuple[Any, ...] | None = None  # (None, ...) for sequences of any length
        self._has_length = False  # whether examples have told it, where the model leaves it open
        self._backend: Backend | None = None
        self._output_shape: Shape = ()  # of one example, once there is a backend
        self._takes_all_numbers = False  # as inputs, if finite; once there is a backend
        self._moments: list[Any] = []  # of the normalizations that the backend was started with
        self._resets: list[int] = []  # of each stateful layer, when the backend last knew of them
        self._fitting = False
        self._building = Lock()  # only one of several threads may draw the first weights

    def __getstate__(self) -> dict[str, Any]:
        """Return the attributes for a copy, with a snapshot in place of the backend."""
        if self._shares and self._backend is not None:
            self._fetch()
        state = {name: value for name, value in self.__dict__.items() if name != "_building"}
        if self._backend is not None:
            state["_backend"] = self._backend.snapshot()
        links = "_places", "_shares", "_fetched"
        return {name: value for name, value in state.items() if name not in links}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Become a copy."""
        self.__dict__.update({**state, "_building": Lock(), "_fitting": False, "_backend": None})
        self._set_layers(self._layers, self._paths)
        if state["_backend"] is not None:
            self._start(state["_backend"])
            self._claim()

    def __copy__(self) -> Any:
        """Return a copy with layers of its own, which learn without those of this model."""
        state = self.__getstate__()
        parts = {name: state[name] for name in ("_layers", "_paths")}
        made = type(self).__new__(type(self))
        made.__setstate__({**state, **copy.deepcopy(parts)})
        made._input_layer = None
        return made

    def _set_layers(self, layers: list[Layer], paths: Sequence[Path] | None = None) -> None:
        """Become a model of these layers; paths: of each, None if there are no models inside.

        The caller checks that no layer stands there twice (``check_once``).
        Raises RefnetError: wrong_type for two layers of one name.
        """
        check_names(layers, paths)
        self._layers = layers
        self._paths = [() for _ in layers] if paths is None else list(paths)
        if self._places is not None:
            self._places = None
        for layer in layers:
            layer.joined(self)

    @property
    def input_shape(self) -> tuple[Any, ...]:
        """The shape of a batch, whose size is None unless it is stated; raises empty."""
        shape = self._shape()
        if shape is None:
            raise _no_weights("input_shape")
        return (self._batch_size, *shape)

    def build(self, input_shape: Sequence[int | None]) -> None:
        """Draw the first weights; a model that has weights keeps them.

        input_shape: of one example, or of a batch of them if it begins with None, or with the size
        of a batch where the first layer does not take so many axes; (None, None, 3) for sequences
        of any number of steps.
        Raises RefnetError: wrong_type, out_of_range, shape_mismatch, empty, not_finite.
        """
        last_activation(self._layers)  # raises empty
        size, shape = as_built_shape("input_shape", input_shape, self._layers[0])
        size = self._checked_batch_size("input_shape", size)
        self._build(shape, size)

    def _build(self, shape: Any, batch_size: int | None) -> None:
        """Draw the first weights for examples of this shape, whose first size may be None."""
        with self._building.held:
            stated = (None, *shape[1:]) if self._open_shape is not None else shape
            if self._backend is not None or stated[0] is None:
                self._check_input_shape("input_shape", stated)
            if self._backend is not None:
                self._keep_batch_size(batch_size)
                return
            if shape[0] is None:
                shape = self._shortest(shape)
            states = self._latest_states()
            weights = self._first_weights(self._layers, shape)
            self._state_shape(stated, batch_size)
            self._input_shape = shape
            self._start_untrained(weights)
            self._note_latest(states)
            self._state_inside()

    def summary(
        self,
        line_length: int | None = None,
        positions: None = None,
        print_fn: Callable[[str], Any] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: None = None,
    ) -> None:
        """Print the layers, the shapes of their outputs, and their numbers of weights.

        line_length: of a line, in characters; None: as long as the table needs, at least 65;
        print_fn: prints one line, None: print; expand_nested: whether to show the layers of models
        inside; show_trainable: whether to say which layers training changes; positions,
        layer_range: only None. Raises RefnetError: wrong_type, out_of_range.
        """
        as_only("positions", positions, None, "the columns are as wide as what is in them")
        as_only("layer_range", layer_range, None, "the summary shows all layers")
        length = None if line_length is None else as_count("line_length", line_length)
        shape = self._shape()
        network = Network(
            self.name,
            () if shape is None else self._entering_layers(),
            self._layers,
            self._paths,
            shape,
            self._batch_size,
            np.dtype(self.dtype).itemsize,
        )
        shown = as_boolean("expand_nested", expand_nested)
        lines = summary_lines(network, length, shown, as_boolean("show_trainable", show_trainable))
        for line in lines:
            (print_fn or print)(line)

    def count_params(self) -> int:
        """Return how many numbers training can change; raises RefnetError: empty."""
        shape = self._shape()
        if shape is None:
            raise _no_weights("count_params")
        return count_parameters(self._layers, shape)

    def get_weights(self) -> list[Array]:
        """Return copies of what training changes, layer by layer: its kernel, then its bias.

        Those of a BatchNormalization end with its moving mean and variance.
        Raises RefnetError: empty.
        """
        weights = self._built("get_weights").snapshot().weights
        return split_weights(self._layers, self._known_shape(), weights)

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Replace what training changes, given as ``get_weights`` returns them.

        Raises RefnetError: empty, wrong_type, shape_mismatch, not_finite, and out_of_range for a
        weight other than 0 without a connection, and a variance below 0; then no weight changes.
        """
        backend = self._built("set_weights")
        shapes = weight_shapes(self._layers, self._known_shape())
        flat = flat_weights("weights", weights, shapes, self.dtype)
        check_weights(self._layers, self._known_shape(), flat)
        backend.replace(weights=flat)

    def weights_sha256(self) -> str:
        """Return the SHA-256 of all weights, in the order of ``get_weights``, little-endian.

        Models with the same digest have the same bits. Raises RefnetError: empty.
        """
        weights = self._built("weights_sha256").snapshot().weights
        little_endian = weights.dtype.newbyteorder("<")
        return hashlib.sha256(weights.astype(little_endian).tobytes()).hexdigest()

    def reset_states(self) -> None:
        """Set the states of all stateful layers to zeros; ``fit`` and the others never do that.

        ``reset_states`` of a layer does so for this layer, in every model that has it.
        """
        self._resets = resets_of(self._layers)
        if self._backend is not None:
            self._backend.replace(states=self._first_states())

    def _check_input_shape(self, argument: str, shape: Shape) -> None:
        """Raise RefnetError: shape_mismatch if another shape of an example is known."""
        known = self._shape()
        if known not in (None, shape):
            raise RefnetError(
                "shape_mismatch",
                argument,
                f"{argument}: expected examples of shape {known}, as stated before, got {shape}",
            )

    def _checked_batch_size(
        self, argument: str, size: int | None, added: Sequence[Layer] = ()
    ) -> int | None:
        """Return the batch size that is known or stated now, None if neither.

        added: further layers. Raises RefnetError: shape_mismatch for another one than before, empty
        for a stateful layer without one, out_of_range for too many states.
        """
        known = self._batch_size
        if size is not None and known not in (None, size):
            message = f"{argument}: expected batches of {known} examples, as stated before"
            raise RefnetError("shape_mismatch", argument, f"{message}, got {size}")
        if known is None and size is None and stateful_layers(added or self._layers):
            message = (
                "batch_size: a stateful layer needs one that is fixed; give it to the Input, as in "
                "Input((10, 3), batch_size=32) or Input(batch_shape=(32, 10, 3))"
            )
            raise RefnetError("empty", "batch_size", message)
        check_states("batch_size", [*self._layers, *added], known or size)
        return known or size

    def _keep_batch_size(self, size: int | None) -> None:
        """Keep a batch size that was not known before; the states are zeros then."""
        if size is None or size == self._batch_size:
            return
        with self._building.held:
            self._batch_size = size
            if self._backend is not None:
                self._start(self._backend.snapshot()._replace(states=()))

    def _renew_states(self) -> None:
        """Set the states to zeros of layers that were reset since the last call."""
        if self._shares and self._fitting:  # a callback may have changed weights
            self._fetch()
            self._claim()
        now, backend = resets_of(self._layers), self._backend
        if backend is None or now == self._resets:
            return
        triples = zip(self._resets, now, backend.snapshot().states, strict=True)
        states = [old if before == after else np.zeros_like(old) for before, after, old in triples]
        backend.replace(states=states)
        self._resets = now

    def _shape(self) -> Any:
        """Return the shape of an example, where None stands for any number of steps."""
        return self._open_shape or self._input_shape

    def _state_inside(self) -> None:
        """Let the models inside know the shape of their examples, too, if it is known."""
        shape = self._shape()
        if shape is None or not any(self._paths):
            return
        triples = with_shapes(self._layers, shape)
        for (layer, seen, _), path in zip(triples, self._paths, strict=True):
            for call in path:
                model = call.model
                if model._shape() is None and model._layers[0] is layer:
                    model._state_shape(seen, self._batch_size)

    def _state_shape(self, shape: tuple[Any, ...], batch_size: int | None) -> None:
        """Keep the shape of an example and the batch size that the user states."""
        self._batch_size = batch_size
        if shape[0] is None:
            self._open_shape = shape
        else:
            self._input_shape = shape

    def _shortest(self, shape: tuple[Any, ...]) -> Shape:
        """Return the shape of an example for weights that are needed before any examples.

        The weights do not depend on the number of steps, but a window may need several of them.
        """
        steps = 1
        list(with_shapes(self._layers, shape))  # raises for a layer that would never fit
        while True:
            try:
                list(with_shapes(self._layers, (steps, *shape[1:])))
                return (steps, *shape[1:])
            except RefnetError as error:
                if error.code != "shape_mismatch":
                    raise
            steps *= 2

    def _one_length(self) -> AbstractContextManager[Any]:
        """Return what keeps other threads from changing the number of steps, if that is open."""
        return nullcontext() if self._open_shape is None else self._building.held

    def _bind(self, x: Any) -> None:
        """Take the number of steps from the examples, where the model leaves it open.

        Raises RefnetError: wrong_type, shape_mismatch.
        """
        if self._open_shape is None:
            return
        given = as_array("x", x).shape
        shape = given[1:]
        if self._open_shape == (None, 1) and len(shape) == 1:
            shape = (*shape, 1)
        if len(shape) != len(self._open_shape) or shape[1:] != self._open_shape[1:]:
            raise RefnetError(
                "shape_mismatch",
                "x",
                f"x: expected examples of shape {self._open_shape}, None for any number of steps, "
                f"got an array of shape {given}",
            )
        if 0 in shape or (self._has_length and shape == self._input_shape):
            return
        if self._fitting:
            message = f"x: expected sequences of {self._known_shape()[0]} steps during fit"
            raise RefnetError("shape_mismatch", "x", f"{message}, got {shape[0]}")
        list(with_shapes(self._layers, shape))  # raises for too few steps, and for too many
        self._input_shape, self._has_length = shape, True
        self._restart()

    def _built(self, method: str) -> Backend:
        """Return the backend; draw the first weights if only the input shape is known."""
        if self._backend is None:
            shape = self._shape()
            if shape is None:
                raise _no_weights(method)
            self._build(self._input_shape or shape, self._batch_size)
        elif self._moments and not self._fitting and self._adapted():
            self._restart()
        if self._shares:
            self._fetch()
            if method not in READING:
                self._claim()
        if self._resets:
            self._renew_states()
        backend = cast(Backend, self._backend)
        if method != "predict" and not self._fitting:
            backend.freeze(frozen_of(self._layers, self._trainable))
        return backend

    def _check_idle(self) -> None:
        """Raise RefnetError: wrong_type while ``fit`` trains the layers."""
        if self._fitting:
            message = "layers: expected no other layers during fit; change a copy of the model"
            raise RefnetError("wrong_type", "layers", message)

    def _adapted(self) -> bool:
        """Return whether a normalization has other moments than those that the backend has."""
        pairs = zip(self._moments, moments_of(self._layers), strict=True)
        return any(now is not before for before, now in pairs)

    def _restart(self) -> None:
        """Start a backend for changed layers: with the same weights, as far as it has them."""
        with self._building.held:
            if self._backend is None:
                return
            before = self._backend.snapshot()
            size = count_weights(self._layers, self._known_shape())
            trained = len(self._trained(before.weights[:size]))
            vectors = before.state.momentums[:trained], before.state.velocities[:trained]
            kept = before.state._replace(momentums=vectors[0], velocities=vectors[1])
            self._start(before._replace(weights=before.weights[:size], state=kept))

    def _first_weights(self, layers: Sequence[Layer], shape: Shape) -> list[Array]:
        """Return the weights before training, for examples of this shape (DENSE-18)."""
        generator = core.seeded(self.seed)
        drawn = [
            array
            for layer, seen, _ in with_shapes(layers, shape)
            for array in layer.first_weights(seen, generator)
        ]
        return self._with_latest(layers, shape, drawn) if self._shares else drawn

    def _known_shape(self) -> Shape:
        return cast(Shape, self._input_shape)

    def _network(self, weights: Array) -> list[Any]:
        return network(self._layers, self._known_shape(), weights, self.dtype)

    def _start(self, snapshot: Snapshot) -> None:
        """Start the backend with this snapshot; layers without states there begin with zeros."""
        weights, state, words, states = snapshot
        is_masked(self._layers)  # raises for a layer that takes no mask
        self._moments = moments_of(self._layers)
        self._output_shape = output_shape(self._layers, self._known_shape())
        first = first_layers(self._layers)
        self._takes_all_numbers = all(layer.takes_all_numbers for layer in first)
        zeros, resets = self._first_states(), resets_of(self._layers)
        kept = [*states[: len(zeros)], *zeros[len(states) :]]
        self._resets = [*self._resets[: len(resets)], *resets[len(self._resets) :]]
        layers = with_states(self._network(weights), kept)
        more = self.dtype, regularizers_of(self._layers), sources_of(self._layers)
        self._backend = BACKENDS[self.backend](layers, state, words, *more)
        self._backend.freeze(frozen_of(self._layers, self._trainable))

    def _first_state(self, weights: Array) -> OptimizerState:
        """Return the optimizer's state before the first step, also before one is chosen."""
        chosen = optimizers.SGD() if self.optimizer is None else self.optimizer
        return core.initial_state(self._trained(weights), optimizers.settings(chosen))

    def _trained(self, weights: Array) -> Array:
        return trained_weights(self._layers, self._known_shape(), weights)

    def _first_states(self) -> list[Array]:
        """Return zeros as the states of each stateful layer, until then known of one example."""
        return first_states(self._layers, self._batch_size or 1, self.dtype)

    def _start_untrained(self, weights: Sequence[Array]) -> None:
        """Start the backend with these weights, for examples of the known shape."""
        words = seeded_words((self.seed + 1) % (LARGEST_SEED + 1))
        flat = np.concatenate([np.empty(0), *(np.ravel(array) for array in weights)])
        self._start(Snapshot(flat, self._first_state(flat), words))


def _no_weights(method: str) -> RefnetError:
    return RefnetError(
        "empty",
        "model",
        f"model: {method} needs weights, and their shapes are not known yet; give the first layer "
        "an input_shape, or fit the model",
    )
