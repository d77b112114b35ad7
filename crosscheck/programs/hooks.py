"""The order in which Keras calls the hooks of a callback."""

import keras
from start import same_weights, table

x, y = table(rows=20)
called = []


def hook(name):
    def call(self, *arguments, logs=None):
        place = [each for each in arguments if isinstance(each, int)]
        found = [each for each in arguments if isinstance(each, dict)]
        called.append([name, *place, sorted(logs or (found or [{}])[-1])])

    return call


NAMES = [
    *("on_train_begin", "on_train_end", "on_epoch_begin", "on_epoch_end"),
    *("on_train_batch_begin", "on_train_batch_end", "on_test_begin", "on_test_end"),
    *("on_test_batch_begin", "on_test_batch_end", "on_predict_begin", "on_predict_end"),
    *("on_predict_batch_begin", "on_predict_batch_end"),
]
Recorder = type("Recorder", (keras.callbacks.Callback,), {name: hook(name) for name in NAMES})
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", "mse", metrics=["mae"])
same_weights(model)
model.fit(
    x,
    y,
    batch_size=10,
    epochs=2,
    verbose=0,
    validation_data=(x[:4], y[:4]),
    callbacks=[Recorder()],
    shuffle=False,
)
model.evaluate(x, y, batch_size=10, verbose=0, callbacks=[Recorder()])
outputs = model.predict(x, batch_size=10, verbose=0, callbacks=[Recorder()])
results = {"called": called, "outputs": outputs}
