"""Larger and smaller networks, regularized and not, one after another."""

import keras
from keras import layers, regularizers
from start import same_weights, two_classes

x, y = two_classes(rows=50, columns=6)
variants = {
    "original": dict(),
    "l1": dict(kernel_regularizer=regularizers.l1(0.001)),
    "l1_l2": dict(kernel_regularizer=regularizers.l1_l2(l1=0.001, l2=0.002)),
    "activity": dict(activity_regularizer=regularizers.L2(0.01)),
}
results = {}
for name, options in variants.items():
    model = keras.Sequential(
        [
            layers.Input((6,)),
            layers.Dense(8, activation="relu", **options),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
    same_weights(model)
    history = model.fit(
        x, y, epochs=3, batch_size=16, validation_split=0.4, verbose=0, shuffle=False
    )
    results[name] = history.history
