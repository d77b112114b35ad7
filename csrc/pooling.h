/* Chapter pooling: the layers that make an image smaller. */
#ifndef REFNET_POOLING_H
#define REFNET_POOLING_H

#include <stddef.h>

#include "layer.h"
#include "real.h"
#include "windows.h"

/* m examples; n numbers in an image, a row of cells after another, the c channels of a cell
 * together; p windows in an image */

/* -> how many numbers one example has before and after the layer: n, p * c */
void refnet_pooling_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* Return what window p of the layer covers, of which padded cells are left out. */
refnet_window refnet_pools(const refnet_layer *layer, size_t p);

/* image [n]; cells: at least one -> the cell with the largest number of a channel */
size_t refnet_largest_cell(const real *image, const refnet_layer *layer, const refnet_window *cells,
                           size_t channel);

/* inputs [m][n] -> preactivations [m][p * c] */
void refnet_max_pooling2d_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                  real *preactivations);

/* inputs [m][n], deltas [m][p * c] -> gradients [m][n], another buffer */
void refnet_max_pooling2d_input_gradients(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients);

/* inputs [m][n] -> preactivations [m][p * c] */
void refnet_average_pooling2d_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                      real *preactivations);

/* inputs [m][n], deltas [m][p * c] -> gradients [m][n], another buffer */
void refnet_average_pooling2d_input_gradients(const real *inputs, const real *deltas,
                                              const refnet_layer *layer, size_t m, real *gradients);

/* -> how many numbers one example has before and after the layer: n, c */
void refnet_global_average_pooling2d_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* inputs [m][n] -> preactivations [m][c] */
void refnet_global_average_pooling2d_forward(const real *inputs, const refnet_layer *layer,
                                             size_t m, real *preactivations);

/* inputs [m][n], deltas [m][c] -> gradients [m][n], another buffer */
void refnet_global_average_pooling2d_input_gradients(const real *inputs, const real *deltas,
                                                     const refnet_layer *layer, size_t m,
                                                     real *gradients);

#endif
