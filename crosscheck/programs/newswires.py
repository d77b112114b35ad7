"""Many classes as numbers, top-k accuracy, logits in the loss."""

import keras
from keras import layers, losses, metrics
from start import same_weights, three_classes

x, y = three_classes(rows=50, columns=6)
model = keras.Sequential([layers.Input((6,)), layers.Dense(10, "relu"), layers.Dense(5)])
model.compile(
    optimizer="adam",
    loss=losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=[
        metrics.SparseCategoricalAccuracy(),
        metrics.SparseTopKCategoricalAccuracy(k=2, name="top2"),
        "sparse_categorical_crossentropy",
    ],
)
same_weights(model)
history = model.fit(x, y, epochs=3, verbose=0, shuffle=False)
probabilities = keras.Sequential([model, layers.Softmax()])
results = {
    "history": history.history,
    "probabilities": probabilities.predict(x[:5], verbose=0),
    "layers": len(probabilities.layers),
}
