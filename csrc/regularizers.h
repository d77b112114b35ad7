/* Chapter regularizers: penalties for large weights and large outputs. */
#ifndef REFNET_REGULARIZERS_H
#define REFNET_REGULARIZERS_H

#include <stddef.h>

#include "activations.h"
#include "layer.h"
#include "losses.h"
#include "real.h"
#include "regularizer.h"

/* m examples, u outputs of a layer. The vectors of a variable, and those of all parameters of a
 * network, are one array here. */

/* A variable of a layer: how many numbers it has, and what regularizes it, or NULL. */
typedef struct {
    size_t size;
    const refnet_regularizer *regularizer;
} refnet_regularized_variable;

/* vectors [size] */
real refnet_penalty(const refnet_regularizer *regularizer, const real *vectors, size_t size);

real refnet_penalty_gradient(const refnet_regularizer *regularizer, real x);

/* gradients [n], which are changed; values [n] */
void refnet_with_penalties(real *gradients, const real *values,
                           const refnet_regularizer *regularizer, size_t n);

/* own: the regularizers of the layer -> variables [REFNET_MOST_VARIABLES at most], in the order of
 * its parameters; returns how many there are */
size_t refnet_regularized_variables(const refnet_layer *layer, const refnet_regularizers *own,
                                    refnet_regularized_variable *variables);

/* layers [depth], whose parameters are in parameters [size]; regularizers [depth]; frozen [depth]
 * or NULL: which layers are, whose parameters have no penalty */
real refnet_network_penalty(const refnet_layer *layers, size_t depth, const real *parameters,
                            const refnet_regularizers *regularizers, const unsigned char *frozen);

/* gradients [size], which are changed, of layers [depth] whose parameters are in parameters [size];
 * regularizers [depth] or NULL; frozen [depth] or NULL */
void refnet_penalized_gradients(real *gradients, const refnet_layer *layers, size_t depth,
                                const real *parameters, const refnet_regularizers *regularizers,
                                const unsigned char *frozen);

/* m: the examples of the batch */
real refnet_loss_divisor(const refnet_loss *loss, size_t m);

/* layers [depth], whose parameters are in parameters [size]; regularizers [depth] or NULL; frozen
 * [depth] or NULL; m: the examples of the batch */
real refnet_penalized_total(real total, const refnet_layer *layers, size_t depth,
                            const real *parameters, const refnet_regularizers *regularizers,
                            const unsigned char *frozen, const refnet_loss *loss, size_t m);

/* losses [m], which are changed; outputs [m][u] of a layer, and its regularizers */
void refnet_penalized_losses(real *losses, const real *outputs,
                             const refnet_regularizers *regularizers, size_t m, size_t u);

/* deltas [m][u], which are changed, preactivations [m][u] and outputs [m][u] of a layer, its
 * activation and regularizers; batch: the examples of the batch; work [m][u] is overwritten */
void refnet_penalized_deltas(real *deltas, refnet_activation activation, const real *preactivations,
                             const real *outputs, const refnet_regularizers *regularizers,
                             const refnet_loss *loss, size_t m, size_t u, size_t batch, real *work);

#endif
