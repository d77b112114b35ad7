/* Chapter further_optimizers: relatives of RMSprop and Adam, and weights that decay.
 *
 * n numbers in a vector; the optimizer has the learning rate of the step as a number. */
#ifndef REFNET_FURTHER_OPTIMIZERS_H
#define REFNET_FURTHER_OPTIMIZERS_H

#include <stddef.h>

#include "optimizer.h"
#include "real.h"

/* weights [n], which are changed */
void refnet_decayed(real *weights, const refnet_optimizer *optimizer, size_t n);

/* weights [n], gradients [n], velocities [n]; all but the gradients are changed */
int refnet_adagrad_step(real *weights, const real *gradients, real *velocities,
                        const refnet_optimizer *optimizer, size_t n);

/* weights [n], gradients [n], momentums [n], velocities [n]; all but the gradients are changed */
int refnet_adadelta_step(real *weights, const real *gradients, real *momentums, real *velocities,
                         const refnet_optimizer *optimizer, size_t n);

/* weights [n], gradients [n], momentums [n], velocities [n]; all but the gradients are changed */
int refnet_adamax_step(real *weights, const real *gradients, real *momentums, real *velocities,
                       real rate, const refnet_optimizer *optimizer, size_t n);

real refnet_nadam_momentum(real decay_power, const refnet_optimizer *optimizer);

/* -> ahead, now */
void refnet_nadam_factors(real decay_power, real momentum_product,
                          const refnet_optimizer *optimizer, real *ahead, real *now);

/* weights [n], gradients [n], momentums [n], velocities [n]; all but the gradients are changed */
int refnet_nadam_step(real *weights, const real *gradients, real *momentums, real *velocities,
                      real ahead, real now, real correction, const refnet_optimizer *optimizer,
                      size_t n);

#endif
