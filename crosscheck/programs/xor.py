"""Exclusive or: four examples, and a network with one hidden layer."""

import numpy as np
from keras.layers import Dense
from keras.models import Sequential
from start import same_weights

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [0]], "float32")

model = Sequential()
model.add(Dense(16, input_dim=2, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="mean_squared_error", optimizer="adam", metrics=["binary_accuracy"])
same_weights(model)
history = model.fit(x, y, epochs=20, verbose=0, shuffle=False)

results = {
    "history": history.history,
    "epochs": history.epoch,
    "predictions": model.predict(x, verbose=0).round(3),
    "scores": model.evaluate(x, y, verbose=0),
}
