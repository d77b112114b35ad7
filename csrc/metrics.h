/* Chapter metrics: numbers that tell a reader how good outputs are. */
#ifndef REFNET_METRICS_H
#define REFNET_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "areas.h"
#include "status.h"

/* m examples, k outputs. Metrics are calculated in binary64, whatever the numbers of a network are.
 */

typedef enum {
    REFNET_METRIC_MEAN_SQUARED_ERROR = 0,
    REFNET_METRIC_ROOT_MEAN_SQUARED_ERROR,
    REFNET_METRIC_MEAN_ABSOLUTE_ERROR,
    REFNET_METRIC_MEAN_ABSOLUTE_PERCENTAGE_ERROR,
    REFNET_METRIC_LOG_COSH,
    REFNET_METRIC_KL_DIVERGENCE,
    REFNET_METRIC_BINARY_CROSSENTROPY,
    REFNET_METRIC_CATEGORICAL_CROSSENTROPY,
    REFNET_METRIC_SPARSE_CATEGORICAL_CROSSENTROPY,
    REFNET_METRIC_R2_SCORE,
    REFNET_METRIC_BINARY_ACCURACY,
    REFNET_METRIC_CATEGORICAL_ACCURACY,
    REFNET_METRIC_SPARSE_CATEGORICAL_ACCURACY,
    REFNET_METRIC_TOP_K_CATEGORICAL_ACCURACY,
    REFNET_METRIC_SPARSE_TOP_K_CATEGORICAL_ACCURACY,
    REFNET_METRIC_TRUE_POSITIVES,
    REFNET_METRIC_FALSE_POSITIVES,
    REFNET_METRIC_TRUE_NEGATIVES,
    REFNET_METRIC_FALSE_NEGATIVES,
    REFNET_METRIC_PRECISION,
    REFNET_METRIC_RECALL,
    REFNET_METRIC_AUC,
    REFNET_METRIC_KEPT_OUTPUTS /* no metric: keeps outputs, for a caller that calculates its own */
} refnet_metric_name;

/* Each metric uses only its own settings. threshold: binary_accuracy, precision, recall and the
 * counts; k > 0: the top_k metrics; num_thresholds, from 2 to 65536, curve and summation_method:
 * auc */
typedef struct {
    refnet_metric_name name;
    double threshold;
    int64_t k, num_thresholds;
    refnet_curve curve;
    refnet_summation_method summation_method;
} refnet_metric;

/* A metric with the totals of the examples seen so far: state [size]. For kept outputs: how many
 * there are, then [size - 1] numbers, of which those without a place are left out. */
typedef struct {
    refnet_metric metric;
    double *state;
    size_t size;
} refnet_measure;

/* measures [count], with states of their own, to which the examples of a network are added; work
 * [4k] for its k outputs */
typedef struct {
    const refnet_measure *measures;
    size_t count;
    double *work;
} refnet_measures;

/* targets [m][k], or classes [m] for a metric of class numbers (targets is then ignored), outputs
 * [m][k] */
typedef struct {
    refnet_metric metric;
    const double *targets, *outputs;
    const int64_t *classes;
    size_t m, k;
} refnet_metrics_request;

/* -> zeros in state (NULL: not wanted); returns its size, for k outputs */
size_t refnet_new_measure(const refnet_metric *metric, size_t k, double *state);

/* targets [m][k], outputs [m][k]; the state of the measure is changed; work [2k] is overwritten */
void refnet_update_measure(const refnet_measure *measure, const double *targets,
                           const double *outputs, size_t m, size_t k, double *work);

double refnet_measured_value(const refnet_measure *measure);

/* -> value; state: as many numbers as refnet_new_measure says; work [(m + 2) * k] */
refnet_status refnet_metrics(const refnet_metrics_request *request, double *state, double *work,
                             double *value);

#endif
