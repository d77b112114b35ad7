"""Functions of keras.ops that are NumPy's, for numbers (``refnet.operations``)."""

from typing import Any

from refnet.keras_names import missing
from refnet.operations import OPS

__all__ = sorted(OPS)
globals().update(OPS)


def __getattr__(name: str) -> Any:
    """Refuse other names of Keras; raises RefnetError: unknown_name, or AttributeError."""
    raise missing(__name__, name)
