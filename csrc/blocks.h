/* How one thread trains with a batch in blocks of examples, if the network has recurrent layers:
 * what they calculate in all steps of a block stays in the caches until the backward pass, and
 * until the gradients. Not part of the API.
 *
 * A gradient is a sum over the examples from the first to the last. So a block adds to the
 * sums of the blocks before, and the weights move after the last block. */
#ifndef REFNET_BLOCKS_H
#define REFNET_BLOCKS_H

#include "refnet.h"

#ifdef REFNET_FLOAT32
#define refnet_trains_in_blocks refnet_trains_in_blocks_f32
#define refnet_add_embedding_gradients refnet_add_embedding_gradients_f32
#define refnet_add_time_distributed_gradients refnet_add_time_distributed_gradients_f32
#define refnet_add_bidirectional_gradients refnet_add_bidirectional_gradients_f32
#define refnet_block_loss_gradients refnet_block_loss_gradients_f32
#define refnet_add_network_gradients refnet_add_network_gradients_f32
#endif

/* A block has so many examples, or up to twice as many: they are the rows of the largest tile
 * (fast/matmul.h). More do not fit in a second-level cache of 1 MB with an LSTM of 128 units. */
#define REFNET_BLOCK 8

/* Return whether a batch of m examples is trained in blocks. */
int refnet_trains_in_blocks(const refnet_network *network, size_t m);

/* The parameter gradients of these kinds for m examples are added to gradients. */
void refnet_add_embedding_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients);
void refnet_add_time_distributed_gradients(const real *inputs, const real *deltas,
                                           const refnet_layer *layer, size_t m, real *gradients);
void refnet_add_bidirectional_gradients(const real *inputs, const real *deltas,
                                        const refnet_layer *layer, size_t m, real *gradients);

/* targets [m][k], outputs [m][k] of some examples of a batch, work [k] -> gradients [m][k] of its
 * loss; activation: the last one */
void refnet_block_loss_gradients(const refnet_loss *loss, refnet_activation activation,
                                 const real *targets, const real *outputs, size_t m, size_t k,
                                 size_t batch, real *work, real *gradients);

/* What refnet_network_gradients calculates for m examples of a batch is added to gradients: inputs
 * [m][n], targets [m][k], weights [m] or NULL, forward [depth] -> gradients [size]; work as there
 */
void refnet_add_network_gradients(const real *inputs, const real *targets, const real *weights,
                                  const refnet_network *network, const refnet_forward *forward,
                                  const refnet_loss *loss, size_t m, size_t batch, real *work,
                                  real *gradients);

#endif
