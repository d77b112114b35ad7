/* Chapter network: layers one after another, forward and backward. */
#ifndef REFNET_NETWORK_H
#define REFNET_NETWORK_H

#include <stddef.h>

#include "kinds.h"
#include "layer.h"
#include "losses.h"
#include "optimizers.h"
#include "random.h"
#include "real.h"
#include "regularizer.h"

/* m examples, n inputs of the first layer, u units of a layer, k outputs of the last one */

/* layers [depth], whose parameters lie in parameters [size], in the order of
 * refnet_network_parameters; regularizers [depth], or NULL where no layer has any; sources
 * [depth], or NULL where each layer sees the one before; frozen [depth]: whether training leaves
 * the parameters of a layer as they are, or NULL where it leaves none */
typedef struct {
    const refnet_layer *layers;
    size_t depth;
    real *parameters;
    size_t size;
    const refnet_regularizers *regularizers;
    const refnet_sources *sources;
    const unsigned char *frozen;
} refnet_network;

/* What a layer calculates for a batch: preactivations [m][u], outputs [m][u], and its trace if it
 * has one, or two traces for two directions. The two may be one buffer, except in the last layer
 * where a loss is taken from its preactivations, and where the deltas follow from them. mask
 * [m][t]: which steps of its inputs are real, NULL where all are; state and factors: those of the
 * layer for the batch. output_mask: which steps of its outputs are real, NULL where all are, or
 * where nothing needs to know; joined [m][n]: the numbers of several sources, otherwise NULL. */
typedef struct {
    real *preactivations, *outputs;
    unsigned char *mask;
    refnet_rows state, factors;
    refnet_trace traces[2];
    unsigned char *output_mask;
    real *joined;
} refnet_forward;

/* layers [depth] -> vectors [size], layer by layer; returns size (with vectors NULL, that alone) */
size_t refnet_network_parameters(const refnet_layer *layers, size_t depth, real *vectors);

/* layers [depth] -> sizes [REFNET_MOST_VARIABLES * depth at most]: how many numbers each variable
 * has, layer by layer; returns how many variables that are */
size_t refnet_network_variables(const refnet_layer *layers, size_t depth, size_t *sizes);

/* layers [depth], vectors [size] -> result [depth], layers whose parameters are in vectors; result
 * may be layers itself */
void refnet_with_parameters(const refnet_layer *layers, size_t depth, real *vectors,
                            refnet_layer *result);

/* forward [depth] of m examples in training -> the factors of each layer that has room for them,
 * drawn layer by layer */
void refnet_drawn_layers(const refnet_network *network, size_t m, refnet_generator *generator,
                         const refnet_forward *forward);

/* layers [depth], states [m][size]: of each example those of all stateful layers -> result [depth],
 * the layers, of which the stateful ones begin a batch with these states and leave there those with
 * which they end it; result may be layers itself; returns size (with result NULL, that alone) */
size_t refnet_with_states(const refnet_layer *layers, size_t depth, real *states,
                          refnet_layer *result);

/* inputs [m][n] of the layer -> forward: its numbers; in training, the numbers move that
 * refnet_network_moving lists; next_mask: where the mask of its outputs
 * goes, if they have one */
void refnet_layer_forward(const real *inputs, const refnet_layer *layer, size_t m,
                          const refnet_forward *forward, unsigned char *next_mask);

/* inputs [m][n] -> forward [depth], the numbers of each layer */
void refnet_network_forward(const real *inputs, const refnet_network *network, size_t m,
                            const refnet_forward *forward);

/* inputs [m][n] -> outputs [m][k], calculated for `block` examples at a time, block > 0; workspace:
 * refnet_forward_workspace(network, block) bytes. A stateful layer whose states have been placed
 * continues from block to block, and those are the states of `block` examples; one without begins
 * each block with zeros. */
void refnet_network_outputs(const real *inputs, const refnet_network *network, size_t m,
                            size_t block, void *workspace, real *outputs);

/* like refnet_network_outputs, if refnet_check_inputs accepts the inputs; otherwise returns 0 and
 * leaves outputs */
int refnet_outputs_if_finite(const real *inputs, const refnet_network *network, size_t m,
                             size_t block, void *workspace, real *outputs);

/* inputs [m][n], targets [m][k], weights [m] of the examples, or NULL where all are 1, forward
 * [depth] of the inputs -> gradients [size], in the order of refnet_network_parameters; work,
 * refnet_gradients_workspace(network, m) bytes, and the traces, which have all steps, are
 * overwritten. The penalties of the network's regularizers have gradients too. Those of frozen
 * layers are left as they are.
 *
 * step: NULL, or the step that the parameters of each layer take as soon as its gradients are
 * known; gradients is then overwritten, but not necessarily with gradients. The step does not
 * change the caller's state but for momentums and velocities. Returns the bits of
 * refnet_optimizer_step, 0 without a step. */
int refnet_network_gradients(const real *inputs, const real *targets, const real *weights,
                             const refnet_network *network, const refnet_forward *forward,
                             const refnet_loss *loss, size_t m, real *work, real *gradients,
                             const refnet_step *step);

#endif
