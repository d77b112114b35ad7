/* Chapter gru_reset_before: gated recurrent units that reset the outputs before the product.
 *
 * python/refnet/reference/gru_reset_before.py has the explanation; this file has the same functions
 * in the same order, without those that flat arrays make superfluous. through_time.c takes the
 * steps.
 *
 * m examples of t steps with n features; u units. */

#include <string.h>

#include "internal.h"
#include "through_time.h"

void refnet_add_column_products(refnet_rows rows, const real *kernel, size_t row, size_t m,
                                size_t n, size_t u, refnet_rows sums)
{
    /* rows: [n], kernel [n][row] -> sums: [u] */
    for (size_t e = 0; e < m; e++) {
        const real *numbers = refnet_row_of(rows, e);
        real *sum = refnet_row_of(sums, e);
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < u; j++) {
                sum[j] = refnet_plus_product(sum[j], kernel[i * row + j], numbers[i]);
            }
        }
    }
}

void refnet_column_state_gradients(refnet_rows deltas, const real *kernel, size_t row, size_t m,
                                   size_t n, size_t u, real *gradients)
{
    /* deltas: [u], kernel [n][row] -> gradients [m][n] */
    for (size_t e = 0; e < m; e++) {
        const real *delta = refnet_row_of(deltas, e);
        for (size_t i = 0; i < n; i++) {
            real total = 0;
            for (size_t j = 0; j < u; j++) {
                total = refnet_plus_product(total, delta[j], kernel[i * row + j]);
            }
            gradients[e * n + i] = total;
        }
    }
}

void refnet_add_column_gradients(const real *inputs, const real *deltas, size_t row, size_t m,
                                 size_t n, size_t u, real *gradients)
{
    /* inputs [m][n], deltas [m][row] -> gradients [n][row] */
    for (size_t e = 0; e < m; e++) {
        for (size_t i = 0; i < n; i++) {
            real *sums = gradients + i * row;
            for (size_t j = 0; j < u; j++) {
                sums[j] = refnet_plus_product(sums[j], inputs[e * n + i], deltas[e * row + j]);
            }
        }
    }
}

static refnet_layer reset_before_features(const refnet_layer *layer)
{
    return refnet_step_layer(layer);
}

/* Return the recurrent kernel from the columns of the gates on. */
static const real *reset_before_gates(const refnet_layer *layer)
{
    return layer->recurrent_kernel;
}

/* Return the recurrent kernel from the columns of the candidates on. */
static const real *reset_before_candidates(const refnet_layer *layer)
{
    return layer->recurrent_kernel + 2 * layer->units;
}

/* Return the sums or deltas of the candidates of a step. */
static refnet_rows candidates_of(const refnet_layer *layer, const refnet_time_step *step)
{
    return (refnet_rows){step->gates.start + 2 * layer->units, step->gates.row};
}

void refnet_reset_states(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        real *z = refnet_row_of(step->gates, e), *r = z + u;
        real *reset = refnet_row_of(step->recurrent, e);
        const real *state = refnet_row_of(step->states, e);
        if (refnet_is_left_out(step, e)) {
            memset(reset, 0, u * sizeof *reset);
            continue;
        }
        refnet_activate(layer->recurrent_activation, z, 1, u, z);
        refnet_activate(layer->recurrent_activation, r, 1, u, r);
        for (size_t j = 0; j < u; j++) {
            reset[j] = r[j] * state[j];
        }
    }
}

void refnet_reset_before_outputs(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        real *z = refnet_row_of(step->gates, e), *g = z + 2 * u;
        const real *state = refnet_row_of(step->states, e);
        real *output = refnet_row_of(step->outputs, e);
        refnet_activate(layer->step_activation, g, 1, u, g);
        for (size_t j = 0; j < u; j++) {
            output[j] = z[j] * state[j] + (1 - z[j]) * g[j];
        }
    }
}

void refnet_reset_before_step(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units, columns = 3 * u;
    const refnet_kernels *kernels = refnet_kernels_in_use();
    kernels->add_column_products(step->states, reset_before_gates(layer), columns, m, u, 2 * u,
                                 step->gates);
    kernels->reset_states(layer, step, m);
    kernels->add_column_products(step->recurrent, reset_before_candidates(layer), columns, m, u, u,
                                 candidates_of(layer, step));
    kernels->reset_before_outputs(layer, step, m);
}

void refnet_reset_before_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                 real *preactivations)
{
    /* inputs [m][t * n] -> preactivations [m][t * u] or [m][u] */
    refnet_forward_through_time(inputs, layer, m, refnet_reset_before_step, preactivations);
}

size_t refnet_reset_before_final_states(const real *preactivations, const refnet_layer *layer,
                                        size_t m)
{
    /* preactivations [m][t * u] or [m][u] -> layer->state [m][u] */
    return refnet_simple_rnn_final_states(preactivations, layer, m);
}

void refnet_candidate_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        real *z = refnet_row_of(step->gates, e), *g = z + 2 * u;
        const real *state = refnet_row_of(step->states, e);
        real *of_output = refnet_row_of(step->output_gradients, e);
        for (size_t j = 0; j < u; j++) {
            const real of_z = of_output[j] * (state[j] - g[j]), of_g = of_output[j] * (1 - z[j]);
            of_output[j] = of_output[j] * z[j];
            g[j] = refnet_delta_of(layer->step_activation, of_g, g[j]);
            z[j] = refnet_delta_of(layer->recurrent_activation, of_z, z[j]);
        }
    }
}

void refnet_reset_gate_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m,
                              const real *gradients)
{
    /* gradients [m][u] */
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        real *r = refnet_row_of(step->gates, e) + u;
        const real *state = refnet_row_of(step->states, e), *of_reset = gradients + e * u;
        real *of_output = refnet_row_of(step->output_gradients, e);
        for (size_t j = 0; j < u; j++) {
            of_output[j] = of_output[j] + of_reset[j] * r[j];
            r[j] = refnet_delta_of(layer->recurrent_activation, of_reset[j] * state[j], r[j]);
        }
    }
}

void refnet_reset_before_step_deltas(const refnet_layer *layer, const refnet_time_step *step,
                                     size_t m)
{
    const size_t u = layer->units;
    const refnet_kernels *kernels = refnet_kernels_in_use();
    real *of_reset = layer->trace->state_gradients;
    kernels->candidate_deltas(layer, step, m);
    kernels->column_state_gradients(candidates_of(layer, step), reset_before_candidates(layer),
                                    3 * u, m, u, u, of_reset);
    kernels->reset_gate_deltas(layer, step, m, of_reset);
}

void refnet_reset_before_backward(const real *deltas, const refnet_layer *layer, size_t m)
{
    /* deltas [m][t * u] or [m][u] */
    refnet_backward_through_time(deltas, layer, m, refnet_reset_before_step_deltas);
}

void refnet_reset_before_parameter_gradients(const real *inputs, const real *deltas,
                                             const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t * n] -> gradients: kernel [n][3 * u], recurrent kernel [u][3 * u], bias [3 * u]
     * if there is one */
    (void)deltas;
    const refnet_trace *trace = layer->trace;
    const real *features = trace->features == NULL ? inputs : trace->features;
    const refnet_layer dense = reset_before_features(layer);
    const refnet_kernels *kernels = refnet_kernels_in_use();
    const size_t u = layer->units, columns = 3 * u, rows = m * layer->steps;
    real *recurrent = gradients + dense.n * columns;
    /* the bias comes after the kernel: at first where the recurrent kernel begins */
    kernels->dense_parameter_gradients(features, trace->gates, &dense, rows, gradients);
    if (layer->bias != NULL) {
        memcpy(recurrent + u * columns, recurrent, columns * sizeof *gradients);
    }
    memset(recurrent, 0, u * columns * sizeof *gradients);
    kernels->add_column_gradients(trace->states, trace->gates, columns, rows, u, 2 * u, recurrent);
    kernels->add_column_gradients(trace->recurrent, trace->gates + 2 * u, columns, rows, u, u,
                                  recurrent + 2 * u);
}

void refnet_reset_before_input_gradients(const real *inputs, const real *deltas,
                                         const refnet_layer *layer, size_t m, real *gradients)
{
    /* -> gradients [m][t * n] */
    refnet_simple_rnn_input_gradients(inputs, deltas, layer, m, gradients);
}
