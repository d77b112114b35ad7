/* Chapter hebb: a unit that learns without being told what is right. */
#ifndef REFNET_HEBB_H
#define REFNET_HEBB_H

#include <stddef.h>

#include "status.h"

/* n inputs */

typedef enum { REFNET_HEBB_RULE_HEBB, REFNET_HEBB_RULE_OJA } refnet_learning_rule;

/* inputs [trials][n], weights [n] */
typedef struct {
    const double *inputs, *weights;
    size_t trials, n;
    double learning_rate;
    refnet_learning_rule rule;
} refnet_hebb_request;

/* output [trials] before learning, weights [trials][n] after it */
typedef struct {
    double *output, *weights;
} refnet_hebb_trials;

/* inputs [n], weights [n] -> learned [n] */
void refnet_hebb_rule(const double *inputs, const double *weights, double step, size_t n,
                      double *learned);

/* inputs [n], weights [n] -> learned [n] */
void refnet_oja_rule(const double *inputs, const double *weights, double step, double output,
                     size_t n, double *learned);

/* After REFNET_DIVERGED in trial t the rows before t are valid; those from t on are undefined. */
refnet_status refnet_hebb(const refnet_hebb_request *request, const refnet_hebb_trials *trials);

#endif
