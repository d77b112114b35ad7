"""Deep chains made in a loop, with names, seen through the list of layers."""

import keras
from keras import layers
from start import same_weights, table

x, y = table()
inputs = keras.Input((4,))
hidden = inputs
for i in range(4):
    shortcut = hidden
    hidden = layers.Dense(4, activation="elu", name=f"block{i}")(hidden)
    hidden = layers.add([hidden, shortcut])
outputs = layers.Dense(1)(layers.concatenate([hidden, inputs]))
model = keras.Model(inputs, outputs)
model.compile("adam", keras.losses.Huber())
same_weights(model)
history = model.fit(x, y, epochs=2, verbose=0, shuffle=False)
results = {
    "history": history.history,
    "kinds": [
        type(layer).__name__ for layer in model.layers if type(layer).__name__ != "InputLayer"
    ],
    "shapes": [weight.shape for weight in model.get_weights()],
    "parameters": model.count_params(),
}
