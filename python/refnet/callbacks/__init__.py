"""Callbacks: objects that ``fit``, ``evaluate`` and ``predict`` call while they run.

A callback is an object of a subclass of Callback; its attribute ``model`` is the model that runs.
Epochs count from 0 here, as in Keras.
"""

from refnet.callbacks.base import Callback, LambdaCallback, Logs, Model, as_callbacks, uses
from refnet.callbacks.checkpoints import ModelCheckpoint
from refnet.callbacks.divergence import TerminateOnNaN
from refnet.callbacks.learning_rates import LearningRateScheduler, ReduceLROnPlateau
from refnet.callbacks.logs import CSVLogger, History
from refnet.callbacks.monitors import EarlyStopping, Monitor

__all__ = [
    "CSVLogger",
    "Callback",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "Logs",
    "Model",
    "ModelCheckpoint",
    "Monitor",
    "ReduceLROnPlateau",
    "TerminateOnNaN",
    "as_callbacks",
    "uses",
]
