"""Chapter button_press in real numbers."""

from mpmath import mp

from oracle.reals import Json, Trials, number


def button_press(request: Json) -> Trials:
    """Return the trials of button_press in real numbers."""
    x = [number(value) for value in request["inputs"]]
    w = [number(value) for value in request["weights"]]
    rate = number(request["learning_rate"])
    trials = []
    for _ in range(int(number(request["trials"]))):
        output = mp.fdot(w, x)
        error = number(request["desired"]) - output
        if request.get("rule") == "widrow_hoff":
            w = [wi + rate * error * xi for wi, xi in zip(w, x, strict=True)]
        else:
            w = [wi + rate if xi > 0 else wi for wi, xi in zip(w, x, strict=True)]
        trials.append({"output": output, "error": error, "weights": w})
    return {"trials": trials}
