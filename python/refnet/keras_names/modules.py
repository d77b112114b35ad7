"""How the modules of refnet come to refuse the names and arguments of Keras that they lack."""

import inspect
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from refnet.keras_names import missing
from refnet.keras_names.arguments import explained


def refuse_names(modules: Iterable[ModuleType]) -> None:
    """Let modules refuse Keras's other names with what to use instead (``missing``).

    Their errors are RefnetErrors, unknown_name: an AttributeError, or an ImportError in an import
    statement. A module that has a ``__getattr__`` keeps it.
    """
    for module in modules:
        if "__getattr__" not in vars(module):
            vars(module)["__getattr__"] = _refusing(module.__name__)


def _refusing(module: str) -> Any:
    """Return the ``__getattr__`` of a module."""

    def refuse(name: str) -> Any:
        raise missing(module, name)

    return refuse


def explain_classes(module: ModuleType, table: str) -> None:
    """Let the public classes of a module refuse, or leave out, other arguments of Keras.

    table: the key of ``arguments.ARGUMENTS``. Bases of other classes stay as they are.
    """
    for name, value in list(vars(module).items()):
        is_own = inspect.isclass(value) and value.__module__.startswith(module.__name__)
        if is_own and not name.startswith("_") and not value.__subclasses__():
            explain_method(value, "__init__", table, name)


def explain_method(kind: type[Any], method: str, table: str, name: str = "") -> None:
    """Let a method refuse, or leave out, other arguments of Keras; name: what messages call it."""
    function = getattr(kind, method)
    if function is not object.__init__:
        setattr(kind, method, explained(function, table, name or method))
