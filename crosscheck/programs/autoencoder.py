"""An autoencoder, whose halves are models of their own, one a layer of another."""

import keras
from keras import layers
from keras.models import Model, Sequential
from start import images, same_weights

x, _ = images()
x = x.reshape(len(x), -1) / 255.0

inputs = keras.Input(shape=(64,))
encoded = layers.Dense(8, activation="relu", activity_regularizer=keras.regularizers.l1(1e-5))(
    inputs
)
decoded = layers.Dense(64, activation="sigmoid")(encoded)
autoencoder = Model(inputs, decoded)
encoder = Model(inputs, encoded)
autoencoder.compile(optimizer="adam", loss="binary_crossentropy")
same_weights(autoencoder)
history = autoencoder.fit(x, x, epochs=3, batch_size=8, verbose=0, shuffle=False)

small = Sequential([keras.Input((64,)), layers.Dense(4, "tanh")], name="small")
large = Sequential([keras.Input((4,)), layers.Dense(64)], name="large")
both = Sequential([small, large])
both.compile("adam", "mse")
same_weights(both)
nested = both.fit(x, x, epochs=2, verbose=0, shuffle=False)
results = {
    "history": history.history,
    "codes": encoder.predict(x[:2], verbose=0),
    "nested": nested.history,
    "inside": [layer.name for layer in both.layers],
    "small": small.predict(x[:2], verbose=0),
    "weights": len(both.weights),
}
