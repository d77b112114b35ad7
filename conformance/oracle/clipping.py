"""Chapter clipping in real numbers."""

import numpy as np
from mpmath import mp

from oracle.reals import Json, Reals, number

VALUE = np.frompyfunc(lambda g, limit: max(-limit, min(g, limit)), 2, 1)


def clipped(gradients: list[Reals], settings: Json) -> list[Reals]:
    """Return the gradients as the settings of an optimizer limit them, an array a variable."""
    limits = {
        name: number(settings[name]) for name in settings if "clip" in name and settings[name]
    }
    if "clipvalue" in limits:
        return [VALUE(each, limits["clipvalue"]) for each in gradients]
    squares = [(each**2).sum() for each in gradients]
    if "global_clipnorm" in limits:
        factor = limits["global_clipnorm"] / max(mp.sqrt(sum(squares)), limits["global_clipnorm"])
        return [each * factor for each in gradients]
    if "clipnorm" in limits:
        limit = limits["clipnorm"]
        pairs = zip(gradients, squares, strict=True)
        return [each * (limit / max(mp.sqrt(square), limit)) for each, square in pairs]
    return gradients
