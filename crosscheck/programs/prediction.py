"""Predictions in every form that programs use."""

import keras
import numpy as np
from start import same_weights, three_classes

x, _ = three_classes()
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, "softmax")])
same_weights(model)
results = {
    "whole": model.predict(x, verbose=0),
    "batches": model.predict(x, batch_size=7, verbose=0),
    "steps": model.predict(x, batch_size=10, steps=2, verbose=0),
    "one": model.predict(np.expand_dims(x[0], 0), verbose=0),
    "called": np.asarray(model(x[:2])),
    "listed": model.predict(np.array([[0.1, 0.2, 0.3, 0.4]]), verbose=0),
    "on_batch": model.predict_on_batch(x[:3]),
    "classes": np.argmax(model.predict(x, verbose=0), axis=-1),
}
