"""Chapter losses in real numbers: each loss by its definition, from the outputs.

A crossentropy that takes outputs as logits is one of the sigmoids or the softmax of the outputs.
"""

from oracle import further_losses
from oracle.activations import activation_backward, probabilities
from oracle.reals import LOG, SIGMOID, Json, Reals

ENDS = {  # the activations that turn logits into what a crossentropy compares with the targets
    "binary_crossentropy": "sigmoid",
    "categorical_crossentropy": "softmax",
    "sparse_categorical_crossentropy": "softmax",
}


def loss_and_gradients(
    loss: Json, activation: str, t: Reals, sums: Reals, outputs: Reals
) -> tuple[Reals, Reals]:
    """Return the examples' losses of a batch, and its gradients by the outputs.

    loss: its settings; activation: the last one, which makes the outputs from the sums
    """
    end = ENDS.get(loss["name"])
    if loss["from_logits"]:
        losses, by_end = loss_and_gradients(
            {**loss, "from_logits": False}, *_ended(end, t, outputs)
        )
        return losses, activation_backward(str(end), by_end, outputs)
    if end not in (None, activation) or loss["name"] not in (*ENDS, "mse", "sum_squared_error"):
        return (
            further_losses.example_losses(loss, t, outputs),
            further_losses.loss_gradients(loss, t, outputs),
        )
    y = probabilities(sums) if activation == "softmax" else outputs
    rest = SIGMOID(-sums) if loss["name"] == "binary_crossentropy" else 1 - y
    return example_losses(loss["name"], t, y, rest), loss_gradients(loss["name"], t, y, rest)


def _ended(end: str | None, t: Reals, logits: Reals) -> tuple[str, Reals, Reals, Reals]:
    """Return the last arguments of ``loss_and_gradients`` behind one more activation."""
    y = SIGMOID(logits) if end == "sigmoid" else probabilities(logits)
    return str(end), t, logits, y


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
