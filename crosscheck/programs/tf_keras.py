"""A program that writes tf.keras everywhere."""

import tensorflow as tf
from start import same_weights, three_classes
from tensorflow.keras.layers import Dense
from tensorflow.keras.utils import to_categorical

x, y = three_classes()
tf.random.set_seed(1)
model = tf.keras.models.Sequential(
    [
        tf.keras.layers.InputLayer(shape=(4,)),
        tf.keras.layers.Dense(8, activation=tf.nn.relu),
        Dense(3, activation=tf.nn.softmax),
    ]
)
model.compile(
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.01),
    loss=tf.keras.losses.CategoricalCrossentropy(),
    metrics=[tf.keras.metrics.CategoricalAccuracy()],
)
same_weights(model)
history = model.fit(x, to_categorical(y), epochs=3, verbose=0, shuffle=False)
results = {"history": history.history, "predictions": model.predict(x[:3], verbose=0)}
