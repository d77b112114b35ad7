/* The backward pass of one layer after another, and that of a block of examples (blocks.h). The
 * loop over the layers of a whole batch is in network.c. */

#include "backward.h"
#include "blocks.h"
#include "buffers.h"
#include "internal.h"

refnet_layer refnet_for_batch(const refnet_layer *layer, const refnet_kind_functions *kind,
                              const refnet_forward *forward)
{
    refnet_layer result = kind->masked(layer, forward->mask);
    result.trace = forward->traces;
    result.state = forward->state;
    result.factors = forward->factors;
    return result;
}

/* Return whether the gradients of what layer i of a graph sees are needed: by a source that is
 * trained, or that comes after one. */
static int has_trained_source(const refnet_backward_pass *pass, size_t i)
{
    int64_t before;
    const refnet_sources own = refnet_layer_sources(i, pass->network->sources, &before);
    int any = 0;
    for (size_t place = 0; place < own.count; place++) {
        any |= own.numbers[place] >= (int64_t)pass->first;
    }
    return any;
}

/* Add the gradients of what layer i of a graph sees to the output gradients of its sources, for m
 * examples from `first` on. deltas [m][u] of the layer */
static void backward_sources(const refnet_backward_pass *pass, size_t i, size_t first,
                             const refnet_layer *layer, const real *deltas, size_t m)
{
    const refnet_network *network = pass->network;
    if (!has_trained_source(pass, i)) {
        return;
    }
    const refnet_kind_functions kind = refnet_kind_of(layer);
    const real *seen = refnet_seen_rows(i, pass->inputs, network, pass->forward, first);
    real *only = refnet_only_gradients(pass->all, i, network, pass->m, first);
    if (only != NULL) {
        kind.input_gradients(seen, deltas, layer, m, only);
        return;
    }
    real *joined = pass->joined + first * refnet_widest_inputs(network);
    kind.input_gradients(seen, deltas, layer, m, joined);
    refnet_add_gradients(pass->all, i, joined, network, pass->m, first, m);
}

void refnet_layer_backward(const refnet_backward_pass *pass, size_t i, size_t first, size_t end,
                           real *deltas)
{
    const refnet_layer *layer = &pass->network->layers[i];
    const refnet_forward forward = refnet_forward_from(&pass->forward[i], layer, first);
    const refnet_kind_functions kind = refnet_kind_of(layer);
    const refnet_layer masked = refnet_for_batch(layer, &kind, &forward);
    const size_t last = pass->network->depth - 1, n = layer->n, u = layer->u, m = end - first;
    real *own = deltas + first * u;
    if (i != last || !refnet_is_of_logits(pass->loss, layer->activation)) {
        refnet_kernels_in_use()->layer_deltas(layer->activation, own, forward.preactivations,
                                              forward.outputs, m, u, own);
    }
    if (pass->network->regularizers != NULL) {
        refnet_penalized_deltas(own, layer->activation, forward.preactivations, forward.outputs,
                                &pass->network->regularizers[i], pass->loss, m, u, pass->batch,
                                pass->work + first * refnet_widest_penalty(pass->network));
    }
    kind.backward(own, &masked, m);
    if (pass->network->sources != NULL) {
        backward_sources(pass, i, first, &masked, own, m);
    } else if (i > pass->first) {
        const real *seen = pass->forward[i - 1].outputs + first * n;
        kind.input_gradients(seen, own, &masked, m, deltas - (pass->m - first) * n);
    }
}

void refnet_examples_backward(const void *context, size_t first, size_t end)
{
    const refnet_backward_pass *pass = context;
    real *deltas = pass->last_deltas;
    for (size_t i = pass->network->depth; i-- > pass->first;) {
        refnet_layer_backward(pass, i, first, end, deltas);
        deltas = i == 0 ? NULL : deltas - pass->m * pass->network->layers[i - 1].u;
    }
}

void refnet_add_network_gradients(const real *inputs, const real *targets, const real *weights,
                                  const refnet_network *network, const refnet_forward *forward,
                                  const refnet_loss *loss, size_t m, size_t batch, real *work,
                                  real *gradients)
{
    /* inputs [m][n], targets [m][k], weights [m], forward [depth] -> gradients [size] */
    const size_t last = network->depth - 1, k = network->layers[last].u;
    const size_t first = refnet_first_trained(network);
    real *deltas = work + m * (refnet_all_units(network) - k);
    real *after = deltas + m * k; /* [k] of the loss, then that of the penalties */
    const refnet_backward_pass pass = {
        inputs, network, forward,   loss, first, m,
        batch,  deltas,  after + k, work, NULL}; /* blocks are of a chain */
    size_t start = network->size;
    refnet_block_loss_gradients(loss, network->layers[last].activation, targets,
                                forward[last].outputs, m, k, batch, after, deltas);
    refnet_weighted_gradients(deltas, weights, m, k);
    for (size_t i = last + 1; i-- > first;) {
        const refnet_kind_functions kind = refnet_kind_of(&network->layers[i]);
        const refnet_layer layer = refnet_for_batch(&network->layers[i], &kind, &forward[i]);
        const size_t size = kind.parameters(&layer, NULL);
        refnet_layer_backward(&pass, i, 0, m, deltas);
        start = start - size;
        if (size > 0 && !refnet_is_frozen(i, network->frozen)) {
            kind.add_gradients(i == 0 ? inputs : forward[i - 1].outputs, deltas, &layer, m,
                               gradients + start);
        }
        deltas = i == 0 ? NULL : deltas - m * layer.n;
    }
}
