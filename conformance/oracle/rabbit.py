"""Chapter rabbit in real numbers."""

from mpmath import mp

from oracle.reals import Json, Trials, number


def rabbit(request: Json) -> Trials:
    """Return the trials of rabbit in real numbers."""
    w = [number(value) for value in request["weights"]]
    trials = []
    for row in request["stimuli"]:
        x = [number(value) for value in row]
        total = mp.fdot(w, x)
        blink = total >= number(request["threshold"])
        if blink:
            rate = number(request["learning_rate"])
            learns = zip(w, x, request["learned"], strict=True)
            w = [wi + rate if learned and xi > 0 else wi for wi, xi, learned in learns]
        trials.append({"sum": total, "blink": bool(blink), "weights": w})
    return {"trials": trials}
