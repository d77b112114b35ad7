"""Sequences of the same length, under the older name that programs have for it."""

from refnet.datasets.sequences import pad_sequences

__all__ = ["pad_sequences"]
