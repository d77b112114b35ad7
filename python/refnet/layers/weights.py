"""What a layer knows of its weights: which model holds them, and how to read and replace them.

A layer has one set of weights, whatever models it stands in. The backend of each model has a copy,
and ``owner`` is the model whose copy is the latest. A layer that a model has lost keeps its weights
itself.
"""

import weakref
from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from refnet import core
from refnet.errors import RefnetError
from refnet.layers.arguments import as_finite
from refnet.seeds import next_seed

Array = NDArray[Any]


class Holder(Protocol):
    """A model, as its layers see it."""

    def weights_of(self, layer: Any) -> list[Array] | None:
        """Return copies of the weights of a layer; None if the shape of an example is unknown."""

    def set_weights_of(self, layer: Any, weights: Sequence[Any]) -> None:
        """Replace the weights of a layer."""

    def share(self) -> None:
        """Look from now on whether another model has changed the weights of a layer."""

    def current_weights_of(self, layer: Any) -> list[Array] | None:
        """Return copies of the weights of a layer in this model, None before they are drawn."""

    def state_of_weights(self) -> Any:
        """Return what differs once the weights have changed, None before they are drawn."""

    def is_shaped(self) -> bool:
        """Return whether the shape of an example is known."""

    def check_name_of(self, layer: Any, name: str) -> None:
        """Raise RefnetError: wrong_type if another layer of the model has this name."""

    def tensor_of(self, layer: Any) -> Any:
        """Return what the layer returns in the model; None if it stands in a model inside."""


class NoWeights(RefnetError, AttributeError):
    """A layer without weights, or without a place in a network, was asked for them."""


class Weight(np.ndarray[Any, Any]):
    """A copy of one of a layer's weights; ``assign`` replaces the weight itself.

    It is read-only, because a change of its numbers would change no weight.

    Attributes: ``name``, such as "kernel"; ``path``, such as "dense/kernel"; ``trainable``.
    """

    name: str
    path: str
    trainable: bool
    _layer: Any
    _index: int

    def numpy(self) -> Array:
        """Return the numbers as an array of NumPy."""
        return np.array(self)

    def __setitem__(self, key: Any, value: Any) -> None:
        """Raise RefnetError: wrong_type, because this is a copy of the weight."""
        if not self.flags.writeable:
            name = getattr(self, "name", "weight")
            message = f"{name}: expected no change of a copy; assign(value) replaces the weight"
            raise RefnetError("wrong_type", name, message)
        super().__setitem__(key, value)

    def regularizer(self) -> Any:
        """Return the regularizer that the layer has for the weight, None for none."""
        part = "recurrent" if self.name == "recurrent_kernel" else self.name
        return getattr(self._layer, f"{part}_regularizer", None)

    def assign(self, value: Any) -> None:
        """Replace the weight in every model that has the layer.

        value: numbers of the same shape. Raises RefnetError like ``Layer.set_weights``.
        """
        weights = self._layer.get_weights()
        weights[self._index] = value
        self._layer.set_weights(weights)


class Weighted:
    """The part of a layer that knows its weights."""

    weight_names: ClassVar[tuple[str, ...]] = ()  # the last ones may be missing
    moving_weights: ClassVar[int] = 0
    name: Any
    trainable: Any
    _owner: Any = None  # the model with the latest weights
    _models: Any = None  # that the layer stands in
    _held: Any = None  # weights that no model holds
    _tensor: Any = None  # what the layer returned when it was called first

    def get_weights(self) -> list[Array]:
        """Return copies of the weights, in the order that the class names; [] if there are none.

        Weights are drawn when the layer stands in a model whose input shape is known, or was called
        on an Input.
        """
        return self._weights() or []

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Replace the weights in every model that has the layer.

        weights: as ``get_weights`` returns them. Raises RefnetError: empty for a layer whose
        weights have no shapes yet, and what ``set_weights`` of a model does.
        """
        holder = self._holder()
        if holder is not None:
            holder.set_weights_of(self, weights)
            return
        before = self._weights()
        if before is None:
            raise self._unknown("set_weights")
        given = _like(before, weights)
        self.check_own(given)
        self._set(_held=given)

    @property
    def built(self) -> bool:
        """Whether the shapes of the weights are known."""
        return self._holder() is not None or (self._tensor or self._held) is not None

    @property
    def weights(self) -> list[Weight]:
        """Copies of all weights, each with its name."""
        return self.named_weights(self.get_weights())

    @property
    def trainable_weights(self) -> list[Weight]:
        """Copies of the weights that an optimizer changes."""
        return [each for each in self.weights if each.trainable]

    @property
    def non_trainable_weights(self) -> list[Weight]:
        """Copies of the weights that no optimizer changes."""
        return [each for each in self.weights if not each.trainable]

    variables = weights
    trainable_variables = trainable_weights
    non_trainable_variables = non_trainable_weights

    @property
    def output(self) -> Any:
        """What the layer returned when it was called first, to make a Model.

        In a Sequential, that needs a known input shape. Raises RefnetError: empty.
        """
        return self._place("output")

    @property
    def input(self) -> Any:
        """On what the layer was called first, a list for a layer that merges several.

        Raises RefnetError: empty.
        """
        sources = self._place("input").sources
        return sources[0] if len(sources) == 1 else list(sources)

    def count_params(self) -> int:
        """Return how many numbers all weights have; raises RefnetError: empty before they exist."""
        if not self.built:
            raise self._unknown("count_params")
        return sum(array.size for array in self.get_weights())

    def own_weight_names(self, count: int) -> list[str]:
        """Return the names of the weights, of which there are ``count``."""
        return list(self.weight_names[:count])

    def all_weight_names(self) -> Sequence[str]:
        """Return the names of the weights that a layer of this kind can have."""
        return self.weight_names

    def __getattr__(self, name: str) -> Any:
        """Return a copy of a weight by its name, such as kernel; None if the layer has none such.

        Raises RefnetError: empty before the weights exist, which is an AttributeError too.
        """
        if name in ("input", "output"):  # Python asks here after an AttributeError of these
            raise self._unplaced(name)
        if name.startswith("_") or name not in self.all_weight_names():
            message = f"{type(self).__name__!r} object has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=self)
        if not self.built:
            raise self._unknown(name)
        return next((each for each in self.weights if each.name == name), None)

    def replace_weight(self, name: str, value: Any) -> None:
        """Replace one of the weights; raises RefnetError like ``set_weights``."""
        if not self.built:
            raise self._unknown(name)
        weights = self.get_weights()
        names = self.own_weight_names(len(weights))
        if name not in names:
            message = f'{name}: the layer "{self.name}" has no such weight'
            raise RefnetError("wrong_type", name, message)
        weights[names.index(name)] = value
        self.set_weights(weights)

    def was_called(self, tensor: Any) -> None:
        """Note what the layer returned, unless it was called before."""
        if self._tensor is None:
            self._set(_tensor=tensor)

    def joined(self, model: Holder) -> None:
        """Note that the layer stands in a model."""
        if self._models is None:
            self._set(_models=weakref.WeakSet())
        others = [other for other in self._models if other is not model]
        if others or self._held is not None:
            for each in (model, *others):
                each.share()
        self._models.add(model)
        if self._owner is None:
            self._set(_owner=model)

    def check_other_names(self, name: str) -> None:
        """Raise RefnetError: wrong_type if another layer has the name, in a model of this one."""
        for model in self._models or ():
            model.check_name_of(self, name)

    def held_by(self, model: Holder) -> None:
        """Note that a model has the latest weights now."""
        self._set(_owner=model, _held=None)

    def is_kept(self) -> bool:
        """Return whether the layer has the latest weights itself."""
        return self._held is not None

    def latest_weights(self, model: Holder) -> list[Array] | None:
        """Return copies of the latest weights, None if the model has them, or nobody."""
        if self._held is not None:
            return [array.copy() for array in self._held]
        if self._owner is None or self._owner is model:
            return None
        weights: list[Array] | None = self._owner.current_weights_of(self)
        return weights

    def latest_state(self, model: Holder) -> Any:
        """Return what differs once the latest weights have; None if the model has them."""
        if self._held is not None:
            return self._held
        if self._owner is None or self._owner is model:
            return None
        return self._owner.state_of_weights()

    def left(self, model: Holder, weights: list[Array] | None) -> None:
        """Note that a model has lost the layer, whose weights there were these."""
        if self._models is not None:
            self._models.discard(model)
        if self._owner is model:
            kept = self._held if weights is None else weights
            self._set(_owner=next(iter(self._models), None), _held=kept)

    def check_own(self, weights: Sequence[Array], first: int = 0) -> None:
        """Raise RefnetError: out_of_range for weights that the layer cannot have.

        first: the index of the first one in the list that the user gave
        """
        if weights and self.unconnected(weights[0]).any():
            message = f"weights[{first}]: expected 0 without a connection"
            raise RefnetError("out_of_range", "weights", message)
        if any((variance < 0.0).any() for variance in self.variances(weights)):
            message = f"weights[{first + len(weights) - 1}]: expected variances of 0 or more"
            raise RefnetError("out_of_range", "weights", message)

    def unconnected(self, kernel: Array) -> Array:
        """Return the weights of a kernel that belong to no connection, and so are always 0.0."""
        return kernel[:0]

    def variances(self, weights: Sequence[Array]) -> Sequence[Array]:
        """Return those of the layer's weights that cannot be below 0."""
        return []

    def first_weights(self, shape: Any, generator: Any) -> list[Array]:
        """Return the weights before training (DENSE-18).

        generator: one of refnet.core.seeded, from which they are drawn
        """
        return []

    def build_for(self, shape: Any) -> None:
        """Draw the first weights, which the layer itself keeps; shape: of an example it sees."""
        self._set(_held=self.first_weights(shape, core.seeded(next_seed())))

    def _weights(self) -> list[Array] | None:
        """Return copies of the weights, None before they have shapes."""
        holder = self._holder()
        if self._held is None and holder is not None:
            own: list[Array] | None = holder.weights_of(self)
            return own
        if self._held is None and self._tensor is not None:
            self.build_for(self._tensor.sources[0].example_shape)
        return None if self._held is None else [array.copy() for array in self._held]

    def _holder(self) -> Any:
        """Return the model that can tell the weights, None if there is none."""
        models = [] if self._owner is None else [self._owner, *(self._models or ())]
        return next((each for each in models if each.is_shaped()), None)

    def _place(self, what: str) -> Any:
        if self._tensor is not None:
            return self._tensor
        models = [] if self._owner is None else [self._owner, *self._models]
        for model in models:
            place = model.tensor_of(self) if model.is_shaped() else None
            if place is not None:
                return place
        raise self._unplaced(what)

    def _unplaced(self, what: str) -> NoWeights:
        message = (
            f'layer: {what} of "{self.name}" is not known; call the layer on an Input, or put it '
            "into a model whose input shape is known"
        )
        return NoWeights("empty", "layer", message)

    def named_weights(self, arrays: Sequence[Array]) -> list[Weight]:
        """Return copies of the layer's weights with their names; arrays: these weights."""
        names = self.own_weight_names(len(arrays))
        moving = len(arrays) - self.moving_weights
        weights = []
        for i, (name, array) in enumerate(zip(names, arrays, strict=True)):
            weight = np.array(array).view(Weight)
            weight.name, weight.path = name, f"{self.name}/{name}"
            weight.trainable = bool(self.trainable and i < moving)
            weight._layer, weight._index = self, i
            weight.flags.writeable = False
            weights.append(weight)
        return weights

    def _unknown(self, what: str) -> NoWeights:
        message = (
            f'layer: {what} of "{self.name}" needs weights, and their shapes are not known yet; '
            "put the layer into a model whose input shape is known"
        )
        return NoWeights("empty", "layer", message)

    def _set(self, **values: Any) -> None:
        """Set attributes, also settings that were read; the caller may be the constructor."""
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __getstate__(self) -> dict[str, Any]:
        """Return the attributes for a copy, which stands in no model."""
        links = "_owner", "_models", "_tensor"
        return {name: value for name, value in self.__dict__.items() if name not in links}


def _like(before: Sequence[Array], weights: Any) -> list[Array]:
    """Return weights as arrays; raises RefnetError: wrong_type, shape_mismatch, not_finite."""
    if not isinstance(weights, list | tuple):
        raise RefnetError("wrong_type", "weights", "weights: expected a list of arrays")
    given = [as_finite(f"weights[{i}]", each) for i, each in enumerate(weights)]
    shapes = [each.shape for each in before], [each.shape for each in given]
    if shapes[0] != shapes[1]:
        message = f"weights: expected arrays of shapes {shapes[0]}, got {shapes[1]}"
        raise RefnetError("shape_mismatch", "weights", message)
    return given
