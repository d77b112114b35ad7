/* Chapter initializers: the weights that a network starts with. They are drawn in binary64; a
 * network of binary32 starts with them rounded. */
#ifndef REFNET_INITIALIZERS_H
#define REFNET_INITIALIZERS_H

#include <stddef.h>
#include <stdint.h>

#include "further_initializers.h"
#include "random.h"
#include "status.h"

/* vector [n], unit [n], whose numbers are `stride` apart; vector is changed */
void refnet_remove_part(double *vector, const double *unit, size_t n, size_t stride);

/* vector [n], whose numbers are `stride` apart, is divided by its length */
void refnet_normalized(double *vector, size_t n, size_t stride);

/* -> kernel [inputs][units] */
void refnet_orthogonal_kernel(size_t inputs, size_t units, refnet_generator *generator,
                              double *kernel);

/* cells: those of a convolution's window, 1 for a dense layer -> kernel [cells * inputs][units] */
void refnet_initial_kernel(const refnet_initializer *initializer, size_t inputs, size_t units,
                           refnet_generator *generator, size_t cells, double *kernel);

/* sizes [count], cells [count - 1], or NULL for dense layers -> kernels, one after another */
refnet_status refnet_initial_kernels(const refnet_initializer *initializer, const int64_t *sizes,
                                     size_t count, int64_t seed, const int64_t *cells,
                                     double *kernels);

#endif
