/* Chapter clipping: gradients that are cut where they are too large.
 *
 * python/refnet/reference/clipping.py has the explanation; this file has the same functions in the
 * same order. Here the vectors of all gradients are one array, which is changed in place. */

#include "internal.h"

real refnet_norm(const real *vectors, size_t size)
{
    /* vectors [size] */
    real total = 0;
    for (size_t i = 0; i < size; i++) {
        total = total + vectors[i] * vectors[i];
    }
    return refnet_root(total);
}

void refnet_clipped_by_norm(real *gradients, real limit, size_t size)
{
    /* gradients [size] */
    const real length = refnet_norm(gradients, size);
    const real divisor = length > limit ? length : limit;
    for (size_t i = 0; i < size; i++) {
        gradients[i] = gradients[i] * limit / divisor;
    }
}

void refnet_clipped_by_value(real *gradients, real limit, size_t size)
{
    /* gradients [size] */
    for (size_t i = 0; i < size; i++) {
        const real g = gradients[i];
        gradients[i] = g < -limit ? -limit : (g > limit ? limit : g);
    }
}

void refnet_clipped_gradients(real *gradients, const size_t *variables,
                              const refnet_optimizer *optimizer, size_t count, size_t size)
{
    /* gradients [size], variables [count] */
    if (optimizer->clipvalue != NULL) {
        refnet_clipped_by_value(gradients, (real)*optimizer->clipvalue, size);
        return;
    }
    if (optimizer->global_clipnorm != NULL) {
        refnet_clipped_by_norm(gradients, (real)*optimizer->global_clipnorm, size);
        return;
    }
    if (optimizer->clipnorm == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        refnet_clipped_by_norm(gradients, (real)*optimizer->clipnorm, variables[i]);
        gradients += variables[i];
    }
}

int refnet_is_clipping(const refnet_optimizer *optimizer)
{
    return optimizer->clipnorm != NULL || optimizer->clipvalue != NULL ||
           optimizer->global_clipnorm != NULL;
}
