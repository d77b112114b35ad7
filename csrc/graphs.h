/* Chapter graphs: layers that see something else than the outputs of the layer before. */
#ifndef REFNET_GRAPHS_H
#define REFNET_GRAPHS_H

#include <stddef.h>
#include <stdint.h>

#include "layer.h"
#include "network.h"
#include "real.h"

/* m examples; n and u: how many numbers one example has before and after a layer. A layer with
 * several sources sees the numbers of all of them in one row, source after source. */

/* -> how many numbers one example has before and after the layer */
void refnet_add_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* inputs [m][sources * u] -> preactivations [m][u] */
void refnet_add_forward(const real *inputs, const refnet_layer *layer, size_t m,
                        real *preactivations);

/* inputs [m][sources * u], deltas [m][u] -> gradients [m][sources * u] */
void refnet_add_input_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                size_t m, real *gradients);

/* -> how many numbers one example has before and after the layer: n, n */
void refnet_concatenate_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* inputs [m][n] -> preactivations [m][n] */
void refnet_concatenate_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                real *preactivations);

/* inputs [m][n], deltas [m][n] -> gradients [m][n] */
void refnet_concatenate_input_gradients(const real *inputs, const real *deltas,
                                        const refnet_layer *layer, size_t m, real *gradients);

/* Return the sources of layer i: its own, or the layer before it, whose number goes to `before`.
 * sources [depth] or NULL */
refnet_sources refnet_layer_sources(size_t i, const refnet_sources *sources, int64_t *before);

/* Return how many numbers an example of a network has. */
size_t refnet_network_inputs(const refnet_network *network);

/* Return the examples from `first` on of what a source gives, rows [...][u of the source]; j: its
 * number, inputs [...][n] of the network, forward [depth] */
const real *refnet_source_rows(int64_t j, const real *inputs, const refnet_network *network,
                               const refnet_forward *forward, size_t first);

/* Return the m examples from `first` on of what layer i sees [m][n], for the backward pass: those
 * of its source, or what refnet_layer_inputs has joined. inputs [...][n] of the network, forward
 * [depth] */
const real *refnet_seen_rows(size_t i, const real *inputs, const refnet_network *network,
                             const refnet_forward *forward, size_t first);

/* Return the same for the forward pass, where the numbers of several sources are joined first. */
const real *refnet_layer_inputs(size_t i, const real *inputs, const refnet_network *network,
                                const refnet_forward *forward, size_t first, size_t m);

/* forward [depth] -> forward[i].mask [m][t] from the example `first` on, where layer i has several
 * sources and all have a mask: a step is real where one of them has it so */
void refnet_layer_mask(size_t i, const refnet_network *network, const refnet_forward *forward,
                       size_t first, size_t m);

/* Return whether layer i uses the outputs of a layer, not only the network's inputs. */
int refnet_sees_layers(size_t i, const refnet_sources *sources);

/* Return whether the network's inputs are the only source of layer i. */
int refnet_sees_only_inputs(size_t i, const refnet_sources *sources);

/* Return where the gradients of what layer i sees can be written at once: it has one source, whose
 * output gradients have no others yet. output_gradients as in refnet_add_gradients; otherwise NULL
 */
real *refnet_only_gradients(real *output_gradients, size_t i, const refnet_network *network,
                            size_t batch, size_t first);

/* gradients [m][n] of what layer i sees, of the m examples from `first` on -> added to
 * output_gradients: those of each layer [batch][u], layer after layer */
void refnet_add_gradients(real *output_gradients, size_t i, const real *gradients,
                          const refnet_network *network, size_t batch, size_t first, size_t m);

#endif
