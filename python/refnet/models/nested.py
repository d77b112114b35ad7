"""Models as networks of places: their inputs and outputs, and models inside of models.

A model holds all layers flat, also those of models inside; the path of a layer says in which of
these it stands. To the user, such a model is one of the layers.
"""

from collections.abc import Sequence
from typing import Any

from refnet.constants import Numbers
from refnet.errors import RefnetError
from refnet.layers import Input, Layer
from refnet.layers.flatten import InputLayer
from refnet.layers.graphs import Graph, sources_in_full, sources_of
from refnet.layers.on_numbers import is_training
from refnet.layers.stack import last_activation
from refnet.layers.tensors import Call, Path, Place, Tensor, places_of
from refnet.reference.names import check_known
from refnet.reference.readers import as_boolean, as_count, as_name


class Nested:
    """The part of a model that knows its places, and the models inside.

    What most models never set is an attribute of the class: Python reads those of an object faster
    if it has no more than 30.
    """

    name: str
    _layers: list[Layer]
    _paths: list[Path]  # of each layer
    _entry: Input | None = None  # of the functional interface, once there is one
    _places: list[Tensor] | None = None  # what each layer returns for the entry
    _input_layer: InputLayer | None = None
    _is_inside: bool = False  # another model
    _trainable: bool = True

    def _shape(self) -> Any:
        raise NotImplementedError

    def _state_shape(self, shape: tuple[Any, ...], batch_size: int | None) -> None:
        raise NotImplementedError

    def _outputs_in_training(self, x: Any) -> Any:
        raise NotImplementedError

    def predict(self, x: Any, *, verbose: int | str = ...) -> Any:
        """Return the outputs for examples."""
        raise NotImplementedError

    @property
    def layers(self) -> list[Any]:
        """The layers, first to last, in a new list; a model inside is one of them.

        Those of a Model begin with an InputLayer, as in Keras; those of a Sequential do not.
        """
        return [*self._entering_layers(), *members(self._layers, self._paths)]

    @property
    def inputs(self) -> list[Input]:
        """The Input, on which other layers can be called; raises RefnetError: empty."""
        return [self._entrance("inputs")]

    @property
    def outputs(self) -> list[Tensor]:
        """What the last layer returns, on which others can be called; raises RefnetError: empty."""
        return [self._own_places("outputs")[-1]]

    @property
    def input(self) -> Input:
        """The only one of ``inputs``."""
        return self._entrance("input")

    @property
    def output(self) -> Tensor:
        """The only one of ``outputs``."""
        return self._own_places("output")[-1]

    @property
    def output_shape(self) -> tuple[Any, ...]:
        """The shape of the outputs of a batch, of any size; raises RefnetError: empty."""
        return self._own_places("output_shape")[-1].shape

    @property
    def built(self) -> bool:
        """Whether the shape of an example is known, so that there are weights."""
        return bool(self._layers) and self._shape() is not None

    @property
    def trainable(self) -> bool:
        """Whether training changes the weights; set, it is that of all layers, too."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        given = as_boolean("trainable", value)
        self._trainable = given
        for layer in members(self._layers, self._paths):
            layer.trainable = given

    def get_layer(self, name: str | None = None, index: int | None = None) -> Any:
        """Return one of ``layers``, by its name or its index.

        Raises RefnetError: wrong_type, unknown_name, out_of_range.
        """
        if (name is None) == (index is None):
            message = "name: expected either a name or an index of a layer"
            raise RefnetError("wrong_type", "name", message)
        layers = self.layers
        if name is not None:
            names = [layer.name for layer in layers]
            return layers[names.index(check_known("name", as_name("name", name), names))]
        given = as_count("index", index)
        if not -len(layers) <= given < len(layers):
            message = f"index: expected at most {len(layers) - 1}, got {index}"
            raise RefnetError("out_of_range", "index", message)
        return layers[given]

    def __call__(self, inputs: Any, training: bool | None = None) -> Any:
        """Return the outputs for an Input or for what a layer returned, to make another Model.

        The model then is a layer of that one, with the same weights. For numbers, return what
        ``predict`` does, or with training=True the outputs in training, where a Dropout leaves
        numbers out, and a BatchNormalization takes the moments of the batch and moves none.
        Raises RefnetError: wrong_type, shape_mismatch, out_of_range, empty.
        """
        given = inputs[0] if isinstance(inputs, list) and len(inputs) == 1 else inputs
        in_training = is_training(training)
        if isinstance(given, Place):
            if in_training:
                message = "training: expected None in a Model; fit trains, and predict does not"
                raise RefnetError("out_of_range", "training", message)
            return self._called(given)
        if in_training:
            return self._outputs_in_training(given).view(Numbers)
        return self.predict(inputs, verbose=0).view(Numbers)

    def tensor_of(self, layer: Any) -> Tensor | None:
        """Return what a layer returns in the model; None if it stands in a model inside."""
        for i, each in enumerate(self._layers):
            if each is layer and not self._paths[i]:
                return self._own_places("output")[i]
        return None

    def check_name_of(self, layer: Any, name: str) -> None:
        """Raise RefnetError: wrong_type if another layer of the model has this name."""
        own = members(self._layers, self._paths)
        if any(each is layer for each in own):
            others = [each.name for each in own if each is not layer]
            if name in others:
                raise twice(name)

    def check_outside(self) -> None:
        """Raise RefnetError: wrong_type if the model is a layer of another one."""
        if self._is_inside:
            message = "layers: expected no other layers once the model is a layer of another one"
            raise RefnetError("wrong_type", "layers", message)

    def as_inside(self) -> tuple[list[Layer], list[Path]]:
        """Return the layers, and their paths in a model of which this one becomes a layer.

        Raises RefnetError: empty.
        """
        last_activation(self._layers)  # raises empty
        call = Call(self)
        return self._layers, [(call, *path) for path in self._paths]

    def _called(self, start: Place) -> Tensor:
        layers, paths = self.as_inside()
        shape = self._shape()
        given = start.example_shape
        if shape is not None and not _fits(given, shape):
            message = f'inputs: "{self.name}" expected examples of shape {shape}, got {given}'
            raise RefnetError("shape_mismatch", "inputs", message)
        places = places_of(start, layers, sources_in_full(layers), paths)
        if shape is None:
            self._state_shape(given, getattr(start, "batch_size", None))
        self._is_inside = True
        return places[-1]

    def _entering_layers(self) -> tuple[InputLayer, ...]:
        """Return the InputLayer of a Model, as its layers begin with."""
        if self._input_layer is None:
            self._input_layer = InputLayer.of(self._entrance("layers"))
        return (self._input_layer,)

    def _entrance(self, what: str) -> Input:
        """Return the Input; raises RefnetError: empty."""
        shape = self._shape()
        if shape is None:
            message = f"model: {what} needs the shape of an example; give the model an Input"
            raise RefnetError("empty", "model", message)
        if self._entry is None:
            self._entry = Input(shape)
        return self._entry

    def _own_places(self, what: str) -> list[Tensor]:
        """Return what each layer returns; raises RefnetError: empty."""
        start = self._entrance(what)
        last_activation(self._layers)  # raises empty
        if self._places is None or len(self._places) != len(self._layers):
            full = sources_in_full(self._layers)
            self._places = places_of(start, self._layers, full, self._paths)
            for layer, place in zip(self._layers, self._places, strict=True):
                if not place.inside:
                    layer.was_called(place)
        return self._places


def members(layers: Sequence[Layer], paths: Sequence[Path]) -> list[Any]:
    """Return the layers of a model as the user sees them, with each model inside as one."""
    found: list[Any] = []
    seen: set[int] = set()
    for layer, path in zip(layers, paths, strict=True):
        if not path:
            found.append(layer)
        elif id(path[0]) not in seen:
            seen.add(id(path[0]))
            found.append(path[0].model)
    return found


def joined(layers: list[Layer], more: list[Layer]) -> list[Layer]:
    """Return the layers of one network followed by those of another one."""
    if sources_of(layers) is None and sources_of(more) is None:
        return [*layers, *more]
    count = len(layers)
    sources = [
        *(sources_of(layers) or [None] * count),
        *([j + count if j >= 0 else count - 1 for j in own] for own in sources_in_full(more)),
    ]
    return Graph([*layers, *more], sources)


def check_names(layers: Sequence[Layer], paths: Sequence[Path] | None = None) -> None:
    """Raise RefnetError: wrong_type for two layers of one name.

    paths: of each layer, None if there are no models inside
    """
    names: set[str] = set()
    for each in members(layers, [()] * len(layers) if paths is None else paths):
        if each.name in names:
            raise twice(each.name)
        names.add(each.name)


def twice(name: str) -> RefnetError:
    """Return the error for a name that two layers of a model would have."""
    message = f'name: expected another one for each layer of a model, got "{name}" twice; give the '
    return RefnetError("wrong_type", "name", f"{message}layers names")


def _fits(given: Any, shape: Any) -> bool:
    pairs = zip(given, shape, strict=False)
    return len(given) == len(shape) and all(known in (None, size) for size, known in pairs)
