"""Model and Sequential, the networks with the interface of Keras, and how to load them."""

from refnet.models.loading import load
from refnet.models.model import Model
from refnet.models.sequential import Sequential

__all__ = ["Model", "Sequential", "load"]
