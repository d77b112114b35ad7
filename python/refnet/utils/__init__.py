"""Helpers that programs written for Keras use."""

from refnet.plots.networks import plot_model
from refnet.seeds import set_random_seed
from refnet.utils.categories import to_categorical

__all__ = ["plot_model", "set_random_seed", "to_categorical"]
