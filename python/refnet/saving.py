"""Models as files, under the name that Keras has for this module."""

from refnet.models import load_model, save_model

__all__ = ["load_model", "save_model"]
