/* Chapter bidirectional: a sequence read from both ends. */
#ifndef REFNET_BIDIRECTIONAL_H
#define REFNET_BIDIRECTIONAL_H

#include <stddef.h>

#include "layer.h"
#include "random.h"
#include "real.h"

/* m examples of t steps with n features; u units in each direction. Like the functions of
 * recurrent.h, those for a batch need layer->trace, here two traces. */

/* -> how many numbers one example has before and after the layer: t * n, and t * 2u or 2u */
void refnet_bidirectional_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* Return the layer that reads from the first step to the last. */
refnet_layer refnet_forward_layer(const refnet_layer *layer);

/* Return the layer that reads from the last step to the first. */
refnet_layer refnet_backward_layer(const refnet_layer *layer);

/* -> vectors: those of the first layer, then those of the second; returns how many numbers that is
 * (with vectors NULL, that alone) */
size_t refnet_bidirectional_parameters(const refnet_layer *layer, real *vectors);

/* -> sizes of the variables of the first layer, then those of the second; returns how many sizes
 * that are */
size_t refnet_bidirectional_variables(const refnet_layer *layer, size_t *sizes);

/* Return the layer with its parameters in vectors, in the order of refnet_bidirectional_parameters.
 */
refnet_layer refnet_bidirectional_with_parameters(const refnet_layer *layer, real *vectors);

/* mask [m][t] of the inputs [m][t * n] -> result [m][t], that of outputs of all steps */
void refnet_bidirectional_mask(const real *inputs, const refnet_layer *layer,
                               const unsigned char *mask, size_t m, unsigned char *result);

/* -> layer->factors [m][2 * (n + u)]: those of all examples of the first layer are drawn, then
 * those of the second; returns how many an example has: none if nothing is dropped (with m 0, that
 * alone)
 */
size_t refnet_bidirectional_drawn(const refnet_layer *layer, size_t m, refnet_generator *generator);

/* rows [m][t * 2u] or [m][2u] -> result [m][t * u] or [m][u]: the part of a direction, 0 or 1, in
 * the order in which it reads */
void refnet_direction_rows(const real *rows, int direction, const refnet_layer *layer, size_t m,
                           real *result);

/* inputs [m][t * n] -> preactivations [m][t * 2u] or [m][2u], merged: [m][t * u] or [m][u] */
void refnet_bidirectional_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                  real *preactivations);

/* deltas [m][t * 2u] or [m][2u] -> in the traces of all steps, the deltas of each */
void refnet_bidirectional_backward(const real *deltas, const refnet_layer *layer, size_t m);

/* inputs [m][t * n], traces after the backward pass -> gradients, in the order of
 * refnet_bidirectional_parameters; deltas is ignored */
void refnet_bidirectional_parameter_gradients(const real *inputs, const real *deltas,
                                              const refnet_layer *layer, size_t m, real *gradients);

/* traces after the backward pass -> gradients [m][t * n]; inputs and deltas are ignored */
void refnet_bidirectional_input_gradients(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients);

/* traces after the forward pass -> layer->state [m][2 * u], of lstm [m][4 * u]: those after the
 * last step of both layers; preactivations is ignored; returns how many numbers of an example the
 * layer keeps, none unless it is stateful (with m 0, that alone) */
size_t refnet_bidirectional_final_states(const real *preactivations, const refnet_layer *layer,
                                         size_t m);

#endif
