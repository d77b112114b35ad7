/* Chapter button_press: the four-button perceptron.
 *
 * python/refnet/reference/button_press.py has the explanation; this file has the same functions in
 * the same order. The helper functions expect data that refnet_button_press has checked. n
 * inputs. */

#include "internal.h"

double refnet_weighted_sum(const double *inputs, const double *weights, double bias, size_t n)
{
    /* inputs [n], weights [n] */
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

void refnet_add_rule(const double *inputs, const double *weights, double learning_rate, size_t n,
                     double *learned)
{
    /* inputs [n], weights [n] -> learned [n] */
    for (size_t i = 0; i < n; i++) {
        learned[i] = inputs[i] > 0.0 ? weights[i] + learning_rate : weights[i];
    }
}

void refnet_widrow_hoff_rule(const double *inputs, const double *weights, double learning_rate,
                             double error, size_t n, double *learned)
{
    /* inputs [n], weights [n] -> learned [n] */
    double step = learning_rate * error;
    for (size_t i = 0; i < n; i++) {
        learned[i] = weights[i] + step * inputs[i];
    }
}

refnet_status refnet_button_press(const refnet_button_press_request *request,
                                  const refnet_button_press_trials *trials)
{
    /* -> output [trials], error [trials], weights [trials][n] */
    RETURN_IF_FAULT(refnet_check_button_press(request));
    WORK_UNTIL_RETURN;
    const double *inputs = request->inputs, *weights = request->weights;
    const double learning_rate = request->learning_rate;
    const size_t n = request->n;
    for (int64_t trial = 1; trial <= request->trials; trial++) {
        double *learned = trials->weights + (size_t)(trial - 1) * n;
        double output = refnet_weighted_sum(inputs, weights, 0.0, n);
        CHECK_CONVERGING("output", &output, 1, trial, 0);
        double error = refnet_output_error(request->desired, output);
        CHECK_CONVERGING("error", &error, 1, trial, 0);
        if (request->rule == REFNET_RULE_ADD) {
            refnet_add_rule(inputs, weights, learning_rate, n, learned);
        } else {
            refnet_widrow_hoff_rule(inputs, weights, learning_rate, error, n, learned);
        }
        CHECK_CONVERGING("weights", learned, n, trial, 0);
        trials->output[trial - 1] = output;
        trials->error[trial - 1] = error;
        weights = learned;
    }
    return refnet_ok();
}
