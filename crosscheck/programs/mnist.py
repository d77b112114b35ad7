"""The usual program for MNIST, on a small file of its format."""

import os
import tempfile

import numpy as np
from keras import backend as K
from keras.layers import Dense, Flatten
from keras.models import Sequential
from keras.utils import to_categorical
from start import images, same_weights

x, y = images(rows=40, size=28)
path = os.path.join(tempfile.mkdtemp(), "mnist.npz")
np.savez(path, x_train=x[:30], y_train=y[:30], x_test=x[30:], y_test=y[30:])

with np.load(path) as data:
    x_train, y_train = data["x_train"], data["y_train"]
    x_test, y_test = data["x_test"], data["y_test"]
x_train = x_train.astype(K.floatx()) / 255
x_test = x_test.astype(K.floatx()) / 255
y_train, y_test = to_categorical(y_train, 10), to_categorical(y_test, 10)

model = Sequential()
model.add(Flatten(input_shape=(28, 28)))
model.add(Dense(16, activation="relu"))
model.add(Dense(10, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
same_weights(model, most=0.05)
history = model.fit(
    x_train,
    y_train,
    batch_size=10,
    epochs=2,
    verbose=0,
    validation_data=(x_test, y_test),
    shuffle=False,
)
results = {
    "history": history.history,
    "score": model.evaluate(x_test, y_test, verbose=0),
    "shapes": [x_train.shape, x_test.shape],
}
