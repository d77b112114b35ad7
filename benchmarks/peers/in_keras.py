"""Keras, on the backend that KERAS_BACKEND names: fit and, for predictions, a compiled function.

``steps_per_execution`` is what Keras recommends for small models; here an epoch has all its steps
in one. jit_compile is left to Keras, which compiles with JAX and, as is faster, not with
TensorFlow. Predictions are compiled by the backend, because ``model(x)`` and ``predict_on_batch``
are slower.
"""

import os
from typing import Any

import keras  # type: ignore[import-not-found]
import numpy as np
from benchmarks.peers.worker import Task, prediction
from benchmarks.peers.works import ADAM, SGD_RATE, SQUARED, Work, examples_of, first_weights

NAME = {"jax": "Keras on JAX", "tensorflow": "Keras on TensorFlow"}[keras.backend.backend()]
IMPLEMENTATIONS = [NAME]

if NAME == "Keras on TensorFlow":
    import tensorflow as tf  # type: ignore[import-untyped]

    threads = int(os.environ["OMP_NUM_THREADS"])
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
else:
    import jax  # type: ignore[import-not-found]


def versions() -> dict[str, str]:
    found = {"Keras": keras.__version__}
    return found | {"TensorFlow": tf.__version__} if "TensorFlow" in NAME else found


def prepare(implementation: str, work: Work) -> Task | None:
    if work.kind == "multiply":
        return None
    layers = [
        keras.layers.Dense(units, activation)
        for units, activation in zip(work.sizes[1:], work.activations, strict=True)
    ]
    model = keras.Sequential([keras.Input((work.sizes[0],)), *layers])
    model.set_weights(first_weights(work, "float32"))
    inputs, targets = examples_of(work, "float32")
    if work.kind == "predict":
        return prediction(compiled_call(model, inputs), work.calls, np.asarray)
    return train(work, model, inputs, targets)


def compiled_call(model: Any, inputs: Any) -> Any:
    """Return what predicts, compiled by the backend; the inputs are an array of its own."""
    if NAME == "Keras on TensorFlow":
        function = tf.function(lambda x: model(x, training=False), jit_compile=True)
        x = tf.constant(inputs)
        return lambda: function(x)
    function = jax.jit(lambda weights, x: model.stateless_call(weights, [], x)[0])
    weights, x = [v.value for v in model.trainable_variables], jax.device_put(inputs)
    return lambda: function(weights, x).block_until_ready()


def train(work: Work, model: Any, inputs: Any, targets: Any) -> Task:
    if work.loss == SQUARED:
        optimizer, loss = keras.optimizers.SGD(SGD_RATE), keras.losses.MeanSquaredError("sum")
    else:
        optimizer, loss = keras.optimizers.Adam(**ADAM), work.loss
    epochs = work.epochs
    if work.steps == work.epochs:  # each is one batch: an epoch of copies saves what an epoch costs
        inputs, targets = (np.tile(array, (work.epochs, 1)) for array in (inputs, targets))
        epochs = 1
    model.compile(optimizer, loss, steps_per_execution=work.steps // epochs)
    optimizer.build(model.trainable_variables)
    variables = [*model.variables, *optimizer.variables]
    first = [np.array(variable) for variable in variables]

    def reset() -> None:
        for variable, value in zip(variables, first, strict=True):
            variable.assign(value)

    how = {"batch_size": work.batch, "epochs": epochs, "verbose": 0, "shuffle": False}
    return Task(lambda: model.fit(inputs, targets, **how), model.get_weights, reset)
