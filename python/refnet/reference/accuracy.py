"""Chapter accuracy: how many examples a network predicts correctly.

A loss says how far the outputs are from the targets; whoever uses a network asks how often it is
right. With one output, that is how often the output is on the target's side of 1/2; with several,
how often the largest output is that of the right class.

Source: the two rules are those of Keras 3's metrics BinaryAccuracy and CategoricalAccuracy.

Left out on purpose: other thresholds, and classes that count more than others; chapter metrics has
more measures.

m examples, k outputs.
"""

from collections.abc import Sequence

from refnet.reference.activations import argmax
from refnet.reference.checks import checked_accuracy

Matrix = Sequence[Sequence[float]]


def correct_predictions(targets: Matrix, outputs: Matrix) -> int:
    """Return how many examples the network predicts correctly (DENSE-16).

    With one output: the target is 1 if the output is above 1/2, and 0 if it is not. With several:
    the largest output and the largest target have the same index. targets [m][k], outputs [m][k]
    """
    correct = 0
    for target, output in zip(targets, outputs, strict=True):
        if len(target) == 1:
            agree = target[0] == (1.0 if output[0] > 0.5 else 0.0)
        else:
            agree = argmax(target) == argmax(output)
        correct = correct + (1 if agree else 0)
    return correct


def accuracy(targets: Matrix, outputs: Matrix) -> float:
    """Return the share of the examples that the network predicts correctly.

    targets [m][k], outputs [m][k]. Raises RefnetError: wrong_type, empty, shape_mismatch,
    not_finite.
    """
    targets, outputs = checked_accuracy(targets, outputs)
    return correct_predictions(targets, outputs) / float(len(targets))
