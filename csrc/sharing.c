/* When threads share the examples of a batch, and the forward pass that way. The backward pass is
 * in network.c. */

#include "buffers.h"
#include "internal.h"

/* inputs [m][n], forward [depth] */
typedef struct {
    const real *inputs;
    const refnet_network *network;
    const refnet_forward *forward;
} examples;

/* Do what refnet_network_forward does for the examples from `first` to before `end`. */
static void forward_some(const void *context, size_t first, size_t end)
{
    const examples *all = context;
    const real *inputs = all->inputs + first * all->network->layers[0].n;
    for (size_t i = 0; i < all->network->depth; i++) {
        const refnet_network layer = {&all->network->layers[i], 1, NULL, 0};
        const size_t start = first * layer.layers->u;
        const refnet_forward forward = {all->forward[i].preactivations + start,
                                        all->forward[i].outputs + start};
        refnet_network_forward(inputs, &layer, end - first, &forward);
        inputs = forward.outputs;
    }
}

size_t refnet_forward_cost(const refnet_network *network)
{
    size_t cost = 0;
    for (size_t i = 0; i < network->depth; i++) {
        const refnet_layer *layer = &network->layers[i];
        const size_t uses = layer->kind == REFNET_KIND_CONV2D ? refnet_window_count(layer) : 1;
        cost = cost + uses * refnet_network_parameters(layer, 1, NULL);
    }
    return cost;
}

/* Threads share so many examples or more, and of fewer the units of each layer: eight examples are
 * the rows of the largest tile (fast/matmul.h), and there are at least two threads. */
#define EXAMPLES_TO_SHARE 16

int refnet_trains_by_examples(const refnet_network *network, size_t m)
{
    return refnet_threads_in_use() > 1 && m >= EXAMPLES_TO_SHARE &&
           refnet_forward_cost(network) >= 2 * network->size;
}

void refnet_share_forward(const real *inputs, const refnet_network *network, size_t m,
                          const refnet_forward *forward)
{
    /* inputs [m][n] -> forward [depth], of which preactivations [m][u], outputs [m][u] */
    const examples all = {inputs, network, forward};
    if (m < EXAMPLES_TO_SHARE) {
        refnet_network_forward(inputs, network, m, forward);
    } else {
        refnet_parallel_for(forward_some, &all, m, 1, refnet_forward_cost(network));
    }
}
