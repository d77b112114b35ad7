/* Chapter further_losses: the relatives of the squared error and of the crossentropies.
 *
 * python/refnet/reference/further_losses.py has the explanation; this file has the same functions
 * in the same order. As in losses.c the elementary functions are calculated in binary64 and rounded
 * to `real` once. m examples, k outputs. */

#include <math.h>

#include "internal.h"

#define EPSILON ((real)1e-7)
#define HIGHEST ((real)(1.0 - 1e-7))
#define LN_2 ((real)0.6931471805599453)

static inline real magnitude(real x)
{
    return (real)fabs(x);
}

/* Return what the percentage error of a target is divided by. */
static inline real size_of_target(real t)
{
    return EPSILON > magnitude(t) ? EPSILON : magnitude(t);
}

real refnet_sign(real x)
{
    return x > 0 ? 1 : x < 0 ? -1 : 0;
}

real refnet_absolute_error(const real *targets, const real *outputs, size_t k)
{
    /* targets [k], outputs [k] */
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        total = total + magnitude(targets[j] - outputs[j]);
    }
    return total;
}

void refnet_absolute_error_gradient(const real *targets, const real *outputs, size_t k,
                                    real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    for (size_t j = 0; j < k; j++) {
        gradients[j] = refnet_sign(outputs[j] - targets[j]);
    }
}

real refnet_absolute_percentage_error(const real *targets, const real *outputs, size_t k)
{
    /* targets [k], outputs [k] */
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], y = outputs[j];
        total = total + 100 * magnitude(t - y) / size_of_target(t);
    }
    return total;
}

void refnet_absolute_percentage_error_gradient(const real *targets, const real *outputs, size_t k,
                                               real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], y = outputs[j];
        gradients[j] = 100 * refnet_sign(y - t) / size_of_target(t);
    }
}

real refnet_huber(const real *targets, const real *outputs, size_t k, real delta)
{
    /* targets [k], outputs [k] */
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real error = magnitude(outputs[j] - targets[j]);
        if (error <= delta) {
            total = total + HALF * (error * error);
        } else {
            total = total + (delta * error - HALF * (delta * delta));
        }
    }
    return total;
}

void refnet_huber_gradient(const real *targets, const real *outputs, size_t k, real delta,
                           real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    for (size_t j = 0; j < k; j++) {
        real error = outputs[j] - targets[j];
        gradients[j] = magnitude(error) <= delta ? error : delta * refnet_sign(error);
    }
}

real refnet_log_cosh(const real *targets, const real *outputs, size_t k)
{
    /* targets [k], outputs [k] */
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real error = magnitude(outputs[j] - targets[j]);
        real power = (real)refnet_exp(-2 * error);
        total = total + (error + (real)refnet_log1p(power) - LN_2);
    }
    return total;
}

void refnet_log_cosh_gradient(const real *targets, const real *outputs, size_t k, real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    for (size_t j = 0; j < k; j++) {
        gradients[j] = (real)refnet_tanh(outputs[j] - targets[j]);
    }
}

real refnet_hinge(const real *targets, const real *outputs, size_t k)
{
    /* targets [k], outputs [k] */
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real missing = 1 - targets[j] * outputs[j];
        total = total + (0 > missing ? 0 : missing);
    }
    return total;
}

void refnet_hinge_gradient(const real *targets, const real *outputs, size_t k, real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], y = outputs[j];
        gradients[j] = 1 - t * y >= 0 ? -t : 0;
    }
}

real refnet_clipped(real y, real high)
{
    return y < EPSILON ? EPSILON : y > high ? high : y;
}

real refnet_unless_clipped(real gradient, real y, real high)
{
    return y < EPSILON || y > high ? 0 : gradient;
}

real refnet_kl_divergence(const real *targets, const real *outputs, size_t k)
{
    /* targets [k], outputs [k] */
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real t = refnet_clipped(targets[j], 1), y = refnet_clipped(outputs[j], 1);
        total = total + t * (real)refnet_log(t / y);
    }
    return total;
}

void refnet_kl_divergence_gradient(const real *targets, const real *outputs, size_t k,
                                   real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    for (size_t j = 0; j < k; j++) {
        real t = refnet_clipped(targets[j], 1), y = refnet_clipped(outputs[j], 1);
        gradients[j] = refnet_unless_clipped(-t / y, outputs[j], 1);
    }
}

real refnet_binary_crossentropy_of_outputs(const real *targets, const real *outputs, size_t k)
{
    /* targets [k], outputs [k] */
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], y = refnet_clipped(outputs[j], HIGHEST);
        total = total - (t * (real)refnet_log(y) + (1 - t) * (real)refnet_log(1 - y));
    }
    return total;
}

void refnet_binary_crossentropy_of_outputs_gradient(const real *targets, const real *outputs,
                                                    size_t k, real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], y = refnet_clipped(outputs[j], HIGHEST);
        real gradient = (1 - t) / (1 - y) - t / y;
        gradients[j] = refnet_unless_clipped(gradient, outputs[j], HIGHEST);
    }
}

real refnet_sum_of_outputs(const real *outputs, size_t k)
{
    /* outputs [k] */
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        total = total + outputs[j];
    }
    return total == 0 ? (real)NAN : total;
}

real refnet_categorical_crossentropy_of_outputs(const real *targets, const real *outputs, size_t k)
{
    /* targets [k], outputs [k] */
    real divisor = refnet_sum_of_outputs(outputs, k), total = 0;
    for (size_t j = 0; j < k; j++) {
        real q = refnet_clipped(outputs[j] / divisor, HIGHEST);
        total = total - targets[j] * (real)refnet_log(q);
    }
    return total;
}

void refnet_categorical_crossentropy_of_outputs_gradient(const real *targets, const real *outputs,
                                                         size_t k, real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    real divisor = refnet_sum_of_outputs(outputs, k), total = 0;
    for (size_t j = 0; j < k; j++) {
        real q = outputs[j] / divisor;
        gradients[j] = refnet_unless_clipped(-targets[j] / refnet_clipped(q, HIGHEST), q, HIGHEST);
        total = total + gradients[j] * q;
    }
    for (size_t j = 0; j < k; j++) {
        gradients[j] = (gradients[j] - total) / divisor;
    }
}

real refnet_further_loss(refnet_loss_name name, const real *targets, const real *outputs, size_t k,
                         real delta)
{
    /* targets [k], outputs [k] */
    switch (name) {
    case REFNET_LOSS_MEAN_ABSOLUTE_ERROR:
        return refnet_absolute_error(targets, outputs, k);
    case REFNET_LOSS_MEAN_ABSOLUTE_PERCENTAGE_ERROR:
        return refnet_absolute_percentage_error(targets, outputs, k);
    case REFNET_LOSS_HUBER:
        return refnet_huber(targets, outputs, k, delta);
    case REFNET_LOSS_LOG_COSH:
        return refnet_log_cosh(targets, outputs, k);
    case REFNET_LOSS_HINGE:
        return refnet_hinge(targets, outputs, k);
    case REFNET_LOSS_KL_DIVERGENCE:
        return refnet_kl_divergence(targets, outputs, k);
    case REFNET_LOSS_BINARY_CROSSENTROPY:
        return refnet_binary_crossentropy_of_outputs(targets, outputs, k);
    default: /* sparse targets are rows here */
        return refnet_categorical_crossentropy_of_outputs(targets, outputs, k);
    }
}

void refnet_further_loss_gradient(refnet_loss_name name, const real *targets, const real *outputs,
                                  size_t k, real delta, real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    switch (name) {
    case REFNET_LOSS_MEAN_ABSOLUTE_ERROR:
        refnet_absolute_error_gradient(targets, outputs, k, gradients);
        break;
    case REFNET_LOSS_MEAN_ABSOLUTE_PERCENTAGE_ERROR:
        refnet_absolute_percentage_error_gradient(targets, outputs, k, gradients);
        break;
    case REFNET_LOSS_HUBER:
        refnet_huber_gradient(targets, outputs, k, delta, gradients);
        break;
    case REFNET_LOSS_LOG_COSH:
        refnet_log_cosh_gradient(targets, outputs, k, gradients);
        break;
    case REFNET_LOSS_HINGE:
        refnet_hinge_gradient(targets, outputs, k, gradients);
        break;
    case REFNET_LOSS_KL_DIVERGENCE:
        refnet_kl_divergence_gradient(targets, outputs, k, gradients);
        break;
    case REFNET_LOSS_BINARY_CROSSENTROPY:
        refnet_binary_crossentropy_of_outputs_gradient(targets, outputs, k, gradients);
        break;
    default:
        refnet_categorical_crossentropy_of_outputs_gradient(targets, outputs, k, gradients);
    }
}

int refnet_are_binary(const real *targets, size_t m, size_t k)
{
    /* targets [m][k] */
    for (size_t i = 0; i < m * k; i++) {
        if (!(targets[i] == 0 || targets[i] == 1)) {
            return 0;
        }
    }
    return 1;
}

void refnet_signed_targets(const real *targets, size_t k, real *signs)
{
    /* targets [k] -> signs [k] */
    for (size_t j = 0; j < k; j++) {
        signs[j] = 2 * targets[j] - 1;
    }
}

void refnet_smoothed_targets(const real *targets, size_t k, real label_smoothing, real share,
                             real *smoothed)
{
    /* targets [k] -> smoothed [k] */
    const real kept = 1 - label_smoothing;
    for (size_t j = 0; j < k; j++) {
        smoothed[j] = targets[j] * kept + share;
    }
}
