"""Keras's older place of ``pad_sequences`` and of ``Tokenizer``."""

from refnet.preprocessing import sequence, text

__all__ = ["sequence", "text"]
