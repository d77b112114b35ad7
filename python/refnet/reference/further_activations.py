"""Chapter further_activations: the activations that came after sigmoid, tanh and relu.

Relu forgets how far below zero a sum is, and a unit whose sums are all negative no longer learns.
Most of these functions are answers to that: they keep a small slope below zero (leaky_relu), level
off smoothly (elu, selu), or round the corner at zero (softplus, silu, gelu). Hard_sigmoid and
softsign are cheap likenesses of the sigmoid and of tanh; the exponential suits outputs that must be
positive.

Derivation: with y = f(d), f' is y + a for elu below zero, where f is a(e^d - 1); y for e^d;
1 - e^-y for softplus, ln(1 + e^d); (1 - |y|)^2 for softsign, d/(1 + |d|). Silu is d*s with the
sigmoid s, so f' = s + d*s*(1 - s); gelu is d*P with the normal distribution P, so f' = P + d*p with
its density p. Those three need d itself.

Source: A. Maas, A. Hannun and A. Ng, "Rectifier nonlinearities improve neural network acoustic
models", 2013 (leaky_relu); D.-A. Clevert, T. Unterthiner and S. Hochreiter, "Fast and accurate deep
network learning by exponential linear units (ELUs)", 2015; G. Klambauer et al., "Self-normalizing
neural networks", 2017 (selu, and its two constants); C. Dugas et al., "Incorporating second-order
functional knowledge for better option pricing", 2000 (softplus); S. Elfwing, E. Uchibe and K. Doya,
"Sigmoid-weighted linear units", 2017 (silu); D. Hendrycks and K. Gimpel, "Gaussian error linear
units (GELUs)", 2016, with their approximation by tanh. Names and constants are Keras 3's.

Left out on purpose: other slopes than Keras's, except in layer leaky_relu.

One unit at a time: d is its preactivation, y its output, gradient that of the loss with respect to
y.
"""

from refnet.reference.elementary import erf, exp, expm1, log1p, sigmoid, tanh

LEAKY_SLOPE = 0.2
SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
ROOT_HALF = 0.7071067811865476  # 1/sqrt(2)
DENSITY = 0.3989422804014327  # 1/sqrt(2 pi), the normal density at 0
GELU_SCALE = 0.7978845608028654  # sqrt(2/pi)
GELU_CUBIC = 0.044715

# Their names: those whose derivatives follow from the output, and the others, which a recurrent
# layer cannot have
FROM_OUTPUTS = ("elu", "selu", "leaky_relu", "softplus", "exponential", "hard_sigmoid", "softsign")
FROM_PREACTIVATIONS = ("silu", "gelu", "gelu_tanh")


def leaky_relu(d: float, slope: float) -> float:
    """Return d, or slope * d where d is not positive (ACT-1)."""
    return d if d > 0.0 else slope * d


def elu(d: float) -> float:
    """Return d, or e^d - 1 where d is not positive (ACT-2)."""
    return d if d > 0.0 else expm1(d)


def selu(d: float) -> float:
    """Return elu with another slope on either side, so that variances stay near 1 (ACT-3)."""
    return SELU_SCALE * d if d > 0.0 else SELU_SCALE * SELU_ALPHA * expm1(d)


def softplus(d: float) -> float:
    """Return ln(1 + e^d), a relu without a corner (ACT-4)."""
    return (d if d > 0.0 else 0.0) + log1p(exp(-abs(d)))


def hard_sigmoid(d: float) -> float:
    """Return (d + 3)/6, at least 0 and at most 1 (ACT-5)."""
    return min(max(d + 3.0, 0.0), 6.0) / 6.0


def softsign(d: float) -> float:
    """Return d/(1 + |d|) (ACT-6)."""
    return d / (1.0 + abs(d))


def silu(d: float) -> float:
    """Return d times its sigmoid (ACT-7)."""
    return d * sigmoid(d)


def gelu(d: float) -> float:
    """Return d times the probability that a normal number is below d (ACT-8)."""
    return 0.5 * d * (1.0 + erf(d * ROOT_HALF))


def gelu_tanh(d: float) -> float:
    """Return gelu with tanh in place of the normal distribution (ACT-9)."""
    return 0.5 * d * (1.0 + tanh(GELU_SCALE * (d + GELU_CUBIC * d * d * d)))


def further_activation(activation: str, d: float) -> float:
    """Return the output of a unit (ACT-1 to ACT-10)."""
    if activation == "leaky_relu":
        return leaky_relu(d, LEAKY_SLOPE)
    if activation == "elu":
        return elu(d)
    if activation == "selu":
        return selu(d)
    if activation == "softplus":
        return softplus(d)
    if activation == "hard_sigmoid":
        return hard_sigmoid(d)
    if activation == "softsign":
        return softsign(d)
    if activation == "silu":
        return silu(d)
    if activation == "gelu":
        return gelu(d)
    if activation == "gelu_tanh":
        return gelu_tanh(d)
    return exp(d)  # exponential


def leaky_relu_backward(gradient: float, y: float, slope: float) -> float:
    """Return the gradient with respect to the preactivation (ACT-11)."""
    return gradient if y > 0.0 else gradient * slope


def backward_from_output(activation: str, gradient: float, y: float) -> float:
    """Return the gradient with respect to the preactivation, from the output (ACT-11)."""
    if activation == "leaky_relu":
        return leaky_relu_backward(gradient, y, LEAKY_SLOPE)
    if activation == "elu":
        return gradient if y > 0.0 else gradient * (y + 1.0)
    if activation == "selu":
        return gradient * SELU_SCALE if y > 0.0 else gradient * (y + SELU_SCALE * SELU_ALPHA)
    if activation == "softplus":
        return gradient * -expm1(-y)
    if activation == "hard_sigmoid":
        return gradient / 6.0 if 0.0 < y < 1.0 else 0.0
    if activation == "softsign":
        return gradient * ((1.0 - abs(y)) * (1.0 - abs(y)))
    return gradient * y  # exponential


def silu_backward(gradient: float, d: float) -> float:
    """Return the gradient with respect to the preactivation d (ACT-12)."""
    s = sigmoid(d)
    return gradient * (s + d * s * (1.0 - s))


def gelu_backward(gradient: float, d: float) -> float:
    """Return the gradient with respect to the preactivation d (ACT-12)."""
    probability = 0.5 * (1.0 + erf(d * ROOT_HALF))
    return gradient * (probability + d * (DENSITY * exp(-0.5 * d * d)))


def gelu_tanh_backward(gradient: float, d: float) -> float:
    """Return the gradient with respect to the preactivation d (ACT-12)."""
    t = tanh(GELU_SCALE * (d + GELU_CUBIC * d * d * d))
    rest = 1.0 - t * t
    bend = 0.0
    if rest > 0.0:  # where it is 0, far out, the last factor may be infinite
        bend = 0.5 * d * rest * (GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * d * d))
    return gradient * (0.5 * (1.0 + t) + bend)


def backward_from_preactivation(activation: str, gradient: float, d: float) -> float:
    """Return the gradient with respect to the preactivation d, from d itself (ACT-12)."""
    if activation == "silu":
        return silu_backward(gradient, d)
    if activation == "gelu":
        return gelu_backward(gradient, d)
    return gelu_tanh_backward(gradient, d)
