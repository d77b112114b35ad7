"""The functional interface: two paths that meet in a Concatenate and an Add."""

import keras
from start import same_weights, three_classes

x, y = three_classes()
inputs = keras.Input(shape=(4,), name="table")
first = keras.layers.Dense(6, activation="tanh", name="first")(inputs)
second = keras.layers.Dense(6, activation="relu", name="second")(inputs)
summed = keras.layers.Add()([first, second])
joined = keras.layers.Concatenate()([summed, inputs])
outputs = keras.layers.Dense(3, activation="softmax", name="classes")(joined)
model = keras.Model(inputs=inputs, outputs=outputs, name="paths")
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
same_weights(model)
history = model.fit(x, y, epochs=4, batch_size=20, verbose=0, shuffle=False)

hidden = keras.Model(model.input, model.get_layer("first").output)
results = {
    "history": history.history,
    "name": model.name,
    "names": [layer.name for layer in model.layers if layer.get_weights()],
    "hidden": hidden.predict(x[:3], verbose=0),
    "kernel": model.get_layer("classes").get_weights()[0],
}
