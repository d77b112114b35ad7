/* Chapter dense: the layer whose units all see the same inputs. */
#ifndef REFNET_DENSE_H
#define REFNET_DENSE_H

#include <stddef.h>

#include "layer.h"
#include "real.h"

/* m examples, n inputs, u units */

/* -> how many numbers one example has before and after the layer: n, u */
void refnet_dense_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* -> vectors: the kernel row by row, then the bias if there is one; returns how many numbers that
 * is (with vectors NULL, that alone) */
size_t refnet_dense_parameters(const refnet_layer *layer, real *vectors);

/* -> sizes of the kernel and of the bias if there is one; returns how many sizes that are */
size_t refnet_dense_variables(const refnet_layer *layer, size_t *sizes);

/* Return the layer with its kernel and bias in vectors, in the order of refnet_dense_parameters. */
refnet_layer refnet_dense_with_parameters(const refnet_layer *layer, real *vectors);

/* inputs [m][n] -> preactivations [m][u] */
void refnet_dense_forward(const real *inputs, const refnet_layer *layer, size_t m,
                          real *preactivations);

/* inputs [m][n], deltas [m][u] -> gradients, in the order of refnet_dense_parameters */
void refnet_dense_parameter_gradients(const real *inputs, const real *deltas,
                                      const refnet_layer *layer, size_t m, real *gradients);

/* inputs [m][n], deltas [m][u] -> gradients [m][n] */
void refnet_dense_input_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                  size_t m, real *gradients);

#endif
