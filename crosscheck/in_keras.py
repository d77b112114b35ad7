"""Train networks in Keras 3: read tasks from a JSON file, write losses and weights to another.

check.py runs this in an environment of its own. Besides the training run, a task has:

- optimizer_floatx, floatx: the argument of keras.backend.set_floatx when the optimizer is created,
  and for everything else;
- layers_dtype, loss_dtype: the dtypes of the layers and of the loss;
- numbers: the type of the optimizer's settings, "python" for float or "numpy" for numpy.float64;
- rate_factor: if given, what the learning rate is multiplied by before each epoch;
- loss_from: what a loss is calculated from, "outputs" or "copied outputs", or, for a crossentropy
  after its own activation, "logits".
"""

import gc
import inspect
import json
import sys
from pathlib import Path
from typing import Any

import keras  # type: ignore[import-not-found]
import numpy as np
from keras.src.backend.common import dtypes  # type: ignore[import-not-found]

# each with the names of its settings
LOSSES = {
    "mse": (keras.losses.MeanSquaredError, ()),
    "binary_crossentropy": (
        keras.losses.BinaryCrossentropy,
        ("from_logits", "label_smoothing"),
    ),
    "categorical_crossentropy": (
        keras.losses.CategoricalCrossentropy,
        ("from_logits", "label_smoothing"),
    ),
    "sparse_categorical_crossentropy": (
        keras.losses.SparseCategoricalCrossentropy,
        ("from_logits",),
    ),
    "mean_absolute_error": (keras.losses.MeanAbsoluteError, ()),
    "mean_absolute_percentage_error": (keras.losses.MeanAbsolutePercentageError, ()),
    "huber": (keras.losses.Huber, ("delta",)),
    "log_cosh": (keras.losses.LogCosh, ()),
    "hinge": (keras.losses.Hinge, ()),
    "kl_divergence": (keras.losses.KLDivergence, ()),
}


class SumSquaredError(keras.losses.Loss):  # type: ignore[misc]
    """The sum of the squared errors of a batch; Keras has only their mean."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(reduction="sum", **settings)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the sum of each example."""
        return keras.ops.sum(keras.ops.square(y_true - y_pred), axis=-1)


class SumOfSquares(keras.metrics.Sum):  # type: ignore[misc]
    """The sum of the squared errors of an epoch."""

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Add the squared errors of a batch."""
        return super().update_state(keras.ops.square(y_true - y_pred))


def make_optimizer(task: dict[str, Any]) -> Any:
    """Return the optimizer; its settings have the type that the task asks for."""
    number = np.float64 if task["numbers"] == "numpy" else float
    name, given = task["optimizer"]
    kind = getattr(keras.optimizers, name)
    settings = {
        key: with_numbers(value, number) for key, value in all_settings(kind, given).items()
    }
    if name == "Adadelta":
        # It multiplies a variable by rho, which would make an array of it; a float stays exact.
        settings["rho"] = float(settings.get("rho", 0.95))
    if isinstance(settings["learning_rate"], list):
        schedule, its_settings = settings["learning_rate"]
        schedule = getattr(keras.optimizers.schedules, schedule)
        its_settings = with_numbers(all_settings(schedule, its_settings), number)
        settings["learning_rate"] = schedule(**its_settings)
    return kind(**settings)


def all_settings(kind: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Return settings with the real numbers that are the defaults of the others."""
    parameters = inspect.signature(kind).parameters.values()
    return {
        each.name: each.default for each in parameters if isinstance(each.default, float)
    } | given


def with_numbers(value: Any, number: type[float]) -> Any:
    """Return a setting, or settings in lists and dictionaries, with real numbers of this type."""
    if isinstance(value, dict):
        return {key: with_numbers(each, number) for key, each in value.items()}
    if isinstance(value, list):
        return [with_numbers(each, number) for each in value]
    return number(value) if isinstance(value, float) else value


def make_model(task: dict[str, Any]) -> Any:
    """Return the network with its first weights; its last layer is linear if the loss takes logits.

    With "copied outputs", a further layer hides from Keras where the outputs come from.
    """
    dtype, layers = task["layers_dtype"], task["layers"]
    model = keras.Sequential([keras.Input((len(layers[0]["kernel"]),), dtype=dtype)])
    for i, layer in enumerate(layers):
        from_logits = i == len(layers) - 1 and is_from_logits(task)
        activation = "linear" if from_logits else layer["activation"]
        has_bias = layer["bias"] is not None
        dense = keras.layers.Dense(layer["units"], activation, use_bias=has_bias, dtype=dtype)
        model.add(dense)
        parts = [layer["kernel"], layer["bias"]] if has_bias else [layer["kernel"]]
        dense.set_weights([np.array(part, np.float64) for part in parts])
    if task["loss_from"] == "copied outputs":
        model.add(keras.layers.Rescaling(1.0, dtype=dtype))
    return model


def is_from_logits(task: dict[str, Any]) -> bool:
    """Return whether the loss is calculated from the last layer's preactivations."""
    name: str = task["loss"]["name"]
    return name.endswith("crossentropy") and bool(task["loss_from"] == "logits")


def make_loss(task: dict[str, Any]) -> Any:
    """Return the loss."""
    kind, names = LOSSES[task["loss"]["name"]]
    settings = {name: task["loss"][name] for name in names}
    if is_from_logits(task):
        settings["from_logits"] = True
    return kind(**settings, dtype=task["loss_dtype"])


def scheduler(factor: float) -> Any:
    """Return the callback that multiplies the learning rate before each epoch."""
    return keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * factor)


def train(task: dict[str, Any]) -> dict[str, Any]:
    """Return each epoch's loss and the weights after the last epoch."""
    keras.utils.clear_session()
    keras.backend.set_floatx(task["optimizer_floatx"])
    optimizer = make_optimizer(task)
    keras.backend.set_floatx(task["floatx"])
    model = make_model(task)
    reported, metrics = "loss", []
    if task["loss"]["name"] == "sum_squared_error":
        loss = SumSquaredError(dtype=task["loss_dtype"])
        reported, metrics = "total", [SumOfSquares(name="total")]
    else:
        loss = make_loss(task)
    model.compile(optimizer=optimizer, loss=loss, metrics=metrics)
    history = model.fit(
        np.array(task["inputs"]),
        np.array(task["targets"]),
        batch_size=task["batch_size"],
        epochs=task["epochs"],
        shuffle=False,
        verbose=0,
        callbacks=[scheduler(task["rate_factor"])] if "rate_factor" in task else [],
    )
    weights = [np.asarray(part, np.float64).tolist() for part in model.get_weights()]
    return {"losses": [float(loss) for loss in history.history[reported]], "weights": weights}


def main(tasks: Path, answer: Path) -> None:
    # Keras has this entry on TensorFlow; on JAX, "tanh" and the mean would become float32.
    dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    gc.freeze()  # so that clear_session does not look through the modules again and again
    results = [train(task) for task in json.loads(tasks.read_text(encoding="utf-8"))]
    answer.write_text(json.dumps(results), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
