/* Chapter further_optimizers: relatives of RMSprop and Adam, and weights that decay.
 *
 * python/refnet/reference/further_optimizers.py has the explanation; this file has the same
 * functions in the same order. Here a step changes the numbers in place, and returns bits that say
 * what became infinite or NaN. n numbers in a vector. */

#include "internal.h"

void refnet_decayed(real *weights, const refnet_optimizer *optimizer, size_t n)
{
    /* weights [n] */
    const real learning_rate = (real)optimizer->learning_rate;
    const real weight_decay = (real)optimizer->weight_decay;
    if (weight_decay == 0) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        weights[i] = weights[i] - weights[i] * weight_decay * learning_rate;
    }
}

int refnet_adagrad_step(real *weights, const real *gradients, real *velocities,
                        const refnet_optimizer *optimizer, size_t n)
{
    /* weights [n], gradients [n], velocities [n] */
    const real learning_rate = (real)optimizer->learning_rate;
    const real epsilon = (real)optimizer->epsilon;
    for (size_t i = 0; i < n; i++) {
        velocities[i] = velocities[i] + refnet_inline_square(gradients[i]);
        real step = learning_rate * gradients[i] / refnet_root(velocities[i] + epsilon);
        weights[i] = weights[i] - step;
    }
    return refnet_nonfinite(weights, velocities, n);
}

int refnet_adadelta_step(real *weights, const real *gradients, real *momentums, real *velocities,
                         const refnet_optimizer *optimizer, size_t n)
{
    /* weights [n], gradients [n], momentums [n], velocities [n] */
    const real learning_rate = (real)optimizer->learning_rate;
    const real epsilon = (real)optimizer->epsilon;
    const real rho = (real)optimizer->rho, rest = 1 - rho;
    for (size_t i = 0; i < n; i++) {
        velocities[i] = rho * velocities[i] + rest * refnet_inline_square(gradients[i]);
        real root = refnet_root(velocities[i] + epsilon);
        real step = refnet_root(momentums[i] + epsilon) * gradients[i] / root;
        momentums[i] = rho * momentums[i] + rest * refnet_inline_square(step);
        weights[i] = weights[i] - learning_rate * step;
    }
    /* a squared step may be infinite where its weight is not */
    return refnet_nonfinite(weights, momentums, n) | refnet_nonfinite(weights, velocities, n);
}

int refnet_adamax_step(real *weights, const real *gradients, real *momentums, real *velocities,
                       real rate, const refnet_optimizer *optimizer, size_t n)
{
    /* weights [n], gradients [n], momentums [n], velocities [n] */
    const real beta_2 = (real)optimizer->beta_2, epsilon = (real)optimizer->epsilon;
    const real rest = 1 - (real)optimizer->beta_1;
    for (size_t i = 0; i < n; i++) {
        momentums[i] = refnet_inline_flushed(momentums[i] + (gradients[i] - momentums[i]) * rest);
        real size = (real)fabs(gradients[i]),
             before = refnet_inline_flushed(beta_2 * velocities[i]);
        velocities[i] = before > size ? before : size;
        weights[i] = weights[i] - momentums[i] * rate / (velocities[i] + epsilon);
    }
    return refnet_nonfinite(weights, velocities, n);
}

real refnet_nadam_momentum(real decay_power, const refnet_optimizer *optimizer)
{
    return (real)optimizer->beta_1 * (1 - (real)0.5 * decay_power);
}

void refnet_nadam_factors(real decay_power, real momentum_product,
                          const refnet_optimizer *optimizer, real *ahead, real *now)
{
    const real current = refnet_nadam_momentum(decay_power, optimizer);
    const real following = refnet_nadam_momentum(decay_power * REFNET_MOMENTUM_DECAY, optimizer);
    *ahead = following / (1 - momentum_product * following);
    *now = (1 - current) / (1 - momentum_product);
}

int refnet_nadam_step(real *weights, const real *gradients, real *momentums, real *velocities,
                      real ahead, real now, real correction, const refnet_optimizer *optimizer,
                      size_t n)
{
    /* weights [n], gradients [n], momentums [n], velocities [n] */
    const real learning_rate = (real)optimizer->learning_rate;
    const real rest_1 = 1 - (real)optimizer->beta_1, rest_2 = 1 - (real)optimizer->beta_2;
    const real epsilon = (real)optimizer->epsilon;
    for (size_t i = 0; i < n; i++) {
        real gradient = gradients[i];
        momentums[i] = refnet_inline_flushed(momentums[i] + (gradient - momentums[i]) * rest_1);
        velocities[i] = velocities[i] + (refnet_inline_square(gradient) - velocities[i]) * rest_2;
        real mean = ahead * momentums[i] + now * gradient;
        real root = refnet_root(velocities[i] / correction) + epsilon;
        weights[i] = weights[i] - mean * learning_rate / root;
    }
    return refnet_nonfinite(weights, velocities, n);
}
