/* Chapter example_weights: examples that count more than others.
 *
 * python/refnet/reference/example_weights.py has the explanation; this file has the same functions
 * in the same order. Losses and gradients are changed in place here. m examples, k outputs, c
 * classes. */

#include "internal.h"

void refnet_target_classes(const real *targets, size_t m, size_t k, int64_t *classes)
{
    /* targets [m][k] -> classes [m] */
    for (size_t i = 0; i < m; i++) {
        const real *target = targets + i * k;
        classes[i] = k == 1 ? target[0] == 1 : (int64_t)refnet_argmax(target, k);
    }
}

void refnet_weights_of_examples(const int64_t *classes, const real *example_weights,
                                const real *class_weights, size_t m, real *weights)
{
    /* classes [m], example_weights [m], class_weights [c] -> weights [m] */
    for (size_t i = 0; i < m; i++) {
        weights[i] = example_weights == NULL ? 1 : example_weights[i];
        if (class_weights != NULL) {
            weights[i] = weights[i] * class_weights[classes[i]];
        }
    }
}

void refnet_weighted_losses(real *losses, const real *weights, size_t m)
{
    /* losses [m], weights [m] */
    if (weights == NULL) {
        return;
    }
    for (size_t i = 0; i < m; i++) {
        losses[i] = losses[i] * weights[i];
    }
}

void refnet_weighted_gradients(real *gradients, const real *weights, size_t m, size_t k)
{
    /* gradients [m][k], weights [m] */
    if (weights == NULL) {
        return;
    }
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < k; j++) {
            gradients[i * k + j] = gradients[i * k + j] * weights[i];
        }
    }
}
