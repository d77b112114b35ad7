"""refnet: ``Sequential``; chapter two_layer and the matrix product of the C core."""

import functools
from typing import Any

import numpy as np
from benchmarks.peers.networks import Layer
from benchmarks.peers.worker import Task, prediction, training
from benchmarks.peers.workloads import (
    ADAM,
    SGD_RATE,
    Workload,
    examples_of,
    factors_of,
    first_weights,
)
from refnet._core import lib

import refnet
from refnet import core
from refnet.core.arrays import pointer
from refnet.core.layers import LayerStructs, core_name
from refnet.reference.dense import DenseLayer

IMPLEMENTATIONS = ["refnet, float32", "refnet, float64", "refnet, two_layer"]


def versions() -> dict[str, str]:
    return {"refnet": f"{refnet.__version__}, {refnet.isa()}"}


def prepare(implementation: str, workload: Workload) -> Task | None:
    if implementation == "refnet, two_layer":
        return two_layer(workload) if workload.data == "two_layer" else None
    dtype = implementation.removeprefix("refnet, ")
    if workload.kind == "multiply":
        return multiply(workload) if workload.dtype == dtype else None
    layers = [layer_of(layer) for layer in workload.network]
    model = refnet.Sequential([refnet.Input(workload.input_shape), *layers], seed=1, dtype=dtype)
    inputs, targets = examples_of(workload, dtype)
    weights = first_weights(workload, dtype)
    model.set_weights(weights)
    if workload.kind == "predict":
        return prediction(lambda: model.predict(inputs), workload.calls, np.asarray)

    def reset() -> None:
        sgd, adam = refnet.optimizers.SGD, refnet.optimizers.Adam
        optimizer = sgd(SGD_RATE) if workload.optimizer == "sgd" else adam(**ADAM)
        model.compile(optimizer, workload.loss)  # starts with a new optimizer state
        model.set_weights(weights)

    settings: dict[str, Any] = {"batch_size": workload.batch, "verbose": 0, "shuffle": False}

    def train_epochs(epochs: int) -> None:
        model.fit(inputs, targets, epochs=epochs, **settings)

    return training(workload, train_epochs, model.get_weights, reset)


def layer_of(layer: Layer) -> Any:
    """Return the layer of refnet."""
    layers: Any = refnet.layers
    match layer:
        case ["dense", units, activation]:
            return layers.Dense(units, activation)
        case ["conv2d", filters, side, padding, activation]:
            return layers.Conv2D(filters, side, padding=padding, activation=activation)
        case ["average_pooling2d", side]:
            return layers.AveragePooling2D(side)
        case ["global_average_pooling2d"]:
            return layers.GlobalAveragePooling2D()
        case ["flatten"]:
            return layers.Flatten()
        case ["lstm", units]:
            return layers.LSTM(units)
        case ["gru", units]:
            return layers.GRU(units)
    raise ValueError(f"unknown layer: {layer}")


def two_layer(workload: Workload) -> Task:
    """Return the training run of core.two_layer, which records the last iteration only."""
    inputs, targets = examples_of(workload, "float64")
    weights1, bias1, weights2, bias2 = first_weights(workload, "float64")
    data = inputs, targets, weights1, weights2, bias1, bias2
    last = workload.epochs
    train = functools.partial(core.two_layer, *data, SGD_RATE, last, [last])

    def result() -> list[Any]:
        run = train()
        parts = [run.weights1, run.bias1, run.weights2, run.bias2]
        return [part[-1] for part in parts if part is not None]

    return Task(train, result)


def multiply(workload: Workload) -> Task:
    """Return the product: the preactivations of a dense layer without a bias."""
    inputs, kernel = factors_of(workload)
    product = np.empty_like(inputs)
    layer = DenseLayer(kernel.shape[1], "linear", kernel, None)
    dtype = np.dtype(workload.dtype)
    structs = LayerStructs([layer], dtype)
    kernels = getattr(lib, core_name("kernels_in_use", dtype))()
    kept = inputs, structs, product  # C has their addresses, so they have to stay alive
    arguments = pointer(inputs), structs.array, len(inputs), pointer(product)
    return Task(lambda: kernels.dense_forward(*arguments), lambda: kept[-1])
