/* The layouts of all workspaces, each written down once: the size of a workspace is what its layout
 * takes. */

#include "buffers.h"
#include "internal.h"

#define CACHE_LINE ((size_t)64)

/* A workspace of which `used` bytes have been taken; start is NULL where only the size is asked. */
typedef struct {
    unsigned char *start;
    size_t used;
} arena;

/* Return the next `count` elements of this size, which begin with a cache line if the workspace
 * does. A size that no memory can have leaves used at SIZE_MAX. */
static void *take(arena *memory, size_t count, size_t size)
{
    const size_t first = memory->used;
    if (first > SIZE_MAX - CACHE_LINE || count > (SIZE_MAX - CACHE_LINE - first) / size) {
        memory->used = SIZE_MAX;
        return NULL;
    }
    memory->used = first + (count * size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    return memory->start == NULL ? NULL : memory->start + first;
}

/* rows [m][n], or SIZE_MAX where no memory can have them; a division would cost more than the rest
 * of a small batch's layout */
static size_t times(size_t m, size_t n)
{
    const size_t half = (size_t)1 << (sizeof(size_t) * 4); /* half of the bits */
    if (m < half && n < half) {
        return m * n;
    }
    return n != 0 && m > SIZE_MAX / n ? SIZE_MAX : m * n;
}

static void set(size_t *bytes, const arena *memory)
{
    if (bytes != NULL) {
        *bytes = memory->used;
    }
}

#ifndef REFNET_FLOAT32

static double *doubles(arena *memory, size_t count)
{
    return take(memory, count, sizeof(double));
}

refnet_neuron_buffers refnet_lay_out_neuron(size_t m, size_t n, void *workspace, size_t *bytes)
{
    arena memory = {workspace, 0};
    refnet_neuron_buffers own;
    own.weights = doubles(&memory, n);
    own.adjustment = doubles(&memory, n);
    own.outputs = doubles(&memory, m);
    own.errors = doubles(&memory, m);
    own.deltas = doubles(&memory, m);
    set(bytes, &memory);
    return own;
}

size_t refnet_neuron_workspace(size_t m, size_t n)
{
    size_t bytes;
    refnet_lay_out_neuron(m, n, NULL, &bytes);
    return bytes;
}

refnet_two_layer_buffers refnet_lay_out_two_layer(size_t m, size_t n, size_t h, size_t k,
                                                  void *workspace, size_t *bytes)
{
    arena memory = {workspace, 0};
    refnet_two_layer_buffers own;
    own.weights1 = doubles(&memory, times(n, h));
    own.weights2 = doubles(&memory, times(h, k));
    own.bias1 = doubles(&memory, h);
    own.bias2 = doubles(&memory, k);
    own.hidden = doubles(&memory, times(m, h));
    own.outputs = doubles(&memory, times(m, k));
    own.deltas1 = doubles(&memory, times(m, h));
    own.deltas2 = doubles(&memory, times(m, k));
    own.adjustments = doubles(&memory, times(h, n > k ? n : k));
    set(bytes, &memory);
    return own;
}

size_t refnet_two_layer_workspace(size_t m, size_t n, size_t h, size_t k)
{
    size_t bytes;
    refnet_lay_out_two_layer(m, n, h, k, NULL, &bytes);
    return bytes;
}

refnet_hopfield_buffers refnet_lay_out_hopfield(size_t n, void *workspace, size_t *bytes)
{
    arena memory = {workspace, 0};
    refnet_hopfield_buffers own;
    own.order = take(&memory, n, sizeof(int64_t));
    own.sums = doubles(&memory, n);
    own.before = doubles(&memory, n);
    set(bytes, &memory);
    return own;
}

size_t refnet_hopfield_workspace(size_t n)
{
    size_t bytes;
    refnet_lay_out_hopfield(n, NULL, &bytes);
    return bytes;
}

#endif

static real *reals(arena *memory, size_t count)
{
    return take(memory, count, sizeof(real));
}

size_t refnet_all_units(const refnet_network *network)
{
    size_t units = 0;
    for (size_t i = 0; i < network->depth; i++) {
        size_t u = network->layers[i].u;
        units = u > SIZE_MAX - units ? SIZE_MAX : units + u;
    }
    return units;
}

size_t refnet_widest_penalty(const refnet_network *network)
{
    size_t widest = 0;
    for (size_t i = 0; network->regularizers != NULL && i < network->depth; i++) {
        const size_t u = network->layers[i].u;
        widest = network->regularizers[i].activity != NULL && u > widest ? u : widest;
    }
    return widest;
}

size_t refnet_widest_inputs(const refnet_network *network)
{
    size_t widest = 0;
    for (size_t i = 0; network->sources != NULL && i < network->depth; i++) {
        const size_t n = network->layers[i].n;
        widest = n > widest ? n : widest;
    }
    return widest;
}

/* inputs n of the first layer, outputs k of the last one */
static void network_shapes(const refnet_network *network, size_t *n, size_t *k)
{
    *n = refnet_network_inputs(network);
    *k = network->layers[network->depth - 1].u;
}

/* steps whose sums a forward pass calculates at once: the rows of the largest tile (fast/matmul.h)
 */
#define STEPS_AT_ONCE 8

static real *reals_if(int is_wanted, arena *memory, size_t count)
{
    return is_wanted ? reals(memory, count) : NULL;
}

/* Take the trace of a layer for m examples, if its kind has one, or that of one direction. parts:
 * what it has */
static refnet_trace take_trace(arena *memory, const refnet_layer *layer, int parts, size_t m,
                               int is_backward, int copies_features)
{
    const int has_cells = (parts & REFNET_TRACE_CELLS) != 0;
    const size_t t = layer->steps, u = layer->units, columns = times(layer->gates, u);
    refnet_trace trace = {0};
    if (parts == 0) {
        return trace;
    }
    if (parts & REFNET_TRACE_MOMENTS) {
        trace.features = reals_if(is_backward, memory, times(m, layer->n));
        trace.gates = reals_if(is_backward, memory, times(4, layer->features));
        return trace;
    }
    trace.kept = is_backward || t < STEPS_AT_ONCE ? t : STEPS_AT_ONCE;
    const size_t rows = times(m, trace.kept), units = times(rows, u);
    trace.features =
        reals_if(copies_features || layer->go_backwards, memory, times(rows, layer->features));
    trace.gates = reals(memory, times(rows, columns));
    const size_t width = layer->reset_before ? u : columns;
    trace.recurrent = reals_if(parts & REFNET_TRACE_RECURRENT, memory, times(rows, width));
    trace.states = reals(memory, units);
    trace.cells = reals_if(has_cells, memory, times(times(m, trace.kept + 1), u));
    trace.shown = reals_if(has_cells, memory, units);
    trace.output_gradients = reals_if(is_backward, memory, times(m, u));
    trace.cell_gradients = reals_if(is_backward && has_cells, memory, times(m, u));
    trace.state_gradients = reals_if(is_backward, memory, times(m, u));
    return trace;
}

/* Take both traces of a layer, of which most kinds have one or none. */
static void take_traces(arena *memory, const refnet_layer *layer, size_t m, int is_backward,
                        int copies_features, refnet_trace *traces)
{
    const int parts = refnet_kind_of(layer).trace;
    traces[0] = take_trace(memory, layer, parts, m, is_backward, copies_features);
    traces[1] = (refnet_trace){0};
    if (!(parts & REFNET_TRACE_BOTH)) {
        return;
    }
    refnet_layer second = *layer;
    second.go_backwards = 1;
    traces[1] = take_trace(memory, &second, parts, m, is_backward, copies_features);
    const size_t one = times(layer->return_sequences ? layer->steps : 1, layer->units);
    traces[0].directed = reals(memory, times(m, one));
    traces[1].directed = reals(memory, times(m, one));
    traces[1].input_gradients = reals_if(is_backward, memory, times(m, layer->n));
}

size_t refnet_trace_workspace(const refnet_layer *layer, size_t m, int is_backward,
                              int copies_features)
{
    arena memory = {NULL, 0};
    refnet_trace traces[2];
    take_traces(&memory, layer, m, is_backward, copies_features, traces);
    return memory.used;
}

void refnet_place_traces(const refnet_layer *layer, size_t m, int is_backward, int copies_features,
                         void *workspace, refnet_trace *traces)
{
    arena memory = {workspace, 0};
    take_traces(&memory, layer, m, is_backward, copies_features, traces);
}

/* Take what layer i of a graph has besides: its mask, that of its outputs, and the room where the
 * numbers of its sources are joined. forward: of the layers before, NULL without memory */
static void take_sources(arena *memory, const refnet_network *network, size_t i, size_t m,
                         const refnet_forward *forward, refnet_forward *own)
{
    const refnet_layer *layer = &network->layers[i];
    int64_t before;
    const refnet_sources sources = refnet_layer_sources(i, network->sources, &before);
    unsigned char *mask = NULL, *output_mask = NULL;
    if (sources.count > 1) {
        own->joined = reals(memory, times(m, layer->n));
        mask = take(memory, times(m, layer->steps), 1);
    }
    if (i < network->depth - 1) {
        output_mask = take(memory, times(m, layer->steps), 1);
    }
    if (forward == NULL) {
        return;
    }
    for (size_t place = 0; place < sources.count; place++) {
        const int64_t j = sources.numbers[place];
        if (j < 0 || forward[j].output_mask == NULL || network->layers[j].steps != layer->steps) {
            mask = NULL;
            break;
        }
        mask = sources.count == 1 ? forward[j].output_mask : mask;
    }
    own->mask = mask;
    own->output_mask = refnet_kind_of(layer).has_mask(layer, mask != NULL) ? output_mask : NULL;
}

/* Take the buffers of all layers for m examples, but for the outputs of the last one. is_backward:
 * whether the batch trains, so that factors are drawn and a backward pass follows */
static refnet_forward *take_forward(arena *memory, const refnet_network *network, size_t m,
                                    int is_backward)
{
    refnet_forward *forward = take(memory, network->depth, sizeof *forward);
    const size_t first = is_backward ? refnet_first_trained(network) : 0;
    int is_masked = 0;
    unsigned char *mask = NULL; /* of the outputs of the layer before */
    for (size_t i = 0; i < network->depth; i++) {
        const refnet_layer *layer = &network->layers[i];
        const refnet_kind_functions kind = refnet_kind_of(layer);
        const size_t drawn = is_backward ? kind.drawn(layer, 0, NULL) : 0;
        real *numbers = reals(memory, times(m, layer->u));
        const int has_both = is_backward && refnet_is_from_preactivations(layer->activation);
        real *outputs =
            has_both && i < network->depth - 1 ? reals(memory, times(m, layer->u)) : numbers;
        refnet_rows factors = layer->factors; /* of the caller, if nothing is drawn */
        const int is_dropping = drawn > 0 || factors.start != NULL;
        if (drawn > 0) {
            factors = (refnet_rows){reals(memory, times(m, drawn)), drawn};
        }
        refnet_forward own = {numbers, outputs, mask, layer->state, factors, {{0}}, NULL, NULL};
        if (network->sources != NULL) {
            take_sources(memory, network, i, m, forward, &own);
            is_masked = 1; /* perhaps, which without memory nobody knows */
        }
        const int is_traced = is_backward && (layer->moving != NULL /* of which batches move some */
                                                  ? !refnet_is_frozen(i, network->frozen)
                                                  : i >= first);
        take_traces(memory, layer, m, is_traced, is_masked || is_dropping, own.traces);
        is_masked = kind.has_mask(layer, is_masked);
        if (network->sources == NULL && is_masked && i < network->depth - 1) {
            own.output_mask = take(memory, times(m, layer->steps), 1);
        }
        mask = own.output_mask;
        if (forward != NULL) {
            forward[i] = own;
        }
    }
    return forward;
}

refnet_forward_buffers refnet_lay_out_forward(const refnet_network *network, size_t m,
                                              void *workspace, size_t *bytes)
{
    arena memory = {workspace, 0};
    refnet_forward_buffers own;
    size_t n, k;
    network_shapes(network, &n, &k);
    own.forward = take_forward(&memory, network, m, 0);
    real *outputs = reals(&memory, times(m, k));
    if (own.forward != NULL) {
        own.forward[network->depth - 1].outputs = outputs;
    }
    own.work = reals(&memory, times(2, k));
    set(bytes, &memory);
    return own;
}

size_t refnet_forward_workspace(const refnet_network *network, size_t block)
{
    size_t bytes;
    refnet_lay_out_forward(network, block, NULL, &bytes);
    return bytes;
}

/* Return the sum, or SIZE_MAX where no memory can have it. */
static size_t plus(size_t m, size_t n)
{
    return m > SIZE_MAX - n ? SIZE_MAX : m + n;
}

/* Take the deltas of m examples, and after them the work of a loss, which before the deltas has all
 * to itself, that of the penalties of outputs, and that of the gradients of sources. */
static real *take_work(arena *memory, const refnet_network *network, size_t m)
{
    const size_t rows = m > 0 ? m : 1, k = network->layers[network->depth - 1].u;
    const size_t deltas = times(rows, refnet_all_units(network));
    const size_t penalties = times(rows, refnet_widest_penalty(network));
    const size_t joined = times(rows, refnet_widest_inputs(network));
    return reals(memory, plus(plus(plus(deltas, k), penalties), joined));
}

size_t refnet_gradients_workspace(const refnet_network *network, size_t m)
{
    arena memory = {NULL, 0};
    take_work(&memory, network, m);
    return memory.used;
}

refnet_batch_buffers refnet_lay_out_batch(const refnet_network *network, size_t m, void *workspace,
                                          size_t *bytes)
{
    arena memory = {workspace, 0};
    refnet_batch_buffers own;
    own.forward = take_forward(&memory, network, m, 1);
    own.work = take_work(&memory, network, m);
    own.gradients = reals(&memory, network->size);
    own.variables = take(&memory, network->depth, REFNET_MOST_VARIABLES * sizeof *own.variables);
    set(bytes, &memory);
    return own;
}

size_t refnet_batch_workspace(const refnet_network *network, size_t m)
{
    size_t bytes;
    refnet_lay_out_batch(network, m, NULL, &bytes);
    return bytes;
}

refnet_training_buffers refnet_lay_out_training(const refnet_network *network, size_t batch_size,
                                                size_t m, void *workspace, size_t *bytes)
{
    const size_t batch = batch_size < m ? batch_size : m;
    arena memory = {workspace, 0};
    refnet_training_buffers own;
    size_t n, k;
    network_shapes(network, &n, &k);
    own.order = take(&memory, m, sizeof *own.order);
    own.losses = reals(&memory, batch);
    own.inputs = reals(&memory, times(batch, n));
    own.targets = reals(&memory, times(batch, k));
    own.weights = reals(&memory, batch);
    own.outputs = reals(&memory, times(batch, k));
    own.batch = take(&memory, refnet_batch_workspace(network, batch), 1);
    set(bytes, &memory);
    return own;
}

size_t refnet_training_workspace(const refnet_network *network, size_t batch_size, size_t m)
{
    size_t bytes;
    refnet_lay_out_training(network, batch_size, m, NULL, &bytes);
    return bytes;
}

refnet_train_buffers refnet_lay_out_train(const refnet_train_request *request, void *workspace,
                                          size_t *bytes)
{
    const size_t depth = request->depth, m = request->m;
    const size_t size = refnet_network_parameters(request->layers, depth, NULL);
    const size_t batch_size = request->batch_size > 0 ? (size_t)request->batch_size : 1;
    const refnet_network network = {
        request->layers,  depth,          NULL, size, request->regularizers,
        request->sources, request->frozen};
    const int is_sparse = request->loss.name == REFNET_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY;
    const int has_classes = request->class_weights != NULL;
    arena memory = {workspace, 0};
    refnet_train_buffers own;
    size_t n, k;
    network_shapes(&network, &n, &k);
    own.block = batch_size < m ? batch_size : m;
    own.states_size = times(own.block, refnet_with_states(request->layers, depth, NULL, NULL));
    own.layers = take(&memory, depth, sizeof *own.layers);
    own.parameters = reals(&memory, size);
    own.moving_size = refnet_network_moving(request->layers, depth, NULL);
    own.moving = reals(&memory, own.moving_size);
    own.momentums = reals(&memory, size);
    own.velocities = reals(&memory, size);
    own.states = reals(&memory, own.states_size);
    own.targets = reals(&memory, is_sparse ? times(m, k) : 0);
    own.weights = reals_if(has_classes || request->example_weights != NULL, &memory, m);
    own.classes = has_classes && !is_sparse ? take(&memory, m, sizeof *own.classes) : NULL;
    const size_t training = refnet_training_workspace(&network, batch_size, m);
    const size_t forward = refnet_forward_workspace(&network, own.block);
    own.work = take(&memory, training > forward ? training : forward, 1);
    set(bytes, &memory);
    return own;
}

size_t refnet_train_workspace(const refnet_train_request *request)
{
    size_t bytes = 0;
    for (size_t i = 0; i < request->depth; i++) {
        if (!refnet_is_kind(request->layers[i].kind)) {
            return 0; /* refnet_train refuses the layer */
        }
    }
    if (request->depth > 0) {
        refnet_lay_out_train(request, NULL, &bytes);
    }
    return bytes;
}
