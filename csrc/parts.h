/* Chapter parts: the layer that passes on a part of its inputs. */
#ifndef REFNET_PARTS_H
#define REFNET_PARTS_H

#include <stddef.h>

#include "layer.h"
#include "real.h"

/* m examples; n numbers before the layer, u after it */

/* -> how many numbers one example has before and after the layer: n, u */
void refnet_part_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* inputs [m][n] -> preactivations [m][u], another buffer */
void refnet_part_forward(const real *inputs, const refnet_layer *layer, size_t m,
                         real *preactivations);

/* inputs [m][n], deltas [m][u] -> gradients [m][n], another buffer */
void refnet_part_input_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                 size_t m, real *gradients);

#endif
