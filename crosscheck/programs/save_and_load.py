"""A model in a file of Keras's format, loaded again with its optimizer."""

import os
import tempfile

import keras
import numpy as np
from keras.models import load_model
from start import same_weights, two_classes

x, y = two_classes()
model = keras.models.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(6, activation="relu", kernel_regularizer="l2"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(keras.optimizers.Adam(0.01), keras.losses.BinaryCrossentropy(), metrics=["accuracy"])
same_weights(model)
model.fit(x, y, epochs=2, verbose=0, shuffle=False)

folder = tempfile.mkdtemp()
model.save(os.path.join(folder, "model.keras"))
model.save_weights(os.path.join(folder, "model.weights.h5"))
loaded = load_model(os.path.join(folder, "model.keras"))
same = np.array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))
more = loaded.fit(x, y, epochs=2, verbose=0, shuffle=False)
model.load_weights(os.path.join(folder, "model.weights.h5"))
copy = keras.models.clone_model(model)
copy.set_weights(model.get_weights())

results = {
    "same": same,
    "history": more.history,
    "copy": copy.predict(x[:3], verbose=0),
    "classes": [layer["class_name"] for layer in model.get_config()["layers"]][1:],
}
