"""The names of layers and models that were given none, as Keras 3 counts them.

The first Dense of a process is "dense", the second "dense_1"; a class has its own count.
"""

import re
from threading import Lock

_counts: dict[str, int] = {}
_counting = Lock()


def snake_case(class_name: str) -> str:
    """Return a class name in small letters, as in "max_pooling2d" for MaxPooling2D."""
    words = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", class_name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", words).lower()


def automatic_name(class_name: str) -> str:
    """Return the next name for an object of this class, and count it."""
    name = snake_case(class_name)
    with _counting:
        count = _counts.get(name, 0)
        _counts[name] = count + 1
    return f"{name}_{count}" if count else name


def reset_names() -> None:
    """Begin to count again; objects that have a name keep it."""
    with _counting:
        _counts.clear()
