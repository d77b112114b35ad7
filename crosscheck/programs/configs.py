"""A model as a text, and layers as dictionaries."""

import json

import keras
from keras.models import model_from_json
from start import same_weights, table

x, y = table()
model = keras.Sequential(
    [
        keras.Input((4,)),
        keras.layers.Dense(5, activation="relu", kernel_initializer="he_normal", name="hidden"),
        keras.layers.Dropout(0.25),
        keras.layers.Dense(1, name="sum"),
    ],
    name="small",
)
same_weights(model)
again = model_from_json(model.to_json())
again.set_weights(model.get_weights())
config = model.get_layer("hidden").get_config()
twin = keras.layers.Dense.from_config(config)
optimizer = keras.optimizers.Adam(0.01).get_config()
results = {
    "name": json.loads(model.to_json())["config"]["name"],
    "equal": bool((again.predict(x, verbose=0) == model.predict(x, verbose=0)).all()),
    "units": [config["units"], config["activation"], config["use_bias"], config["name"]],
    "twin": [twin.units, twin.name],
    "rates": [round(optimizer["learning_rate"], 6), optimizer["beta_1"], optimizer["name"]],
    "dropout": model.layers[1].get_config()["rate"],
    "names": [layer.name for layer in again.layers],
}
