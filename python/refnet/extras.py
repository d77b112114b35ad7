"""Packages that only some of refnet needs: pip installs them as extras, such as refnet[files]."""

import importlib
from typing import Any


def extra(module: str, package: str, name: str, user: str) -> Any:
    """Return a module of an extra for its user; raises ImportError that says how to get it."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise ImportError(
            f"{user} needs {package}: pip install 'refnet[{name}]'", name=error.name
        ) from error
