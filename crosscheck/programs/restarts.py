"""The same first weights for every rate, from files; checkpoints that count batches."""

import os
import tempfile

import keras
import numpy as np
from keras import layers
from keras.utils import to_categorical
from start import same_weights, three_classes

x, labels = three_classes(rows=40)
y = to_categorical(labels, num_classes=3)
folder = tempfile.mkdtemp()
first = os.path.join(folder, "first.weights.h5")

model = keras.Sequential(
    [layers.Input((4,)), layers.Dense(6, "relu"), layers.Dense(3, activation="sigmoid")]
)
same_weights(model)
model.save_weights(first)
results = {}
for rate in (0.3, 0.1, 0.03):
    model.load_weights(first)
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=rate),
        loss="categorical_crossentropy",
        metrics=["accuracy", keras.metrics.CategoricalAccuracy(), "mean_squared_error"],
    )
    named = os.path.join(folder, f"rate {rate} epoch {{epoch}}.weights.h5")
    checkpoint = keras.callbacks.ModelCheckpoint(named, save_weights_only=True, save_freq=8)
    history = model.fit(
        x, y, epochs=4, batch_size=10, verbose=0, shuffle=False, callbacks=[checkpoint]
    )
    last = os.path.join(folder, f"{rate}.weights.h5")
    model.save_weights(last)
    results[str(rate)] = [history.history, model.predict_on_batch(x[:5])]

outputs = []
for rate in (0.3, 0.1, 0.03):
    model.load_weights(os.path.join(folder, f"{rate}.weights.h5"))
    outputs.append(model.predict_on_batch(x))
results["mean"] = np.mean(outputs, axis=0)
results["classes"] = np.argmax(results["mean"], axis=1)
results["files"] = sorted(os.listdir(folder))

logits = keras.Sequential([layers.Input((4,)), layers.Dense(3)])
logits.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
same_weights(logits)
results["logits"] = logits.fit(x, y, epochs=2, verbose=0, shuffle=False).history
probabilities = keras.Sequential([logits, layers.Softmax()])
results["probabilities"] = probabilities.predict_on_batch(x[:5])
