/* Chapter further_initializers: first weights for other activations, and ones of a chosen spread.
 */
#ifndef REFNET_FURTHER_INITIALIZERS_H
#define REFNET_FURTHER_INITIALIZERS_H

#include <stddef.h>

#include "random.h"

typedef enum {
    REFNET_INITIALIZER_GLOROT_UNIFORM = 0,
    REFNET_INITIALIZER_UNIFORM,
    REFNET_INITIALIZER_ZEROS,
    REFNET_INITIALIZER_ORTHOGONAL,
    /* those of this chapter */
    REFNET_INITIALIZER_RANDOM_UNIFORM,
    REFNET_INITIALIZER_RANDOM_NORMAL,
    REFNET_INITIALIZER_TRUNCATED_NORMAL,
    REFNET_INITIALIZER_CONSTANT,
    REFNET_INITIALIZER_ONES,
    REFNET_INITIALIZER_IDENTITY,
    REFNET_INITIALIZER_VARIANCE_SCALING,
    REFNET_INITIALIZER_GLOROT_NORMAL,
    REFNET_INITIALIZER_HE_UNIFORM,
    REFNET_INITIALIZER_HE_NORMAL,
    REFNET_INITIALIZER_LECUN_UNIFORM,
    REFNET_INITIALIZER_LECUN_NORMAL
} refnet_initializer_name;

typedef enum { REFNET_FAN_IN = 0, REFNET_FAN_OUT, REFNET_FAN_AVG } refnet_fan;

typedef enum {
    REFNET_SCALED_TRUNCATED_NORMAL = 0,
    REFNET_SCALED_UNTRUNCATED_NORMAL,
    REFNET_SCALED_UNIFORM
} refnet_scaled_distribution;

/* Each initializer uses only its own settings. minval, maxval: random_uniform; mean, stddev:
 * random_normal and truncated_normal; value: constant; gain: orthogonal and identity; scale, mode,
 * distribution: variance_scaling. */
typedef struct {
    refnet_initializer_name name;
    double minval, maxval, mean, stddev, value, gain, scale;
    refnet_fan mode;
    refnet_scaled_distribution distribution;
} refnet_initializer;

/* -> weights [count] */
void refnet_uniform_weights(size_t count, double minval, double maxval, refnet_generator *generator,
                            double *weights);

/* -> weights [count] */
void refnet_normal_weights(size_t count, double mean, double stddev, refnet_generator *generator,
                           double *weights);

/* -> weights [count] */
void refnet_truncated_weights(size_t count, double mean, double stddev, refnet_generator *generator,
                              double *weights);

/* initializer: variance_scaling with its settings, or one that has such settings by its name
 * -> weights [count] */
void refnet_scaled_weights(size_t count, const refnet_initializer *initializer, size_t fan_in,
                           size_t fan_out, refnet_generator *generator, double *weights);

/* -> weights [inputs * units], row by row */
void refnet_identity_weights(size_t inputs, size_t units, double gain, double *weights);

/* -> weights [cells * inputs * units], row by row */
void refnet_further_weights(const refnet_initializer *initializer, size_t inputs, size_t units,
                            refnet_generator *generator, size_t cells, double *weights);

#endif
