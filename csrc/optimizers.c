/* Chapter optimizers: how a weight moves, given its gradient.
 *
 * python/refnet/reference/optimizers.py has the explanation; this file has the same functions in
 * the same order. Here a step changes the numbers in place, and returns bits that say what became
 * infinite or NaN. n numbers in a vector. */

#include <math.h>

#include "internal.h"

/* the root, rounded once: in binary32 too, because binary64 has more than twice its digits */
static real root_of(real x)
{
    return (real)sqrt((double)x);
}

real refnet_flushed(real x)
{
    return (real)fabs(x) < REFNET_TINY ? 0 : x;
}

real refnet_square(real gradient)
{
    real squared = gradient * gradient;
    return squared < REFNET_TINY ? REFNET_TINY : squared;
}

void refnet_initial_state(size_t size, refnet_optimizer_state *state)
{
    /* -> momentums [size], velocities [size] */
    for (size_t i = 0; i < size; i++) {
        state->momentums[i] = 0;
        state->velocities[i] = 0;
    }
    state->beta_1_power = 1;
    state->beta_2_power = 1;
}

int refnet_sgd_step(real *weights, const real *gradients, real *momentums,
                    const refnet_optimizer *optimizer, size_t n)
{
    /* weights [n], gradients [n], momentums [n] */
    const real learning_rate = (real)optimizer->learning_rate;
    const real momentum = (real)optimizer->momentum;
    for (size_t i = 0; i < n; i++) {
        real step = learning_rate * gradients[i];
        if (momentum == 0) {
            weights[i] = weights[i] - step;
            continue;
        }
        momentums[i] = refnet_flushed(momentum * momentums[i] - step);
        if (optimizer->nesterov) {
            weights[i] = weights[i] + (momentum * momentums[i] - step);
        } else {
            weights[i] = weights[i] + momentums[i];
        }
    }
    return refnet_nonfinite(weights, NULL, n);
}

int refnet_rmsprop_step(real *weights, const real *gradients, real *momentums, real *velocities,
                        const refnet_optimizer *optimizer, size_t n)
{
    /* weights [n], gradients [n], momentums [n], velocities [n] */
    const real learning_rate = (real)optimizer->learning_rate;
    const real momentum = (real)optimizer->momentum, epsilon = (real)optimizer->epsilon;
    const real rho = (real)optimizer->rho, rest = 1 - rho;
    for (size_t i = 0; i < n; i++) {
        velocities[i] = rho * velocities[i] + rest * refnet_square(gradients[i]);
        real step = learning_rate * gradients[i] / root_of(velocities[i] + epsilon);
        if (momentum == 0) {
            weights[i] = weights[i] - step;
            continue;
        }
        momentums[i] = refnet_flushed(momentum * momentums[i] + step);
        weights[i] = weights[i] - momentums[i];
    }
    return refnet_nonfinite(weights, velocities, n);
}

int refnet_adam_step(real *weights, const real *gradients, real *momentums, real *velocities,
                     real rate, const refnet_optimizer *optimizer, size_t n)
{
    /* weights [n], gradients [n], momentums [n], velocities [n] */
    const real rest_1 = 1 - (real)optimizer->beta_1, rest_2 = 1 - (real)optimizer->beta_2;
    const real epsilon = (real)optimizer->epsilon;
    for (size_t i = 0; i < n; i++) {
        real gradient = gradients[i];
        momentums[i] = refnet_flushed(momentums[i] + (gradient - momentums[i]) * rest_1);
        velocities[i] = velocities[i] + (refnet_square(gradient) - velocities[i]) * rest_2;
        real root = root_of(velocities[i]) + epsilon;
        weights[i] = weights[i] - momentums[i] * rate / root;
    }
    return refnet_nonfinite(weights, velocities, n);
}

int refnet_optimizer_step(real *parameters, const real *gradients, refnet_optimizer_state *state,
                          const refnet_optimizer *optimizer, size_t size)
{
    /* parameters [size], gradients [size] */
    const refnet_kernels *kernels = refnet_kernels_in_use();
    const real *g = gradients;
    real *w = parameters, *m = state->momentums, *v = state->velocities;

    /* Adam's averages start at zero, which makes them too small at first; its rate corrects that.
     */
    const real learning_rate = (real)optimizer->learning_rate;
    const real power_1 = refnet_flushed(state->beta_1_power * (real)optimizer->beta_1);
    const real power_2 = refnet_flushed(state->beta_2_power * (real)optimizer->beta_2);
    real rate = learning_rate;
    if (optimizer->name == REFNET_OPTIMIZER_ADAM) { /* the others are spared the root */
        rate = learning_rate * root_of(1 - power_2) / (1 - power_1);
    }
    state->beta_1_power = power_1;
    state->beta_2_power = power_2;
    switch (optimizer->name) {
    case REFNET_OPTIMIZER_SGD:
        return kernels->sgd_step(w, g, m, optimizer, size);
    case REFNET_OPTIMIZER_RMSPROP:
        return kernels->rmsprop_step(w, g, m, v, optimizer, size);
    default:
        return kernels->adam_step(w, g, m, v, rate, optimizer, size);
    }
}
