"""What all kinds of layers have in common.

A layer here describes one of refnet.reference, which ``reference_layer`` makes for inputs of a
known shape. All shapes are those of one example, without the number of examples.
"""

import inspect
from abc import ABC, ABCMeta, abstractmethod
from collections.abc import Sequence
from math import prod
from typing import Any, ClassVar, NamedTuple

from refnet.errors import RefnetError
from refnet.layers import configs
from refnet.layers.arguments import Array, Shape, as_batch_shape, as_input_shape, as_open_shape
from refnet.layers.naming import automatic_name
from refnet.layers.on_numbers import is_symbolic, is_training, outputs_for
from refnet.layers.tensors import called
from refnet.layers.weights import Weighted
from refnet.reference.checks import MOST_NUMBERS
from refnet.reference.kinds import KINDS
from refnet.reference.names import check_known
from refnet.reference.readers import as_boolean, as_name
from refnet.reference.regularizers import Regularizers
from refnet.regularizers import as_regularizer, factors

LAYER_DTYPES = ("float64", "float32")
IMAGE_AXES = ("rows", "columns")


def count_known(shape: Any) -> int:
    """Return the product of the sizes that are known: the numbers of a step, if one is None."""
    return prod(size for size in shape if size is not None)


class Misfit(NamedTuple):
    """What a layer expects of its inputs instead of what they are, and what helps."""

    expected: str
    hint: str = ""


class Made(ABCMeta):
    """How a layer is made: with a name, and with the arguments that all layers have."""

    def __call__(cls, *args: Any, **options: Any) -> Any:
        """Return a layer; raises RefnetError: wrong_type, unknown_name, and what the class does."""
        trainable, dtype = options.pop("trainable", True), options.pop("dtype", None)
        if "input_dim" in options and "input_dim" not in inspect.signature(cls).parameters:
            options["input_shape"] = (options.pop("input_dim"),)
        layer = super().__call__(*args, **options)
        layer._finish(trainable, dtype)
        return layer

    @property
    def __signature__(cls) -> inspect.Signature:
        """The arguments of the class and those of all layers."""
        make: Any = cls.__init__  # type: ignore[misc]
        variadic = inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD  # object's
        parameters = list(inspect.signature(make).parameters.values())[1:]
        own = [each for each in parameters if each.kind not in variadic]
        common = {"trainable": True, "dtype": None}
        more = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default)
            for name, default in common.items()
        ]
        return inspect.Signature([*own, *more])


class Layer(Weighted, ABC, metaclass=Made):
    """The base of all kinds of layers; it has the defaults of those without weights.

    Every layer takes the keyword ``trainable``, False if training must not change its weights, and
    ``dtype``, which changes nothing: a layer calculates in the dtype of its model. Where a layer
    takes an input_shape, ``input_dim=n`` is another way to write ``input_shape=(n,)``.

    Attributes: ``name``, given or automatic, such as "dense_1"; ``trainable``, which can be set. A
    change of ``trainable`` counts from the next ``fit`` or ``evaluate`` on, also without another
    ``compile``, which Keras needs. A layer that is not trained keeps its weights, without penalties
    for them; a BatchNormalization then uses its moving moments while others train, and keeps them.
    """

    kind: ClassVar[str]  # as the chapters call it
    ndim: ClassVar[int | None] = None  # sizes in the shape of an example; None: any number
    is_limited: ClassVar[bool] = True  # in its numbers, as in requests
    takes_open: ClassVar[bool] = False  # sequences whose number of steps is None, not known yet
    takes_all_numbers: ClassVar[bool] = True  # as inputs, if finite; others must be the first layer
    own_format: ClassVar[bool] = True  # whether a file of refnet's own format can have it
    merges: ClassVar[bool] = False  # several inputs, of which it sees all shapes
    takes_row: ClassVar[bool] = False  # one row of numbers, where it is called on numbers
    moving_weights: ClassVar[int] = 0  # how many of the last weights no optimizer changes
    activation: Any = "linear"
    input_shape: Any = None
    batch_input_shape: Any = None
    name: Any = None
    given_name: Any = None  # None if the name is automatic
    trainable: Any = True
    dtype: Any = None
    stateful: Any = False
    state_size: Any = 0  # numbers that a stateful layer keeps of an example
    resets: Any = 0  # how often the states have been set to zeros

    def _finish(self, trainable: Any, dtype: Any) -> None:
        """Take the arguments that all layers have, after the constructor."""
        if dtype is not None:
            check_known("dtype", dtype, LAYER_DTYPES)
        given = None if self.name is None else as_name("name", self.name)
        self._set(
            name=given or automatic_name(type(self).__name__),
            given_name=given,
            trainable=as_boolean("trainable", trainable),
            dtype=dtype,
            _is_made=True,
        )

    def __init_subclass__(cls, **arguments: Any) -> None:
        """Refuse classes that calculate in a ``call`` of their own; raises wrong_type."""
        super().__init_subclass__(**arguments)
        if "call" in vars(cls):
            message = (
                f"layers: expected no call in class {cls.__name__}, because nothing calls it; "
                "there are only the layers of refnet.layers"
            )
            raise RefnetError("wrong_type", "layers", message)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set ``trainable``, ``name``, a weight such as ``kernel``, or an attribute of the user's.

        Raises RefnetError: wrong_type, also for a setting of the layer, which stays as it is, and
        for a weight what ``set_weights`` does.
        """
        if "_is_made" not in self.__dict__:
            self._set(**{name: value})
            return
        if name == "trainable":
            value = as_boolean(name, value)
        elif name in ("name", "_name"):
            name, given = "name", as_name("name", value)
            self.check_other_names(given)
            self._set(given_name=given)
        elif name in self.__dict__ or hasattr(type(self), name):
            message = f"{name}: expected no other value for a layer that exists; make a new layer"
            raise RefnetError("wrong_type", name, message)
        elif name in self.all_weight_names():
            self.replace_weight(name, value)
            return
        self._set(**{name: value})

    def __call__(self, inputs: Any, training: bool | None = None) -> Any:
        """Return the outputs for an Input or for the outputs of another layer, to make a Model.

        For numbers [m][...], return the outputs, with the method ``numpy``; a layer without weights
        draws its first ones. training: for numbers, whether the layer is in training, so that a
        Dropout leaves some out; in a Model, ``fit`` and ``predict`` say that.

        Raises RefnetError: wrong_type, shape_mismatch, out_of_range, not_finite.
        """
        in_training = is_training(training)
        if not is_symbolic(inputs):
            return outputs_for(self, inputs, in_training)
        if in_training:
            message = "training: expected None in a Model; fit trains, and predict does not"
            raise RefnetError("out_of_range", "training", message)
        return called(self, inputs)

    def build(self, input_shape: Any) -> None:
        """Draw the first weights; a layer that has weights keeps them.

        input_shape: of a batch, such as (None, 4), or (4,) for one example. Raises RefnetError:
        wrong_type, shape_mismatch, out_of_range, empty.
        """
        if self.merges or self.built:
            return
        shape = tuple(input_shape) if isinstance(input_shape, list) else input_shape
        is_batch = isinstance(shape, tuple) and len(shape) > 1
        example = as_open_shape("input_shape", shape[1:] if is_batch else shape)
        self.output_shape(example, "input_shape")  # raises if the layer does not fit
        self.build_for(example)

    def get_config(self) -> dict[str, Any]:
        """Return the settings under Keras's keys, as JSON can hold them.

        Raises RefnetError: wrong_type for an initializer that is a function.
        """
        return self.get_config_in(None)

    def get_config_in(self, dtype: str | None) -> dict[str, Any]:
        """Return the settings of the layer in a model of this dtype."""
        return configs.config_of(self, dtype)

    @classmethod
    def from_config(cls, config: Any) -> Any:
        """Return a layer with the settings that ``get_config`` returns.

        Raises RefnetError: wrong_type, unknown_name, out_of_range, and what the class does.
        """
        return cls(**configs.arguments_of(cls, config))

    @classmethod
    @abstractmethod
    def described(cls, layer: Any, shape: Shape) -> "Layer":
        """Return the description of a layer of refnet.reference, for inputs of this shape."""

    @property
    def output_activation(self) -> str:
        """The activation that a loss sees."""
        activation: str = self.activation
        return activation

    @property
    def batch_size(self) -> Any:
        """How many examples a batch has, if the layer says so."""
        return None if self.batch_input_shape is None else self.batch_input_shape[0]

    def check_inputs(self, argument: str, rows: Array) -> None:
        """Raise RefnetError for finite examples [m][n] that the layer cannot take as its inputs."""

    def mask_after(self, is_masked: bool) -> bool:
        """Return whether the outputs have a mask, for inputs that have one or have none (SEQ-4)."""
        return False

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return type(self).__name__

    def misfit(self, shape: Shape) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        return None

    def output_shape(self, shape: Shape, place: str = "layers") -> Shape:
        """Return the shape of the outputs for inputs of this shape.

        place: how a message names the layer's place in the model. Raises RefnetError:
        shape_mismatch, and out_of_range for more than 2^24 inputs, outputs, or cells in windows.
        """
        misfit, name = self._misfit_of_open(shape) or self.misfit(shape), type(self).__name__
        layer = f'{place}: {name} "{self.given_name}"' if self.given_name else f"{place}: {name}"
        if misfit is not None:
            message = f"{layer} expected {misfit.expected}, got shape {shape}{misfit.hint}"
            raise RefnetError("shape_mismatch", "layers", message)
        outputs = self.outputs(shape)
        numbers = *map(count_known, (shape, outputs)), self.covered(outputs)
        if self.is_limited and max(numbers) > MOST_NUMBERS:
            raise RefnetError(
                "out_of_range",
                "layers",
                f"{layer} makes {outputs} of shape {shape}; expected at most {MOST_NUMBERS} "
                "numbers in each, and cells in all its windows together",
            )
        return outputs

    def _misfit_of_open(self, shape: Any) -> Misfit | None:
        """Return why the layer cannot take an unknown number of steps; None if it can."""
        if None not in shape or self.takes_open:
            return None
        return Misfit("a number of steps that is known", "; give the Input that number")

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs for inputs of a shape that the layer can take."""
        _, outputs = KINDS[self.kind].shapes(self.reference_layer(shape, [], None))
        return tuple(outputs)

    def covered(self, outputs: Shape) -> int:
        """Return how many cells all windows cover together, for outputs of this shape."""
        return 0

    def weight_shapes(self, shape: Shape) -> list[Shape]:
        """Return the shapes of the weights that training changes."""
        return []

    def count_parameters(self, shape: Shape) -> int:
        """Return how many numbers training can change."""
        return sum(prod(sizes) for sizes in self.weight_shapes(shape))

    @abstractmethod
    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference; weights: like ``weight_shapes``.

        dtype: of its other numbers. Raises RefnetError: shape_mismatch, out_of_range, not_finite.
        """

    def _read_shapes(self, lengths: Sequence[int] = (2,)) -> None:
        """Read input_shape, or batch_input_shape, which then says it; for ``__post_init__``.

        lengths: how many sizes the former can have if its first is None. Raises RefnetError:
        wrong_type, out_of_range, empty.
        """
        if self.batch_input_shape is None:
            self._set(input_shape=as_input_shape(self.input_shape, lengths))
            return
        argument = "batch_input_shape"
        size, shape = as_batch_shape(argument, self.batch_input_shape, lengths)
        if self.input_shape not in (None, shape):
            message = f"{argument}: expected no other input_shape beside it, {self.input_shape}"
            raise RefnetError("wrong_type", argument, message)
        self._set(input_shape=shape, batch_input_shape=(size, *shape))

    @property
    def regularizers(self) -> Regularizers:
        """The penalties for the layer's weights and outputs, those that it has."""
        given = {part: getattr(self, f"{part}_regularizer", None) for part in Regularizers._fields}
        return Regularizers(**{part: factors(each) for part, each in given.items()})

    def penalize(self, **regularizers: Any) -> None:
        """Take regularizers from a file, by argument."""
        self._set(**regularizers)

    def _read_regularizers(self) -> None:
        """Read the regularizers that the layer takes; for ``__post_init__``.

        Raises RefnetError: wrong_type, unknown_name.
        """
        for argument in (f"{part}_regularizer" for part in Regularizers._fields):
            if hasattr(self, argument):
                self._set(**{argument: as_regularizer(argument, getattr(self, argument))})


class ImageLayer(Layer):
    """The base of the layers that take images (rows, columns, channels)."""

    ndim = 3

    def misfit(self, shape: Shape) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        if len(shape) == 3:
            return None
        target = f"(({shape[0]}, {shape[1]}, 1))" if len(shape) == 2 else ""
        expected = "images of shape (rows, columns, channels)"
        return Misfit(expected, f"; put a Reshape{target} before it")


class SequenceLayer(Layer):
    """The base of the layers that take sequences (steps, features)."""

    ndim = 2
    takes_open = True

    def misfit(self, shape: Shape) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        if len(shape) == 2:
            return None
        return sequence_misfit(shape, "((steps, features))")


def sequence_misfit(shape: Any, target: str = "") -> Misfit:
    """Return why inputs of this shape are no sequences; target: a Reshape for several axes."""
    expected = "sequences of shape (steps, features)"
    if None in shape:
        return Misfit(expected, "; give the Input both sizes, as in Input((None, 1))")
    target = f"(({shape[0]}, 1))" if len(shape) == 1 else target
    hint = f"; put a Reshape{target} before it"
    if len(shape) == 1:
        hint += ", or give a recurrent layer before it return_sequences=True"
    return Misfit(expected, hint)


def window_misfit(window: Shape, padding: str, shape: Shape, axes: Sequence[str]) -> Misfit | None:
    """Return why a window does not fit into inputs of this shape; None if it does.

    axes: their names, as in "rows"
    """
    pairs = zip(window, shape, strict=False)
    if padding == "same" or all(n is None or size <= n for size, n in pairs):
        return None
    sizes = " and ".join(f"{size} {axis}" for size, axis in zip(window, axes, strict=True))
    hint = '; padding="same" takes fewer'
    if _seems_channels_first(shape):
        hint = (
            "; if the first axis of an example is that of the channels, "
            "np.moveaxis(x, 1, -1) moves it to the end"
        )
    return Misfit(f"at least {sizes}, those of its window", hint)


def _seems_channels_first(shape: Shape) -> bool:
    """Return whether this looks like an image (channels, rows, columns), grey or in colours."""
    few = len(shape) == 3 and shape[0] in (1, 3, 4) and min(shape[1:]) > shape[0]
    return few and shape[2] >= 8 * shape[0]
