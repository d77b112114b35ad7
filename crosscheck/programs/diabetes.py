"""A first program of many courses: a table, two classes, three dense layers."""

from keras.layers import Dense
from keras.models import Sequential
from start import same_weights, two_classes

x, y = two_classes(columns=8)
model = Sequential()
model.add(Dense(12, input_shape=(8,), activation="relu"))
model.add(Dense(8, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
same_weights(model)
history = model.fit(x, y, epochs=5, batch_size=10, verbose=0, shuffle=False)
_, accuracy = model.evaluate(x, y, verbose=0)
predictions = (model.predict(x, verbose=0) > 0.5).astype(int)

results = {
    "history": history.history,
    "accuracy": accuracy,
    "predictions": predictions,
    "names": model.metrics_names,
    "weights": model.get_weights(),
}
