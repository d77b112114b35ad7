/* Chapter losses: how wrong an output is, each loss beside its derivative. */
#ifndef REFNET_LOSSES_H
#define REFNET_LOSSES_H

#include <stddef.h>
#include <stdint.h>

#include "real.h"

/* m examples, k outputs */

/* The sparse loss is the categorical one with one-hot targets. All functions but refnet_train take
 * these rows, not class numbers. */
typedef enum {
    REFNET_LOSS_MSE = 0,
    REFNET_LOSS_SUM_SQUARED_ERROR,
    REFNET_LOSS_BINARY_CROSSENTROPY,
    REFNET_LOSS_CATEGORICAL_CROSSENTROPY,
    REFNET_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY
} refnet_loss;

/* Return whether the gradients of the loss are taken with respect to the logits, as for the
 * crossentropies. */
int refnet_from_logits(refnet_loss loss);

/* classes [m], from 0 to units - 1 -> rows [m][units] */
void refnet_one_hot(const int64_t *classes, size_t m, size_t units, real *rows);

/* targets [k], outputs [k] */
real refnet_squared_error(const real *targets, const real *outputs, size_t k);

/* targets [k], outputs [k] -> gradients [k] */
void refnet_squared_error_gradient(const real *targets, const real *outputs, size_t k,
                                   real *gradients);

/* targets [k], logits [k]; work [k] is overwritten */
real refnet_binary_crossentropy(const real *targets, const real *logits, size_t k, real *work);

/* targets [k], outputs [k] -> gradients [k] */
void refnet_binary_crossentropy_gradient(const real *targets, const real *outputs, size_t k,
                                         real *gradients);

/* targets [k], logits [k]; work [k] is overwritten */
real refnet_categorical_crossentropy(const real *targets, const real *logits, size_t k, real *work);

/* targets [k], outputs [k] -> gradients [k] */
void refnet_categorical_crossentropy_gradient(const real *targets, const real *outputs, size_t k,
                                              real *gradients);

/* targets [k], logits [k], outputs [k]; work [k] is overwritten */
real refnet_example_loss(refnet_loss loss, const real *targets, const real *logits,
                         const real *outputs, size_t k, real *work);

/* targets [m][k], outputs [m][k] -> gradients [m][k], with respect to the logits for the
 * crossentropies */
void refnet_loss_gradients(refnet_loss loss, const real *targets, const real *outputs, size_t m,
                           size_t k, real *gradients);

/* total: the sum of the losses of `count` examples */
real refnet_reduce_loss(refnet_loss loss, real total, size_t count);

#endif
