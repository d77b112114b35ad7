"""The usual plot of a history, and scores with names."""

import os
import tempfile

import keras
import matplotlib
from start import same_weights, three_classes

matplotlib.use("Agg")
import matplotlib.pyplot as plt

x, y = three_classes()
model = keras.Sequential(
    [keras.Input((4,)), keras.layers.Dense(6, "relu"), keras.layers.Dense(3, "softmax")]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
same_weights(model)
history = model.fit(x, y, validation_split=0.33, epochs=4, batch_size=5, verbose=0, shuffle=False)
figure, axes = plt.subplots()
axes.plot(history.history["accuracy"])
axes.plot(history.history["val_accuracy"])
path = os.path.join(tempfile.mkdtemp(), "accuracy.png")
figure.savefig(path)
scores = model.evaluate(x, y, verbose=0)
results = {
    "keys": list(history.history),
    "drawn": os.path.getsize(path) > 1000,
    "named": [f"{name}: {score:.4f}" for name, score in zip(["loss", "accuracy"], scores)],
    "history": history.history,
    "params": {key: history.params[key] for key in ("epochs", "steps")},
}
