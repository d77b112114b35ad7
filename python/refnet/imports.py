"""refnet's own modules under other names: refnet.keras, and, if wanted, keras and tensorflow.

An alias is the module itself, never a copy. The finders here stand in ``sys.meta_path``: the first
one finds aliases before Python looks for files; the last one refuses modules of Keras that refnet
does not have, such as refnet.ops, with what to use instead.
"""

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from refnet.errors import RefnetError
from refnet.keras_names import private_module, refused_module, scikeras_module

_ALIASES = {"refnet.keras": "refnet"}
_OF_KERAS = {
    "keras": "refnet",
    "keras.wrappers": "refnet.sklearn",
    "keras.wrappers.scikit_learn": "refnet.sklearn",
    "scikeras": "refnet.sklearn",
    "scikeras.wrappers": "refnet.sklearn",
}
_OLDER_LAYERS = (
    *("advanced_activations", "convolutional", "core", "embeddings", "merge", "noise"),
    *("normalization", "pooling", "recurrent"),
)
# modules that Keras 2 has, and whose names are in one module today
_OLDER = {
    **{f"layers.{name}": "layers" for name in _OLDER_LAYERS},
    "engine.training": "models",
    "utils.np_utils": "utils",
    "utils.vis_utils": "utils",
    "utils.generic_utils": "utils",
    "utils.data_utils": "utils",
}
_OF_TENSORFLOW = {
    "tensorflow": "refnet.tensorflow",
    "tensorflow.config": "refnet.config",
    "tensorflow.initializers": "refnet.initializers",
    "tensorflow.keras": "refnet",
    "tensorflow.keras.wrappers": "refnet.sklearn",
    "tensorflow.keras.wrappers.scikit_learn": "refnet.sklearn",
    "tensorflow.losses": "refnet.losses",
    "tensorflow.metrics": "refnet.metrics",
    "tensorflow.nn": "refnet.nn",
    "tensorflow.optimizers": "refnet.optimizers",
    "tensorflow.random": "refnet.random",
}


class _Alias(Loader):
    """Loads a module that has another name."""

    def __init__(self, own_name: str) -> None:
        self._own_name = own_name

    def exec_module(self, module: ModuleType) -> None:
        """Put the module of that name in place of the new and empty one."""
        sys.modules[module.__name__] = importlib.import_module(self._own_name)


class _AliasFinder(MetaPathFinder):
    """Finds the modules of refnet under the names in _ALIASES."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return how to load an alias; None for other names.

        Raises RefnetError: unknown_name, an ImportError too, for a module of Keras that refnet
        does not have, or only for itself; ModuleNotFoundError for others under an alias.
        """
        own_name = _own_name(fullname)
        if own_name is None:
            return None
        if own_name not in sys.modules and importlib.util.find_spec(own_name) is None:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        error = private_module(own_name)
        if error is not None:
            raise error
        return ModuleSpec(fullname, _Alias(own_name))


class _RefusingFinder(MetaPathFinder):
    """Refuses the modules of Keras that refnet does not have."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> None:
        """Raise RefnetError: unknown_name, an ImportError too, for such a module."""
        if fullname.startswith("refnet."):
            error = refused_module(fullname)
        else:
            error = scikeras_module(fullname) if "keras" in _ALIASES else None
        if error is not None:
            raise error


def _own_name(name: str) -> str | None:
    """Return what refnet calls the module of this name; None if the name is no alias."""
    head, rest = name, ""
    while head not in _ALIASES:
        head, _, tail = head.rpartition(".")
        rest = f".{tail}{rest}"
        if not head:
            return None
    return _ALIASES[head] + rest


def add_finders() -> None:
    """Add both finders to ``sys.meta_path``, once."""
    if not any(isinstance(each, _AliasFinder) for each in sys.meta_path):
        sys.meta_path.insert(0, _AliasFinder())
        sys.meta_path.append(_RefusingFinder())


def install_as_keras() -> None:
    """Let ``import keras`` and ``import tensorflow`` import refnet in this process.

    The modules are refnet's own: ``tensorflow.keras.layers`` is ``refnet.layers``. Keras and
    TensorFlow themselves cannot be imported afterwards.

    Raises RefnetError: wrong_type if one of them was imported before.
    """
    aliases = {**_OF_KERAS, **_OF_TENSORFLOW}
    for older, own in _OLDER.items():
        aliases |= {f"keras.{older}": f"refnet.{own}", f"tensorflow.keras.{older}": f"refnet.{own}"}
    for name in ("keras", "tensorflow"):
        known = sys.modules.get(name)
        if known is not None and known.__name__ != aliases[name]:
            message = (
                f"{name}: it is imported already, from {getattr(known, '__file__', 'elsewhere')}; "
                "call install_as_keras() before, or start the program with python -m refnet.run"
            )
            raise RefnetError("wrong_type", name, message)
    _ALIASES.update(aliases)
