"""Models as files, under the name that Keras has for this module."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from refnet.models import load_model, save_model

__all__ = ["custom_object_scope", "load_model", "save_model"]


@contextmanager
def custom_object_scope(custom_objects: Any) -> Iterator[None]:
    """Do nothing: files have the classes of refnet alone, so that none has to be found by name."""
    yield
