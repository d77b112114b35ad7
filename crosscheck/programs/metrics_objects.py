"""Metric objects with thresholds; classes that count differently."""

import keras
from start import same_weights, two_classes

x, y = two_classes()
model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=1e-2),
    loss=keras.losses.BinaryCrossentropy(),
    metrics=[
        keras.metrics.TruePositives(name="tp"),
        keras.metrics.FalseNegatives(name="fn"),
        keras.metrics.BinaryAccuracy(name="accuracy"),
        keras.metrics.Precision(name="precision"),
        keras.metrics.Recall(thresholds=0.4),
        keras.metrics.AUC(name="auc"),
        keras.metrics.AUC(name="prc", curve="PR"),
    ],
)
same_weights(model)
history = model.fit(
    x, y, epochs=3, batch_size=20, class_weight={0: 0.5, 1: 2.0}, verbose=0, shuffle=False
)
precision = keras.metrics.Precision()
precision.update_state(y, model.predict(x, verbose=0)[:, 0])

results = {
    "history": history.history,
    "scores": model.evaluate(x, y, return_dict=True, verbose=0),
    "precision": float(precision.result()),
}
