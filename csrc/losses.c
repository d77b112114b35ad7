/* Chapter losses: how wrong an output is, each loss beside its derivative.
 *
 * python/refnet/reference/losses.py has the explanation; this file has the same functions in the
 * same order. m examples, k outputs. */

#include <math.h>

#include "blocks.h"
#include "internal.h"

/* Return whether the loss of an example is a mean over its outputs; the other losses are sums. */
static int is_mean(refnet_loss_name name)
{
    switch (name) {
    case REFNET_LOSS_MSE:
    case REFNET_LOSS_BINARY_CROSSENTROPY:
    case REFNET_LOSS_MEAN_ABSOLUTE_ERROR:
    case REFNET_LOSS_MEAN_ABSOLUTE_PERCENTAGE_ERROR:
    case REFNET_LOSS_HUBER:
    case REFNET_LOSS_LOG_COSH:
    case REFNET_LOSS_HINGE:
        return 1;
    default:
        return 0;
    }
}

static int is_squared_error(refnet_loss_name name)
{
    return name == REFNET_LOSS_MSE || name == REFNET_LOSS_SUM_SQUARED_ERROR;
}

void refnet_one_hot(const int64_t *classes, size_t m, size_t units, real *rows)
{
    /* classes [m] -> rows [m][units] */
    for (size_t i = 0; i < m; i++) {
        int64_t number = classes[i];
        for (size_t j = 0; j < units; j++) {
            rows[i * units + j] = (int64_t)j == number ? 1 : 0;
        }
    }
}

real refnet_squared_error(const real *targets, const real *outputs, size_t k)
{
    /* targets [k], outputs [k] */
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], y = outputs[j];
        total = total + (t - y) * (t - y);
    }
    return total;
}

void refnet_squared_error_gradient(const real *targets, const real *outputs, size_t k,
                                   real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], y = outputs[j];
        gradients[j] = 2 * (y - t);
    }
}

real refnet_binary_crossentropy(const real *targets, const real *logits, size_t k, real *work)
{
    /* targets [k], logits [k]; the plain text needs no work */
    (void)work;
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], d = logits[j];
        real power = (real)refnet_exp(d < 0 ? d : -d); /* -abs(d) */
        total = total + (refnet_relu(d) - d * t + (real)refnet_log(1 + power));
    }
    return total;
}

void refnet_binary_crossentropy_gradient(const real *targets, const real *outputs, size_t k,
                                         real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], y = outputs[j];
        gradients[j] = y - t;
    }
}

real refnet_categorical_crossentropy(const real *targets, const real *logits, size_t k, real *work)
{
    /* targets [k], logits [k], work [k] */
    real *logarithms = work;
    refnet_kernels_in_use()->log_softmax(logits, k, logarithms);
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], logarithm = logarithms[j];
        total = total - t * logarithm;
    }
    return total;
}

void refnet_categorical_crossentropy_gradient(const real *targets, const real *outputs, size_t k,
                                              real *gradients)
{
    /* targets [k], outputs [k] -> gradients [k] */
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real t = targets[j];
        total = total + t;
    }
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], y = outputs[j];
        gradients[j] = y * total - t;
    }
}

refnet_loss refnet_loss_of_targets(const refnet_loss *loss, const real *targets, size_t m, size_t k)
{
    /* targets [m][k] */
    refnet_loss result = *loss;
    result.binary_targets = loss->name == REFNET_LOSS_HINGE && refnet_are_binary(targets, m, k);
    return result;
}

const real *refnet_loss_targets(const refnet_loss *loss, const real *targets, size_t k, real *work)
{
    /* targets [k], work [k] -> [k] */
    if (!loss->binary_targets && loss->label_smoothing == 0) { /* most losses: nothing to do */
        return targets;
    }
    const real label_smoothing = (real)loss->label_smoothing;
    if (loss->name == REFNET_LOSS_HINGE && loss->binary_targets) {
        refnet_signed_targets(targets, k, work);
        return work;
    }
    if (label_smoothing == 0) {
        return targets;
    }
    if (loss->name == REFNET_LOSS_BINARY_CROSSENTROPY) {
        refnet_smoothed_targets(targets, k, label_smoothing, HALF * label_smoothing, work);
        return work;
    }
    if (loss->name == REFNET_LOSS_CATEGORICAL_CROSSENTROPY) {
        refnet_smoothed_targets(targets, k, label_smoothing, label_smoothing / (real)k, work);
        return work;
    }
    return targets;
}

static inline int is_crossentropy(refnet_loss_name name)
{
    return name == REFNET_LOSS_BINARY_CROSSENTROPY ||
           name == REFNET_LOSS_CATEGORICAL_CROSSENTROPY ||
           name == REFNET_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY;
}

int refnet_is_of_logits(const refnet_loss *loss, refnet_activation activation)
{
    const refnet_activation own = loss->name == REFNET_LOSS_BINARY_CROSSENTROPY
                                      ? REFNET_ACTIVATION_SIGMOID
                                      : REFNET_ACTIVATION_SOFTMAX;
    return !loss->from_logits && is_crossentropy(loss->name) && activation == own;
}

int refnet_takes_logits(const refnet_loss *loss)
{
    return loss->from_logits && is_crossentropy(loss->name);
}

real refnet_example_loss(const refnet_loss *loss, refnet_activation activation, const real *targets,
                         const real *logits, const real *outputs, size_t k, real *work)
{
    /* targets [k], logits [k], outputs [k], work [2k] */
    if (is_squared_error(loss->name)) { /* first, because it takes the shortest */
        const real sum = refnet_squared_error(targets, outputs, k);
        return loss->name == REFNET_LOSS_MSE ? sum / (real)k : sum;
    }
    const int takes_logits = refnet_takes_logits(loss);
    const real *given = refnet_loss_targets(loss, targets, k, work + k);
    real total;
    if (takes_logits) {
        logits = outputs;
    }
    if (!takes_logits && !refnet_is_of_logits(loss, activation)) {
        total = refnet_further_loss(loss->name, given, outputs, k, (real)loss->delta);
    } else if (loss->name == REFNET_LOSS_BINARY_CROSSENTROPY) {
        total = refnet_kernels_in_use()->binary_crossentropy(given, logits, k, work);
    } else { /* sparse targets are one-hot rows here */
        total = refnet_categorical_crossentropy(given, logits, k, work);
    }
    return is_mean(loss->name) ? total / (real)k : total;
}

void refnet_example_loss_gradient(const refnet_loss *loss, refnet_activation activation,
                                  const real *targets, const real *outputs, size_t k, real *work,
                                  real *gradients)
{
    /* targets [k], outputs [k], work [k] -> gradients [k] */
    if (is_squared_error(loss->name)) {
        refnet_squared_error_gradient(targets, outputs, k, gradients);
        return;
    }
    const int takes_logits = refnet_takes_logits(loss);
    const real *given = refnet_loss_targets(loss, targets, k, work), *probabilities = outputs;
    if (!takes_logits && !refnet_is_of_logits(loss, activation)) {
        refnet_further_loss_gradient(loss->name, given, outputs, k, (real)loss->delta, gradients);
    } else if (loss->name == REFNET_LOSS_BINARY_CROSSENTROPY) {
        if (takes_logits) {
            refnet_kernels_in_use()->sigmoid(outputs, k, gradients);
            probabilities = gradients;
        }
        refnet_binary_crossentropy_gradient(given, probabilities, k, gradients);
    } else {
        if (takes_logits) {
            refnet_kernels_in_use()->activate(REFNET_ACTIVATION_SOFTMAX, outputs, 1, k, gradients);
            probabilities = gradients;
        }
        refnet_categorical_crossentropy_gradient(given, probabilities, k, gradients);
    }
}

void refnet_loss_gradients(const refnet_loss *loss, refnet_activation activation,
                           const real *targets, const real *outputs, size_t m, size_t k, real *work,
                           real *gradients)
{
    /* targets [m][k], outputs [m][k], work [k] -> gradients [m][k] */
    refnet_block_loss_gradients(loss, activation, targets, outputs, m, k, m, work, gradients);
}

void refnet_block_loss_gradients(const refnet_loss *loss, refnet_activation activation,
                                 const real *targets, const real *outputs, size_t m, size_t k,
                                 size_t batch, real *work, real *gradients)
{
    /* targets [m][k], outputs [m][k], work [k] -> gradients [m][k] */
    const real examples = (real)batch, numbers = examples * (real)k;
    const real divisor = is_mean(loss->name)                           ? numbers
                         : loss->name == REFNET_LOSS_SUM_SQUARED_ERROR ? 1
                                                                       : examples;
    for (size_t i = 0; i < m; i++) {
        const real *target = targets + i * k, *output = outputs + i * k;
        real *row = gradients + i * k;
        refnet_example_loss_gradient(loss, activation, target, output, k, work, row);
        for (size_t j = 0; j < k; j++) {
            row[j] = row[j] / divisor;
        }
    }
}

real refnet_reduce_loss(const refnet_loss *loss, real total, size_t count)
{
    return loss->name == REFNET_LOSS_SUM_SQUARED_ERROR ? total : total / (real)count;
}
