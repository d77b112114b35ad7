/* Chapter parts: the layer that passes on a part of a row.
 *
 * python/refnet/reference/parts.py has the explanation; this file has the same functions in the
 * same order. m examples; n numbers before the layer, u after it. */

#include <string.h>

#include "internal.h"

void refnet_part_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->n;
    *u = layer->u;
}

void refnet_part_forward(const real *inputs, const refnet_layer *layer, size_t m,
                         real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][u] */
    for (size_t e = 0; e < m; e++) {
        const real *part = inputs + e * layer->n + layer->first;
        memcpy(preactivations + e * layer->u, part, layer->u * sizeof *part);
    }
}

void refnet_part_input_gradients(const real *inputs, const real *deltas, const refnet_layer *layer,
                                 size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][u] -> gradients [m][n] */
    (void)inputs;
    memset(gradients, 0, m * layer->n * sizeof *gradients);
    for (size_t e = 0; e < m; e++) {
        const real *delta = deltas + e * layer->u;
        memcpy(gradients + e * layer->n + layer->first, delta, layer->u * sizeof *delta);
    }
}
