/* Chapter optimizers: how a weight moves, given its gradient. */
#ifndef REFNET_OPTIMIZERS_H
#define REFNET_OPTIMIZERS_H

#include <stddef.h>

#include "real.h"

/* n numbers in a vector, size numbers in all vectors together */

typedef enum {
    REFNET_OPTIMIZER_SGD = 0,
    REFNET_OPTIMIZER_RMSPROP,
    REFNET_OPTIMIZER_ADAM
} refnet_optimizer_name;

/* The settings are binary64, whatever `real` is. */
typedef struct {
    refnet_optimizer_name name;
    double learning_rate, momentum;
    int nesterov;
    double rho, beta_1, beta_2, epsilon;
} refnet_optimizer;

/* momentums [size] and velocities [size] of a network's parameters */
typedef struct {
    real *momentums, *velocities;
    real beta_1_power, beta_2_power;
} refnet_optimizer_state;

/* One step of an optimizer: its settings, Adam's learning rate in this step, and the numbers that
 * it moves, [size] each or some of them. */
typedef struct {
    const refnet_optimizer *optimizer;
    real rate;
    real *parameters, *momentums, *velocities;
} refnet_step;

/* What a step returns: bits that say what became infinite or NaN in it. */
#define REFNET_NONFINITE_PARAMETERS 1
#define REFNET_NONFINITE_STATE 2

/* -> the state before the first step: zeros [size], and powers of 1 */
void refnet_initial_state(size_t size, refnet_optimizer_state *state);

/* weights [n], gradients [n], momentums [n]; weights and momentums are changed */
int refnet_sgd_step(real *weights, const real *gradients, real *momentums,
                    const refnet_optimizer *optimizer, size_t n);

/* weights [n], gradients [n], momentums [n], velocities [n]; all but the gradients are changed */
int refnet_rmsprop_step(real *weights, const real *gradients, real *momentums, real *velocities,
                        const refnet_optimizer *optimizer, size_t n);

/* weights [n], gradients [n], momentums [n], velocities [n]; all but the gradients are changed */
int refnet_adam_step(real *weights, const real *gradients, real *momentums, real *velocities,
                     real rate, const refnet_optimizer *optimizer, size_t n);

/* Return the next step of a network's parameters [size], and count it in the state's powers. */
refnet_step refnet_next_step(real *parameters, refnet_optimizer_state *state,
                             const refnet_optimizer *optimizer);

/* gradients [n] by the first n numbers that the step moves */
int refnet_vector_step(const refnet_step *step, const real *gradients, size_t n);

/* parameters [size], gradients [size]; parameters and state are changed */
int refnet_optimizer_step(real *parameters, const real *gradients, refnet_optimizer_state *state,
                          const refnet_optimizer *optimizer, size_t size);

#endif
