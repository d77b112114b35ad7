"""The layers of a model, with the names and arguments that Keras gives them.

An object here describes a layer; ``reference_layer`` makes that of refnet.reference that a network
calculates with. A module has the layers of the chapter of its name; ``stack`` has the functions
that work with several layers of any kind.
"""

from typing import NoReturn

from refnet import keras_names
from refnet.layers.activation_layers import ELU, Activation, LeakyReLU, ReLU, Softmax
from refnet.layers.arguments import Shape, as_open_shape
from refnet.layers.averages import Average, average
from refnet.layers.base import Layer
from refnet.layers.batch_normalization import BatchNormalization
from refnet.layers.bidirectional import Bidirectional
from refnet.layers.conv import Conv1D, Conv2D
from refnet.layers.dense import Dense
from refnet.layers.dropout import Dropout
from refnet.layers.embedding import Embedding
from refnet.layers.flatten import Flatten, Input, InputLayer, Reshape
from refnet.layers.graphs import Add, Concatenate, add, concatenate
from refnet.layers.normalization import Normalization
from refnet.layers.pooling import (
    AveragePooling2D,
    AvgPool2D,
    GlobalAveragePooling2D,
    GlobalAvgPool2D,
    MaxPool2D,
    MaxPooling2D,
)
from refnet.layers.pooling_steps import (
    AveragePooling1D,
    AvgPool1D,
    GlobalAveragePooling1D,
    GlobalAvgPool1D,
    GlobalMaxPool1D,
    GlobalMaxPooling1D,
    MaxPool1D,
    MaxPooling1D,
)
from refnet.layers.recurrent import GRU, LSTM, SimpleRNN
from refnet.layers.sequences import Masking, RepeatVector, TimeDistributed
from refnet.layers.zero_padding import ZeroPadding2D

Convolution1D, Convolution2D = Conv1D, Conv2D

__all__ = [
    "ELU",
    "GRU",
    "LSTM",
    "Activation",
    "Add",
    "Average",
    "AveragePooling1D",
    "AveragePooling2D",
    "AvgPool1D",
    "AvgPool2D",
    "BatchNormalization",
    "Bidirectional",
    "Concatenate",
    "Conv1D",
    "Conv2D",
    "Convolution1D",
    "Convolution2D",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    "GlobalMaxPool1D",
    "GlobalMaxPooling1D",
    "Input",
    "InputLayer",
    "Layer",
    "LeakyReLU",
    "Masking",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPooling1D",
    "MaxPooling2D",
    "Normalization",
    "ReLU",
    "RepeatVector",
    "Reshape",
    "Shape",
    "SimpleRNN",
    "Softmax",
    "TimeDistributed",
    "ZeroPadding2D",
    "add",
    "as_open_shape",
    "average",
    "concatenate",
]


def __getattr__(name: str) -> NoReturn:
    """Refuse the layers of Keras that are not here, with what can be used instead.

    Raises RefnetError: unknown_name, which is an AttributeError too, or an ImportError in an import
    statement; AttributeError for other names.
    """
    raise keras_names.missing(__name__, name)
