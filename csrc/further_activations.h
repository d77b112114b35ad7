/* Chapter further_activations: the relatives of relu, sigmoid and tanh. */
#ifndef REFNET_FURTHER_ACTIVATIONS_H
#define REFNET_FURTHER_ACTIVATIONS_H

#include "real.h"

/* those of chapter activations, then those of this one */
typedef enum {
    REFNET_ACTIVATION_LINEAR = 0,
    REFNET_ACTIVATION_SIGMOID,
    REFNET_ACTIVATION_TANH,
    REFNET_ACTIVATION_RELU,
    REFNET_ACTIVATION_SOFTMAX,
    /* whose derivatives follow from the outputs */
    REFNET_ACTIVATION_ELU,
    REFNET_ACTIVATION_SELU,
    REFNET_ACTIVATION_LEAKY_RELU,
    REFNET_ACTIVATION_SOFTPLUS,
    REFNET_ACTIVATION_EXPONENTIAL,
    REFNET_ACTIVATION_HARD_SIGMOID,
    REFNET_ACTIVATION_SOFTSIGN,
    REFNET_ACTIVATION_LAST_FROM_OUTPUTS = REFNET_ACTIVATION_SOFTSIGN,
    /* whose derivatives follow from the preactivations only */
    REFNET_ACTIVATION_SILU,
    REFNET_ACTIVATION_GELU,
    REFNET_ACTIVATION_GELU_TANH,
    REFNET_ACTIVATION_LAST = REFNET_ACTIVATION_GELU_TANH
} refnet_activation;

/* the names of all activations, for an array of strings */
#define REFNET_ACTIVATION_NAMES                                                                    \
    "linear", "sigmoid", "tanh", "relu", "softmax", "elu", "selu", "leaky_relu", "softplus",       \
        "exponential", "hard_sigmoid", "softsign", "silu", "gelu", "gelu_tanh"

/* d is a unit's preactivation, y its output, gradient that of the loss with respect to y */

real refnet_leaky_relu(real d, real slope);

/* an activation of this chapter */
real refnet_further_activation(refnet_activation activation, real d);

real refnet_leaky_relu_backward(real gradient, real y, real slope);

/* an activation of this chapter whose derivative follows from its output */
real refnet_backward_from_output(refnet_activation activation, real gradient, real y);

/* another activation of this chapter */
real refnet_backward_from_preactivation(refnet_activation activation, real gradient, real d);

#endif
