"""Helpers that programs written for Keras use."""

import sys

from refnet.backend import clear_session
from refnet.datasets.sequences import pad_sequences
from refnet.fit.generators import PyDataset, Sequence
from refnet.plots.networks import plot_model
from refnet.saving import custom_object_scope
from refnet.seeds import set_random_seed
from refnet.utils.categories import to_categorical
from refnet.utils.scaling import normalize

__all__ = [
    "PyDataset",
    "Sequence",
    "clear_session",
    "custom_object_scope",
    "normalize",
    "pad_sequences",
    "plot_model",
    "set_random_seed",
    "to_categorical",
]
np_utils = vis_utils = sys.modules[__name__]  # modules of Keras 2 with some of these names
