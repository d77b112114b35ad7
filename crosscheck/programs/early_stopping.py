"""Callbacks: early stopping, a checkpoint, a log file, a scheduled learning rate."""

import csv
import os
import tempfile

import keras
from start import same_weights, table

x, y = table()
folder = tempfile.mkdtemp()
weights = os.path.join(folder, "best.weights.h5")
log = os.path.join(folder, "log.csv")


def slower(epoch, rate):
    return rate * 0.9 if epoch else rate


class Watcher(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.called = []

    def on_train_begin(self, logs=None):
        self.called.append("train")

    def on_epoch_begin(self, epoch, logs=None):
        self.called.append(f"epoch {epoch}")

    def on_train_batch_end(self, batch, logs=None):
        self.called.append(f"batch {batch} {sorted(logs)}")

    def on_epoch_end(self, epoch, logs=None):
        self.called.append(f"end {epoch} {sorted(logs)}")

    def on_test_begin(self, logs=None):
        self.called.append("test")


watcher = Watcher()
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, "tanh"), keras.layers.Dense(1)])
model.compile(keras.optimizers.Adam(0.05), "mae", metrics=["mse"])
same_weights(model)
history = model.fit(
    x,
    y,
    batch_size=20,
    epochs=12,
    validation_split=0.25,
    verbose=0,
    shuffle=False,
    callbacks=[
        keras.callbacks.LearningRateScheduler(slower),
        keras.callbacks.EarlyStopping(monitor="val_loss", patience=2, min_delta=0.01),
        keras.callbacks.ModelCheckpoint(
            weights, save_weights_only=True, save_best_only=True, monitor="val_loss"
        ),
        keras.callbacks.CSVLogger(log),
        keras.callbacks.TerminateOnNaN(),
        watcher,
    ],
)
last = model.predict(x[:4], verbose=0)
model.load_weights(weights)
with open(log) as file:
    rows = list(csv.reader(file))

results = {
    "history": history.history,
    "called": watcher.called,
    "last": last,
    "best": model.predict(x[:4], verbose=0),
    "head": rows[0],
    "epochs": len(rows),
    "losses": [float(row[rows[0].index("loss")]) for row in rows[1:]],
}
