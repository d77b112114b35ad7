/* Chapter accuracy: how many examples a network predicts correctly.
 *
 * python/refnet/reference/accuracy.py has the explanation; this file has the same functions in the
 * same order. m examples, k outputs. */

#include "internal.h"

int64_t refnet_correct_predictions(const real *targets, const real *outputs, size_t m, size_t k)
{
    /* targets [m][k], outputs [m][k] */
    const real half = (real)0.5;
    int64_t correct = 0;
    for (size_t i = 0; i < m; i++) {
        const real *target = targets + i * k, *output = outputs + i * k;
        int agree;
        if (k == 1) {
            agree = target[0] == (output[0] > half ? (real)1 : (real)0);
        } else {
            agree = refnet_argmax(target, k) == refnet_argmax(output, k);
        }
        correct = correct + (agree ? 1 : 0);
    }
    return correct;
}

refnet_status refnet_accuracy(const real *targets, const real *outputs, size_t m, size_t k,
                              real *share)
{
    /* targets [m][k], outputs [m][k] */
    WORK_UNTIL_RETURN;
    RETURN_IF_FAULT(refnet_check_accuracy(targets, outputs, m, k));
    *share = (real)refnet_correct_predictions(targets, outputs, m, k) / (real)m;
    return refnet_ok();
}
