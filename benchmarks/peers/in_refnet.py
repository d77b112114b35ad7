"""refnet: ``Sequential``, and chapter two_layer and the product of matrices in the C core."""

import functools
from typing import Any

import numpy as np
from benchmarks.peers.worker import Task, prediction
from benchmarks.peers.works import (
    ADAM,
    SGD_RATE,
    Work,
    examples_of,
    factors_of,
    first_weights,
)
from refnet._core import ffi, lib

import refnet
from refnet import core

IMPLEMENTATIONS = ["refnet, float32", "refnet, float64", "refnet, two_layer"]


def versions() -> dict[str, str]:
    return {"refnet": f"{refnet.__version__}, {refnet.isa()}"}


def prepare(implementation: str, work: Work) -> Task | None:
    if implementation == "refnet, two_layer":
        return two_layer(work) if work.data == "two_layer" else None
    dtype = implementation.removeprefix("refnet, ")
    if work.kind == "multiply":
        return multiply(work) if work.dtype == dtype else None
    model = refnet.Sequential(
        [
            refnet.Input((work.sizes[0],)),
            *(
                refnet.Dense(units, activation)
                for units, activation in zip(work.sizes[1:], work.activations, strict=True)
            ),
        ],
        seed=1,
        dtype=dtype,
    )
    inputs, targets = examples_of(work, dtype)
    weights = first_weights(work, dtype)
    model.set_weights(weights)
    if work.kind == "predict":
        return prediction(lambda: model.predict(inputs), work.calls, np.asarray)

    def reset() -> None:
        sgd, adam = refnet.optimizers.SGD, refnet.optimizers.Adam
        optimizer = sgd(SGD_RATE) if work.optimizer == "sgd" else adam(**ADAM)
        model.compile(optimizer, work.loss)  # which forgets the optimizer's steps
        model.set_weights(weights)

    how: dict[str, Any] = {"verbose": 0, "shuffle": False}
    how |= {"batch_size": work.batch, "epochs": work.epochs}
    return Task(lambda: model.fit(inputs, targets, **how), model.get_weights, reset)


def two_layer(work: Work) -> Task:
    """Return the training of core.two_layer."""
    inputs, targets = examples_of(work, "float64")
    weights1, bias1, weights2, bias2 = first_weights(work, "float64")
    last = [work.epochs]
    train = functools.partial(
        core.two_layer, inputs, targets, weights1, weights2, bias1, bias2, SGD_RATE, last[0], last
    )

    def result() -> list[Any]:
        run = train()
        parts = [run.weights1, run.bias1, run.weights2, run.bias2]
        return [part[-1] for part in parts if part is not None]

    return Task(train, result)


def multiply(work: Work) -> Task:
    """Return the product: what a layer without a bias answers before its activation."""
    a, b = factors_of(work)
    product = np.empty_like(a)
    arrays = a, b, product  # C has their addresses, so they must be kept
    suffix = "_f32" if work.dtype == "float32" else ""
    real = "float *" if work.dtype == "float32" else "double *"

    def pointer(array: Any) -> Any:
        return ffi.cast(real, ffi.from_buffer(array))

    layer = ffi.new(f"refnet_dense_layer{suffix} *")
    layer.n, layer.u = b.shape
    layer.activation, layer.kernel, layer.bias = 0, pointer(b), ffi.NULL  # 0: linear
    answers = ffi.new(f"refnet_answers{suffix} *")
    answers.sums = answers.outputs = pointer(product)
    function = getattr(lib, f"refnet_dense_answers{suffix}")
    arguments = pointer(a), layer, len(a), answers[0]
    return Task(lambda: function(*arguments), lambda: arrays[-1])
