"""Keras's older place of ``pad_sequences``."""

from refnet.preprocessing import sequence

__all__ = ["sequence"]
