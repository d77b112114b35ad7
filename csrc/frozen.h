/* Chapter frozen: layers whose weights training does not change. */
#ifndef REFNET_FROZEN_H
#define REFNET_FROZEN_H

#include <stddef.h>

#include "network.h"
#include "optimizers.h"
#include "real.h"

/* Return whether training leaves the parameters of layer i as they are; frozen [depth], or NULL
 * where it leaves none. */
int refnet_is_frozen(size_t i, const unsigned char *frozen);

/* Return the number of the first layer with parameters that training changes, `depth` without any:
 * the backward pass ends there. */
size_t refnet_first_trained(const refnet_network *network);

/* Limit the gradients [size] of the layers that are trained, and take their step, as the optimizer
 * does for a network of these layers alone; variables: room for the sizes of all. The gradients are
 * overwritten. Returns the bits of refnet_optimizer_step. */
int refnet_trained_step(const refnet_network *network, real *gradients, size_t *variables,
                        refnet_optimizer_state *state, const refnet_optimizer *optimizer);

#endif
