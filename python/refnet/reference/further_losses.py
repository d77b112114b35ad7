"""Chapter further_losses: the relatives of the squared error and of the crossentropies.

The squared error punishes one large error more than many small ones. The absolute error does not,
and neither do huber and log_cosh far from the target, which are smooth where the absolute error
has its corner. The percentage error measures each error by its target. Hinge is content as soon as
an output has the sign of its target and is at least 1 away from zero. The divergence of two
distributions is the crossentropy less what the targets alone would give. At the end are the
crossentropies of outputs that are probabilities already, whatever activation they come from.

Derivation: the derivative of |x| is the sign of x, and 0 at the corner, x = 0. Huber is x^2/2 up to
delta, then the tangent there, whose slope is delta. ln cosh x = |x| + ln(1 + e^-2|x|) - ln 2, where
nothing overflows, has the derivative tanh x. Outputs that are clipped no longer move the loss, so
their derivative is 0. Where q = y/S are outputs divided by their sum S, dq_i/dy_j =
(1[i = j] - q_i)/S, so dL/dy_j = (dL/dq_j - sum of dL/dq_i * q_i)/S.

Source: P. J. Huber, "Robust estimation of a location parameter", 1964; S. Kullback and
R. A. Leibler, "On information and sufficiency", 1951; C. Cortes and V. Vapnik, "Support-vector
networks", 1995 (hinge); C. Szegedy et al., "Rethinking the Inception architecture for computer
vision", 2016 (label smoothing). Names, defaults and EPSILON are Keras 3's; at corners and clipped
outputs the derivatives are those of its TensorFlow backend.

Left out on purpose: losses of several examples at once, such as those of pairs.

k outputs; one example at a time. A loss is a sum over the outputs; chapter losses divides it.
"""

from collections.abc import Sequence

from refnet.reference.elementary import exp, log, log1p, tanh

EPSILON = 1e-7  # the least probability, as HIGHEST is the largest one
HIGHEST = 1.0 - EPSILON
LN_2 = 0.6931471805599453
NAN = float("nan")

Row = Sequence[float]


def sign(x: float) -> float:
    """Return 1 above zero, -1 below and 0 at zero, the derivative of |x| (LOSS-1)."""
    return 1.0 if x > 0.0 else -1.0 if x < 0.0 else 0.0


def absolute_error(targets: Row, outputs: Row) -> float:
    """Return the sum of |t - y| (LOSS-1).

    targets [k], outputs [k]
    """
    total = 0.0
    for t, y in zip(targets, outputs, strict=True):
        total = total + abs(t - y)
    return total


def absolute_error_gradient(targets: Row, outputs: Row) -> list[float]:
    """Return the derivative of ``absolute_error`` with respect to each output (LOSS-1).

    targets [k], outputs [k] -> [k]
    """
    return [sign(y - t) for t, y in zip(targets, outputs, strict=True)]


def absolute_percentage_error(targets: Row, outputs: Row) -> float:
    """Return the sum of 100 |t - y|/|t|, where |t| counts as at least EPSILON (LOSS-2).

    targets [k], outputs [k]
    """
    total = 0.0
    for t, y in zip(targets, outputs, strict=True):
        total = total + 100.0 * abs(t - y) / max(abs(t), EPSILON)
    return total


def absolute_percentage_error_gradient(targets: Row, outputs: Row) -> list[float]:
    """Return the derivative of ``absolute_percentage_error`` with respect to each output (LOSS-2).

    targets [k], outputs [k] -> [k]
    """
    pairs = zip(targets, outputs, strict=True)
    return [100.0 * sign(y - t) / max(abs(t), EPSILON) for t, y in pairs]


def huber(targets: Row, outputs: Row, delta: float) -> float:
    """Return the sum of half the squared errors, which grow linearly beyond delta (LOSS-3).

    targets [k], outputs [k]
    """
    total = 0.0
    for t, y in zip(targets, outputs, strict=True):
        error = abs(y - t)
        if error <= delta:
            total = total + 0.5 * (error * error)
        else:
            total = total + (delta * error - 0.5 * (delta * delta))
    return total


def huber_gradient(targets: Row, outputs: Row, delta: float) -> list[float]:
    """Return the derivative of ``huber`` with respect to each output (LOSS-3).

    targets [k], outputs [k] -> [k]
    """
    errors = [y - t for t, y in zip(targets, outputs, strict=True)]
    return [error if abs(error) <= delta else delta * sign(error) for error in errors]


def log_cosh(targets: Row, outputs: Row) -> float:
    """Return the sum of ln cosh(y - t) (LOSS-4).

    targets [k], outputs [k]
    """
    total = 0.0
    for t, y in zip(targets, outputs, strict=True):
        error = abs(y - t)
        total = total + (error + log1p(exp(-2.0 * error)) - LN_2)
    return total


def log_cosh_gradient(targets: Row, outputs: Row) -> list[float]:
    """Return the derivative of ``log_cosh`` with respect to each output (LOSS-4).

    targets [k], outputs [k] -> [k]
    """
    return [tanh(y - t) for t, y in zip(targets, outputs, strict=True)]


def hinge(targets: Row, outputs: Row) -> float:
    """Return the sum of 1 - t*y, or 0 where that is negative (LOSS-5).

    targets [k], which are -1 or 1 as a rule; outputs [k]
    """
    total = 0.0
    for t, y in zip(targets, outputs, strict=True):
        total = total + max(1.0 - t * y, 0.0)
    return total


def hinge_gradient(targets: Row, outputs: Row) -> list[float]:
    """Return the derivative of ``hinge`` with respect to each output (LOSS-5).

    targets [k], outputs [k] -> [k]
    """
    pairs = zip(targets, outputs, strict=True)
    return [-t if 1.0 - t * y >= 0.0 else 0.0 for t, y in pairs]


def clipped(y: float, high: float) -> float:
    """Return y, at least EPSILON and at most high (LOSS-7)."""
    return EPSILON if y < EPSILON else high if y > high else y


def unless_clipped(gradient: float, y: float, high: float) -> float:
    """Return the gradient with respect to y, 0 where ``clipped`` changes y (LOSS-7)."""
    return 0.0 if y < EPSILON or y > high else gradient


def kl_divergence(targets: Row, outputs: Row) -> float:
    """Return the sum of t ln(t/y), of probabilities from EPSILON to 1 (LOSS-7).

    targets [k], outputs [k]
    """
    total = 0.0
    for t, y in zip(targets, outputs, strict=True):
        t, y = clipped(t, 1.0), clipped(y, 1.0)
        total = total + t * log(t / y)
    return total


def kl_divergence_gradient(targets: Row, outputs: Row) -> list[float]:
    """Return the derivative of ``kl_divergence`` with respect to each output (LOSS-7).

    targets [k], outputs [k] -> [k]
    """
    pairs = zip(targets, outputs, strict=True)
    return [unless_clipped(-clipped(t, 1.0) / clipped(y, 1.0), y, 1.0) for t, y in pairs]


def binary_crossentropy_of_outputs(targets: Row, outputs: Row) -> float:
    """Return the sum of -(t ln y + (1 - t) ln(1 - y)), from the outputs themselves (LOSS-9).

    targets [k], outputs [k]
    """
    total = 0.0
    for t, y in zip(targets, outputs, strict=True):
        y = clipped(y, HIGHEST)
        total = total - (t * log(y) + (1.0 - t) * log(1.0 - y))
    return total


def binary_crossentropy_of_outputs_gradient(targets: Row, outputs: Row) -> list[float]:
    """Return the derivative of ``binary_crossentropy_of_outputs`` for each output (LOSS-9).

    targets [k], outputs [k] -> [k]
    """
    gradients = []
    for t, output in zip(targets, outputs, strict=True):
        y = clipped(output, HIGHEST)
        gradients.append(unless_clipped((1.0 - t) / (1.0 - y) - t / y, output, HIGHEST))
    return gradients


def sum_of_outputs(outputs: Row) -> float:
    """Return y_1 + y_2 + ..., or NaN where that is 0, so that the loss diverges (LOSS-10).

    outputs [k]
    """
    total = 0.0
    for y in outputs:
        total = total + y
    return NAN if total == 0.0 else total


def categorical_crossentropy_of_outputs(targets: Row, outputs: Row) -> float:
    """Return -(sum of t ln q), where q are the outputs divided by their sum (LOSS-10).

    targets [k], outputs [k]
    """
    divisor, total = sum_of_outputs(outputs), 0.0
    for t, y in zip(targets, outputs, strict=True):
        total = total - t * log(clipped(y / divisor, HIGHEST))
    return total


def categorical_crossentropy_of_outputs_gradient(targets: Row, outputs: Row) -> list[float]:
    """Return the derivative of ``categorical_crossentropy_of_outputs`` for each output (LOSS-10).

    targets [k], outputs [k] -> [k]
    """
    divisor, total, gradients = sum_of_outputs(outputs), 0.0, []
    for t, y in zip(targets, outputs, strict=True):
        q = y / divisor
        gradient = unless_clipped(-t / clipped(q, HIGHEST), q, HIGHEST)
        total = total + gradient * q
        gradients.append(gradient)
    return [(gradient - total) / divisor for gradient in gradients]


def further_loss(name: str, targets: Row, outputs: Row, delta: float) -> float:
    """Return a loss of one example as a sum over its outputs (LOSS-1 to LOSS-10).

    targets [k], outputs [k]; delta: that of huber
    """
    if name == "mean_absolute_error":
        return absolute_error(targets, outputs)
    if name == "mean_absolute_percentage_error":
        return absolute_percentage_error(targets, outputs)
    if name == "huber":
        return huber(targets, outputs, delta)
    if name == "log_cosh":
        return log_cosh(targets, outputs)
    if name == "hinge":
        return hinge(targets, outputs)
    if name == "kl_divergence":
        return kl_divergence(targets, outputs)
    if name == "binary_crossentropy":
        return binary_crossentropy_of_outputs(targets, outputs)
    return categorical_crossentropy_of_outputs(targets, outputs)  # sparse targets are rows here


def further_loss_gradient(name: str, targets: Row, outputs: Row, delta: float) -> list[float]:
    """Return the derivative of ``further_loss`` with respect to each output (LOSS-1 to LOSS-10).

    targets [k], outputs [k] -> [k]; delta: that of huber
    """
    if name == "mean_absolute_error":
        return absolute_error_gradient(targets, outputs)
    if name == "mean_absolute_percentage_error":
        return absolute_percentage_error_gradient(targets, outputs)
    if name == "huber":
        return huber_gradient(targets, outputs, delta)
    if name == "log_cosh":
        return log_cosh_gradient(targets, outputs)
    if name == "hinge":
        return hinge_gradient(targets, outputs)
    if name == "kl_divergence":
        return kl_divergence_gradient(targets, outputs)
    if name == "binary_crossentropy":
        return binary_crossentropy_of_outputs_gradient(targets, outputs)
    return categorical_crossentropy_of_outputs_gradient(targets, outputs)


def are_binary(targets: Sequence[Row]) -> bool:
    """Return whether all targets are 0 or 1, so that hinge counts 0 as -1 (LOSS-6).

    targets [m][k]
    """
    return all(t == 0.0 or t == 1.0 for row in targets for t in row)


def signed_targets(targets: Row) -> list[float]:
    """Return -1 for targets of 0 and 1 for those of 1 (LOSS-6).

    targets [k] -> [k]
    """
    return [2.0 * t - 1.0 for t in targets]


def smoothed_targets(targets: Row, label_smoothing: float, share: float) -> list[float]:
    """Return the targets, a part of which is spread evenly (LOSS-11).

    targets [k] -> [k]; share: what each output gets of it
    """
    kept = 1.0 - label_smoothing
    return [t * kept + share for t in targets]
