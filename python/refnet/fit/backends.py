"""The two backends of a model: the C core and the pure-Python reference.

A backend owns all that training changes: a network's weights, the optimizer's state, the generator
that shuffles and draws what layers drop, and the states of stateful layers, which predictions
change too. Both give the same bits. They take data as ``prepare`` returns them, and check nothing:
what they are given has been checked. With stateful layers, that are whole batches.
"""

from collections.abc import Sequence
from math import prod
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from refnet import core, reference
from refnet._core import ffi, lib
from refnet.core.arrays import Array, all_finite, check_status, pointer
from refnet.core.kinds import KINDS
from refnet.core.layers import core_name, sizes_of
from refnet.core.structs import (
    BLOCK,
    CoreNetwork,
    CoreState,
    kept_outputs,
    loss_struct,
    measures_struct,
    training_struct,
)
from refnet.core.training_arguments import with_moving
from refnet.errors import RefnetError
from refnet.fit.locks import Lock
from refnet.layers.stack import with_states
from refnet.reference.frozen import Frozen
from refnet.reference.graphs import Sources
from refnet.reference.kinds import Layer, is_stateful
from refnet.reference.losses import Loss
from refnet.reference.metrics import Measure, Metric
from refnet.reference.optimizers import Optimizer, OptimizerState
from refnet.reference.regularizers import Penalties
from refnet.reference.training import Training

from_buffer = ffi.from_buffer  # for each single prediction, without a look-up

Words = NDArray[np.uint32]  # [625]: a generator's 624 words, and how many have been used
Order = NDArray[np.int64]
NO_OPTIMIZER = Optimizer("sgd", 0.0)  # where a Training needs one


class Snapshot(NamedTuple):
    """All that a backend owns: weights [size], the optimizer's state, the generator's words.

    weights: layer by layer, its parameters and then what batches move beside them; the optimizer's
    state is that of the parameters alone
    states: with which the next batch begins, [batch_size][s] for each stateful layer
    """

    weights: Array
    state: OptimizerState  # with an array for each of its numbers
    words: Words
    states: Sequence[Array] = ()


def loss_for(loss: Loss, targets: Any) -> Loss:
    """Return the loss as it is for these targets, all of a call (LOSS-6).

    targets [m][k], or [m] class numbers for the sparse loss
    """
    if loss.name != "hinge":  # the other losses are the same for all targets
        return loss
    return core.loss_of_targets(loss, targets)


class Weights:
    """Which of all weights [size] are parameters, and which ones batches move beside them."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        """Take layers with arrays."""
        kinds = [(layer, KINDS[layer.kind]) for layer in layers]
        counts = [(len(kind.parameters(layer)), len(kind.moving(layer))) for layer, kind in kinds]
        self._are_parameters = np.repeat([True, False] * len(counts), np.ravel(counts))
        self._has_moving = not self._are_parameters.all()

    def joined(self, parameters: Array, moving: Array) -> Array:
        """Return all weights, a copy."""
        if not self._has_moving:
            return np.array(parameters)
        weights: Array = np.empty(len(self._are_parameters), parameters.dtype)
        weights[self._are_parameters], weights[~self._are_parameters] = parameters, moving
        return weights

    def split(self, weights: Array) -> tuple[Array, Array]:
        """Return the parameters, and the other weights."""
        if not self._has_moving:
            return weights, weights[:0]
        return weights[self._are_parameters], weights[~self._are_parameters]


class Backend(Protocol):
    """What a model and the loop of ``fit`` use."""

    dtype: "np.dtype[Any]"
    changes: int  # how often the weights may have changed

    def snapshot(self) -> Snapshot:
        """Return a copy of all that the backend owns."""

    def restore(self, snapshot: Snapshot) -> None:
        """Restore a snapshot."""

    def replace(self, **parts: Any) -> None:
        """Restore some parts of a snapshot and keep the others."""

    def freeze(self, frozen: Frozen) -> None:
        """From now on, keep the weights of these layers: whether of each, None for none."""

    def batches_per_call(self, batch_size: int) -> int:
        """Return how many batches one call should take, so that it soon returns."""

    def prepare(self, array: Array) -> Any:
        """Return rows, or numbers, of the model's dtype in the form that the other methods take."""

    def permutation(self, count: int) -> Order:
        """Return 0 to count - 1 in the generator's next order."""

    def train(
        self,
        training: Training,
        x: Any,
        y: Any,
        order: Order | None,
        rows: slice,
        total: float,
        weights: Any = None,
    ) -> tuple[float, int]:
        """Train on these rows of the order, the first of which begins a batch; None: in order.

        weights: of all examples, None where all count the same.
        Return ``total`` plus the sum of the losses, and the number of correct predictions.
        Raises RefnetError diverged, whose batch is counted within these rows.
        """

    def train_epochs(
        self,
        training: Training,
        x: Any,
        y: Any,
        first: int,
        last: int,
        shuffle: bool,
        weights: Any = None,
    ) -> tuple[list[float], list[int]]:
        """Train whole epochs; return the loss and the correct predictions of each.

        Raises RefnetError diverged.
        """

    def evaluate(
        self,
        loss: str | Loss,
        x: Any,
        y: Any,
        weights: Any = None,
        measures: Sequence[Measure] = (),
    ) -> tuple[float, int]:
        """Return the sum of the losses, with penalties, and the number of correct predictions.

        measures: of ``new_measure``, to which the examples are added
        """

    def add_losses(
        self,
        loss: str | Loss,
        x: Any,
        y: Any,
        total: float,
        weights: Any = None,
        measures: Sequence[Measure] = (),
    ) -> tuple[float, int]:
        """Return ``total`` plus the sum of the losses, and the number of correct predictions.

        The same as ``evaluate`` for a part of the examples, before penalties are added.
        """

    def penalized(self, loss: str | Loss, total: float, count: int) -> float:
        """Return the sum of the losses of ``count`` examples with the penalties of the weights."""

    def new_measure(self, metric: Metric) -> Measure:
        """Return a metric that has seen no examples yet, for ``train`` and ``evaluate``."""

    def kept_outputs(self, count: int) -> Measure:
        """Return a measure that keeps the outputs of so many examples.

        Raises RefnetError: out_of_range for the backend "python".
        """

    def measured_value(self, measure: Measure) -> float:
        """Return the value of a metric for the examples that it has seen."""

    def outputs(self, x: Any) -> Array:
        """Return the outputs [m][k] for x [m][n]."""

    def outputs_if_finite(self, x: Array) -> Array | None:
        """Return the outputs [m][k] for examples, None if one of their numbers is not finite.

        x [m][...] of the backend's dtype, as C can read it, which ``prepare`` has not seen.
        """

    def mean_loss(self, loss: str | Loss, total: float, count: int) -> float:
        """Return the loss of ``count`` examples; total: the sum of their losses (DENSE-8)."""


class CoreBackend:
    """The C core: weights and state stay where C changes them."""

    dtypes = ("float64", "float32")
    functions = (
        "penalized_total",
        "train_epoch",
        "train_epochs",
        "evaluate",
        "network_outputs",
        "outputs_if_finite",
        "reduce_loss",
    )
    multiplications = 100_000_000  # of the forward passes of one call, which last about 0.1 s
    uses_of_weights = 256  # multiplications of a call for each weight that it reads, at least
    batch_overhead = 1_000  # multiplications that cost as much as the overhead of a batch

    def __init__(
        self,
        layers: Sequence[Layer],
        state: OptimizerState,
        words: Words,
        dtype: str,
        regularizers: Penalties = None,
        sources: Sources = None,
    ) -> None:
        """Copy the layers [arrays], the optimizer's state [size] and the generator's words.

        regularizers: of each layer, None where none has any; sources: of each, None for a chain.
        """
        self.dtype, self.changes = np.dtype(dtype), 0
        self._network = CoreNetwork(layers, self.dtype, regularizers, sources)
        self._weights = Weights(layers)
        self._c = SimpleNamespace(**{name: self._network.function(name) for name in self.functions})
        self._state = CoreState(state, self.dtype)
        self._outputs = sizes_of(layers[-1])[1]
        self._block = len(self._network.states[0]) if self._network.states else BLOCK
        self._products = sum(_products(layer) for layer in layers)
        of_a_call = max(self.multiplications, self.uses_of_weights * self._network.weights.size)
        examples = max(1, of_a_call // self._products)
        if self._network.states:  # for whole batches
            examples = max(1, examples // self._block) * self._block
        self._examples_per_call = examples
        self._struct = self._network.struct
        self._numbers = ffi.typeof("double[]" if dtype == "float64" else "float[]")
        self._total = "double *" if dtype == "float64" else "float *"
        self._generator = ffi.new("refnet_generator *")
        self._set_words(words)
        self._training_space: tuple[tuple[int, int], Any] | None = None
        self._forward_space: Any = None
        self._lock = Lock()  # C runs without Python's, and the buffers are shared
        self._frozen: Frozen = None

    def snapshot(self) -> Snapshot:
        with self._lock.held:
            words = _words_of(self._generator)
            state = self._state.state()
            state = state._replace(
                momentums=state.momentums.copy(), velocities=state.velocities.copy()
            )
            states = [each.copy() for each in self._network.states]
            weights = self._weights.joined(self._network.weights, self._network.moving)
            return Snapshot(weights, state, words, states)

    def restore(self, snapshot: Snapshot) -> None:
        with self._lock.held:
            self.changes += 1
            parts = self._weights.split(snapshot.weights)
            self._network.weights[:], self._network.moving[:] = parts
            self._state.replace(snapshot.state)
            self._set_words(snapshot.words)
            for own, states in zip(self._network.states, snapshot.states, strict=True):
                own[:] = states

    def replace(self, **parts: Any) -> None:
        with self._lock.held:
            self.restore(self.snapshot()._replace(**parts))

    def freeze(self, frozen: Frozen) -> None:
        if frozen == self._frozen:
            return
        with self._lock.held:
            self._frozen = frozen
            self._network.freeze(frozen)
            self._training_space = None  # others have other sizes

    def batches_per_call(self, batch_size: int) -> int:
        of_a_batch = batch_size * self._products + self.batch_overhead
        return max(1, self.multiplications // of_a_batch)

    def prepare(self, array: Array) -> Array:
        return array

    def permutation(self, count: int) -> Order:
        order = np.empty(count, np.int64)
        with self._lock.held:
            lib.refnet_permutation(count, self._generator, pointer(order))
        return order

    def train(
        self,
        training: Training,
        x: Array,
        y: Array,
        order: Order | None,
        rows: slice,
        total: float,
        weights: Array | None = None,
    ) -> tuple[float, int]:
        count = rows.stop - rows.start
        if order is None:
            x, y = x[rows], y[rows]
            weights = None if weights is None else weights[rows]
        else:
            order = order[rows]
        totals, correct = ffi.new(self._total, total), ffi.new("int64_t *")
        with self._lock.held:
            self.changes += 1
            status = self._c.train_epoch(
                self._network.struct,
                self._state.struct,
                training_struct(training, self._outputs),
                pointer(x),
                pointer(y),
                pointer(weights),
                pointer(order),
                count,
                self._generator,
                1,
                self._space_to_train(training.batch_size, count),
                totals,
                correct,
            )
        check_status(status)
        return totals[0], correct[0]

    def train_epochs(
        self,
        training: Training,
        x: Array,
        y: Array,
        first: int,
        last: int,
        shuffle: bool,
        weights: Array | None = None,
    ) -> tuple[list[float], list[int]]:
        losses = np.empty(last - first + 1, self.dtype)
        corrects = np.empty(last - first + 1, np.int64)
        records = [pointer(losses), pointer(corrects), ffi.NULL]
        with self._lock.held:
            self.changes += 1
            status = self._c.train_epochs(
                self._network.struct,
                self._state.struct,
                training_struct(training, self._outputs),
                pointer(x),
                pointer(y),
                pointer(weights),
                len(x),
                first,
                last,
                self._generator,
                shuffle,
                ffi.NULL,
                len(losses),
                self._space_to_train(training.batch_size, len(x)),
                ffi.new(core_name("epoch_records", self.dtype) + " *", records),
            )
        check_status(status)
        return losses.tolist(), corrects.tolist()

    def evaluate(
        self,
        loss: str | Loss,
        x: Array,
        y: Array,
        weights: Array | None = None,
        measures: Sequence[Measure] = (),
    ) -> tuple[float, int]:
        with self._lock.held:
            total, correct = self.add_losses(loss, x, y, 0.0, weights, measures)
            return self.penalized(loss, total, len(x)), correct

    def add_losses(
        self,
        loss: str | Loss,
        x: Array,
        y: Array,
        total: float,
        weights: Array | None = None,
        measures: Sequence[Measure] = (),
    ) -> tuple[float, int]:
        totals, correct = ffi.new(self._total, total), ffi.new("int64_t *")
        network, struct = self._network.struct, loss_struct(loss)
        results = totals, correct, measures_struct(measures, self._outputs)
        with self._lock.held:
            space = self._space_to_predict()
            for rows in self._calls(len(x)):
                own = None if weights is None else weights[rows]
                data = pointer(x[rows]), pointer(y[rows]), pointer(own), len(x[rows])
                self._c.evaluate(network, struct, *data, self._block, space, *results)
        return totals[0], correct[0]

    def penalized(self, loss: str | Loss, total: float, count: int) -> float:
        network = self._network.struct
        if network.regularizers == ffi.NULL:
            return total
        layers = network.layers, network.depth, network.parameters, network.regularizers
        more = network.frozen, loss_struct(loss), count
        with self._lock.held:
            penalized: float = self._c.penalized_total(total, *layers, *more)
        return penalized

    def new_measure(self, metric: Metric) -> Measure:
        return core.new_measure(metric, self._outputs)

    def kept_outputs(self, count: int) -> Measure:
        return kept_outputs(count, self._outputs)

    def measured_value(self, measure: Measure) -> float:
        return core.measured_value(measure)

    def outputs(self, x: Array) -> Array:
        outputs = np.empty((len(x), self._outputs), self.dtype)
        with self._lock.held:
            for rows in self._calls(len(x)):
                self._write_outputs(self._c.network_outputs, x[rows], outputs[rows])
        return outputs

    def outputs_if_finite(self, x: Array) -> Array | None:
        if len(x) > self._examples_per_call:
            return self.outputs(x) if all_finite(x) else None
        outputs = np.empty((len(x), self._outputs), self.dtype)
        is_finite = self._write_outputs(self._c.outputs_if_finite, x, outputs)
        return outputs if is_finite else None

    def _calls(self, count: int) -> list[slice]:
        """Return the examples of each call of C, after which Python obeys an interrupt."""
        size = self._examples_per_call
        return [slice(start, min(start + size, count)) for start in range(0, count, size)]

    def _write_outputs(self, function: Any, x: Array, outputs: Array) -> Any:
        """Write the outputs [m][k] that a function of C calculates; return what it returns."""
        inputs, results = from_buffer(self._numbers, x), from_buffer(self._numbers, outputs)
        with self._lock.held:
            space = self._forward_space or self._space_to_predict()
            return function(inputs, self._struct, len(x), self._block, space, results)

    def mean_loss(self, loss: str | Loss, total: float, count: int) -> float:
        mean: float = self._c.reduce_loss(loss_struct(loss), total, count)
        return mean

    def _set_words(self, words: Words) -> None:
        own = np.ascontiguousarray(words, np.uint32)
        ffi.memmove(self._generator, own, ffi.sizeof("refnet_generator"))

    def _space_to_train(self, batch_size: int, count: int) -> Any:
        """Return a workspace for batches of this size: the last one, if it fits."""
        sizes = batch_size, count
        if self._training_space is None or self._training_space[0] != sizes:
            self._training_space = sizes, pointer(self._network.workspace("training", *sizes))
        return self._training_space[1]

    def _space_to_predict(self) -> Any:
        """Return a workspace for the examples that are calculated at a time."""
        if self._forward_space is None:
            self._forward_space = pointer(self._network.workspace("forward", self._block))
        return self._forward_space


class PythonBackend:
    """The pure-Python reference: layers of lists, which each batch replaces by new ones."""

    dtypes = ("float64",)

    def __init__(
        self,
        layers: Sequence[Layer],
        state: OptimizerState,
        words: Words,
        dtype: str,
        regularizers: Penalties = None,
        sources: Sources = None,
    ) -> None:
        """Copy the layers [arrays], the optimizer's state [size] and the generator's words.

        Stateful layers have their states [batch_size][s]; regularizers, sources: as for
        CoreBackend.
        """
        self.dtype, self.changes = np.dtype(dtype), 0
        self._layers = [_with_lists(layer) for layer in layers]
        self._regularizers, self._sources = regularizers, sources
        self._frozen: Frozen = None
        self._weights = Weights(layers)
        vectors = reference.network_parameters(layers)
        self._ends = np.cumsum([0, *(len(vector) for vector in vectors)])
        self._outputs = sizes_of(layers[-1])[1]
        states = self._states()
        self._batch_size = len(states[0]) if states else None
        moving = _moving_of(layers)
        weights = self._weights.joined(_joined(vectors), moving)
        self.restore(Snapshot(weights, state, words, states))

    def snapshot(self) -> Snapshot:
        parameters = _joined(reference.network_parameters(self._layers))
        moving = _moving_of(self._layers)
        weights = self._weights.joined(parameters, moving)
        momentums, velocities = (_joined(vectors) for vectors in self._state[:2])
        words = np.array([*self._generator.words, self._generator.used], np.uint32)
        state = self._state._replace(momentums=momentums, velocities=velocities)
        return Snapshot(weights, state, words, self._states())

    def restore(self, snapshot: Snapshot) -> None:
        self.changes += 1
        momentums, velocities = (self._vectors(each) for each in snapshot.state[:2])
        parameters, moving = self._weights.split(snapshot.weights)
        layers = reference.with_parameters(self._layers, self._vectors(parameters))
        layers = [_with_lists(layer) for layer in with_moving(layers, moving)]
        self._layers = with_states(layers, [states.tolist() for states in snapshot.states])
        self._state = snapshot.state._replace(momentums=momentums, velocities=velocities)
        words = snapshot.words.tolist()
        self._generator = reference.Generator(words[:-1], words[-1])

    def replace(self, **parts: Any) -> None:
        self.restore(self.snapshot()._replace(**parts))

    def freeze(self, frozen: Frozen) -> None:
        self._frozen = frozen

    def batches_per_call(self, batch_size: int) -> int:
        return 1

    def prepare(self, array: Array) -> Any:
        return array.astype(np.float64).tolist()

    def permutation(self, count: int) -> Order:
        return np.array(reference.permutation(count, self._generator), np.int64)

    def train(
        self,
        training: Training,
        x: Any,
        y: Any,
        order: Order | None,
        rows: slice,
        total: float,
        weights: Any = None,
    ) -> tuple[float, int]:
        training = self._completed(training)
        chosen = range(rows.start, rows.stop) if order is None else order[rows].tolist()
        trained = reference.train_epoch(
            self._layers, self._state, training, x, y, chosen, self._generator, 1, total, weights
        )
        self._layers, self._state = trained.layers, trained.state
        self.changes += 1
        return trained.total, trained.correct

    def train_epochs(
        self,
        training: Training,
        x: Any,
        y: Any,
        first: int,
        last: int,
        shuffle: bool,
        weights: Any = None,
    ) -> tuple[list[float], list[int]]:
        training = self._completed(training)
        data, generator = (x, y, first, last), self._generator
        trained = reference.train_epochs(
            self._layers, self._state, training, *data, generator, shuffle, None, weights
        )
        self._layers, self._state = trained.layers, trained.state
        self.changes += 1
        return [trial.loss for trial in trained.trials], trained.corrects

    def evaluate(
        self,
        loss: str | Loss,
        x: Any,
        y: Any,
        weights: Any = None,
        measures: Sequence[Measure] = (),
    ) -> tuple[float, int]:
        total, correct = self.add_losses(loss, x, y, 0.0, weights, measures)
        return self.penalized(loss, total, len(x)), correct

    def add_losses(
        self,
        loss: str | Loss,
        x: Any,
        y: Any,
        total: float,
        weights: Any = None,
        measures: Sequence[Measure] = (),
    ) -> tuple[float, int]:
        correct = 0
        for rows in self._batches(len(x)):
            own = None if weights is None else weights[rows]
            how = total, own, self._regularizers, self._sources
            total, more = reference.evaluate(self._layers, loss, x[rows], y[rows], *how)
            correct = correct + more
            if self._batch_size is not None or measures:
                outputs = self._forward(x[rows])  # once more, for the states and the measures
                for measure in measures:
                    reference.update_measure(measure, y[rows], outputs)
        return total, correct

    def penalized(self, loss: str | Loss, total: float, count: int) -> float:
        training = Training(loss, NO_OPTIMIZER, 1, self._regularizers, frozen=self._frozen)
        return reference.penalized_total(total, self._layers, training, count)

    def new_measure(self, metric: Metric) -> Measure:
        return reference.new_measure(metric, self._outputs)

    def kept_outputs(self, count: int) -> Measure:
        message = 'metrics: your own functions, and weighted_metrics, need backend="c"'
        raise RefnetError("out_of_range", "metrics", message)

    def measured_value(self, measure: Measure) -> float:
        return reference.measured_value(measure)

    def outputs(self, x: Any) -> Array:
        outputs = [row for rows in self._batches(len(x)) for row in self._forward(x[rows])]
        return np.array(outputs).reshape(len(x), self._outputs)

    def outputs_if_finite(self, x: Array) -> Array | None:
        rows = x.reshape(len(x), prod(x.shape[1:]))
        return self.outputs(self.prepare(rows)) if all_finite(x) else None

    def mean_loss(self, loss: str | Loss, total: float, count: int) -> float:
        return reference.reduce_loss(loss, total, count)

    def _completed(self, training: Training) -> Training:
        """Return how to train with what the backend knows of its layers."""
        return training._replace(
            sources=self._sources, regularizers=self._regularizers, frozen=self._frozen
        )

    def _forward(self, x: Any) -> list[list[float]]:
        """Return the outputs for a batch, and keep the states after it."""
        forward = reference.network_forward(x, self._layers, self._sources)
        if self._batch_size is not None:
            self._layers = reference.with_states(self._layers, forward)
        return forward[-1].outputs

    def _states(self) -> list[Array]:
        """Return copies of the states of the stateful layers."""
        return [np.array(layer.state) for layer in self._layers if is_stateful(layer)]

    def _batches(self, count: int) -> list[slice]:
        """Return the rows of each batch; without stateful layers there is one."""
        size = self._batch_size or max(count, 1)
        return [slice(start, start + size) for start in range(0, count, size)]

    def _vectors(self, flat: Array) -> list[list[float]]:
        """Return numbers [size] as vectors like those of ``network_parameters``."""
        pairs = zip(self._ends[:-1], self._ends[1:], strict=True)
        return [flat[start:end].tolist() for start, end in pairs]


BACKENDS: dict[str, type[CoreBackend] | type[PythonBackend]] = {
    "c": CoreBackend,
    "python": PythonBackend,
}


def _products(layer: Any) -> int:
    """Return the multiplications of one example's forward pass, or for other work its inputs."""
    inputs, outputs = sizes_of(layer)
    kernel = getattr(layer, "kernel", None)
    if kernel is None:
        return inputs
    if getattr(layer, "recurrent_kernel", None) is None:
        return outputs * int(kernel.size // kernel.shape[-1])
    matrices = [part for part in layer if getattr(part, "ndim", 0) == 2]  # at each step
    return int(layer.input_shape[0] * sum(part.size for part in matrices))


def _with_lists(layer: Any) -> Any:
    """Return a layer without arrays and numbers of NumPy; the reference calculates with floats."""
    parts, of_numpy = layer._asdict().items(), (np.ndarray, np.generic)
    return layer._replace(**{k: each.tolist() for k, each in parts if isinstance(each, of_numpy)})


def _moving_of(layers: Sequence[Any]) -> Array:
    """Return what batches move beside the parameters, layer by layer."""
    return _joined([KINDS[layer.kind].moving(layer) for layer in layers])


def _joined(vectors: Sequence[Any]) -> Array:
    return np.concatenate([np.empty(0), *vectors])


def seeded_words(seed: int) -> Words:
    """Return the words of a generator with this seed (RANDOM-1)."""
    return _words_of(core.seeded(seed))


def _words_of(generator: Any) -> Words:
    """Return a copy of the words of a generator of the C core."""
    words: Words = np.frombuffer(ffi.buffer(generator), np.uint32).copy()
    return words
