/* Chapter button_press: the four-button perceptron. The text is in
 * python/refnet/reference/button_press.py; this file has its functions in its order. */

#include "errors.h"

double refnet_weighted_sum(const double *inputs, const double *weights, double bias, size_t n)
{
    double d = bias;
    for (size_t i = 0; i < n; i++) {
        d = d + weights[i] * inputs[i];
    }
    return d;
}

double refnet_output_error(double desired, double output)
{
    return desired - output;
}

void refnet_add_rule(const double *inputs, const double *weights, double learning_rate,
                     double *learned, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        learned[i] = inputs[i] > 0.0 ? weights[i] + learning_rate : weights[i];
    }
}

void refnet_widrow_hoff_rule(const double *inputs, const double *weights, double learning_rate,
                             double error, double *learned, size_t n)
{
    double step = learning_rate * error;
    for (size_t i = 0; i < n; i++) {
        learned[i] = weights[i] + step * inputs[i];
    }
}

refnet_status refnet_button_press(const double *inputs, const double *weights, double desired,
                                  double learning_rate, int64_t trials, refnet_rule rule, size_t n,
                                  double *outputs, double *errors, double *weights_after)
{
    if (n == 0) {
        return refnet_fault(REFNET_EMPTY, "inputs");
    }
    if (!refnet_all_finite(inputs, n)) {
        return refnet_fault(REFNET_NOT_FINITE, "inputs");
    }
    if (!refnet_all_finite(weights, n)) {
        return refnet_fault(REFNET_NOT_FINITE, "weights");
    }
    if (!isfinite(desired)) {
        return refnet_fault(REFNET_NOT_FINITE, "desired");
    }
    if (!isfinite(learning_rate)) {
        return refnet_fault(REFNET_NOT_FINITE, "learning_rate");
    }
    if (trials < 0) {
        return refnet_fault(REFNET_OUT_OF_RANGE, "trials");
    }
    if (rule != REFNET_RULE_ADD && rule != REFNET_RULE_WIDROW_HOFF) {
        return refnet_fault(REFNET_UNKNOWN_NAME, "rule");
    }
    for (int64_t trial = 1; trial <= trials; trial++) {
        double *learned = weights_after + (size_t)(trial - 1) * n;
        double output = refnet_weighted_sum(inputs, weights, 0.0, n);
        if (!isfinite(output)) {
            return refnet_diverged("output", trial);
        }
        double error = refnet_output_error(desired, output);
        if (!isfinite(error)) {
            return refnet_diverged("error", trial);
        }
        if (rule == REFNET_RULE_ADD) {
            refnet_add_rule(inputs, weights, learning_rate, learned, n);
        } else {
            refnet_widrow_hoff_rule(inputs, weights, learning_rate, error, learned, n);
        }
        if (!refnet_all_finite(learned, n)) {
            return refnet_diverged("weights", trial);
        }
        outputs[trial - 1] = output;
        errors[trial - 1] = error;
        weights = learned;
    }
    return refnet_ok();
}
