/* Chapter hebb: a unit that learns without being told what is right.
 *
 * python/refnet/reference/hebb.py has the explanation; this file has the same functions in the same
 * order. The helper functions expect data that refnet_hebb has checked. n inputs. */

#include "internal.h"

void refnet_hebb_rule(const double *inputs, const double *weights, double step, size_t n,
                      double *learned)
{
    /* inputs [n], weights [n] -> learned [n] */
    for (size_t i = 0; i < n; i++) {
        learned[i] = weights[i] + step * inputs[i];
    }
}

void refnet_oja_rule(const double *inputs, const double *weights, double step, double output,
                     size_t n, double *learned)
{
    /* inputs [n], weights [n] -> learned [n] */
    for (size_t i = 0; i < n; i++) {
        learned[i] = weights[i] + step * (inputs[i] - output * weights[i]);
    }
}

refnet_status refnet_hebb(const refnet_hebb_request *request, const refnet_hebb_trials *trials)
{
    /* -> output [trials], weights [trials][n] */
    RETURN_IF_FAULT(refnet_check_hebb(request));
    WORK_UNTIL_RETURN;
    const double *weights = request->weights;
    const size_t n = request->n;
    for (size_t i = 0; i < request->trials; i++) {
        const int64_t trial = (int64_t)i + 1;
        const double *row = request->inputs + i * n;
        double *learned = trials->weights + i * n;
        double output = refnet_weighted_sum(row, weights, 0.0, n);
        CHECK_CONVERGING("output", &output, 1, trial, 0);
        double step = request->learning_rate * output;
        if (request->rule == REFNET_HEBB_RULE_HEBB) {
            refnet_hebb_rule(row, weights, step, n, learned);
        } else {
            refnet_oja_rule(row, weights, step, output, n, learned);
        }
        CHECK_CONVERGING("weights", learned, n, trial, 0);
        trials->output[i] = output;
        weights = learned;
    }
    return refnet_ok();
}
