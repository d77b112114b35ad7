"""A base model, first frozen and then trained with the rest."""

import keras
from keras import layers
from start import same_weights, two_classes

x, y = two_classes()
base = keras.Sequential(
    [keras.Input((4,)), layers.Dense(6, "relu"), layers.Dense(3, "relu")], name="base"
)
inputs = keras.Input((4,))
outputs = layers.Dense(1, activation="sigmoid", name="head")(base(inputs))
model = keras.Model(inputs, outputs)
same_weights(model)
base.trainable = False
model.compile(keras.optimizers.Adam(0.01), "binary_crossentropy", metrics=["accuracy"])
first = model.fit(x, y, epochs=2, verbose=0, shuffle=False)
before = [len(model.trainable_weights), len(model.non_trainable_weights)]
base.trainable = True
model.compile(keras.optimizers.Adam(0.001), "binary_crossentropy", metrics=["accuracy"])
second = model.fit(x, y, epochs=2, verbose=0, shuffle=False)
results = {
    "first": first.history,
    "second": second.history,
    "before": before,
    "after": len(model.trainable_weights),
    "base": base.predict(x[:3], verbose=0),
}
