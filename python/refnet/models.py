"""Sequential: dense networks with the interface of Keras, on the C core or in pure Python.

A model's training gives the bits of SPEC.md's experiment ``dense``, whichever backend carries it
out: its kernels are drawn from ``seed`` (DENSE-18), its examples shuffled by a second generator of
``seed + 1`` (DENSE-17).
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from refnet import core, losses, optimizers
from refnet.backends import BACKENDS, Backend, Words, seeded_words
from refnet.callbacks import Callback, as_callbacks
from refnet.core.network import initial_state, views
from refnet.data import as_array, as_examples, as_numbers_of, as_targets, check_width, fits_as_it_is
from refnet.errors import RefnetError
from refnet.fitting import Data, Fitting, History, logs_of
from refnet.layers import Dense, Flatten, Input, Layer, Shape, as_shape
from refnet.locks import Lock
from refnet.model_file import FLOATS, read_model, save_file, write_model
from refnet.names import check_known
from refnet.progress import check_verbose
from refnet.reference.checks import LARGEST_SEED, check_count, check_range
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import OptimizerState
from refnet.reference.readers import as_boolean, as_count, as_number
from refnet.reference.training import Training
from refnet.training_file import (
    METRICS,
    SavedTraining,
    check_notes,
    describe_training,
    read_input_shape,
    read_notes,
    read_seed,
    read_training,
)

Array = NDArray[Any]


class Sequential:
    """A network of layers, one after another.

    layers: Dense and Flatten, or Input first; name: for whoever reads it; seed: 0 to 2^32 - 1, None
    for one from the operating system (it is kept in ``seed``, so that a training can be repeated);
    dtype: what it calculates with, "float64", or "float32" for half the memory and up to twice the
    speed (conformance/SPEC.md says how); backend: "c" or "python", which has float64 only.

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
        self.name = name or "sequential"
        self.seed = secrets.randbits(32) if seed is None else as_count("seed", seed)
        check_range("seed", self.seed, 0, LARGEST_SEED)
        self.backend = check_known("backend", backend, BACKENDS)
        self.dtype = check_known("dtype", dtype, BACKENDS[backend].dtypes)
        self._layers: list[Layer] = []
        self.epochs = 0  # trained so far
        self.notes: dict[str, Any] = {}  # the user's own, which JSON can hold; files keep them
        self.stop_training = False
        self.optimizer: optimizers.Optimizer | None = None
        self.loss: str | None = None
        self.metrics: list[str] = []
        self._input_shape: Shape | None = None
        self._backend: Backend | None = None
        self._building = Lock()  # two threads must not draw first weights
        if not isinstance(layers, Sequence):
            raise RefnetError("wrong_type", "layers", "layers: expected a list of layers")
        for layer in layers:
            self.add(layer)

    def __getstate__(self) -> dict[str, Any]:
        """Return what copies and pickles are made of: arrays, where C has its own memory."""
        state = {name: value for name, value in self.__dict__.items() if name != "_building"}
        if self._backend is not None:
            snapshot = self._backend.take()
            state["_backend"] = views(self._backend.layers, snapshot.weights), snapshot
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Become a copy."""
        self.__dict__.update(state, _building=Lock())
        if state["_backend"] is not None:
            layers, snapshot = state["_backend"]
            self._backend = self._new_backend(layers, snapshot.state, snapshot.words)

    # What the model is made of

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers, first to last."""
        return tuple(self._layers)

    def add(self, layer: Layer | Input) -> None:
        """Put a layer behind the others; raises RefnetError: wrong_type, shape_mismatch."""
        if self._backend is not None:
            raise RefnetError(
                "shape_mismatch", "layer", "layer: the model has its weights; add layers before"
            )
        if isinstance(layer, Input):
            self._expect("layer", layer.shape)
        elif not isinstance(layer, Dense | Flatten):
            raise RefnetError(
                "wrong_type",
                "layer",
                f"layer: expected a Dense, a Flatten or an Input, got {type(layer).__name__}",
            )
        else:
            if not self.layers and layer.input_shape is not None:
                self._expect("layer", layer.input_shape)
            self._layers.append(layer)

    def build(self, input_shape: Sequence[int | None]) -> None:
        """Draw the first weights, for examples of this shape, before which None may stand for m.

        A model that has weights keeps them.
        Raises RefnetError: wrong_type, out_of_range, shape_mismatch, empty.
        """
        if isinstance(input_shape, Sequence) and len(input_shape) > 1 and input_shape[0] is None:
            input_shape = input_shape[1:]
        shape = as_shape("input_shape", cast(Sequence[int], input_shape))
        self._last()
        with self._building():
            if self._backend is not None:
                self._expect("input_shape", shape)
                return
            generator = core.seeded(self.seed)
            made = []
            for layer, seen, _ in self._shapes(shape):
                if isinstance(layer, Dense):
                    kernel = core.initial_kernel(
                        layer.kernel_initializer, seen[0], layer.units, generator
                    )
                    bias = np.zeros(layer.units) if layer.use_bias else None
                    made.append(DenseLayer(layer.units, str(layer.activation), kernel, bias))
            self._input_shape = shape
            self._hold(made)

    def compile(
        self,
        optimizer: str | optimizers.Optimizer = "rmsprop",
        loss: Any = None,
        metrics: Sequence[str] = (),
    ) -> None:
        """Say how the model learns.

        optimizer: "sgd", "rmsprop", "adam", or an object of refnet.optimizers; loss: "mse",
        "sum_squared_error", "binary_crossentropy", "categorical_crossentropy",
        "sparse_categorical_crossentropy", or an object of refnet.losses; metrics: ["accuracy"].
        Compiling makes the optimizer forget its steps.

        Raises RefnetError: wrong_type, unknown_name, empty.
        """
        chosen = optimizers.as_optimizer("optimizer", optimizer)
        name = losses.as_loss("loss", loss, str(self._last().activation))
        if isinstance(metrics, str) or not isinstance(metrics, Sequence | None):
            metrics = [metrics]
        listed = list(metrics or ())
        self.metrics = [check_known("metrics", each, METRICS) for each in listed]
        self.optimizer, self.loss = chosen, name
        if self._backend is not None:
            self._backend.replace(state=initial_state(self.count_params()))

    def summary(self, print_fn: Callable[[str], Any] = print) -> None:
        """Print the layers, the shapes of what they make, and how many weights they have."""
        if self._input_shape is None:
            rows = [(_name(layer), "?", "?") for layer in self.layers]
        else:
            rows = [
                (_name(layer), str((None, *made)), f"{layer.count_params(seen):,}")
                for layer, seen, made in self._shapes(self._input_shape)
            ]
        head = ("Layer", "Output shape", "Params")
        widths = [max(len(row[i]) for row in [head, *rows]) for i in range(3)]
        for row in [head, *rows]:
            print_fn(f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]:>{widths[2]}}")
        known = self._input_shape is not None
        total = f"{self.count_params():,}" if known else "unknown before the shapes are"
        print_fn(f"Total params: {total}")

    def count_params(self) -> int:
        """Return how many weights there are; raises RefnetError: empty."""
        if self._input_shape is None:
            raise _no_shapes("count_params")
        return sum(layer.count_params(seen) for layer, seen, _ in self._shapes(self._input_shape))

    def get_weights(self) -> list[Array]:
        """Return copies of all kernels [n][u] and biases [u], layer by layer; raises empty."""
        backend = self._built("get_weights")
        layers = views(backend.layers, backend.take().weights)
        return [np.array(part) for layer in layers for part in layer[2:] if part is not None]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Replace all weights, which come as ``get_weights`` gives them.

        Raises RefnetError: empty, wrong_type, shape_mismatch, not_finite; then no weight changes.
        """
        backend = self._built("set_weights")
        old = self.get_weights()
        if not isinstance(weights, Sequence):
            raise RefnetError("wrong_type", "weights", "weights: expected a list of arrays")
        if len(weights) != len(old):
            raise RefnetError(
                "shape_mismatch",
                "weights",
                f"weights: expected {len(old)} arrays, got {len(weights)}",
            )
        new = [as_array("weights", each, f"weights[{i}]") for i, each in enumerate(weights)]
        for i, (array, before) in enumerate(zip(new, old, strict=True)):
            if array.shape != before.shape:
                raise RefnetError(
                    "shape_mismatch",
                    "weights",
                    f"weights[{i}]: expected shape {before.shape}, got shape {array.shape}",
                )
            new[i] = as_numbers_of(array, self.dtype)
            if not np.isfinite(new[i]).all():
                message = f"weights[{i}]: expected finite numbers of {self.dtype}"
                raise RefnetError("not_finite", "weights", message)
        backend.replace(weights=np.concatenate([np.ravel(array) for array in new]))

    def weights_sha256(self) -> str:
        """Return the SHA-256 of all weights, as ``get_weights`` gives them, little-endian.

        Two models with the same one give the same bits. Raises RefnetError: empty.
        """
        weights = self._built("weights_sha256").take().weights
        little_endian = weights.dtype.newbyteorder("<")
        return hashlib.sha256(weights.astype(little_endian).tobytes()).hexdigest()

    # What the model does

    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Callback | Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: tuple[Any, Any] | None = None,
        shuffle: bool = True,
        initial_epoch: int = 0,
    ) -> History:
        """Train; return the History of the epochs.

        x: examples [m][...], y: their targets, rows [m][k], or class numbers [m] for the sparse
        loss; batch_size: 32 where it is None; epochs: the number of the last one, the first being
        initial_epoch + 1; verbose: 0 for silence, 1 for a progress bar, 2 for a line an epoch,
        "auto" for a bar where the output is a terminal; validation_split: which part of the
        examples, taken from the end, is not trained on but evaluated after each epoch;
        validation_data: (x, y) for that instead; shuffle: a new order in each epoch.

        After Ctrl-C the model has the weights of the last whole batch, and KeyboardInterrupt says
        which that was. A training that diverges ends with RefnetError diverged, which names epoch
        and batch; the model keeps the weights from before that batch.

        Raises RefnetError also for what the arguments cannot be: empty, wrong_type, shape_mismatch,
        not_finite, out_of_range, unknown_name.
        """
        loss, optimizer = self._compiled()
        batch_size = 32 if batch_size is None else as_count("batch_size", batch_size)
        check_count("batch_size", batch_size, 1)
        epochs, first = as_count("epochs", epochs), as_count("initial_epoch", initial_epoch)
        check_count("epochs", epochs)
        check_range("initial_epoch", first, 0, epochs)
        shuffle = as_boolean("shuffle", shuffle)
        watchers = as_callbacks("callbacks", callbacks)
        x = as_array("x", x)
        shape = x.shape[1:]
        x = self._examples("x", x)
        y = as_targets("y", y, loss, self._last().units, len(x), self.dtype)
        held_out = self._held_out(validation_split, validation_data, len(x))
        if held_out is None and validation_data is not None:
            check = self._examples("validation_data[0]", validation_data[0])
            check_width("validation_data[0]", check, x)
            units = self._last().units
            name, size = "validation_data[1]", len(check)
            wanted = as_targets(name, validation_data[1], loss, units, size, self.dtype)
        elif held_out is not None:
            x, check, y, wanted = x[:held_out], x[held_out:], y[:held_out], y[held_out:]
        else:
            check = wanted = x[:0]
        check_verbose(verbose)
        if self._backend is None and self._input_shape is None:
            self.build(shape)
        backend = self._built("fit")
        data = Data(backend.prepare(x), backend.prepare(y), len(x))
        test = Data(backend.prepare(check), backend.prepare(wanted), len(check))
        training = Training(loss, optimizers.settings(optimizer), batch_size)
        fitting = Fitting(self, backend, training, data, test, shuffle, watchers)
        return fitting.run(first, epochs, verbose)

    def evaluate(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        return_dict: bool = False,
    ) -> Any:
        """Return the loss of examples and their targets, or [loss, accuracy] with that metric.

        return_dict: whether they come by their names instead. batch_size and verbose are there for
        programs that were written for Keras; they change nothing. Raises RefnetError as ``fit``.
        """
        loss, _ = self._compiled()
        backend = self._built("evaluate")
        x = self._examples("x", x)
        y = as_targets("y", y, loss, self._last().units, len(x), self.dtype)
        total, correct = backend.evaluate(loss, backend.prepare(x), backend.prepare(y))
        mean = backend.mean_loss(loss, total, len(x))
        logs = logs_of(mean, self.metrics, correct, len(x))
        if as_boolean("return_dict", return_dict):
            return logs
        return list(logs.values()) if self.metrics else logs["loss"]

    def predict(self, x: Any, batch_size: int | None = None, verbose: int | str = "auto") -> Array:
        """Return the outputs [m][k] for examples x [m][...].

        batch_size and verbose are there for programs that were written for Keras; they change
        nothing. Where a sum leaves the finite numbers, outputs are infinite or NaN.
        Raises RefnetError: empty before the model has weights, wrong_type, shape_mismatch,
        not_finite.
        """
        backend = self._built("predict")
        shape, dtype = self._input_shape, self.dtype
        if not fits_as_it_is(x, shape, dtype):
            x = as_examples("x", x, shape, self._flat(), dtype)
        return backend.outputs(backend.prepare(x))

    # Files

    def save(self, filepath: str | os.PathLike[str], include_optimizer: bool = False) -> None:
        """Write the model to a file, whole or not at all (conformance/SPEC.md, FILE-*).

        include_optimizer: also how it was compiled, what the optimizer remembers, the generator
        that shuffles and how many epochs it has trained, so that ``fit`` goes on as if it had never
        stopped. Needs the safetensors library (``pip install refnet[files]``).

        Raises RefnetError: empty, wrong_type; OSError where the file cannot be written.
        """
        backend = self._built("save")
        path = _as_path(filepath)
        check_notes(self.notes)
        snapshot = backend.take()
        more: dict[str, Any] = {"input_shape": self._input_shape, "flatten": self._flat()}
        more |= {"seed": self.seed}
        more |= {"notes": self.notes} if self.notes else {}
        others: dict[str, Array] = {}
        if as_boolean("include_optimizer", include_optimizer):
            loss, optimizer = self._compiled()
            saved = SavedTraining(
                optimizer, loss, self.metrics, self.epochs, snapshot.state, snapshot.words
            )
            description, others = describe_training(saved)
            more |= description
        layers = views(backend.layers, snapshot.weights)
        save_file(path, write_model(layers, more, others))

    # The rest is for this module.

    def _examples(self, argument: str, value: Any) -> Array:
        """Return examples as rows, at least one."""
        rows = as_examples(argument, value, self._input_shape, self._flat(), self.dtype)
        if len(rows) == 0:
            raise RefnetError("empty", argument, f"{argument}: expected at least one example")
        return rows

    def _held_out(self, split: Any, data: Any, count: int) -> int | None:
        """Return where the part of x begins that is not trained on, None where there is none."""
        split = as_number("validation_split", split)
        if not 0.0 <= split < 1.0:
            raise RefnetError(
                "out_of_range",
                "validation_split",
                "validation_split: expected 0 or more and less than 1",
            )
        if data is not None:
            if not isinstance(data, tuple | list) or len(data) != 2:
                raise RefnetError(
                    "wrong_type", "validation_data", "validation_data: expected (x, y)"
                )
            return None
        if split == 0.0:
            return None
        start = int(count * (1.0 - split))
        if start == 0 or start == count:
            raise RefnetError(
                "out_of_range",
                "validation_split",
                f"validation_split: {split} of {count} examples leaves a part without any",
            )
        return start

    def _compiled(self) -> tuple[str, optimizers.Optimizer]:
        if self.loss is None or self.optimizer is None:
            raise RefnetError(
                "empty", "model", "model: call compile(optimizer=..., loss=...) first"
            )
        activation = str(self._last().activation)  # a layer may have been added since
        return losses.as_loss("loss", self.loss, activation), self.optimizer

    def _built(self, what: str) -> Backend:
        """Return the backend; a model whose shapes are known draws its first weights."""
        if self._backend is None:
            if self._input_shape is None:
                raise _no_shapes(what)
            self.build(self._input_shape)
        if self._backend is None:
            raise AssertionError("build has made the backend")
        return self._backend

    def _hold(self, layers: list[DenseLayer]) -> None:
        """Take over layers with arrays."""
        words = seeded_words((self.seed + 1) % (LARGEST_SEED + 1))
        self._backend = self._new_backend(layers, initial_state(self.count_params()), words)

    def _new_backend(
        self, layers: list[DenseLayer], state: OptimizerState, words: Words
    ) -> Backend:
        return BACKENDS[self.backend](layers, state, words, self.dtype)

    def _shapes(self, shape: Shape) -> Iterator[tuple[Layer, Shape, Shape]]:
        """Give each layer with the shapes of what it sees and of what it makes of it.

        shape: that of an example. Raises RefnetError: shape_mismatch.
        """
        for layer in self.layers:
            seen, shape = shape, layer.output_shape(shape)
            yield layer, seen, shape

    def _last(self) -> Dense:
        """Return the last layer of units; raises empty."""
        dense = [layer for layer in self.layers if isinstance(layer, Dense)]
        if not dense:
            raise RefnetError("empty", "layers", "layers: expected at least one Dense")
        return dense[-1]

    def _expect(self, argument: str, shape: Shape) -> None:
        """Take down the shape of an example; raises shape_mismatch where it is another already."""
        if self._input_shape not in (None, shape):
            raise RefnetError(
                "shape_mismatch",
                argument,
                f"{argument}: expected examples of shape {self._input_shape}, as said before, "
                f"got {shape}",
            )
        self._input_shape = shape

    def _flat(self) -> bool:
        return len(self.layers) > 0 and isinstance(self.layers[0], Flatten)


def load(filepath: str | os.PathLike[str], backend: str = "c") -> Sequential:
    """Return the model in a file, with all that ``Sequential.save`` has put there.

    Raises RefnetError: bad_file for a file that is none or does not hold together, unknown_name
    also for a backend that does not calculate with the file's numbers;
    OSError where it cannot be read.
    """
    file = read_model(_as_path(filepath).read_bytes(), FLOATS)
    shape = read_input_shape(file)
    model = Sequential(seed=read_seed(file), dtype=file.dtype, backend=backend)
    if len(shape) > 1 or file.description.get("flatten") is True:
        model.add(Flatten())
    for layer in file.layers:
        model.add(Dense(layer.units, layer.activation, layer.bias is not None))
    model._input_shape = shape
    model.notes = read_notes(file)
    model._hold(file.layers)
    saved = read_training(file)
    if saved is not None:
        model.compile(saved.optimizer, saved.loss, saved.metrics)
        model.epochs = saved.epochs
        model._built("load").replace(state=saved.state, words=saved.words)
    return model


def _name(layer: Layer) -> str:
    activation = f", {layer.activation}" if isinstance(layer, Dense) else ""
    name = f"{layer.name}: " if layer.name else ""
    return f"{name}{type(layer).__name__}{activation}"


def _as_path(filepath: Any) -> Path:
    if not isinstance(filepath, str | os.PathLike):
        raise RefnetError("wrong_type", "filepath", "filepath: expected the name of a file")
    return Path(filepath)


def _no_shapes(what: str) -> RefnetError:
    return RefnetError(
        "empty",
        "model",
        f"model: {what} needs weights, and their shapes are not known yet; give the first layer an "
        "input_shape, or fit the model",
    )
