/* Chapter losses: how wrong an output is, each loss beside its derivative.
 *
 * python/refnet/reference/losses.py has the explanation; this file has the same functions in the
 * same order. m examples, k outputs. */

#include <math.h>

#include "blocks.h"
#include "internal.h"

#ifndef REFNET_FLOAT32 /* there is one for both types */
int refnet_from_logits(refnet_loss loss)
{
    return loss == REFNET_LOSS_BINARY_CROSSENTROPY ||
           loss == REFNET_LOSS_CATEGORICAL_CROSSENTROPY ||
           loss == REFNET_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY;
}
#endif

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

real refnet_example_loss(refnet_loss loss, const real *targets, const real *logits,
                         const real *outputs, size_t k, real *work)
{
    /* targets [k], logits [k], outputs [k], work [k] */
    switch (loss) {
    case REFNET_LOSS_MSE:
        return refnet_squared_error(targets, outputs, k) / (real)k;
    case REFNET_LOSS_SUM_SQUARED_ERROR:
        return refnet_squared_error(targets, outputs, k);
    case REFNET_LOSS_BINARY_CROSSENTROPY:
        return refnet_kernels_in_use()->binary_crossentropy(targets, logits, k, work) / (real)k;
    default: /* sparse targets are one-hot rows here */
        return refnet_categorical_crossentropy(targets, logits, k, work);
    }
}

void refnet_loss_gradients(refnet_loss loss, const real *targets, const real *outputs, size_t m,
                           size_t k, real *gradients)
{
    /* targets [m][k], outputs [m][k] -> gradients [m][k] */
    refnet_block_loss_gradients(loss, targets, outputs, m, k, m, gradients);
}

void refnet_block_loss_gradients(refnet_loss loss, const real *targets, const real *outputs,
                                 size_t m, size_t k, size_t batch, real *gradients)
{
    /* targets [m][k], outputs [m][k] -> gradients [m][k] */
    const real examples = (real)batch, numbers = examples * (real)k;
    for (size_t i = 0; i < m; i++) {
        real *row = gradients + i * k;
        real divisor = 1;
        switch (loss) {
        case REFNET_LOSS_MSE:
            refnet_squared_error_gradient(targets + i * k, outputs + i * k, k, row);
            divisor = numbers;
            break;
        case REFNET_LOSS_SUM_SQUARED_ERROR:
            refnet_squared_error_gradient(targets + i * k, outputs + i * k, k, row);
            break;
        case REFNET_LOSS_BINARY_CROSSENTROPY:
            refnet_binary_crossentropy_gradient(targets + i * k, outputs + i * k, k, row);
            divisor = numbers;
            break;
        default:
            refnet_categorical_crossentropy_gradient(targets + i * k, outputs + i * k, k, row);
            divisor = examples;
        }
        for (size_t j = 0; j < k; j++) {
            row[j] = row[j] / divisor;
        }
    }
}

real refnet_reduce_loss(refnet_loss loss, real total, size_t count)
{
    return loss == REFNET_LOSS_SUM_SQUARED_ERROR ? total : total / (real)count;
}
