"""Chapter example_weights through the C core: refnet.reference.example_weights over arrays."""

from typing import Any

import numpy as np

from refnet._core import lib
from refnet.core.arrays import Counts, Matrix, Vector, as_targets, as_vector, pointer
from refnet.core.checks import check_counts, checked_rectangle, checked_weights


def target_classes(targets: Any) -> Counts:
    """Return the class of each example (WEIGHT-1).

    targets: class numbers [m], or rows [m][k], with 0 or 1 in each where k is 1 -> [m].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets = as_targets("targets", targets)
    if np.ndim(targets[0] if len(targets) > 0 else targets) == 0:
        return np.array(targets, np.int64)
    rows = checked_rectangle("targets", targets)
    classes = np.empty(len(rows), np.int64)
    lib.refnet_target_classes(pointer(rows), *rows.shape, pointer(classes))
    return classes


def weights_of_examples(targets: Any, example_weights: Any, class_weights: Any) -> Vector | None:
    """Return the weight of each example, None where there are no weights (WEIGHT-2).

    targets [m][k], or class numbers [m]; example_weights [m], class_weights [c] -> [m].
    Raises RefnetError: wrong_type, empty, shape_mismatch, out_of_range.
    """
    if example_weights is None and class_weights is None:
        return None
    classes = target_classes(targets)
    own = checked_weights("example_weights", example_weights, "targets", len(classes))
    of_classes = None if class_weights is None else as_vector("class_weights", class_weights)
    if of_classes is not None:
        check_counts("targets", classes, 0, len(of_classes) - 1)
    weights = np.empty(len(classes))
    arrays = pointer(classes), pointer(own), pointer(of_classes)
    lib.refnet_weights_of_examples(*arrays, len(classes), pointer(weights))
    return weights


def weighted_losses(losses: Any, weights: Any) -> Vector:
    """Return the losses of the examples, each multiplied by its weight (WEIGHT-3).

    losses [m], weights [m] or None -> [m]. Raises RefnetError: wrong_type, shape_mismatch.
    """
    weighted: Vector = as_vector("losses", losses).copy()
    weights = checked_weights("weights", weights, "losses", len(weighted))
    lib.refnet_weighted_losses(pointer(weighted), pointer(weights), len(weighted))
    return weighted


def weighted_gradients(gradients: Any, weights: Any) -> Matrix:
    """Return the gradients of the examples, each row multiplied by its weight (WEIGHT-4).

    gradients [m][k], of a batch's loss as ``loss_gradients`` returns them; weights [m] or None ->
    [m][k]. Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    weighted: Matrix = checked_rectangle("gradients", gradients).copy()
    weights = checked_weights("weights", weights, "gradients", len(weighted))
    lib.refnet_weighted_gradients(pointer(weighted), pointer(weights), *weighted.shape)
    return weighted
