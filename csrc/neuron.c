/* Chapter neuron: one sigmoid unit that learns by gradient descent.
 *
 * python/refnet/reference/neuron.py has the explanation; this file has the same functions in the
 * same order. The helper functions expect data that refnet_neuron has checked. m examples, n
 * inputs. */

#include <string.h>

#include "buffers.h"
#include "internal.h"

void refnet_neuron_outputs(const double *inputs, const double *weights, double bias, double slope,
                           size_t m, size_t n, double *outputs)
{
    /* inputs [m][n], weights [n] -> outputs [m] */
    for (size_t j = 0; j < m; j++) {
        const double *row = inputs + j * n;
        outputs[j] = refnet_sigmoid(slope * refnet_weighted_sum(row, weights, bias, n));
    }
}

void refnet_neuron_errors(const double *targets, const double *outputs, size_t m, double *errors)
{
    /* targets [m], outputs [m] -> errors [m] */
    for (size_t j = 0; j < m; j++) {
        errors[j] = refnet_output_error(targets[j], outputs[j]);
    }
}

void refnet_neuron_deltas(const double *errors, const double *outputs, double slope, size_t m,
                          double *deltas)
{
    /* errors [m], outputs [m] -> deltas [m] */
    for (size_t j = 0; j < m; j++) {
        deltas[j] = errors[j] * slope * outputs[j] * (1.0 - outputs[j]);
    }
}

void refnet_neuron_adjustment(const double *inputs, const double *deltas, size_t m, size_t n,
                              double *adjustment)
{
    /* inputs [m][n], deltas [m] -> adjustment [n] */
    for (size_t i = 0; i < n; i++) {
        adjustment[i] = 0.0;
    }
    for (size_t j = 0; j < m; j++) {
        for (size_t i = 0; i < n; i++) {
            adjustment[i] = adjustment[i] + inputs[j * n + i] * deltas[j];
        }
    }
}

double refnet_bias_adjustment(const double *deltas, size_t m)
{
    /* deltas [m] */
    double adjustment = 0.0;
    for (size_t j = 0; j < m; j++) {
        double delta = deltas[j];
        adjustment = adjustment + delta;
    }
    return adjustment;
}

void refnet_gradient_step(const double *weights, const double *adjustment, double learning_rate,
                          size_t n, double *learned)
{
    /* weights [n], adjustment [n] -> learned [n] */
    for (size_t i = 0; i < n; i++) {
        learned[i] = weights[i] + learning_rate * adjustment[i];
    }
}

refnet_status refnet_neuron(const refnet_neuron_request *request, void *workspace,
                            const refnet_neuron_trials *trials)
{
    /* -> outputs [records][m], errors [records][m], weights [records][n], bias [records] */
    RETURN_IF_FAULT(refnet_check_neuron(request));
    WORK_UNTIL_RETURN;
    const refnet_kernels *kernels = refnet_kernels_in_use();
    const double *inputs = request->inputs;
    const double slope = request->slope, learning_rate = request->learning_rate;
    const size_t m = request->m, n = request->n;
    const refnet_neuron_buffers own = refnet_lay_out_neuron(m, n, workspace, NULL);
    double *weights = own.weights, bias = request->bias == NULL ? 0.0 : *request->bias;
    double *outputs = own.outputs, *errors = own.errors, *deltas = own.deltas;
    size_t recorded = 0;
    memcpy(weights, request->weights, n * sizeof *weights);
    for (int64_t iteration = 1; iteration <= request->iterations; iteration++) {
        kernels->neuron_outputs(inputs, weights, bias, slope, m, n, outputs);
        CHECK_CONVERGING("outputs", outputs, m, iteration, 0);
        refnet_neuron_errors(request->targets, outputs, m, errors);
        refnet_neuron_deltas(errors, outputs, slope, m, deltas);
        kernels->neuron_adjustment(inputs, deltas, m, n, own.adjustment);
        refnet_gradient_step(weights, own.adjustment, learning_rate, n, weights);
        CHECK_CONVERGING("weights", weights, n, iteration, 0);
        if (request->bias != NULL) {
            double adjustment = refnet_bias_adjustment(deltas, m);
            refnet_gradient_step(&bias, &adjustment, learning_rate, 1, &bias);
            CHECK_CONVERGING("bias", &bias, 1, iteration, 0);
        }
        if (refnet_is_recorded(iteration, request->record, request->records, recorded)) {
            memcpy(trials->outputs + recorded * m, outputs, m * sizeof *outputs);
            memcpy(trials->errors + recorded * m, errors, m * sizeof *errors);
            memcpy(trials->weights + recorded * n, weights, n * sizeof *weights);
            if (request->bias != NULL) {
                trials->bias[recorded] = bias;
            }
            recorded++;
        }
    }
    return refnet_ok();
}
