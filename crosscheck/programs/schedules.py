"""Optimizers with schedules and limits, one after another."""

import keras
from start import same_weights, table

x, y = table()
schedules = keras.optimizers.schedules
optimizers = [
    keras.optimizers.SGD(schedules.ExponentialDecay(0.1, 5, 0.9), clipnorm=1.0),
    keras.optimizers.SGD(schedules.PiecewiseConstantDecay([3, 6], [0.1, 0.05, 0.01])),
    keras.optimizers.Adam(schedules.CosineDecay(0.05, 10)),
    keras.optimizers.RMSprop(schedules.PolynomialDecay(0.01, 10, 0.001)),
    keras.optimizers.Nadam(schedules.InverseTimeDecay(0.01, 3, 0.5)),
    keras.optimizers.Adagrad(learning_rate=0.1),
    keras.optimizers.Adadelta(learning_rate=1.0),
    keras.optimizers.Adamax(clipvalue=0.5),
    keras.optimizers.AdamW(weight_decay=0.01),
]
results = {}
for optimizer in optimizers:
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3, "tanh"), keras.layers.Dense(1)]
    )
    model.compile(optimizer=optimizer, loss="huber")
    same_weights(model)
    history = model.fit(x, y, epochs=3, batch_size=20, verbose=0, shuffle=False)
    name = f"{len(results)} {type(optimizer).__name__}"
    results[name] = [history.history["loss"], model.get_weights()]
