/* Chapter gru: the recurrent layer with two gates and no cell.
 *
 * python/refnet/reference/gru.py has the explanation; this file has the same functions in the same
 * order, without those that flat arrays make superfluous. through_time.c takes the steps.
 *
 * m examples of t steps with n features; u units. */

#include <string.h>

#include "internal.h"
#include "through_time.h"

size_t refnet_gru_parameters(const refnet_layer *layer, real *vectors)
{
    /* -> vectors: kernel [n][3 * u], recurrent kernel [u][3 * u], bias [2][3 * u] if there is one
     */
    const size_t columns = 3 * layer->units, size = refnet_recurrent_parameters(layer, vectors);
    if (layer->bias == NULL || layer->reset_before) {
        return size;
    }
    if (vectors != NULL) {
        memcpy(vectors + size, layer->bias + columns, columns * sizeof *vectors);
    }
    return size + columns;
}

size_t refnet_gru_variables(const refnet_layer *layer, size_t *sizes)
{
    /* -> sizes of kernel, recurrent kernel and both biases */
    const size_t count = refnet_recurrent_variables(layer, sizes);
    sizes[2] = layer->reset_before ? sizes[2] : 2 * sizes[2];
    return count;
}

refnet_layer refnet_gru_with_parameters(const refnet_layer *layer, real *vectors)
{
    /* vectors: kernel, recurrent kernel, both biases if any */
    return refnet_recurrent_with_parameters(layer, vectors);
}

refnet_layer refnet_feature_layer(const refnet_layer *layer)
{
    return refnet_step_layer(layer);
}

refnet_layer refnet_recurrent_layer(const refnet_layer *layer)
{
    refnet_layer dense = refnet_step_layer(layer);
    dense.n = layer->units;
    dense.kernel = layer->recurrent_kernel;
    dense.bias = layer->bias == NULL ? NULL : layer->bias + 3 * layer->units;
    return dense;
}

void refnet_gru_step(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        real *z = refnet_row_of(step->gates, e), *r = z + u, *g = r + u;
        const real *of_states = refnet_row_of(step->recurrent, e);
        const real *s = of_states + 2 * u, *state = refnet_row_of(step->states, e);
        real *output = refnet_row_of(step->outputs, e);
        for (size_t j = 0; j < 2 * u; j++) {
            z[j] = z[j] + of_states[j]; /* and r */
        }
        refnet_activate(layer->recurrent_activation, z, 1, u, z);
        refnet_activate(layer->recurrent_activation, r, 1, u, r);
        for (size_t j = 0; j < u; j++) {
            g[j] = g[j] + r[j] * s[j];
        }
        refnet_activate(layer->step_activation, g, 1, u, g);
        for (size_t j = 0; j < u; j++) {
            output[j] = z[j] * state[j] + (1 - z[j]) * g[j];
        }
    }
}

static void gru_step_forward(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const refnet_layer dense = refnet_recurrent_layer(layer);
    const refnet_kernels *kernels = refnet_kernels_in_use();
    for (size_t e = 0; e < m; e++) {
        real *sums = refnet_row_of(step->recurrent, e);
        for (size_t j = 0; j < dense.u; j++) {
            sums[j] = dense.bias == NULL ? 0 : dense.bias[j];
        }
    }
    kernels->add_products(step->states, dense.kernel, step->kernel_copy, m, dense.n, dense.u,
                          step->recurrent);
    kernels->gru_step(layer, step, m);
}

void refnet_gru_forward(const real *inputs, const refnet_layer *layer, size_t m,
                        real *preactivations)
{
    /* inputs [m][t * n] -> preactivations [m][t * u] or [m][u] */
    if (layer->reset_before) {
        refnet_reset_before_forward(inputs, layer, m, preactivations);
        return;
    }
    refnet_forward_through_time(inputs, layer, m, gru_step_forward, preactivations);
}

size_t refnet_gru_final_states(const real *preactivations, const refnet_layer *layer, size_t m)
{
    /* preactivations [m][t * u] or [m][u] -> layer->state [m][u] */
    return refnet_simple_rnn_final_states(preactivations, layer, m);
}

void refnet_gru_step_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    const refnet_activation gates = layer->recurrent_activation;
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        real *z = refnet_row_of(step->gates, e), *r = z + u, *g = r + u;
        real *of_states = refnet_row_of(step->recurrent, e);
        const real *state = refnet_row_of(step->states, e);
        real *of_output = refnet_row_of(step->output_gradients, e);
        for (size_t j = 0; j < u; j++) {
            const real of_z = of_output[j] * (state[j] - g[j]), of_g = of_output[j] * (1 - z[j]);
            const real reset = r[j], s = of_states[2 * u + j];
            of_output[j] = of_output[j] * z[j];
            g[j] = refnet_delta_of(layer->step_activation, of_g, g[j]);
            z[j] = refnet_delta_of(gates, of_z, z[j]);
            r[j] = refnet_delta_of(gates, g[j] * s, reset);
            of_states[j] = z[j];
            of_states[u + j] = r[j];
            of_states[2 * u + j] = g[j] * reset;
        }
    }
}

void refnet_gru_backward(const real *deltas, const refnet_layer *layer, size_t m)
{
    /* deltas [m][t * u] or [m][u] */
    if (layer->reset_before) {
        refnet_reset_before_backward(deltas, layer, m);
        return;
    }
    refnet_backward_through_time(deltas, layer, m, refnet_kernels_in_use()->gru_step_deltas);
}

void refnet_gru_parameter_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t * n] -> gradients: kernel [n][3 * u], recurrent kernel [u][3 * u], bias [2][3 *
     * u] if there is one */
    if (layer->reset_before) {
        refnet_reset_before_parameter_gradients(inputs, deltas, layer, m, gradients);
        return;
    }
    const refnet_trace *trace = layer->trace;
    const real *features = trace->features == NULL ? inputs : trace->features;
    const refnet_layer of_features = refnet_feature_layer(layer);
    const refnet_layer of_states = refnet_recurrent_layer(layer);
    const refnet_kernels *kernels = refnet_kernels_in_use();
    const size_t columns = of_features.u, rows = m * layer->steps;
    real *recurrent = gradients + of_features.n * columns;
    real *bias = recurrent + of_states.n * columns, *recurrent_bias = bias + columns;
    /* each bias comes after its kernel: the first one at first where the recurrent kernel begins */
    kernels->dense_parameter_gradients(features, trace->gates, &of_features, rows, gradients);
    if (layer->bias != NULL) {
        memcpy(recurrent_bias, recurrent, columns * sizeof *gradients);
    }
    kernels->dense_parameter_gradients(trace->states, trace->recurrent, &of_states, rows,
                                       recurrent);
    for (size_t j = 0; layer->bias != NULL && j < columns; j++) {
        const real gradient = bias[j];
        bias[j] = recurrent_bias[j];
        recurrent_bias[j] = gradient;
    }
}

void refnet_gru_input_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                size_t m, real *gradients)
{
    /* -> gradients [m][t * n] */
    refnet_simple_rnn_input_gradients(inputs, deltas, layer, m, gradients);
}
