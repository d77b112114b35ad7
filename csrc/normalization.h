/* Chapter normalization: the layer that brings every input to mean 0 and deviation 1. */
#ifndef REFNET_NORMALIZATION_H
#define REFNET_NORMALIZATION_H

#include <stddef.h>

#include "layer.h"
#include "real.h"
#include "status.h"

/* m examples, n inputs of the layer and as many outputs */

/* -> how many numbers one example has before and after the layer: n, n */
void refnet_normalization_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* -> result [n] */
void refnet_deviations(const refnet_layer *layer, real *result);

/* inputs [m][n] -> preactivations [m][n], another buffer */
void refnet_normalization_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                  real *preactivations);

/* inputs [m][n], deltas [m][n] -> gradients [m][n], another buffer */
void refnet_normalization_input_gradients(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients);

/* inputs [m][n], m > 0 -> mean [n], variance [n] */
void refnet_moments(const real *inputs, size_t m, size_t n, real *mean, real *variance);

/* inputs [m][n] -> mean [n], variance [n], outputs [m][n], another buffer */
refnet_status refnet_normalization(const real *inputs, size_t m, size_t n, real *mean,
                                   real *variance, real *outputs);

#endif
