/* Chapter recurrent: the layer that reads a sequence step by step and remembers.
 *
 * python/refnet/reference/recurrent.py has the explanation; this file has the same functions in the
 * same order, without those that flat arrays make superfluous. A step is one of all examples, and
 * through_time.c takes the steps. What they calculate stays in the trace, so that the backward pass
 * need not go forward again.
 *
 * m examples of t steps with n features; u units. */

#include <string.h>

#include "internal.h"
#include "through_time.h"

void refnet_recurrent_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->steps * layer->features;
    const size_t outputs = layer->return_sequences ? layer->steps * layer->units : layer->units;
    *u = outputs + refnet_returned_state(layer);
}

size_t refnet_recurrent_parameters(const refnet_layer *layer, real *vectors)
{
    /* -> vectors: kernel [n][gates * u], recurrent kernel [u][gates * u], bias [gates * u] if there
     * is one */
    const size_t columns = layer->gates * layer->units;
    const size_t kernel = layer->features * columns, recurrent = layer->units * columns;
    const size_t bias = layer->bias == NULL ? 0 : columns;
    if (vectors != NULL) {
        memcpy(vectors, layer->kernel, kernel * sizeof *vectors);
        memcpy(vectors + kernel, layer->recurrent_kernel, recurrent * sizeof *vectors);
    }
    if (vectors != NULL && bias > 0) {
        memcpy(vectors + kernel + recurrent, layer->bias, bias * sizeof *vectors);
    }
    return kernel + recurrent + bias;
}

size_t refnet_recurrent_variables(const refnet_layer *layer, size_t *sizes)
{
    /* -> sizes of kernel, recurrent kernel and bias */
    const size_t columns = layer->gates * layer->units;
    sizes[0] = layer->features * columns;
    sizes[1] = layer->units * columns;
    sizes[2] = columns;
    return layer->bias == NULL ? 2 : 3;
}

refnet_layer refnet_recurrent_with_parameters(const refnet_layer *layer, real *vectors)
{
    /* vectors: kernel, recurrent kernel, bias if there is one */
    refnet_layer result = *layer;
    const size_t columns = layer->gates * layer->units;
    result.kernel = vectors;
    result.recurrent_kernel = vectors + layer->features * columns;
    result.bias = layer->bias == NULL ? NULL : result.recurrent_kernel + layer->units * columns;
    return result;
}

refnet_layer refnet_recurrent_masked(const refnet_layer *layer, const unsigned char *mask)
{
    /* mask [m][t] */
    refnet_layer result = *layer;
    result.mask = mask;
    return result;
}

void refnet_recurrent_mask(const real *inputs, const refnet_layer *layer, const unsigned char *mask,
                           size_t m, unsigned char *result)
{
    /* mask [m][t] -> result [m][t] */
    (void)inputs;
    const size_t t = layer->steps;
    for (size_t k = 0; k < m * t; k++) {
        const size_t i = k % t;
        result[k] = mask[layer->go_backwards ? k - i + (t - 1 - i) : k];
    }
}

size_t refnet_recurrent_drawn(const refnet_layer *layer, size_t m, refnet_generator *generator)
{
    /* -> layer->factors [m][n + u] */
    const size_t n = layer->features, u = layer->units;
    if (layer->rate == 0 && layer->recurrent_rate == 0) {
        return 0;
    }
    const refnet_kernels *kernels = refnet_kernels_in_use();
    for (size_t e = 0; e < m; e++) {
        real *factors = refnet_row_of(layer->factors, e);
        kernels->random_factors(n, layer->rate, generator, factors);
        kernels->random_factors(u, layer->recurrent_rate, generator, factors + n);
    }
    return n + u;
}

void refnet_examples_of(const real *inputs, const refnet_layer *layer, size_t e, size_t first,
                        size_t end, real *steps)
{
    /* inputs [m][t * n] -> steps [end - first][n] */
    const size_t t = layer->steps, n = layer->features;
    const refnet_kernels *kernels = refnet_kernels_in_use();
    for (size_t i = first; i < end; i++, steps += n) {
        const size_t place = e * t + refnet_place_of(layer, i);
        const real *step = inputs + place * n;
        if (layer->mask != NULL && !layer->mask[place]) {
            memset(steps, 0, n * sizeof *steps);
        } else if (layer->factors.start != NULL) {
            kernels->times_factors(step, refnet_row_of(layer->factors, e), n, steps);
        } else {
            memcpy(steps, step, n * sizeof *steps);
        }
    }
}

void refnet_input_gradient_row(const refnet_layer *layer, real *gradients)
{
    /* gradients [t][n] */
    const size_t t = layer->steps, n = layer->features;
    for (size_t i = 0; layer->go_backwards && i < t / 2; i++) {
        real *step = gradients + i * n, *other = gradients + (t - 1 - i) * n;
        for (size_t j = 0; j < n; j++) {
            const real gradient = step[j];
            step[j] = other[j];
            other[j] = gradient;
        }
    }
}

refnet_layer refnet_step_layer(const refnet_layer *layer)
{
    refnet_layer dense = {.kind = REFNET_KIND_DENSE, .n = layer->features};
    dense.u = layer->gates * layer->units;
    dense.kernel = layer->kernel;
    dense.bias = layer->bias;
    return dense;
}

const real *refnet_no_copy(const real *kernel, size_t m, size_t n, size_t u)
{
    (void)kernel, (void)m, (void)n, (void)u;
    return NULL;
}

void refnet_add_products(refnet_rows rows, const real *kernel, const real *copy, size_t m, size_t n,
                         size_t u, refnet_rows sums)
{
    /* rows: [n], kernel [n][u] -> sums: [u] */
    (void)copy;
    for (size_t e = 0; e < m; e++) {
        const real *row = refnet_row_of(rows, e);
        real *sum = refnet_row_of(sums, e);
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < u; j++) {
                sum[j] = refnet_plus_product(sum[j], kernel[i * u + j], row[i]);
            }
        }
    }
}

void refnet_state_gradients(refnet_rows deltas, const real *kernel, const real *copy, size_t m,
                            size_t n, size_t u, real *gradients)
{
    /* deltas: [u], kernel [n][u] -> gradients [m][n] */
    (void)copy;
    const refnet_layer dense = {.n = n, .u = u, .kernel = (real *)kernel};
    for (size_t e = 0; e < m; e++) {
        refnet_dense_input_gradients(NULL, refnet_row_of(deltas, e), &dense, 1, gradients + e * n);
    }
}

void refnet_add_numbers(const real *numbers, size_t n, real *sums)
{
    /* numbers [n] or NULL -> sums [n] */
    for (size_t j = 0; j < n; j++) {
        sums[j] = sums[j] + (numbers == NULL ? 0 : numbers[j]);
    }
}

void refnet_simple_rnn_step(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        real *state = refnet_row_of(step->gates, e);
        if (!refnet_is_left_out(step, e)) {
            refnet_activate(layer->step_activation, state, 1, u, state);
            memcpy(refnet_row_of(step->outputs, e), state, u * sizeof *state);
        }
    }
}

static void simple_rnn_step_forward(const refnet_layer *layer, const refnet_time_step *step,
                                    size_t m)
{
    const refnet_kernels *kernels = refnet_kernels_in_use();
    const size_t u = layer->units;
    kernels->add_products(step->states, layer->recurrent_kernel, step->kernel_copy, m, u, u,
                          step->gates);
    kernels->simple_rnn_step(layer, step, m);
}

void refnet_simple_rnn_forward(const real *inputs, const refnet_layer *layer, size_t m,
                               real *preactivations)
{
    /* inputs [m][t * n] -> preactivations [m][t * u] or [m][u] */
    refnet_forward_through_time(inputs, layer, m, simple_rnn_step_forward, preactivations);
}

size_t refnet_simple_rnn_final_states(const real *preactivations, const refnet_layer *layer,
                                      size_t m)
{
    /* preactivations [m][t * u] or [m][u] -> layer->state [m][u] */
    const size_t row = layer->u, end = row - refnet_returned_state(layer), u = layer->units;
    if (!layer->stateful) {
        return 0;
    }
    for (size_t e = 0; e < m; e++) {
        const real *last = preactivations + e * row + end - u;
        memcpy(refnet_row_of(layer->state, e), last, u * sizeof *last);
    }
    return u;
}

void refnet_simple_rnn_step_deltas(const refnet_layer *layer, const refnet_time_step *step,
                                   size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        real *state = refnet_row_of(step->gates, e),
             *of_state = refnet_row_of(step->output_gradients, e);
        if (!refnet_is_left_out(step, e)) {
            refnet_activation_backward(layer->step_activation, of_state, state, 1, u, state);
            memset(of_state, 0, u * sizeof *of_state);
        }
    }
}

void refnet_simple_rnn_backward(const real *deltas, const refnet_layer *layer, size_t m)
{
    /* deltas [m][t * u] or [m][u] */
    refnet_backward_through_time(deltas, layer, m, refnet_kernels_in_use()->simple_rnn_step_deltas);
}

void refnet_simple_rnn_parameter_gradients(const real *inputs, const real *deltas,
                                           const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t * n] -> gradients: kernel [n][gates * u], recurrent kernel [u][gates * u], bias
     * [gates * u] if there is one */
    (void)deltas;
    const refnet_trace *trace = layer->trace;
    const real *features = trace->features == NULL ? inputs : trace->features;
    const refnet_kernels *kernels = refnet_kernels_in_use();
    refnet_layer of_features = refnet_step_layer(layer), of_states = of_features;
    of_features.bias = NULL;
    of_states.n = layer->units;
    of_states.kernel = layer->recurrent_kernel;
    kernels->dense_parameter_gradients(features, trace->gates, &of_features, m * layer->steps,
                                       gradients);
    kernels->dense_parameter_gradients(trace->states, trace->gates, &of_states, m * layer->steps,
                                       gradients + of_features.n * of_features.u);
}

void refnet_simple_rnn_input_gradients(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients)
{
    /* -> gradients [m][t * n] */
    (void)deltas;
    const refnet_layer dense = refnet_step_layer(layer);
    const refnet_kernels *kernels = refnet_kernels_in_use();
    kernels->dense_input_gradients(inputs, layer->trace->gates, &dense, m * layer->steps,
                                   gradients);
    for (size_t e = 0; e < m; e++) {
        real *row = gradients + e * layer->n;
        for (size_t i = 0; layer->factors.start != NULL && i < layer->n; i += dense.n) {
            kernels->times_factors(row + i, refnet_row_of(layer->factors, e), dense.n, row + i);
        }
        refnet_input_gradient_row(layer, row);
    }
}
