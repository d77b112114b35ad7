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

void refnet_random_factors(size_t n, real rate, refnet_generator *generator, real *factors)
{
    /* -> factors [n] */
    for (size_t i = 0; i < n; i++) {
        const int dropped = rate != 0 && refnet_next_double(generator) < (double)rate;
        factors[i] = dropped ? 0 : 1 / (1 - rate);
    }
}

size_t refnet_dropout_drawn(const refnet_layer *layer, size_t m, refnet_generator *generator)
{
    /* -> layer->factors [m][n]; those of a rate of 0 would change nothing */
    const size_t n = layer->rate == 0 ? 0 : layer->n;
    for (size_t e = 0; e < m; e++) {
        real *factors = refnet_row_of(layer->factors, e);
        refnet_kernels_in_use()->random_factors(n, layer->rate, generator, factors);
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
        refnet_kernels_in_use()->times_factors(inputs + e * n, factors, n, preactivations + e * n);
    }
}

void refnet_dropout_input_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][n] -> gradients [m][n] */
    (void)inputs;
    refnet_dropout_forward(deltas, layer, m, gradients);
}
