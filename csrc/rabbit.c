/* Chapter rabbit: classical conditioning.
 *
 * python/refnet/reference/rabbit.py has the explanation; this file has the same functions in the
 * same order. The helper functions expect data that refnet_rabbit has checked. n stimuli. */

#include <string.h>

#include "internal.h"

unsigned char refnet_blinks(double total, double threshold)
{
    return total >= threshold;
}

void refnet_reinforce(const double *stimulus, const double *weights, const unsigned char *learned,
                      double learning_rate, size_t n, double *grown)
{
    /* stimulus [n], weights [n], learned [n] -> grown [n] */
    for (size_t i = 0; i < n; i++) {
        grown[i] = learned[i] && stimulus[i] > 0.0 ? weights[i] + learning_rate : weights[i];
    }
}

refnet_status refnet_rabbit(const refnet_rabbit_request *request,
                            const refnet_rabbit_trials *trials)
{
    /* -> sum [trials], blink [trials], weights [trials][n] */
    RETURN_IF_FAULT(refnet_check_rabbit(request));
    WORK_UNTIL_RETURN;
    const double *weights = request->weights;
    const size_t n = request->n;
    for (size_t i = 0; i < request->trials; i++) {
        const int64_t trial = (int64_t)i + 1;
        const double *stimulus = request->stimuli + i * n;
        double *grown = trials->weights + i * n;
        double total = refnet_weighted_sum(stimulus, weights, 0.0, n);
        CHECK_CONVERGING("sum", &total, 1, trial, 0);
        unsigned char blink = refnet_blinks(total, request->threshold);
        if (blink) {
            refnet_reinforce(stimulus, weights, request->learned, request->learning_rate, n, grown);
        } else {
            memcpy(grown, weights, n * sizeof *grown);
        }
        CHECK_CONVERGING("weights", grown, n, trial, 0);
        trials->sum[i] = total;
        trials->blink[i] = blink;
        weights = grown;
    }
    return refnet_ok();
}
