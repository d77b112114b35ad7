// # Chapter further_initializers: first weights for other activations, and ones of a chosen spread
//
// A unit's preactivation is a sum of n products of inputs and weights. If the inputs have the variance
// 1 and the weights the variance v, it has the variance n * v; backwards, a gradient is such a sum
// over the units. The spread of the weights is therefore chosen by the fans: how many inputs a unit
// has, how many units an input, or the mean of both. That keeps the variance from layer to layer
// (lecun, glorot); relu sets half of the numbers to 0, so its weights have twice the variance (he).
//
// Derivation: uniform numbers between -limit and limit have the variance limit^2 / 3, so the limit is
// sqrt(3 * v). Normal numbers are often drawn again where they lie more than two deviations from the
// mean, so that no unit starts far from the others. What remains has the deviation 0.8796..., by which
// the deviation is divided before.
//
// Source: Y. LeCun, L. Bottou, G. Orr and K.-R. Mueller, "Efficient backprop", 1998 (lecun); X. Glorot
// and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010
// (glorot); K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers", 2015 (he); the names,
// settings and defaults are Keras 3's.
//
// Left out on purpose: Keras's initializer of Fourier transforms.
package refnet

import "math"

const (
	widest    float64 = 2.0                 // deviations from the mean, for truncated normal numbers
	truncated float64 = 0.87962566103423978 // the deviation of normal numbers that are at most widest from 0
)

// scaling is what the variance of weights is made of.
type scaling struct {
	scale              float64
	mode, distribution string
}

// scalings are those of the initializers that have a name of their own.
var scalings = map[string]scaling{
	"glorot_uniform": {1.0, "fan_avg", "uniform"},
	"glorot_normal":  {1.0, "fan_avg", "truncated_normal"},
	"he_uniform":     {2.0, "fan_in", "uniform"},
	"he_normal":      {2.0, "fan_in", "truncated_normal"},
	"lecun_uniform":  {1.0, "fan_in", "uniform"},
	"lecun_normal":   {1.0, "fan_in", "truncated_normal"},
}

// Initializer is the name and settings of an initializer; each one uses only its own settings.
// DefaultInitializer has the defaults.
type Initializer struct {
	Name         string
	Minval       float64 // random_uniform
	Maxval       float64 // random_uniform
	Mean         float64 // random_normal, truncated_normal
	Stddev       float64 // random_normal, truncated_normal
	Value        float64 // constant
	Gain         float64 // orthogonal, identity
	Scale        float64 // variance_scaling
	Mode         string  // variance_scaling
	Distribution string  // variance_scaling
}

// uniformWeights returns numbers from minval to maxval, each as likely as the others (INIT-1).
//
// -> [count]
func uniformWeights(count int64, minval, maxval float64, generator *Generator) []float64 {
	weights := make([]float64, count)
	for i := range weights {
		weights[i] = minval + float64((maxval-minval)*nextDouble(generator))
	}
	return weights
}

// normalWeights returns normal numbers, whole pairs but for the last second number (INIT-2).
//
// -> [count]
func normalWeights(count int64, mean, stddev float64, generator *Generator) []float64 {
	weights := make([]float64, 0, count+1)
	for int64(len(weights)) < count {
		for _, x := range nextNormals(generator) {
			weights = append(weights, mean+float64(stddev*x))
		}
	}
	return weights[:count]
}

// truncatedWeights returns normal numbers that are at most two deviations from their mean (INIT-3).
//
// -> [count]
func truncatedWeights(count int64, mean, stddev float64, generator *Generator) []float64 {
	weights := make([]float64, 0, count+1)
	for int64(len(weights)) < count {
		for _, x := range nextNormals(generator) {
			if math.Abs(x) <= widest {
				weights = append(weights, mean+float64(stddev*x))
			}
		}
	}
	return weights[:count]
}

// scaledWeights returns numbers around 0 whose variance is a scale divided by a fan (INIT-4).
//
// initializer: variance_scaling with its settings, or one of scalings -> [count]
func scaledWeights(
	count int64, initializer Initializer, fanIn, fanOut int64, generator *Generator,
) []float64 {
	own, isNamed := scalings[initializer.Name]
	if !isNamed {
		own = scaling{initializer.Scale, initializer.Mode, initializer.Distribution}
	}
	fan := float64(fanIn+fanOut) / 2.0
	if own.mode == "fan_in" {
		fan = float64(fanIn)
	} else if own.mode == "fan_out" {
		fan = float64(fanOut)
	}
	if own.distribution == "uniform" {
		limit := math.Sqrt(3.0 * own.scale / fan)
		weights := make([]float64, count)
		for i := range weights {
			weights[i] = (float64(2.0*nextDouble(generator)) - 1.0) * limit
		}
		return weights
	}
	stddev := math.Sqrt(own.scale / fan)
	if own.distribution == "truncated_normal" {
		return truncatedWeights(count, 0.0, stddev/truncated, generator)
	}
	return normalWeights(count, 0.0, stddev, generator)
}

// identityWeights returns a kernel with the gain where the row and the column are the same, else 0.0
// (INIT-5).
//
// -> [inputs * units], row by row
func identityWeights(inputs, units int64, gain float64) []float64 {
	weights := make([]float64, inputs*units)
	for i := range min(inputs, units) {
		weights[i*units+i] = gain
	}
	return weights
}

// furtherWeights returns the weights of a kernel by an initializer of this chapter (INIT-1 to INIT-5).
//
// -> [cells * inputs * units], row by row
func furtherWeights(
	initializer Initializer, inputs, units int64, generator *Generator, cells int64,
) []float64 {
	count := cells * inputs * units
	switch initializer.Name {
	case "random_uniform":
		return uniformWeights(count, initializer.Minval, initializer.Maxval, generator)
	case "random_normal":
		return normalWeights(count, initializer.Mean, initializer.Stddev, generator)
	case "truncated_normal":
		return truncatedWeights(count, initializer.Mean, initializer.Stddev, generator)
	case "constant", "ones":
		value := initializer.Value
		if initializer.Name == "ones" {
			value = 1.0
		}
		weights := make([]float64, count)
		for i := range weights {
			weights[i] = value
		}
		return weights
	case "identity":
		return identityWeights(cells*inputs, units, initializer.Gain)
	}
	return scaledWeights(count, initializer, cells*inputs, cells*units, generator)
}
