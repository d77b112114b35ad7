/* Chapter activation_layers: activations that are layers of their own.
 *
 * python/refnet/reference/activation_layers.py has the explanation; this file has the same
 * functions in the same order. m examples, n numbers in each. */

#include <string.h>

#include "internal.h"

void refnet_same_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->n;
    *u = layer->n;
}

void refnet_activation_forward(const real *inputs, const refnet_layer *layer, size_t m,
                               real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][n] */
    memcpy(preactivations, inputs, m * layer->n * sizeof *preactivations);
}

void refnet_activation_input_gradients(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients [m][n] */
    (void)inputs;
    memcpy(gradients, deltas, m * layer->n * sizeof *gradients);
}

void refnet_leaky_relu_forward(const real *inputs, const refnet_layer *layer, size_t m,
                               real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][n] */
    for (size_t i = 0; i < m * layer->n; i++) {
        preactivations[i] = refnet_leaky_relu(inputs[i], layer->negative_slope);
    }
}

void refnet_leaky_relu_input_gradients(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients [m][n] */
    for (size_t i = 0; i < m * layer->n; i++) {
        gradients[i] = refnet_leaky_relu_backward(deltas[i], inputs[i], layer->negative_slope);
    }
}

void refnet_softmax_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][n] */
    const size_t u = layer->features, cells = m * (layer->n / u);
    if (layer->activation == REFNET_ACTIVATION_SOFTMAX) {
        memcpy(preactivations, inputs, m * layer->n * sizeof *preactivations);
        return;
    }
    refnet_kernels_in_use()->activate(REFNET_ACTIVATION_SOFTMAX, inputs, cells, u, preactivations);
}

void refnet_softmax_input_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients [m][n], which hold the outputs first */
    const size_t u = layer->features, cells = m * (layer->n / u);
    if (layer->activation == REFNET_ACTIVATION_SOFTMAX) {
        memcpy(gradients, deltas, m * layer->n * sizeof *gradients);
        return;
    }
    refnet_softmax_forward(inputs, layer, m, gradients);
    refnet_kernels_in_use()->activation_backward(REFNET_ACTIVATION_SOFTMAX, deltas, gradients,
                                                 cells, u, gradients);
}
