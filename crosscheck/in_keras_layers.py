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
    """Return a layer, which may have another one as its argument ``layer``."""
    if "layer" in arguments:
        arguments = {**arguments, "layer": made(*arguments["layer"])}
    arguments = {
        key: gelu_tanh if value == "gelu_tanh" else value for key, value in arguments.items()
    }
    return getattr(keras.layers, name)(**arguments)


def train(task: dict[str, Any]) -> dict[str, Any]:
    """Return the outputs before the training run, its losses, and the weights after it.

    The run continues with the states of these outputs where layers are stateful.
    """
    keras.utils.clear_session()
    layers = [made(*each) for each in task["layers"]]
    batch_size = task["batch_size"]
    batch = batch_size if task["is_stateful"] else None
    model = keras.Sequential([keras.Input(task["input_shape"], batch), *layers])
    model.set_weights([np.array(array, np.float64) for array in task["weights"]])
    inputs, targets = np.array(task["inputs"]), np.array(task["targets"])
    outputs = np.asarray(
        model.predict(inputs, batch_size, verbose=0) if task["is_stateful"] else model(inputs)
    )
    name, settings = task["optimizer"]
    numbers = {key: np.float64(value) for key, value in settings.items()}
    model.compile(getattr(keras.optimizers, name)(**numbers), "mse")
    history = model.fit(
        inputs,
        targets,
        batch_size=batch_size,
        epochs=task["epochs"],
        shuffle=False,
        verbose=0,
    )
    return {
        "outputs": outputs.tolist(),
        "losses": [float(loss) for loss in history.history["loss"]],
        "weights": [np.asarray(array, np.float64).tolist() for array in model.get_weights()],
        "parameters": model.count_params(),
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
