"""Layers and models called on numbers, and a model with an output for each layer."""

import keras
import numpy as np
from keras import layers, ops
from start import same_weights, table

x, y = table()
scale = layers.Normalization()
scale.adapt(x)
hidden, last = layers.Dense(5, activation="tanh", name="hidden"), layers.Dense(1, name="last")
inputs = keras.Input((4,))
outputs = last(hidden(scale(inputs)))
model = keras.Model(inputs, outputs)
model.compile("rmsprop", "mse")
for layer in (hidden, last):
    same_weights(layer)
history = model.fit(x, y, epochs=2, batch_size=20, verbose=0, shuffle=False)
every = keras.Model(inputs, [hidden.output, last.output])
copy = keras.models.clone_model(
    model, clone_function=lambda layer: type(layer).from_config(layer.get_config())
)

results = {
    "history": history.history,
    "normalized": np.array(scale(x[:3])),
    "hidden": np.array(hidden(scale(x[:3]))),
    "called": np.array(model(x[:3])),
    "every": [np.array(each) for each in every.predict(x[:3], verbose=0)],
    "sum": float(ops.sum(ops.square(model(x)))),
    "copy": [list(np.shape(each)) for each in copy.layers[-1].get_weights()],
}
