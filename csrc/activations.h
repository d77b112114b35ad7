/* Chapter activations: from a unit's weighted sum to its output, with the derivatives. */
#ifndef REFNET_ACTIVATIONS_H
#define REFNET_ACTIVATIONS_H

#include <stddef.h>

#include "real.h"

/* m examples, u units */

typedef enum {
    REFNET_ACTIVATION_LINEAR = 0,
    REFNET_ACTIVATION_SIGMOID,
    REFNET_ACTIVATION_TANH,
    REFNET_ACTIVATION_RELU,
    REFNET_ACTIVATION_SOFTMAX,
    /* those of chapter further_activations */
    REFNET_ACTIVATION_ELU,
    REFNET_ACTIVATION_SELU,
    REFNET_ACTIVATION_LEAKY_RELU,
    REFNET_ACTIVATION_SOFTPLUS,
    REFNET_ACTIVATION_EXPONENTIAL,
    REFNET_ACTIVATION_HARD_SIGMOID,
    REFNET_ACTIVATION_SOFTSIGN,
    /* and of these, those whose derivatives follow from the preactivations only */
    REFNET_ACTIVATION_SILU,
    REFNET_ACTIVATION_GELU,
    REFNET_ACTIVATION_GELU_TANH
} refnet_activation;

real refnet_relu(real d);

/* values [n], n > 0 */
size_t refnet_argmax(const real *values, size_t n);

real refnet_softmax_power(real d, real largest);

/* preactivations [u] -> outputs [u], which may be preactivations itself */
void refnet_softmax(const real *preactivations, size_t u, real *outputs);

/* logits [u] -> logarithms [u] */
void refnet_log_softmax(const real *logits, size_t u, real *logarithms);

/* preactivations [m][u] -> outputs [m][u], which may be preactivations itself */
void refnet_activate(refnet_activation activation, const real *preactivations, size_t m, size_t u,
                     real *outputs);

/* output_gradients [m][u], outputs [m][u] -> deltas [m][u], which may be one of them itself; not
 * for the last activations */
void refnet_activation_backward(refnet_activation activation, const real *output_gradients,
                                const real *outputs, size_t m, size_t u, real *deltas);

/* output_gradients [m][u], preactivations [m][u], outputs [m][u] -> deltas [m][u], which may be
 * output_gradients itself; any activation */
void refnet_layer_deltas(refnet_activation activation, const real *output_gradients,
                         const real *preactivations, const real *outputs, size_t m, size_t u,
                         real *deltas);

#endif
