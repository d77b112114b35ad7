"""Batch normalization after a layer, and what it does when the network is used."""

import keras
import numpy as np
from keras import layers
from start import table

x, y = table(columns=3)
model = keras.Sequential(
    [
        keras.Input((3,)),
        layers.Dense(4, use_bias=False, kernel_initializer=keras.initializers.Constant(0.25)),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.Dense(1, kernel_initializer="ones"),
    ]
)
random = np.random.RandomState(0)
model.layers[0].set_weights([random.uniform(-1.0, 1.0, (3, 4))])
model.compile("sgd", "mse")
history = model.fit(x, y, batch_size=15, epochs=3, verbose=0, shuffle=False, validation_data=(x, y))
results = {
    "history": history.history,
    "moments": model.layers[1].get_weights(),
    "trainable": len(model.trainable_weights),
    "others": len(model.non_trainable_weights),
    "predictions": model.predict(x[:4], verbose=0),
}
