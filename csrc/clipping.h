/* Chapter clipping: gradients that are cut where they are too large. Here the vectors of all
 * gradients are one array. */
#ifndef REFNET_CLIPPING_H
#define REFNET_CLIPPING_H

#include <stddef.h>

#include "optimizer.h"
#include "real.h"

/* vectors [size] */
real refnet_norm(const real *vectors, size_t size);

/* gradients [size], which are changed */
void refnet_clipped_by_norm(real *gradients, real limit, size_t size);

/* gradients [size], which are changed */
void refnet_clipped_by_value(real *gradients, real limit, size_t size);

/* gradients [size], which are changed; variables [count]: how many of them each variable has */
void refnet_clipped_gradients(real *gradients, const size_t *variables,
                              const refnet_optimizer *optimizer, size_t count, size_t size);

/* Return whether the optimizer limits gradients. */
int refnet_is_clipping(const refnet_optimizer *optimizer);

#endif
