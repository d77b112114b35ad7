/* Chapter further_losses: the relatives of the squared error and of the crossentropies. */
#ifndef REFNET_FURTHER_LOSSES_H
#define REFNET_FURTHER_LOSSES_H

#include <stddef.h>

#include "losses.h"
#include "real.h"

/* m examples, k outputs. targets [k] and outputs [k] are those of one example; gradients [k] are
 * the derivatives with respect to each output. */

real refnet_sign(real x);

real refnet_absolute_error(const real *targets, const real *outputs, size_t k);

void refnet_absolute_error_gradient(const real *targets, const real *outputs, size_t k,
                                    real *gradients);

real refnet_absolute_percentage_error(const real *targets, const real *outputs, size_t k);

void refnet_absolute_percentage_error_gradient(const real *targets, const real *outputs, size_t k,
                                               real *gradients);

real refnet_huber(const real *targets, const real *outputs, size_t k, real delta);

void refnet_huber_gradient(const real *targets, const real *outputs, size_t k, real delta,
                           real *gradients);

real refnet_log_cosh(const real *targets, const real *outputs, size_t k);

void refnet_log_cosh_gradient(const real *targets, const real *outputs, size_t k, real *gradients);

real refnet_hinge(const real *targets, const real *outputs, size_t k);

void refnet_hinge_gradient(const real *targets, const real *outputs, size_t k, real *gradients);

/* y, at least 1e-7 and at most high */
real refnet_clipped(real y, real high);

/* the gradient with respect to y, 0 where refnet_clipped changes y */
real refnet_unless_clipped(real gradient, real y, real high);

real refnet_kl_divergence(const real *targets, const real *outputs, size_t k);

void refnet_kl_divergence_gradient(const real *targets, const real *outputs, size_t k,
                                   real *gradients);

real refnet_binary_crossentropy_of_outputs(const real *targets, const real *outputs, size_t k);

void refnet_binary_crossentropy_of_outputs_gradient(const real *targets, const real *outputs,
                                                    size_t k, real *gradients);

/* NaN where the sum is 0 */
real refnet_sum_of_outputs(const real *outputs, size_t k);

real refnet_categorical_crossentropy_of_outputs(const real *targets, const real *outputs, size_t k);

void refnet_categorical_crossentropy_of_outputs_gradient(const real *targets, const real *outputs,
                                                         size_t k, real *gradients);

/* one of the losses above, as a sum over the outputs; delta: that of huber */
real refnet_further_loss(refnet_loss_name name, const real *targets, const real *outputs, size_t k,
                         real delta);

void refnet_further_loss_gradient(refnet_loss_name name, const real *targets, const real *outputs,
                                  size_t k, real delta, real *gradients);

/* targets [m][k] -> whether all are 0 or 1 */
int refnet_are_binary(const real *targets, size_t m, size_t k);

/* targets [k], 0 or 1 -> signs [k], -1 or 1 */
void refnet_signed_targets(const real *targets, size_t k, real *signs);

/* targets [k] -> smoothed [k]; share: what each output gets of label_smoothing */
void refnet_smoothed_targets(const real *targets, size_t k, real label_smoothing, real share,
                             real *smoothed);

#endif
