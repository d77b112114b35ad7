/* Chapter example_weights: examples that count more than others. */
#ifndef REFNET_EXAMPLE_WEIGHTS_H
#define REFNET_EXAMPLE_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "real.h"

/* m examples, k outputs, c classes: k, or 2 where k is 1 */

/* targets [m][k], which are 0 or 1 where k is 1 -> classes [m] */
void refnet_target_classes(const real *targets, size_t m, size_t k, int64_t *classes);

/* classes [m] of the examples, which only class_weights needs; example_weights [m] or NULL,
 * class_weights [c] or NULL -> weights [m], 1 where there are neither */
void refnet_weights_of_examples(const int64_t *classes, const real *example_weights,
                                const real *class_weights, size_t m, real *weights);

/* losses [m], which are changed; weights [m] or NULL */
void refnet_weighted_losses(real *losses, const real *weights, size_t m);

/* gradients [m][k], which are changed; weights [m] or NULL */
void refnet_weighted_gradients(real *gradients, const real *weights, size_t m, size_t k);

#endif
