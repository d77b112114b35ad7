/* Chapter dense: the layer whose units all see the same inputs.
 *
 * python/refnet/reference/dense.py has the explanation; this file has the same functions in the
 * same order. m examples, n inputs, u units. */

#include <string.h>

#include "internal.h"

void refnet_dense_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->n;
    *u = layer->u;
}

size_t refnet_dense_parameters(const refnet_layer *layer, real *vectors)
{
    /* -> vectors: kernel [n][u], bias [u] if there is one */
    const size_t n = layer->n, u = layer->u;
    if (vectors != NULL) {
        memcpy(vectors, layer->kernel, n * u * sizeof *vectors);
    }
    if (layer->bias == NULL) {
        return n * u;
    }
    if (vectors != NULL) {
        memcpy(vectors + n * u, layer->bias, u * sizeof *vectors);
    }
    return n * u + u;
}

size_t refnet_dense_variables(const refnet_layer *layer, size_t *sizes)
{
    /* -> sizes of kernel and bias */
    sizes[0] = layer->n * layer->u;
    sizes[1] = layer->u;
    return layer->bias == NULL ? 1 : 2;
}

refnet_layer refnet_dense_with_parameters(const refnet_layer *layer, real *vectors)
{
    /* vectors: kernel [n][u], bias [u] if there is one */
    refnet_layer result = *layer;
    result.kernel = vectors;
    result.bias = layer->bias == NULL ? NULL : vectors + layer->n * layer->u;
    return result;
}

void refnet_dense_forward(const real *inputs, const refnet_layer *layer, size_t m,
                          real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][u] */
    const size_t n = layer->n, u = layer->u;
    for (size_t e = 0; e < m; e++) {
        const real *row = inputs + e * n;
        real *sums = preactivations + e * u;
        for (size_t j = 0; j < u; j++) {
            sums[j] = layer->bias == NULL ? 0 : layer->bias[j];
        }
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < u; j++) {
                sums[j] = refnet_plus_product(sums[j], layer->kernel[i * u + j], row[i]);
            }
        }
    }
}

void refnet_dense_parameter_gradients(const real *inputs, const real *deltas,
                                      const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][u] -> gradients: kernel [n][u], bias [u] if there is one */
    const size_t n = layer->n, u = layer->u;
    real *kernel = gradients, *bias = layer->bias == NULL ? NULL : gradients + n * u;
    const size_t size = n * u + (bias == NULL ? 0 : u);
    for (size_t i = 0; i < size; i++) {
        gradients[i] = 0;
    }
    for (size_t e = 0; e < m; e++) {
        const real *row = inputs + e * n, *delta = deltas + e * u;
        for (size_t j = 0; bias != NULL && j < u; j++) {
            bias[j] = bias[j] + delta[j];
        }
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < u; j++) {
                kernel[i * u + j] = refnet_plus_product(kernel[i * u + j], row[i], delta[j]);
            }
        }
    }
}

void refnet_dense_input_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                  size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][u] -> gradients [m][n] */
    (void)inputs;
    const size_t n = layer->n, u = layer->u;
    for (size_t e = 0; e < m; e++) {
        const real *delta = deltas + e * u;
        real *row = gradients + e * n;
        for (size_t i = 0; i < n; i++) {
            const real *weights = layer->kernel + i * u;
            real total = 0;
            for (size_t j = 0; j < u; j++) {
                total = refnet_plus_product(total, delta[j], weights[j]);
            }
            row[i] = total;
        }
    }
}
