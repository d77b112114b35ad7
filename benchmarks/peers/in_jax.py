"""JAX: a compiled step that is called again and again, with donated buffers; all in one call."""

import functools
from collections.abc import Sequence
from typing import Any

import jax  # type: ignore[import-not-found]
import jax.numpy as jnp  # type: ignore[import-not-found]
from benchmarks.peers.worker import Task, prediction
from benchmarks.peers.works import (
    ADAM,
    SGD_RATE,
    SQUARED,
    Array,
    Work,
    examples_of,
    first_weights,
)

A_STEP_A_CALL, ALL_IN_ONE = IMPLEMENTATIONS = ["JAX", "JAX, all steps in one call"]

ACTIVATIONS = {
    "linear": lambda sums: sums,
    "relu": jax.nn.relu,
    "sigmoid": jax.nn.sigmoid,
    "softmax": jax.nn.softmax,
}

State = Any  # weights, and where the optimizer is Adam its means and squares, and the step's number


def versions() -> dict[str, str]:
    return {"JAX": jax.__version__}


def prepare(implementation: str, work: Work) -> Task | None:
    if work.kind == "multiply" or (implementation == ALL_IN_ONE and work.kind != "train"):
        return None
    arrays = examples_of(work, "float32")
    if work.kind == "predict":
        weights, inputs = (
            jax.device_put(each) for each in (first_weights(work, "float32"), arrays[0])
        )
        predict = jax.jit(lambda weights, x: outputs_of(work.activations, weights, x))

        def call() -> Any:
            return predict(weights, inputs).block_until_ready()

        return prediction(call, work.calls, jax.device_get)
    return train(work, implementation, *arrays)


def outputs_of(activations: Sequence[str], weights: Sequence[Any], x: Any) -> Any:
    """Return a network's outputs."""
    for i, activation in enumerate(activations):
        x = ACTIVATIONS[activation](x @ weights[2 * i] + weights[2 * i + 1])
    return x


def loss_of(work: Work, weights: Any, x: Any, t: Any) -> Any:
    if work.loss == SQUARED:
        return jnp.sum((t - outputs_of(work.activations, weights, x)) ** 2)
    sums = outputs_of((*work.activations[:-1], "linear"), weights, x)
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(sums), t[:, None], axis=1))


def step_of(work: Work, state: State, x: Any, t: Any) -> State:
    """Return the state after a step."""
    gradients = jax.grad(lambda weights: loss_of(work, weights, x, t))(state["weights"])
    each = jax.tree.map
    if work.optimizer == "sgd":
        return {"weights": each(lambda w, g: w - SGD_RATE * g, state["weights"], gradients)}
    beta_1, beta_2, number = ADAM["beta_1"], ADAM["beta_2"], state["number"] + 1
    rate = ADAM["learning_rate"] * jnp.sqrt(1 - beta_2**number) / (1 - beta_1**number)
    means = each(lambda m, g: m + (g - m) * (1 - beta_1), state["means"], gradients)
    squares = each(lambda s, g: s + (g * g - s) * (1 - beta_2), state["squares"], gradients)

    def moved(w: Any, m: Any, s: Any) -> Any:
        return w - rate * m / (jnp.sqrt(s) + ADAM["epsilon"])

    weights = each(moved, state["weights"], means, squares)
    return {"weights": weights, "means": means, "squares": squares, "number": number}


def train(work: Work, implementation: str, inputs: Array, targets: Array) -> Task:
    first = first_weights(work, "float32")
    state: State = {}

    def reset() -> None:
        state["weights"] = [jnp.array(part) for part in first]
        if work.optimizer == "adam":
            state["means"] = [jnp.zeros_like(part) for part in first]
            state["squares"] = [jnp.zeros_like(part) for part in first]
            state["number"] = jnp.float32(0)
        jax.block_until_ready(state)

    if implementation == A_STEP_A_CALL:
        run = step_by_step(work, state, inputs, targets)
    else:
        run = all_in_one(work, state, inputs, targets)
    return Task(run, lambda: jax.device_get(state["weights"]), reset)


def step_by_step(work: Work, state: State, inputs: Array, targets: Array) -> Any:
    """Return the training by calls of one step; the batches are JAX's arrays already."""
    step = jax.jit(functools.partial(step_of, work), donate_argnums=0)
    starts = range(0, work.examples, work.batch)
    batches = [
        jax.device_put((inputs[start : start + work.batch], targets[start : start + work.batch]))
        for start in starts
    ]

    def run() -> None:
        now = dict(state)
        for _ in range(work.epochs):
            for x, t in batches:
                now = step(now, x, t)
        state.update(jax.block_until_ready(now))

    return run


def all_in_one(work: Work, state: State, inputs: Array, targets: Array) -> Any:
    """Return the training by one call: the epochs are a fori_loop, and the batches a scan in it."""
    whole = work.examples // work.batch * work.batch
    shape = (whole // work.batch, work.batch)
    batches = jax.device_put(
        tuple(array[:whole].reshape(*shape, *array.shape[1:]) for array in (inputs, targets))
    )
    rest = jax.device_put((inputs[whole:], targets[whole:]))

    def epoch(now: State, batches: Any, rest: Any) -> State:
        if shape[0] == 1:
            now = step_of(work, now, *(array[0] for array in batches))
        else:
            now, _ = jax.lax.scan(
                lambda now, batch: (step_of(work, now, *batch), None), now, batches
            )
        return step_of(work, now, *rest) if whole < work.examples else now

    @functools.partial(jax.jit, donate_argnums=0)
    def training(now: State, batches: Any, rest: Any) -> State:
        return jax.lax.fori_loop(0, work.epochs, lambda _, now: epoch(now, batches, rest), now)

    def run() -> None:
        state.update(jax.block_until_ready(training(dict(state), batches, rest)))

    return run
