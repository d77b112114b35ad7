/* Chapter normalization: the layer that brings every input to mean 0 and deviation 1.
 *
 * python/refnet/reference/normalization.py has the explanation; this file has the same functions in
 * the same order. m examples, n inputs of the layer and as many outputs. */

#include <math.h>

#include "internal.h"

#define EPSILON ((real)1e-7)

void refnet_normalization_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->n;
    *u = layer->n;
}

void refnet_deviations(const refnet_layer *layer, real *result)
{
    /* -> result [n] */
    for (size_t i = 0; i < layer->n; i++) {
        real variance = layer->variance[i];
        real root = (real)sqrt((double)variance); /* rounded once, in binary32 too */
        result[i] = root > EPSILON ? root : EPSILON;
    }
}

void refnet_normalization_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                  real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][n], whose last row holds the deviations until its own
     * numbers take their places */
    const size_t n = layer->n;
    if (m == 0) {
        return;
    }
    real *deviation = preactivations + (m - 1) * n;
    refnet_deviations(layer, deviation);
    for (size_t e = 0; e < m; e++) {
        const real *row = inputs + e * n;
        real *normalized = preactivations + e * n;
        for (size_t i = 0; i < n; i++) {
            if (layer->invert) {
                normalized[i] = layer->mean[i] + row[i] * deviation[i];
            } else {
                normalized[i] = (row[i] - layer->mean[i]) / deviation[i];
            }
        }
    }
}

void refnet_normalization_input_gradients(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients [m][n], whose last row holds the deviations until
     * its own numbers take their places */
    (void)inputs;
    const size_t n = layer->n;
    if (m == 0) {
        return;
    }
    real *deviation = gradients + (m - 1) * n;
    refnet_deviations(layer, deviation);
    for (size_t e = 0; e < m; e++) {
        const real *delta = deltas + e * n;
        real *row = gradients + e * n;
        for (size_t i = 0; i < n; i++) {
            row[i] = layer->invert ? delta[i] * deviation[i] : delta[i] / deviation[i];
        }
    }
}

void refnet_moments(const real *inputs, size_t m, size_t n, real *mean, real *variance)
{
    /* inputs [m][n] -> mean [n], variance [n] */
    const real count = (real)m;
    for (size_t i = 0; i < n; i++) {
        mean[i] = 0;
        variance[i] = 0;
    }
    for (size_t e = 0; e < m; e++) {
        const real *row = inputs + e * n;
        for (size_t i = 0; i < n; i++) {
            mean[i] = mean[i] + row[i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        mean[i] = mean[i] / count;
    }
    for (size_t e = 0; e < m; e++) {
        const real *row = inputs + e * n;
        for (size_t i = 0; i < n; i++) {
            real distance = row[i] - mean[i];
            variance[i] = variance[i] + distance * distance;
        }
    }
    for (size_t i = 0; i < n; i++) {
        variance[i] = variance[i] / count;
    }
}

refnet_status refnet_normalization(const real *inputs, size_t m, size_t n, real *mean,
                                   real *variance, real *outputs)
{
    /* inputs [m][n] -> mean [n], variance [n], outputs [m][n] */
    WORK_UNTIL_RETURN;
    RETURN_IF_FAULT(refnet_check_normalization(inputs, m, n));
    refnet_moments(inputs, m, n, mean, variance);
    const refnet_layer layer = {.kind = REFNET_KIND_NORMALIZATION,
                                .activation = REFNET_ACTIVATION_LINEAR,
                                .n = n,
                                .u = n,
                                .mean = mean,
                                .variance = variance};
    refnet_normalization_forward(inputs, &layer, m, outputs);
    return refnet_ok();
}
