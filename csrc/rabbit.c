/* Chapter rabbit: classical conditioning. The text is in python/refnet/reference/rabbit.py; this
 * file has its functions in its order. */

#include <string.h>

#include "errors.h"

unsigned char refnet_blinks(double total, double threshold)
{
    return total >= threshold;
}

void refnet_reinforce(const double *stimulus, const double *weights, const unsigned char *learned,
                      double learning_rate, double *grown, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        grown[i] = learned[i] && stimulus[i] > 0.0 ? weights[i] + learning_rate : weights[i];
    }
}

refnet_status refnet_rabbit(const double *weights, const unsigned char *learned, double threshold,
                            double learning_rate, const double *stimuli, int64_t trials, size_t n,
                            double *sums, unsigned char *blink, double *weights_after)
{
    if (n == 0) {
        return refnet_fault(REFNET_EMPTY, "weights");
    }
    if (!refnet_all_finite(weights, n)) {
        return refnet_fault(REFNET_NOT_FINITE, "weights");
    }
    if (!isfinite(threshold)) {
        return refnet_fault(REFNET_NOT_FINITE, "threshold");
    }
    if (!isfinite(learning_rate)) {
        return refnet_fault(REFNET_NOT_FINITE, "learning_rate");
    }
    if (!refnet_all_finite(stimuli, (size_t)trials * n)) {
        return refnet_fault(REFNET_NOT_FINITE, "stimuli");
    }
    for (int64_t trial = 1; trial <= trials; trial++) {
        const double *stimulus = stimuli + (size_t)(trial - 1) * n;
        double *grown = weights_after + (size_t)(trial - 1) * n;
        double total = refnet_weighted_sum(stimulus, weights, 0.0, n);
        if (!isfinite(total)) {
            return refnet_diverged("sum", trial);
        }
        unsigned char blinked = refnet_blinks(total, threshold);
        if (blinked) {
            refnet_reinforce(stimulus, weights, learned, learning_rate, grown, n);
        } else {
            memcpy(grown, weights, n * sizeof *grown);
        }
        if (!refnet_all_finite(grown, n)) {
            return refnet_diverged("weights", trial);
        }
        sums[trial - 1] = total;
        blink[trial - 1] = blinked;
        weights = grown;
    }
    return refnet_ok();
}
