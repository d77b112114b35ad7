"""A recurrent network that reads an image row by row, from top to bottom.

Each row of pixels is a step of a sequence. After the last row, the state of an LSTM has what a
dense layer needs to name the class. It has no idea of columns that belong together; a convolution
has (``refnet.lenet``).

Source: Q. V. Le, N. Jaitly and G. E. Hinton, "A simple way to initialize recurrent networks of
rectified linear units", 2015, who read the digits of MNIST pixel by pixel.
"""

from refnet.layers import LSTM, Dense, Input, Layer
from refnet.models import Sequential

CLASSES = 10


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
