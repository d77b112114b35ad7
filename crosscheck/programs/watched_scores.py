"""Two inputs side by side, batch normalization between them, callbacks of evaluate and predict."""

import numpy as np
from keras import Model
from keras.callbacks import Callback
from keras.layers import Activation, BatchNormalization, Concatenate, Dense, Input
from keras.models import Model as ModelOfModels
from start import same_weights, two_classes

x, y = two_classes()


class Watcher(Callback):
    def __init__(self):
        super().__init__()
        self.losses = []
        self.outputs = []

    def on_test_batch_end(self, batch, logs=None):
        self.losses.append(float(logs["loss"]))

    def on_test_end(self, logs=None):
        self.losses.append(sorted(logs))

    def on_predict_batch_end(self, batch, logs=None):
        self.outputs.append(np.array(logs["outputs"]).shape)


inputs = Input((4,), name="table")
left = BatchNormalization(momentum=0.9, name="left_normal")(Dense(5, name="left")(inputs))
right = BatchNormalization(scale=False, name="right_normal")(Dense(3, name="right")(inputs))
joined = Concatenate(name="both")([Activation("relu")(left), Activation("tanh")(right)])
outputs = Dense(1, activation="sigmoid", name="class")(BatchNormalization()(joined))
model = Model(inputs, outputs)
model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy", "AUC"])
for name, seed in (("left", 1), ("right", 2), ("class", 3)):
    same_weights(model.get_layer(name), seed)
history = model.fit(x, y, batch_size=20, epochs=3, verbose=0, shuffle=False)

watcher = Watcher()
scores = model.evaluate(x, y, batch_size=25, verbose=0, callbacks=[watcher])
predictions = model.predict(x, batch_size=32, verbose=0, callbacks=[watcher])
between = ModelOfModels(inputs=model.inputs, outputs=model.get_layer("both").output)
results = {
    "history": history.history,
    "scores": scores,
    "losses": watcher.losses,
    "outputs": watcher.outputs,
    "predictions": predictions,
    "between": between.predict(x[:3], verbose=0),
    "moving": model.get_layer("left_normal").get_weights()[2:],
    "same_class": ModelOfModels is Model,
}
