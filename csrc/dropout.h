/* Chapter dropout: a layer that leaves out random numbers while the network trains. */
#ifndef REFNET_DROPOUT_H
#define REFNET_DROPOUT_H

#include <stddef.h>

#include "layer.h"
#include "random.h"
#include "real.h"

/* m examples, n numbers in each */

/* -> how many numbers one example has before and after the layer: n, n */
void refnet_dropout_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* -> factors [n]: 0, or 1 / (1 - rate) */
void refnet_random_factors(size_t n, real rate, refnet_generator *generator, real *factors);

/* -> layer->factors [m][n], drawn example by example; returns how many an example has: none without
 * a rate, n otherwise (with m 0, that alone) */
size_t refnet_dropout_drawn(const refnet_layer *layer, size_t m, refnet_generator *generator);

/* row [n], factors [n] -> result [n], which may be row itself */
void refnet_times_factors(const real *row, const real *factors, size_t n, real *result);

/* inputs [m][n] -> preactivations [m][n] */
void refnet_dropout_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations);

/* inputs [m][n], deltas [m][n] -> gradients [m][n] */
void refnet_dropout_input_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients);

#endif
