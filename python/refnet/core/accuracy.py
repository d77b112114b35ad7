"""Chapter accuracy: how many examples a network predicts correctly."""

from typing import Any

from refnet._core import ffi, lib
from refnet.core.arrays import check_status, pointer
from refnet.core.checks import matrices_alike


def correct_predictions(targets: Any, outputs: Any) -> int:
    """Return how many examples the network predicts correctly (DENSE-16).

    With one output: the target is 1 if the output is above 1/2, and 0 if it is not. With several:
    the largest output and the largest target have the same index. targets [m][k], outputs [m][k].
    Raises RefnetError: wrong_type, empty, shape_mismatch.
    """
    targets, outputs = matrices_alike("targets", targets, "outputs", outputs)
    arrays = pointer(targets), pointer(outputs)
    correct: int = lib.refnet_correct_predictions(*arrays, *targets.shape)
    return correct


def accuracy(targets: Any, outputs: Any) -> float:
    """Return the share of the examples that the network predicts correctly.

    targets [m][k], outputs [m][k].

    Raises RefnetError with the codes wrong_type, empty, shape_mismatch, not_finite.
    """
    targets, outputs = matrices_alike("targets", targets, "outputs", outputs)
    arrays, share = (pointer(targets), pointer(outputs)), ffi.new("double *")
    check_status(lib.refnet_accuracy(*arrays, *targets.shape, share))
    correct: float = share[0]
    return correct
