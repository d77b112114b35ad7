"""Model and Sequential: networks with the interface of Keras, in C or in pure Python.

A training run gives the bits of the experiment ``dense``, whichever backend runs it: the kernels
are drawn from ``seed`` (DENSE-18). A second generator, with the seed ``seed + 1``, shuffles the
examples (DENSE-17) and draws what layers drop (DROP-3).
"""

import copy
import hashlib
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from math import prod
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from refnet import core, keras_names, losses, optimizers
from refnet.callbacks import Callback, as_callbacks
from refnet.core.layers import sizes_of
from refnet.errors import RefnetError
from refnet.files.model_file import (
    FLOATS,
    ModelFile,
    as_path,
    check_format,
    faults_of,
    read_model,
    write_model,
)
from refnet.files.saving import save_file
from refnet.files.training_file import (
    SavedTraining,
    Settings,
    check_names,
    check_open,
    describe_settings,
    describe_training,
    read_layers,
    read_settings,
    read_training,
)
from refnet.fit.backends import BACKENDS, Backend, Snapshot, loss_for, seeded_words
from refnet.fit.class_weights import with_class_weights
from refnet.fit.history import History
from refnet.fit.inputs import (
    Expected,
    as_array,
    as_rows,
    check_whole_batches,
    example_rows,
    fits_as_it_is,
    flat_weights,
    prepare,
)
from refnet.fit.locks import Lock
from refnet.fit.loop import Loop
from refnet.fit.measures import Measures, check_metrics
from refnet.fit.progress import check_verbose, show_result
from refnet.layers import Input, Layer, Shape
from refnet.layers.graphs import Graph, sources_of
from refnet.layers.stack import (
    as_built_shape,
    as_layer,
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
    summary_lines,
    trained_weights,
    weight_shapes,
    with_shapes,
    with_states,
)
from refnet.layers.tensors import ordered
from refnet.metrics import Metric, as_metrics
from refnet.reference.checks import LARGEST_SEED, check_count, check_range
from refnet.reference.names import check_known
from refnet.reference.optimizers import OptimizerState
from refnet.reference.readers import as_boolean, as_count
from refnet.reference.training import Training

Array = NDArray[Any]
DEFAULT_BATCH_SIZE = 32  # as in Keras


class Model:
    """A network of layers that were called on an Input, and on what other layers return.

    As in ``x = Input((4,)); h = Dense(8)(x); model = Model(x, Concatenate()([h, x]))``. The layers
    stand in the order in which they were called, in which their weights are drawn, too.

    inputs: the Input, one; outputs: what the last layer returned, one; name, seed, dtype, backend
    and attributes: as for ``Sequential``, which has all methods of a Model.

    Raises RefnetError: wrong_type, out_of_range, unknown_name, shape_mismatch.
    """

    def __init__(
        self,
        inputs: Any,
        outputs: Any,
        name: str | None = None,
        *,
        seed: int | None = None,
        dtype: str = "float64",
        backend: str = "c",
    ) -> None:
        self._set_up(name or "functional", seed, dtype, backend)
        places, sources = ordered(inputs, outputs)
        layers = [place.layer for place in places]
        self._layers: list[Layer] = layers if sources is None else Graph(layers, sources)
        given = inputs[0] if isinstance(inputs, list | tuple) else inputs
        size = self._checked_batch_size("inputs", given.batch_size)
        for _ in with_shapes(self._layers, given.shape):
            """Raises if a layer does not fit."""
        self._state_shape(given.shape, size)

    def _set_up(self, name: str, seed: int | None, dtype: str, backend: str) -> None:
        """Set all attributes of a model without layers."""
        self.name = name
        self.seed = secrets.randbits(32) if seed is None else as_count("seed", seed)
        check_range("seed", self.seed, 0, LARGEST_SEED)
        self.backend = check_known("backend", backend, BACKENDS)
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
        self._layers = []
        self._input_shape: Shape | None = None
        self._batch_size: int | None = None  # of stateful layers, once it is known
        self._open_shape: tuple[Any, ...] | None = None  # (None, ...) for sequences of any length
        self._has_length = False  # whether examples have told it, where the model leaves it open
        self._backend: Backend | None = None
        self._output_shape: Shape = ()  # of one example, once there is a backend
        self._moments: list[Any] = []  # of the normalizations that the backend was started with
        self._resets: list[int] = []  # of each stateful layer, when the backend last knew of them
        self._fitting = False
        self._building = Lock()  # only one of several threads may draw the first weights

    def __getstate__(self) -> dict[str, Any]:
        """Return the attributes for a copy, with a snapshot in place of the backend."""
        state = {name: value for name, value in self.__dict__.items() if name != "_building"}
        if self._backend is not None:
            state["_backend"] = self._backend.snapshot()
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Become a copy."""
        more = {"_building": Lock(), "_fitting": False, "_layers": copy.copy(state["_layers"])}
        self.__dict__.update({**state, **more})
        if state["_backend"] is not None:
            self._start(state["_backend"])

    # The network

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers, first to last."""
        return tuple(self._layers)

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
            weights = self._first_weights(self._layers, shape)
            self._state_shape(stated, batch_size)
            self._input_shape = shape
            self._start_untrained(weights)

    def compile(
        self,
        optimizer: str | optimizers.Optimizer = "rmsprop",
        loss: Any = None,
        metrics: Any = (),
    ) -> None:
        """Set how the model learns; this resets the state of the optimizer.

        optimizer: "sgd", "rmsprop", "adam", "adagrad", "adadelta", "adamax", "nadam", "adamw", or
        an object of refnet.optimizers; loss: a name such as "mse", "binary_crossentropy",
        "categorical_crossentropy", "sparse_categorical_crossentropy", "mae" or "huber", or an
        object of refnet.losses; metrics: a list of names such as "accuracy", "mae", "auc" and
        "top_k_categorical_accuracy", and of objects of refnet.metrics.

        Raises RefnetError: wrong_type, unknown_name, empty.
        """
        chosen = optimizers.as_optimizer("optimizer", optimizer)
        chosen_loss = losses.as_loss("loss", loss)
        last_activation(self._layers)  # raises empty
        self.metrics = as_metrics("metrics", metrics)
        self.optimizer, self.loss = chosen, losses.shortened(chosen_loss)
        if self._backend is not None:
            self._backend.replace(state=self._first_state(self._backend.snapshot().weights))

    def summary(self, print_fn: Callable[[str], Any] = print) -> None:
        """Print the layers, the shapes of their outputs, and their numbers of weights."""
        for line in summary_lines(self._layers, self._shape(), self._batch_size):
            print_fn(line)

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

    # Training and prediction

    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Callback | Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: tuple[Any, Any] | tuple[Any, Any, Any] | None = None,
        shuffle: bool = True,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
    ) -> History:
        """Train the model; return the History of the epochs.

        x: examples [m][...], or [m] if each is one number; y: their targets, rows [m][k], or class
        numbers [m] for the sparse loss; batch_size: None for 32; epochs: the number of the last
        epoch, the first being initial_epoch + 1; verbose: 0 for silence, 1 for a progress bar on a
        terminal, in a notebook or an IDE and a line per epoch elsewhere, 2 for a line per epoch,
        "auto" for 1 where there is a bar, else 0; validation_split: the fraction of the examples,
        taken from the end, that is not trained on but evaluated after each epoch; validation_data:
        (x, y) or (x, y, sample_weight) to evaluate instead; shuffle: whether each epoch has a new
        order; class_weight: {class: weight}, how much the examples of a class count in training,
        1 for those not named; with one output, targets are the classes 0 and 1; sample_weight: how
        much each example counts, [m]. An example with both counts as their product. Losses are
        still divided by the number of examples, and the accuracy has no weights.

        If layers are stateful, batch_size is that of the Input, also by default, and divides m.
        They continue with the states that they have, in ``evaluate`` and ``predict`` too, and keep
        those after the last batch, until ``reset_states``.

        The History is also the model's attribute ``history``, which grows with each epoch. After
        Ctrl-C the model has the weights of the last whole batch, which the KeyboardInterrupt names.
        A run that diverges ends with RefnetError diverged, which names epoch and batch; the model
        then has the weights from before that batch.

        Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite, out_of_range,
        unknown_name.
        """
        loss, optimizer = self._compiled()
        size = DEFAULT_BATCH_SIZE if batch_size is None else as_count("batch_size", batch_size)
        check_count("batch_size", size, 1)
        epochs, first = as_count("epochs", epochs), as_count("initial_epoch", initial_epoch)
        check_count("epochs", epochs)
        check_range("initial_epoch", first, 0, epochs)
        shuffle = as_boolean("shuffle", shuffle)
        watchers = as_callbacks("callbacks", callbacks)
        check_verbose(verbose)
        self._bind(x)
        given = x, y, validation_split, validation_data, sample_weight
        data, validation = prepare(self._expected(loss), *given)
        outputs = output_shape(self._layers, data.shape)
        self._check_outputs(outputs, loss)
        data = with_class_weights(data, class_weight, outputs, loss.name)
        if stateful_layers(self._layers):
            split = validation is not None and validation_data is None
            argument = "validation_split" if split else "x"
            size = self._batch_of_states(argument, len(data.x), batch_size)
            if validation is not None:
                argument = "validation_split" if split else "validation_data[0]"
                check_whole_batches(argument, len(validation.x), size)
            self._keep_batch_size(size)
        if self._backend is None:
            self._build(data.shape, self._batch_size)
        backend = self._built("fit")
        how = loss_for(losses.settings(loss), data.y), optimizers.settings(optimizer)
        training = Training(*how, size)
        held_out = None if validation is None else validation.mapped(backend.prepare)
        data = data.mapped(backend.prepare)
        renew = self._renew_states
        last = last_activation(self._layers)
        loop = Loop(self, backend, training, last, data, held_out, shuffle, watchers, renew)
        self.history = loop.history
        outside, self._fitting = self._fitting, True
        try:
            return loop.run(first, epochs, verbose)
        finally:
            self._fitting = outside

    def evaluate(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """Return the loss of the examples, or a list of it and of the metrics that are compiled.

        verbose: 1 or 2 to print a line with the results; sample_weight: how much each example
        counts in the loss, [m]; return_dict: whether to return them by name. batch_size: only
        stateful layers use it, see ``fit``. Raises RefnetError like ``fit``.
        """
        loss, _ = self._compiled()
        check_verbose(verbose)
        with self._one_length():
            self._bind(x)
            data, _ = prepare(self._expected(loss), x, y, sample_weight=sample_weight)
            self._check_outputs(output_shape(self._layers, data.shape), loss)
            if stateful_layers(self._layers):
                self._keep_batch_size(self._batch_of_states("x", len(data.x), batch_size))
            if self._backend is None:
                self._build(data.shape, self._batch_size)
            backend = self._built("evaluate")
            settings = loss_for(losses.settings(loss), data.y)
            data = data.mapped(backend.prepare)
            measures = Measures(self.metrics, backend)
            total, correct = backend.evaluate(settings, data.x, data.y, data.weights, measures.each)
        count = len(data.x)
        logs = measures.logs(backend.mean_loss(settings, total, count), correct, count)
        by_name = as_boolean("return_dict", return_dict)
        show_result(verbose, "evaluate", count, logs)
        if by_name:
            return logs
        return list(logs.values()) if self.metrics else logs["loss"]

    def predict(self, x: Any, batch_size: int | None = None, verbose: int | str = "auto") -> Array:
        """Return the outputs [m][...] for examples x [m][...], or [m] if each is one number.

        verbose: 1 or 2 to print a line with the number of examples. batch_size: only stateful
        layers use it, see ``fit``; they continue with the states that are there, and keep those
        after the last batch. If a sum overflows, outputs are infinite or NaN. A model without
        weights draws its first ones.
        Raises RefnetError: empty without layers, wrong_type, shape_mismatch, not_finite,
        out_of_range.
        """
        with self._one_length():
            outputs = self._outputs(x, batch_size)
        if verbose not in ("auto", 0):
            show_result(verbose, "predict", len(outputs), {})
        return outputs

    def reset_states(self) -> None:
        """Set the states of all stateful layers to zeros; ``fit`` and the others never do that.

        ``reset_states`` of a layer does so for this layer, in every model that has it.
        """
        self._resets = resets_of(self._layers)
        if self._backend is not None:
            self._backend.replace(states=self._first_states())

    # Files

    def save(self, filepath: str | os.PathLike[str], include_optimizer: bool = False) -> None:
        """Write the model to a file atomically (FILE-1 to FILE-4).

        A file says how many steps a sequence has: where the model leaves it open, as many as those
        that it has seen last. ``load`` leaves it open again; the other ports use that number. It
        does not say the states of stateful layers: those of a loaded model are zeros.

        include_optimizer: whether to add the arguments of ``compile``, the state of the optimizer,
        the generator that shuffles and the number of epochs, so that ``fit`` can resume the run as
        if it had never stopped; the layers' regularizers are not in a file, so that a model with
        some continues without. Needs the safetensors library (``pip install refnet[files]``).

        Raises RefnetError: empty, wrong_type; OSError if the file cannot be written.
        """
        if self._open_shape is not None and not self._has_length:
            message = "model: save needs a number of steps; predict or fit sequences before"
            raise RefnetError("empty", "model", message)
        backend = self._built("save")
        path = as_path("filepath", filepath)
        snapshot = backend.snapshot()
        is_open = self._open_shape is not None
        more = describe_settings(Settings(self._known_shape(), self.seed, self.notes, is_open))
        layers = self._network(snapshot.weights)
        columns = check_names("columns", self.columns, prod(self._known_shape()))
        classes = check_names("classes", self.classes, sizes_of(layers[-1])[1])
        tensors: dict[str, Array] = {}
        if as_boolean("include_optimizer", include_optimizer):
            loss, optimizer = self._compiled()
            memory = snapshot.state, snapshot.words
            saved = SavedTraining(optimizer, loss, self.metrics, self.epochs, *memory)
            description, tensors = describe_training(saved)
            more |= description
        names, graph = (columns, classes), sources_of(self._layers)
        content = write_model(layers, more, tensors, *names, self._batch_size, graph)
        save_file(path, content)

    # Helpers

    def _compiled(self) -> tuple[losses.Loss, optimizers.Optimizer]:
        if self.loss is None or self.optimizer is None:
            raise RefnetError(
                "empty", "model", "model: call compile(optimizer=..., loss=...) first"
            )
        if is_masked(self._layers):
            message = (
                "layers: expected outputs without a mask, which a loss would ignore; end with "
                "a recurrent layer that returns its last outputs only, and layers after it"
            )
            raise RefnetError("shape_mismatch", "layers", message)
        loss = losses.as_loss("loss", self.loss)
        if self._input_shape is not None:
            self._check_outputs(output_shape(self._layers, self._input_shape), loss)
        return loss, self.optimizer

    def _expected(self, loss: losses.Loss | None = None) -> Expected:
        name = "" if loss is None else loss.name
        return Expected(self._layers, self._input_shape, self.dtype, name)

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

    def _batch_of_states(self, argument: str, count: int, batch_size: Any) -> int:
        """Return the batch size of a model with stateful layers.

        If none was stated, it is that of the first batch, as in Keras. argument, count: where the
        examples are from, and their number, not 0; batch_size: as it was given.
        Raises RefnetError: wrong_type, out_of_range, shape_mismatch.
        """
        known = self._batch_size
        given = known if batch_size is None else as_count("batch_size", batch_size)
        check_count("batch_size", 1 if given is None else given, 1)
        size = known or min(given or DEFAULT_BATCH_SIZE, count)
        if given is not None and size not in (given, min(given, count)):
            message = f"batch_size: expected {size}, that of the stateful layers, got {given}"
            raise RefnetError("out_of_range", "batch_size", message)
        check_whole_batches(argument, count, size)
        check_states("batch_size", self._layers, size)
        return size

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

    def _outputs(self, x: Any, batch_size: Any) -> Array:
        """Return the outputs for examples; see ``predict``."""
        self._bind(x)
        if self._input_shape is None:
            last_activation(self._layers)  # raises empty
            array = as_array("x", x)
            example_rows("x", array, self._expected())  # raises for what is not examples
            self._build(array.shape[1:] or (1,), self._batch_size)
        backend = self._built("predict")
        takes_all = all(layer.takes_all_numbers for layer in first_layers(self._layers))
        fits = takes_all and fits_as_it_is(x, self._input_shape, backend.dtype)
        rows = x if fits else as_rows("x", x, self._expected())
        if self._resets and len(rows) > 0:
            self._keep_batch_size(self._batch_of_states("x", len(rows), batch_size))
            backend = cast(Backend, self._backend)
        outputs = backend.outputs_if_finite(x) if fits else None
        if outputs is None:
            rows = as_rows("x", x, self._expected()) if fits else rows
            outputs = backend.outputs(backend.prepare(rows))
        if len(self._output_shape) > 1:
            return outputs.reshape(len(outputs), *self._output_shape)
        return outputs

    def _check_outputs(self, outputs: Shape, loss: losses.Loss) -> None:
        """Raise RefnetError: shape_mismatch for outputs that the loss or a metric cannot take.

        outputs: the shape of an example's outputs. The losses of one row of probabilities cannot
        take a sequence of them, nor can the accuracy.
        """
        if loss.name in losses.OF_PROBABILITIES and len(outputs) > 1:
            message = (
                f'loss: expected outputs of one row of numbers for "{loss.name}", got {outputs}; '
                "end with a recurrent layer that returns its last outputs only, or with a Flatten"
            )
            raise RefnetError("shape_mismatch", "loss", message)
        check_metrics(self.metrics, outputs, loss.name)

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
        if self._resets:
            self._renew_states()
        return cast(Backend, self._backend)

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
        return [
            array
            for layer, seen, _ in with_shapes(layers, shape)
            for array in layer.first_weights(seen, generator)
        ]

    def _known_shape(self) -> Shape:
        return cast(Shape, self._input_shape)

    def _network(self, weights: Array) -> list[Any]:
        return network(self._layers, self._known_shape(), weights, self.dtype)

    def _start(self, snapshot: Snapshot) -> None:
        """Start the backend with this snapshot; layers without states there begin with zeros."""
        weights, state, words, states = snapshot
        self._moments = moments_of(self._layers)
        self._output_shape = output_shape(self._layers, self._known_shape())
        zeros, resets = self._first_states(), resets_of(self._layers)
        kept = [*states[: len(zeros)], *zeros[len(states) :]]
        self._resets = [*self._resets[: len(resets)], *resets[len(self._resets) :]]
        layers = with_states(self._network(weights), kept)
        more = self.dtype, regularizers_of(self._layers), sources_of(self._layers)
        self._backend = BACKENDS[self.backend](layers, state, words, *more)

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


class Sequential(Model):
    """A network of layers, one after another.

    layers: of refnet.layers, optionally after an Input; name: for the user; seed: 0 to 2^32 - 1,
    or None for one from the operating system, which ``seed`` keeps, so that the run can be
    repeated; dtype: "float64", or "float32" for half the memory and up to twice the speed
    (conformance/spec says what differs); backend: "c", or "python", which has float64 only.

    Attributes: ``columns`` and ``classes``, the names of the inputs and of the outputs, or None.
    They may be any texts, but ``refnet predict --csv`` and ``refnet evaluate --csv`` need columns
    that differ and are not empty.

    Raises RefnetError: wrong_type, out_of_range, unknown_name, shape_mismatch.
    """

    def __init__(
        self,
        layers: Sequence[Layer | Input] = (),
        name: str | None = None,
        *,
        seed: int | None = None,
        dtype: str = "float64",
        backend: str = "c",
    ) -> None:
        self._set_up(name or "sequential", seed, dtype, backend)
        if not isinstance(layers, Sequence):
            raise RefnetError("wrong_type", "layers", "layers: expected a list of layers")
        for layer in layers:
            self.add(layer)

    def add(self, layer: Layer | Input) -> None:
        """Append a layer.

        A model that has weights keeps them. If the new layer has weights, they get the first values
        that they would have had from the start (DENSE-18), and the state of the optimizer is reset.

        Raises RefnetError: wrong_type, shape_mismatch, out_of_range, not_finite.
        """
        self._check_idle()
        if isinstance(layer, Input):
            if self._backend is not None:
                raise RefnetError(
                    "shape_mismatch", "layer", "layer: expected an Input before the first weights"
                )
            self._check_input_shape("layer", layer.shape)
            size = self._checked_batch_size("layer", layer.batch_size)
            for _ in with_shapes(self._layers, layer.shape):
                """Raises if a layer does not fit."""
            self._state_shape(layer.shape, size)
            return
        added = as_layer("layer", layer)
        stated, size = (None, None) if self._layers else (added.input_shape, added.batch_size)
        if stated is not None:
            self._check_input_shape("layer", stated)
        known = self._shape() or stated
        if known is not None:
            size = self._checked_batch_size("layer", size, [added])
            list(with_shapes([*self._layers, added], known))  # raises if it misfits
        if self._backend is not None:
            *_, (_, shape, _) = with_shapes([*self._layers, added], self._known_shape())
            if added.weight_shapes(shape):
                self._add_weights(added)
                return
            added.build(shape, [], self.dtype)  # raises for moments that do not fit
        if stated is not None:
            self._state_shape(stated, size)
        self._layers.append(added)
        self._restart()

    def pop(self) -> Layer:
        """Remove the last layer with its weights, and return it; raises RefnetError: empty."""
        self._check_idle()
        if not self._layers or (self._backend is not None and len(self._layers) == 1):
            raise RefnetError("empty", "layers", "layers: expected a layer to be left")
        layer = self._layers.pop()
        if not self._layers and layer.input_shape is not None:
            self._input_shape = self._open_shape = self._batch_size = None
            self._has_length = False
        self._restart()
        return layer

    def _add_weights(self, layer: Layer) -> None:
        """Append a layer that has weights to a model that has weights."""
        before = self._built("add").snapshot()
        first = self._first_weights([*self._layers, layer], self._known_shape())
        drawn = np.concatenate([np.ravel(array) for array in first])
        weights = np.concatenate([before.weights, drawn[len(before.weights) :]])
        with self._building.held:
            self._layers.append(layer)
            self._start(before._replace(weights=weights, state=self._first_state(weights)))


def load(filepath: str | os.PathLike[str], backend: str = "c") -> Any:
    """Return the model in a file, with everything that ``save`` wrote.

    It is a Sequential if its layers follow one another, otherwise a Model.

    Raises RefnetError: bad_file for anything but a consistent model file, unknown_name also for a
    backend that lacks the file's dtype; OSError if the file cannot be read.
    """
    path = as_path("filepath", filepath)
    content = path.read_bytes()
    with faults_of(path):
        check_format(content)
        return _read(read_model(content, FLOATS), backend)


def _read(file: ModelFile, backend: str) -> Model:
    settings = read_settings(file)
    layers, numbers = read_layers(file, settings.input_shape), (settings.seed, file.dtype, backend)
    model = _of_layers(layers, *numbers)
    model._input_shape, model.notes = settings.input_shape, settings.notes
    model._batch_size = file.batch_size
    if settings.any_length:
        model._open_shape, model._has_length = (None, *settings.input_shape[1:]), True
        check_open(model._layers, model._open_shape)
    model.columns, model.classes = file.columns, file.classes
    model._start_untrained(file.weights)
    saved = read_training(file)
    if saved is not None:
        model.compile(saved.optimizer, saved.loss, saved.metrics)
        model.epochs = saved.epochs
        model._built("load").replace(state=saved.state, words=saved.words)
    return model


def _of_layers(layers: list[Layer], seed: int, dtype: str, backend: str) -> Model:
    """Return a model of layers in a list, or of those of a Graph."""
    if not isinstance(layers, Graph):
        return Sequential(layers, seed=seed, dtype=dtype, backend=backend)
    model = Model.__new__(Model)
    model._set_up("functional", seed, dtype, backend)
    model._layers = layers
    return model


def _no_weights(method: str) -> RefnetError:
    return RefnetError(
        "empty",
        "model",
        f"model: {method} needs weights, and their shapes are not known yet; give the first layer "
        "an input_shape, or fit the model",
    )
