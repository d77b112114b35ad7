/* Chapter flatten: the layer that forgets the shape of an example. */
#ifndef REFNET_FLATTEN_H
#define REFNET_FLATTEN_H

#include <stddef.h>

#include "layer.h"
#include "real.h"

/* m examples, n numbers in each */

/* -> how many numbers one example has before and after the layer: n, n */
void refnet_flatten_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* -> vectors: none; returns 0 */
size_t refnet_flatten_parameters(const refnet_layer *layer, real *vectors);

/* Return the layer itself. */
refnet_layer refnet_flatten_with_parameters(const refnet_layer *layer, real *vectors);

/* inputs [m][n] -> preactivations [m][n] */
void refnet_flatten_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations);

/* inputs [m][n], deltas [m][n] -> gradients: none */
void refnet_flatten_parameter_gradients(const real *inputs, const real *deltas,
                                        const refnet_layer *layer, size_t m, real *gradients);

/* deltas [m][n] -> gradients [m][n] */
void refnet_flatten_input_gradients(const real *deltas, const refnet_layer *layer, size_t m,
                                    real *gradients);

#endif
