"""Functions of NumPy under the names that Keras and TensorFlow have for them.

They calculate with numbers: examples, targets, outputs and weights. ``refnet.ops`` has those of
keras.ops, ``refnet.backend`` those of the backend of Keras 2, ``refnet.tensorflow`` those of
TensorFlow. The results are arrays with the method ``numpy``. What a layer returned for an Input has
no numbers, and is refused with a RefnetError: wrong_type.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from refnet.activations import relu as relu
from refnet.activations import sigmoid as sigmoid
from refnet.activations import softmax as softmax
from refnet.constants import Numbers, constant
from refnet.errors import RefnetError
from refnet.layers.tensors import Place

Operation = Callable[..., Any]


def _of_numpy(function: Operation, **defaults: Any) -> Operation:
    """Return a function of NumPy whose results have ``numpy``; defaults: of its arguments.

    The argument ``name`` of TensorFlow changes nothing.
    """

    @functools.wraps(function)
    def calculated(*values: Any, **options: Any) -> Any:
        options.pop("name", None)
        _check_numbers(values)
        found = function(*values, **{**defaults, **options})
        return found if isinstance(found, list | tuple) else np.asarray(found).view(Numbers)

    return calculated


def _along(function: Operation) -> Operation:
    """Return the same for a function that TensorFlow and Keras give the axis second."""

    @functools.wraps(function)
    def calculated(x: Any, axis: Any = None, keepdims: bool = False, name: Any = None) -> Any:
        _check_numbers([x])
        return np.asarray(function(x, axis=axis, keepdims=keepdims)).view(Numbers)

    return calculated


def _check_numbers(values: Any) -> None:
    """Raise RefnetError: wrong_type for what a layer returned, also in a list."""
    for value in values:
        each = value if isinstance(value, list | tuple) else [value]
        if any(isinstance(one, Place) for one in each):
            message = "x: expected numbers, got what a layer returned, which has none; "
            message += "Add and Concatenate join the outputs of layers"
            raise RefnetError("wrong_type", "x", message)


def cast(x: Any, dtype: Any, name: Any = None) -> Any:
    """Return numbers in another dtype, such as "float32"."""
    return np.asarray(x).astype(dtype).view(Numbers)


def one_hot(x: Any, num_classes: int | None = None, *, depth: int | None = None) -> Any:
    """Return rows with a 1 in the place of each class number: [...] -> [...][num_classes].

    depth: TensorFlow's name of num_classes. A number outside of these gives zeros.
    Raises RefnetError: wrong_type.
    """
    count = depth if num_classes is None else num_classes
    if count is None:
        raise RefnetError("wrong_type", "num_classes", "num_classes: expected a whole number")
    return (np.asarray(x)[..., None] == np.arange(count)).astype(np.float64).view(Numbers)


def convert_to_numpy(x: Any) -> Any:
    """Return a new array of NumPy."""
    return np.array(x)


def concatenated(values: Any, axis: int = 0, name: Any = None) -> Any:
    """Return arrays one after the other in an axis."""
    _check_numbers(values)
    return np.concatenate(values, axis).view(Numbers)


def add_n(inputs: Any, name: Any = None) -> Any:
    """Return the sum of a list of arrays, first to last."""
    return np.asarray(functools.reduce(np.add, inputs)).view(Numbers)


_SAME = (
    *("abs", "absolute", "add", "arange", "argsort", "ceil", "clip", "cos", "diag", "divide"),
    *("dot", "equal", "exp", "expand_dims", "eye", "floor", "full", "greater", "greater_equal"),
    *("hstack", "isfinite", "isnan", "less", "less_equal", "linspace", "log", "logical_and"),
    *("logical_not", "logical_or", "matmul", "maximum", "minimum", "multiply", "negative"),
    *("not_equal", "ones", "ones_like", "power", "ravel", "repeat", "reshape", "round", "sign"),
    *("sin", "sort", "split", "sqrt", "square", "squeeze", "stack", "subtract", "tanh", "tile"),
    *("transpose", "vstack", "where", "zeros", "zeros_like"),
)
_REDUCING = ("all", "any", "max", "mean", "median", "min", "prod", "std", "sum", "var")

# by name: of keras.ops, of the backend of Keras 2, and of TensorFlow
OPS: dict[str, Operation] = {
    **{name: _of_numpy(getattr(np, name)) for name in _SAME},
    **{name: _along(getattr(np, name)) for name in _REDUCING},
    **{name: _of_numpy(getattr(np, name)) for name in ("argmax", "argmin")},
    **{"cast": cast, "concatenate": concatenated, "convert_to_numpy": convert_to_numpy},
    **{"convert_to_tensor": constant, "one_hot": one_hot, "relu": relu, "shape": np.shape},
    **{"sigmoid": sigmoid, "softmax": softmax, "size": np.size},
}
_OF_BACKEND = (
    *("abs", "all", "any", "arange", "cast", "clip", "cos", "dot", "equal", "exp", "expand_dims"),
    *("greater", "greater_equal", "less", "less_equal", "log", "max", "maximum", "mean", "min"),
    *("minimum", "not_equal", "one_hot", "ones", "ones_like", "prod", "reshape", "round", "shape"),
    *("sign", "sin", "sqrt", "square", "squeeze", "stack", "std", "sum", "tile", "transpose"),
    *("var", "zeros", "zeros_like"),
)
BACKEND: dict[str, Operation] = {
    **{name: OPS[name] for name in _OF_BACKEND},
    "argmax": _of_numpy(np.argmax, axis=-1),
    "argmin": _of_numpy(np.argmin, axis=-1),
    "concatenate": lambda tensors, axis=-1: concatenated(tensors, axis),
    "constant": constant,
    "flatten": _of_numpy(np.ravel),
    "int_shape": np.shape,
    "ndim": np.ndim,
    "pow": OPS["power"],
}
_OF_TENSORFLOW = (
    *("abs", "add", "cast", "cos", "divide", "equal", "exp", "expand_dims", "eye", "greater"),
    *("less", "linspace", "matmul", "maximum", "minimum", "multiply", "not_equal", "ones"),
    *("ones_like", "repeat", "reshape", "round", "shape", "sign", "sin", "size", "sort", "sqrt"),
    *("square", "squeeze", "stack", "subtract", "tanh", "tile", "transpose", "where", "zeros"),
    "zeros_like",
)
TENSORFLOW: dict[str, Operation] = {
    **{name: OPS[name] for name in _OF_TENSORFLOW},
    **{f"reduce_{name}": OPS[name] for name in _REDUCING if name not in ("median", "std", "var")},
    "add_n": add_n,
    "argmax": _of_numpy(np.argmax, axis=0),
    "argmin": _of_numpy(np.argmin, axis=0),
    "clip_by_value": OPS["clip"],
    "concat": concatenated,
    "fill": OPS["full"],
    "one_hot": lambda indices, depth: one_hot(indices, depth),
    "pow": OPS["power"],
    "range": OPS["arange"],
    "rank": np.ndim,
}
MATH: dict[str, Operation] = {
    **TENSORFLOW,
    **{f"reduce_{name}": OPS[name] for name in ("std", "var")},
    **{"log": OPS["log"], "sigmoid": sigmoid},
}
MATH["reduce_variance"] = MATH.pop("reduce_var")
