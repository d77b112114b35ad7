"""Teach LeNet-1, the network of 1990, to read handwritten digits.

    .venv/bin/python examples/lenet1.py              scikit-learn's digits
    .venv/bin/python examples/lenet1.py mnist        the four files of MNIST in the folder mnist

docs/lenet.md explains the layers; ``refnet.lenet.lenet1`` is the same network.
"""

import sys

import refnet as keras
from refnet import datasets, layers

# Which of four maps (rows) each of twelve filters sees (columns).
TABLE = [
    "XXX.XX......",
    ".XXXXX......",
    "......XXX.XX",
    ".......XXXXX",
]
SEES = [[cell == "X" for cell in row] for row in TABLE]


def only_itself(channels):
    """Return connections with which each filter sees one channel, that of its own number."""
    return [[i == k for k in range(channels)] for i in range(channels)]


# Images [m][28][28][1]: rows, columns and one channel, the grey of a pixel from 0.0 to 1.0.
if len(sys.argv) > 1:
    (x_train, y_train), (x_test, y_test) = datasets.mnist.load_data(sys.argv[1])
    x_train, x_test = (x[..., None] / 255.0 for x in (x_train, x_test))
else:
    (x_train, y_train), (x_test, y_test) = datasets.digits.load_data()
    x_train, x_test = datasets.enlarge(x_train), datasets.enlarge(x_test)

model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Conv2D(4, 5, activation="tanh"),
        # Subsampling: the mean of 2 × 2 numbers, then one coefficient and one bias for each map.
        layers.AveragePooling2D(),
        layers.Conv2D(4, 1, activation="tanh", connections=only_itself(4)),
        layers.Conv2D(12, 5, activation="tanh", connections=SEES),
        layers.AveragePooling2D(),
        layers.Conv2D(12, 1, activation="tanh", connections=only_itself(12)),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ],
    seed=0,
)
model.summary()

optimizer = keras.optimizers.Adam(learning_rate=0.005)
model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=20, validation_data=(x_test, y_test), verbose=2)

_, accuracy = model.evaluate(x_test, y_test)
print(f"test accuracy {accuracy:.4f} ({len(x_test)} images)")
print(f"SHA-256 of the weights: {model.weights_sha256()}")
