/* Chapter zero_padding: the layer that puts an edge of zeros around an image.
 *
 * python/refnet/reference/zero_padding.py has the explanation; this file has the same functions in
 * the same order. m examples; n numbers in an image, u with its edge. */

#include <string.h>

#include "internal.h"

/* Return where row i of the image begins in the image with its edge. */
static size_t row_start(const refnet_layer *layer, size_t i)
{
    const size_t above = layer->windows.before[0], left = layer->windows.before[1];
    return ((above + i) * layer->windows.count[1] + left) * layer->channels;
}

void refnet_zero_padding2d_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->windows.image[0] * layer->windows.image[1] * layer->channels;
    *u = layer->windows.count[0] * layer->windows.count[1] * layer->channels;
}

void refnet_zero_padding2d_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                   real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][u] */
    const size_t r = layer->windows.image[0], width = layer->windows.image[1] * layer->channels;
    for (size_t i = 0; i < m * layer->u; i++) {
        preactivations[i] = 0;
    }
    for (size_t e = 0; e < m; e++) {
        const real *image = inputs + e * layer->n;
        real *row = preactivations + e * layer->u;
        for (size_t i = 0; i < r; i++) {
            memcpy(row + row_start(layer, i), image + i * width, width * sizeof *row);
        }
    }
}

void refnet_zero_padding2d_input_gradients(const real *inputs, const real *deltas,
                                           const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][u] -> gradients [m][n] */
    (void)inputs;
    const size_t r = layer->windows.image[0], width = layer->windows.image[1] * layer->channels;
    for (size_t e = 0; e < m; e++) {
        const real *delta = deltas + e * layer->u;
        real *row = gradients + e * layer->n;
        for (size_t i = 0; i < r; i++) {
            memcpy(row + i * width, delta + row_start(layer, i), width * sizeof *row);
        }
    }
}
