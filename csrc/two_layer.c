/* Chapter two_layer: a hidden layer, and backpropagation.
 *
 * python/refnet/reference/two_layer.py has the explanation; this file has the same functions in the
 * same order. The helper functions expect data that refnet_two_layer has checked. m examples, n
 * inputs, h hidden units, k outputs. */

#include <string.h>

#include "buffers.h"
#include "internal.h"

void refnet_layer_outputs(const double *inputs, const double *weights, const double *bias, size_t m,
                          size_t n, size_t h, double *outputs)
{
    /* inputs [m][n], weights [n][h], bias [h] or NULL -> outputs [m][h] */
    for (size_t e = 0; e < m; e++) {
        const double *row = inputs + e * n;
        double *sums = outputs + e * h;
        for (size_t j = 0; j < h; j++) {
            sums[j] = bias == NULL ? 0.0 : bias[j];
        }
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < h; j++) {
                sums[j] = sums[j] + weights[i * h + j] * row[i];
            }
        }
        for (size_t j = 0; j < h; j++) {
            outputs[e * h + j] = refnet_sigmoid(sums[j]);
        }
    }
}

double refnet_squared_loss(const double *targets, const double *outputs, size_t m, size_t k)
{
    /* targets [m][k], outputs [m][k] */
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
    /* targets [m][k], outputs [m][k] -> deltas [m][k] */
    for (size_t i = 0; i < m * k; i++) {
        double target = targets[i], y = outputs[i];
        deltas[i] = 2.0 * refnet_output_error(target, y) * y * (1.0 - y);
    }
}

void refnet_hidden_deltas(const double *deltas, const double *weights, const double *hidden,
                          size_t m, size_t h, size_t k, double *result)
{
    /* deltas [m][k], weights [h][k], hidden [m][h] -> result [m][h] */
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < h; j++) {
            double error = 0.0;
            for (size_t o = 0; o < k; o++) {
                error = error + deltas[i * k + o] * weights[j * k + o];
            }
            result[i * h + j] = error * hidden[i * h + j] * (1.0 - hidden[i * h + j]);
        }
    }
}

void refnet_weight_adjustments(const double *inputs, const double *deltas, size_t m, size_t n,
                               size_t h, double *adjustments)
{
    /* inputs [m][n], deltas [m][h] -> adjustments [n][h] */
    for (size_t j = 0; j < n * h; j++) {
        adjustments[j] = 0.0;
    }
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < n; j++) {
            for (size_t o = 0; o < h; o++) {
                adjustments[j * h + o] =
                    adjustments[j * h + o] + inputs[i * n + j] * deltas[i * h + o];
            }
        }
    }
}

void refnet_bias_adjustments(const double *deltas, size_t m, size_t h, double *adjustments)
{
    /* deltas [m][h] -> adjustments [h] */
    for (size_t j = 0; j < h; j++) {
        adjustments[j] = 0.0;
    }
    for (size_t i = 0; i < m; i++) {
        const double *row = deltas + i * h;
        for (size_t j = 0; j < h; j++) {
            adjustments[j] = adjustments[j] + row[j];
        }
    }
}

void refnet_gradient_step_rows(const double *weights, const double *adjustments,
                               double learning_rate, size_t n, size_t h, double *learned)
{
    /* weights [n][h], adjustments [n][h] -> learned [n][h] */
    refnet_gradient_step(weights, adjustments, learning_rate, n * h, learned);
}

/* Copy what an iteration reports to its place in the trials. */
static void report(const refnet_two_layer_request *request, const refnet_two_layer_buffers *own,
                   double loss, size_t recorded, const refnet_two_layer_trials *trials)
{
    const size_t m = request->m, n = request->n, h = request->h, k = request->k;
    trials->loss[recorded] = loss;
    memcpy(trials->outputs + recorded * m * k, own->outputs, m * k * sizeof(double));
    memcpy(trials->weights1 + recorded * n * h, own->weights1, n * h * sizeof(double));
    memcpy(trials->weights2 + recorded * h * k, own->weights2, h * k * sizeof(double));
    if (own->bias1 != NULL) {
        memcpy(trials->bias1 + recorded * h, own->bias1, h * sizeof(double));
    }
    if (own->bias2 != NULL) {
        memcpy(trials->bias2 + recorded * k, own->bias2, k * sizeof(double));
    }
}

/* Copy the weights and biases that the request begins with. */
static refnet_two_layer_buffers begin(const refnet_two_layer_request *request, void *workspace)
{
    const size_t m = request->m, n = request->n, h = request->h, k = request->k;
    refnet_two_layer_buffers own = refnet_lay_out_two_layer(m, n, h, k, workspace, NULL);
    memcpy(own.weights1, request->weights1, n * h * sizeof(double));
    memcpy(own.weights2, request->weights2, h * k * sizeof(double));
    if (request->bias1 == NULL) {
        own.bias1 = NULL;
    } else {
        memcpy(own.bias1, request->bias1, h * sizeof(double));
    }
    if (request->bias2 == NULL) {
        own.bias2 = NULL;
    } else {
        memcpy(own.bias2, request->bias2, k * sizeof(double));
    }
    return own;
}

refnet_status refnet_two_layer(const refnet_two_layer_request *request, void *workspace,
                               const refnet_two_layer_trials *trials)
{
    /* -> loss [records], outputs [records][m][k], weights1 [records][n][h] ... */
    RETURN_IF_FAULT(refnet_check_two_layer(request));
    WORK_UNTIL_RETURN;
    const refnet_kernels *kernels = refnet_kernels_in_use();
    const double *inputs = request->inputs, *targets = request->targets;
    const double learning_rate = request->learning_rate;
    const size_t m = request->m, n = request->n, h = request->h, k = request->k;
    const refnet_two_layer_buffers own = begin(request, workspace);
    double *weights1 = own.weights1, *weights2 = own.weights2;
    double *bias1 = own.bias1, *bias2 = own.bias2, *hidden = own.hidden, *outputs = own.outputs;
    double *deltas1 = own.deltas1, *deltas2 = own.deltas2, *adjustments = own.adjustments;
    size_t recorded = 0;
    for (int64_t iteration = 1; iteration <= request->iterations; iteration++) {
        kernels->layer_outputs(inputs, weights1, bias1, m, n, h, hidden);
        kernels->layer_outputs(hidden, weights2, bias2, m, h, k, outputs);
        CHECK_CONVERGING("outputs", outputs, m * k, iteration, 0);
        double loss = refnet_squared_loss(targets, outputs, m, k);
        CHECK_CONVERGING("loss", &loss, 1, iteration, 0);

        /* The deltas are calculated from the weights that gave the outputs, before any weight
         * moves. */
        refnet_output_deltas(targets, outputs, m, k, deltas2);
        refnet_hidden_deltas(deltas2, weights2, hidden, m, h, k, deltas1);
        kernels->weight_adjustments(inputs, deltas1, m, n, h, adjustments);
        refnet_gradient_step_rows(weights1, adjustments, learning_rate, n, h, weights1);
        kernels->weight_adjustments(hidden, deltas2, m, h, k, adjustments);
        refnet_gradient_step_rows(weights2, adjustments, learning_rate, h, k, weights2);
        CHECK_CONVERGING("weights1", weights1, n * h, iteration, 0);
        CHECK_CONVERGING("weights2", weights2, h * k, iteration, 0);
        if (bias1 != NULL) {
            kernels->bias_adjustments(deltas1, m, h, adjustments);
            refnet_gradient_step(bias1, adjustments, learning_rate, h, bias1);
            CHECK_CONVERGING("bias1", bias1, h, iteration, 0);
        }
        if (bias2 != NULL) {
            kernels->bias_adjustments(deltas2, m, k, adjustments);
            refnet_gradient_step(bias2, adjustments, learning_rate, k, bias2);
            CHECK_CONVERGING("bias2", bias2, k, iteration, 0);
        }
        if (refnet_is_recorded(iteration, request->record, request->records, recorded)) {
            report(request, &own, loss, recorded, trials);
            recorded++;
        }
    }
    return refnet_ok();
}
