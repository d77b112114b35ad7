"""Sequential: a model whose layers follow one another."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from refnet.errors import RefnetError
from refnet.files.keras_network_reading import read_config
from refnet.layers import Input, InputLayer, Layer
from refnet.layers.graphs import Graph
from refnet.layers.naming import automatic_name
from refnet.layers.stack import (
    as_layer,
    with_shapes,
)
from refnet.layers.tensors import Path, check_once
from refnet.models.keras_files import of_network
from refnet.models.model import Model
from refnet.models.nested import check_names, joined


class Sequential(Model):
    """A network of layers, one after another.

    layers: of refnet.layers, optionally after an Input; a model may be one of them; name: for the
    user, None for an automatic one; seed: 0 to 2^32 - 1, or None for one from the operating system,
    which ``seed`` keeps, so that the run can be repeated; dtype: "float64", or "float32" for half
    the memory and up to twice the speed (conformance/spec says what differs); backend: "c", or
    "python", which has float64 only.

    Attributes: ``columns`` and ``classes``, the names of the inputs and of the outputs, or None.
    They may be any texts, but ``refnet predict --csv`` and ``refnet evaluate --csv`` need columns
    that differ and are not empty.

    Raises RefnetError: wrong_type, out_of_range, unknown_name, shape_mismatch.
    """

    def __init__(
        self,
        layers: Sequence[Any] = (),
        name: str | None = None,
        *,
        seed: int | None = None,
        dtype: str | None = None,
        backend: str = "c",
    ) -> None:
        self._set_up(name or automatic_name("Sequential"), seed, dtype, backend)
        if not isinstance(layers, Sequence):
            raise RefnetError("wrong_type", "layers", "layers: expected a list of layers")
        for layer in layers:
            self.add(layer)

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Any:
        """Return a model of the architecture that ``get_config`` returns, with new weights.

        It is a Model if a model inside has branches. custom_objects: changes nothing. Raises
        RefnetError: bad_file for what refnet does not have.
        """
        return of_network(read_config(config), cls, Model)

    def add(self, layer: Any) -> None:
        """Append a layer, or a model as one.

        A model that has weights keeps them. If the new layer has weights, they get the first values
        that they would have had from the start (DENSE-18), unless another model has them already,
        and the state of the optimizer is reset.

        Raises RefnetError: wrong_type, shape_mismatch, out_of_range, not_finite, empty.
        """
        self._check_idle()
        self.check_outside()
        if isinstance(layer, Input | InputLayer):
            self._add_input(layer.place if isinstance(layer, InputLayer) else layer)
        elif isinstance(layer, Model):
            stated = (None, None) if self._layers else (layer._shape(), layer._batch_size)
            self._append(*layer.as_inside(), *stated)
            layer._is_inside = True
        else:
            added = as_layer("layer", layer)
            _check_one_output(added)
            stated = (None, None) if self._layers else (added.input_shape, added.batch_size)
            self._append([added], [()], *stated)

    def _add_input(self, place: Input) -> None:
        """Take the shape of an example from an Input."""
        if self._backend is not None:
            raise RefnetError(
                "shape_mismatch", "layer", "layer: expected an Input before the first weights"
            )
        shape = place.example_shape
        self._check_input_shape("layer", shape)
        size = self._checked_batch_size("layer", place.batch_size)
        for _ in with_shapes(self._layers, shape):
            """Raises if a layer does not fit."""
        self._state_shape(shape, size)
        self._entry = self._entry or place
        self._state_inside()

    def _append(self, added: list[Layer], paths: list[Path], stated: Any, size: Any) -> None:
        """Append layers; stated, size: the shape of an example and the batch size, or None."""
        whole, whole_paths = joined(self._layers, added), [*self._paths, *paths]
        check_once(whole)
        check_names(whole, whole_paths)
        if stated is not None:
            self._check_input_shape("layer", stated)
        known = self._shape() or stated
        if known is not None:
            size = self._checked_batch_size("layer", size, added)
            list(with_shapes(whole, known))  # raises if it misfits
        if self._backend is not None:
            new = list(with_shapes(whole, self._known_shape()))[len(self._layers) :]
            if any(layer.weight_shapes(shape) for layer, shape, _ in new):
                self._add_weights(whole, whole_paths)
                return
            for layer, shape, _ in new:
                layer.reference_layer(shape, [], self.dtype)  # raises for moments that do not fit
        if stated is not None:
            self._state_shape(stated, size)
        self._set_layers(whole, whole_paths)
        self._state_inside()
        self._restart()

    def pop(self) -> Any:
        """Remove the last layer and return it, with its weights; raises RefnetError: empty."""
        self._check_idle()
        self.check_outside()
        last, left = self.layers[-1:], self._count_before_last()
        if not last or (self._backend is not None and left == 0):
            raise RefnetError("empty", "layers", "layers: expected a layer to be left")
        removed = self._layers[left:]
        parts: list[Any] = [None] * len(removed)
        if self._backend is not None:
            parts = self._split(self._built("get_weights"))[left:]
        layers = self._layers[:left]
        if isinstance(self._layers, Graph):
            sources = self._layers.sources or ()
            layers = Graph(layers, list(sources[:left]))
        self._set_layers(layers, self._paths[:left])
        for layer, weights in zip(removed, parts, strict=True):
            layer.left(self, weights)
        if not layers and removed[0].input_shape is not None:
            self._input_shape = self._open_shape = self._batch_size = None
            self._entry, self._has_length = None, False
        self._restart()
        return last[0]

    def _count_before_last(self) -> int:
        """Return the number of layers before the last one, which may be a model."""
        path = self._paths[-1] if self._paths else ()
        if not path:
            return len(self._layers) - 1
        return next(i for i, each in enumerate(self._paths) if each and each[0] is path[0])

    def _entering_layers(self) -> tuple[InputLayer, ...]:
        """Return no InputLayer, which a Sequential does not show."""
        return ()

    def _add_weights(self, whole: list[Layer], paths: list[Path]) -> None:
        """Append layers that have weights to a model that has weights."""
        before = self._built("add").snapshot()
        shared, added = self._shares, whole[len(self._layers) :]
        for layer in added:
            layer.joined(self)
        try:
            first = self._first_weights(whole, self._known_shape())
        except RefnetError:
            self._shares = shared
            for layer in added:
                layer.left(self, None)
            raise
        drawn = np.concatenate([np.ravel(array) for array in first])
        weights = np.concatenate([before.weights, drawn[len(before.weights) :]])
        with self._building.held:
            self._set_layers(whole, paths)
            states = self._latest_states()
            self._start(before._replace(weights=weights, state=self._first_state(weights)))
            self._note_latest(states)


def _check_one_output(layer: Any) -> None:
    """Raise RefnetError: wrong_type for a layer that returns a list."""
    if getattr(layer, "return_state", False):
        name = type(layer).__name__
        message = (
            f"layer: expected one with a single output, got {name}(return_state=True), which "
            "returns a list; call it on an Input, as in outputs, *states = layer(inputs), for a "
            "Model"
        )
        raise RefnetError("wrong_type", "layer", message)
