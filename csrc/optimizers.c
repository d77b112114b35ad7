/* Chapter optimizers: how a weight moves, given its gradient.
 *
 * python/refnet/reference/optimizers.py has the explanation; this file has the same functions in
 * the same order. Here a step changes the numbers in place, and returns bits that say what became
 * infinite or NaN. n numbers in a vector. */

#include "internal.h"

void refnet_initial_state(size_t size, const refnet_optimizer *optimizer,
                          refnet_optimizer_state *state)
{
    /* -> momentums [size], velocities [size] */
    const int is_adagrad = optimizer->name == REFNET_OPTIMIZER_ADAGRAD;
    const real start = is_adagrad ? (real)optimizer->initial_accumulator_value : 0;
    for (size_t i = 0; i < size; i++) {
        state->momentums[i] = 0;
        state->velocities[i] = start;
    }
    state->beta_1_power = 1;
    state->beta_2_power = 1;
    state->steps = 0;
    state->decay_power = 1;
    state->momentum_product = 1;
}

#ifndef REFNET_FLOAT32 /* the rates are binary64, and rounded where a step uses them */
double refnet_step_rate(const refnet_optimizer *optimizer, int64_t step)
{
    if (optimizer->schedule != NULL) {
        return refnet_scheduled_rate(optimizer->schedule, step);
    }
    if (optimizer->rates == NULL) {
        return optimizer->learning_rate;
    }
    const size_t last = optimizer->count - 1;
    return optimizer->rates[(uint64_t)step < last ? (size_t)step : last];
}
#endif

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
        momentums[i] = refnet_inline_flushed(momentum * momentums[i] - step);
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
        velocities[i] = rho * velocities[i] + rest * refnet_inline_square(gradients[i]);
        real step = learning_rate * gradients[i] / refnet_root(velocities[i] + epsilon);
        if (momentum == 0) {
            weights[i] = weights[i] - step;
            continue;
        }
        momentums[i] = refnet_inline_flushed(momentum * momentums[i] + step);
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
        momentums[i] = refnet_inline_flushed(momentums[i] + (gradient - momentums[i]) * rest_1);
        velocities[i] = velocities[i] + (refnet_inline_square(gradient) - velocities[i]) * rest_2;
        real root = refnet_root(velocities[i]) + epsilon;
        weights[i] = weights[i] - momentums[i] * rate / root;
    }
    return refnet_nonfinite(weights, velocities, n);
}

/* Change all parameters by the step of their optimizer, whose learning rate is that of the step;
 * state: the powers and products after the step. */
static int step_of(real *parameters, const real *gradients, const refnet_optimizer_state *state,
                   const refnet_optimizer *optimizer, size_t size)
{
    /* parameters [size], gradients [size] */
    const refnet_kernels *kernels = refnet_kernels_in_use();
    const real *g = gradients;
    real *w = parameters, *m = state->momentums, *v = state->velocities;
    /* Adam's averages start at zero, which makes them too small at first; its rate corrects that.
     */
    const real rest_1 = 1 - state->beta_1_power, rest_2 = 1 - state->beta_2_power;
    const real rate = (real)optimizer->learning_rate;
    real ahead, now;
    switch (optimizer->name) {
    case REFNET_OPTIMIZER_SGD:
        return kernels->sgd_step(w, g, m, optimizer, size);
    case REFNET_OPTIMIZER_RMSPROP:
        return kernels->rmsprop_step(w, g, m, v, optimizer, size);
    case REFNET_OPTIMIZER_ADAGRAD:
        return kernels->adagrad_step(w, g, v, optimizer, size);
    case REFNET_OPTIMIZER_ADADELTA:
        return refnet_adadelta_step(w, g, m, v, optimizer, size);
    case REFNET_OPTIMIZER_ADAMAX:
        return refnet_adamax_step(w, g, m, v, rate / rest_1, optimizer, size);
    case REFNET_OPTIMIZER_NADAM:
        refnet_nadam_factors(state->decay_power, state->momentum_product, optimizer, &ahead, &now);
        return refnet_nadam_step(w, g, m, v, ahead, now, rest_2, optimizer, size);
    default:
        return kernels->adam_step(w, g, m, v, rate * refnet_root(rest_2) / rest_1, optimizer, size);
    }
}

int refnet_optimizer_step(real *parameters, const real *gradients, refnet_optimizer_state *state,
                          const refnet_optimizer *optimizer, size_t size)
{
    /* parameters [size], gradients [size] */
    const real beta_1 = (real)optimizer->beta_1, beta_2 = (real)optimizer->beta_2;
    refnet_optimizer of_step;
    if (optimizer->schedule != NULL || optimizer->rates != NULL) { /* the others need no copy */
        of_step = *optimizer;
        of_step.learning_rate = refnet_step_rate(optimizer, state->steps);
        optimizer = &of_step;
    }
    state->beta_1_power = refnet_inline_flushed(state->beta_1_power * beta_1);
    state->beta_2_power = refnet_inline_flushed(state->beta_2_power * beta_2);
    state->steps = state->steps + 1;
    state->decay_power = refnet_inline_flushed(state->decay_power * REFNET_MOMENTUM_DECAY);
    const real momentum = refnet_nadam_momentum(state->decay_power, optimizer);
    state->momentum_product = refnet_inline_flushed(state->momentum_product * momentum);
    if (size == 0) { /* the step of a network whose layers have taken theirs */
        return 0;
    }
    if (optimizer->weight_decay != 0) {
        refnet_kernels_in_use()->decayed(parameters, optimizer, size);
    }
    return step_of(parameters, gradients, state, optimizer, size);
}
