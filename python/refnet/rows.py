"""Recurrent networks that read an image row by row, from top to bottom.

Each row of pixels is a step of a sequence. After the last row, the state of an LSTM has what a
dense layer needs to name the class. An LSTM alone has no idea of pixels that are neighbours: each
of its units sees the whole row. With a convolution before it, it reads patterns of three rows.
docs/rows_and_texts.md explains both.

Source: Q. V. Le, N. Jaitly and G. E. Hinton, "A simple way to initialize recurrent networks of
rectified linear units", 2015, who read the digits of MNIST pixel by pixel.
"""

from refnet.layers import LSTM, Conv1D, Dense, Input, Layer
from refnet.models import Sequential

CLASSES = 10
LEARNING_RATE = 0.003  # of Adam; with its default, 20 epochs of a small data set are too few


def lstm_of_rows(
    rows: int,
    columns: int,
    *,
    units: int = 128,
    seed: int | None = None,
    dtype: str = "float64",
    backend: str = "c",
) -> Sequential:
    """Return an LSTM for images (rows, columns) and ten classes; the model is not compiled.

    The other arguments are those of Sequential. Raises RefnetError like it.
    """
    layers: list[Layer | Input] = [
        Input((rows, columns)),
        LSTM(units),
        Dense(CLASSES, activation="softmax"),
    ]
    return Sequential(layers, "lstm_of_rows", seed=seed, dtype=dtype, backend=backend)


def conv_lstm_of_rows(
    rows: int,
    columns: int,
    *,
    units: int = 64,
    seed: int | None = None,
    dtype: str = "float64",
    backend: str = "c",
) -> Sequential:
    """Return a convolution of three rows, then an LSTM, for images (rows, columns) as above.

    units: of the LSTM, and filters of the convolution. Raises RefnetError like Sequential.
    """
    layers: list[Layer | Input] = [
        Input((rows, columns)),
        Conv1D(units, 3, padding="same", activation="relu"),
        LSTM(units),
        Dense(CLASSES, activation="softmax"),
    ]
    return Sequential(layers, "conv_lstm_of_rows", seed=seed, dtype=dtype, backend=backend)


MODELS = {"lstm": lstm_of_rows, "conv_lstm": conv_lstm_of_rows}
