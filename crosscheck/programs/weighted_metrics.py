"""Metrics with the weights of the examples, and functions of one's own as metrics."""

import keras
import numpy as np
from keras import ops
from start import same_weights, table, two_classes


def squared_error(y_true, y_pred):
    """Return a number for each example."""
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


def largest_error(y_true, y_pred):
    """Return a number for a batch."""
    return ops.max(ops.abs(y_true - y_pred))


x, y = two_classes()
weights = np.linspace(0.25, 2.0, len(x))
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(
    keras.optimizers.SGD(0.5),
    "binary_crossentropy",
    metrics=["accuracy"],
    weighted_metrics=["accuracy", "mae", keras.metrics.AUC(name="auc"), keras.metrics.Recall()],
)
same_weights(model)
how = {"epochs": 3, "batch_size": 16, "verbose": 0, "shuffle": False}
history = model.fit(x, y[:, None], sample_weight=weights, validation_data=(x, y[:, None]), **how)

inputs, targets = table()
line = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
line.compile("sgd", "mse", metrics=[squared_error, largest_error])
same_weights(line)
own = line.fit(inputs, targets, **how)

results = {
    "history": history.history,
    "scores": model.evaluate(x, y[:, None], sample_weight=weights, return_dict=True, verbose=0),
    "own": own.history,
    "own scores": line.evaluate(inputs, targets, batch_size=16, return_dict=True, verbose=0),
}
