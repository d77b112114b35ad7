/* Chapter activation_layers: activations that are layers of their own. */
#ifndef REFNET_ACTIVATION_LAYERS_H
#define REFNET_ACTIVATION_LAYERS_H

#include <stddef.h>

#include "layer.h"
#include "real.h"

/* m examples, n numbers in each */

/* -> how many numbers one example has before and after the layer: n, n */
void refnet_same_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* inputs [m][n] -> preactivations [m][n] */
void refnet_activation_forward(const real *inputs, const refnet_layer *layer, size_t m,
                               real *preactivations);

/* inputs [m][n], deltas [m][n] -> gradients [m][n] */
void refnet_activation_input_gradients(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients);

/* inputs [m][n] -> preactivations [m][n] */
void refnet_leaky_relu_forward(const real *inputs, const refnet_layer *layer, size_t m,
                               real *preactivations);

/* inputs [m][n], deltas [m][n] -> gradients [m][n] */
void refnet_leaky_relu_input_gradients(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients);

/* inputs [m][n] -> preactivations [m][n] */
void refnet_softmax_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations);

/* inputs [m][n], deltas [m][n] -> gradients [m][n], another buffer */
void refnet_softmax_input_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients);

#endif
