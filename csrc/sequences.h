/* Chapter sequences: examples that are steps one after another. */
#ifndef REFNET_SEQUENCES_H
#define REFNET_SEQUENCES_H

#include <stddef.h>

#include "layer.h"
#include "real.h"

/* m examples of t steps; n features of a step before a layer, u after it. The shapes of a layer are
 * how many numbers one example has before and after it. */

void refnet_masking_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* inputs [m][t * n], mask of them (ignored) -> result [m][t] */
void refnet_masking_mask(const real *inputs, const refnet_layer *layer, const unsigned char *mask,
                         size_t m, unsigned char *result);

/* inputs [m][t * n] -> preactivations [m][t * n] */
void refnet_masking_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations);

/* inputs [m][t * n], deltas [m][t * n] -> gradients [m][t * n] */
void refnet_masking_input_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients);

/* inputs [m][t * n], numbers [m][t * n] -> result [m][t * n] */
void refnet_masked_steps(const real *inputs, const real *numbers, const refnet_layer *layer,
                         size_t m, real *result);

void refnet_repeat_vector_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* inputs [m][u] -> preactivations [m][t * u] */
void refnet_repeat_vector_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                  real *preactivations);

/* inputs [m][u], deltas [m][t * u] -> gradients [m][u] */
void refnet_repeat_vector_input_gradients(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients);

void refnet_time_distributed_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* Return the dense layer whose examples are the steps. */
refnet_layer refnet_each_step_layer(const refnet_layer *layer);

/* -> vectors: the kernel row by row, then the bias if there is one; returns how many numbers that
 * is (with vectors NULL, that alone) */
size_t refnet_time_distributed_parameters(const refnet_layer *layer, real *vectors);

/* -> sizes of the kernel and of the bias if there is one; returns how many sizes that are */
size_t refnet_time_distributed_variables(const refnet_layer *layer, size_t *sizes);

/* Return the layer with its parameters in vectors, in the order of
 * refnet_time_distributed_parameters. */
refnet_layer refnet_time_distributed_with_parameters(const refnet_layer *layer, real *vectors);

/* inputs [m][t * n] -> preactivations [m][t * u] */
void refnet_time_distributed_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                     real *preactivations);

/* inputs [m][t * n], deltas [m][t * u] -> gradients, in the order of
 * refnet_time_distributed_parameters */
void refnet_time_distributed_parameter_gradients(const real *inputs, const real *deltas,
                                                 const refnet_layer *layer, size_t m,
                                                 real *gradients);

/* inputs [m][t * n], deltas [m][t * u] -> gradients [m][t * n] */
void refnet_time_distributed_input_gradients(const real *inputs, const real *deltas,
                                             const refnet_layer *layer, size_t m, real *gradients);

#endif
