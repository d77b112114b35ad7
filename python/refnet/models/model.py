"""Model: a network with the interface of Keras, in C or in pure Python.

A training run gives the bits of the experiment ``dense``, whichever backend runs it: the kernels
are drawn from ``seed`` (DENSE-18). A second generator, with the seed ``seed + 1``, shuffles the
examples (DENSE-17) and draws what layers drop (DROP-3).
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from refnet import losses, optimizers
from refnet.callbacks import Callback, History, as_callbacks
from refnet.errors import RefnetError
from refnet.fit.backends import Backend, loss_for
from refnet.fit.class_weights import with_class_weights
from refnet.fit.compiling import check_others, only_loss, only_metrics, only_weighted
from refnet.fit.evaluation import Evaluation, of_arrays
from refnet.fit.frames import column_names
from refnet.fit.generators import Batches, check_alone, examples_of, unpacked, yields_batches
from refnet.fit.inputs import (
    Data,
    Expected,
    as_array,
    as_rows,
    check_whole_batches,
    example_rows,
    fits_as_it_is,
    only_array,
    prepare,
    prepare_validation,
)
from refnet.fit.loop import Loop, Validation
from refnet.fit.measures import Measures, check_metrics, sorted_logs
from refnet.fit.own_measures import own_measure
from refnet.fit.parts import ArrayParts, BatchParts, Part, Parts
from refnet.fit.plans import DEFAULT_BATCH_SIZE, Plan, as_size, checked_plan
from refnet.fit.progress import check_verbose, show_result
from refnet.fit.watchers import Watchers, watch
from refnet.keras_names.arguments import MissingArgument
from refnet.layers import Shape
from refnet.layers.graphs import Graph, sources_of
from refnet.layers.naming import automatic_name
from refnet.layers.on_numbers import forward
from refnet.layers.stack import (
    check_states,
    is_masked,
    last_activation,
    network,
    output_shape,
    stateful_layers,
    with_shapes,
)
from refnet.layers.tensors import ordered
from refnet.metrics import Given, Weighted, as_metrics, log_names
from refnet.models.missing import check_subclass, refuse_others
from refnet.models.savable import Savable
from refnet.reference.checks import check_count
from refnet.reference.readers import as_boolean, as_count
from refnet.reference.training import Training

Array = NDArray[Any]
Kind = TypeVar("Kind", bound="Model")


class Model(Savable):
    """A network of layers that were called on an Input, and on what other layers return.

    As in ``x = Input((4,)); h = Dense(8)(x); model = Model(x, Concatenate()([h, x]))``. The layers
    stand in the order in which they were called, in which their weights are drawn, too.

    inputs: the Input, one; outputs: what the last layer returned; name, seed, dtype, backend
    and attributes: as for ``Sequential``, which has all methods of a Model. For a list of several
    outputs, or a dict, the result is a model that predicts them, and does not train.

    Raises RefnetError: wrong_type, out_of_range, unknown_name, shape_mismatch.
    """

    _weighted: Sequence[Weighted] = ()  # what compile was given as weighted_metrics
    of_several: ClassVar[Any]  # the class of models with several outputs

    def __new__(cls: type[Kind], *values: Any, **named: Any) -> Kind:
        """Return a model, of another class if it has several outputs."""
        outputs = named.get("outputs", values[1] if len(values) > 1 else None)
        is_several = isinstance(outputs, Mapping)
        is_several |= isinstance(outputs, list | tuple) and len(outputs) > 1
        kind = cls.of_several if cls is Model and is_several else cls
        return cast(Kind, super().__new__(kind))

    def __init__(
        self,
        inputs: Any = None,
        outputs: Any = None,
        name: str | None = None,
        *,
        seed: int | None = None,
        dtype: str | None = None,
        backend: str = "c",
    ) -> None:
        for argument, value in {"inputs": inputs, "outputs": outputs}.items():
            if value is None:
                message = f"{argument}: Model takes an Input and what the last layer returned"
                message += ", as in Model(inputs, outputs)"
                raise MissingArgument("wrong_type", argument, message)
        self._set_up(name or automatic_name("Functional"), seed, dtype, backend)
        places, sources = ordered(inputs, outputs)
        layers = [place.layer for place in places]
        paths = [place.inside for place in places]
        self._set_layers(layers if sources is None else Graph(layers, sources), paths)
        given = inputs[0] if isinstance(inputs, list | tuple) else inputs
        self._entry, self._places = given, places
        size = self._checked_batch_size("inputs", given.batch_size)
        for _ in with_shapes(self._layers, given.example_shape):
            """Raises if a layer does not fit."""
        self._state_shape(given.example_shape, size)

    def __init_subclass__(cls, **arguments: Any) -> None:
        """Refuse classes that calculate or train in methods of their own; raises wrong_type."""
        super().__init_subclass__(**arguments)
        check_subclass(cls)

    def compile(
        self,
        optimizer: str | optimizers.Optimizer = "rmsprop",
        loss: Any = None,
        metrics: Any = (),
        *,
        loss_weights: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int | str = 1,
        jit_compile: bool | str = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Set how the model learns; this resets the state of the optimizer.

        optimizer: "sgd", "rmsprop", "adam", "adagrad", "adadelta", "adamax", "nadam", "adamw", or
        an object of refnet.optimizers; loss: a name such as "mse", "binary_crossentropy",
        "categorical_crossentropy", "sparse_categorical_crossentropy", "mae" or "huber", or an
        object or function of refnet.losses, or None for a model that only predicts; metrics: a list
        of names such as "accuracy", "mae", "auc" and "top_k_categorical_accuracy", and of objects
        and functions of refnet.metrics. The loss may be in a list of one, the metrics too, and both
        in a dictionary by the name of the output.

        run_eagerly, steps_per_execution, jit_compile and auto_scale_loss change nothing: callbacks
        see every batch, whatever steps_per_execution is. loss_weights is refused, unless it says
        nothing.

        Raises RefnetError: wrong_type, unknown_name, out_of_range, empty.
        """
        chosen = optimizers.as_optimizer("optimizer", optimizer)
        last_activation(self._layers)  # raises empty
        output = getattr(self._layers[-1], "name", None)
        loss = only_loss(loss, output)
        chosen_loss = None if loss is None else losses.shortened(losses.as_loss("loss", loss))
        chosen_metrics = as_metrics("metrics", only_metrics(metrics, output))
        more = run_eagerly, steps_per_execution, jit_compile, auto_scale_loss
        weighted = only_weighted(
            as_metrics("weighted_metrics", only_metrics(weighted_metrics, output))
        )
        check_others(loss_weights, *more)
        self.optimizer, self.loss, self.metrics = chosen, chosen_loss, chosen_metrics
        if weighted or self._weighted:
            self._weighted = weighted
        if self._backend is not None:
            self._backend.replace(state=self._first_state(self._backend.snapshot().weights))

    def all_metrics(self) -> list[Given]:
        """Return the metrics, and after them those that are weighted."""
        return [*self.metrics, *self._weighted]

    @property
    def weighted_metrics(self) -> list[Given]:
        """What ``compile`` was given under this name."""
        return [each.given for each in self._weighted]

    @property
    def compiled(self) -> bool:
        """Whether ``compile`` was called."""
        return self.optimizer is not None

    @property
    def metrics_names(self) -> list[str]:
        """["loss", "compile_metrics"] as in Keras 3; History and ``return_dict`` have the names."""
        return ["loss"] if self.loss is None else ["loss", "compile_metrics"]

    def reset_metrics(self) -> None:
        """Do nothing: each call of ``fit``, ``evaluate`` and ``train_on_batch`` has its own."""

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Callback | Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool = True,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | Sequence[int] = 1,
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

        x can also yield batches (x, y) or (x, y, sample_weight): a generator, an iterator, a
        ``refnet.utils.PyDataset``, or anything else that can be iterated over and is no list and no
        array. Then y, sample_weight and validation_split are not given, and batch_size has no
        meaning; shuffle gives a PyDataset a new order of batches in each epoch. steps_per_epoch:
        how many batches an epoch has, None for all; the next epoch goes on where this one stopped,
        also in arrays. Where batches run out too early, the epoch is shorter, and without any the
        run ends, both with a warning. validation_data can yield batches too, at most
        validation_steps of them, None for all.

        validation_batch_size: how callbacks see batches of validation data, None for batch_size;
        validation_freq: in which epochs there is validation, a number for each that it divides, or
        a list of epochs, counted from 1.

        If layers are stateful, batch_size is that of the Input, also by default, and divides m.
        They continue with the states that they have, in ``evaluate`` and ``predict`` too, and keep
        those after the last batch, until ``reset_states``.

        The History is also the model's attribute ``history``, which grows with each epoch. Its logs
        are in the order of their names, as in Keras. After Ctrl-C the model has the weights of the
        last whole batch, which the KeyboardInterrupt names. A run that diverges ends with
        RefnetError diverged, which names epoch and batch, unless callbacks has a TerminateOnNaN;
        the model then has the weights from before that batch.

        Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite, out_of_range,
        unknown_name.
        """
        loss, optimizer = self._compiled()
        frequency = validation_steps, validation_batch_size, validation_freq
        plan = checked_plan(batch_size, epochs, initial_epoch, shuffle, steps_per_epoch, *frequency)
        given = as_callbacks("callbacks", callbacks)
        check_verbose(verbose)
        own = None if yields_batches(validation_data) else validation_data
        parts: Parts
        if yields_batches(x):
            split = validation_split or None
            check_alone(y=y, sample_weight=sample_weight, validation_split=split)
            parts = self._batch_parts(loss, x, plan, class_weight)
            held_out = None if own is None else self._held_out(loss, own)
        else:
            data = x, y, validation_split, own, sample_weight
            parts, held_out = self._array_parts(loss, data, plan, class_weight, given)
        backend = cast(Backend, self._backend)
        validation = self._validation(loss, validation_data, held_out, plan, given)
        names = ["loss", *log_names(self.all_metrics())]
        names += [] if validation is None else [f"val_{name}" for name in names]
        params = {"verbose": verbose, "epochs": plan.last, "steps": parts.count}
        watchers = Watchers(given, self, params, sorted(names))
        settings = losses.settings(loss) if parts.loss is None else parts.loss
        training = Training(settings, optimizers.settings(optimizer), parts.batch_size)
        renew, last = self._renew_states, last_activation(self._layers)
        loop = Loop(self, backend, training, last, parts, validation, watchers, renew)
        self.history = loop.history
        with self._as_fitting():
            return loop.run(plan.first, plan.last, verbose)

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Callback | Sequence[Callback] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """Return the loss of the examples, or a list of it and of the metrics that are compiled.

        x, y, sample_weight: as for ``fit``, x may also yield batches; the weights count in the loss
        alone; batch_size: how callbacks see batches, None for 32, see ``fit`` for stateful layers;
        verbose: 1 or 2 to print a line with the results; steps: how many batches are evaluated,
        None for all; return_dict: whether to return the results by name, in the order of the names.
        Raises RefnetError like ``fit``.
        """
        loss, _ = self._compiled()
        check_verbose(verbose)
        by_name = as_boolean("return_dict", return_dict)
        size, count = as_size("batch_size", batch_size), as_size("steps", steps)
        given, began = as_callbacks("callbacks", callbacks), time.monotonic()
        with self._one_length():
            if yields_batches(x):
                check_alone(y=y, sample_weight=sample_weight)
                batches = Batches(x, count)
                self._build_for(loss, batches)
                parts, total = self._read_parts(loss, batches), batches.count
            else:
                data = self._read(loss, x, y, sample_weight, None, size)
                parts, total = self._parts_to_test(loss, data, size, count, given)
            backend = self._built("evaluate")
            params = {"verbose": verbose, "epochs": 1, "steps": total}
            evaluation = Evaluation(self.all_metrics(), backend, parts, self._renew_states)
            with self._as_fitting():
                logs = evaluation.run(Watchers(given, self, params))
        total = evaluation.batches if total is None else total
        if verbose not in ("auto", 0):
            show_result(verbose, total, time.monotonic() - began, sorted_logs(logs))
        return self._reported(logs, by_name)

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        steps: int | None = None,
        callbacks: Callback | Sequence[Callback] | None = None,
    ) -> Array:
        """Return the outputs [m][...] for examples x [m][...], or [m] if each is one number.

        x can also yield batches of examples, or tuples (x,), (x, y) or (x, y, sample_weight).
        batch_size: how callbacks see batches, None for 32; stateful layers use it, too, see
        ``fit``; they continue with the states that are there, and keep those after the last batch.
        verbose: 1 or 2 to print a line with the number of batches; steps: how many batches there
        are, None for all. If a sum overflows, outputs are infinite or NaN. A model without weights
        draws its first ones.
        Raises RefnetError: empty without layers, wrong_type, shape_mismatch, not_finite,
        out_of_range.
        """
        is_array = type(x) is np.ndarray or not yields_batches(x)
        if is_array and callbacks is None and steps is None:
            if verbose in ("auto", 0):
                if self._open_shape is None:  # without locks, for single predictions
                    return self._outputs(x, batch_size)
                with self._one_length():
                    return self._outputs(x, batch_size)
            check_verbose(verbose)
            began = time.monotonic()
            with self._one_length():
                outputs = self._outputs(x, batch_size)
            size = as_size("batch_size", batch_size) or DEFAULT_BATCH_SIZE
            show_result(verbose, -(-len(outputs) // size), time.monotonic() - began, {})
            return outputs
        return self._outputs_of_batches(x, batch_size, verbose, steps, callbacks)

    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: Mapping[int, float] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """Train on one batch; return its loss before the step, and the metrics, like ``evaluate``.

        The values are those of this batch alone, as in Keras 3.15. The same batches give the bits
        of ``fit`` with shuffle=False. ``epochs`` and ``history`` do not change. x, y,
        sample_weight, class_weight: as for ``fit``. Raises RefnetError like ``fit``; after
        diverged, the model has the weights from before.
        """
        loss, optimizer = self._compiled()
        by_name = as_boolean("return_dict", return_dict)
        data = self._read(loss, x, y, sample_weight, class_weight)
        backend, count = self._built("train_on_batch"), len(data.x)
        measures, own = (
            Measures(self.all_metrics(), backend),
            loss_for(losses.settings(loss), data.y),
        )
        each = measures.for_batch(count)
        training = Training(own, optimizers.settings(optimizer), count, measures=each)
        before = backend.snapshot()
        try:
            batch = None, slice(0, count), 0.0, data.weights
            total, correct = backend.train(training, data.x, data.y, *batch)
        except RefnetError as error:
            backend.restore(before)
            message = f"{error.field}: left the finite numbers; the model has the weights before"
            raise RefnetError("diverged", error.field, message) from None
        measures.add_batch(own, data.y, data.weights)
        logs = measures.logs(backend.mean_loss(own, total, count), correct, count)
        return self._reported(logs, by_name)

    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """Return the loss and the metrics of one batch, like ``evaluate``."""
        return self.evaluate(x, y, verbose=0, sample_weight=sample_weight, return_dict=return_dict)

    def predict_on_batch(self, x: Any) -> Array:
        """Return the outputs for one batch, like ``predict``."""
        return self.predict(x, verbose=0)

    def _compiled(self) -> tuple[losses.Loss, optimizers.Optimizer]:
        if self.loss is None or self.optimizer is None:
            message = "model: call compile(optimizer=..., loss=...) first"
            if self.optimizer is not None:
                message = "model: it was compiled without a loss; call compile(loss=...) first"
            raise RefnetError("empty", "model", message)
        if is_masked(self._layers):
            message = (
                "layers: expected outputs without a mask, which a loss would ignore; end with "
                "a recurrent layer that returns its last outputs only, and layers after it"
            )
            raise RefnetError("shape_mismatch", "layers", message)
        loss = losses.as_loss("loss", self.loss)
        if self._input_shape is not None:
            self._check_outputs(self._outputs_for(self._input_shape), loss)
        return loss, self.optimizer

    def _read(
        self,
        loss: losses.Loss,
        x: Any,
        y: Any,
        weights: Any,
        class_weight: Any = None,
        batch_size: int | None = None,
    ) -> Data:
        """Return examples as the backend takes them; the first ones build the model."""
        self._bind(x)
        data, _ = prepare(self._expected(loss), x, y, sample_weight=weights)
        outputs = self._outputs_for(data.shape)
        self._check_outputs(outputs, loss)
        data = with_class_weights(data, class_weight, outputs, loss.name)
        if stateful_layers(self._layers):
            self._keep_batch_size(self._batch_of_states("x", len(data.x), batch_size))
        if self._backend is None:
            self._build(data.shape, self._batch_size)
        return data.mapped(cast(Backend, self._backend).prepare)

    def _build_for(self, loss: losses.Loss, batches: Batches) -> None:
        """Build the model for the first batch, if that is needed."""
        if self._backend is None or self._open_shape is not None:
            self._read(loss, *unpacked(batches.first()))
        elif not batches.can_index:
            batches.first()  # raises empty

    def _read_parts(self, loss: losses.Loss, batches: Batches) -> Callable[[], Iterator[Part]]:
        """Return a function that reads the batches to evaluate."""
        settings = losses.settings(loss)
        read = partial(self._read, loss)
        return BatchParts(batches, read, partial(loss_for, settings)).epoch

    def _batch_parts(self, loss: losses.Loss, x: Any, plan: Plan, class_weight: Any) -> BatchParts:
        """Return the batches to train on, which are read as they are needed."""
        batches = Batches(x, plan.steps, self._new_order if plan.shuffle else None)
        self._build_for(loss, batches)
        self._built("fit")
        read = partial(self._read, loss, class_weight=class_weight)
        return BatchParts(batches, read, partial(loss_for, losses.settings(loss)))

    def _new_order(self, count: int) -> Array:
        """Draw the order of so many batches."""
        return cast(Backend, self._backend).permutation(count)

    def _array_parts(
        self, loss: losses.Loss, given: Any, plan: Plan, class_weight: Any, watchers: Any
    ) -> tuple[ArrayParts, Data | None]:
        """Return the parts of arrays to train on, and what to evaluate after each epoch.

        given: the arguments of ``prepare`` after the first
        """
        self._bind(given[0])
        data, validation = prepare(self._expected(loss), *given)
        outputs = self._outputs_for(data.shape)
        self._check_outputs(outputs, loss)
        data = with_class_weights(data, class_weight, outputs, loss.name)
        size = plan.size
        if stateful_layers(self._layers):
            split = validation is not None and given[3] is None
            argument = "validation_split" if split else "x"
            size = self._batch_of_states(argument, len(data.x), plan.batch_size)
            if validation is not None:
                argument = "validation_split" if split else "validation_data[0]"
                check_whole_batches(argument, len(validation.x), size)
            self._keep_batch_size(size)
        if self._backend is None:
            self._build(data.shape, self._batch_size)
        if self.columns is None and len(data.shape) == 1:
            self.columns = column_names(given[0])
        backend = self._built("fit")
        per_call = backend.batches_per_call(min(size, len(data.x)))
        if watch(watchers, "on_train_batch_begin", "on_train_batch_end") or self._has_own_metrics():
            per_call = 1
        order = backend.permutation if plan.shuffle else None
        settings = loss_for(losses.settings(loss), data.y)
        data = data.mapped(backend.prepare)
        held_out = None if validation is None else validation.mapped(backend.prepare)
        return ArrayParts(data, settings, size, per_call, order, plan.steps), held_out

    def _has_own_metrics(self) -> bool:
        """Return whether metrics are calculated from the outputs of each batch."""
        return any(own_measure(each) is not None for each in self.all_metrics())

    def _held_out(self, loss: losses.Loss, validation_data: Any) -> Data:
        """Return validation data in arrays beside training data that are read in batches."""
        expected = self._expected(loss)
        data = prepare_validation(expected, cast(Shape, self._input_shape), validation_data)
        if stateful_layers(self._layers):
            check_whole_batches("validation_data[0]", len(data.x), cast(int, self._batch_size))
        return data.mapped(cast(Backend, self._backend).prepare)

    def _validation(
        self,
        loss: losses.Loss,
        source: Any,
        held_out: Data | None,
        plan: Plan,
        watchers: Sequence[Callback],
    ) -> Validation | None:
        """Return what is evaluated after epochs: held_out, or what source yields, if anything."""
        if held_out is not None:
            size = plan.validation_batch_size or plan.size
            parts, _ = self._parts_to_test(loss, held_out, size, plan.validation_steps, watchers)
        elif yields_batches(source):

            def parts() -> Iterator[Part]:
                return self._read_parts(loss, Batches(source, plan.validation_steps))()
        else:
            return None
        backend = cast(Backend, self._backend)
        evaluation = Evaluation(self.all_metrics(), backend, parts, self._renew_states)
        return Validation(evaluation, plan.validation_freq)

    def _parts_to_test(
        self,
        loss: losses.Loss,
        data: Data,
        batch_size: int | None,
        steps: int | None,
        watchers: Sequence[Callback],
    ) -> tuple[Callable[[], Iterator[Part]], int]:
        """Return a function that yields the parts of arrays, and how many batches they have."""
        size = self._batch_size or batch_size or DEFAULT_BATCH_SIZE
        all_of_them = -(-len(data.x) // size)
        watched = watch(watchers, "on_test_batch_begin", "on_test_batch_end")
        at_once = steps is None and not watched and not self._has_own_metrics()
        step = None if at_once else size
        parts = of_arrays(data, loss_for(losses.settings(loss), data.y), step, steps)
        return parts, all_of_them if steps is None else min(steps, all_of_them)

    def _outputs_of_batches(
        self, x: Any, batch_size: Any, verbose: Any, steps: Any, callbacks: Any
    ) -> Array:
        """Return the outputs for examples that are predicted batch by batch; see ``predict``."""
        check_verbose(verbose)
        size, count = as_size("batch_size", batch_size), as_size("steps", steps)
        given, began = as_callbacks("callbacks", callbacks), time.monotonic()
        total = count
        if yields_batches(x):
            batches = Batches(x, count)
            examples, total = (examples_of(batch) for batch in batches.epoch()), batches.count
        else:
            rows = as_array("x", only_array("x", x, self._expected()))
            step = size or self._batch_size or DEFAULT_BATCH_SIZE
            total = -(-len(rows) // step) if rows.ndim else 1
            total = total if count is None else min(count, total)
            starts = range(0, total * step, step)
            examples = (rows[start : start + step] if rows.ndim else rows for start in starts)
        watchers = Watchers(given, self, {"verbose": verbose, "epochs": 1, "steps": total})
        watchers.call("on_predict_begin", {})
        outputs: list[Array] = []
        for batch, part in enumerate(examples):
            watchers.call("on_predict_batch_begin", batch, {})
            with self._one_length():
                outputs.append(self._outputs(part, size))
            watchers.call("on_predict_batch_end", batch, {"outputs": outputs[-1]})
        watchers.call("on_predict_end", {})
        if not outputs:
            raise RefnetError("empty", "x", "x: expected at least one batch")
        show_result(verbose, len(outputs), time.monotonic() - began, {})
        return np.concatenate(outputs)

    @contextmanager
    def _as_fitting(self) -> Iterator[None]:
        """Note that the layers are in use, so that none is added and no length changes."""
        outside, self._fitting = self._fitting, True
        try:
            yield
        finally:
            self._fitting = outside

    def _reported(self, logs: dict[str, float], by_name: bool) -> Any:
        """Return the loss and the metrics in the form that the user asked for."""
        if by_name:
            return sorted_logs(logs)
        return list(logs.values()) if len(logs) > 1 else logs["loss"]

    def _expected(self, loss: losses.Loss | None = None) -> Expected:
        name = "" if loss is None else loss.name
        return Expected(self._layers, self._input_shape, self.dtype, name, self.columns)

    def _outputs(self, x: Any, batch_size: Any) -> Array:
        """Return the outputs for examples; see ``predict``."""
        self._bind(x)
        if self._input_shape is None:
            last_activation(self._layers)  # raises empty
            x = only_array("x", x, self._expected())
            array = as_array("x", x)
            example_rows("x", array, self._expected())  # raises for what is not examples
            self._build(array.shape[1:] or (1,), self._batch_size)
        backend = self._built("predict")
        fits = self._takes_all_numbers and fits_as_it_is(x, self._input_shape, backend.dtype)
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

    def _outputs_in_training(self, x: Any) -> Array:
        """Return the outputs for examples as a batch in training has them, of this dtype."""
        self._outputs(x, None)  # raises for what are no examples; builds the model
        rows = np.asarray(as_rows("x", x, self._expected()), np.float64)
        weights = self._built("predict").snapshot().weights.astype(np.float64)
        layers = network(self._layers, self._known_shape(), weights, "float64")
        outputs = forward(rows.reshape(len(rows), -1), layers, True, sources_of(self._layers))
        return outputs.astype(self.dtype).reshape(len(rows), *self._output_shape)

    def _outputs_for(self, shape: Shape) -> Shape:
        """Return the shape of an example's outputs; shape: of the example."""
        if self._backend is not None and shape == self._input_shape:
            return self._output_shape  # without a walk over the layers
        return output_shape(self._layers, shape)

    def _check_outputs(self, outputs: Shape, loss: losses.Loss) -> None:
        """Raise RefnetError: shape_mismatch for outputs that the loss or a metric cannot take.

        outputs: the shape of an example's outputs. The losses of one row of probabilities cannot
        take a sequence of them, nor can the accuracy.
        """
        if loss.name in losses.OF_PROBABILITIES and len(outputs) > 1:
            message = (
                f'loss: expected outputs of one row of numbers for "{loss.name}", got {outputs}; '
                "a crossentropy takes one row of probabilities for an example; let the last "
                "recurrent layer return its last outputs only, without return_sequences, or put a "
                "Flatten before the last Dense"
            )
            raise RefnetError("shape_mismatch", "loss", message)
        check_metrics(self.all_metrics(), outputs, loss.name)

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


refuse_others(Model)
