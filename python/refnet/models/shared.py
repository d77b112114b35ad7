"""Weights that several models have in common, because layers stand in all of them.

The backend of each model has a copy of its weights. The layer knows its owner, the model whose copy
is the latest; another one fetches the copy before it uses the weights. A backend counts its
changes, so that a copy is fetched once only. A model without such layers pays for one flag.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet.constants import Number
from refnet.errors import RefnetError
from refnet.fit.backends import Backend
from refnet.fit.inputs import flat_weights
from refnet.fit.locks import Lock
from refnet.layers import Layer, Shape
from refnet.layers.stack import by_layer, split_weights
from refnet.layers.weights import Weight

Array = NDArray[Any]

# Methods that do not change the weights
READING = ("predict", "evaluate", "get_weights", "weights_sha256", "save", "add", "load")


class SharedWeights:
    """The part of a model that reads and replaces the weights of its layers."""

    dtype: str
    _layers: list[Layer]
    _backend: Backend | None
    _building: Lock
    _trainable: bool
    _shares: bool = False  # whether a layer stands in another model, too
    _fetched: dict[int, Any]  # if so: the state of the backend whose copy a layer has, by index

    def _built(self, method: str) -> Backend:
        raise NotImplementedError

    def _shape(self) -> Any:
        raise NotImplementedError

    def _known_shape(self) -> Shape:
        raise NotImplementedError

    def check_name_of(self, layer: Any, name: str) -> None:
        """Raise RefnetError: wrong_type if another layer of the model has this name."""
        raise NotImplementedError

    def tensor_of(self, layer: Any) -> Any:
        """Return what a layer returns in the model."""
        raise NotImplementedError

    def is_shaped(self) -> bool:
        """Return whether the shape of an example is known, so that there can be weights."""
        return bool(self._layers) and self._shape() is not None

    def share(self) -> None:
        """Look from now on whether another model has changed the weights of a layer."""
        if not self._shares:
            self._shares, self._fetched = True, {}

    def weights_of(self, layer: Any) -> list[Array]:
        """Return copies of the weights of a layer."""
        backend = self._built("get_weights")
        return [array.copy() for array in self._split(backend)[self._index_of(layer)]]

    def set_weights_of(self, layer: Any, weights: Sequence[Any]) -> None:
        """Replace the weights of a layer; raises RefnetError like ``set_weights``."""
        backend = self._built("get_weights")
        everything = backend.snapshot().weights
        own = self._parts(everything)[self._index_of(layer)]
        flat = flat_weights("weights", weights, [each.shape for each in own], self.dtype)
        given = _like(own, flat)
        layer.check_own(given)
        for place, numbers in zip(own, given, strict=True):
            place[...] = numbers
        backend.replace(weights=everything)
        layer.held_by(self)

    @property
    def weights(self) -> list[Weight]:
        """Copies of all weights in the order of ``get_weights``, each with its name.

        Raises RefnetError: empty.
        """
        parts = self._split(self._built("get_weights"))
        pairs = zip(self._layers, parts, strict=True)
        return [weight for layer, own in pairs for weight in layer.named_weights(own)]

    @property
    def trainable_weights(self) -> list[Weight]:
        """Copies of the weights that an optimizer changes, none if the model is not trainable.

        Raises RefnetError: empty.
        """
        return [each for each in self.weights if self._trainable and each.trainable]

    @property
    def non_trainable_weights(self) -> list[Weight]:
        """Copies of the weights that no optimizer changes; raises RefnetError: empty."""
        return [each for each in self.weights if not (self._trainable and each.trainable)]

    @property
    def losses(self) -> list[Number]:
        """The penalties of the regularizers of weights, in the order of these.

        Those of the outputs of a layer are not here, but in the loss that ``fit`` reports.
        Raises RefnetError: empty.
        """
        found = ((weight, weight.regularizer()) for weight in self.weights)
        return [Number(penalize(weight)) for weight, penalize in found if penalize is not None]

    variables = weights
    trainable_variables = trainable_weights
    non_trainable_variables = non_trainable_weights

    def _index_of(self, layer: Any) -> int:
        return next(i for i, each in enumerate(self._layers) if each is layer)

    def _split(self, backend: Backend) -> list[list[Array]]:
        """Return the weights of each layer, copies of those in the backend."""
        return self._parts(backend.snapshot().weights)

    def _parts(self, weights: Array) -> list[list[Array]]:
        """Return views of the weights of each layer; weights: all [size]."""
        shape = self._known_shape()
        arrays = split_weights(self._layers, shape, weights)
        return [own for _, _, own in by_layer(self._layers, shape, arrays)]

    def _fetch(self) -> None:
        """Take the weights of layers that other models have changed since the last call."""
        with self._building.held:
            backend = self._backend
            states = self._latest_states()
            stale = [i for i, state in enumerate(states) if self._is_stale(i, state)]
            if backend is None or not stale:
                return
            everything = backend.snapshot().weights
            parts = self._parts(everything)
            for i in stale:
                latest = self._latest(self._layers[i], parts[i])
                for place, numbers in zip(parts[i], latest, strict=True):
                    place[...] = numbers
            backend.replace(weights=everything)
            self._note_latest(states)

    def _with_latest(self, layers: Any, shape: Shape, weights: Sequence[Array]) -> list[Array]:
        """Return first weights, or the latest ones of layers that have some in another model.

        Raises RefnetError: shape_mismatch, not_finite.
        """
        triples = by_layer(layers, shape, weights)
        return [array for layer, _, own in triples for array in self._latest(layer, own)]

    def _latest(self, layer: Layer, own: list[Array]) -> list[Array]:
        """Return the latest weights of a layer; own: if this model has them."""
        latest = layer.latest_weights(self)
        if latest is None:
            return own
        shapes = [each.shape for each in latest], [each.shape for each in own]
        if shapes[0] != shapes[1]:
            name = f'{type(layer).__name__} "{layer.name}"'
            message = (
                f"layers: {name} has weights of shapes {shapes[0]} in another model, and would "
                f"have {shapes[1]} here; make a layer for each model"
            )
            raise RefnetError("shape_mismatch", "layers", message)
        with np.errstate(over="ignore"):
            rounded = [each.astype(self.dtype) for each in latest]
        if not all(np.isfinite(each).all() for each in rounded):
            message = f"layers: the weights of another model are beyond the range of {self.dtype}"
            raise RefnetError("not_finite", "layers", message)
        return rounded

    def _latest_states(self) -> list[Any]:
        """Return what differs once other models have changed the weights of each layer."""
        return [layer.latest_state(self) for layer in self._layers]

    def _is_stale(self, index: int, state: Any) -> bool:
        return state is not None and self._fetched.get(index) != state

    def _note_latest(self, states: Sequence[Any]) -> None:
        """Note that the model has the weights of each layer in these states."""
        for i, (layer, state) in enumerate(zip(self._layers, states, strict=True)):
            if state is None or layer.is_kept():
                layer.held_by(self)
            else:
                self._fetched[i] = state

    def _claim(self) -> None:
        """Become the owner of all layers, whose weights change now."""
        for layer in self._layers:
            layer.held_by(self)

    def current_weights_of(self, layer: Any) -> list[Array] | None:
        """Return copies of the weights of a layer in this model, None before they are drawn."""
        if self._backend is None:
            return None
        return self._split(self._backend)[self._index_of(layer)]

    def state_of_weights(self) -> Any:
        """Return what differs once the weights have changed, None before they are drawn."""
        return None if self._backend is None else (self._backend, self._backend.changes)


def _like(own: Sequence[Array], flat: Array) -> list[Array]:
    """Return numbers [size] in arrays of the shapes of ``own``."""
    ends = np.cumsum([0, *(each.size for each in own)])
    places = zip(ends[:-1], ends[1:], own, strict=True)
    return [flat[start:end].reshape(each.shape) for start, end, each in places]
