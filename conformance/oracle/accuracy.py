"""Chapter accuracy in real numbers."""

from mpmath import mpf

from oracle.reals import Json, reals


def accuracy(request: Json) -> Json:
    """Return the share of the examples that are predicted correctly."""
    t, y = reals(request["targets"]), reals(request["outputs"])
    correct = t.argmax(axis=1) == y.argmax(axis=1) if t.shape[1] > 1 else t == (2 * y > 1)
    return {"accuracy": mpf(int(correct.sum())) / len(t)}
