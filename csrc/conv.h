/* Chapter conv: the layer that looks for the same small pattern everywhere in an image. */
#ifndef REFNET_CONV_H
#define REFNET_CONV_H

#include <stddef.h>

#include "layer.h"
#include "real.h"
#include "windows.h"

/* m examples; n numbers in an image, a row of cells after another, the c channels of a cell
 * together; p windows in an image; f filters; q numbers in a patch */

/* -> how many numbers one example has before and after the layer: n, p * f */
void refnet_conv2d_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* -> vectors: the kernel row by row, then the bias if there is one; returns how many numbers that
 * is (with vectors NULL, that alone) */
size_t refnet_conv2d_parameters(const refnet_layer *layer, real *vectors);

/* -> sizes of the kernel and of the bias if there is one; returns how many sizes that are */
size_t refnet_conv2d_variables(const refnet_layer *layer, size_t *sizes);

/* Return the layer with its kernel and bias in vectors, in the order of refnet_conv2d_parameters.
 */
refnet_layer refnet_conv2d_with_parameters(const refnet_layer *layer, real *vectors);

/* Return what window p of the layer covers. */
refnet_window refnet_layer_cells(const refnet_layer *layer, size_t p);

/* image [n] -> patches [end - first][q], those of the windows from `first` to before `end` */
void refnet_image_patches(const real *image, const refnet_layer *layer, size_t first, size_t end,
                          real *patches);

/* inputs [m][n] -> preactivations [m][p * f] */
void refnet_conv2d_forward(const real *inputs, const refnet_layer *layer, size_t m,
                           real *preactivations);

/* inputs [m][n], deltas [m][p * f] -> gradients, in the order of refnet_conv2d_parameters */
void refnet_conv2d_parameter_gradients(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients);

/* inputs [m][n], deltas [m][p * f] -> gradients [m][n], another buffer */
void refnet_conv2d_input_gradients(const real *inputs, const real *deltas,
                                   const refnet_layer *layer, size_t m, real *gradients);

#endif
