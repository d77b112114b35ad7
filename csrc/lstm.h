/* Chapter lstm: the recurrent layer whose memory is kept by gates. */
#ifndef REFNET_LSTM_H
#define REFNET_LSTM_H

#include <stddef.h>

#include "layer.h"
#include "real.h"
#include "recurrent.h"

/* m examples of t steps with n features; u units. Like the functions of recurrent.h, these need
 * layer->trace. Gates [4 * u] are those of the inputs i, the forget gates f, the candidates g and
 * the output gates o. */

/* One step of m examples, but for those whose step is left out.
 *
 * gates: the sums [4 * u], cells [u] -> gates: i, f, g and o after their activations, next_cells
 * [u], which may be cells itself, shown [u], outputs [u] */
void refnet_lstm_step(const refnet_layer *layer, const refnet_time_step *step, size_t m);

/* inputs [m][t * n] -> preactivations [m][t * u] or [m][u] */
void refnet_lstm_forward(const real *inputs, const refnet_layer *layer, size_t m,
                         real *preactivations);

/* preactivations [m][t * u] or [m][u], after the forward pass -> layer->state [m][2 * u], outputs
 * and cells after the last step; returns how many numbers of an example the layer keeps, none
 * unless it is stateful (with m 0, that alone) */
size_t refnet_lstm_final_states(const real *preactivations, const refnet_layer *layer, size_t m);

/* of_output [u]: the gradient of the outputs, output_gate [u], shown [u]; of_cell [u]: the gradient
 * of the cells from the step after, to which that from their outputs is added */
void refnet_lstm_cell_gradient(const refnet_layer *layer, const real *of_output,
                               const real *output_gate, const real *shown, real *of_cell);

/* One step of m examples, but for those whose step is left out.
 *
 * output_gradients [u], cell_gradients [u] from the step after, gates after their activations,
 * cells [u], shown [u] -> gates: their deltas, cell_gradients [u] of the cells before,
 * output_gradients: zeros, as all that goes on to the outputs before goes through the gates */
void refnet_lstm_step_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m);

/* deltas [m][t * u] or [m][u] -> in the trace of all steps, the deltas of each */
void refnet_lstm_backward(const real *deltas, const refnet_layer *layer, size_t m);

/* inputs [m][t * n], trace after the backward pass -> gradients, in the order of
 * refnet_recurrent_parameters; deltas is ignored */
void refnet_lstm_parameter_gradients(const real *inputs, const real *deltas,
                                     const refnet_layer *layer, size_t m, real *gradients);

/* trace after the backward pass -> gradients [m][t * n]; inputs and deltas are ignored */
void refnet_lstm_input_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                 size_t m, real *gradients);

#endif
