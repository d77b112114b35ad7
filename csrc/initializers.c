/* Chapter initializers: the weights that a network starts with.
 *
 * python/refnet/reference/initializers.py has the explanation; this file has the same functions in
 * the same order. */

#include <math.h>

#include "internal.h"

void refnet_remove_part(double *vector, const double *unit, size_t n, size_t stride)
{
    /* vector [n], unit [n] */
    double part = 0.0;
    for (size_t j = 0; j < n * stride; j += stride) {
        part = part + unit[j] * vector[j];
    }
    for (size_t j = 0; j < n * stride; j += stride) {
        vector[j] = vector[j] - part * unit[j];
    }
}

void refnet_normalized(double *vector, size_t n, size_t stride)
{
    /* vector [n] */
    double total = 0.0;
    for (size_t j = 0; j < n * stride; j += stride) {
        total = total + vector[j] * vector[j];
    }
    double length = sqrt(total);
    for (size_t j = 0; j < n * stride; j += stride) {
        vector[j] = vector[j] / length;
    }
}

void refnet_orthogonal_kernel(size_t inputs, size_t units, refnet_generator *generator,
                              double *kernel)
{
    /* -> kernel [inputs][units] */
    const int is_by_rows = inputs <= units;
    const size_t count = is_by_rows ? inputs : units, length = is_by_rows ? units : inputs;
    /* the vectors are rows or columns of the kernel: where each begins, and its next number is */
    const size_t next = is_by_rows ? length : 1, stride = is_by_rows ? 1 : count;
    double pair[2];
    for (size_t k = 0; k < count * length; k++) {
        if (k % 2 == 0) {
            refnet_next_normals(generator, pair);
        }
        kernel[k % count * next + k / count * stride] = pair[k % 2];
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            refnet_remove_part(kernel + i * next, kernel + k * next, length, stride);
        }
        refnet_normalized(kernel + i * next, length, stride);
    }
}

void refnet_initial_kernel(const refnet_initializer *initializer, size_t inputs, size_t units,
                           refnet_generator *generator, size_t cells, double *kernel)
{
    /* -> kernel [cells * inputs][units] */
    const size_t size = cells * inputs * units;
    const refnet_initializer_name name = initializer->name;
    if (name == REFNET_INITIALIZER_ZEROS) {
        for (size_t i = 0; i < size; i++) {
            kernel[i] = 0.0;
        }
        return;
    }
    if (name == REFNET_INITIALIZER_ORTHOGONAL) {
        refnet_orthogonal_kernel(cells * inputs, units, generator, kernel);
        for (size_t i = 0; i < size; i++) {
            kernel[i] = initializer->gain * kernel[i];
        }
        return;
    }
    if (name != REFNET_INITIALIZER_GLOROT_UNIFORM && name != REFNET_INITIALIZER_UNIFORM) {
        refnet_further_weights(initializer, inputs, units, generator, cells, kernel);
        return;
    }
    double fans = (double)(cells * (inputs + units));
    double limit = name == REFNET_INITIALIZER_UNIFORM ? 0.05 : sqrt(6.0 / fans);
    for (size_t i = 0; i < size; i++) {
        kernel[i] = (2.0 * refnet_next_double(generator) - 1.0) * limit;
    }
}

refnet_status refnet_initial_kernels(const refnet_initializer *initializer, const int64_t *sizes,
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
