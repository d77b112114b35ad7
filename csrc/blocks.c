/* When a batch is trained in blocks, and the gradients of the kinds of layers that have no kernels
 * of their own. The loop over the blocks is in training.c, that over the layers in network.c. */

#include "blocks.h"
#include "buffers.h"
#include "internal.h"
#include "sequences.h"

/* Return whether a layer has states or factors, rows of the whole batch. */
static int has_rows_of_batch(const refnet_layer *layer)
{
    const refnet_kind_functions kind = refnet_kind_of(layer);
    return layer->state.start != NULL || layer->factors.start != NULL ||
           kind.final_states(NULL, layer, 0) > 0 || kind.drawn(layer, 0, NULL) > 0;
}

int refnet_trains_in_blocks(const refnet_network *network, size_t m)
{
    int is_recurrent = 0;
    if (refnet_kernels_in_use()->add_dense_gradients == NULL || refnet_threads_in_use() > 1 ||
        m < 2 * REFNET_BLOCK || network->sources != NULL) {
        return 0;
    }
    for (size_t i = 0; i < network->depth; i++) {
        const refnet_layer *layer = &network->layers[i];
        const refnet_kind_functions kind = refnet_kind_of(layer);
        is_recurrent |= kind.trace != 0;
        if (kind.add_gradients == NULL && kind.parameters(layer, NULL) > 0) {
            return 0;
        }
        if (layer->moving != NULL) {
            return 0; /* its moments are those of the whole batch */
        }
        if (has_rows_of_batch(layer)) {
            return 0;
        }
    }
    return is_recurrent;
}

void refnet_add_embedding_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t], deltas [m][t * u] -> gradients [rows][u] */
    const size_t u = layer->units;
    for (size_t k = 0; k < m * layer->steps; k++) {
        refnet_kernels_in_use()->add_numbers(deltas + k * u, u, gradients + (size_t)inputs[k] * u);
    }
}

void refnet_add_time_distributed_gradients(const real *inputs, const real *deltas,
                                           const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t * n], deltas [m][t * u] -> gradients: kernel [n][u], bias [u] if there is one */
    const refnet_layer dense = refnet_each_step_layer(layer);
    refnet_kernels_in_use()->add_dense_gradients(inputs, deltas, &dense, m * layer->steps,
                                                 gradients);
}

void refnet_add_bidirectional_gradients(const real *inputs, const real *deltas,
                                        const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t * n] -> gradients: those of the first layer, those of the second */
    const refnet_layer first = refnet_forward_layer(layer), second = refnet_backward_layer(layer);
    const refnet_kind_functions kind = refnet_kind_of(&first);
    kind.add_gradients(inputs, deltas, &first, m, gradients);
    kind.add_gradients(inputs, deltas, &second, m, gradients + kind.parameters(&first, NULL));
}
