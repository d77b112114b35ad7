"""Load refnet's files in Keras 3, and write Keras's own: read tasks from a JSON file.

check.py runs this in an environment of its own. A task has the name of a model, its dtype, the
format of the files, the names of refnet's file and of the one to write, and the examples.
"""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import keras  # type: ignore[import-not-found]
import numpy as np
from keras.src.backend.common import dtypes  # type: ignore[import-not-found]

PLACE = Path(__file__).with_name("file_models.py")
SPEC = importlib.util.spec_from_file_location("file_models", PLACE)
assert SPEC is not None
assert SPEC.loader is not None
file_models = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(file_models)


class Make:
    """How Keras makes models; data: to adapt to."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def chain(self, layers: list[Any]) -> Any:
        """Return a Sequential."""
        return keras.Sequential(layers)

    def graph(self, entering: Any, leaving: Any) -> Any:
        """Return a Model."""
        return keras.Model(entering, leaving)


def run(task: dict[str, Any]) -> dict[str, Any]:
    """Return outputs and weights: of refnet's model, and of Keras's own that is written."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(1)
    keras.config.set_floatx(task["dtype"])
    keras.config.set_dtype_policy(task["dtype"])
    x, y = (np.array(task[name], task["dtype"]) for name in "xy")
    loaded = keras.models.load_model(task["ours"])
    # Keras builds the optimizer of an HDF5 file for no variables, and cannot train on JAX then.
    is_trained = not task["ours"].endswith(".h5")
    read = after_a_step(loaded, task, x, y, is_trained)
    _, build = file_models.BUILDERS[task["model"]]
    model = build(keras, Make(x))
    step(model, x, y)
    model.save(task["theirs"])
    return {"read": read, "written": after_a_step(model, task, x, y)}


def after_a_step(
    model: Any, task: dict[str, Any], x: Any, y: Any, is_trained: bool = True
) -> dict[str, Any]:
    """Return the outputs of a model, and its weights after a further step."""
    outputs = model.predict(x, verbose=0).tolist()
    if task["model"] in file_models.RANDOM or not is_trained:
        return {"outputs": outputs, "weights": []}
    step(model, x, y)
    return {"outputs": outputs, "weights": [each.tolist() for each in weights_of(model)]}


def step(model: Any, x: Any, y: Any) -> None:
    """Train one step."""
    model.fit(x, y, batch_size=len(x), shuffle=False, verbose=0)


def weights_of(model: Any) -> list[Any]:
    """Return the weights, without what Normalization adapts to."""
    kept = [layer for layer in model.layers if not isinstance(layer, keras.layers.Normalization)]
    return [array for layer in kept for array in layer.get_weights()]


def main() -> None:
    """Run all tasks of a file; write the results to another."""
    # Keras has this entry on TensorFlow; on JAX, "tanh" and the mean would become float32.
    dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    request, response = map(Path, sys.argv[1:])
    tasks = json.loads(request.read_text(encoding="utf-8"))
    response.write_text(json.dumps([run(task) for task in tasks]), encoding="utf-8")


if __name__ == "__main__":
    main()
