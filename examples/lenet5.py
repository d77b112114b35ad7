"""Teach LeNet-5 to read handwritten digits, layer by layer.

    .venv/bin/python examples/lenet5.py              scikit-learn's digits
    .venv/bin/python examples/lenet5.py mnist        the four files of MNIST in the folder mnist

docs/lenet.md explains the layers; ``refnet.lenet.lenet5`` is the same network.
"""

import sys

import refnet as keras
from refnet import datasets, layers

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
        # Six patterns of 5 × 5 pixels, looked for at each place of the image.
        layers.Conv2D(6, 5, padding="same", activation="relu"),
        # Of 2 × 2 neighbours only the largest is kept: where a pattern is becomes less precise.
        layers.MaxPooling2D(),
        # Sixteen patterns of patterns: each looks at all six maps.
        layers.Conv2D(16, 5, activation="relu"),
        layers.MaxPooling2D(),
        # The 5 × 5 × 16 numbers in one row, for three layers whose units see all of them.
        layers.Flatten(),
        layers.Dense(120, activation="relu"),
        layers.Dense(84, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ],
    seed=0,
)
model.summary()

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=20, validation_data=(x_test, y_test), verbose=2)

_, accuracy = model.evaluate(x_test, y_test)
print(f"test accuracy {accuracy:.4f} ({len(x_test)} images)")
print(f"SHA-256 of the weights: {model.weights_sha256()}")
