/* Chapter conv: the layer that looks for the same small pattern everywhere in an image.
 *
 * python/refnet/reference/conv.py has the explanation; this file has the same functions in the same
 * order, without those that flat arrays make superfluous: a kernel is that of a dense layer, and a
 * sequence is an image of one row. The patches are never stored; each sum has the order that it
 * would have over them.
 *
 * m examples; n numbers in an image, c channels in a cell; p windows in an image; f filters; q
 * numbers in a patch. */

#include <stdint.h>
#include <string.h>

#include "internal.h"

/* cells in a window */
static size_t cells_of(const refnet_layer *layer)
{
    return layer->windows.window[0] * layer->windows.window[1];
}

void refnet_conv2d_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    *n = layer->windows.image[0] * layer->windows.image[1] * layer->channels;
    *u = refnet_window_count(layer) * layer->filters;
}

size_t refnet_conv2d_parameters(const refnet_layer *layer, real *vectors)
{
    /* -> vectors: kernel [q][f], bias [f] if there is one */
    const size_t f = layer->filters, size = cells_of(layer) * layer->channels * f;
    if (vectors != NULL) {
        memcpy(vectors, layer->kernel, size * sizeof *vectors);
    }
    if (layer->bias == NULL) {
        return size;
    }
    if (vectors != NULL) {
        memcpy(vectors + size, layer->bias, f * sizeof *vectors);
    }
    return size + f;
}

size_t refnet_conv2d_variables(const refnet_layer *layer, size_t *sizes)
{
    /* -> sizes of kernel and bias */
    sizes[0] = cells_of(layer) * layer->channels * layer->filters;
    sizes[1] = layer->filters;
    return layer->bias == NULL ? 1 : 2;
}

refnet_layer refnet_conv2d_with_parameters(const refnet_layer *layer, real *vectors)
{
    /* vectors: kernel [q][f], bias [f] if there is one */
    refnet_layer result = *layer;
    const size_t size = cells_of(layer) * layer->channels * layer->filters;
    result.kernel = vectors;
    result.bias = layer->bias == NULL ? NULL : vectors + size;
    return result;
}

refnet_window refnet_layer_cells(const refnet_layer *layer, size_t p)
{
    return refnet_window_cells(&layer->windows, p);
}

#define PADDED SIZE_MAX

/* Return where in an image the channels of a cell begin, or PADDED; cells: what the window covers,
 * i: the cell's place in the window. */
static size_t cell_start(const refnet_layer *layer, const refnet_window *cells, size_t i)
{
    /* how many cells after the first one in the image; one before it gives a very large number */
    const size_t down = i / layer->windows.window[1] - cells->down.padded;
    const size_t right = i % layer->windows.window[1] - cells->right.padded;
    if (down >= cells->down.count || right >= cells->right.count) {
        return PADDED;
    }
    const size_t row = cells->down.first + down, column = cells->right.first + right;
    return (row * layer->windows.image[1] + column) * layer->channels;
}

void refnet_image_patches(const real *image, const refnet_layer *layer, size_t first, size_t end,
                          real *patches)
{
    /* image [n] -> patches [end - first][q] */
    const size_t c = layer->channels;
    for (size_t p = first; p < end; p++) {
        const refnet_window cells = refnet_layer_cells(layer, p);
        for (size_t i = 0; i < cells_of(layer); i++) {
            const size_t start = cell_start(layer, &cells, i);
            for (size_t j = 0; j < c; j++) {
                patches[j] = start == PADDED ? 0 : image[start + j];
            }
            patches += c;
        }
    }
}

void refnet_conv2d_forward(const real *inputs, const refnet_layer *layer, size_t m,
                           real *preactivations)
{
    /* inputs [m][n] -> preactivations [m][p * f] */
    const size_t windows = refnet_window_count(layer), c = layer->channels, f = layer->filters;
    for (size_t k = 0; k < m * windows; k++) {
        const real *image = inputs + k / windows * layer->n, *weights = layer->kernel;
        const refnet_window cells = refnet_layer_cells(layer, k % windows);
        real *sums = preactivations + k * f;
        for (size_t j = 0; j < f; j++) {
            sums[j] = layer->bias == NULL ? 0 : layer->bias[j];
        }
        for (size_t i = 0; i < cells_of(layer); i++) {
            const size_t start = cell_start(layer, &cells, i);
            for (size_t channel = 0; channel < c; channel++, weights += f) {
                const real number = start == PADDED ? 0 : image[start + channel];
                for (size_t j = 0; j < f; j++) {
                    sums[j] = refnet_plus_product(sums[j], weights[j], number);
                }
            }
        }
    }
}

/* gradients: kernel [q][f], where each number of a channel without a connection becomes 0 */
static void disconnect(const refnet_layer *layer, real *kernel)
{
    const size_t c = layer->channels, f = layer->filters;
    for (size_t i = 0; i < cells_of(layer) * c * f; i++) {
        if (!layer->connections[i % (c * f)]) {
            kernel[i] = 0;
        }
    }
}

void refnet_conv2d_parameter_gradients(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][p * f] -> gradients: kernel [q][f], bias [f] if there is one */
    const size_t windows = refnet_window_count(layer), c = layer->channels, f = layer->filters;
    const size_t size = refnet_conv2d_parameters(layer, NULL);
    real *bias = layer->bias == NULL ? NULL : gradients + size - f;
    for (size_t i = 0; i < size; i++) {
        gradients[i] = 0;
    }
    for (size_t k = 0; k < m * windows; k++) {
        const real *image = inputs + k / windows * layer->n, *delta = deltas + k * f;
        const refnet_window cells = refnet_layer_cells(layer, k % windows);
        real *kernel = gradients;
        for (size_t j = 0; bias != NULL && j < f; j++) {
            bias[j] = bias[j] + delta[j];
        }
        for (size_t i = 0; i < cells_of(layer); i++) {
            const size_t start = cell_start(layer, &cells, i);
            for (size_t channel = 0; channel < c; channel++, kernel += f) {
                const real number = start == PADDED ? 0 : image[start + channel];
                for (size_t j = 0; j < f; j++) {
                    kernel[j] = refnet_plus_product(kernel[j], number, delta[j]);
                }
            }
        }
    }
    if (layer->connections != NULL) {
        disconnect(layer, gradients);
    }
}

void refnet_conv2d_input_gradients(const real *inputs, const real *deltas,
                                   const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][n], deltas [m][p * f] -> gradients [m][n] */
    (void)inputs;
    const size_t windows = refnet_window_count(layer), c = layer->channels, f = layer->filters;
    for (size_t i = 0; i < m * layer->n; i++) {
        gradients[i] = 0;
    }
    for (size_t k = 0; k < m * windows; k++) {
        real *image = gradients + k / windows * layer->n;
        const real *delta = deltas + k * f;
        const refnet_window cells = refnet_layer_cells(layer, k % windows);
        for (size_t i = 0; i < cells_of(layer); i++) {
            const real *weights = layer->kernel + i * c * f;
            const size_t start = cell_start(layer, &cells, i);
            for (size_t channel = 0; start != PADDED && channel < c; channel++, weights += f) {
                real total = 0;
                for (size_t j = 0; j < f; j++) {
                    total = refnet_plus_product(total, delta[j], weights[j]);
                }
                image[start + channel] = image[start + channel] + total;
            }
        }
    }
}
