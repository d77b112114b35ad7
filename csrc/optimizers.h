/* Chapter optimizers: how a weight moves, given its gradient. */
#ifndef REFNET_OPTIMIZERS_H
#define REFNET_OPTIMIZERS_H

#include <stddef.h>
#include <stdint.h>

#include "optimizer.h"
#include "real.h"

/* n numbers in a vector, size numbers in all vectors together */

/* momentums [size] and velocities [size] of a network's parameters */
typedef struct {
    real *momentums, *velocities;
    real beta_1_power, beta_2_power;
    int64_t steps;
    real decay_power, momentum_product;
} refnet_optimizer_state;

/* The next step of an optimizer on a network's parameters [size] or on some of them: the state
 * before the step, whose momentums and velocities belong to the same numbers. */
typedef struct {
    const refnet_optimizer *optimizer;
    real *parameters;
    refnet_optimizer_state state;
} refnet_step;

/* What a step returns: bits that say what became infinite or NaN in it. */
#define REFNET_NONFINITE_PARAMETERS 1
#define REFNET_NONFINITE_STATE 2

/* -> the state before the first step: zeros [size], or where Adagrad starts, and powers of 1 */
void refnet_initial_state(size_t size, const refnet_optimizer *optimizer,
                          refnet_optimizer_state *state);

/* step: counted from 0 */
double refnet_step_rate(const refnet_optimizer *optimizer, int64_t step);

/* weights [n], gradients [n], momentums [n]; weights and momentums are changed */
int refnet_sgd_step(real *weights, const real *gradients, real *momentums,
                    const refnet_optimizer *optimizer, size_t n);

/* weights [n], gradients [n], momentums [n], velocities [n]; all but the gradients are changed */
int refnet_rmsprop_step(real *weights, const real *gradients, real *momentums, real *velocities,
                        const refnet_optimizer *optimizer, size_t n);

/* weights [n], gradients [n], momentums [n], velocities [n]; all but the gradients are changed */
int refnet_adam_step(real *weights, const real *gradients, real *momentums, real *velocities,
                     real rate, const refnet_optimizer *optimizer, size_t n);

/* parameters [size], gradients [size]; parameters and state are changed. With size 0 only the
 * state's powers and steps are. */
int refnet_optimizer_step(real *parameters, const real *gradients, refnet_optimizer_state *state,
                          const refnet_optimizer *optimizer, size_t size);

#endif
