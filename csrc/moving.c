/* The moving moments of all layers that have some (batch_normalization), as one vector. */

#include "internal.h"

size_t refnet_network_moving(const refnet_layer *layers, size_t depth, real *vectors)
{
    /* layers [depth] -> vectors [moving] */
    size_t size = 0;
    for (size_t i = 0; i < depth; i++) {
        real *own = vectors == NULL ? NULL : vectors + size;
        if (layers[i].moving != NULL) {
            size = size + refnet_batch_normalization_moving(&layers[i], own);
        }
    }
    return size;
}

void refnet_with_moving(const refnet_layer *layers, size_t depth, real *vectors,
                        refnet_layer *result)
{
    /* layers [depth], vectors [moving] -> result [depth] */
    size_t start = 0;
    for (size_t i = 0; i < depth; i++) {
        result[i] = layers[i];
        if (layers[i].moving != NULL) {
            result[i] = refnet_batch_normalization_with_states(&layers[i], vectors + start);
            start = start + refnet_batch_normalization_moving(&layers[i], NULL);
        }
    }
}

int refnet_has_moving(const refnet_network *network)
{
    int any = 0;
    for (size_t i = 0; i < network->depth; i++) {
        any |= network->layers[i].moving != NULL;
    }
    return any;
}

int refnet_nonfinite_moving(const refnet_network *network)
{
    int nonfinite = 0;
    for (size_t i = 0; i < network->depth; i++) {
        const refnet_layer *layer = &network->layers[i];
        if (layer->moving != NULL && !refnet_all_finite(layer->moving, 2 * layer->features)) {
            nonfinite = REFNET_NONFINITE_PARAMETERS;
        }
    }
    return nonfinite;
}
