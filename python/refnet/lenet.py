"""LeNet: the convolutional networks that learned to read digits, made of refnet's layers.

``lenet5`` is what tutorials call LeNet-5 today; ``lenet1`` is the network of 1990 with its partial
connections and its trainable subsampling. docs/lenet.md explains both and says what differs from
the papers.

Sources: Y. LeCun, B. Boser, J. S. Denker, D. Henderson, R. E. Howard, W. Hubbard and L. D. Jackel,
"Handwritten digit recognition with a back-propagation network", Advances in Neural Information
Processing Systems 2, 1990, pages 396-404; Y. LeCun, L. Bottou, Y. Bengio and P. Haffner,
"Gradient-based learning applied to document recognition", Proceedings of the IEEE 86, 1998, pages
2278-2324.
"""

from refnet.layers import AveragePooling2D, Conv2D, Dense, Flatten, Layer, MaxPooling2D
from refnet.models import Sequential

IMAGE = (28, 28, 1)  # rows, columns, channels
CLASSES = 10

# Which of the four maps before it (rows) each of the twelve maps of LeNet-1's third layer sees
# (columns): table 1 of the paper.
LENET1_CONNECTIONS = tuple(
    tuple(cell == "X" for cell in row)
    for row in (
        "XXX.XX......",
        ".XXXXX......",
        "......XXX.XX",
        ".......XXXXX",
    )
)


def lenet5(*, seed: int | None = None, dtype: str = "float64", backend: str = "c") -> Sequential:
    """Return today's LeNet-5 for images (28, 28, 1) and ten classes; 61,706 weights.

    The arguments are those of Sequential; the model is not compiled. Raises RefnetError like it.
    """
    layers = [
        Conv2D(6, 5, padding="same", activation="relu", input_shape=IMAGE),
        MaxPooling2D(),
        Conv2D(16, 5, activation="relu"),
        MaxPooling2D(),
        Flatten(),
        Dense(120, "relu"),
        Dense(84, "relu"),
        Dense(CLASSES, "softmax"),
    ]
    return Sequential(layers, "lenet5", seed=seed, dtype=dtype, backend=backend)


def lenet1(*, seed: int | None = None, dtype: str = "float64", backend: str = "c") -> Sequential:
    """Return LeNet-1 for images (28, 28, 1) and ten classes; 2,578 weights.

    The arguments are those of Sequential; the model is not compiled. Raises RefnetError like it.
    """
    layers = [
        Conv2D(4, 5, activation="tanh", input_shape=IMAGE),
        *subsampling(4),
        Conv2D(12, 5, activation="tanh", connections=LENET1_CONNECTIONS),
        *subsampling(12),
        Flatten(),
        Dense(CLASSES, "softmax"),
    ]
    return Sequential(layers, "lenet1", seed=seed, dtype=dtype, backend=backend)


def subsampling(channels: int) -> list[Layer]:
    """Return the layers that halve the rows and columns of images with so many channels.

    A number of the output is tanh(coefficient · mean of 2 × 2 numbers + bias), with one coefficient
    and one bias for each channel, which training changes. The second layer calculates it: a filter
    of 1 × 1 has one weight for each channel that it sees, and here it sees only its own.
    """
    own = tuple(tuple(i == k for k in range(channels)) for i in range(channels))
    return [AveragePooling2D(), Conv2D(channels, 1, activation="tanh", connections=own)]


MODELS = {"lenet5": lenet5, "lenet1": lenet1}
