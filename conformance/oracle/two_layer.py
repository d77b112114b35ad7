"""Chapter two_layer in real numbers, with matrices throughout."""

from collections.abc import Callable
from typing import Any

from mpmath import mp, mpf

from oracle.reals import Json, Trials, number, numbers, sigmoid


def two_layer(request: Json) -> Trials:
    """Return the recorded iterations of two_layer in real numbers."""
    x, t = mp.matrix(numbers(request["inputs"])), mp.matrix(numbers(request["targets"]))
    w1, w2 = mp.matrix(numbers(request["weights1"])), mp.matrix(numbers(request["weights2"]))
    b1, b2 = (
        None if request.get(name) is None else mp.matrix([numbers(request[name])])
        for name in ("bias1", "bias2")
    )
    rate = number(request.get("learning_rate", 1))
    ones = mp.ones(x.rows, 1)
    iterations = int(number(request["iterations"]))
    trials = []
    for iteration in range(1, iterations + 1):
        hidden = _each(sigmoid, x * w1 + (0 if b1 is None else ones * b1))
        y = _each(sigmoid, hidden * w2 + (0 if b2 is None else ones * b2))
        delta2 = _each(lambda e, o: 2 * e * o * (1 - o), t - y, y)
        delta1 = _each(lambda e, o: e * o * (1 - o), delta2 * w2.T, hidden)
        w1, w2 = w1 + rate * (x.T * delta1), w2 + rate * (hidden.T * delta2)
        b1 = None if b1 is None else b1 + rate * (ones.T * delta1)
        b2 = None if b2 is None else b2 + rate * (ones.T * delta2)
        if iteration in request.get("record", range(1, iterations + 1)):
            layers = {"weights1": w1.tolist(), "weights2": w2.tolist()}
            biases = {"bias1": b1 and b1.tolist()[0], "bias2": b2 and b2.tolist()[0]}
            loss = mp.fsum(list(_each(lambda e: e * e, t - y)))
            trials.append({"loss": loss, "outputs": y.tolist(), **layers, **biases})
    return {"trials": trials}


def _each(function: Callable[..., mpf], *matrices: Any) -> Any:
    """Return the matrix of a function of each element."""
    rows, columns = matrices[0].rows, matrices[0].cols
    result = mp.matrix(rows, columns)
    for i in range(rows):
        for j in range(columns):
            result[i, j] = function(*(matrix[i, j] for matrix in matrices))
    return result
