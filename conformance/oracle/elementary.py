"""Chapter elementary in real numbers."""

from collections.abc import Callable

from mpmath import mp, mpf

from oracle.reals import Json, Values, exp, number, sigmoid

LEAST = {"log": mpf(0), "log1p": mpf(-1)}  # above which they are defined
FUNCTIONS: dict[str, Callable[[mpf], mpf]] = {
    "exp": exp,
    "log": mp.log,
    "tanh": mp.tanh,
    "sigmoid": sigmoid,
    "expm1": lambda x: mp.expm1(x) if abs(x) < 1 else exp(x) - 1,
    "log1p": mp.log1p,
    "erf": mp.erf,
}


def elementary(request: Json) -> Values:
    """Return a function of each value, None where it is not a finite number."""
    function, results = request["function"], list[mpf | None]()
    for value in request["values"]:
        x = number(value)
        defined = mp.isfinite(x) and x > LEAST.get(function, mpf("-inf"))
        results.append(FUNCTIONS[function](x) if defined else None)
    return results
