/* Chapter two_layer: a hidden layer, and backpropagation. The text is in
 * python/refnet/reference/two_layer.py; this file has its functions in its order. */

#include <string.h>

#include "errors.h"
#include "sums.h"

void refnet_layer_outputs(const double *inputs, const double *weights, const double *bias, size_t m,
                          size_t n, size_t h, double *outputs)
{
    refnet_matmul(bias, inputs, n, 1, weights, h, 1, m, n, h, outputs);
    refnet_elementary(REFNET_SIGMOID, outputs, m * h, outputs);
}

double refnet_squared_loss(const double *targets, const double *outputs, size_t m, size_t k)
{
    double loss = 0.0;
    for (size_t i = 0; i < m * k; i++) {
        double error = refnet_output_error(targets[i], outputs[i]);
        loss = loss + error * error;
    }
    return loss;
}

void refnet_output_deltas(const double *targets, const double *outputs, size_t m, size_t k,
                          double *deltas)
{
    for (size_t i = 0; i < m * k; i++) {
        double error = refnet_output_error(targets[i], outputs[i]);
        deltas[i] = 2.0 * error * outputs[i] * (1.0 - outputs[i]);
    }
}

void refnet_hidden_deltas(const double *deltas, const double *weights, const double *hidden,
                          size_t m, size_t h, size_t k, double *result)
{
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < h; j++) {
            double error = 0.0;
            for (size_t o = 0; o < k; o++) {
                error = error + deltas[i * k + o] * weights[j * k + o];
            }
            double y = hidden[i * h + j];
            result[i * h + j] = error * y * (1.0 - y);
        }
    }
}

void refnet_weight_adjustments(const double *inputs, const double *deltas, size_t m, size_t n,
                               size_t h, double *gradients)
{
    refnet_matmul(NULL, inputs, 1, n, deltas, h, 1, n, m, h, gradients);
}

void refnet_bias_adjustments(const double *deltas, size_t m, size_t h, double *gradients)
{
    const double one = 1.0;
    refnet_matmul(NULL, &one, 0, 0, deltas, h, 1, 1, m, h, gradients);
}

void refnet_gradient_step_rows(const double *weights, const double *gradients, double learning_rate,
                               size_t n, size_t h, double *result)
{
    refnet_gradient_step(weights, gradients, learning_rate, n * h, result);
}

/* the layers as they are now, and what an iteration calculates; work holds them one by one */
typedef struct {
    double *weights1, *weights2, *bias1, *bias2;  /* [n][h], [h][k], [h], [k] */
    double *hidden, *outputs, *deltas1, *deltas2; /* [m][h], [m][k], [m][h], [m][k] */
    double *gradients1, *gradients2;              /* [n][h], [h][k] */
} state;

static state lay_out(double *work, size_t m, size_t n, size_t h, size_t k)
{
    state s;
    s.weights1 = work;
    s.weights2 = s.weights1 + n * h;
    s.bias1 = s.weights2 + h * k;
    s.bias2 = s.bias1 + h;
    s.hidden = s.bias2 + k;
    s.outputs = s.hidden + m * h;
    s.deltas1 = s.outputs + m * k;
    s.deltas2 = s.deltas1 + m * h;
    s.gradients1 = s.deltas2 + m * k;
    s.gradients2 = s.gradients1 + n * h;
    return s;
}

static refnet_status check(const double *inputs, const double *targets, const double *weights1,
                           const double *weights2, const double *bias1, const double *bias2,
                           double learning_rate, int64_t iterations, const int64_t *record,
                           size_t records, size_t m, size_t n, size_t h, size_t k)
{
    if (m == 0) {
        return refnet_fault(REFNET_EMPTY, "inputs");
    }
    if (k == 0) {
        return refnet_fault(REFNET_EMPTY, "targets");
    }
    if (n == 0) {
        return refnet_fault(REFNET_EMPTY, "weights1");
    }
    if (h == 0) {
        return refnet_fault(REFNET_EMPTY, "weights2");
    }
    if (!refnet_all_finite(inputs, m * n)) {
        return refnet_fault(REFNET_NOT_FINITE, "inputs");
    }
    if (!refnet_all_finite(targets, m * k)) {
        return refnet_fault(REFNET_NOT_FINITE, "targets");
    }
    if (!refnet_all_finite(weights1, n * h)) {
        return refnet_fault(REFNET_NOT_FINITE, "weights1");
    }
    if (!refnet_all_finite(weights2, h * k)) {
        return refnet_fault(REFNET_NOT_FINITE, "weights2");
    }
    if (bias1 != NULL && !refnet_all_finite(bias1, h)) {
        return refnet_fault(REFNET_NOT_FINITE, "bias1");
    }
    if (bias2 != NULL && !refnet_all_finite(bias2, k)) {
        return refnet_fault(REFNET_NOT_FINITE, "bias2");
    }
    if (!isfinite(learning_rate)) {
        return refnet_fault(REFNET_NOT_FINITE, "learning_rate");
    }
    return refnet_check_record(iterations, record, records);
}

refnet_status refnet_two_layer(const double *inputs, const double *targets, const double *weights1,
                               const double *weights2, const double *bias1, const double *bias2,
                               double learning_rate, int64_t iterations, const int64_t *record,
                               size_t records, size_t m, size_t n, size_t h, size_t k, double *work,
                               double *loss_at, double *outputs_at, double *weights1_at,
                               double *weights2_at, double *bias1_at, double *bias2_at)
{
    refnet_status status = check(inputs, targets, weights1, weights2, bias1, bias2, learning_rate,
                                 iterations, record, records, m, n, h, k);
    if (status.code != REFNET_OK) {
        return status;
    }
    state s = lay_out(work, m, n, h, k);
    memcpy(s.weights1, weights1, n * h * sizeof(double));
    memcpy(s.weights2, weights2, h * k * sizeof(double));
    if (bias1 != NULL) {
        memcpy(s.bias1, bias1, h * sizeof(double));
    }
    if (bias2 != NULL) {
        memcpy(s.bias2, bias2, k * sizeof(double));
    }
    size_t recorded = 0;
    for (int64_t iteration = 1; iteration <= iterations; iteration++) {
        refnet_layer_outputs(inputs, s.weights1, bias1 == NULL ? NULL : s.bias1, m, n, h, s.hidden);
        refnet_layer_outputs(s.hidden, s.weights2, bias2 == NULL ? NULL : s.bias2, m, h, k,
                             s.outputs);
        if (!refnet_all_finite(s.outputs, m * k)) {
            return refnet_diverged("outputs", iteration);
        }
        double loss = refnet_squared_loss(targets, s.outputs, m, k);
        if (!isfinite(loss)) {
            return refnet_diverged("loss", iteration);
        }
        refnet_output_deltas(targets, s.outputs, m, k, s.deltas2);
        refnet_hidden_deltas(s.deltas2, s.weights2, s.hidden, m, h, k, s.deltas1);
        refnet_weight_adjustments(inputs, s.deltas1, m, n, h, s.gradients1);
        refnet_weight_adjustments(s.hidden, s.deltas2, m, h, k, s.gradients2);
        refnet_gradient_step_rows(s.weights1, s.gradients1, learning_rate, n, h, s.weights1);
        refnet_gradient_step_rows(s.weights2, s.gradients2, learning_rate, h, k, s.weights2);
        if (!refnet_all_finite(s.weights1, n * h)) {
            return refnet_diverged("weights1", iteration);
        }
        if (!refnet_all_finite(s.weights2, h * k)) {
            return refnet_diverged("weights2", iteration);
        }
        if (bias1 != NULL) {
            refnet_bias_adjustments(s.deltas1, m, h, s.gradients1);
            refnet_gradient_step(s.bias1, s.gradients1, learning_rate, h, s.bias1);
            if (!refnet_all_finite(s.bias1, h)) {
                return refnet_diverged("bias1", iteration);
            }
        }
        if (bias2 != NULL) {
            refnet_bias_adjustments(s.deltas2, m, k, s.gradients2);
            refnet_gradient_step(s.bias2, s.gradients2, learning_rate, k, s.bias2);
            if (!refnet_all_finite(s.bias2, k)) {
                return refnet_diverged("bias2", iteration);
            }
        }
        if (refnet_is_recorded(iteration, record, records, recorded)) {
            loss_at[recorded] = loss;
            memcpy(outputs_at + recorded * m * k, s.outputs, m * k * sizeof(double));
            memcpy(weights1_at + recorded * n * h, s.weights1, n * h * sizeof(double));
            memcpy(weights2_at + recorded * h * k, s.weights2, h * k * sizeof(double));
            if (bias1 != NULL) {
                memcpy(bias1_at + recorded * h, s.bias1, h * sizeof(double));
            }
            if (bias2 != NULL) {
                memcpy(bias2_at + recorded * k, s.bias2, k * sizeof(double));
            }
            recorded++;
        }
    }
    return refnet_ok();
}
