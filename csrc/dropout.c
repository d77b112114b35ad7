/* Chapter dropout: a layer that leaves out random numbers while the network trains.
 *
 * python/refnet/reference/dropout.py has the explanation; this file has the same functions in the
 * same order. m examples, n numbers in each. */

#include <string.h>

#include "internal.h"

void refnet_dropout_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->n;
    *u = layer->n;
}

#define AT_ONCE 256 /* doubles that are drawn together */

void refnet_random_factors(size_t n, real rate, refnet_generator *generator, real *factors)
{
    /* -> factors [n] */
    if (rate == 0) {
        for (size_t i = 0; i < n; i++) {
            factors[i] = 1;
        }
        return;
    }
    const real choices[] = {1 / (1 - rate), 0}; /* an index is faster than a branch at random */
    double drawn[AT_ONCE];
    for (size_t start = 0, count; start < n; start += count) {
        count = n - start < AT_ONCE ? n - start : AT_ONCE;
        refnet_next_doubles(count, generator, drawn);
        for (size_t i = 0; i < count; i++) {
            factors[start + i] = choices[drawn[i] < (double)rate];
        }
    }
}

size_t refnet_dropout_drawn(const refnet_layer *layer, size_t m, refnet_generator *generator)
{
    /* -> layer->factors [m][n]; those of a rate of 0 would change nothing */
    const size_t n = layer->rate == 0 ? 0 : layer->n;
    for (size_t e = 0; e < m; e++) {
        refnet_random_factors(n, layer->rate, generator, refnet_row_of(layer->factors, e));
    }
    return n;
}

void refnet_times_factors(const real *row, const real *factors, size_t n, real *result)
{
    /* row [n], factors [n] -> result [n] */
    for (size_t i = 0; i < n; i++) {
        result[i] = row[i] * factors[i];
    }
}

void refnet_dropout_forward(const real *inputs, const refnet_layer *layer, size_t m,
                            real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][n] */
    const size_t n = layer->n;
    if (layer->factors.start == NULL) {
        memcpy(preactivations, inputs, m * n * sizeof *preactivations);
        return;
    }
    for (size_t e = 0; e < m; e++) {
        const real *factors = refnet_row_of(layer->factors, e);
        refnet_times_factors(inputs + e * n, factors, n, preactivations + e * n);
    }
}

void refnet_dropout_input_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients [m][n] */
    (void)inputs;
    refnet_dropout_forward(deltas, layer, m, gradients);
}
