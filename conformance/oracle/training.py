"""Chapter training in real numbers: the experiments train and dense."""

from math import prod
from typing import Any

from mpmath import mpf
from numpy.random import RandomState

from oracle.activations import activation_backward
from oracle.example_weights import weights_of
from oracle.frozen import learning, penalized
from oracle.further_losses import settings_of, targets_for
from oracle.losses import loss_and_gradients
from oracle.network import Network, backward, draw, forward, layers_of, proceed, rest
from oracle.optimizers import Descent
from oracle.reals import Json, Reals, counts, number, reals
from oracle.regularizers import Penalties


def shuffled(count: int, generator: RandomState) -> list[int]:
    """Return the examples' order in an epoch, shuffled with NumPy's random numbers."""
    order = list(range(count))
    for last in reversed(range(1, count)):
        other = int(generator.random_sample() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def targets_of(request: Json, units: int) -> Reals:
    """Return the targets as rows."""
    if settings_of(request["loss"])["name"] != "sparse_categorical_crossentropy":
        return reals(request["targets"])
    classes = counts(request["targets"])
    return reals([[int(each == j) for j in range(units)] for each in classes])


def gradients_of(
    loss: Json,
    layers: Network,
    inputs: Reals,
    targets: Reals,
    weights: Reals,
    penalties: Penalties,
    learners: list[Any],
) -> tuple[mpf, list[Reals]]:
    """Return the total loss of a batch with its penalties, and the gradients of all weights.

    weights: of the examples; learners: the layers that are not frozen, which alone have gradients
    """
    count = 1 if loss["name"] == "sum_squared_error" else len(inputs)
    sums, seen, given = forward(layers, inputs)
    last = layers[-1].activation
    losses, by_outputs = loss_and_gradients(loss, last, targets, sums[-1], given[-1])
    found: list[Any] = [*(mpf(0) for _ in layers), weights[:, None] * by_outputs]
    total = weights @ losses + count * penalties.weights(learners)
    gradients: list[Reals] = []
    for i in reversed(range(len(layers))):
        layer, penalty, outputs = layers[i], penalties.of_outputs[i], given[i + 1]
        total += penalty.of(outputs)
        by_outputs = found[i + 1] + penalty.gradients(outputs) / count
        deltas = activation_backward(layer.activation, by_outputs, sums[i])
        gradients = [*layer.weight_gradients(seen[i], deltas), *gradients]
        backward(layers.sources[i], layer.input_gradients(seen[i], deltas), given, found)
    more = penalties.weight_gradients(learners)
    return total, [own + other for own, other in zip(gradients, more, strict=True)]


def train(request: Json) -> Json:
    """Return the recorded epochs, and the outputs after the last."""
    layers = layers_of(request["layers"], counts(request.get("input_shape", [])))
    loss, x = settings_of(request["loss"]), reals(request["inputs"])
    t = targets_of(request, prod(layers[-1].shape))
    weights = weights_of(request, t)
    t = targets_for(loss, t)
    learners = learning(layers, request["layers"])
    penalties = Penalties(penalized(request["layers"]))
    descent = Descent(
        request["optimizer"], [each for layer in learners for each in layer.weights()]
    )
    size = int(number(request.get("batch_size") or len(x)))
    epochs = int(number(request["epochs"]))
    recorded = counts(request.get("record", range(1, epochs + 1)))
    seed = request.get("shuffle_seed")
    generator = RandomState(0 if seed is None else int(number(seed)))
    shuffles = seed is not None and request.get("shuffle", True)
    trials = []
    for epoch in range(1, epochs + 1):
        total = mpf(0)
        order = shuffled(len(x), generator) if shuffles else list(range(len(x)))
        for part in (order[start : start + size] for start in range(0, len(order), size)):
            draw(layers, len(part), generator)
            batch_total, gradients = gradients_of(
                loss, layers, x[part], t[part], weights[part], penalties, learners
            )
            total += batch_total
            descent.step(gradients)
            proceed(layers)
        if epoch in recorded:
            count = 1 if loss["name"] == "sum_squared_error" else len(x)
            shown = [layer.shown() for layer in layers]
            trials.append({"loss": total / count, "layers": shown})
    rest(layers)
    outputs = []
    for start in range(0, len(x), size):
        outputs += list(forward(layers, x[start : start + size])[2][-1])
        proceed(layers)
    return {"trials": trials, "outputs": outputs}


def dense(request: Json) -> Json:
    """Return what train does: a layer without a kind is dense."""
    return train(request)
