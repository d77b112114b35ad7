/* Chapter initializers: the weights that a network starts with.
 *
 * python/refnet/reference/initializers.py has the explanation; this file has the same functions in
 * the same order. */

#include <math.h>

#include "internal.h"

void refnet_initial_kernel(refnet_initializer initializer, size_t inputs, size_t units,
                           refnet_generator *generator, size_t cells, double *kernel)
{
    /* -> kernel [cells * inputs][units] */
    const size_t size = cells * inputs * units;
    if (initializer == REFNET_INITIALIZER_ZEROS) {
        for (size_t i = 0; i < size; i++) {
            kernel[i] = 0.0;
        }
        return;
    }
    double fans = (double)(cells * (inputs + units));
    double limit = initializer == REFNET_INITIALIZER_UNIFORM ? 0.05 : sqrt(6.0 / fans);
    for (size_t i = 0; i < size; i++) {
        kernel[i] = (2.0 * refnet_next_double(generator) - 1.0) * limit;
    }
}

refnet_status refnet_initial_kernels(refnet_initializer initializer, const int64_t *sizes,
                                     size_t count, int64_t seed, const int64_t *cells,
                                     double *kernels)
{
    /* sizes [count], cells [count - 1] -> kernels [cells[0] * sizes[0]][sizes[1]],
     * [cells[1] * sizes[1]][sizes[2]] ... */
    RETURN_IF_FAULT(refnet_check_initial_kernels(initializer, sizes, count, seed, cells));
    const refnet_rounding before = refnet_work_begins();
    refnet_generator generator;
    refnet_seeded((uint32_t)seed, &generator);
    for (size_t i = 0; i + 1 < count; i++) {
        size_t inputs = (size_t)sizes[i], units = (size_t)sizes[i + 1];
        size_t window = cells == NULL ? 1 : (size_t)cells[i];
        refnet_initial_kernel(initializer, inputs, units, &generator, window, kernels);
        kernels += window * inputs * units;
    }
    refnet_work_ends(before);
    return refnet_ok();
}
