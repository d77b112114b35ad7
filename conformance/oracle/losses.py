"""Chapter losses in real numbers: each loss by its definition, from the outputs."""

from oracle.reals import LOG, Reals


def example_losses(loss: str, t: Reals, y: Reals, rest: Reals) -> Reals:
    """Return each example's loss; rest: 1 - y without cancellation."""
    if loss == "sum_squared_error":
        terms = (t - y) ** 2
    elif loss == "mse":
        terms = (t - y) ** 2 / t.shape[1]
    elif loss == "binary_crossentropy":
        terms = -(t * LOG(y) + (1 - t) * LOG(rest)) / t.shape[1]
    else:
        terms = -t * LOG(y)
    result: Reals = terms.sum(axis=1)
    return result


def loss_gradients(loss: str, t: Reals, y: Reals, rest: Reals) -> Reals:
    """Return the gradients of the batch's loss by the outputs."""
    m, k = t.shape
    result: Reals
    if loss == "sum_squared_error":
        result = 2 * (y - t)
    elif loss == "mse":
        result = 2 * (y - t) / (m * k)
    elif loss == "binary_crossentropy":
        result = ((1 - t) / rest - t / y) / (m * k)
    else:
        result = -t / y / m
    return result
