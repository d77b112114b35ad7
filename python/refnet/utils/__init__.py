"""Helpers that programs written for Keras use."""

from refnet.seeds import set_random_seed
from refnet.utils.categories import to_categorical

__all__ = ["set_random_seed", "to_categorical"]
