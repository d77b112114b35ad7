/* Chapter graphs: layers that see something else than the outputs of the layer before.
 *
 * python/refnet/reference/graphs.py has the explanation; this file has the same functions in the
 * same order. m examples; n and u: how many numbers one example has before and after a layer. */

#include <string.h>

#include "internal.h"

void refnet_add_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->n;
    *u = layer->u;
}

void refnet_add_forward(const real *inputs, const refnet_layer *layer, size_t m,
                        real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][u], n a multiple of u */
    const size_t n = layer->n, u = layer->u;
    for (size_t e = 0; e < m; e++) {
        const real *row = inputs + e * n;
        real *total = preactivations + e * u;
        for (size_t i = 0; i < u; i++) {
            total[i] = row[i];
        }
        for (size_t start = u; start < n; start += u) {
            for (size_t i = 0; i < u; i++) {
                total[i] = total[i] + row[start + i];
            }
        }
    }
}

void refnet_add_input_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][u] -> gradients [m][n] */
    (void)inputs;
    const size_t n = layer->n, u = layer->u;
    for (size_t e = 0; e < m; e++) {
        for (size_t start = 0; start < n; start += u) {
            memcpy(gradients + e * n + start, deltas + e * u, u * sizeof *deltas);
        }
    }
}

void refnet_concatenate_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->n;
    *u = layer->u;
}

/* Return how many features a cell of the outputs has: those of all sources. */
static size_t all_features(const refnet_layer *layer)
{
    size_t features = 0;
    for (size_t source = 0; source < layer->rank; source++) {
        features = features + layer->input_shape[source];
    }
    return features;
}

void refnet_concatenate_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][n] */
    const size_t n = layer->n, features = all_features(layer), cells = n / features;
    for (size_t e = 0; e < m; e++) {
        const real *part = inputs + e * n;
        real *outputs = preactivations + e * n;
        for (size_t source = 0; source < layer->rank; source++) {
            const size_t f = layer->input_shape[source];
            for (size_t cell = 0; cell < cells; cell++) {
                memcpy(outputs + cell * features, part + cell * f, f * sizeof *part);
            }
            part = part + cells * f;
            outputs = outputs + f;
        }
    }
}

void refnet_concatenate_input_gradients(const real *inputs, const real *deltas,
                                        const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients [m][n] */
    (void)inputs;
    const size_t n = layer->n, features = all_features(layer), cells = n / features;
    for (size_t e = 0; e < m; e++) {
        const real *delta = deltas + e * n;
        real *part = gradients + e * n;
        for (size_t source = 0; source < layer->rank; source++) {
            const size_t f = layer->input_shape[source];
            for (size_t cell = 0; cell < cells; cell++) {
                memcpy(part + cell * f, delta + cell * features, f * sizeof *part);
            }
            part = part + cells * f;
            delta = delta + f;
        }
    }
}

refnet_sources refnet_layer_sources(size_t i, const refnet_sources *sources, int64_t *before)
{
    *before = (int64_t)i - 1;
    return sources == NULL || sources[i].count == 0 ? (refnet_sources){before, 1} : sources[i];
}

size_t refnet_network_inputs(const refnet_network *network)
{
    int64_t before; /* all sources of the first layer are the inputs */
    return network->layers[0].n / refnet_layer_sources(0, network->sources, &before).count;
}

/* Return how many numbers an example of a source has. */
static size_t source_size(int64_t j, const refnet_network *network)
{
    return j < 0 ? refnet_network_inputs(network) : network->layers[j].u;
}

const real *refnet_source_rows(int64_t j, const real *inputs, const refnet_network *network,
                               const refnet_forward *forward, size_t first)
{
    return (j < 0 ? inputs : forward[j].outputs) + first * source_size(j, network);
}

const real *refnet_seen_rows(size_t i, const real *inputs, const refnet_network *network,
                             const refnet_forward *forward, size_t first)
{
    int64_t before;
    const refnet_sources own = refnet_layer_sources(i, network->sources, &before);
    if (own.count > 1) {
        return forward[i].joined + first * network->layers[i].n;
    }
    return refnet_source_rows(own.numbers[0], inputs, network, forward, first);
}

const real *refnet_layer_inputs(size_t i, const real *inputs, const refnet_network *network,
                                const refnet_forward *forward, size_t first, size_t m)
{
    int64_t before;
    const refnet_sources own = refnet_layer_sources(i, network->sources, &before);
    const size_t n = network->layers[i].n;
    size_t start = 0;
    for (size_t place = 0; own.count > 1 && place < own.count; place++) {
        const int64_t j = own.numbers[place];
        const real *rows = refnet_source_rows(j, inputs, network, forward, first);
        const size_t u = source_size(j, network);
        real *joined = forward[i].joined + first * n + start;
        for (size_t e = 0; e < m; e++) {
            memcpy(joined + e * n, rows + e * u, u * sizeof *rows);
        }
        start = start + u;
    }
    return refnet_seen_rows(i, inputs, network, forward, first);
}

void refnet_layer_mask(size_t i, const refnet_network *network, const refnet_forward *forward,
                       size_t first, size_t m)
{
    int64_t before;
    const refnet_sources own = refnet_layer_sources(i, network->sources, &before);
    const size_t t = network->layers[i].steps;
    if (own.count == 1 || forward[i].mask == NULL) {
        return;
    }
    for (size_t k = first * t; k < (first + m) * t; k++) {
        int any = 0;
        for (size_t place = 0; place < own.count; place++) {
            any |= forward[own.numbers[place]].output_mask[k];
        }
        forward[i].mask[k] = any != 0;
    }
}

int refnet_sees_layers(size_t i, const refnet_sources *sources)
{
    int64_t before;
    const refnet_sources own = refnet_layer_sources(i, sources, &before);
    int any = 0;
    for (size_t place = 0; place < own.count; place++) {
        any |= own.numbers[place] >= 0;
    }
    return any;
}

int refnet_sees_only_inputs(size_t i, const refnet_sources *sources)
{
    int64_t before;
    const refnet_sources own = refnet_layer_sources(i, sources, &before);
    return own.count == 1 && own.numbers[0] < 0;
}

/* Return whether layer j gets its first gradients from this place among the sources of layer i. */
static int is_first(int64_t j, size_t i, size_t place, const refnet_network *network)
{
    int64_t before;
    for (size_t later = i; later < network->depth; later++) {
        const refnet_sources own = refnet_layer_sources(later, network->sources, &before);
        const size_t count = later == i ? place : own.count;
        for (size_t k = 0; k < count; k++) {
            if (own.numbers[k] == j) {
                return 0;
            }
        }
    }
    return 1;
}

/* Return the output gradients of layer j, from the example `first` on. */
static real *gradients_of(int64_t j, real *output_gradients, const refnet_network *network,
                          size_t batch, size_t first)
{
    size_t units = 0;
    for (int64_t k = 0; k < j; k++) {
        units = units + network->layers[k].u;
    }
    return output_gradients + batch * units + first * network->layers[j].u;
}

real *refnet_only_gradients(real *output_gradients, size_t i, const refnet_network *network,
                            size_t batch, size_t first)
{
    int64_t before;
    const refnet_sources own = refnet_layer_sources(i, network->sources, &before);
    const int64_t j = own.numbers[0];
    if (own.count > 1 || !is_first(j, i, 0, network)) {
        return NULL;
    }
    return gradients_of(j, output_gradients, network, batch, first);
}

void refnet_add_gradients(real *output_gradients, size_t i, const real *gradients,
                          const refnet_network *network, size_t batch, size_t first, size_t m)
{
    /* gradients [m][n] -> output_gradients [batch][u] of each layer */
    int64_t before;
    const refnet_sources own = refnet_layer_sources(i, network->sources, &before);
    const size_t n = network->layers[i].n;
    size_t start = 0;
    for (size_t place = 0; place < own.count; place++) {
        const int64_t j = own.numbers[place];
        const size_t u = source_size(j, network);
        if (j >= 0) {
            real *of_source = gradients_of(j, output_gradients, network, batch, first);
            const int is_start = is_first(j, i, place, network);
            for (size_t e = 0; e < m; e++) {
                const real *row = gradients + e * n + start;
                for (size_t k = 0; k < u; k++) {
                    const real more = row[k];
                    of_source[e * u + k] = is_start ? more : of_source[e * u + k] + more;
                }
            }
        }
        start = start + u;
    }
}
