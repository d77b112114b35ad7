"""Checkpoints of whole models, by epoch and by value; the best one goes on."""

import os
import tempfile

import keras
from start import same_weights, table

x, y = table()
folder = tempfile.mkdtemp()
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1)])
model.compile("adam", "mse", metrics=["mae"])
same_weights(model)
callbacks = [
    keras.callbacks.ModelCheckpoint(os.path.join(folder, "epoch-{epoch:02d}.keras")),
    keras.callbacks.ModelCheckpoint(
        os.path.join(folder, "best.keras"),
        monitor="val_mae",
        mode="min",
        save_best_only=True,
        verbose=0,
    ),
]
history = model.fit(
    x, y, epochs=3, validation_data=(x[:10], y[:10]), callbacks=callbacks, verbose=0, shuffle=False
)
best = keras.models.load_model(os.path.join(folder, "best.keras"))
more = best.fit(x, y, epochs=2, verbose=0, shuffle=False)
results = {
    "files": sorted(os.listdir(folder)),
    "history": history.history,
    "scores": best.evaluate(x, y, verbose=0),
    "more": more.history,
}
