/* Chapter network: layers one after another, forward and backward.
 *
 * python/refnet/reference/network.py has the explanation; this file has the same functions in the
 * same order. kinds.c lists the kinds of layers. m examples, n inputs of
 * the first layer, u units of a layer, k outputs of the last one. */

#include <assert.h>

#include "backward.h"
#include "buffers.h"
#include "internal.h"

size_t refnet_network_parameters(const refnet_layer *layers, size_t depth, real *vectors)
{
    /* layers [depth] -> vectors [size] */
    size_t size = 0;
    for (size_t i = 0; i < depth; i++) {
        const refnet_layer *layer = &layers[i];
        const refnet_kind_functions kind = refnet_kind_of(layer);
        size = size + kind.parameters(layer, vectors == NULL ? NULL : vectors + size);
    }
    return size;
}

size_t refnet_network_variables(const refnet_layer *layers, size_t depth, size_t *sizes)
{
    /* layers [depth] -> sizes [count] */
    size_t count = 0;
    for (size_t i = 0; i < depth; i++) {
        const refnet_layer *layer = &layers[i];
        const refnet_kind_functions kind = refnet_kind_of(layer);
        count = count + kind.variables(layer, sizes + count);
    }
    return count;
}

void refnet_with_parameters(const refnet_layer *layers, size_t depth, real *vectors,
                            refnet_layer *result)
{
    /* layers [depth], vectors [size] -> result [depth] */
    size_t start = 0;
    for (size_t i = 0; i < depth; i++) {
        const refnet_layer *layer = &layers[i];
        const refnet_kind_functions kind = refnet_kind_of(layer);
        size_t end = start + kind.parameters(layer, NULL);
        result[i] = kind.with_parameters(layer, vectors + start);
        start = end;
    }
}

void refnet_drawn_layers(const refnet_network *network, size_t m, refnet_generator *generator,
                         const refnet_forward *forward)
{
    /* -> forward [depth], of which factors of m examples */
    for (size_t i = 0; i < network->depth; i++) {
        if (forward[i].factors.start != NULL) {
            const refnet_kind_functions kind = refnet_kind_of(&network->layers[i]);
            const refnet_layer layer = refnet_for_batch(&network->layers[i], &kind, &forward[i]);
            kind.drawn(&layer, m, generator);
        }
    }
}

size_t refnet_with_states(const refnet_layer *layers, size_t depth, real *states,
                          refnet_layer *result)
{
    /* layers [depth], states [m][size] -> result [depth] */
    size_t size = 0;
    for (size_t i = 0; i < depth; i++) {
        size = size + refnet_kind_of(&layers[i]).final_states(NULL, &layers[i], 0);
    }
    size_t start = 0;
    for (size_t i = 0; result != NULL && i < depth; i++) {
        const refnet_layer *layer = &layers[i];
        const refnet_kind_functions kind = refnet_kind_of(layer);
        const size_t kept = kind.final_states(NULL, layer, 0);
        result[i] = *layer;
        if (kept > 0) {
            result[i].state = (refnet_rows){states + start, size};
        }
        start = start + kept;
    }
    return size;
}

void refnet_layer_forward(const real *inputs, const refnet_layer *layer, size_t m,
                          const refnet_forward *forward, unsigned char *next_mask)
{
    /* inputs [m][n] -> forward, of which preactivations [m][u], outputs [m][u]; next_mask [m][t] */
    const refnet_kind_functions kind = refnet_kind_of(layer);
    const refnet_layer masked = refnet_for_batch(layer, &kind, forward);
    real *preactivations = forward->preactivations, *outputs = forward->outputs;
    kind.forward(inputs, &masked, m, preactivations);
    if (masked.state.start != NULL || masked.moving != NULL) {
        kind.final_states(preactivations, &masked, m);
    }
    refnet_kernels_in_use()->activate(layer->activation, preactivations, m, layer->u, outputs);
    if (next_mask != NULL) {
        kind.mask(inputs, layer, forward->mask, m, next_mask);
    }
}

void refnet_network_forward(const real *inputs, const refnet_network *network, size_t m,
                            const refnet_forward *forward)
{
    /* inputs [m][n] -> forward [depth], of which preactivations [m][u], outputs [m][u] */
    const refnet_rounding before = refnet_work_begins();
    const real *seen = inputs;
    for (size_t i = 0; i < network->depth; i++) {
        if (network->sources != NULL) {
            seen = refnet_layer_inputs(i, inputs, network, forward, 0, m);
            refnet_layer_mask(i, network, forward, 0, m);
        }
        refnet_layer_forward(seen, &network->layers[i], m, &forward[i], forward[i].output_mask);
        seen = forward[i].outputs;
    }
    refnet_work_ends(before);
}

void refnet_network_outputs(const real *inputs, const refnet_network *network, size_t m,
                            size_t block, void *workspace, real *outputs)
{
    /* inputs [m][n] -> outputs [m][k] */
    assert(block > 0);
    const size_t last = network->depth - 1;
    const size_t n = refnet_network_inputs(network), k = network->layers[last].u;
    const refnet_forward_buffers own = refnet_lay_out_forward(network, block, workspace, NULL);
    refnet_forward *forward = own.forward;
    const refnet_rounding before = refnet_work_begins();
    for (size_t start = 0; start < m; start += block) {
        size_t rows = m - start < block ? m - start : block;
        forward[last].preactivations = forward[last].outputs = outputs + start * k;
        refnet_share_forward(inputs + start * n, network, rows, forward);
    }
    refnet_work_ends(before);
}

int refnet_outputs_if_finite(const real *inputs, const refnet_network *network, size_t m,
                             size_t block, void *workspace, real *outputs)
{
    /* inputs [m][n] -> outputs [m][k] */
    const size_t size = m * refnet_network_inputs(network);
    if (!refnet_kernels_in_use()->all_finite(inputs, size)) {
        return 0;
    }
    for (size_t i = 0; i < (network->sources == NULL ? 1 : network->depth); i++) {
        const refnet_layer *layer = &network->layers[i];
        if (refnet_sees_only_inputs(i, network->sources) &&
            refnet_kind_of(layer).first_unfit(inputs, layer, m) < size) {
            return 0;
        }
    }
    refnet_network_outputs(inputs, network, m, block, workspace, outputs);
    return 1;
}

void refnet_add_output_penalties(const refnet_network *network, const refnet_forward *forward,
                                 size_t first, size_t m, real *losses)
{
    /* forward [depth] -> losses [m] */
    for (size_t i = 0; network->regularizers != NULL && i < network->depth; i++) {
        const size_t u = network->layers[i].u;
        refnet_penalized_losses(losses, forward[i].outputs + first * u, &network->regularizers[i],
                                m, u);
    }
}

/* Return whether a layer has penalties for its parameters. */
static int is_penalized(const refnet_regularizers *own)
{
    return own != NULL && (own->kernel != NULL || own->recurrent != NULL || own->bias != NULL ||
                           own->embeddings != NULL);
}

/* Apply the step to the parameters of a layer, which begin at `start`; own: its regularizers.
 *
 * seen [m][n], deltas [m][u], gradients [size] of all layers, which may be overwritten */
static int step_of_layer(const refnet_layer *layer, const real *seen, const real *deltas, size_t m,
                         real *gradients, size_t start, const refnet_regularizers *own,
                         const refnet_step *step)
{
    const refnet_kind_functions kind = refnet_kind_of(layer);
    refnet_step from = *step;
    from.parameters += start;
    from.state.momentums += start;
    from.state.velocities += start;
    if (kind.fused_step != NULL && !is_penalized(own)) {
        return kind.fused_step(seen, deltas, layer, m, &from);
    }
    kind.parameter_gradients(seen, deltas, layer, m, gradients + start);
    refnet_penalized_gradients(gradients + start, layer, 1, from.parameters, own, NULL);
    return refnet_optimizer_step(from.parameters, gradients + start, &from.state, from.optimizer,
                                 kind.parameters(layer, NULL));
}

int refnet_network_gradients(const real *inputs, const real *targets, const real *weights,
                             const refnet_network *network, const refnet_forward *forward,
                             const refnet_loss *loss, size_t m, real *work, real *gradients,
                             const refnet_step *step)
{
    /* inputs [m][n], targets [m][k], weights [m], forward [depth] -> gradients [size] */
    const size_t last = network->depth - 1, k = network->layers[last].u;
    const size_t first = refnet_first_trained(network);
    real *deltas = work + m * (refnet_all_units(network) - k);
    real *after = deltas + m * k; /* [k] of the loss, then that of the penalties */
    const refnet_backward_pass pass = {inputs,
                                       network,
                                       forward,
                                       loss,
                                       first,
                                       m,
                                       m,
                                       deltas,
                                       after + k,
                                       work,
                                       after + k + m * refnet_widest_penalty(network)};
    const int is_by_examples = refnet_trains_by_examples(network, m);
    size_t start = network->size;
    int nonfinite = 0;
    const refnet_rounding before = refnet_work_begins();
    refnet_loss_gradients(loss, network->layers[last].activation, targets, forward[last].outputs, m,
                          k, after, deltas);
    refnet_weighted_gradients(deltas, weights, m, k);
    if (is_by_examples) {
        refnet_parallel_for(refnet_examples_backward, &pass, m, 1, refnet_forward_cost(network));
    }
    for (size_t i = last + 1; i-- > first;) {
        const refnet_kind_functions kind = refnet_kind_of(&network->layers[i]);
        const refnet_layer layer = refnet_for_batch(&network->layers[i], &kind, &forward[i]);
        const real *seen = refnet_seen_rows(i, inputs, network, forward, 0);
        if (!is_by_examples) { /* before the layer's weights move */
            refnet_layer_backward(&pass, i, 0, m, deltas);
        }
        start = start - kind.parameters(&layer, NULL);
        if (refnet_is_frozen(i, network->frozen)) {
            /* nothing of it moves */
        } else if (step == NULL) {
            kind.parameter_gradients(seen, deltas, &layer, m, gradients + start);
        } else {
            const refnet_regularizers *own =
                network->regularizers == NULL ? NULL : &network->regularizers[i];
            nonfinite |= step_of_layer(&layer, seen, deltas, m, gradients, start, own, step);
        }
        deltas = i == 0 ? NULL : deltas - m * network->layers[i - 1].u;
    }
    if (step == NULL) {
        refnet_penalized_gradients(gradients, network->layers, network->depth, network->parameters,
                                   network->regularizers, network->frozen);
    }
    refnet_work_ends(before);
    return nonfinite;
}
