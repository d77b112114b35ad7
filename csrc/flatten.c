/* Chapter flatten: the layers that forget the shape of an example, or give it another one.
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

void refnet_flatten_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][n] */
    memcpy(preactivations, inputs, m * layer->n * sizeof *preactivations);
}

void refnet_flatten_input_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients [m][n] */
    (void)inputs;
    memcpy(gradients, deltas, m * layer->n * sizeof *gradients);
}

void refnet_reshape_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    refnet_flatten_shapes(layer, n, u);
}

void refnet_reshape_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][n] */
    refnet_flatten_forward(inputs, layer, m, preactivations);
}

void refnet_reshape_input_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients [m][n] */
    refnet_flatten_input_gradients(inputs, deltas, layer, m, gradients);
}
