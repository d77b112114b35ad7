/* Chapter embedding: the layer that gives each word, letter or other thing a vector. */
#ifndef REFNET_EMBEDDING_H
#define REFNET_EMBEDDING_H

#include <stddef.h>

#include "layer.h"
#include "real.h"

/* m examples of t steps, each a whole number from 0 to rows - 1: functions that read inputs rely on
 * that. u numbers in a vector. */

/* inputs [m][t] -> the index of the first one that is not the number of a row, m * t if all are */
size_t refnet_first_unknown(const real *inputs, const refnet_layer *layer, size_t m);

/* -> how many numbers one example has before and after the layer: t, t * u */
void refnet_embedding_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* -> vectors: the table row by row; returns how many numbers that is (with vectors NULL, that
 * alone) */
size_t refnet_embedding_parameters(const refnet_layer *layer, real *vectors);

/* -> size of the table; returns 1 */
size_t refnet_embedding_variables(const refnet_layer *layer, size_t *sizes);

/* Return the layer with its table in vectors. */
refnet_layer refnet_embedding_with_parameters(const refnet_layer *layer, real *vectors);

/* with mask_zero: inputs [m][t], mask of them (ignored) -> result [m][t] */
void refnet_embedding_mask(const real *inputs, const refnet_layer *layer, const unsigned char *mask,
                           size_t m, unsigned char *result);

/* inputs [m][t] -> preactivations [m][t * u] */
void refnet_embedding_forward(const real *inputs, const refnet_layer *layer, size_t m,
                              real *preactivations);

/* inputs [m][t], deltas [m][t * u] -> gradients [rows][u] */
void refnet_embedding_parameter_gradients(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients);

/* inputs [m][t], deltas [m][t * u] -> gradients [m][t] */
void refnet_embedding_input_gradients(const real *inputs, const real *deltas,
                                      const refnet_layer *layer, size_t m, real *gradients);

#endif
