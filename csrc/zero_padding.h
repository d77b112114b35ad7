/* Chapter zero_padding: the layer that puts an edge of zeros around an image. */
#ifndef REFNET_ZERO_PADDING_H
#define REFNET_ZERO_PADDING_H

#include <stddef.h>

#include "layer.h"
#include "real.h"

/* m examples; n numbers in an image, u with its edge */

/* -> how many numbers one example has before and after the layer: n, u */
void refnet_zero_padding2d_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* inputs [m][n] -> preactivations [m][u], another buffer */
void refnet_zero_padding2d_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                   real *preactivations);

/* inputs [m][n], deltas [m][u] -> gradients [m][n], another buffer */
void refnet_zero_padding2d_input_gradients(const real *inputs, const real *deltas,
                                           const refnet_layer *layer, size_t m, real *gradients);

#endif
