"""Examples that count differently, in training and in evaluation."""

import keras
import numpy as np
from start import same_weights, three_classes

x, y = three_classes()
weights = np.linspace(0.5, 2.0, len(x))
model = keras.Sequential(
    [keras.Input((4,)), keras.layers.Dense(3, activation="softmax", name="probabilities")]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
same_weights(model)
history = model.fit(
    x,
    y,
    sample_weight=weights,
    epochs=3,
    batch_size=16,
    verbose=0,
    shuffle=False,
    validation_data=(x, y, weights),
)
counted = model.fit(x, y, class_weight={0: 1.0, 1: 3.0, 2: 0.5}, epochs=2, verbose=0, shuffle=False)
results = {
    "history": history.history,
    "counted": counted.history,
    "scores": model.evaluate(x, y, sample_weight=weights, verbose=0),
    "batch": model.train_on_batch(x[:8], y[:8], sample_weight=weights[:8]),
}
