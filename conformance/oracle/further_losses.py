"""Chapter further_losses in real numbers: each loss and its derivative by its definition."""

from collections.abc import Callable

import numpy as np
from mpmath import mp, mpf

from oracle.reals import LOG, TANH, Json, Reals, number

EPSILON, HIGHEST = mpf(1e-7), mpf(1.0 - 1e-7)  # as the specification rounds them
COSH = np.frompyfunc(mp.cosh, 1, 1)
SUMS = ("kl_divergence", "categorical_crossentropy", "sparse_categorical_crossentropy")

Terms = Callable[[Reals, Reals, mpf], Reals]


def settings_of(loss: str | Json) -> Json:
    """Return the settings of a request's loss, with the defaults of those that matter."""
    given = {"name": loss} if isinstance(loss, str) else loss
    smoothing, delta = number(given.get("label_smoothing", 0)), number(given.get("delta", 1))
    logits = given.get("from_logits", False)
    return {"name": given["name"], "smoothing": smoothing, "delta": delta, "from_logits": logits}


def targets_for(loss: Json, t: Reals) -> Reals:
    """Return the targets of all examples as the loss takes them."""
    smoothing, result = loss["smoothing"], t
    if loss["name"] == "hinge" and ((t == 0) | (t == 1)).all():
        result = 2 * t - 1
    if loss["name"] == "binary_crossentropy":
        result = t * (1 - smoothing) + smoothing / 2
    if loss["name"] == "categorical_crossentropy":
        result = t * (1 - smoothing) + smoothing / t.shape[1]
    return result


def sign(x: Reals) -> Reals:
    """Return 1, -1 or 0."""
    result: Reals = np.where(x > 0, mpf(1), np.where(x < 0, mpf(-1), mpf(0)))
    return result


def clip(y: Reals, high: mpf) -> Reals:
    """Return y, not below EPSILON nor above high."""
    result: Reals = np.where(y < EPSILON, EPSILON, np.where(y > high, high, y))
    return result


def inside(y: Reals, high: mpf) -> Reals:
    """Return 1 where ``clip`` leaves y as it is, and 0 elsewhere."""
    result: Reals = np.where((y < EPSILON) | (y > high), mpf(0), mpf(1))
    return result


def scale(t: Reals) -> Reals:
    """Return by what a percentage error is divided."""
    return np.where(abs(t) < EPSILON, EPSILON, abs(t))


def huber(t: Reals, y: Reals, delta: mpf) -> Reals:
    """Return half the square, and the tangent beyond delta."""
    e = abs(y - t)
    result: Reals = np.where(e <= delta, e**2 / 2, delta * e - delta**2 / 2)
    return result


def shares(y: Reals) -> tuple[Reals, Reals]:
    """Return the outputs divided by their sums, and the sums."""
    totals = y.sum(axis=1, keepdims=True)
    return y / totals, totals


def share_gradients(t: Reals, y: Reals, delta: mpf) -> Reals:
    """Return the gradients of a crossentropy of shares, with the Jacobian matrix of the shares."""
    q, totals = shares(y)
    by_shares = -t / clip(q, HIGHEST) * inside(q, HIGHEST)
    rows = [
        (np.eye(len(share), dtype=int) - np.tile(share, (len(share), 1))) @ gradient / total[0]
        for share, gradient, total in zip(q, by_shares, totals, strict=True)
    ]
    return np.array(rows, dtype=object)


CATEGORICAL: tuple[Terms, Terms] = (
    lambda t, y, delta: -t * LOG(clip(shares(y)[0], HIGHEST)),
    share_gradients,
)
LOSSES: dict[str, tuple[Terms, Terms]] = {
    "mean_absolute_error": (
        lambda t, y, delta: abs(t - y),
        lambda t, y, delta: sign(y - t),
    ),
    "mean_absolute_percentage_error": (
        lambda t, y, delta: 100 * abs(t - y) / scale(t),
        lambda t, y, delta: 100 * sign(y - t) / scale(t),
    ),
    "huber": (
        huber,
        lambda t, y, delta: np.where(abs(y - t) <= delta, y - t, delta * sign(y - t)),
    ),
    "log_cosh": (
        lambda t, y, delta: LOG(COSH(y - t)),
        lambda t, y, delta: TANH(y - t),
    ),
    "hinge": (
        lambda t, y, delta: np.where(t * y < 1, 1 - t * y, mpf(0)),
        lambda t, y, delta: np.where(t * y <= 1, -t, mpf(0)),
    ),
    "kl_divergence": (
        lambda t, y, delta: clip(t, mpf(1)) * LOG(clip(t, mpf(1)) / clip(y, mpf(1))),
        lambda t, y, delta: -clip(t, mpf(1)) / clip(y, mpf(1)) * inside(y, mpf(1)),
    ),
    "binary_crossentropy": (
        lambda t, y, delta: -(t * LOG(clip(y, HIGHEST)) + (1 - t) * LOG(1 - clip(y, HIGHEST))),
        lambda t, y, delta: (
            ((1 - t) / (1 - clip(y, HIGHEST)) - t / clip(y, HIGHEST)) * inside(y, HIGHEST)
        ),
    ),
    "categorical_crossentropy": CATEGORICAL,
    "sparse_categorical_crossentropy": CATEGORICAL,
}


def example_losses(loss: Json, t: Reals, y: Reals) -> Reals:
    """Return each example's loss, of the outputs themselves."""
    terms, _ = LOSSES[loss["name"]]
    divisor = 1 if loss["name"] in SUMS else t.shape[1]
    result: Reals = terms(t, y, loss["delta"]).sum(axis=1) / divisor
    return result


def loss_gradients(loss: Json, t: Reals, y: Reals) -> Reals:
    """Return the gradients of the batch's loss by the outputs."""
    _, derivatives = LOSSES[loss["name"]]
    divisor = len(t) * (1 if loss["name"] in SUMS else t.shape[1])
    return derivatives(t, y, loss["delta"]) / divisor
