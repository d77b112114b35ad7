/* What batches in training move beside the parameters: the moments of batch_normalization. */
#ifndef REFNET_MOVING_H
#define REFNET_MOVING_H

#include <stddef.h>

#include "network.h"
#include "real.h"

/* layers [depth] -> vectors [moving]: what batches in training move beside the parameters, layer by
 * layer; returns how many numbers that is (with vectors NULL, that alone) */
size_t refnet_network_moving(const refnet_layer *layers, size_t depth, real *vectors);

/* layers [depth], vectors [moving] -> result [depth], layers whose such numbers are in vectors;
 * result may be layers itself */
void refnet_with_moving(const refnet_layer *layers, size_t depth, real *vectors,
                        refnet_layer *result);

/* Return whether a layer normalizes by all examples of a batch together. */
int refnet_has_moving(const refnet_network *network);

/* Return REFNET_NONFINITE_PARAMETERS (optimizers.h) if a moving moment is infinite or NaN, else 0.
 */
int refnet_nonfinite_moving(const refnet_network *network);

#endif
