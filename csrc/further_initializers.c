/* Chapter further_initializers: first weights for other activations, and ones of a chosen spread.
 *
 * python/refnet/reference/further_initializers.py has the explanation; this file has the same
 * functions in the same order. */

#include <math.h>

#include "internal.h"

#define WIDEST 2.0                    /* deviations from the mean, for truncated normal numbers */
#define TRUNCATED 0.87962566103423978 /* the deviation of normal numbers within WIDEST of 0 */

/* Give an initializer that has a name of its own the settings of variance_scaling. */
static refnet_initializer with_scaling(refnet_initializer initializer)
{
    const refnet_initializer_name name = initializer.name;
    if (name == REFNET_INITIALIZER_VARIANCE_SCALING) {
        return initializer;
    }
    const int is_he = name == REFNET_INITIALIZER_HE_UNIFORM || name == REFNET_INITIALIZER_HE_NORMAL;
    const int is_glorot =
        name == REFNET_INITIALIZER_GLOROT_UNIFORM || name == REFNET_INITIALIZER_GLOROT_NORMAL;
    const int is_normal = name == REFNET_INITIALIZER_GLOROT_NORMAL ||
                          name == REFNET_INITIALIZER_HE_NORMAL ||
                          name == REFNET_INITIALIZER_LECUN_NORMAL;
    initializer.scale = is_he ? 2.0 : 1.0;
    initializer.mode = is_glorot ? REFNET_FAN_AVG : REFNET_FAN_IN;
    initializer.distribution = is_normal ? REFNET_SCALED_TRUNCATED_NORMAL : REFNET_SCALED_UNIFORM;
    return initializer;
}

static void fill(size_t count, double value, double *weights)
{
    /* -> weights [count] */
    for (size_t i = 0; i < count; i++) {
        weights[i] = value;
    }
}

void refnet_uniform_weights(size_t count, double minval, double maxval, refnet_generator *generator,
                            double *weights)
{
    /* -> weights [count] */
    for (size_t i = 0; i < count; i++) {
        weights[i] = minval + (maxval - minval) * refnet_next_double(generator);
    }
}

void refnet_normal_weights(size_t count, double mean, double stddev, refnet_generator *generator,
                           double *weights)
{
    /* -> weights [count] */
    double pair[2];
    for (size_t i = 0; i < count; i++) {
        if (i % 2 == 0) {
            refnet_next_normals(generator, pair);
        }
        weights[i] = mean + stddev * pair[i % 2];
    }
}

void refnet_truncated_weights(size_t count, double mean, double stddev, refnet_generator *generator,
                              double *weights)
{
    /* -> weights [count] */
    for (size_t i = 0; i < count;) {
        double pair[2];
        refnet_next_normals(generator, pair);
        for (size_t j = 0; j < 2 && i < count; j++) {
            if (fabs(pair[j]) <= WIDEST) {
                weights[i] = mean + stddev * pair[j];
                i = i + 1;
            }
        }
    }
}

void refnet_scaled_weights(size_t count, const refnet_initializer *initializer, size_t fan_in,
                           size_t fan_out, refnet_generator *generator, double *weights)
{
    /* -> weights [count] */
    const refnet_initializer own = with_scaling(*initializer);
    double fan = (double)(fan_in + fan_out) / 2.0;
    if (own.mode != REFNET_FAN_AVG) {
        fan = own.mode == REFNET_FAN_IN ? (double)fan_in : (double)fan_out;
    }
    if (own.distribution == REFNET_SCALED_UNIFORM) {
        double limit = sqrt(3.0 * own.scale / fan);
        for (size_t i = 0; i < count; i++) {
            weights[i] = (2.0 * refnet_next_double(generator) - 1.0) * limit;
        }
        return;
    }
    double stddev = sqrt(own.scale / fan);
    if (own.distribution == REFNET_SCALED_TRUNCATED_NORMAL) {
        refnet_truncated_weights(count, 0.0, stddev / TRUNCATED, generator, weights);
        return;
    }
    refnet_normal_weights(count, 0.0, stddev, generator, weights);
}

void refnet_identity_weights(size_t inputs, size_t units, double gain, double *weights)
{
    /* -> weights [inputs * units], row by row */
    fill(inputs * units, 0.0, weights);
    for (size_t i = 0; i < inputs && i < units; i++) {
        weights[i * units + i] = gain;
    }
}

void refnet_further_weights(const refnet_initializer *initializer, size_t inputs, size_t units,
                            refnet_generator *generator, size_t cells, double *weights)
{
    /* -> weights [cells * inputs * units], row by row */
    const size_t count = cells * inputs * units;
    const double mean = initializer->mean, stddev = initializer->stddev;
    switch ((int)initializer->name) {
    case REFNET_INITIALIZER_RANDOM_UNIFORM:
        refnet_uniform_weights(count, initializer->minval, initializer->maxval, generator, weights);
        return;
    case REFNET_INITIALIZER_RANDOM_NORMAL:
        refnet_normal_weights(count, mean, stddev, generator, weights);
        return;
    case REFNET_INITIALIZER_TRUNCATED_NORMAL:
        refnet_truncated_weights(count, mean, stddev, generator, weights);
        return;
    case REFNET_INITIALIZER_CONSTANT:
        fill(count, initializer->value, weights);
        return;
    case REFNET_INITIALIZER_ONES:
        fill(count, 1.0, weights);
        return;
    case REFNET_INITIALIZER_IDENTITY:
        refnet_identity_weights(cells * inputs, units, initializer->gain, weights);
        return;
    }
    refnet_scaled_weights(count, initializer, cells * inputs, cells * units, generator, weights);
}
