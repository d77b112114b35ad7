"""Recurrent layers on padded sequences and on a series."""

import keras
import numpy as np
from keras import layers
from start import same_weights

random = np.random.RandomState(7)
words = keras.utils.pad_sequences([random.randint(1, 20, n) for n in (3, 5, 2, 6, 4, 1)], maxlen=6)
labels = np.array([0, 1, 0, 1, 1, 0])
reader = keras.Sequential(
    [
        keras.Input((6,)),
        layers.Embedding(20, 4, mask_zero=True),
        layers.Bidirectional(layers.LSTM(3)),
        layers.Dense(1, activation="sigmoid"),
    ]
)
reader.compile("adam", "binary_crossentropy", metrics=["accuracy"])
same_weights(reader)
read = reader.fit(words, labels, epochs=2, batch_size=3, verbose=0, shuffle=False)

series = np.sin(np.arange(40) / 3)
x = np.array([series[i : i + 5] for i in range(35)])[..., np.newaxis]
y = series[5:]
forecast = keras.Sequential(
    [
        keras.Input((5, 1)),
        layers.GRU(4, return_sequences=True),
        layers.SimpleRNN(3),
        layers.Dense(1),
    ]
)
forecast.compile(optimizer="rmsprop", loss="mse")
same_weights(forecast)
learned = forecast.fit(x, y, epochs=2, batch_size=7, verbose=0, shuffle=False)
results = {
    "read": read.history,
    "learned": learned.history,
    "forecast": forecast.predict(x[:3], verbose=0),
}
