"""Helpers that programs written for Keras use."""

from refnet.backend import clear_session
from refnet.seeds import set_random_seed
from refnet.utils.categories import to_categorical
from refnet.utils.scaling import normalize

__all__ = ["clear_session", "normalize", "set_random_seed", "to_categorical"]
