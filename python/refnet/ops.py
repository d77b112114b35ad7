"""Functions of keras.ops that are NumPy's, for numbers (``refnet.operations``)."""

from refnet.operations import OPS

__all__ = sorted(OPS)
globals().update(OPS)
