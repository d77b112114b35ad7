/* Chapter frozen: layers whose weights training does not change.
 *
 * python/refnet/reference/frozen.py has the explanation. Here a frozen layer that normalizes by its
 * batch has no trace of it (layout.c), and the gradients of frozen layers are not calculated. */

#include <string.h>

#include "internal.h"

int refnet_is_frozen(size_t i, const unsigned char *frozen)
{
    return frozen != NULL && frozen[i];
}

size_t refnet_first_trained(const refnet_network *network)
{
    for (size_t i = 0; i < network->depth; i++) {
        const refnet_layer *layer = &network->layers[i];
        const int has_parameters = layer->kernel != NULL || layer->bias != NULL;
        if (has_parameters && !refnet_is_frozen(i, network->frozen)) {
            return i;
        }
    }
    return network->depth;
}

int refnet_trained_step(const refnet_network *network, real *gradients, size_t *variables,
                        refnet_optimizer_state *state, const refnet_optimizer *optimizer)
{
    /* gradients [size]; first those of the trained layers are moved together */
    size_t start = 0, trained = 0, count = 0;
    for (size_t i = 0; i < network->depth; i++) {
        const refnet_layer *layer = &network->layers[i];
        const size_t size = refnet_kind_of(layer).parameters(layer, NULL);
        if (!refnet_is_frozen(i, network->frozen)) {
            count = count + refnet_network_variables(layer, 1, variables + count);
            memmove(gradients + trained, gradients + start, size * sizeof *gradients);
            trained = trained + size;
        }
        start = start + size;
    }
    refnet_clipped_gradients(gradients, variables, optimizer, count, trained);
    int nonfinite = 0;
    start = 0;
    for (size_t i = 0; i < network->depth; i++) {
        const refnet_layer *layer = &network->layers[i];
        const size_t size = refnet_kind_of(layer).parameters(layer, NULL);
        if (!refnet_is_frozen(i, network->frozen)) {
            refnet_optimizer_state own = *state; /* each layer takes the same step */
            own.momentums += start;
            own.velocities += start;
            nonfinite |= refnet_optimizer_step(network->parameters + start, gradients, &own,
                                               optimizer, size);
            gradients += size;
        }
        start = start + size;
    }
    return nonfinite | refnet_optimizer_step(network->parameters, gradients, state, optimizer, 0);
}
