/* Chapter sequences: examples that are steps one after another.
 *
 * python/refnet/reference/sequences.py has the explanation; this file has the same functions in the
 * same order, without those that flat arrays make superfluous.
 *
 * m examples of t steps; n features of a step before a layer, u after it. */

#include <string.h>

#include "internal.h"

void refnet_masking_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = *u = layer->steps * layer->features;
}

void refnet_masking_mask(const real *inputs, const refnet_layer *layer, const unsigned char *mask,
                         size_t m, unsigned char *result)
{
    /* inputs [m][t * n] -> result [m][t] */
    (void)mask;
    const size_t n = layer->features;
    for (size_t k = 0; k < m * layer->steps; k++) {
        result[k] = 0;
        for (size_t j = 0; j < n; j++) {
            result[k] |= inputs[k * n + j] != layer->mask_value;
        }
    }
}

void refnet_masking_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations)
{
    /* inputs [m][t * n] -> preactivations [m][t * n] */
    refnet_masked_steps(inputs, inputs, layer, m, preactivations);
}

void refnet_masking_input_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t * n], deltas [m][t * n] -> gradients [m][t * n] */
    refnet_masked_steps(inputs, deltas, layer, m, gradients);
}

void refnet_masked_steps(const real *inputs, const real *numbers, const refnet_layer *layer,
                         size_t m, real *result)
{
    /* inputs [m][t * n], numbers [m][t * n] -> result [m][t * n] */
    const size_t n = layer->features;
    const refnet_layer one_step = {.steps = 1, .features = n, .mask_value = layer->mask_value};
    for (size_t k = 0; k < m * layer->steps; k++) {
        unsigned char is_real;
        refnet_masking_mask(inputs + k * n, &one_step, NULL, 1, &is_real);
        for (size_t j = k * n; j < k * n + n; j++) {
            result[j] = is_real ? numbers[j] : 0;
        }
    }
}

void refnet_repeat_vector_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->features;
    *u = layer->steps * layer->features;
}

void refnet_repeat_vector_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                  real *preactivations)
{
    /* inputs [m][u] -> preactivations [m][t * u] */
    const size_t t = layer->steps, u = layer->features;
    for (size_t k = 0; k < m * t; k++) {
        memcpy(preactivations + k * u, inputs + k / t * u, u * sizeof *inputs);
    }
}

void refnet_repeat_vector_input_gradients(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][u], deltas [m][t * u] -> gradients [m][u] */
    (void)inputs;
    const size_t t = layer->steps, u = layer->features;
    memset(gradients, 0, m * u * sizeof *gradients);
    for (size_t k = 0; k < m * t; k++) {
        const real *step = deltas + k * u;
        real *total = gradients + k / t * u;
        for (size_t j = 0; j < u; j++) {
            total[j] = total[j] + step[j];
        }
    }
}

void refnet_time_distributed_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->steps * layer->features;
    *u = layer->steps * layer->units;
}

refnet_layer refnet_each_step_layer(const refnet_layer *layer)
{
    refnet_layer dense = {.kind = REFNET_KIND_DENSE, .activation = layer->activation};
    dense.n = layer->features;
    dense.u = layer->units;
    dense.kernel = layer->kernel;
    dense.bias = layer->bias;
    return dense;
}

size_t refnet_time_distributed_parameters(const refnet_layer *layer, real *vectors)
{
    /* -> vectors: kernel [n][u], bias [u] if there is one */
    const refnet_layer dense = refnet_each_step_layer(layer);
    return refnet_dense_parameters(&dense, vectors);
}

size_t refnet_time_distributed_variables(const refnet_layer *layer, size_t *sizes)
{
    /* -> sizes of kernel and bias */
    const refnet_layer dense = refnet_each_step_layer(layer);
    return refnet_dense_variables(&dense, sizes);
}

refnet_layer refnet_time_distributed_with_parameters(const refnet_layer *layer, real *vectors)
{
    /* vectors: kernel [n][u], bias [u] if there is one */
    const refnet_layer dense = refnet_each_step_layer(layer);
    const refnet_layer moved = refnet_dense_with_parameters(&dense, vectors);
    refnet_layer result = *layer;
    result.kernel = moved.kernel;
    result.bias = moved.bias;
    return result;
}

void refnet_time_distributed_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                     real *preactivations)
{
    /* inputs [m][t * n] -> preactivations [m][t * u] */
    const refnet_layer dense = refnet_each_step_layer(layer);
    refnet_kernels_in_use()->dense_forward(inputs, &dense, m * layer->steps, preactivations);
}

void refnet_time_distributed_parameter_gradients(const real *inputs, const real *deltas,
                                                 const refnet_layer *layer, size_t m,
                                                 real *gradients)
{
    /* inputs [m][t * n], deltas [m][t * u] -> gradients: kernel [n][u], bias [u] if there is one */
    const refnet_layer dense = refnet_each_step_layer(layer);
    refnet_kernels_in_use()->dense_parameter_gradients(inputs, deltas, &dense, m * layer->steps,
                                                       gradients);
}

void refnet_time_distributed_input_gradients(const real *inputs, const real *deltas,
                                             const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t * n], deltas [m][t * u] -> gradients [m][t * n] */
    const refnet_layer dense = refnet_each_step_layer(layer);
    refnet_kernels_in_use()->dense_input_gradients(inputs, deltas, &dense, m * layer->steps,
                                                   gradients);
}
