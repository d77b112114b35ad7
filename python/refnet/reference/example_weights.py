"""Chapter example_weights: examples that count more than others.

Where one class is rare, a network can do well on the mean and never learn that class. So the loss
of each example is multiplied by a weight of its own, by a weight of its class, or by both. A weight
of 2 has the same effect as the example twice in the batch, and with a weight of 0 the example is
not learned at all. The batch is divided by the number of its examples as before, not by the sum of
their weights, so that weights which are large on average make the steps larger.

Derivation: the loss of a batch is (sum of w_e * L_e) / m, so the gradient with respect to the
outputs of example e is w_e times what it is without weights.

Source: the fields are Keras 3's sample_weight and class_weight; the idea is that of weighted least
squares, A. C. Aitken, "On least squares and linear combination of observations", 1935.

Left out on purpose: weights for single outputs or steps, and weighted accuracies.

m examples, k outputs, c classes.
"""

from collections.abc import Sequence
from typing import Any

from refnet.reference.activations import argmax

Matrix = Sequence[Sequence[float]]
Weights = list[float] | None


def target_classes(targets: Sequence[Any]) -> list[int]:
    """Return the class of each example (WEIGHT-1).

    targets: class numbers [m], or rows [m][k], with 0 or 1 in each where k is 1 -> [m]
    """
    classes = []
    for target in targets:
        if not isinstance(target, Sequence):
            classes.append(int(target))
        elif len(target) == 1:
            classes.append(1 if target[0] == 1.0 else 0)
        else:
            classes.append(argmax(target))
    return classes


def weights_of_examples(
    targets: Sequence[Any],
    example_weights: Sequence[float] | None,
    class_weights: Sequence[float] | None,
) -> Weights:
    """Return the weight of each example, None where there are no weights (WEIGHT-2).

    targets [m][k], or class numbers [m]; example_weights [m], class_weights [c] -> [m]
    """
    if class_weights is None:
        return None if example_weights is None else list(example_weights)
    weights = [class_weights[number] for number in target_classes(targets)]
    if example_weights is None:
        return weights
    return [own * weight for own, weight in zip(example_weights, weights, strict=True)]


def weighted_losses(losses: list[float], weights: Weights) -> list[float]:
    """Return the losses of the examples, each multiplied by its weight (WEIGHT-3).

    losses [m], weights [m] -> [m]
    """
    if weights is None:
        return losses
    return [loss * weight for loss, weight in zip(losses, weights, strict=True)]


def weighted_gradients(gradients: list[list[float]], weights: Weights) -> list[list[float]]:
    """Return the gradients of the examples, each row multiplied by its weight (WEIGHT-4).

    gradients [m][k], of a batch's loss as ``loss_gradients`` returns them; weights [m] -> [m][k]
    """
    if weights is None:
        return gradients
    return [[g * weight for g in row] for row, weight in zip(gradients, weights, strict=True)]
