/* Chapter gru: the recurrent layer with two gates and no cell. */
#ifndef REFNET_GRU_H
#define REFNET_GRU_H

#include <stddef.h>

#include "layer.h"
#include "real.h"
#include "recurrent.h"

/* m examples of t steps with n features; u units. Like the functions of recurrent.h, these need
 * layer->trace. Gates [3 * u] are the update gates z, the reset gates r and the candidates g. */

/* -> vectors: the rows of both kernels, then both biases, if any; returns how many numbers that is
 * (with vectors NULL, that alone) */
size_t refnet_gru_parameters(const refnet_layer *layer, real *vectors);

/* -> sizes of both kernels and of both biases together, if any; returns how many sizes that are */
size_t refnet_gru_variables(const refnet_layer *layer, size_t *sizes);

/* Return the layer with its parameters in vectors, in the order of refnet_gru_parameters. */
refnet_layer refnet_gru_with_parameters(const refnet_layer *layer, real *vectors);

/* Return the dense layer that sees the features of a step. */
refnet_layer refnet_feature_layer(const refnet_layer *layer);

/* Return the dense layer that sees the outputs before. */
refnet_layer refnet_recurrent_layer(const refnet_layer *layer);

/* One step of m examples, but for those whose step is left out.
 *
 * gates: the sums of the features [3 * u], recurrent: those of the outputs before [3 * u], of which
 * the last u stay as they are, states [u] -> gates: z, r and g after their activations, outputs [u]
 */
void refnet_gru_step(const refnet_layer *layer, const refnet_time_step *step, size_t m);

/* inputs [m][t * n] -> preactivations [m][t * u] or [m][u] */
void refnet_gru_forward(const real *inputs, const refnet_layer *layer, size_t m,
                        real *preactivations);

/* preactivations [m][t * u] or [m][u], after the forward pass -> layer->state [m][u], the outputs
 * after the last step; returns how many numbers of an example the layer keeps, none unless it is
 * stateful (with m 0, that alone) */
size_t refnet_gru_final_states(const real *preactivations, const refnet_layer *layer, size_t m);

/* One step of m examples, but for those whose step is left out.
 *
 * output_gradients [u], gates after their activations, recurrent: the sums for the candidates, the
 * last u of [3 * u], states [u] -> gates: the deltas of the features' sums [3 * u], recurrent:
 * those of the other sums [3 * u], output_gradients: what goes on to the outputs before directly,
 * them times
 * z */
void refnet_gru_step_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m);

/* deltas [m][t * u] or [m][u] -> in the trace of all steps, the deltas of each */
void refnet_gru_backward(const real *deltas, const refnet_layer *layer, size_t m);

/* inputs [m][t * n], trace after the backward pass -> gradients, in the order of
 * refnet_gru_parameters; deltas is ignored */
void refnet_gru_parameter_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients);

/* trace after the backward pass -> gradients [m][t * n]; inputs and deltas are ignored */
void refnet_gru_input_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                size_t m, real *gradients);

#endif
