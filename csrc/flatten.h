/* Chapter flatten: the layers that forget the shape of an example, or give it another one. */
#ifndef REFNET_FLATTEN_H
#define REFNET_FLATTEN_H

#include <stddef.h>

#include "layer.h"
#include "real.h"

/* m examples, n numbers in each */

/* -> how many numbers one example has before and after the layer: n, n */
void refnet_flatten_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* inputs [m][n] -> preactivations [m][n] */
void refnet_flatten_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations);

/* inputs [m][n], deltas [m][n] -> gradients [m][n] */
void refnet_flatten_input_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients);

/* -> how many numbers one example has before and after the layer: n, n */
void refnet_reshape_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* inputs [m][n] -> preactivations [m][n] */
void refnet_reshape_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations);

/* inputs [m][n], deltas [m][n] -> gradients [m][n] */
void refnet_reshape_input_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients);

#endif
