/* Chapter neuron: one sigmoid unit that learns by gradient descent. */
#ifndef REFNET_NEURON_H
#define REFNET_NEURON_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

/* m examples, n inputs */

/* inputs [m][n], targets [m], weights [n], bias (NULL: none), record [records]: the iterations to
 * report, ascending from 1 (NULL: the first `records` iterations) */
typedef struct {
    const double *inputs, *targets, *weights, *bias;
    size_t m, n;
    double slope, learning_rate;
    int64_t iterations;
    const int64_t *record;
    size_t records;
} refnet_neuron_request;

/* outputs [records][m], errors [records][m], weights [records][n], bias [records] (untouched for a
 * neuron without one; then it may be NULL) */
typedef struct {
    double *outputs, *errors, *weights, *bias;
} refnet_neuron_trials;

/* inputs [m][n], weights [n] -> outputs [m] */
void refnet_neuron_outputs(const double *inputs, const double *weights, double bias, double slope,
                           size_t m, size_t n, double *outputs);

/* targets [m], outputs [m] -> errors [m] */
void refnet_neuron_errors(const double *targets, const double *outputs, size_t m, double *errors);

/* errors [m], outputs [m] -> deltas [m] */
void refnet_neuron_deltas(const double *errors, const double *outputs, double slope, size_t m,
                          double *deltas);

/* inputs [m][n], deltas [m] -> adjustment [n] */
void refnet_neuron_adjustment(const double *inputs, const double *deltas, size_t m, size_t n,
                              double *adjustment);

/* deltas [m] */
double refnet_bias_adjustment(const double *deltas, size_t m);

/* weights [n], adjustment [n] -> learned [n], which may be weights itself */
void refnet_gradient_step(const double *weights, const double *adjustment, double learning_rate,
                          size_t n, double *learned);

/* workspace: refnet_neuron_workspace(m, n) bytes. After REFNET_DIVERGED in iteration t the rows of
 * earlier iterations are valid; those from t on are undefined. */
refnet_status refnet_neuron(const refnet_neuron_request *request, void *workspace,
                            const refnet_neuron_trials *trials);

#endif
