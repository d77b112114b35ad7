/* When threads share the examples of a batch, and the forward pass that way. The backward pass is
 * in network.c. */

#include "buffers.h"
#include "internal.h"
#include "through_time.h"

/* Return the numbers from an example on, of which each has `length`, NULL for NULL. */
static real *from(real *numbers, size_t first, size_t length)
{
    return numbers == NULL ? NULL : numbers + first * length;
}

static refnet_trace trace_from(const refnet_trace *trace, const refnet_layer *layer, size_t first)
{
    const size_t kept = trace->kept, u = layer->units, columns = layer->gates * u;
    refnet_trace result = *trace;
    result.features = from(trace->features, first, kept * layer->features);
    result.gates = from(trace->gates, first, kept * columns);
    result.recurrent = from(trace->recurrent, first, kept * refnet_recurrent_width(layer));
    result.states = from(trace->states, first, kept * u);
    result.cells = from(trace->cells, first, (kept + 1) * u);
    result.shown = from(trace->shown, first, kept * u);
    result.output_gradients = from(trace->output_gradients, first, u);
    result.cell_gradients = from(trace->cell_gradients, first, u);
    result.state_gradients = from(trace->state_gradients, first, u);
    result.directed = from(trace->directed, first, layer->return_sequences ? layer->steps * u : u);
    result.input_gradients = from(trace->input_gradients, first, layer->n);
    return result;
}

refnet_forward refnet_forward_from(const refnet_forward *forward, const refnet_layer *layer,
                                   size_t first)
{
    refnet_forward result = *forward;
    result.preactivations = from(forward->preactivations, first, layer->u);
    result.outputs = from(forward->outputs, first, layer->u);
    result.mask = forward->mask == NULL ? NULL : forward->mask + first * layer->steps;
    result.state = refnet_rows_from(forward->state, first);
    result.factors = refnet_rows_from(forward->factors, first);
    result.traces[0] = trace_from(&forward->traces[0], layer, first);
    result.traces[1] = trace_from(&forward->traces[1], layer, first);
    return result;
}

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
    const refnet_network *network = all->network;
    const real *inputs = all->inputs + first * refnet_network_inputs(network);
    const refnet_rounding before = refnet_work_begins();
    for (size_t i = 0; i < all->network->depth; i++) {
        const refnet_layer *layer = &all->network->layers[i];
        const refnet_forward forward = refnet_forward_from(&all->forward[i], layer, first);
        unsigned char *next_mask = all->forward[i].output_mask;
        if (network->sources != NULL) {
            inputs = refnet_layer_inputs(i, all->inputs, network, all->forward, first, end - first);
            refnet_layer_mask(i, network, all->forward, first, end - first);
        }
        next_mask = next_mask == NULL ? NULL : next_mask + first * layer->steps;
        refnet_layer_forward(inputs, layer, end - first, &forward, next_mask);
        inputs = forward.outputs;
    }
    refnet_work_ends(before);
}

size_t refnet_forward_cost(const refnet_network *network)
{
    size_t cost = 0;
    for (size_t i = 0; i < network->depth; i++) {
        const refnet_layer *layer = &network->layers[i];
        const size_t uses = refnet_kind_of(layer).uses(layer);
        cost = cost + uses * refnet_network_parameters(layer, 1, NULL);
    }
    return cost;
}

/* Threads share so many examples or more, and of fewer the units of each layer: eight examples are
 * the rows of the largest tile (fast/matmul.h), and there are at least two threads. */
#define EXAMPLES_TO_SHARE 16

int refnet_trains_by_examples(const refnet_network *network, size_t m)
{
    return refnet_threads_in_use() > 1 && m >= EXAMPLES_TO_SHARE && !refnet_has_moving(network) &&
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
