"""Words of reviews as rows of 0 and 1, on a small file of IMDB's format."""

import keras
import numpy as np
from start import same_weights

random = np.random.RandomState(1)
words = [[1] + list(random.randint(4, 50, random.randint(3, 9))) for _ in range(30)]


def as_rows(sequences, dimension=50):
    rows = np.zeros((len(sequences), dimension))
    for i, sequence in enumerate(sequences):
        rows[i, sequence] = 1.0
    return rows


x, y = as_rows(words), np.array([len(each) % 2 for each in words], "float32")
padded = keras.utils.pad_sequences(words, maxlen=6, padding="post", truncating="post")
model = keras.Sequential(
    [
        keras.layers.Input((50,)),
        keras.layers.Dense(8, kernel_regularizer=keras.regularizers.l2(0.01), activation="relu"),
        keras.layers.Dense(8, kernel_regularizer=keras.regularizers.L1L2(l1=0.001, l2=0.001)),
        keras.layers.Dense(1, activation="sigmoid", bias_regularizer="l1"),
    ]
)
model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["acc"])
same_weights(model)
history = model.fit(x, y, epochs=3, batch_size=8, validation_data=(x, y), verbose=0, shuffle=False)
results = {
    "history": history.history,
    "padded": padded,
    "predictions": model.predict(x, verbose=0),
    "l2": float(np.asarray(keras.regularizers.L2(0.5)(np.ones((2, 2))))),
}
