/* A layer of any kind. What a kind does is in the file of its chapter; network.c lists the kinds,
 * layer_checks.c what each accepts.
 */
#ifndef REFNET_LAYER_H
#define REFNET_LAYER_H

#include <stddef.h>

#include "activations.h"
#include "real.h"
#include "windows.h"

typedef enum {
    REFNET_KIND_DENSE = 0,
    REFNET_KIND_FLATTEN,
    REFNET_KIND_RESHAPE,
    REFNET_KIND_NORMALIZATION,
    REFNET_KIND_CONV2D,
    REFNET_KIND_MAX_POOLING2D,
    REFNET_KIND_AVERAGE_POOLING2D,
    REFNET_KIND_GLOBAL_AVERAGE_POOLING2D,
    REFNET_KIND_ZERO_PADDING2D
} refnet_kind;

/* n and u: how many numbers one example has before and after the layer. All kinds but dense and
 * conv2d are linear, and have no kernel and no bias.
 *
 * dense: kernel [n][u], bias [u] or NULL.
 *
 * flatten, reshape: input_shape [rank], whose product is n and u.
 *
 * normalization: mean [n], variance [n], invert: whether to go back; n is u.
 *
 * The other kinds: images of so many channels, seen through windows (windows.h); n has those
 * channels for each cell of the image.
 *
 * conv2d: kernel [q][filters], where q = window[0] * window[1] * channels, bias [filters] or NULL;
 * connections [channels][filters], 0 where a filter does not see a channel, or NULL where all see
 * all; u has the filters for each window. A sequence is an image of one row.
 *
 * max_pooling2d, average_pooling2d: u has the channels for each window.
 * global_average_pooling2d: the same, with one window, the whole image.
 *
 * zero_padding2d: windows of one cell, of which those outside the image are its edge. */
typedef struct {
    refnet_kind kind;
    refnet_activation activation;
    size_t n, u;
    real *kernel, *bias;
    const size_t *input_shape;
    size_t rank;
    const real *mean, *variance;
    int invert;
    refnet_windows windows;
    size_t channels, filters;
    const unsigned char *connections;
} refnet_layer;

#endif
