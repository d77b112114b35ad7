"""Mistakes in chapter further_activations."""

from refnet.conformance.mistakes.mistake import table

MISTAKES = table("""
    ACT-1 takes 0.3 for the slope of the activation leaky_relu
      further_activation: LEAKY_SLOPE => 0.3
      backward_from_output: LEAKY_SLOPE => 0.3
    ACT-1 takes 0.01 for the slope of the activation leaky_relu
      further_activation: LEAKY_SLOPE => 0.01
      backward_from_output: LEAKY_SLOPE => 0.01
    ACT-1 takes the larger of d and slope * d, which turns -0.0 into 0.0
      leaky_relu: d if d > 0.0 else slope * d => d if d > 0.0 else slope * d if d < 0.0 else 0.0
    ACT-2 uses e^d - 1 with a subtraction
      elu: expm1(d) => exp(d) - 1.0
    ACT-2 uses its language's own expm1
      elu: expm1(d) => math.expm1(d)
    ACT-2 forgets the 1 in elu
      elu: expm1(d) => exp(d)
    ACT-2 keeps elu's -0.0
      elu: d > 0.0 => d >= 0.0
    ACT-3 forgets selu's scale
      selu: SELU_SCALE => 1.0
      backward_from_output: SELU_SCALE => 1.0
    ACT-3 scales selu below zero alone
      selu: SELU_SCALE * d if => d if
      backward_from_output: gradient * SELU_SCALE if => gradient if
    ACT-3 forgets selu's alpha
      selu: SELU_ALPHA => 1.0
      backward_from_output: SELU_ALPHA => 1.0
    ACT-3 has five digits of selu's constants
      selu: SELU_SCALE * d if d > 0.0 else SELU_SCALE * SELU_ALPHA => 1.0507 * d if d > 0.0 else
          1.0507 * 1.67326
      backward_from_output: SELU_SCALE => 1.0507
      backward_from_output: SELU_ALPHA => 1.67326
    ACT-3 multiplies expm1 by alpha first
      selu: SELU_SCALE * SELU_ALPHA * expm1(d) => SELU_SCALE * (SELU_ALPHA * expm1(d))
    ACT-4 calculates softplus as log(1 + exp(d))
      softplus: (d if d > 0.0 else 0.0) + log1p(exp(-abs(d))) => log(1.0 + exp(d))
    ACT-4 calculates softplus as log1p(exp(d)), which overflows
      softplus: (d if d > 0.0 else 0.0) + log1p(exp(-abs(d))) => log1p(exp(d))
    ACT-4 calculates softplus as log(1 + exp(-|d|)), without log1p
      softplus: log1p(exp(-abs(d))) => log(1.0 + exp(-abs(d)))
    ACT-4 forgets the linear part of softplus
      softplus: (d if d > 0.0 else 0.0) => 0.0
    ACT-5 has the hard sigmoid of Keras 2, 0.2 * d + 0.5
      hard_sigmoid: min(max(d + 3.0, 0.0), 6.0) / 6.0 => min(max(0.2 * d + 0.5, 0.0), 1.0)
      backward_from_output: gradient / 6.0 => gradient * 0.2
    ACT-5 multiplies by a sixth in the hard sigmoid
      hard_sigmoid: min(max(d + 3.0, 0.0), 6.0) / 6.0 =>
          min(max(d + 3.0, 0.0), 6.0) * 0.16666666666666666
    ACT-5 calculates the hard sigmoid as d / 6 + 0.5
      hard_sigmoid: min(max(d + 3.0, 0.0), 6.0) / 6.0 => min(max(d / 6.0 + 0.5, 0.0), 1.0)
    ACT-5 has no upper bound in the hard sigmoid
      hard_sigmoid: min(max(d + 3.0, 0.0), 6.0) => max(d + 3.0, 0.0)
    ACT-5 has no lower bound in the hard sigmoid
      hard_sigmoid: min(max(d + 3.0, 0.0), 6.0) => min(d + 3.0, 6.0)
    ACT-5 has tanh's range in the hard sigmoid
      hard_sigmoid: min(max(d + 3.0, 0.0), 6.0) / 6.0 => min(max(d, -1.0), 1.0)
    ACT-6 divides by 1 + d in softsign
      softsign: abs(d) => d
    ACT-6 divides by 1 + d^2 in softsign
      softsign: abs(d) => d * d
    ACT-7 multiplies by 1 / (1 + exp(-d)), which overflows, in silu
      silu: sigmoid(d) => (1.0 / (1.0 + exp(-d)))
    ACT-7 gives the sigmoid for silu
      silu: d * sigmoid(d) => sigmoid(d)
    ACT-7 has the sigmoid of 1.702 d in silu
      silu: sigmoid(d) => sigmoid(1.702 * d)
      silu_backward: sigmoid(d) => sigmoid(1.702 * d)
    ACT-7 divides by 1 + exp(-d) in silu
      silu: d * sigmoid(d) => d / (1.0 + exp(-d))
    ACT-7 uses the hard sigmoid in silu
      silu: sigmoid(d) => hard_sigmoid(d)
    ACT-8 has gelu's approximation by tanh for gelu
      gelu: return => return gelu_tanh(d); return
      gelu_backward: probability = => return gelu_tanh_backward(gradient, d); probability =
    ACT-8 has gelu's approximation by a sigmoid
      gelu: return => return d * sigmoid(1.702 * d); return
    ACT-8 forgets the root of one half in gelu
      gelu: erf(d * ROOT_HALF) => erf(d)
      gelu_backward: erf(d * ROOT_HALF) => erf(d)
    ACT-8 divides by the root of two in gelu
      gelu: d * ROOT_HALF => d / 1.4142135623730951
    ACT-8 forgets the half in gelu
      gelu: 0.5 * d => d
    ACT-8 uses its language's own erf in gelu
      gelu: erf(d * ROOT_HALF) => math.erf(d * ROOT_HALF)
    ACT-9 has the exact gelu for gelu_tanh
      gelu_tanh: return => return gelu(d); return
      gelu_tanh_backward: t = tanh => return gelu_backward(gradient, d); t = tanh
    ACT-9 forgets the cube in gelu_tanh
      gelu_tanh: (d + GELU_CUBIC * d * d * d) => d
      gelu_tanh_backward: (d + GELU_CUBIC * d * d * d) => d
      gelu_tanh_backward: (1.0 + 3.0 * GELU_CUBIC * d * d) => 1.0
    ACT-9 has four digits of the cube's factor
      gelu_tanh: GELU_CUBIC => 0.0447
      gelu_tanh_backward: GELU_CUBIC => 0.0447
    ACT-9 takes the cube first
      gelu_tanh: GELU_CUBIC * d * d * d => GELU_CUBIC * (d * d * d)
    ACT-9 fuses the cube with d
      gelu_tanh: d + GELU_CUBIC * d * d * d => fused(GELU_CUBIC * d * d, d, d)
    ACT-9 uses its language's own tanh in gelu_tanh
      gelu_tanh: + tanh( => + math.tanh(
    ACT-10 gives expm1 for exponential
      further_activation: exp(d) => expm1(d)
    ACT-10 uses its language's own exp in exponential
      further_activation: exp(d) => library_exp(d)
    ACT-11 takes 1 as the derivative of leaky_relu at 0
      leaky_relu: slope * d => slope * d if d < 0.0 else AtZero(d)
      leaky_relu_backward: y > 0.0 => y > 0.0 or isinstance(y, AtZero)
    ACT-11 forgets the slope in the derivative of leaky_relu
      leaky_relu_backward: gradient * slope => 0.0
    ACT-11 forgets the derivative of leaky_relu
      leaky_relu_backward: gradient if y > 0.0 else gradient * slope => gradient
    ACT-11 has y for the derivative of elu
      backward_from_output: gradient * (y + 1.0) => gradient * y
    ACT-11 has e^y for the derivative of elu
      backward_from_output: gradient * (y + 1.0) => gradient * exp(y)
    ACT-11 forgets the derivative of elu below zero
      backward_from_output: gradient * (y + 1.0) => 0.0
    ACT-11 has elu's derivative for selu
      backward_from_output: (y + SELU_SCALE * SELU_ALPHA) => (y + 1.0)
    ACT-11 forgets the scale in the derivative of selu
      backward_from_output: (y + SELU_SCALE * SELU_ALPHA) => (y + SELU_ALPHA)
    ACT-11 forgets alpha in the derivative of selu
      backward_from_output: (y + SELU_SCALE * SELU_ALPHA) => (y + SELU_SCALE)
    ACT-11 forgets the derivative of selu above zero
      backward_from_output: gradient * SELU_SCALE if => gradient if
    ACT-11 has the sigmoid of the output for the derivative of softplus
      backward_from_output: gradient * -expm1(-y) => gradient * sigmoid(y)
    ACT-11 has 1 - exp(-y) with a subtraction for the derivative of softplus
      backward_from_output: gradient * -expm1(-y) => gradient * (1.0 - exp(-y))
    ACT-11 has y(1 - y) for the derivative of the hard sigmoid
      backward_from_output: gradient / 6.0 if => gradient * y * (1.0 - y) if
    ACT-11 forgets the sixth in the derivative of the hard sigmoid
      backward_from_output: gradient / 6.0 => gradient
    ACT-11 lets gradients through the hard sigmoid everywhere
      backward_from_output: gradient / 6.0 if 0.0 < y < 1.0 else 0.0 => gradient / 6.0
    ACT-11 multiplies by a sixth in the derivative of the hard sigmoid
      backward_from_output: gradient / 6.0 => gradient * 0.16666666666666666
    ACT-11 forgets the square in the derivative of softsign
      backward_from_output: ((1.0 - abs(y)) * (1.0 - abs(y))) => (1.0 - abs(y))
    ACT-11 has tanh's derivative for softsign
      backward_from_output: ((1.0 - abs(y)) * (1.0 - abs(y))) => (1.0 - y * y)
    ACT-11 forgets the sign in the derivative of softsign
      backward_from_output: ((1.0 - abs(y)) * (1.0 - abs(y))) => ((1.0 - y) * (1.0 - y))
    ACT-11 multiplies by each factor in turn in the derivative of softsign
      backward_from_output: ((1.0 - abs(y)) * (1.0 - abs(y))) => (1.0 - abs(y)) * (1.0 - abs(y))
    ACT-11 takes the exponential of the output for its derivative
      backward_from_output: gradient * y  # exponential => gradient * exp(y)
    ACT-12 has the sigmoid alone for the derivative of silu
      silu_backward: (s + d * s * (1.0 - s)) => s
    ACT-12 has the sigmoid's derivative for silu
      silu_backward: (s + d * s * (1.0 - s)) => (s * (1.0 - s))
    ACT-12 calculates silu's derivative as s * (1 + d * (1 - s))
      silu_backward: (s + d * s * (1.0 - s)) => (s * (1.0 + d * (1.0 - s)))
    ACT-12 takes the output of silu for d
      backward_from_preactivation: silu_backward(gradient, d) =>
          silu_backward(gradient, silu(d))
    ACT-12 has the probability alone for the derivative of gelu
      gelu_backward: (probability + d * (DENSITY * exp(-0.5 * d * d))) => probability
    ACT-12 forgets the half in gelu's density
      gelu_backward: exp(-0.5 * d * d) => exp(-d * d)
    ACT-12 forgets the factor of gelu's density
      gelu_backward: DENSITY * exp => exp
    ACT-12 adds gelu's density without d
      gelu_backward: d * (DENSITY => (DENSITY
    ACT-12 multiplies gelu's density from left to right
      gelu_backward: d * (DENSITY * exp(-0.5 * d * d)) => d * DENSITY * exp(-0.5 * d * d)
    ACT-12 takes the output of gelu for d
      backward_from_preactivation: gelu_backward(gradient, d) =>
          gelu_backward(gradient, gelu(d))
    ACT-12 has gelu's derivative for gelu_tanh
      backward_from_preactivation: gelu_tanh_backward(gradient, d) => gelu_backward(gradient, d)
    ACT-12 forgets the derivative of the cube in gelu_tanh
      gelu_tanh_backward: (1.0 + 3.0 * GELU_CUBIC * d * d) => 1.0
    ACT-12 forgets the 3 in the derivative of gelu_tanh's cube
      gelu_tanh_backward: 3.0 * GELU_CUBIC => GELU_CUBIC
    ACT-12 forgets the square of tanh in the derivative of gelu_tanh
      gelu_tanh_backward: 1.0 - t * t => 1.0 - t
    ACT-12 fuses t * t with 1 in the derivative of gelu_tanh
      gelu_tanh_backward: 1.0 - t * t => fused(-t, t, 1.0)
    ACT-12 multiplies 0 by infinity in the derivative of gelu_tanh
      gelu_tanh_backward: rest > 0.0 => True
    ACT-12 fuses silu's derivative
      silu_backward: s + d * s * (1.0 - s) => fused(d * s, 1.0 - s, s)
    ACT-12 fuses gelu's derivative
      gelu_backward: probability + d * (DENSITY * exp(-0.5 * d * d)) =>
          fused(d, DENSITY * exp(-0.5 * d * d), probability)
""")
