/* Chapter two_layer: a hidden layer, and backpropagation. */
#ifndef REFNET_TWO_LAYER_H
#define REFNET_TWO_LAYER_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

/* m examples, n inputs, h hidden units, k outputs */

/* inputs [m][n], targets [m][k], weights1 [n][h], weights2 [h][k], bias1 [h] and bias2 [k] (NULL:
 * none), record [records]: the iterations to report, ascending from 1 (NULL: the first `records`
 * iterations) */
typedef struct {
    const double *inputs, *targets, *weights1, *weights2, *bias1, *bias2;
    size_t m, n, h, k;
    double learning_rate;
    int64_t iterations;
    const int64_t *record;
    size_t records;
} refnet_two_layer_request;

/* loss [records], outputs [records][m][k], weights1 [records][n][h], weights2 [records][h][k],
 * bias1 [records][h], bias2 [records][k] (a bias that the layer does not have is untouched; then it
 * may be NULL) */
typedef struct {
    double *loss, *outputs, *weights1, *weights2, *bias1, *bias2;
} refnet_two_layer_trials;

/* inputs [m][n], weights [n][h], bias [h] (NULL: zeros) -> outputs [m][h] */
void refnet_layer_outputs(const double *inputs, const double *weights, const double *bias, size_t m,
                          size_t n, size_t h, double *outputs);

/* targets [m][k], outputs [m][k] */
double refnet_squared_loss(const double *targets, const double *outputs, size_t m, size_t k);

/* targets [m][k], outputs [m][k] -> deltas [m][k] */
void refnet_output_deltas(const double *targets, const double *outputs, size_t m, size_t k,
                          double *deltas);

/* deltas [m][k], weights [h][k], hidden [m][h] -> result [m][h] */
void refnet_hidden_deltas(const double *deltas, const double *weights, const double *hidden,
                          size_t m, size_t h, size_t k, double *result);

/* inputs [m][n], deltas [m][h] -> adjustments [n][h] */
void refnet_weight_adjustments(const double *inputs, const double *deltas, size_t m, size_t n,
                               size_t h, double *adjustments);

/* deltas [m][h] -> adjustments [h] */
void refnet_bias_adjustments(const double *deltas, size_t m, size_t h, double *adjustments);

/* weights [n][h], adjustments [n][h] -> learned [n][h], which may be weights itself */
void refnet_gradient_step_rows(const double *weights, const double *adjustments,
                               double learning_rate, size_t n, size_t h, double *learned);

/* workspace: refnet_two_layer_workspace(m, n, h, k) bytes. After REFNET_DIVERGED in iteration t the
 * rows of earlier iterations are valid; those from t on are undefined. */
refnet_status refnet_two_layer(const refnet_two_layer_request *request, void *workspace,
                               const refnet_two_layer_trials *trials);

#endif
