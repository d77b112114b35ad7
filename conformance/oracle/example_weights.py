"""Chapter example_weights in real numbers."""

from oracle.reals import Json, Reals, counts, reals


def weights_of(request: Json, targets: Reals) -> Reals:
    """Return the weight of each example, 1 without weights; targets: of the request, as rows."""
    m, k = targets.shape
    own = reals(request.get("example_weights") or [1] * m)
    by_class = request.get("class_weights")
    if not by_class:
        return own
    if "sparse" in str(request["loss"]):
        classes = counts(request["targets"])
    elif k == 1:
        classes = [int(each) for each in targets[:, 0]]
    else:
        classes = [list(row).index(max(row)) for row in targets]
    result: Reals = own * reals(by_class)[classes]
    return result
