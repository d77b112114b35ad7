"""Model: a network with the interface of Keras, in C or in pure Python.

A training run gives the bits of the experiment ``dense``, whichever backend runs it: the kernels
are drawn from ``seed`` (DENSE-18). A second generator, with the seed ``seed + 1``, shuffles the
examples (DENSE-17) and draws what layers drop (DROP-3).
"""

import os
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, cast

from numpy.typing import NDArray

from refnet import losses, optimizers
from refnet.callbacks import Callback, as_callbacks
from refnet.core.layers import sizes_of
from refnet.errors import RefnetError
from refnet.files.keras_network import GRAPH, read_network
from refnet.files.model_file import (
    as_path,
    write_model,
)
from refnet.files.names import OWN, check_overwrite, check_savable, format_of
from refnet.files.saving import save_file
from refnet.files.training_file import (
    SavedTraining,
    Settings,
    check_names,
    describe_settings,
    describe_training,
)
from refnet.fit.backends import Backend, loss_for
from refnet.fit.class_weights import with_class_weights
from refnet.fit.history import History
from refnet.fit.inputs import (
    Expected,
    as_array,
    as_rows,
    check_whole_batches,
    example_rows,
    fits_as_it_is,
    prepare,
)
from refnet.fit.loop import Loop
from refnet.fit.measures import Measures, check_metrics
from refnet.fit.progress import check_verbose, show_result
from refnet.layers import Shape
from refnet.layers.graphs import Graph, sources_of
from refnet.layers.naming import automatic_name
from refnet.layers.stack import (
    check_states,
    first_layers,
    is_masked,
    last_activation,
    output_shape,
    stateful_layers,
    with_shapes,
)
from refnet.layers.tensors import ordered
from refnet.metrics import as_metrics
from refnet.models import saving
from refnet.models.built import BuiltNetwork
from refnet.reference.checks import check_count, check_range
from refnet.reference.readers import as_boolean, as_count
from refnet.reference.training import Training

Array = NDArray[Any]
DEFAULT_BATCH_SIZE = 32  # as in Keras


class Model(BuiltNetwork):
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
        dtype: str | None = None,
        backend: str = "c",
    ) -> None:
        self._set_up(name or automatic_name("Functional"), seed, dtype, backend)
        places, sources = ordered(inputs, outputs)
        layers = [place.layer for place in places]
        paths = [place.inside for place in places]
        self._set_layers(layers if sources is None else Graph(layers, sources), paths)
        given = inputs[0] if isinstance(inputs, list | tuple) else inputs
        self._entry, self._places = given, places
        size = self._checked_batch_size("inputs", given.batch_size)
        for _ in with_shapes(self._layers, given.shape):
            """Raises if a layer does not fit."""
        self._state_shape(given.shape, size)

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

    def save(
        self,
        filepath: str | os.PathLike[str],
        overwrite: bool = True,
        include_optimizer: bool | None = None,
    ) -> None:
        """Write the model to a file atomically, in the format that its name asks for.

        .keras, .h5 and .hdf5 are Keras's own formats, so that Keras opens the file. Any other name
        is that of refnet's own format (FILE-1 to FILE-4), best .safetensors, which the other ports
        read; a name of another program's format, such as .tf, is refused.

        overwrite: whether an existing file is replaced. include_optimizer: whether to add the
        arguments of ``compile``, the state of the optimizer, the generator that shuffles and the
        number of epochs, so that ``fit`` can resume the run as if it had never stopped; None: in
        Keras's formats if the model is compiled, in refnet's own not.

        A file of refnet's own says how many steps a sequence has: where the model leaves it open,
        as many as those that it has seen last. ``load`` leaves it open again; the other ports use
        that number. No file says the states of stateful layers: those of a loaded model are zeros.
        Needs the safetensors library (``pip install refnet[files]``), or for Keras's formats h5py
        (``pip install refnet[keras]``).

        Raises RefnetError: empty, wrong_type, out_of_range for another format's name, and for what
        Keras does not have; FileExistsError, and OSError if the file cannot be written.
        """
        given = (
            None
            if include_optimizer is None
            else as_boolean("include_optimizer", include_optimizer)
        )
        if format_of("filepath", filepath) != OWN:
            saving.save_keras(
                self, filepath, as_boolean("overwrite", overwrite), given is not False
            )
            return
        check_overwrite(as_path("filepath", filepath), as_boolean("overwrite", overwrite))
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
        if given:
            loss, optimizer = self._compiled()
            memory = snapshot.state, snapshot.words
            saved = SavedTraining(optimizer, loss, self.metrics, self.epochs, *memory)
            description, tensors = describe_training(saved)
            more |= description
        names, graph = (columns, classes), sources_of(self._layers)
        content = write_model(layers, more, tensors, *names, self._batch_size, graph)
        save_file(path, content)

    def save_weights(self, filepath: str | os.PathLike[str], overwrite: bool = True) -> None:
        """Write the weights alone, to a file whose name ends in .weights.h5, as in Keras.

        It holds the state of the optimizer, too, if the model is compiled. A name that ends in
        .safetensors is that of refnet's own format. Raises RefnetError like ``save``.
        """
        saving.save_weights(self, filepath, as_boolean("overwrite", overwrite))

    def load_weights(self, filepath: str | os.PathLike[str]) -> None:
        """Replace the weights by those that ``save_weights`` or Keras wrote for the same layers.

        filepath: of a file .weights.h5, .safetensors, or .h5 with a whole model; the state of the
        optimizer comes from a .weights.h5 too, if it fits. A model without weights that knows its
        input shape draws its first ones before.
        Raises RefnetError: empty, wrong_type, out_of_range for another name, bad_file for a file
        that does not fit, and then no weight changes; OSError if the file cannot be read.
        """
        saving.load_weights(self, filepath)

    def get_config(self) -> dict[str, Any]:
        """Return the architecture: the layers with their settings, under Keras's keys.

        Raises RefnetError: wrong_type for an initializer that is a function; empty for a model that
        is no Sequential and has no input shape.
        """
        return saving.config_of(self)

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Any:
        """Return a model of the architecture that ``get_config`` returns, with new weights.

        custom_objects: changes nothing. Raises RefnetError: bad_file for what refnet does not have.
        """
        network = read_network({"class_name": GRAPH, "config": config})
        return cls(network.entering, network.leaving, network.name, dtype=network.dtype)

    def to_json(self, **options: Any) -> str:
        """Return the architecture, and the arguments of ``compile`` if there are any, as JSON.

        options: of ``json.dumps``, as in ``to_json(indent=2)``. ``refnet.models.model_from_json``
        and Keras's make a model of it. Raises RefnetError like ``get_config``.
        """
        return saving.json_of(self, **options)

    def check_savable(self, filepath: Any, weights_only: bool = False) -> None:
        """Raise what ``save`` or ``save_weights`` would raise for a file of this name.

        RefnetError: wrong_type, out_of_range; ImportError for a library that is not installed.
        """
        check_savable(filepath, weights_only)
        if not weights_only:
            saving.check_model(self, filepath)

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
