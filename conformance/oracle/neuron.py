"""Chapter neuron in real numbers."""

from mpmath import mp

from oracle.reals import Json, Trials, number, numbers, sigmoid


def neuron(request: Json) -> Trials:
    """Return the recorded iterations of neuron in real numbers."""
    x, t = numbers(request["inputs"]), numbers(request["targets"])
    w = numbers(request["weights"])
    b = None if request.get("bias") is None else number(request["bias"])
    slope, rate = number(request.get("slope", 1)), number(request.get("learning_rate", 1))
    iterations = int(number(request["iterations"]))
    trials = []
    for iteration in range(1, iterations + 1):
        y = [sigmoid(slope * (mp.fdot(w, row) + (b or 0))) for row in x]
        errors = [target - output for target, output in zip(t, y, strict=True)]
        deltas = [e * slope * o * (1 - o) for e, o in zip(errors, y, strict=True)]
        columns = list(zip(*x, strict=True))
        w = [wi + rate * mp.fdot(c, deltas) for wi, c in zip(w, columns, strict=True)]
        b = None if b is None else b + rate * mp.fsum(deltas)
        if iteration in request.get("record", range(1, iterations + 1)):
            trials.append({"outputs": y, "errors": errors, "weights": w, "bias": b})
    return {"trials": trials}
