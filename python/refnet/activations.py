"""The activations as functions over arrays, with the names that Keras gives them.

A layer takes one in the place of its name, as in ``Dense(10, activation=activations.gelu)``. Each
function takes numbers of any shape and returns float64 of that shape, calculated in C; NaN gives
NaN. All raise RefnetError: wrong_type for what is not an array of numbers.

``gelu_tanh`` has no name in Keras, which calls it ``gelu`` with ``approximate=True``.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from refnet import configs, core, keras_names
from refnet.constants import Numbers
from refnet.reference.activations import ACTIVATIONS
from refnet.reference.names import check_known
from refnet.reference.readers import as_boolean, wrong_type

Array = NDArray[np.float64]


def linear(x: Any) -> Array:
    """Return x (DENSE-2): x [...] -> [...]."""
    return _of_each("linear", x)


def sigmoid(x: Any) -> Array:
    """Return 1/(1 + e^-x) (ELEM-7): x [...] -> [...]."""
    return _of_each("sigmoid", x)


def tanh(x: Any) -> Array:
    """Return the hyperbolic tangent of x (ELEM-6): x [...] -> [...]."""
    return _of_each("tanh", x)


def relu(x: Any) -> Array:
    """Return x, or 0 where x is negative (DENSE-2): x [...] -> [...]."""
    return _of_each("relu", x)


def softmax(x: Any) -> Array:
    """Return e^x divided by the sum of these powers over the last axis (DENSE-3).

    x [...][u] -> [...][u]. Raises RefnetError: wrong_type, also for a single number.
    """
    numbers = _numbers(x)
    if numbers.ndim == 0:
        raise wrong_type("x", "at least one axis")
    outputs = np.apply_along_axis(core.softmax, -1, numbers) if numbers.size else numbers
    return outputs.view(Numbers)


def elu(x: Any) -> Array:
    """Return x, or e^x - 1 where x is not positive (ACT-2): x [...] -> [...]."""
    return _of_each("elu", x)


def selu(x: Any) -> Array:
    """Return elu with another slope on either side of zero (ACT-3): x [...] -> [...]."""
    return _of_each("selu", x)


def leaky_relu(x: Any) -> Array:
    """Return x, or 0.2 * x where x is not positive (ACT-1): x [...] -> [...].

    ``layers.LeakyReLU`` has another slope, 0.3 by default, as in Keras.
    """
    return _of_each("leaky_relu", x)


def softplus(x: Any) -> Array:
    """Return ln(1 + e^x) (ACT-4): x [...] -> [...]."""
    return _of_each("softplus", x)


def exponential(x: Any) -> Array:
    """Return e^x (ACT-10): x [...] -> [...]."""
    return _of_each("exponential", x)


def hard_sigmoid(x: Any) -> Array:
    """Return (x + 3)/6, at least 0 and at most 1 (ACT-5): x [...] -> [...]."""
    return _of_each("hard_sigmoid", x)


def softsign(x: Any) -> Array:
    """Return x/(1 + |x|) (ACT-6): x [...] -> [...]."""
    return _of_each("softsign", x)


def silu(x: Any) -> Array:
    """Return x times its sigmoid (ACT-7), also called swish: x [...] -> [...]."""
    return _of_each("silu", x)


def gelu(x: Any, approximate: bool = False) -> Array:
    """Return x times the probability that a normal number is below x (ACT-8): x [...] -> [...].

    approximate: whether to return ``gelu_tanh`` instead. Raises RefnetError: wrong_type.
    """
    return _of_each("gelu_tanh" if as_boolean("approximate", approximate) else "gelu", x)


def gelu_tanh(x: Any) -> Array:
    """Return gelu with tanh in place of the normal distribution (ACT-9): x [...] -> [...]."""
    return _of_each("gelu_tanh", x)


swish = silu


def get(identifier: Any) -> Callable[..., Any]:
    """Return the function of an activation's name, or any function itself; None is ``linear``.

    It may be serialized, as a class_name "function" and a config that is the name.
    Raises RefnetError: wrong_type, unknown_name.
    """
    if isinstance(identifier, Mapping):
        identifier, _ = configs.class_and_config("identifier", identifier)
    if callable(identifier):
        function: Callable[..., Any] = identifier
        return function
    name = "silu" if identifier == "swish" else identifier
    known = "linear" if name is None else name
    return FUNCTIONS[check_known("identifier", known, ACTIVATIONS, keras_names.ACTIVATIONS)]


def __getattr__(name: str) -> Callable[[Any], Array]:
    """Return the function of an activation that is not written out above."""
    if name not in FUNCTIONS:
        raise keras_names.missing(__name__, name)
    return FUNCTIONS[name]


def _function_of(name: str) -> Callable[..., Array]:
    """Return the function of an activation: the one above, or one that knows its name only."""
    if name in globals():
        written: Callable[..., Array] = globals()[name]
        return written

    def activation(x: Any) -> Array:
        return _of_each(name, x)

    activation.__name__ = activation.__qualname__ = name
    activation.__doc__ = f'Return the activation "{name}" of each number: x [...] -> [...].'
    return activation


def _of_each(activation: str, x: Any) -> Array:
    """Return an activation of each number by itself: x [...] -> [...]; raises wrong_type."""
    numbers = _numbers(x)
    outputs = core.activate(activation, numbers.ravel()) if numbers.size else numbers
    return outputs.reshape(numbers.shape).view(Numbers)


def _numbers(x: Any) -> Array:
    """Return numbers of any shape as float64; raises RefnetError: wrong_type."""
    try:
        array = np.asarray(x)
    except ValueError:
        array = np.empty(0, object)
    if array.dtype.kind not in "fiub":
        raise wrong_type("x", "an array of numbers")
    return array.astype(np.float64)


FUNCTIONS = {name: _function_of(name) for name in ACTIVATIONS}
