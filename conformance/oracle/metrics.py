"""Chapter metrics in real numbers, each by its definition over all examples at once."""

from itertools import pairwise

from mpmath import mp, mpf

from oracle.further_losses import example_losses
from oracle.reals import Json, Reals, counts, number, reals

LOSSES = (
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "log_cosh",
    "kl_divergence",
    "binary_crossentropy",
    "categorical_crossentropy",
    "sparse_categorical_crossentropy",
)
COUNTS = ("true_positives", "false_positives", "true_negatives", "false_negatives")


def share(count: int, total: int) -> mpf:
    """Return a quotient of whole numbers, 0 of nothing."""
    return mpf(count) / total if total else mpf(0)


def confusion(t: Reals, y: Reals, threshold: mpf) -> list[int]:
    """Return how many outputs there are of each of the COUNTS."""
    true, above = (t != 0).astype(bool), (y > threshold).astype(bool)
    pairs = (true & above, ~true & above, ~true & ~above, true & ~above)
    return [int(each.sum()) for each in pairs]


def accuracy(name: str, t: Reals, y: Reals, threshold: mpf, k: int) -> mpf:
    """Return the share of right answers."""
    if name == "binary_accuracy":
        right = ((y > threshold).astype(int) == t).astype(bool)
        return share(int(right.sum()), right.size)
    rights = 0
    for target, output in zip(t.tolist(), y.tolist(), strict=True):
        number_ = target.index(max(target))
        if "top_k" in name:
            rights += sorted(output, reverse=True).index(output[number_]) < k
        else:
            rights += output.index(max(output)) == number_
    return share(rights, len(t))


def r2_score(t: Reals, y: Reals) -> mpf:
    """Return 1 less the squared errors by the squared distances from the mean, for each output."""
    scores = []
    for target, output in zip(t.T, y.T, strict=True):
        distances = ((target - target.sum() / len(target)) ** 2).sum()
        errors = ((target - output) ** 2).sum()
        scores.append(1 - errors / distances if distances else mpf(0))
    return sum(scores, mpf(0)) / len(scores)


def area(t: Reals, y: Reals, thresholds: int, curve: str, method: str) -> mpf:
    """Return the area under the curve of the points that each threshold gives."""
    inner = [mpf(i / (thresholds - 1)) for i in range(1, thresholds - 1)]  # rounded once
    beyond = mpf(1) + max(abs(y.ravel()))
    tables = [confusion(t, y, each) for each in (-beyond, *inner, beyond)]
    if curve == "PR" and method == "interpolation":
        return sum((piece(*pair) for pair in pairwise(tables)), mpf(0))
    points = []
    for tp, fp, tn, fn in tables:
        recall = share(tp, tp + fn)
        points.append(
            (recall, share(tp, tp + fp)) if curve == "PR" else (share(fp, fp + tn), recall)
        )
    total = mpf(0)
    for (x, height), (left, other) in pairwise(points):
        both = {"minoring": min(height, other), "majoring": max(height, other)}
        total += (x - left) * both.get(method, (height + other) / 2)
    return total


def piece(low: list[int], high: list[int]) -> mpf:
    """Return the area below the precision between two thresholds, tp being linear in tp + fp."""
    (tp, fp, _, fn), (old_tp, old_fp, _, _) = low, high
    p, old_p = tp + fp, old_tp + old_fp
    if p == old_p or tp + fn == 0:
        return mpf(0)
    slope = mpf(tp - old_tp) / (p - old_p)
    start = old_tp - slope * old_p
    logarithm = mp.log(mpf(p) / old_p) if old_p else mpf(0)
    return slope * (tp - old_tp + start * logarithm) / (tp + fn)


def metrics(request: Json) -> Json:
    """Return the value of a metric."""
    name, y = request["metric"], reals(request["outputs"])
    if name.startswith("sparse"):
        classes = counts(request["targets"])
        t = reals([[int(each == j) for j in range(y.shape[1])] for each in classes])
    else:
        t = reals(request["targets"])
    threshold, k = number(request.get("threshold", 0.5)), int(number(request.get("k", 5)))
    thresholds = int(number(request.get("num_thresholds", 200)))
    curve, method = request.get("curve", "ROC"), request.get("summation_method", "interpolation")
    tp, fp, _, fn = table = confusion(t, y, threshold)
    if name in LOSSES:
        value = example_losses({"name": name, "delta": mpf(1)}, t, y).sum() / len(t)
    elif name in ("mean_squared_error", "root_mean_squared_error"):
        value = ((t - y) ** 2).sum() / t.size
        value = mp.sqrt(value) if name.startswith("root") else value
    elif name in COUNTS:
        value = mpf(table[COUNTS.index(name)])
    elif name == "precision":
        value = share(tp, tp + fp)
    elif name == "recall":
        value = share(tp, tp + fn)
    elif name == "auc":
        value = area(t, y, thresholds, curve, method)
    elif name == "r2_score":
        value = r2_score(t, y)
    else:
        value = accuracy(name, t, y, threshold, k)
    return {"value": value}
