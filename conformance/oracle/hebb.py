"""Chapter hebb in real numbers."""

from mpmath import mp

from oracle.reals import Json, Trials, number, numbers


def hebb(request: Json) -> Trials:
    """Return the trials of hebb in real numbers."""
    w, rate = numbers(request["weights"]), number(request["learning_rate"])
    forgets = request.get("rule", "hebb") == "oja"
    trials = []
    for x in numbers(request["inputs"]):
        y = mp.fdot(w, x)
        decay = rate * y * y if forgets else 0
        w = [(1 - decay) * wi + rate * y * xi for wi, xi in zip(w, x, strict=True)]
        trials.append({"output": y, "weights": w})
    return {"trials": trials}
