"""Train layers in Keras 3: read tasks from a JSON file, and write the runs to another.

check.py runs this in an environment of its own, once for each backend of Keras; layer_runs.py makes
the tasks. Everything is float64, on JAX too.
"""

import gc
import json
import sys
from pathlib import Path
from typing import Any

import keras  # type: ignore[import-not-found]
import numpy as np
from keras.src.backend.common import dtypes  # type: ignore[import-not-found]


def gelu_tanh(x: Any) -> Any:
    """Return the activation that has no name in Keras."""
    return keras.activations.gelu(x, approximate=True)


def made(name: str, arguments: dict[str, Any]) -> Any:
    """Return a layer, which may have another one as its argument ``layer``, and regularizers."""
    if "layer" in arguments:
        arguments = {**arguments, "layer": made(*arguments["layer"])}
    for key, value in arguments.items():
        if key.endswith("_regularizer") and isinstance(value, list):
            regularizer, factors = value
            made_one = getattr(keras.regularizers, regularizer)(**factors)
            arguments = {**arguments, key: made_one}
    arguments = {
        key: gelu_tanh if value == "gelu_tanh" else value for key, value in arguments.items()
    }
    return getattr(keras.layers, name)(**arguments)


def connected(first: Any, layers: list[Any], sources: list[list[int]]) -> Any:
    """Return what the last layer returns, each called on its sources, -1 for the inputs.

    The sources are numbers of what has been returned; a layer with return_state returns a list.
    """
    returned: list[Any] = []
    for layer, places in zip(layers, sources, strict=True):
        given = [first if j == -1 else returned[j] for j in places]
        result = layer(given if len(given) > 1 else given[0])
        returned.extend(result if isinstance(result, list | tuple) else [result])
    return returned[-1]


def new_model(task: dict[str, Any], layers: list[Any]) -> Any:
    """Return the model, a graph if the layers have sources."""
    first = keras.Input(task["input_shape"], task["batch_size"] if task["is_stateful"] else None)
    if task["sources"]:
        return keras.Model(first, connected(first, layers, task["sources"]))
    return keras.Sequential([first, *layers])


def set_weights(layers: list[Any], arrays: list[Any]) -> None:
    """Set the weights of layers in this order; a graph of Keras has an order of its own."""
    for layer in layers:
        count = len(layer.get_weights())
        layer.set_weights([np.array(array, np.float64) for array in arrays[:count]])
        arrays = arrays[count:]


def measure(i: int, kind: str, settings: dict[str, Any]) -> Any:
    """Return a metric; on TensorFlow, the top k can only be found among float32 outputs."""
    metric = getattr(keras.metrics, kind)(name=f"metric_{i}", **settings)
    if "TopK" in kind:
        count = metric._fn

        def of_float32(targets: Any, outputs: Any, **options: Any) -> Any:
            return count(targets, keras.ops.cast(outputs, "float32"), **options)

        metric._fn = of_float32
    return metric


def train(task: dict[str, Any]) -> dict[str, Any]:
    """Return the outputs before the training run, its losses, and the weights after it.

    The run continues with the states of these outputs where layers are stateful.
    """
    keras.utils.clear_session()
    layers = [made(*each) for each in task["layers"]]
    batch_size, model = task["batch_size"], new_model(task, layers)
    set_weights(layers, task["weights"])
    inputs, targets = np.array(task["inputs"]), np.array(task["targets"])
    outputs = np.asarray(
        model.predict(inputs, batch_size, verbose=0) if task["is_stateful"] else model(inputs)
    )
    name, settings = task["optimizer"]
    numbers = {key: np.float64(value) for key, value in settings.items()}
    metrics = [measure(i, *each) for i, each in enumerate(task["metrics"])]
    model.compile(getattr(keras.optimizers, name)(**numbers), task["loss"], metrics=metrics)
    sample_weight = task["sample_weight"]
    history = model.fit(
        inputs,
        targets,
        batch_size=batch_size,
        epochs=task["epochs"],
        shuffle=False,
        verbose=0,
        class_weight=dict(task["class_weight"]) or None,
        sample_weight=None if sample_weight is None else np.array(sample_weight),
    )
    measured = []
    if metrics:
        found = model.evaluate(inputs, targets, batch_size, verbose=0, return_dict=True)
        logs = [metric.name for metric in metrics]
        measured = [[float(each) for each in (*history.history[log], found[log])] for log in logs]
    return {
        "outputs": outputs.tolist(),
        "losses": [float(loss) for loss in history.history["loss"]],
        "weights": [
            np.asarray(array, np.float64).tolist()
            for layer in layers
            for array in layer.get_weights()
        ],
        "parameters": model.count_params(),
        "metrics": measured,
    }


def main(tasks: Path, answer: Path) -> None:
    keras.backend.set_floatx("float64")
    # Keras has this entry on TensorFlow; on JAX, "tanh" and the mean would become float32.
    dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    gc.freeze()  # so that clear_session does not look through the modules again and again
    results = [train(task) for task in json.loads(tasks.read_text(encoding="utf-8"))]
    answer.write_text(json.dumps(results), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
