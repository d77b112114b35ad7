/* Chapter gru_reset_before: gated recurrent units that reset the outputs before the product. */
#ifndef REFNET_GRU_RESET_BEFORE_H
#define REFNET_GRU_RESET_BEFORE_H

#include <stddef.h>

#include "layer.h"
#include "real.h"
#include "recurrent.h"

/* m examples of t steps with n features; u units. Like the functions of recurrent.h, these need
 * layer->trace. Gates [3 * u] are the update gates z, the reset gates r and the candidates g; the
 * columns of the gates and those of the candidates in the recurrent kernel are two matrices, whose
 * rows are as long as the kernel's. */

/* rows [n] of each example, kernel [n][row], of which u columns count -> sums [u] of each example,
 * as in refnet_add_products */
void refnet_add_column_products(refnet_rows rows, const real *kernel, size_t row, size_t m,
                                size_t n, size_t u, refnet_rows sums);

/* deltas [u] of each example, kernel [n][row], of which u columns count -> gradients [m][n], as in
 * refnet_state_gradients */
void refnet_column_state_gradients(refnet_rows deltas, const real *kernel, size_t row, size_t m,
                                   size_t n, size_t u, real *gradients);

/* inputs [m][n], deltas [m][row], of which u columns count, are added to gradients [n][row], u
 * columns of them, as in refnet_dense_parameter_gradients */
void refnet_add_column_gradients(const real *inputs, const real *deltas, size_t row, size_t m,
                                 size_t n, size_t u, real *gradients);

/* One step of m examples, but for those whose step is left out: the outputs before, reset.
 *
 * gates: the sums of z and r [2 * u], states [u] -> gates: z and r after their activation,
 * recurrent [u]: the states times r, zeros where the step is left out */
void refnet_reset_states(const refnet_layer *layer, const refnet_time_step *step, size_t m);

/* One step of m examples, but for those whose step is left out.
 *
 * gates: z, and the sums of the candidates, states [u] -> gates: g after its activation, outputs
 * [u] */
void refnet_reset_before_outputs(const refnet_layer *layer, const refnet_time_step *step, size_t m);

/* One step of m examples: gates: the sums of the features [3 * u], states [u] -> gates: z, r and g
 * after their activations, recurrent [u]: the states times r, outputs [u] */
void refnet_reset_before_step(const refnet_layer *layer, const refnet_time_step *step, size_t m);

/* inputs [m][t * n] -> preactivations [m][t * u] or [m][u] */
void refnet_reset_before_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                 real *preactivations);

/* preactivations [m][t * u] or [m][u], after the forward pass -> layer->state [m][u], the outputs
 * after the last step; returns how many numbers of an example the layer keeps, none unless it is
 * stateful (with m 0, that alone) */
size_t refnet_reset_before_final_states(const real *preactivations, const refnet_layer *layer,
                                        size_t m);

/* One step of m examples, but for those whose step is left out.
 *
 * output_gradients [u], gates after their activations, states [u] -> gates: the deltas of z and g,
 * output_gradients: them times z */
void refnet_candidate_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m);

/* One step of m examples, but for those whose step is left out.
 *
 * gradients [m][u]: of the reset outputs before; gates: r after its activation, states [u] ->
 * gates: the deltas of r, output_gradients: with the gradients times r added to them */
void refnet_reset_gate_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m,
                              const real *gradients);

/* One step of m examples, but for those whose step is left out.
 *
 * output_gradients [u], gates after their activations, states [u] -> gates: the deltas [3 * u],
 * output_gradients: what goes on to the outputs before, but for what goes through the gates */
void refnet_reset_before_step_deltas(const refnet_layer *layer, const refnet_time_step *step,
                                     size_t m);

/* deltas [m][t * u] or [m][u] -> in the trace of all steps, the deltas of each */
void refnet_reset_before_backward(const real *deltas, const refnet_layer *layer, size_t m);

/* inputs [m][t * n], trace after the backward pass -> gradients, in the order of
 * refnet_gru_parameters; deltas is ignored */
void refnet_reset_before_parameter_gradients(const real *inputs, const real *deltas,
                                             const refnet_layer *layer, size_t m, real *gradients);

/* trace after the backward pass -> gradients [m][t * n]; inputs and deltas are ignored */
void refnet_reset_before_input_gradients(const real *inputs, const real *deltas,
                                         const refnet_layer *layer, size_t m, real *gradients);

#endif
