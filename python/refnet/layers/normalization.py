"""The layer Normalization: inputs with a mean of 0 and a standard deviation of 1."""

from collections.abc import Sequence
from math import prod
from typing import Any, ClassVar

import numpy as np

from refnet import core
from refnet.constants import Numbers
from refnet.errors import RefnetError
from refnet.layers.arguments import Array, Shape, as_finite, as_input_shape
from refnet.layers.base import Layer, Misfit
from refnet.reference.kinds import KINDS
from refnet.reference.readers import as_boolean


class Normalization(Layer):
    """Subtracts a mean from each input and divides it by a standard deviation (NORM-2).

    ``adapt`` takes both from data, before or after the model is built; until then the mean is 0 and
    the variance 1. Training changes neither, so they are not among ``get_weights``. A model takes
    what is adapted while it trains after that.

    axis: which numbers of an example have a mean and a variance of their own: -1 for each index of
    the last axis, other axes of the data (the examples are axis 0) or several of them, or None for
    one mean and one variance of all numbers; mean, variance: instead of ``adapt``, numbers for all
    inputs or an array; invert: whether to multiply and add instead, which undoes the layer;
    input_shape: of one example, for the first layer of a model; name: what the summary calls the
    layer.

    Attributes: ``mean`` and ``variance``, arrays with the axes that ``axis`` names, or None.
    """

    kind: ClassVar[str] = "normalization"
    takes_open: ClassVar[bool] = True

    def __init__(
        self,
        axis: int | Sequence[int] | None = -1,
        mean: Any = None,
        variance: Any = None,
        invert: bool = False,
        input_shape: Sequence[int] | None = None,
        name: str | None = None,
    ) -> None:
        """Raises RefnetError: wrong_type, not_finite, out_of_range, empty."""
        axes = [axis] if isinstance(axis, int) else axis
        if axes is not None and (
            not isinstance(axes, Sequence) or any(type(each) is not int for each in axes)
        ):
            raise RefnetError(
                "wrong_type", "axis", "axis: expected a whole number, several of them, or None"
            )
        self.axis, self.invert, self.name = axis, as_boolean("invert", invert), name
        self.input_shape = as_input_shape(input_shape)
        if (mean is None) != (variance is None):
            missing = "mean" if mean is None else "variance"
            raise RefnetError(
                "wrong_type", missing, f"{missing}: expected both a mean and a variance, or neither"
            )
        self.has_given_moments = mean is not None  # rather than those that ``adapt`` takes
        self.mean: Any = None if mean is None else _numbers(as_finite("mean", mean))
        self.variance: Any = None
        if variance is not None:
            self.variance = _numbers(as_finite("variance", variance))
        if self.variance is not None and (self.variance < 0.0).any():
            raise RefnetError("out_of_range", "variance", "variance: expected 0 or more")

    def __repr__(self) -> str:
        """Return how the layer is made, without its numbers."""
        return f"Normalization(axis={self.axis}, invert={self.invert}, name={self.name!r})"

    def get_config_in(self, dtype: str | None) -> dict[str, Any]:
        """Return the settings of the layer; what it has adapted to is not one of them."""
        config = super().get_config_in(dtype)
        return config if self.has_given_moments else config | {"mean": None, "variance": None}

    def moment_shape(self, shape: Shape) -> Shape:
        """Return the shape of the mean and of the variance, for inputs of this shape."""
        return tuple(shape[axis - 1] for axis in self._kept(shape))

    def set_moments(self, mean: Array, variance: Array) -> None:
        """Take a mean and a variance as if the layer had adapted to data."""
        self._set(mean=_numbers(mean), variance=_numbers(variance))

    @classmethod
    def described(cls, layer: Any, shape: Shape) -> Layer:
        """Return the description of a layer of refnet.reference, for inputs of this shape."""
        axes = tuple(range(1, len(shape) + 1)) if len(shape) > 1 else -1
        mean, variance = (np.reshape(each, shape) for each in (layer.mean, layer.variance))
        return cls(axes, mean, variance, layer.invert)

    @property
    def title(self) -> str:
        """What the summary calls the layer."""
        return "Normalization, inverse" if self.invert else "Normalization"

    def adapt(self, data: Any) -> None:
        """Take the mean and the variance of data [m][...], or [m] if an example is one number.

        Raises RefnetError: wrong_type, empty, shape_mismatch, not_finite, out_of_range for an axis
        that the data do not have.
        """
        array = as_finite("data", data)
        examples = array[:, None] if array.ndim == 1 else array
        shape = examples.shape[1:]
        if examples.size == 0:
            raise RefnetError("empty", "data", "data: expected at least one number")
        if array.ndim == 0 or self.input_shape not in (None, shape):
            raise RefnetError(
                "shape_mismatch",
                "data",
                f"data: expected examples of shape {self.input_shape or '(...)'}, got an array of "
                f"shape {array.shape}",
            )
        kept = self._kept(shape)
        last = np.moveaxis(examples, kept, range(examples.ndim - len(kept), examples.ndim))
        sizes = [examples.shape[axis] for axis in kept]
        mean, variance = core.moments(last.reshape(-1, prod(sizes)))
        if not np.isfinite([mean, variance]).all():
            raise RefnetError(
                "not_finite", "data", "data: numbers so large that their variance is not finite"
            )
        self.set_moments(np.reshape(mean, sizes), np.reshape(variance, sizes))

    def outputs(self, shape: Shape) -> Shape:
        """Return the shape of the outputs, that of the inputs."""
        return shape

    def misfit(self, shape: Any) -> Misfit | None:
        """Return why the layer cannot take inputs of this shape; None if it can."""
        if None not in shape or 1 not in self._kept(shape):
            return None
        return Misfit("a number of steps that is known", ", because its axis is that of the steps")

    def reference_layer(self, shape: Shape, weights: Sequence[Array], dtype: Any) -> Any:
        """Return the layer of refnet.reference, with arrays of dtype.

        Raises RefnetError: shape_mismatch, out_of_range, not_finite.
        """
        mean = self._for_each_input("mean", 0.0 if self.mean is None else self.mean, shape)
        variance = 1.0 if self.variance is None else self.variance
        each = mean, self._for_each_input("variance", variance, shape)
        with np.errstate(over="ignore"):
            rounded = [numbers.astype(dtype) for numbers in each]
        if not np.isfinite(rounded).all():
            message = f"layers: the moments of a Normalization are beyond the range of {dtype}"
            raise RefnetError("not_finite", "layers", message)
        return KINDS[self.kind].layer(*rounded, self.invert, shape)

    def _kept(self, shape: Shape) -> list[int]:
        """Return ``axis`` as axes of the data, ascending; raises out_of_range."""
        axes = [self.axis] if isinstance(self.axis, int) else self.axis or []
        ndim = len(shape) + 1
        kept = sorted(axis + ndim if axis < 0 else axis for axis in axes)
        if not all(1 <= axis < ndim for axis in kept) or len(set(kept)) < len(kept):
            raise RefnetError(
                "out_of_range",
                "axis",
                f"axis: expected axes of the examples, 1 to {ndim - 1}, got {self.axis}",
            )
        return kept

    def _for_each_input(self, name: str, value: Any, shape: Shape) -> Array:
        """Return the mean or the variance of every number of an example, [n]."""
        kept = self._kept(shape)
        sizes = [shape[axis - 1] for axis in kept]
        try:
            numbers = np.broadcast_to(value, sizes)
        except ValueError:
            raise RefnetError(
                "shape_mismatch",
                "layers",
                f"layers: the {name} of a Normalization has shape {np.shape(value)}, expected "
                f"{tuple(sizes)}",
            ) from None
        ones = [size if axis in kept else 1 for axis, size in enumerate(shape, start=1)]
        return np.broadcast_to(numbers.reshape(ones), shape).reshape(-1)


def _numbers(array: Any) -> Array:
    """Return an array that has TensorFlow's method ``numpy``, too."""
    return np.asarray(array).view(Numbers)
