"""Functions of tf.math that are NumPy's, for numbers (``refnet.operations``)."""

from refnet.operations import MATH

__all__ = sorted(MATH)
globals().update(MATH)
