"""The functional interface of Keras: layers called on Inputs, and on what other layers return."""

from collections.abc import Sequence
from itertools import count
from typing import Any, ClassVar, NoReturn

from refnet.errors import RefnetError

_numbers = count()


class Call:
    """A call of a model, whose layers then stand in another network; model: that one."""

    def __init__(self, model: Any) -> None:
        self.model = model


Path = tuple[Call, ...]  # the models that a layer stands in within a network, outermost first


class NoOperator(RefnetError, TypeError):
    """Arithmetic with an Input or a Tensor, which have no numbers."""


class Place:
    """What a layer can be called on: an ``Input``, or a ``Tensor``.

    ``x + y`` is ``Add()([x, y])``; there is no other arithmetic.
    """

    adding: ClassVar[Any]  # the class Add, which is made of what is here

    def __add__(self, other: Any) -> Any:
        """Return the sum of two of the same shape; raises RefnetError: wrong_type."""
        if not isinstance(other, Place) or self.example_shape != other.example_shape:
            raise _no_operator()
        return self.adding()([self, other])

    def _refuse(self, *others: Any, **options: Any) -> NoReturn:
        raise _no_operator()

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __rmatmul__ = _refuse
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _refuse
    __pow__ = __rpow__ = __neg__ = __abs__ = __array_ufunc__ = _refuse

    @property
    def example_shape(self) -> Any:
        """The shape of one example, which may begin with None."""
        raise NotImplementedError


def _no_operator() -> NoOperator:
    message = (
        "inputs: expected no arithmetic with an Input or with what a layer returned; use "
        "layers.Add()([x, y]) or x + y for two of the same shape, and NumPy for numbers before "
        "fit or after predict"
    )
    return NoOperator("wrong_type", "inputs", message)


class Tensor(Place):
    """The outputs of a layer that was called: a place in a network, without numbers.

    layer: that one; sources: on what it was called; number: of the call, among all; inside: the
    calls of models that it is a part of, the outermost first
    """

    def __init__(
        self, layer: Any, sources: Sequence[Place], example_shape: Any, inside: "Path" = ()
    ) -> None:
        """Keep what ``called`` has checked."""
        self.layer, self.sources, self._example_shape = layer, tuple(sources), example_shape
        self.inside = inside
        self.number = next(_numbers)

    @property
    def example_shape(self) -> Any:
        """The shape of one example, which may begin with None."""
        return self._example_shape

    @property
    def shape(self) -> tuple[Any, ...]:
        """The shape of a batch, of any size."""
        return (None, *self._example_shape)

    def __repr__(self) -> str:
        """Return the shape, and the layer that it comes from."""
        return f"<Tensor {self.shape} of {self.layer!r}>"


def called(layer: Any, inputs: Any) -> Tensor:
    """Return the outputs of a layer for one input, or a list of them if it merges several.

    Raises RefnetError: wrong_type, shape_mismatch, out_of_range.
    """
    name = type(layer).__name__
    has_several = isinstance(inputs, list | tuple)
    sources = list(inputs) if has_several else [inputs]
    if layer.merges and (not has_several or len(sources) < 2):
        message = f"inputs: {name} expects a list of two or more, as in {name}()([x, y])"
        raise RefnetError("wrong_type", "inputs", message)
    if has_several and not layer.merges:
        message = f"inputs: {name} expects one, not a list; Add or Concatenate takes several"
        raise RefnetError("wrong_type", "inputs", message)
    for each in sources:
        if not isinstance(each, Place):
            message = (
                f"inputs: a layer is called on an Input, or on what another layer returned, got "
                f"{type(each).__name__}; model.predict takes numbers"
            )
            raise RefnetError("wrong_type", "inputs", message)
    shapes = tuple(each.example_shape for each in sources)
    seen = shapes if layer.merges else shapes[0]
    check_first(layer, not isinstance(sources[0], Tensor))
    tensor = Tensor(layer, sources, layer.output_shape(seen))
    layer.was_called(tensor)
    return tensor


def places_of(
    start: Place, layers: Sequence[Any], sources: Sequence[Sequence[int]], paths: Sequence[Path]
) -> list[Tensor]:
    """Return what each layer of a network returns if the network is called on ``start``.

    sources: of each layer, -1 for the start; paths: the models that each stands in.
    Raises RefnetError: shape_mismatch, out_of_range.
    """
    places: list[Tensor] = []
    for i, (layer, own, path) in enumerate(zip(layers, sources, paths, strict=True)):
        seen = [start if j < 0 else places[j] for j in own]
        check_first(layer, not isinstance(seen[0], Tensor))
        shapes = tuple(each.example_shape for each in seen)
        shape = layer.output_shape(shapes if layer.merges else shapes[0], f"layers[{i}]")
        places.append(Tensor(layer, seen, shape, path))
    return places


def ordered(inputs: Any, outputs: Any) -> tuple[list[Tensor], list[list[int] | None] | None]:
    """Return the places between an Input and a Tensor in order of the calls, and their sources.

    The sources are those of refnet.reference.graphs, None for a chain.
    Raises RefnetError: wrong_type, shape_mismatch.
    """
    entering, leaving = _only("inputs", inputs), _only("outputs", outputs)
    if isinstance(entering, Tensor):
        message = "inputs: expected an Input, got what a layer returned"
        raise RefnetError("wrong_type", "inputs", message)
    if not isinstance(leaving, Tensor):
        message = "outputs: expected what a layer returned, got an Input"
        raise RefnetError("wrong_type", "outputs", message)
    return ordered_to(entering, [leaving])


def ordered_to(
    entering: Place, leaving: Sequence[Tensor]
) -> tuple[list[Tensor], list[list[int] | None] | None]:
    """Return the same for several Tensors, one or more."""
    found = {each.number: each for each in leaving}
    rest = [*leaving]
    while rest:
        for each in rest.pop().sources:
            if isinstance(each, Tensor) and each.number not in found:
                found[each.number] = each
                rest.append(each)
            elif not isinstance(each, Tensor) and each is not entering:
                message = "inputs: expected the only Input that the outputs depend on"
                raise RefnetError("shape_mismatch", "inputs", message)
    places = [found[number] for number in sorted(found)]
    check_once([place.layer for place in places])
    index = {place.number: i for i, place in enumerate(places)}
    sources = [
        [index[each.number] if isinstance(each, Tensor) else -1 for each in place.sources]
        for place in places
    ]
    own = [None if each == [i - 1] else each for i, each in enumerate(sources)]
    return places, own if any(each is not None for each in own) else None


def _only(argument: str, value: Any) -> Place:
    given = value if isinstance(value, list | tuple) else [value]
    if len(given) != 1:
        message = f"{argument}: expected one, got {len(given)}; a model has one of each"
        raise RefnetError("shape_mismatch", argument, message)
    if not isinstance(given[0], Place):
        expected = "an Input" if argument == "inputs" else "what a layer returned"
        message = f"{argument}: expected {expected}, got {type(given[0]).__name__}"
        raise RefnetError("wrong_type", argument, message)
    return given[0]


def check_once(layers: Sequence[Any]) -> None:
    """Raise RefnetError: shape_mismatch for a layer that stands in a model twice."""
    seen: set[int] = set()
    for layer in layers:
        if id(layer) in seen:
            name = type(layer).__name__
            message = f"layers: {name} stands twice in one model; make a layer for each place"
            raise RefnetError("shape_mismatch", "layers", message)
        seen.add(id(layer))


def check_first(layer: Any, is_first: bool, place: str = "layers") -> None:
    """Raise RefnetError: shape_mismatch for a layer that has to be the first one and is not.

    place: of the layer, for the message
    """
    if not is_first and not layer.takes_all_numbers:
        message = (
            f"{place}: expected {type(layer).__name__} to be the first layer, on an Input, which "
            "it reads as whole numbers"
        )
        raise RefnetError("shape_mismatch", "layers", message)
