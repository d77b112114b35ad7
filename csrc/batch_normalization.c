/* Chapter batch_normalization: a layer that normalizes each feature by the batch it trains on.
 *
 * python/refnet/reference/batch_normalization.py has the explanation; this file has the same
 * functions in the same order. Here z, the moments of a batch and the sums of its deltas are in the
 * layer's trace, and the moving moments are changed in place. m examples, p positions in each, c
 * features; n = p * c numbers in an example. */

#include <string.h>

#include "internal.h"

static void scales(const refnet_layer *layer, real *scale);
static real moved_average(real average, real value, real momentum);

/* Return whether the layer is that of a batch in training, which has moments of its own. */
static int is_training(const refnet_layer *layer)
{
    return layer->trace != NULL && layer->trace->gates != NULL;
}

void refnet_batch_normalization_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->n;
    *u = layer->n;
}

size_t refnet_batch_normalization_parameters(const refnet_layer *layer, real *vectors)
{
    /* -> vectors: gamma [c], beta [c] */
    const real *gamma = layer->kernel, *beta = layer->bias;
    const size_t c = layer->features, first = gamma == NULL ? 0 : c;
    if (vectors != NULL && gamma != NULL) {
        memcpy(vectors, gamma, c * sizeof *vectors);
    }
    if (vectors != NULL && beta != NULL) {
        memcpy(vectors + first, beta, c * sizeof *vectors);
    }
    return first + (beta == NULL ? 0 : c);
}

size_t refnet_batch_normalization_variables(const refnet_layer *layer, size_t *sizes)
{
    /* -> sizes [2] */
    size_t count = 0;
    if (layer->kernel != NULL) {
        sizes[count++] = layer->features;
    }
    if (layer->bias != NULL) {
        sizes[count++] = layer->features;
    }
    return count;
}

refnet_layer refnet_batch_normalization_with_parameters(const refnet_layer *layer, real *vectors)
{
    real *gamma = layer->kernel == NULL ? NULL : vectors;
    real *beta = layer->bias == NULL ? NULL : vectors + (gamma == NULL ? 0 : layer->features);
    refnet_layer result = *layer;
    result.kernel = gamma;
    result.bias = beta;
    return result;
}

refnet_layer refnet_batch_normalization_masked(const refnet_layer *layer, const unsigned char *mask)
{
    /* mask [m][p] */
    refnet_layer result = *layer;
    result.mask = mask;
    return result;
}

/* Return whether position i of all examples is real. */
static int is_real(const refnet_layer *layer, size_t i)
{
    return layer->mask == NULL || layer->mask[i];
}

/* Return how many positions are real: N. */
static size_t real_cells(const refnet_layer *layer, size_t m)
{
    size_t count = 0;
    for (size_t i = 0; i < m * layer->steps; i++) {
        count = count + (is_real(layer, i) ? 1 : 0);
    }
    return count;
}

/* inputs [m][n] -> the trace's mean [c] and variance [c], the moving ones without a real position
 */
static void batch_moments(const real *inputs, const refnet_layer *layer, size_t m)
{
    const size_t c = layer->features, cells = m * layer->steps;
    const real count = (real)real_cells(layer, m);
    real *mean = layer->trace->gates, *variance = mean + c;
    if (count == 0) {
        memcpy(mean, layer->moving, 2 * c * sizeof *mean);
        return;
    }
    for (size_t j = 0; j < 2 * c; j++) {
        mean[j] = 0; /* and the variance */
    }
    for (size_t i = 0; i < cells; i++) {
        for (size_t j = 0; j < c && is_real(layer, i); j++) {
            mean[j] = mean[j] + inputs[i * c + j];
        }
    }
    for (size_t j = 0; j < c; j++) {
        mean[j] = mean[j] / count;
    }
    for (size_t i = 0; i < cells; i++) {
        for (size_t j = 0; j < c && is_real(layer, i); j++) {
            const real distance = inputs[i * c + j] - mean[j];
            variance[j] = variance[j] + distance * distance;
        }
    }
    for (size_t j = 0; j < c; j++) {
        variance[j] = variance[j] / count;
    }
}

/* Return the moments that normalize a batch: mean [c], then variance [c]. */
static const real *used_moments(const refnet_layer *layer)
{
    return is_training(layer) ? layer->trace->gates : layer->moving;
}

/* Return what the distances from the mean of feature j are divided by. */
static real roots(const refnet_layer *layer, size_t j)
{
    return refnet_root(used_moments(layer)[layer->features + j] + layer->epsilon);
}

/* inputs [m][n] -> z [m][n] */
static void normalized_rows(const real *inputs, const refnet_layer *layer, size_t m, real *z)
{
    const size_t c = layer->features;
    const real *mean = used_moments(layer);
    for (size_t j = 0; j < c; j++) {
        const real root = roots(layer, j);
        for (size_t i = j; i < m * layer->n; i += c) {
            z[i] = (inputs[i] - mean[j]) / root;
        }
    }
}

void refnet_batch_normalization_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                        real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][n] */
    const size_t c = layer->features;
    const real *gamma = layer->kernel, *beta = layer->bias;
    real *normalized = is_training(layer) ? layer->trace->features : preactivations;
    if (is_training(layer)) {
        batch_moments(inputs, layer, m);
    }
    normalized_rows(inputs, layer, m, normalized);
    for (size_t i = 0; i < m * layer->n; i++) {
        real output = normalized[i];
        if (gamma != NULL) {
            output = gamma[i % c] * output;
        }
        if (beta != NULL) {
            output = output + beta[i % c];
        }
        preactivations[i] = output;
    }
}

/* normalized [m][n]: z; deltas [m][n] -> products [c], totals [c] */
static void delta_sums(const real *normalized, const real *deltas, const refnet_layer *layer,
                       size_t m, real *products, real *totals)
{
    const size_t c = layer->features;
    for (size_t j = 0; j < c; j++) {
        products[j] = 0;
        totals[j] = 0;
        for (size_t i = j; i < m * layer->n; i += c) {
            products[j] = products[j] + deltas[i] * normalized[i];
            totals[j] = totals[j] + deltas[i];
        }
    }
}

void refnet_batch_normalization_backward(const real *deltas, const refnet_layer *layer, size_t m)
{
    /* deltas [m][n] */
    const size_t c = layer->features;
    if (is_training(layer)) {
        real *sums = layer->trace->gates + 2 * c;
        delta_sums(layer->trace->features, deltas, layer, m, sums, sums + c);
    }
}

void refnet_batch_normalization_parameter_gradients(const real *inputs, const real *deltas,
                                                    const refnet_layer *layer, size_t m,
                                                    real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients: gamma [c], beta [c] */
    const size_t c = layer->features;
    const real *mean = used_moments(layer);
    for (size_t j = 0; j < c; j++) {
        real product = 0, total = 0;
        if (is_training(layer)) {
            product = mean[2 * c + j];
            total = mean[3 * c + j];
        } else {
            const real root = roots(layer, j);
            for (size_t i = j; i < m * layer->n; i += c) {
                product = product + deltas[i] * ((inputs[i] - mean[j]) / root);
                total = total + deltas[i];
            }
        }
        if (layer->kernel != NULL) {
            gradients[j] = product;
        }
        if (layer->bias != NULL) {
            gradients[layer->kernel == NULL ? j : c + j] = total;
        }
    }
}

void refnet_batch_normalization_input_gradients(const real *inputs, const real *deltas,
                                                const refnet_layer *layer, size_t m,
                                                real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients [m][n] */
    (void)inputs; /* z is in the trace */
    const size_t c = layer->features, cells = m * layer->steps;
    const real count = is_training(layer) ? (real)real_cells(layer, m) : 0;
    for (size_t i = 0; i < cells; i++) {
        real *row = gradients + i * c;
        scales(layer, row);
        for (size_t j = 0; j < c; j++) {
            real delta = deltas[i * c + j];
            if (count > 0 && is_real(layer, i)) {
                const real *products = layer->trace->gates + 2 * c, *totals = products + c;
                const real z = layer->trace->features[i * c + j];
                const real through_mean = totals[j] / count;
                const real through_variance = z * (products[j] / count);
                delta = delta - through_mean - through_variance;
            }
            row[j] = row[j] * delta;
        }
    }
}

/* -> scale [c] */
static void scales(const refnet_layer *layer, real *scale)
{
    for (size_t j = 0; j < layer->features; j++) {
        scale[j] = (layer->kernel == NULL ? 1 : layer->kernel[j]) / roots(layer, j);
    }
}

size_t refnet_batch_normalization_final_states(const real *preactivations,
                                               const refnet_layer *layer, size_t m)
{
    (void)preactivations;
    if (m == 0 || !is_training(layer) || real_cells(layer, m) == 0) {
        return 0;
    }
    for (size_t j = 0; j < 2 * layer->features; j++) {
        layer->moving[j] = moved_average(layer->moving[j], layer->trace->gates[j], layer->momentum);
    }
    return 0;
}

static real moved_average(real average, real value, real momentum)
{
    const real rest = 1 - momentum;
    return average * momentum + value * rest;
}

refnet_layer refnet_batch_normalization_with_states(const refnet_layer *layer, real *vectors)
{
    refnet_layer result = *layer;
    result.moving = vectors;
    return result;
}

size_t refnet_batch_normalization_moving(const refnet_layer *layer, real *vectors)
{
    /* -> vectors: mean [c], variance [c] */
    if (vectors != NULL) {
        memcpy(vectors, layer->moving, 2 * layer->features * sizeof *vectors);
    }
    return 2 * layer->features;
}
