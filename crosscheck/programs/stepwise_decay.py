"""Learning rates from a function of the epoch, which the history keeps."""

import math

import keras
from keras.callbacks import LearningRateScheduler
from keras.optimizers import SGD
from start import same_weights, two_classes


def step_decay(epoch):
    return 0.1 * math.pow(0.5, math.floor((1 + epoch) / 2.0))


x, y = two_classes()
model = keras.Sequential(
    [keras.Input((4,)), keras.layers.Dense(6, "relu"), keras.layers.Dense(1, "sigmoid")]
)
model.compile(
    loss="binary_crossentropy", optimizer=SGD(learning_rate=0.0, momentum=0.9), metrics=["accuracy"]
)
same_weights(model)
rates = LearningRateScheduler(step_decay)
history = model.fit(
    x,
    y,
    validation_split=0.33,
    epochs=5,
    batch_size=28,
    callbacks=[rates],
    verbose=0,
    shuffle=False,
)
results = {"history": history.history}
