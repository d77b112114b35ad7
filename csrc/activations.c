/* Chapter activations: from a unit's weighted sum to its output, with the derivatives.
 *
 * python/refnet/reference/activations.py has the explanation; this file has the same functions in
 * the same order. exp, log, tanh and the sigmoid are calculated in binary64 and rounded to `real`
 * once. m examples, u units. */

#include <string.h>

#include "internal.h"

real refnet_relu(real d)
{
    return d < 0 ? 0 : d;
}

size_t refnet_argmax(const real *values, size_t n)
{
    /* values [n] */
    size_t place = 0;
    for (size_t i = 0; i < n; i++) {
        if (values[i] > values[place]) {
            place = i;
        }
    }
    return place;
}

real refnet_softmax_power(real d, real largest)
{
    real exponent = d - largest;
    return exponent < LEAST_EXPONENT ? 0 : (real)refnet_exp(exponent);
}

void refnet_softmax(const real *preactivations, size_t u, real *outputs)
{
    /* preactivations [u] -> outputs [u] */
    real largest = preactivations[refnet_argmax(preactivations, u)];
    real total = 0;
    for (size_t j = 0; j < u; j++) { /* powers of at most 1, so none overflows */
        outputs[j] = refnet_softmax_power(preactivations[j], largest);
        total = total + outputs[j];
    }
    for (size_t j = 0; j < u; j++) {
        outputs[j] = outputs[j] / total;
    }
}

void refnet_log_softmax(const real *logits, size_t u, real *logarithms)
{
    /* logits [u] -> logarithms [u] */
    real largest = logits[refnet_argmax(logits, u)];
    real total = 0;
    for (size_t j = 0; j < u; j++) {
        total = total + refnet_softmax_power(logits[j], largest);
    }
    real log_total = (real)refnet_log(total);
    for (size_t j = 0; j < u; j++) {
        real d = logits[j];
        logarithms[j] = (d - largest) - log_total;
    }
}

void refnet_activate(refnet_activation activation, const real *preactivations, size_t m, size_t u,
                     real *outputs)
{
    /* preactivations [m][u] -> outputs [m][u] */
    switch (activation) {
    case REFNET_ACTIVATION_SIGMOID:
        for (size_t i = 0; i < m * u; i++) {
            real d = preactivations[i];
            outputs[i] = (real)refnet_sigmoid(d);
        }
        break;
    case REFNET_ACTIVATION_TANH:
        for (size_t i = 0; i < m * u; i++) {
            real d = preactivations[i];
            outputs[i] = (real)refnet_tanh(d);
        }
        break;
    case REFNET_ACTIVATION_RELU:
        for (size_t i = 0; i < m * u; i++) {
            real d = preactivations[i];
            outputs[i] = refnet_relu(d);
        }
        break;
    case REFNET_ACTIVATION_SOFTMAX:
        for (size_t i = 0; i < m; i++) {
            refnet_softmax(preactivations + i * u, u, outputs + i * u);
        }
        break;
    case REFNET_ACTIVATION_LINEAR:
        memmove(outputs, preactivations, m * u * sizeof *outputs);
        break;
    default:
        for (size_t i = 0; i < m * u; i++) {
            outputs[i] = refnet_further_activation(activation, preactivations[i]);
        }
        break;
    }
}

void refnet_activation_backward(refnet_activation activation, const real *output_gradients,
                                const real *outputs, size_t m, size_t u, real *deltas)
{
    /* output_gradients [m][u], outputs [m][u] -> deltas [m][u] */
    switch (activation) {
    case REFNET_ACTIVATION_SIGMOID:
        for (size_t i = 0; i < m * u; i++) {
            real gradient = output_gradients[i], y = outputs[i];
            deltas[i] = gradient * y * (1 - y);
        }
        break;
    case REFNET_ACTIVATION_TANH:
        for (size_t i = 0; i < m * u; i++) {
            real gradient = output_gradients[i], y = outputs[i];
            deltas[i] = gradient * (1 - y * y);
        }
        break;
    case REFNET_ACTIVATION_RELU:
        for (size_t i = 0; i < m * u; i++) {
            real gradient = output_gradients[i], y = outputs[i];
            deltas[i] = y > 0 ? gradient : 0;
        }
        break;
    case REFNET_ACTIVATION_SOFTMAX:
        for (size_t i = 0; i < m; i++) {
            const real *gradient = output_gradients + i * u, *y = outputs + i * u;
            real total = 0;
            for (size_t j = 0; j < u; j++) {
                total = total + gradient[j] * y[j];
            }
            for (size_t j = 0; j < u; j++) {
                deltas[i * u + j] = y[j] * (gradient[j] - total);
            }
        }
        break;
    case REFNET_ACTIVATION_LINEAR:
        memmove(deltas, output_gradients, m * u * sizeof *deltas);
        break;
    default:
        for (size_t i = 0; i < m * u; i++) {
            deltas[i] = refnet_backward_from_output(activation, output_gradients[i], outputs[i]);
        }
        break;
    }
}

void refnet_layer_deltas(refnet_activation activation, const real *output_gradients,
                         const real *preactivations, const real *outputs, size_t m, size_t u,
                         real *deltas)
{
    /* output_gradients [m][u], preactivations [m][u], outputs [m][u] -> deltas [m][u] */
    if (!refnet_is_from_preactivations(activation)) {
        refnet_activation_backward(activation, output_gradients, outputs, m, u, deltas);
        return;
    }
    for (size_t i = 0; i < m * u; i++) {
        real gradient = output_gradients[i], d = preactivations[i];
        deltas[i] = refnet_backward_from_preactivation(activation, gradient, d);
    }
}
