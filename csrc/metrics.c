/* Chapter metrics: numbers that tell a reader how good outputs are.
 *
 * python/refnet/reference/metrics.py has the explanation; this file has the same functions in the
 * same order. Metrics are binary64, whatever the numbers of a network are. m examples, k outputs.
 */

#include "internal.h"

/* the losses that metrics are the means of, in the order of refnet_metric_name */
static const refnet_loss_name LOSS_OF[] = {
    REFNET_LOSS_MSE,
    REFNET_LOSS_MSE,
    REFNET_LOSS_MEAN_ABSOLUTE_ERROR,
    REFNET_LOSS_MEAN_ABSOLUTE_PERCENTAGE_ERROR,
    REFNET_LOSS_LOG_COSH,
    REFNET_LOSS_KL_DIVERGENCE,
    REFNET_LOSS_BINARY_CROSSENTROPY,
    REFNET_LOSS_CATEGORICAL_CROSSENTROPY,
    REFNET_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY,
};

/* Return whether a metric is the mean of a loss, perhaps its root. */
static int is_mean_of_loss(refnet_metric_name name)
{
    return name <= REFNET_METRIC_SPARSE_CATEGORICAL_CROSSENTROPY;
}

/* Return whether a metric is a share of right answers. */
static int is_share_of_correct(refnet_metric_name name)
{
    return name >= REFNET_METRIC_BINARY_ACCURACY &&
           name <= REFNET_METRIC_SPARSE_TOP_K_CATEGORICAL_ACCURACY;
}

size_t refnet_new_measure(const refnet_metric *metric, size_t k, double *state)
{
    size_t size = 4;
    if (metric->name == REFNET_METRIC_AUC) {
        size = 2 * (size_t)metric->num_thresholds;
    } else if (metric->name == REFNET_METRIC_R2_SCORE) {
        size = 1 + 3 * k;
    } else if (is_mean_of_loss(metric->name) || is_share_of_correct(metric->name)) {
        size = 2;
    }
    for (size_t i = 0; i < size && state != NULL; i++) {
        state[i] = 0.0;
    }
    return size;
}

static int64_t correct_outputs(const refnet_metric *metric, const double *target,
                               const double *output, size_t k)
{
    /* target [k], output [k] */
    if (metric->name == REFNET_METRIC_BINARY_ACCURACY) {
        int64_t correct = 0;
        for (size_t j = 0; j < k; j++) {
            if (target[j] == (output[j] > metric->threshold ? 1.0 : 0.0)) {
                correct = correct + 1;
            }
        }
        return correct;
    }
    const size_t number = refnet_argmax(target, k);
    if (metric->name == REFNET_METRIC_CATEGORICAL_ACCURACY ||
        metric->name == REFNET_METRIC_SPARSE_CATEGORICAL_ACCURACY) {
        return refnet_argmax(output, k) == number ? 1 : 0;
    }
    int64_t larger = 0;
    for (size_t j = 0; j < k; j++) {
        if (output[j] > output[number]) {
            larger = larger + 1;
        }
    }
    return larger < metric->k ? 1 : 0;
}

static void add_confusion(double *state, const double *target, const double *output, size_t k,
                          double threshold)
{
    /* state [4], target [k], output [k] */
    for (size_t j = 0; j < k; j++) {
        size_t place;
        if (output[j] > threshold) {
            place = target[j] != 0.0 ? 0 : 1;
        } else {
            place = target[j] != 0.0 ? 3 : 2;
        }
        state[place] = state[place] + 1.0;
    }
}

static void add_r2(double *state, const double *target, const double *output, size_t k)
{
    /* state [1 + 3k], target [k], output [k] */
    double *mean = state + 1, *squared_distances = mean + k, *squared_errors = mean + 2 * k;
    state[0] = state[0] + 1.0;
    for (size_t j = 0; j < k; j++) {
        const double t = target[j], y = output[j], distance = t - mean[j];
        mean[j] = mean[j] + distance / state[0];
        squared_distances[j] = squared_distances[j] + distance * (t - mean[j]);
        squared_errors[j] = squared_errors[j] + (t - y) * (t - y);
    }
}

static void keep_outputs(const refnet_measure *measure, const double *output, size_t k)
{
    /* output [k] */
    const size_t first = 1 + (size_t)measure->state[0] * k;
    for (size_t j = 0; j < k && first + j < measure->size; j++) {
        measure->state[first + j] = output[j];
    }
    measure->state[0] = measure->state[0] + 1.0;
}

void refnet_update_measure(const refnet_measure *measure, const double *targets,
                           const double *outputs, size_t m, size_t k, double *work)
{
    /* targets [m][k], outputs [m][k] */
    const refnet_metric *metric = &measure->metric;
    double *state = measure->state;
    for (size_t e = 0; e < m; e++) {
        const double *target = targets + e * k, *output = outputs + e * k;
        if (is_mean_of_loss(metric->name)) {
            const refnet_loss loss = {.name = LOSS_OF[metric->name], .delta = 1.0};
            const refnet_activation activation = REFNET_ACTIVATION_LINEAR;
            state[0] =
                state[0] + refnet_example_loss(&loss, activation, target, output, output, k, work);
            state[1] = state[1] + 1.0;
        } else if (is_share_of_correct(metric->name)) {
            const size_t answers = metric->name == REFNET_METRIC_BINARY_ACCURACY ? k : 1;
            state[0] = state[0] + (double)correct_outputs(metric, target, output, k);
            state[1] = state[1] + (double)answers;
        } else if (metric->name == REFNET_METRIC_AUC) {
            for (size_t j = 0; j < k; j++) {
                int64_t place = refnet_last_threshold(output[j], metric->num_thresholds);
                place = target[j] != 0.0 ? place : metric->num_thresholds + place;
                state[place] = state[place] + 1.0;
            }
        } else if (metric->name == REFNET_METRIC_R2_SCORE) {
            add_r2(state, target, output, k);
        } else if (metric->name == REFNET_METRIC_KEPT_OUTPUTS) {
            keep_outputs(measure, output, k);
        } else {
            add_confusion(state, target, output, k, metric->threshold);
        }
    }
}

static double r2(const double *state, size_t k)
{
    /* state [1 + 3k] */
    const double *squared_distances = state + 1 + k, *squared_errors = state + 1 + 2 * k;
    double total = 0.0;
    for (size_t j = 0; j < k; j++) {
        const double distances = squared_distances[j], errors = squared_errors[j];
        total = total + (distances == 0.0 ? 0.0 : 1.0 - errors / distances);
    }
    return total / (double)k;
}

double refnet_measured_value(const refnet_measure *measure)
{
    const refnet_metric *metric = &measure->metric;
    const double *state = measure->state;
    if (is_mean_of_loss(metric->name) || is_share_of_correct(metric->name)) {
        const double mean = refnet_quotient(state[0], state[1]);
        return metric->name == REFNET_METRIC_ROOT_MEAN_SQUARED_ERROR ? sqrt(mean) : mean;
    }
    switch (metric->name) {
    case REFNET_METRIC_AUC:
        return refnet_area(metric->curve, metric->summation_method, state, metric->num_thresholds);
    case REFNET_METRIC_R2_SCORE:
        return r2(state, (measure->size - 1) / 3);
    case REFNET_METRIC_PRECISION:
        return refnet_quotient(state[0], state[0] + state[1]);
    case REFNET_METRIC_RECALL:
        return refnet_quotient(state[0], state[0] + state[3]);
    default:
        return state[metric->name - REFNET_METRIC_TRUE_POSITIVES];
    }
}

refnet_status refnet_metrics(const refnet_metrics_request *request, double *state, double *work,
                             double *value)
{
    /* targets [m][k] or classes [m], outputs [m][k] */
    WORK_UNTIL_RETURN;
    RETURN_IF_FAULT(refnet_check_metrics(request));
    const size_t m = request->m, k = request->k;
    const double *targets = request->targets;
    if (refnet_is_of_classes(request->metric.name)) {
        refnet_one_hot(request->classes, m, k, work);
        targets = work;
    }
    const size_t size = refnet_new_measure(&request->metric, k, state);
    const refnet_measure measure = {request->metric, state, size};
    refnet_update_measure(&measure, targets, request->outputs, m, k, work + m * k);
    *value = refnet_measured_value(&measure);
    return refnet_ok();
}
