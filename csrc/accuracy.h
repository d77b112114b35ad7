/* Chapter accuracy: how many examples a network predicts correctly. */
#ifndef REFNET_ACCURACY_H
#define REFNET_ACCURACY_H

#include <stddef.h>
#include <stdint.h>

#include "real.h"
#include "status.h"

/* targets [m][k], outputs [m][k] */
int64_t refnet_correct_predictions(const real *targets, const real *outputs, size_t m, size_t k);

/* targets [m][k], outputs [m][k] -> share of the examples */
refnet_status refnet_accuracy(const real *targets, const real *outputs, size_t m, size_t k,
                              real *share);

#endif
