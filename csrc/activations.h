/* Chapter activations: from a unit's weighted sum to its output, with the derivatives. */
#ifndef REFNET_ACTIVATIONS_H
#define REFNET_ACTIVATIONS_H

#include <stddef.h>

#include "further_activations.h"
#include "real.h"

/* m examples, u units */

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
