/* Chapter flatten: the layer that forgets the shape of an example.
 *
 * python/refnet/reference/flatten.py has the explanation; this file has the same functions in the
 * same order. m examples, n numbers in each. */

#include <string.h>

#include "internal.h"

void refnet_flatten_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    /* input_shape [rank] */
    *n = 1;
    for (size_t i = 0; i < layer->rank; i++) {
        size_t size = layer->input_shape[i];
        *n = *n * size;
    }
    *u = *n;
}

size_t refnet_flatten_parameters(const refnet_layer *layer, real *vectors)
{
    (void)layer;
    (void)vectors;
    return 0;
}

refnet_layer refnet_flatten_with_parameters(const refnet_layer *layer, real *vectors)
{
    (void)vectors;
    return *layer;
}

void refnet_flatten_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][n] */
    memcpy(preactivations, inputs, m * layer->n * sizeof *preactivations);
}

void refnet_flatten_parameter_gradients(const real *inputs, const real *deltas,
                                        const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients: none */
    (void)inputs;
    (void)deltas;
    (void)layer;
    (void)m;
    (void)gradients;
}

void refnet_flatten_input_gradients(const real *deltas, const refnet_layer *layer, size_t m,
                                    real *gradients)
{
    /* deltas [m][n] -> gradients [m][n] */
    memcpy(gradients, deltas, m * layer->n * sizeof *gradients);
}
