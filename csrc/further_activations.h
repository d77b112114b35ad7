/* Chapter further_activations: the relatives of relu, sigmoid and tanh. */
#ifndef REFNET_FURTHER_ACTIVATIONS_H
#define REFNET_FURTHER_ACTIVATIONS_H

#include "activations.h"
#include "real.h"

/* d is a unit's preactivation, y its output, gradient that of the loss with respect to y */

real refnet_leaky_relu(real d, real slope);

real refnet_elu(real d);

real refnet_selu(real d);

real refnet_softplus(real d);

real refnet_hard_sigmoid(real d);

real refnet_softsign(real d);

real refnet_silu(real d);

real refnet_gelu(real d);

real refnet_gelu_tanh(real d);

/* an activation of this chapter */
real refnet_further_activation(refnet_activation activation, real d);

real refnet_leaky_relu_backward(real gradient, real y, real slope);

/* an activation of this chapter whose derivative follows from its output */
real refnet_backward_from_output(refnet_activation activation, real gradient, real y);

real refnet_silu_backward(real gradient, real d);

real refnet_gelu_backward(real gradient, real d);

real refnet_gelu_tanh_backward(real gradient, real d);

/* silu, gelu or gelu_tanh */
real refnet_backward_from_preactivation(refnet_activation activation, real gradient, real d);

#endif
