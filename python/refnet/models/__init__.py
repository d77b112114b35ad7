"""Model and Sequential, the networks with the interface of Keras, and how to load them."""

from typing import Any

from refnet.models.loading import clone_model, load, load_model, model_from_json
from refnet.models.model import Model
from refnet.models.sequential import Sequential
from refnet.models.several import SeveralOutputs as SeveralOutputs

__all__ = [
    "Model",
    "Sequential",
    "clone_model",
    "load",
    "load_model",
    "model_from_json",
    "save_model",
]


def save_model(model: Model, filepath: Any, overwrite: bool = True, **options: Any) -> None:
    """Write a model to a file, as ``model.save`` does."""
    model.save(filepath, overwrite, **options)
