/* An optimizer's name and settings, which the chapters clipping, further_optimizers and optimizers
 * share. */
#ifndef REFNET_OPTIMIZER_H
#define REFNET_OPTIMIZER_H

#include <stddef.h>

#include "schedules.h"

typedef enum {
    REFNET_OPTIMIZER_SGD = 0,
    REFNET_OPTIMIZER_RMSPROP,
    REFNET_OPTIMIZER_ADAM,
    REFNET_OPTIMIZER_ADAGRAD,
    REFNET_OPTIMIZER_ADADELTA,
    REFNET_OPTIMIZER_ADAMAX,
    REFNET_OPTIMIZER_NADAM,
    REFNET_OPTIMIZER_ADAMW
} refnet_optimizer_name;

/* The settings are binary64, whatever `real` is; each kind uses only its own.
 *
 * learning_rate: of every step, if rates and schedule are NULL; rates [count], count > 0: of each
 * step, the last one of all later steps, too; clipnorm, clipvalue, global_clipnorm: NULL for no
 * limit, and at most one is not */
typedef struct {
    refnet_optimizer_name name;
    double learning_rate;
    const double *rates;
    size_t count;
    const refnet_schedule *schedule;
    double momentum;
    int nesterov;
    double rho, beta_1, beta_2, epsilon, initial_accumulator_value, weight_decay;
    const double *clipnorm, *clipvalue, *global_clipnorm;
} refnet_optimizer;

#endif
