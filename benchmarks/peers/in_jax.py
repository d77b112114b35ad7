"""JAX: a call of a compiled step for each batch, with donated buffers; or all steps in one call.

Within a loop, XLA's convolutions are several times as slow as outside. "JAX, patches" has all steps
in one call, too, and its convolutions are matrix products over patches.

A recurrent layer multiplies the features of one sequence by its kernel before its scan, which has
several steps in each turn. With several sequences it is faster to do both step by step.
"""

import functools
from collections.abc import Sequence
from typing import Any

import jax  # type: ignore[import-not-found]
import jax.numpy as jnp  # type: ignore[import-not-found]
from benchmarks.peers.networks import Array, Layer
from benchmarks.peers.worker import Task, prediction, training
from benchmarks.peers.workloads import (
    ADAM,
    SGD_RATE,
    SQUARED,
    Workload,
    examples_of,
    first_weights,
)

CALL_PER_STEP, ONE_CALL, PATCHES = IMPLEMENTATIONS = [
    "JAX",
    "JAX, all steps in one call",
    "JAX, patches",
]

TRAINED_AT_ONCE, PREDICTED_AT_ONCE = 4, 28  # steps in a turn of the scan of one sequence

ACTIVATIONS = {
    "linear": lambda preactivations: preactivations,
    "relu": jax.nn.relu,
    "sigmoid": jax.nn.sigmoid,
    "softmax": jax.nn.softmax,
}

State = Any  # the weights; for Adam also momentums, velocities and the number of steps


def versions() -> dict[str, str]:
    return {"JAX": jax.__version__}


def prepare(implementation: str, workload: Workload) -> Task | None:
    if workload.kind == "multiply" or (implementation == ONE_CALL and workload.kind != "train"):
        return None
    if implementation == PATCHES and not workload.layers:
        return None
    arrays = examples_of(workload, "float32")
    convolve = patch_convolution if implementation == PATCHES else convolution
    if workload.kind == "predict":
        weights, inputs = (
            jax.device_put(each) for each in (first_weights(workload, "float32"), arrays[0])
        )
        unroll = PREDICTED_AT_ONCE if workload.examples == 1 else 1
        predict = jax.jit(
            lambda weights, x: outputs_of(workload.network, convolve, weights, x, unroll)
        )

        def call() -> Any:
            return predict(weights, inputs).block_until_ready()

        return prediction(call, workload.calls, jax.device_get)
    step = functools.partial(step_of, workload, convolve)
    return train(workload, implementation, step, *arrays)


def convolution(x: Any, kernel: Any, padding: str) -> Any:
    """Return the sums of a convolution; padding: "same" or "valid"."""
    layout = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(x, kernel, (1, 1), padding, dimension_numbers=layout)


def patch_convolution(x: Any, kernel: Any, padding: str) -> Any:
    """Return the same sums as a product of all patches and the kernel."""
    side, _, _, filters = kernel.shape
    if padding == "same":
        around = (side - 1) // 2, side // 2
        x = jnp.pad(x, ((0, 0), around, around, (0, 0)))
    height, width = x.shape[1] - side + 1, x.shape[2] - side + 1
    shifted = [x[:, i : i + height, j : j + width] for i in range(side) for j in range(side)]
    return jnp.concatenate(shifted, axis=-1) @ kernel.reshape(-1, filters)


def lstm(kernel: Any, recurrent_kernel: Any, bias: Any, x: Any, unroll: int) -> Any:
    """Return the last outputs [m][u] of an LSTM for x [m][t][n]."""

    def step(before: Any, sums: Any) -> Any:
        output, cell = before
        i, f, g, o = jnp.split(sums + output @ recurrent_kernel, 4, axis=1)
        cell = jax.nn.sigmoid(f) * cell + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(cell), cell), None

    zeros = jnp.zeros((len(x), len(recurrent_kernel)))
    output, _ = scan(step, (zeros, zeros), kernel, bias, x, unroll)
    return output


def gru(kernel: Any, recurrent_kernel: Any, bias: Any, x: Any, unroll: int) -> Any:
    """Return the last outputs [m][u] of a GRU for x [m][t][n]."""
    units = len(recurrent_kernel)

    def step(output: Any, of_features: Any) -> Any:
        of_outputs = output @ recurrent_kernel + bias[1]
        gates = jax.nn.sigmoid(of_features[:, : 2 * units] + of_outputs[:, : 2 * units])
        update, reset = jnp.split(gates, 2, axis=1)
        candidate = jnp.tanh(of_features[:, 2 * units :] + reset * of_outputs[:, 2 * units :])
        return update * output + (1 - update) * candidate, None

    zeros = jnp.zeros((len(x), units))
    return scan(step, zeros, kernel, bias[0], x, unroll)


def scan(step: Any, before: Any, kernel: Any, bias: Any, x: Any, unroll: int) -> Any:
    """Return what the last step leaves; step takes what the one before left, and x @ kernel + bias.

    x [m][t][n]
    """

    def whole_step(before: Any, features: Any) -> Any:
        return step(before, features @ kernel + bias)

    steps = x.swapaxes(0, 1)
    if len(x) == 1:
        last, _ = jax.lax.scan(step, before, steps @ kernel + bias, unroll=unroll)
    else:
        last, _ = jax.lax.scan(whole_step, before, steps, unroll=unroll)
    return last


def outputs_of(
    layers: Sequence[Layer], convolve: Any, weights: Sequence[Any], x: Any, unroll: int
) -> Any:
    """Return the outputs of a network; unroll: see jax.lax.scan."""
    remaining = iter(weights)
    for layer in layers:
        match layer:
            case ["dense", _, activation]:
                x = ACTIVATIONS[activation](x @ next(remaining) + next(remaining))
            case ["conv2d", _, _, padding, activation]:
                sums = convolve(x, next(remaining), padding)
                x = ACTIVATIONS[activation](sums + next(remaining))
            case ["average_pooling2d", side]:
                m, height, width, channels = x.shape
                cells = x.reshape(m, height // side, side, width // side, side, channels)
                x = cells.mean(axis=(2, 4))
            case ["global_average_pooling2d"]:
                x = x.mean(axis=(1, 2))
            case ["flatten"]:
                x = x.reshape(len(x), -1)
            case ["lstm", _]:
                x = lstm(next(remaining), next(remaining), next(remaining), x, unroll)
            case ["gru", _]:
                x = gru(next(remaining), next(remaining), next(remaining), x, unroll)
    return x


def loss_of(workload: Workload, convolve: Any, weights: Any, x: Any, t: Any) -> Any:
    unroll = TRAINED_AT_ONCE if workload.batch == 1 else 1
    if workload.loss == SQUARED:
        return jnp.sum((t - outputs_of(workload.network, convolve, weights, x, unroll)) ** 2)
    *layers, (kind, units, _) = workload.network
    logits = outputs_of([*layers, (kind, units, "linear")], convolve, weights, x, unroll)
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), t[:, None], axis=1))


def step_of(workload: Workload, convolve: Any, state: State, x: Any, t: Any) -> State:
    """Return the state after a step."""
    loss = functools.partial(loss_of, workload, convolve)
    gradients = jax.grad(loss)(state["weights"], x, t)
    tree_map = jax.tree.map
    if workload.optimizer == "sgd":
        return {"weights": tree_map(lambda w, g: w - SGD_RATE * g, state["weights"], gradients)}
    beta_1, beta_2, step = ADAM["beta_1"], ADAM["beta_2"], state["step"] + 1
    rate = ADAM["learning_rate"] * jnp.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    momentums = tree_map(lambda v, g: v + (g - v) * (1 - beta_1), state["momentums"], gradients)
    velocities = tree_map(
        lambda s, g: s + (g * g - s) * (1 - beta_2), state["velocities"], gradients
    )

    def adam_step(w: Any, v: Any, s: Any) -> Any:
        return w - rate * v / (jnp.sqrt(s) + ADAM["epsilon"])

    weights = tree_map(adam_step, state["weights"], momentums, velocities)
    return {"weights": weights, "momentums": momentums, "velocities": velocities, "step": step}


def train(
    workload: Workload, implementation: str, step: Any, inputs: Array, targets: Array
) -> Task:
    first = first_weights(workload, "float32")
    state: State = {}

    def reset() -> None:
        state["weights"] = [jnp.array(part) for part in first]
        if workload.optimizer == "adam":
            state["momentums"] = [jnp.zeros_like(part) for part in first]
            state["velocities"] = [jnp.zeros_like(part) for part in first]
            state["step"] = jnp.float32(0)
        jax.block_until_ready(state)

    if implementation == CALL_PER_STEP:
        epochs = step_by_step(workload, step, state, inputs, targets)
    else:
        epochs = all_in_one(workload, step, state, inputs, targets)
    return training(workload, epochs, lambda: jax.device_get(state["weights"]), reset)


def step_by_step(workload: Workload, step: Any, state: State, inputs: Array, targets: Array) -> Any:
    """Return a function that calls the compiled step for each batch; the batches are JAX arrays."""
    compiled = jax.jit(step, donate_argnums=0)
    starts = range(0, workload.examples, workload.batch)
    batches = [
        jax.device_put(
            (inputs[start : start + workload.batch], targets[start : start + workload.batch])
        )
        for start in starts
    ]

    def train_epochs(epochs: int) -> None:
        now = dict(state)
        for _ in range(epochs):
            for x, t in batches:
                now = compiled(now, x, t)
        state.update(jax.block_until_ready(now))

    return train_epochs


def all_in_one(workload: Workload, step: Any, state: State, inputs: Array, targets: Array) -> Any:
    """Return a function that trains in one compiled call: a fori_loop of epochs, each a scan."""
    whole = workload.examples // workload.batch * workload.batch
    shape = (whole // workload.batch, workload.batch)
    batches = jax.device_put(
        tuple(array[:whole].reshape(*shape, *array.shape[1:]) for array in (inputs, targets))
    )
    rest = jax.device_put((inputs[whole:], targets[whole:]))

    def epoch(now: State, batches: Any, rest: Any) -> State:
        if shape[0] == 1:
            now = step(now, *(array[0] for array in batches))
        else:
            now, _ = jax.lax.scan(lambda now, batch: (step(now, *batch), None), now, batches)
        return step(now, *rest) if whole < workload.examples else now

    @functools.partial(jax.jit, static_argnums=0, donate_argnums=1)
    def compiled(epochs: int, now: State, batches: Any, rest: Any) -> State:
        return jax.lax.fori_loop(0, epochs, lambda _, now: epoch(now, batches, rest), now)

    def train_epochs(epochs: int) -> None:
        state.update(jax.block_until_ready(compiled(epochs, dict(state), batches, rest)))

    return train_epochs
