"""Losses and metrics as functions and objects that are used by themselves."""

import keras
import numpy as np

y = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
p = np.array([[0.1, 0.7, 0.2], [0.3, 0.3, 0.4]])


def number(value):
    return float(np.mean(np.asarray(value)))


mean = keras.metrics.MeanSquaredError()
mean.update_state(y, p)
mean.update_state(y, p / 2)
both = number(mean.result())
mean.reset_state()
accuracy = keras.metrics.CategoricalAccuracy()
accuracy.update_state(y, p)
results = {
    "mse": number(keras.losses.mean_squared_error(y, p)),
    "mae": number(keras.losses.MeanAbsoluteError()(y, p)),
    "cce": number(keras.losses.CategoricalCrossentropy()(y, p)),
    "scce": number(keras.losses.SparseCategoricalCrossentropy()(np.array([1, 2]), p)),
    "bce": number(keras.losses.BinaryCrossentropy()(y, p)),
    "both": both,
    "accuracy": number(accuracy.result()),
    "hinge": number(keras.losses.hinge(2 * y - 1, p)),
    "relu": np.asarray(keras.activations.relu(np.array([-1.0, 2.0]))),
    "softmax": np.asarray(keras.activations.softmax(p)),
    "sigmoid": np.asarray(keras.activations.sigmoid(p)),
    "classes": keras.utils.to_categorical([0, 2, 1]),
}
