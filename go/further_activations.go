// # Chapter further_activations: the activations that came after sigmoid, tanh and relu
//
// Relu forgets how far below zero a sum is, and a unit whose sums are all negative no longer learns. Most
// of these functions are answers to that: they keep a small slope below zero (leaky_relu), level off
// smoothly (elu, selu), or round the corner at zero (softplus, silu, gelu). Hard_sigmoid and softsign are
// cheap likenesses of the sigmoid and of tanh; the exponential suits outputs that must be positive.
//
// Derivation: with y = f(d), f' is y + a for elu below zero, where f is a(e^d - 1); y for e^d; 1 - e^-y for
// softplus, ln(1 + e^d); (1 - |y|)^2 for softsign, d/(1 + |d|). Silu is d*s with the sigmoid s, so
// f' = s + d*s*(1 - s); gelu is d*P with the normal distribution P, so f' = P + d*p with its density p.
// Those three need d itself.
//
// Source: A. Maas, A. Hannun and A. Ng, "Rectifier nonlinearities improve neural network acoustic models",
// 2013 (leaky_relu); D.-A. Clevert, T. Unterthiner and S. Hochreiter, "Fast and accurate deep network
// learning by exponential linear units (ELUs)", 2015; G. Klambauer et al., "Self-normalizing neural
// networks", 2017 (selu, and its two constants); C. Dugas et al., "Incorporating second-order functional
// knowledge for better option pricing", 2000 (softplus); S. Elfwing, E. Uchibe and K. Doya,
// "Sigmoid-weighted linear units", 2017 (silu); D. Hendrycks and K. Gimpel, "Gaussian error linear units
// (GELUs)", 2016, with their approximation by tanh. Names and constants are Keras 3's.
//
// Left out on purpose: other slopes than Keras's, except in layer leaky_relu.
//
// One unit at a time: d is its preactivation, y its output, gradient that of the loss with respect to y.
package refnet

import "math"

// They have a type, so that a product of two of them is one of rounded numbers, and rounded itself.
const (
	leakySlope float64 = 0.2
	seluAlpha  float64 = 1.6732632423543772
	seluScale  float64 = 1.0507009873554805
	rootHalf   float64 = 0.7071067811865476 // 1/sqrt(2)
	density    float64 = 0.3989422804014327 // 1/sqrt(2 pi), the normal density at 0
	geluScale  float64 = 0.7978845608028654 // sqrt(2/pi)
	geluCubic  float64 = 0.044715
)

// Their names: those whose derivatives follow from the output, and the others, which a recurrent layer
// cannot have
var (
	fromOutputs = []string{
		"elu", "selu", "leaky_relu", "softplus", "exponential", "hard_sigmoid", "softsign",
	}
	fromPreactivations = []string{"silu", "gelu", "gelu_tanh"}
)

// leakyRelu returns d, or slope * d where d is not positive (ACT-1).
func leakyRelu(d, slope float64) float64 {
	if d > 0.0 {
		return d
	}
	return float64(slope * d)
}

// elu returns d, or e^d - 1 where d is not positive (ACT-2).
func elu(d float64) float64 {
	if d > 0.0 {
		return d
	}
	return expm1(d)
}

// selu returns elu with another slope on either side, so that variances stay near 1 (ACT-3).
func selu(d float64) float64 {
	if d > 0.0 {
		return float64(seluScale * d)
	}
	return float64(seluScale * seluAlpha * expm1(d))
}

// softplus returns ln(1 + e^d), a relu without a corner (ACT-4).
func softplus(d float64) float64 {
	above := 0.0
	if d > 0.0 {
		above = d
	}
	return above + log1p(exp(-math.Abs(d)))
}

// hardSigmoid returns (d + 3)/6, at least 0 and at most 1 (ACT-5).
func hardSigmoid(d float64) float64 {
	return min(max(d+3.0, 0.0), 6.0) / 6.0
}

// softsign returns d/(1 + |d|) (ACT-6).
func softsign(d float64) float64 {
	return d / (1.0 + math.Abs(d))
}

// silu returns d times its sigmoid (ACT-7).
func silu(d float64) float64 {
	return float64(d * sigmoid(d))
}

// gelu returns d times the probability that a normal number is below d (ACT-8).
func gelu(d float64) float64 {
	return float64(0.5 * d * (1.0 + erf(float64(d*rootHalf))))
}

// geluTanh returns gelu with tanh in place of the normal distribution (ACT-9).
func geluTanh(d float64) float64 {
	return float64(0.5 * d * (1.0 + tanh(float64(geluScale*(d+float64(geluCubic*d*d*d))))))
}

// furtherActivation returns the output of a unit (ACT-1 to ACT-10).
func furtherActivation(activation string, d float64) float64 {
	switch activation {
	case "leaky_relu":
		return leakyRelu(d, leakySlope)
	case "elu":
		return elu(d)
	case "selu":
		return selu(d)
	case "softplus":
		return softplus(d)
	case "hard_sigmoid":
		return hardSigmoid(d)
	case "softsign":
		return softsign(d)
	case "silu":
		return silu(d)
	case "gelu":
		return gelu(d)
	case "gelu_tanh":
		return geluTanh(d)
	}
	return exp(d) // exponential
}

// leakyReluBackward returns the gradient with respect to the preactivation (ACT-11).
func leakyReluBackward(gradient, y, slope float64) float64 {
	if y > 0.0 {
		return gradient
	}
	return float64(gradient * slope)
}

// backwardFromOutput returns the gradient with respect to the preactivation, from the output (ACT-11).
func backwardFromOutput(activation string, gradient, y float64) float64 {
	switch activation {
	case "leaky_relu":
		return leakyReluBackward(gradient, y, leakySlope)
	case "elu":
		if y > 0.0 {
			return gradient
		}
		return float64(gradient * (y + 1.0))
	case "selu":
		if y > 0.0 {
			return float64(gradient * seluScale)
		}
		return float64(gradient * (y + seluScale*seluAlpha))
	case "softplus":
		return float64(gradient * -expm1(-y))
	case "hard_sigmoid":
		if 0.0 < y && y < 1.0 {
			return gradient / 6.0
		}
		return 0.0
	case "softsign":
		return float64(gradient * ((1.0 - math.Abs(y)) * (1.0 - math.Abs(y))))
	}
	return float64(gradient * y) // exponential
}

// siluBackward returns the gradient with respect to the preactivation d (ACT-12).
func siluBackward(gradient, d float64) float64 {
	s := sigmoid(d)
	return float64(gradient * (s + float64(d*s*(1.0-s))))
}

// geluBackward returns the gradient with respect to the preactivation d (ACT-12).
func geluBackward(gradient, d float64) float64 {
	probability := float64(0.5 * (1.0 + erf(float64(d*rootHalf))))
	return float64(gradient * (probability + float64(d*(density*exp(float64(-0.5*d*d))))))
}

// geluTanhBackward returns the gradient with respect to the preactivation d (ACT-12).
func geluTanhBackward(gradient, d float64) float64 {
	t := tanh(float64(geluScale * (d + float64(geluCubic*d*d*d))))
	rest := 1.0 - float64(t*t)
	bend := 0.0
	if rest > 0.0 { // where it is 0, far out, the last factor may be infinite
		bend = float64(0.5 * d * rest * float64(geluScale*(1.0+float64(3.0*geluCubic*d*d))))
	}
	return float64(gradient * (float64(0.5*(1.0+t)) + bend))
}

// backwardFromPreactivation returns the gradient with respect to the preactivation d, from d itself
// (ACT-12).
func backwardFromPreactivation(activation string, gradient, d float64) float64 {
	switch activation {
	case "silu":
		return siluBackward(gradient, d)
	case "gelu":
		return geluBackward(gradient, d)
	}
	return geluTanhBackward(gradient, d)
}
