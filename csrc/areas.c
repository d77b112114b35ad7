/* Chapter areas: how well outputs put true examples before false ones.
 *
 * python/refnet/reference/areas.py has the explanation; this file has the same functions in the
 * same order. n thresholds. */

#include "internal.h"

int64_t refnet_last_threshold(double y, int64_t num_thresholds)
{
    int64_t low = 0, high = num_thresholds - 1;
    while (high - low > 1) {
        const int64_t middle = (low + high) / 2;
        if (y > (double)middle / (double)(num_thresholds - 1)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

double refnet_quotient(double x, double y)
{
    return y == 0.0 ? 0.0 : x / y;
}

static double height_between(refnet_summation_method summation_method, double old, double new)
{
    if (summation_method == REFNET_SUMMATION_MINORING) {
        return new < old ? new : old;
    }
    if (summation_method == REFNET_SUMMATION_MAJORING) {
        return new > old ? new : old;
    }
    return (old + new) / 2.0;
}

static double interpolated_precision(double old_trues, double old_positives, double trues,
                                     double positives)
{
    const double slope = refnet_quotient(trues - old_trues, positives - old_positives);
    const double start = old_trues - slope * old_positives;
    const double ratio = old_positives == 0.0 ? 1.0 : positives / old_positives;
    return slope * ((trues - old_trues) + start * refnet_log(ratio));
}

double refnet_area(refnet_curve curve, refnet_summation_method summation_method,
                   const double *state, int64_t n)
{
    /* state [2n] */
    const int is_pr = curve == REFNET_CURVE_PR;
    double trues = 0.0, falses = 0.0;
    for (int64_t i = 0; i < n; i++) {
        trues = trues + state[i];
        falses = falses + state[n + i];
    }
    double total = 0.0, tp = 0.0, fp = 0.0, x = 0.0, y = 0.0;
    for (int64_t i = n - 2; i >= 0; i--) {
        const double old_tp = tp, old_fp = fp, old_x = x, old_y = y;
        tp = tp + state[i];
        fp = fp + state[n + i];
        if (is_pr && summation_method == REFNET_SUMMATION_INTERPOLATION) {
            const double part = interpolated_precision(old_tp, old_tp + old_fp, tp, tp + fp);
            total = total + refnet_quotient(part, trues);
        } else {
            x = is_pr ? refnet_quotient(tp, trues) : refnet_quotient(fp, falses);
            y = is_pr ? refnet_quotient(tp, tp + fp) : refnet_quotient(tp, trues);
            total = total + (x - old_x) * height_between(summation_method, old_y, y);
        }
    }
    return total;
}
