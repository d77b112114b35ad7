"""What a model does with files: ``save``, ``save_weights``, ``load_weights``, ``to_json``."""

import os
from collections.abc import Sequence
from math import prod
from typing import Any

from numpy.typing import NDArray

from refnet import losses, optimizers
from refnet.core.layers import sizes_of
from refnet.errors import RefnetError
from refnet.files.keras_network import GRAPH
from refnet.files.keras_network_reading import read_network
from refnet.files.model_file import as_path, write_model
from refnet.files.names import OWN, check_overwrite, check_savable, format_of
from refnet.files.saving import save_file
from refnet.files.training_file import (
    SavedTraining,
    Settings,
    check_names,
    describe_layers,
    describe_settings,
    describe_training,
)
from refnet.layers import Layer
from refnet.layers.graphs import sources_of
from refnet.metrics import without_functions
from refnet.models import keras_files
from refnet.models.built import BuiltNetwork
from refnet.reference.readers import as_boolean

Array = NDArray[Any]


def check_own(layers: Sequence[Layer]) -> None:
    """Raise RefnetError: out_of_range for layers that refnet's own format does not have."""
    for i, layer in enumerate(layers):
        if not layer.own_format:
            message = (
                f"layers[{i}]: refnet's own format has no {type(layer).__name__}; save the model "
                "in Keras's, as in model.save('model.keras')"
            )
            raise RefnetError("out_of_range", "layers", message)


class Savable(BuiltNetwork):
    """A network that can be saved, in refnet's own format and in those of Keras."""

    def _compiled(self) -> tuple[losses.Loss, optimizers.Optimizer]:
        raise NotImplementedError

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

        Metrics that are functions of one's own are in no file, weighted ones in Keras's alone.
        A file of refnet's own says how many steps a sequence has: where the model leaves it open,
        as many as those that it has seen last. ``load`` leaves it open again; the other ports use
        that number. No file says the states of stateful layers: those of a loaded model are zeros.
        Needs the safetensors library (``pip install refnet[files]``), or for Keras's formats h5py
        (``pip install refnet[keras]``).

        Raises RefnetError: empty, wrong_type, out_of_range for another format's name, and for what
        Keras does not have; FileExistsError, and OSError if the file cannot be written.
        """
        given, replaces = include_optimizer, as_boolean("overwrite", overwrite)
        if given is not None:
            given = as_boolean("include_optimizer", given)
        if format_of("filepath", filepath) != OWN:
            keras_files.save_keras(self, filepath, replaces, given is not False)
            return
        path = as_path("filepath", filepath)
        check_own(self._layers)
        check_overwrite(path, replaces)
        is_open = self._open_shape is not None
        if is_open and not self._has_length:
            message = "model: save needs a number of steps; predict or fit sequences before"
            raise RefnetError("empty", "model", message)
        backend = self._built("save")
        snapshot = backend.snapshot()
        more = describe_settings(Settings(self._known_shape(), self.seed, self.notes, is_open))
        layers = self._network(snapshot.weights)
        columns = check_names("columns", self.columns, prod(self._known_shape()))
        classes = check_names("classes", self.classes, sizes_of(layers[-1])[1])
        tensors: dict[str, Array] = {}
        if given:
            loss, optimizer = self._compiled()
            memory = snapshot.state, snapshot.words
            saved = SavedTraining(
                optimizer, loss, without_functions(self.metrics), self.epochs, *memory
            )
            description, tensors = describe_training(saved)
            more |= description | describe_layers(self._layers, self._trainable)
        names, graph = (columns, classes), sources_of(self._layers)
        content = write_model(layers, more, tensors, *names, self._batch_size, graph)
        save_file(path, content)

    def save_weights(self, filepath: str | os.PathLike[str], overwrite: bool = True) -> None:
        """Write the weights alone, to a file whose name ends in .weights.h5, as in Keras.

        It holds the state of the optimizer, too, if the model is compiled. Another name that ends
        in .h5 is that of Keras 2's format, which has no such state and which Keras 3 only reads;
        .safetensors is refnet's own. Raises RefnetError like ``save``.
        """
        keras_files.save_weights(self, filepath, as_boolean("overwrite", overwrite))

    def load_weights(self, filepath: str | os.PathLike[str]) -> None:
        """Replace the weights by those that ``save_weights`` or Keras wrote for the same layers.

        filepath: of a file .weights.h5, .safetensors, or .h5; or of a whole model, .keras or .h5.
        The state of the optimizer comes from a .weights.h5 or .keras too, if it fits. A model
        without weights that knows its input shape draws its first ones before.
        Raises RefnetError: empty, wrong_type, out_of_range for another name, bad_file for a file
        that does not fit, and then no weight changes; OSError if the file cannot be read.
        """
        keras_files.load_weights(self, filepath)

    def get_config(self) -> dict[str, Any]:
        """Return the architecture: the layers with their settings, under Keras's keys.

        Raises RefnetError: wrong_type for an initializer that is a function; empty for a model that
        is no Sequential and has no input shape.
        """
        return keras_files.config_of(self)

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Any:
        """Return a model of the architecture that ``get_config`` returns, with new weights.

        custom_objects: changes nothing. Raises RefnetError: bad_file for what refnet does not have.
        """
        return keras_files.of_network(
            read_network({"class_name": GRAPH, "config": config}), cls, cls
        )

    def to_json(self, **options: Any) -> str:
        """Return the architecture, and the arguments of ``compile`` if there are any, as JSON.

        options: of ``json.dumps``, as in ``to_json(indent=2)``. ``refnet.models.model_from_json``
        and Keras's make a model of it. Raises RefnetError like ``get_config``.
        """
        return keras_files.json_of(self, **options)

    def check_savable(self, filepath: Any, weights_only: bool = False) -> None:
        """Raise what ``save`` or ``save_weights`` would raise for a file of this name.

        RefnetError: wrong_type, out_of_range; ImportError for a library that is not installed.
        """
        check_savable(filepath, weights_only)
        if format_of("filepath", filepath) == OWN:
            check_own(self._layers)
        if not weights_only:
            keras_files.check_model(self, filepath)
