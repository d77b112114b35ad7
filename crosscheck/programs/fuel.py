"""Regression on a pandas frame that a Normalization adapts to; metrics as classes and functions."""

import keras
import numpy as np
import pandas as pd
from keras import layers
from start import same_weights, table

x, y = table(rows=60, columns=3)
frame = pd.DataFrame(100.0 * x, columns=["power", "weight", "year"])
frame["origin"] = np.where(x[:, 0] > 0, "Europe", "Japan")
frame = pd.get_dummies(frame, columns=["origin"], prefix="", prefix_sep="", dtype=float)
frame["fuel"] = y[:, 0]
train = frame.sample(frac=0.8, random_state=0)
test = frame.drop(train.index)
train_features, test_features = train.copy(), test.copy()
train_labels, test_labels = train_features.pop("fuel"), test_features.pop("fuel")

normalizer = layers.Normalization(axis=-1)
normalizer.adapt(np.array(train_features))
power = np.array(train_features["power"])
of_power = layers.Normalization(input_shape=[1], axis=None)
of_power.adapt(power)

results = {"shape": train_features.shape}
one = keras.Sequential([of_power, layers.Dense(units=1, name="line")])
deep = keras.Sequential([normalizer, layers.Dense(8, activation="relu"), layers.Dense(1)])
metrics = keras.metrics
for name, model, inputs, tests in (
    ("one", one, train_features["power"], test_features["power"]),
    ("deep", deep, train_features, test_features),
):
    model.predict(inputs[:10], verbose=0)
    for layer, seed in zip(model.layers[1:], (1, 2)):
        same_weights(layer, seed)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.01),
        loss=keras.losses.Huber,
        metrics=[metrics.MeanSquaredError, metrics.mean_absolute_error, metrics.R2Score()],
    )
    history = model.fit(
        inputs, train_labels, epochs=3, verbose=0, validation_split=0.2, shuffle=False
    )
    table = pd.DataFrame(history.history)
    table["epoch"] = history.epoch
    results[name] = {
        "table": table.to_dict("list"),
        "scores": model.evaluate(tests, test_labels, verbose=0),
        "errors": model.predict(tests, verbose=0).flatten() - test_labels,
    }
