"""A learning rate that falls on a plateau, and one that is set between epochs."""

import keras
from start import same_weights, table

x, y = table()
seen = []
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(learning_rate=0.5), "mse")
same_weights(model)
history = model.fit(
    x,
    y,
    epochs=8,
    verbose=0,
    shuffle=False,
    callbacks=[
        keras.callbacks.ReduceLROnPlateau(monitor="loss", factor=0.5, patience=1, min_delta=0.05),
        keras.callbacks.LambdaCallback(
            on_epoch_end=lambda epoch, logs: seen.append((epoch, round(logs["loss"], 9))),
            on_train_end=lambda logs: seen.append("end"),
        ),
    ],
)
model.optimizer.learning_rate = 0.01
again = model.fit(x, y, epochs=10, initial_epoch=8, verbose=0, shuffle=False)
results = {
    "history": history.history,
    "seen": seen,
    "again": again.history,
    "epochs": again.epoch,
    "rate": float(model.optimizer.learning_rate),
}
