"""Chapter elementary in real numbers."""

from mpmath import mp

from oracle.reals import Json, Values, exp, number, sigmoid


def elementary(request: Json) -> Values:
    """Return a function of each value, None where it is not a finite number."""
    functions = {"exp": exp, "log": mp.log, "tanh": mp.tanh, "sigmoid": sigmoid}
    results: Values = []
    for value in request["values"]:
        x = number(value)
        defined = mp.isfinite(x) and (request["function"] != "log" or x > 0)
        results.append(functions[request["function"]](x) if defined else None)
    return results
