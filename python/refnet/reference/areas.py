"""Chapter areas: how well outputs put true examples before false ones.

A threshold makes decisions of outputs: those above it are positive. Each threshold gives a point of
a curve: the share of true targets that it finds and the share of false ones that it takes for true
("ROC"), or how many of the positive ones are true and how many of the true ones are positive
("PR"). The area under the curve (AUC) measures the outputs without a decision for one threshold;
under "ROC" it is the chance that a true example has a larger output than a false one.

The thresholds are evenly spaced. For each, it is enough to count the targets whose outputs exceed
it and not the next one; the positives of a threshold are then sums of these counts.

Derivation: between two thresholds the number of true positives tp is taken for a linear function of
that of all positives p: tp = a + s*p. The area below the precision tp/p is the integral of
(a + s*p)/p * s dp from p' to p, s * (tp - tp' + a * ln(p/p')).

Source: J. A. Hanley and B. J. McNeil, "The meaning and use of the area under a receiver operating
characteristic (ROC) curve", 1982; the interpolation is J. Davis and M. Goadrich's, "The
relationship between precision-recall and ROC curves", 2006. Names and formulas are Keras 3's.

Left out on purpose: thresholds at the outputs themselves, for which all of them would be kept.

n thresholds.
"""

from collections.abc import Sequence

from refnet.reference.elementary import log


def last_threshold(y: float, num_thresholds: int) -> int:
    """Return the index of the last of the thresholds i/(n - 1) that y exceeds (METRIC-8).

    The first threshold is exceeded by every output, and the last one by none.
    """
    low, high = 0, num_thresholds - 1
    while high - low > 1:
        middle = (low + high) // 2
        if y > float(middle) / float(num_thresholds - 1):
            low = middle
        else:
            high = middle
    return low


def quotient(x: float, y: float) -> float:
    """Return x / y, and 0 where y is 0 (METRIC-2)."""
    return 0.0 if y == 0.0 else x / y


def height_between(summation_method: str, old: float, new: float) -> float:
    """Return the height of a curve between two of its points (METRIC-9).

    old, new: their own heights
    """
    if summation_method == "minoring":
        return min(old, new)
    if summation_method == "majoring":
        return max(old, new)
    return (old + new) / 2.0


def interpolated_precision(
    old_trues: float, old_positives: float, trues: float, positives: float
) -> float:
    """Return the integral of the precision between two thresholds (METRIC-10).

    old_trues, old_positives: those of the higher threshold; trues, positives: of the lower
    """
    slope = quotient(trues - old_trues, positives - old_positives)
    start = old_trues - slope * old_positives
    ratio = 1.0 if old_positives == 0.0 else positives / old_positives
    return slope * ((trues - old_trues) + start * log(ratio))


def area(curve: str, summation_method: str, state: Sequence[float]) -> float:
    """Return the area under a curve, from the last threshold to the first (METRIC-9, METRIC-10).

    state [2n]: the true targets, then the false ones, by the last threshold exceeded
    """
    n = len(state) // 2
    trues, falses = 0.0, 0.0
    for i in range(n):
        trues, falses = trues + state[i], falses + state[n + i]
    total, tp, fp, x, y = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(n - 2, -1, -1):
        old_tp, old_fp, old_x, old_y = tp, fp, x, y
        tp, fp = tp + state[i], fp + state[n + i]
        if curve == "PR" and summation_method == "interpolation":
            part = interpolated_precision(old_tp, old_tp + old_fp, tp, tp + fp)
            total = total + quotient(part, trues)
        else:
            x = quotient(tp, trues) if curve == "PR" else quotient(fp, falses)
            y = quotient(tp, tp + fp) if curve == "PR" else quotient(tp, trues)
            total = total + (x - old_x) * height_between(summation_method, old_y, y)
    return total
