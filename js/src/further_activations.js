// Chapter further_activations: the activations that came after sigmoid, tanh and relu.
//
// Relu forgets how far below zero a sum is, and a unit whose sums are all negative no longer learns.
// Most of these functions are answers to that: they keep a small slope below zero (leaky_relu), level
// off smoothly (elu, selu), or round the corner at zero (softplus, silu, gelu). Hard_sigmoid and
// softsign are cheap likenesses of the sigmoid and of tanh; the exponential suits outputs that must be
// positive.
//
// Derivation: with y = f(d), f' is y + a for elu below zero, where f is a(e^d - 1); y for e^d;
// 1 - e^-y for softplus, ln(1 + e^d); (1 - |y|)^2 for softsign, d/(1 + |d|). Silu is d*s with the
// sigmoid s, so f' = s + d*s*(1 - s); gelu is d*P with the normal distribution P, so f' = P + d*p with
// its density p. Those three need d itself.
//
// Source: A. Maas, A. Hannun and A. Ng, "Rectifier nonlinearities improve neural network acoustic
// models", 2013 (leaky_relu); D.-A. Clevert, T. Unterthiner and S. Hochreiter, "Fast and accurate deep
// network learning by exponential linear units (ELUs)", 2015; G. Klambauer et al., "Self-normalizing
// neural networks", 2017 (selu, and its two constants); C. Dugas et al., "Incorporating second-order
// functional knowledge for better option pricing", 2000 (softplus); S. Elfwing, E. Uchibe and K. Doya,
// "Sigmoid-weighted linear units", 2017 (silu); D. Hendrycks and K. Gimpel, "Gaussian error linear
// units (GELUs)", 2016, with their approximation by tanh. Names and constants are Keras 3's.
//
// Left out on purpose: other slopes than Keras's, except in layer leaky_relu.
//
// One unit at a time: d is its preactivation, y its output, gradient that of the loss with respect to
// y.

import { erf, exp, expm1, log1p, sigmoid, tanh } from "./elementary.js";

export const LEAKY_SLOPE = 0.2;
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;
const ROOT_HALF = 0.7071067811865476; // 1/sqrt(2)
const DENSITY = 0.3989422804014327; // 1/sqrt(2 pi), the normal density at 0
const GELU_SCALE = 0.7978845608028654; // sqrt(2/pi)
const GELU_CUBIC = 0.044715;

// Their names: those whose derivatives follow from the output, and the others, which a recurrent
// layer cannot have
export const FROM_OUTPUTS = [
  "elu",
  "selu",
  "leaky_relu",
  "softplus",
  "exponential",
  "hard_sigmoid",
  "softsign",
];
export const FROM_PREACTIVATIONS = ["silu", "gelu", "gelu_tanh"];

/**
 * Return d, or slope * d where d is not positive (ACT-1).
 * @type {(d: number, slope: number) => number}
 */
export function leakyRelu(d, slope) {
  return d > 0.0 ? d : slope * d;
}

/**
 * Return d, or e^d - 1 where d is not positive (ACT-2).
 * @type {(d: number) => number}
 */
export function elu(d) {
  return d > 0.0 ? d : expm1(d);
}

/**
 * Return elu with another slope on either side, so that variances stay near 1 (ACT-3).
 * @type {(d: number) => number}
 */
export function selu(d) {
  return d > 0.0 ? SELU_SCALE * d : SELU_SCALE * SELU_ALPHA * expm1(d);
}

/**
 * Return ln(1 + e^d), a relu without a corner (ACT-4).
 * @type {(d: number) => number}
 */
export function softplus(d) {
  return (d > 0.0 ? d : 0.0) + log1p(exp(-Math.abs(d)));
}

/**
 * Return (d + 3)/6, at least 0 and at most 1 (ACT-5).
 * @type {(d: number) => number}
 */
export function hardSigmoid(d) {
  return Math.min(Math.max(d + 3.0, 0.0), 6.0) / 6.0;
}

/**
 * Return d/(1 + |d|) (ACT-6).
 * @type {(d: number) => number}
 */
export function softsign(d) {
  return d / (1.0 + Math.abs(d));
}

/**
 * Return d times its sigmoid (ACT-7).
 * @type {(d: number) => number}
 */
export function silu(d) {
  return d * sigmoid(d);
}

/**
 * Return d times the probability that a normal number is below d (ACT-8).
 * @type {(d: number) => number}
 */
export function gelu(d) {
  return 0.5 * d * (1.0 + erf(d * ROOT_HALF));
}

/**
 * Return gelu with tanh in place of the normal distribution (ACT-9).
 * @type {(d: number) => number}
 */
export function geluTanh(d) {
  return 0.5 * d * (1.0 + tanh(GELU_SCALE * (d + GELU_CUBIC * d * d * d)));
}

/**
 * Return the output of a unit (ACT-1 to ACT-10).
 * @type {(activation: string, d: number) => number}
 */
export function furtherActivation(activation, d) {
  if (activation === "leaky_relu") {
    return leakyRelu(d, LEAKY_SLOPE);
  }
  if (activation === "elu") {
    return elu(d);
  }
  if (activation === "selu") {
    return selu(d);
  }
  if (activation === "softplus") {
    return softplus(d);
  }
  if (activation === "hard_sigmoid") {
    return hardSigmoid(d);
  }
  if (activation === "softsign") {
    return softsign(d);
  }
  if (activation === "silu") {
    return silu(d);
  }
  if (activation === "gelu") {
    return gelu(d);
  }
  if (activation === "gelu_tanh") {
    return geluTanh(d);
  }
  return exp(d); // exponential
}

/**
 * Return the gradient with respect to the preactivation (ACT-11).
 * @type {(gradient: number, y: number, slope: number) => number}
 */
export function leakyReluBackward(gradient, y, slope) {
  return y > 0.0 ? gradient : gradient * slope;
}

/**
 * Return the gradient with respect to the preactivation, from the output (ACT-11).
 * @type {(activation: string, gradient: number, y: number) => number}
 */
export function backwardFromOutput(activation, gradient, y) {
  if (activation === "leaky_relu") {
    return leakyReluBackward(gradient, y, LEAKY_SLOPE);
  }
  if (activation === "elu") {
    return y > 0.0 ? gradient : gradient * (y + 1.0);
  }
  if (activation === "selu") {
    return y > 0.0 ? gradient * SELU_SCALE : gradient * (y + SELU_SCALE * SELU_ALPHA);
  }
  if (activation === "softplus") {
    return gradient * -expm1(-y);
  }
  if (activation === "hard_sigmoid") {
    return 0.0 < y && y < 1.0 ? gradient / 6.0 : 0.0;
  }
  if (activation === "softsign") {
    return gradient * ((1.0 - Math.abs(y)) * (1.0 - Math.abs(y)));
  }
  return gradient * y; // exponential
}

/**
 * Return the gradient with respect to the preactivation d (ACT-12).
 * @type {(gradient: number, d: number) => number}
 */
export function siluBackward(gradient, d) {
  const s = sigmoid(d);
  return gradient * (s + d * s * (1.0 - s));
}

/**
 * Return the gradient with respect to the preactivation d (ACT-12).
 * @type {(gradient: number, d: number) => number}
 */
export function geluBackward(gradient, d) {
  const probability = 0.5 * (1.0 + erf(d * ROOT_HALF));
  return gradient * (probability + d * (DENSITY * exp(-0.5 * d * d)));
}

/**
 * Return the gradient with respect to the preactivation d (ACT-12).
 * @type {(gradient: number, d: number) => number}
 */
export function geluTanhBackward(gradient, d) {
  const t = tanh(GELU_SCALE * (d + GELU_CUBIC * d * d * d));
  const rest = 1.0 - t * t;
  let bend = 0.0;
  // where rest is 0, far out, the last factor may be infinite
  if (rest > 0.0) {
    bend = 0.5 * d * rest * (GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * d * d));
  }
  return gradient * (0.5 * (1.0 + t) + bend);
}

/**
 * Return the gradient with respect to the preactivation d, from d itself (ACT-12).
 * @type {(activation: string, gradient: number, d: number) => number}
 */
export function backwardFromPreactivation(activation, gradient, d) {
  if (activation === "silu") {
    return siluBackward(gradient, d);
  }
  if (activation === "gelu") {
    return geluBackward(gradient, d);
  }
  return geluTanhBackward(gradient, d);
}
