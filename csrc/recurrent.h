/* Chapter recurrent: the layer that reads a sequence step by step and remembers.
 *
 * The functions for a batch need layer->trace: the forward pass writes it, the backward pass
 * through time changes it, and the gradients of parameters and inputs are calculated from it. */
#ifndef REFNET_RECURRENT_H
#define REFNET_RECURRENT_H

#include <stddef.h>

#include "layer.h"
#include "random.h"
#include "real.h"

/* m examples of t steps with n features; u units */

/* A step of all examples: rows of a trace, and outputs [u] after the step. mask + e * mask_row says
 * whether the step of example e is real; mask is NULL where all are. kernel_copy: what the table's
 * copy_kernel or copy_transposed gives for the recurrent kernel. */
typedef struct {
    const unsigned char *mask;
    size_t mask_row;
    const real *kernel_copy;
    refnet_rows gates, recurrent, states, cells, next_cells, shown, outputs;
    refnet_rows output_gradients, cell_gradients;
} refnet_time_step;

/* -> how many numbers one example has before and after the layer: t * n, and t * u or u */
void refnet_recurrent_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* -> vectors: the rows of both kernels, then the bias if there is one; returns how many numbers
 * that is (with vectors NULL, that alone) */
size_t refnet_recurrent_parameters(const refnet_layer *layer, real *vectors);

/* -> sizes of both kernels and of the bias if there is one; returns how many sizes that are */
size_t refnet_recurrent_variables(const refnet_layer *layer, size_t *sizes);

/* Return the layer with its parameters in vectors, in the order of refnet_recurrent_parameters. */
refnet_layer refnet_recurrent_with_parameters(const refnet_layer *layer, real *vectors);

/* Return the layer for a batch with this mask [m][t]. */
refnet_layer refnet_recurrent_masked(const refnet_layer *layer, const unsigned char *mask);

/* mask [m][t] of the inputs [m][t * n] -> result [m][t], that of outputs of all steps */
void refnet_recurrent_mask(const real *inputs, const refnet_layer *layer, const unsigned char *mask,
                           size_t m, unsigned char *result);

/* -> layer->factors [m][n + u] of features and state, drawn example by example; returns how many an
 * example has: none if nothing is dropped, n + u otherwise (with m 0, that alone) */
size_t refnet_recurrent_drawn(const refnet_layer *layer, size_t m, refnet_generator *generator);

/* inputs [m][t * n] -> steps [end - first][n] of example e: those from `first` to before `end` in
 * the order in which the layer reads them, times their factors, zeros where one is left out */
void refnet_examples_of(const real *inputs, const refnet_layer *layer, size_t e, size_t first,
                        size_t end, real *steps);

/* gradients [t][n] in the order of the layer, changed to that of the inputs */
void refnet_input_gradient_row(const refnet_layer *layer, real *gradients);

/* Return the dense layer that sees the features of a step: its sums begin with the bias, and those
 * of refnet_add_products over the state before continue them. */
refnet_layer refnet_step_layer(const refnet_layer *layer);

/* Return NULL: the next two functions read the kernel [n][u] itself, and ignore a copy. */
const real *refnet_no_copy(const real *kernel, size_t m, size_t n, size_t u);

/* rows [n] of each example, kernel [n][u] -> sums [u] of each example: each continues over the row,
 * in order, as in refnet_dense_forward */
void refnet_add_products(refnet_rows rows, const real *kernel, const real *copy, size_t m, size_t n,
                         size_t u, refnet_rows sums);

/* deltas [u] of each example, kernel [n][u] -> gradients [m][n], as in refnet_dense_input_gradients
 */
void refnet_state_gradients(refnet_rows deltas, const real *kernel, const real *copy, size_t m,
                            size_t n, size_t u, real *gradients);

/* numbers [n], NULL for zeros, are added to sums [n] */
void refnet_add_numbers(const real *numbers, size_t n, real *sums);

/* One step of m examples, but for those whose step is left out.
 *
 * gates: the sums [u] -> gates: the states [u], outputs [u]: the same */
void refnet_simple_rnn_step(const refnet_layer *layer, const refnet_time_step *step, size_t m);

/* inputs [m][t * n] -> preactivations [m][t * u] or [m][u] */
void refnet_simple_rnn_forward(const real *inputs, const refnet_layer *layer, size_t m,
                               real *preactivations);

/* preactivations [m][t * u] or [m][u], after the forward pass -> layer->state [m][u], those after
 * the last step; returns how many numbers of an example the layer keeps, none unless it is stateful
 * (with m 0, that alone) */
size_t refnet_simple_rnn_final_states(const real *preactivations, const refnet_layer *layer,
                                      size_t m);

/* One step of m examples, but for those whose step is left out.
 *
 * output_gradients [u], gates: the states [u] -> gates: their deltas, output_gradients: zeros, as
 * all that goes on to the states before goes through the units */
void refnet_simple_rnn_step_deltas(const refnet_layer *layer, const refnet_time_step *step,
                                   size_t m);

/* deltas [m][t * u] or [m][u] -> in the trace of all steps, the deltas of each */
void refnet_simple_rnn_backward(const real *deltas, const refnet_layer *layer, size_t m);

/* The next two are also those of lstm.
 *
 * inputs [m][t * n], trace after the backward pass -> gradients, in the order of
 * refnet_recurrent_parameters; deltas is ignored */
void refnet_simple_rnn_parameter_gradients(const real *inputs, const real *deltas,
                                           const refnet_layer *layer, size_t m, real *gradients);

/* trace after the backward pass -> gradients [m][t * n]; inputs and deltas are ignored */
void refnet_simple_rnn_input_gradients(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients);

#endif
