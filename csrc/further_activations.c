/* Chapter further_activations: the relatives of relu, sigmoid and tanh.
 *
 * python/refnet/reference/further_activations.py has the explanation; this file has the same
 * functions in the same order. As in activations.c the elementary functions are calculated in
 * binary64 and rounded to `real` once. fast/activations.h has the same operations on many numbers
 * at once. */

#include "internal.h"

real refnet_leaky_relu(real d, real slope)
{
    return d > 0 ? d : slope * d;
}

static real elu(real d)
{
    return d > 0 ? d : (real)refnet_expm1(d);
}

static real selu(real d)
{
    return d > 0 ? SELU_SCALE * d : SELU_SCALE * SELU_ALPHA * (real)refnet_expm1(d);
}

static real softplus(real d)
{
    real power = (real)refnet_exp(-fabs(d));
    return (d > 0 ? d : 0) + (real)refnet_log1p(power);
}

static real hard_sigmoid(real d)
{
    real shifted = d + 3;
    shifted = shifted < 0 ? 0 : shifted;
    return (shifted > 6 ? 6 : shifted) / 6;
}

static real softsign(real d)
{
    return d / (1 + (real)fabs(d));
}

static real silu(real d)
{
    return d * (real)refnet_sigmoid(d);
}

static real gelu(real d)
{
    return HALF * d * (1 + (real)refnet_erf(d * ROOT_HALF));
}

static real gelu_tanh(real d)
{
    return HALF * d * (1 + (real)refnet_tanh(GELU_SCALE * (d + GELU_CUBIC * d * d * d)));
}

real refnet_further_activation(refnet_activation activation, real d)
{
    switch (activation) {
    case REFNET_ACTIVATION_LEAKY_RELU:
        return refnet_leaky_relu(d, LEAKY_SLOPE);
    case REFNET_ACTIVATION_ELU:
        return elu(d);
    case REFNET_ACTIVATION_SELU:
        return selu(d);
    case REFNET_ACTIVATION_SOFTPLUS:
        return softplus(d);
    case REFNET_ACTIVATION_HARD_SIGMOID:
        return hard_sigmoid(d);
    case REFNET_ACTIVATION_SOFTSIGN:
        return softsign(d);
    case REFNET_ACTIVATION_SILU:
        return silu(d);
    case REFNET_ACTIVATION_GELU:
        return gelu(d);
    case REFNET_ACTIVATION_GELU_TANH:
        return gelu_tanh(d);
    default: /* exponential */
        return (real)refnet_exp(d);
    }
}

real refnet_leaky_relu_backward(real gradient, real y, real slope)
{
    return y > 0 ? gradient : gradient * slope;
}

real refnet_backward_from_output(refnet_activation activation, real gradient, real y)
{
    const real rest = 1 - (real)fabs(y);
    switch (activation) {
    case REFNET_ACTIVATION_LEAKY_RELU:
        return refnet_leaky_relu_backward(gradient, y, LEAKY_SLOPE);
    case REFNET_ACTIVATION_ELU:
        return y > 0 ? gradient : gradient * (y + 1);
    case REFNET_ACTIVATION_SELU:
        return y > 0 ? gradient * SELU_SCALE : gradient * (y + SELU_SCALE * SELU_ALPHA);
    case REFNET_ACTIVATION_SOFTPLUS:
        return gradient * -(real)refnet_expm1(-y);
    case REFNET_ACTIVATION_HARD_SIGMOID:
        return 0 < y && y < 1 ? gradient / 6 : 0;
    case REFNET_ACTIVATION_SOFTSIGN:
        return gradient * (rest * rest);
    default: /* exponential */
        return gradient * y;
    }
}

static real silu_backward(real gradient, real d)
{
    real s = (real)refnet_sigmoid(d);
    return gradient * (s + d * s * (1 - s));
}

static real gelu_backward(real gradient, real d)
{
    real probability = HALF * (1 + (real)refnet_erf(d * ROOT_HALF));
    return gradient * (probability + d * (DENSITY * (real)refnet_exp(-HALF * d * d)));
}

static real gelu_tanh_backward(real gradient, real d)
{
    real t = (real)refnet_tanh(GELU_SCALE * (d + GELU_CUBIC * d * d * d));
    real rest = 1 - t * t;
    real bend = 0;
    if (rest > 0) { /* where it is 0, far out, the last factor may be infinite */
        bend = HALF * d * rest * (GELU_SCALE * (1 + 3 * GELU_CUBIC * d * d));
    }
    return gradient * (HALF * (1 + t) + bend);
}

real refnet_backward_from_preactivation(refnet_activation activation, real gradient, real d)
{
    switch (activation) {
    case REFNET_ACTIVATION_SILU:
        return silu_backward(gradient, d);
    case REFNET_ACTIVATION_GELU:
        return gelu_backward(gradient, d);
    default: /* gelu_tanh */
        return gelu_tanh_backward(gradient, d);
    }
}
