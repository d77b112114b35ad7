/* Chapter embedding: the layer that gives each word, letter or other thing a vector.
 *
 * python/refnet/reference/embedding.py has the explanation; this file has the same functions in the
 * same order. m examples of t steps, each one number; u numbers in a vector. */

#include <string.h>

#include "internal.h"

size_t refnet_first_unknown(const real *inputs, const refnet_layer *layer, size_t m)
{
    /* inputs [m][t] */
    const real end = (real)layer->rows;
    for (size_t k = 0; k < m * layer->steps; k++) {
        const int is_in_range = inputs[k] >= 0 && inputs[k] < end;
        if (!is_in_range || inputs[k] != (real)(size_t)inputs[k]) {
            return k;
        }
    }
    return m * layer->steps;
}

void refnet_embedding_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->steps;
    *u = layer->steps * layer->units;
}

size_t refnet_embedding_parameters(const refnet_layer *layer, real *vectors)
{
    /* -> vectors: the table [rows][u] */
    const size_t size = layer->rows * layer->units;
    if (vectors != NULL) {
        memcpy(vectors, layer->kernel, size * sizeof *vectors);
    }
    return size;
}

size_t refnet_embedding_variables(const refnet_layer *layer, size_t *sizes)
{
    /* -> size of the table */
    sizes[0] = layer->rows * layer->units;
    return 1;
}

refnet_layer refnet_embedding_with_parameters(const refnet_layer *layer, real *vectors)
{
    /* vectors: the table [rows][u] */
    refnet_layer result = *layer;
    result.kernel = vectors;
    return result;
}

void refnet_embedding_mask(const real *inputs, const refnet_layer *layer, const unsigned char *mask,
                           size_t m, unsigned char *result)
{
    /* inputs [m][t] -> result [m][t] */
    (void)mask;
    for (size_t k = 0; k < m * layer->steps; k++) {
        result[k] = inputs[k] != 0;
    }
}

void refnet_embedding_forward(const real *inputs, const refnet_layer *layer, size_t m,
                              real *preactivations)
{
    /* inputs [m][t] -> preactivations [m][t * u] */
    const size_t u = layer->units;
    for (size_t k = 0; k < m * layer->steps; k++) {
        const real *vector = layer->kernel + (size_t)inputs[k] * u;
        memcpy(preactivations + k * u, vector, u * sizeof *vector);
    }
}

void refnet_embedding_parameter_gradients(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t], deltas [m][t * u] -> gradients [rows][u] */
    const size_t u = layer->units;
    memset(gradients, 0, layer->rows * u * sizeof *gradients);
    for (size_t k = 0; k < m * layer->steps; k++) {
        real *total = gradients + (size_t)inputs[k] * u;
        for (size_t j = 0; j < u; j++) {
            total[j] = total[j] + deltas[k * u + j];
        }
    }
}

void refnet_embedding_input_gradients(const real *inputs, const real *deltas,
                                      const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t], deltas [m][t * u] -> gradients [m][t] */
    (void)inputs;
    (void)deltas;
    memset(gradients, 0, m * layer->steps * sizeof *gradients);
}
