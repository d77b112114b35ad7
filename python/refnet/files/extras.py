"""Optional dependencies, which pip installs as extras such as refnet[files]."""

import importlib
from typing import Any


def extra(module: str, package: str, name: str, user: str) -> Any:
    """Return a module of an extra; raises ImportError, which says how to install it.

    module: what to import; package: whose it is; name: of the extra; user: who needs it
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise ImportError(
            f"{user} needs {package}: pip install 'refnet[{name}]'", name=error.name
        ) from error
