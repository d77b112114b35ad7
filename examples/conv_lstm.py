"""Read handwritten digits with a convolution of their rows, then an LSTM.

    .venv/bin/python examples/conv_lstm.py

The digits are scikit-learn's, 8 rows of 8 pixels. Filters look at three rows at a time; what they
find is a sequence that the LSTM reads. docs/rows_and_texts.md explains the network;
``refnet.rows.conv_lstm_of_rows`` is the same.
"""

import refnet as keras
from refnet import datasets, layers

(x_train, y_train), (x_test, y_test) = datasets.digits.load_data()
x_train, x_test = x_train.reshape(-1, 8, 8), x_test.reshape(-1, 8, 8)

model = keras.Sequential(
    [
        keras.Input((8, 8)),
        layers.Conv1D(64, 3, padding="same", activation="relu"),
        layers.LSTM(64),
        layers.Dense(10, activation="softmax"),
    ],
    seed=0,
)
model.summary()

optimizer = keras.optimizers.Adam(learning_rate=0.003)
model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=20, validation_data=(x_test, y_test), verbose=2)

_, accuracy = model.evaluate(x_test, y_test)
print(f"test accuracy {accuracy:.4f} ({len(x_test)} images)")
print(f"SHA-256 of the weights: {model.weights_sha256()}")
