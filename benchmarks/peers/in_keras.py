"""Keras on the backend that KERAS_BACKEND names: fit, and a compiled function for predictions.

Keras recommends ``steps_per_execution`` for small models; here one execution has all the steps of
an epoch. ``jit_compile`` keeps Keras's default, which compiles with JAX but not with TensorFlow,
where that is slower. Predictions are compiled by the backend, because ``model(x)`` and
``predict_on_batch`` are slower.
"""

import os
from typing import Any

import keras  # type: ignore[import-not-found]
import numpy as np
from benchmarks.peers.networks import Layer
from benchmarks.peers.worker import Task, prediction, training
from benchmarks.peers.workloads import ADAM, SGD_RATE, SQUARED, Workload, examples_of, first_weights

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


def prepare(implementation: str, workload: Workload) -> Task | None:
    if workload.kind == "multiply":
        return None
    layers = [layer_of(layer) for layer in workload.network]
    model = keras.Sequential([keras.Input(workload.input_shape), *layers])
    model.set_weights(first_weights(workload, "float32"))
    inputs, targets = examples_of(workload, "float32")
    if workload.kind == "predict":
        return prediction(compiled_call(model, inputs), workload.calls, np.asarray)
    return train(workload, model, inputs, targets)


def layer_of(layer: Layer) -> Any:
    """Return the layer of Keras."""
    match layer:
        case ["dense", units, activation]:
            return keras.layers.Dense(units, activation)
        case ["conv2d", filters, side, padding, activation]:
            return keras.layers.Conv2D(filters, side, padding=padding, activation=activation)
        case ["average_pooling2d", side]:
            return keras.layers.AveragePooling2D(side)
        case ["global_average_pooling2d"]:
            return keras.layers.GlobalAveragePooling2D()
        case ["flatten"]:
            return keras.layers.Flatten()
        case ["lstm", units]:
            return keras.layers.LSTM(units)
        case ["gru", units]:
            return keras.layers.GRU(units)
    raise ValueError(f"unknown layer: {layer}")


def compiled_call(model: Any, inputs: Any) -> Any:
    """Return a function that predicts these inputs, compiled by the backend."""
    if NAME == "Keras on TensorFlow":
        function = tf.function(lambda x: model(x, training=False), jit_compile=True)
        x = tf.constant(inputs)
        return lambda: function(x)
    others = [v.value for v in model.non_trainable_variables]  # the states of unused generators
    function = jax.jit(lambda weights, x: model.stateless_call(weights, others, x)[0])
    weights, x = [v.value for v in model.trainable_variables], jax.device_put(inputs)
    return lambda: function(weights, x).block_until_ready()


def train(workload: Workload, model: Any, inputs: Any, targets: Any) -> Task:
    if workload.loss == SQUARED:
        optimizer, loss = keras.optimizers.SGD(SGD_RATE), keras.losses.MeanSquaredError("sum")
    else:
        optimizer, loss = keras.optimizers.Adam(**ADAM), workload.loss
    if workload.steps == workload.epochs:  # one batch per epoch: one epoch of copies costs less
        inputs, targets = (np.tile(array, (workload.epochs, 1)) for array in (inputs, targets))
        workload = workload._replace(examples=len(inputs), epochs=1)
    model.compile(optimizer, loss, steps_per_execution=workload.steps // workload.epochs)
    optimizer.build(model.trainable_variables)
    variables = [*model.variables, *optimizer.variables]
    first = [np.array(variable) for variable in variables]

    def reset() -> None:
        for variable, value in zip(variables, first, strict=True):
            variable.assign(value)

    settings = {"batch_size": workload.batch, "verbose": 0, "shuffle": False}

    def train_epochs(epochs: int) -> None:
        model.fit(inputs, targets, epochs=epochs, **settings)

    return training(workload, train_epochs, model.get_weights, reset)
