/* A layer of any kind. What a kind does is in the file of its chapter; network.c lists the kinds,
 * checks.c what each accepts.
 */
#ifndef REFNET_LAYER_H
#define REFNET_LAYER_H

#include <stddef.h>

#include "activations.h"
#include "real.h"

typedef enum { REFNET_KIND_DENSE = 0, REFNET_KIND_FLATTEN, REFNET_KIND_NORMALIZATION } refnet_kind;

/* n and u: how many numbers one example has before and after the layer.
 *
 * dense: kernel [n][u], bias [u] or NULL. flatten: input_shape [rank], whose product is n and u.
 * normalization: mean [n], variance [n], invert: whether to go back; n is u. Flatten and
 * normalization are linear, and have no kernel and no bias. */
typedef struct {
    refnet_kind kind;
    refnet_activation activation;
    size_t n, u;
    real *kernel, *bias;
    const size_t *input_shape;
    size_t rank;
    const real *mean, *variance;
    int invert;
} refnet_layer;

#endif
