/* Chapter neuron: one sigmoid unit that learns by gradient descent. The text is in
 * python/refnet/reference/neuron.py; this file has its functions in its order. */

#include <string.h>

#include "errors.h"

void refnet_neuron_outputs(const double *inputs, const double *weights, double bias, double slope,
                           size_t m, size_t n, double *outputs)
{
    for (size_t j = 0; j < m; j++) {
        outputs[j] = slope * refnet_weighted_sum(inputs + j * n, weights, bias, n);
    }
    refnet_elementary(REFNET_SIGMOID, outputs, m, outputs);
}

void refnet_neuron_errors(const double *targets, const double *outputs, size_t m, double *errors)
{
    for (size_t j = 0; j < m; j++) {
        errors[j] = refnet_output_error(targets[j], outputs[j]);
    }
}

void refnet_neuron_deltas(const double *errors, const double *outputs, double slope, size_t m,
                          double *deltas)
{
    for (size_t j = 0; j < m; j++) {
        deltas[j] = errors[j] * slope * outputs[j] * (1.0 - outputs[j]);
    }
}

void refnet_neuron_adjustment(const double *inputs, const double *deltas, size_t m, size_t n,
                              double *gradient)
{
    for (size_t i = 0; i < n; i++) { /* one sum after the other, so that each stays in a register */
        double sum = 0.0;
        for (size_t j = 0; j < m; j++) {
            sum = sum + inputs[j * n + i] * deltas[j];
        }
        gradient[i] = sum;
    }
}

double refnet_bias_adjustment(const double *deltas, size_t m)
{
    double gradient = 0.0;
    for (size_t j = 0; j < m; j++) {
        gradient = gradient + deltas[j];
    }
    return gradient;
}

void refnet_gradient_step(const double *weights, const double *gradient, double learning_rate,
                          size_t n, double *result)
{
    for (size_t i = 0; i < n; i++) {
        result[i] = weights[i] + learning_rate * gradient[i];
    }
}

static refnet_status check(const double *inputs, const double *targets, const double *weights,
                           const double *bias, double slope, double learning_rate,
                           int64_t iterations, const int64_t *record, size_t records, size_t m,
                           size_t n)
{
    if (m == 0) {
        return refnet_fault(REFNET_EMPTY, "inputs");
    }
    if (n == 0) {
        return refnet_fault(REFNET_EMPTY, "weights");
    }
    if (!refnet_all_finite(inputs, m * n)) {
        return refnet_fault(REFNET_NOT_FINITE, "inputs");
    }
    if (!refnet_all_finite(targets, m)) {
        return refnet_fault(REFNET_NOT_FINITE, "targets");
    }
    if (!refnet_all_finite(weights, n)) {
        return refnet_fault(REFNET_NOT_FINITE, "weights");
    }
    if (bias != NULL && !isfinite(*bias)) {
        return refnet_fault(REFNET_NOT_FINITE, "bias");
    }
    if (!isfinite(slope)) {
        return refnet_fault(REFNET_NOT_FINITE, "slope");
    }
    if (!isfinite(learning_rate)) {
        return refnet_fault(REFNET_NOT_FINITE, "learning_rate");
    }
    return refnet_check_record(iterations, record, records);
}

refnet_status refnet_neuron(const double *inputs, const double *targets, const double *weights,
                            const double *bias, double slope, double learning_rate,
                            int64_t iterations, const int64_t *record, size_t records, size_t m,
                            size_t n, double *work, double *outputs_at, double *errors_at,
                            double *weights_at, double *bias_at)
{
    refnet_status status = check(inputs, targets, weights, bias, slope, learning_rate, iterations,
                                 record, records, m, n);
    if (status.code != REFNET_OK) {
        return status;
    }
    double *w = work; /* [n], the weights as they are now */
    double *gradient = w + n;
    double *outputs = gradient + n; /* [m] */
    double *errors = outputs + m;
    double *deltas = errors + m;
    double b = bias == NULL ? 0.0 : *bias;
    size_t recorded = 0;
    memcpy(w, weights, n * sizeof *w);
    for (int64_t iteration = 1; iteration <= iterations; iteration++) {
        refnet_neuron_outputs(inputs, w, b, slope, m, n, outputs);
        if (!refnet_all_finite(outputs, m)) {
            return refnet_diverged("outputs", iteration);
        }
        refnet_neuron_errors(targets, outputs, m, errors);
        refnet_neuron_deltas(errors, outputs, slope, m, deltas);
        refnet_neuron_adjustment(inputs, deltas, m, n, gradient);
        refnet_gradient_step(w, gradient, learning_rate, n, w);
        if (!refnet_all_finite(w, n)) {
            return refnet_diverged("weights", iteration);
        }
        if (bias != NULL) {
            double slope_of_bias = refnet_bias_adjustment(deltas, m);
            refnet_gradient_step(&b, &slope_of_bias, learning_rate, 1, &b);
            if (!isfinite(b)) {
                return refnet_diverged("bias", iteration);
            }
        }
        if (refnet_is_recorded(iteration, record, records, recorded)) {
            memcpy(outputs_at + recorded * m, outputs, m * sizeof *outputs);
            memcpy(errors_at + recorded * m, errors, m * sizeof *errors);
            memcpy(weights_at + recorded * n, w, n * sizeof *w);
            bias_at[recorded] = b;
            recorded++;
        }
    }
    return refnet_ok();
}
