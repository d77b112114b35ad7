/* Chapter losses: how wrong an output is, each loss beside its derivative. */
#ifndef REFNET_LOSSES_H
#define REFNET_LOSSES_H

#include <stddef.h>
#include <stdint.h>

#include "activations.h"
#include "real.h"

/* m examples, k outputs */

/* The sparse loss is the categorical one with one-hot targets. All functions but refnet_train take
 * these rows, not class numbers. */
typedef enum {
    REFNET_LOSS_MSE = 0,
    REFNET_LOSS_SUM_SQUARED_ERROR,
    REFNET_LOSS_BINARY_CROSSENTROPY,
    REFNET_LOSS_CATEGORICAL_CROSSENTROPY,
    REFNET_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY,
    /* those of chapter further_losses */
    REFNET_LOSS_MEAN_ABSOLUTE_ERROR,
    REFNET_LOSS_MEAN_ABSOLUTE_PERCENTAGE_ERROR,
    REFNET_LOSS_HUBER,
    REFNET_LOSS_LOG_COSH,
    REFNET_LOSS_HINGE,
    REFNET_LOSS_KL_DIVERGENCE
} refnet_loss_name;

/* The settings are binary64, whatever `real` is; each loss uses only its own. delta: huber;
 * from_logits: the crossentropies; label_smoothing: the binary and the categorical one;
 * binary_targets: hinge, which refnet_loss_of_targets sets. */
typedef struct {
    refnet_loss_name name;
    double delta;
    int from_logits;
    double label_smoothing;
    int binary_targets;
} refnet_loss;

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

/* targets [m][k], all that there are -> the loss of a run with them */
refnet_loss refnet_loss_of_targets(const refnet_loss *loss, const real *targets, size_t m,
                                   size_t k);

/* targets [k] -> those that the loss takes: targets itself, or work [k] with others */
const real *refnet_loss_targets(const refnet_loss *loss, const real *targets, size_t k, real *work);

/* Return whether the gradients of the loss are taken with respect to the last preactivations.
 * activation: the last one */
int refnet_is_of_logits(const refnet_loss *loss, refnet_activation activation);

/* Return whether the loss takes the outputs as logits. */
int refnet_takes_logits(const refnet_loss *loss);

/* activation: the last one; targets [k], logits [k], outputs [k]; work [2k] is overwritten */
real refnet_example_loss(const refnet_loss *loss, refnet_activation activation, const real *targets,
                         const real *logits, const real *outputs, size_t k, real *work);

/* activation: the last one; targets [k], outputs [k] -> gradients [k], before any division; work
 * [k] is overwritten */
void refnet_example_loss_gradient(const refnet_loss *loss, refnet_activation activation,
                                  const real *targets, const real *outputs, size_t k, real *work,
                                  real *gradients);

/* activation: the last one; targets [m][k], outputs [m][k] -> gradients [m][k], with respect to the
 * preactivations where refnet_is_of_logits says so, else to the outputs; work [k] is overwritten */
void refnet_loss_gradients(const refnet_loss *loss, refnet_activation activation,
                           const real *targets, const real *outputs, size_t m, size_t k, real *work,
                           real *gradients);

/* total: the sum of the losses of `count` examples */
real refnet_reduce_loss(const refnet_loss *loss, real total, size_t count);

#endif
