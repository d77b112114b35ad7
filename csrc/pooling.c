/* Chapter pooling: the layers that make an image smaller.
 *
 * python/refnet/reference/pooling.py has the explanation; this file has the same functions in the
 * same order, without the one that a layer here does not need: the only window of global average
 * pooling is the whole image. m examples; n numbers in an image, c channels in a cell; p windows in
 * an image. */

#include "internal.h"

/* cells in a window, without padded ones */
static size_t cells_in(const refnet_window *cells)
{
    return cells->down.count * cells->right.count;
}

/* Return the number of the i-th of these cells in the image. */
static size_t cell_in(const refnet_layer *layer, const refnet_window *cells, size_t i)
{
    const size_t row = cells->down.first + i / cells->right.count;
    return row * layer->windows.image[1] + cells->right.first + i % cells->right.count;
}

void refnet_pooling_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->windows.image[0] * layer->windows.image[1] * layer->channels;
    *u = refnet_window_count(layer) * layer->channels;
}

refnet_window refnet_pools(const refnet_layer *layer, size_t p)
{
    return refnet_window_cells(&layer->windows, p);
}

size_t refnet_largest_cell(const real *image, const refnet_layer *layer, const refnet_window *cells,
                           size_t channel)
{
    /* image [n] */
    const size_t c = layer->channels;
    size_t largest = cell_in(layer, cells, 0);
    for (size_t i = 1; i < cells_in(cells); i++) {
        size_t cell = cell_in(layer, cells, i);
        if (image[cell * c + channel] > image[largest * c + channel]) {
            largest = cell;
        }
    }
    return largest;
}

void refnet_max_pooling2d_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                  real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][p * c] */
    const size_t c = layer->channels;
    for (size_t e = 0; e < m; e++) {
        const real *image = inputs + e * layer->n;
        real *row = preactivations + e * layer->u;
        for (size_t p = 0; p < refnet_window_count(layer); p++) {
            const refnet_window cells = refnet_pools(layer, p);
            for (size_t channel = 0; channel < c; channel++) {
                size_t cell = refnet_largest_cell(image, layer, &cells, channel);
                row[p * c + channel] = image[cell * c + channel];
            }
        }
    }
}

void refnet_max_pooling2d_input_gradients(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][p * c] -> gradients [m][n] */
    const size_t c = layer->channels;
    for (size_t i = 0; i < m * layer->n; i++) {
        gradients[i] = 0;
    }
    for (size_t e = 0; e < m; e++) {
        const real *image = inputs + e * layer->n, *delta = deltas + e * layer->u;
        real *row = gradients + e * layer->n;
        for (size_t p = 0; p < refnet_window_count(layer); p++) {
            const refnet_window cells = refnet_pools(layer, p);
            for (size_t channel = 0; channel < c; channel++) {
                size_t i = refnet_largest_cell(image, layer, &cells, channel) * c + channel;
                row[i] = row[i] + delta[p * c + channel];
            }
        }
    }
}

void refnet_average_pooling2d_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                      real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][p * c] */
    const size_t c = layer->channels;
    for (size_t e = 0; e < m; e++) {
        const real *image = inputs + e * layer->n;
        real *row = preactivations + e * layer->u;
        for (size_t p = 0; p < refnet_window_count(layer); p++) {
            const refnet_window cells = refnet_pools(layer, p);
            for (size_t channel = 0; channel < c; channel++) {
                real total = 0;
                for (size_t i = 0; i < cells_in(&cells); i++) {
                    total = total + image[cell_in(layer, &cells, i) * c + channel];
                }
                row[p * c + channel] = total / (real)cells_in(&cells);
            }
        }
    }
}

void refnet_average_pooling2d_input_gradients(const real *inputs, const real *deltas,
                                              const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][p * c] -> gradients [m][n] */
    (void)inputs;
    const size_t c = layer->channels;
    for (size_t i = 0; i < m * layer->n; i++) {
        gradients[i] = 0;
    }
    for (size_t e = 0; e < m; e++) {
        const real *delta = deltas + e * layer->u;
        real *row = gradients + e * layer->n;
        for (size_t p = 0; p < refnet_window_count(layer); p++) {
            const refnet_window cells = refnet_pools(layer, p);
            for (size_t channel = 0; channel < c; channel++) {
                const real share = delta[p * c + channel] / (real)cells_in(&cells);
                for (size_t k = 0; k < cells_in(&cells); k++) {
                    size_t i = cell_in(layer, &cells, k) * c + channel;
                    row[i] = row[i] + share;
                }
            }
        }
    }
}

void refnet_global_average_pooling2d_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    refnet_pooling_shapes(layer, n, u);
}

void refnet_global_average_pooling2d_forward(const real *inputs, const refnet_layer *layer,
                                             size_t m, real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][c] */
    refnet_kernels_in_use()->average_pooling2d_forward(inputs, layer, m, preactivations);
}

void refnet_global_average_pooling2d_input_gradients(const real *inputs, const real *deltas,
                                                     const refnet_layer *layer, size_t m,
                                                     real *gradients)
{
    /* inputs [m][n], deltas [m][c] -> gradients [m][n] */
    refnet_kernels_in_use()->average_pooling2d_input_gradients(inputs, deltas, layer, m, gradients);
}
