/* Chapter lstm: the recurrent layer whose memory is kept by gates.
 *
 * python/refnet/reference/lstm.py has the explanation; this file has the same functions in the same
 * order, without those that flat arrays make superfluous. through_time.c takes the steps.
 *
 * m examples of t steps with n features; u units. */

#include <string.h>

#include "internal.h"
#include "through_time.h"

void refnet_lstm_step(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        real *i = refnet_row_of(step->gates, e), *f = i + u, *g = f + u, *o = g + u;
        const real *cell = refnet_row_of(step->cells, e);
        real *next = refnet_row_of(step->next_cells, e);
        real *shown = refnet_row_of(step->shown, e);
        real *output = refnet_row_of(step->outputs, e);
        refnet_activate(layer->recurrent_activation, i, 1, u, i);
        refnet_activate(layer->recurrent_activation, f, 1, u, f);
        refnet_activate(layer->step_activation, g, 1, u, g);
        refnet_activate(layer->recurrent_activation, o, 1, u, o);
        for (size_t j = 0; j < u; j++) {
            next[j] = f[j] * cell[j] + i[j] * g[j];
        }
        refnet_activate(layer->step_activation, next, 1, u, shown);
        for (size_t j = 0; j < u; j++) {
            output[j] = o[j] * shown[j];
        }
    }
}

static void lstm_step_forward(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const refnet_kernels *kernels = refnet_kernels_in_use();
    const size_t u = layer->units;
    kernels->add_products(step->states, layer->recurrent_kernel, step->kernel_copy, m, u, 4 * u,
                          step->gates);
    kernels->lstm_step(layer, step, m);
}

void refnet_lstm_forward(const real *inputs, const refnet_layer *layer, size_t m,
                         real *preactivations)
{
    /* inputs [m][t * n] -> preactivations [m][t * u] or [m][u] */
    refnet_forward_through_time(inputs, layer, m, lstm_step_forward, preactivations);
}

size_t refnet_lstm_final_states(const real *preactivations, const refnet_layer *layer, size_t m)
{
    /* preactivations [m][t * u] or [m][u] -> layer->state [m][2 * u] */
    const size_t u = layer->units,
                 outputs = refnet_simple_rnn_final_states(preactivations, layer, m);
    for (size_t e = 0; outputs > 0 && e < m; e++) {
        const size_t kept = layer->trace->kept, last = (layer->steps - 1) % kept + 1;
        const real *cells = layer->trace->cells + (e * (kept + 1) + last) * u;
        memcpy(refnet_row_of(layer->state, e) + u, cells, u * sizeof *cells);
    }
    return 2 * outputs;
}

void refnet_lstm_cell_gradient(const refnet_layer *layer, const real *of_output,
                               const real *output_gate, const real *shown, real *of_cell)
{
    /* of_output [u], output_gate [u], shown [u], of_cell [u] */
    for (size_t j = 0; j < layer->units; j++) {
        const real of_shown = of_output[j] * output_gate[j];
        of_cell[j] = of_cell[j] + refnet_delta_of(layer->step_activation, of_shown, shown[j]);
    }
}

void refnet_lstm_step_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    const refnet_activation gates = layer->recurrent_activation;
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        real *i = refnet_row_of(step->gates, e), *f = i + u, *g = f + u, *o = g + u;
        const real *cell = refnet_row_of(step->cells, e);
        const real *shown = refnet_row_of(step->shown, e);
        real *of_output = refnet_row_of(step->output_gradients, e);
        real *of_cell = refnet_row_of(step->cell_gradients, e);
        refnet_lstm_cell_gradient(layer, of_output, o, shown, of_cell);
        for (size_t j = 0; j < u; j++) {
            const real of_i = of_cell[j] * g[j], of_f = of_cell[j] * cell[j];
            const real of_g = of_cell[j] * i[j], of_o = of_output[j] * shown[j];
            of_cell[j] = of_cell[j] * f[j];
            i[j] = refnet_delta_of(gates, of_i, i[j]);
            f[j] = refnet_delta_of(gates, of_f, f[j]);
            g[j] = refnet_delta_of(layer->step_activation, of_g, g[j]);
            o[j] = refnet_delta_of(gates, of_o, o[j]);
            of_output[j] = 0;
        }
    }
}

void refnet_lstm_backward(const real *deltas, const refnet_layer *layer, size_t m)
{
    /* deltas [m][t * u] or [m][u] */
    refnet_backward_through_time(deltas, layer, m, refnet_kernels_in_use()->lstm_step_deltas);
}

void refnet_lstm_parameter_gradients(const real *inputs, const real *deltas,
                                     const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t * n] -> gradients: kernel [n][4 * u], recurrent kernel [u][4 * u], bias [4 * u]
     * if there is one */
    refnet_simple_rnn_parameter_gradients(inputs, deltas, layer, m, gradients);
}

void refnet_lstm_input_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                 size_t m, real *gradients)
{
    /* -> gradients [m][t * n] */
    refnet_simple_rnn_input_gradients(inputs, deltas, layer, m, gradients);
}
