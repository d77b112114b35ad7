// # Chapter normalization: the layer that brings every input to mean 0 and deviation 1
//
// Inputs that are large or far from zero give large gradients, and inputs of different sizes need
// different learning rates. This layer removes the difference: it subtracts each input's mean and
// divides by its deviation, which is the square root of its variance. Means and variances are those of
// the examples that the network trains on; they are set before training and stay as they are. The
// inverse layer multiplies and adds instead: at the end of a network, it turns its outputs into
// quantities in the units of the targets.
//
// An input that never changes has no deviation to divide by, so the deviation is never below epsilon.
//
// Derivation: from z = (x - mean) / deviation it follows that dL/dx = dL/dz / deviation; the inverse,
// z = mean + x * deviation, gives dL/dx = dL/dz * deviation.
//
// Source: Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller, "Efficient BackProp", 1998; the layer
// Normalization of Keras, whose epsilon this is.
//
// Left out on purpose: means and variances that training moves (chapter batch_normalization).
//
// m examples, n inputs of the layer and as many outputs.
package refnet

import "math"

const epsilon = 1e-7

// NormalizationLayer is a layer that training does not change: Mean [n], Variance [n]; Invert: whether
// to go back; InputShape: that of one example, which has n numbers, nil for one row of them.
type NormalizationLayer struct {
	Mean       []float64
	Variance   []float64
	Invert     bool
	InputShape []int64
}

func (layer NormalizationLayer) kind() string { return "normalization" }

func (layer NormalizationLayer) activation() string { return "linear" }

// Moments are the mean [n] and the variance [n] of each input.
type Moments struct {
	mean     []float64
	variance []float64
}

// Normalized has the moments of the inputs, Mean [n] and Variance [n], and the normalized inputs
// Outputs [m][n].
type Normalized struct {
	Mean     []float64
	Variance []float64
	Outputs  [][]float64
}

// normalizationShapes returns the shapes of one example before and after the layer, which are the same.
func normalizationShapes(layer NormalizationLayer) ([]int64, []int64) {
	shape := layer.InputShape
	if len(shape) == 0 {
		shape = []int64{int64(len(layer.Mean))}
	}
	return shape, shape
}

// deviations returns the square roots of the variances, or epsilon where that is larger (NORM-1).
//
// -> [n]
func deviations(layer NormalizationLayer) []float64 {
	result := make([]float64, len(layer.Variance))
	for i, variance := range layer.Variance {
		result[i] = epsilon
		if root := math.Sqrt(variance); root > epsilon {
			result[i] = root
		}
	}
	return result
}

// normalizationForward returns the normalized inputs, or with Invert what they were before (NORM-2).
//
// inputs [m][n] -> [m][n]
func normalizationForward(inputs [][]float64, layer NormalizationLayer) [][]float64 {
	deviation := deviations(layer)
	preactivations := make([][]float64, len(inputs))
	for e, row := range inputs {
		normalized := make([]float64, len(row))
		for i := range row {
			if layer.Invert {
				normalized[i] = layer.Mean[i] + float64(row[i]*deviation[i])
			} else {
				normalized[i] = (row[i] - layer.Mean[i]) / deviation[i]
			}
		}
		preactivations[e] = normalized
	}
	return preactivations
}

// normalizationInputGradients returns the gradients of the inputs (NORM-3).
//
// inputs [m][n], deltas [m][n] -> [m][n]
func normalizationInputGradients(inputs, deltas [][]float64, layer NormalizationLayer) [][]float64 {
	deviation := deviations(layer)
	gradients := make([][]float64, len(deltas))
	for e, delta := range deltas {
		row := make([]float64, len(delta))
		for i := range delta {
			if layer.Invert {
				row[i] = delta[i] * deviation[i]
			} else {
				row[i] = delta[i] / deviation[i]
			}
		}
		gradients[e] = row
	}
	return gradients
}

// moments returns the mean and the variance of each input over the examples, in order (NORM-4).
//
// inputs [m][n], m at least 1
func moments(inputs [][]float64) Moments {
	count := float64(len(inputs))
	mean := make([]float64, len(inputs[0]))
	for _, row := range inputs {
		for i := range row {
			mean[i] = mean[i] + row[i]
		}
	}
	for i := range mean {
		mean[i] = mean[i] / count
	}
	variance := make([]float64, len(mean))
	for _, row := range inputs {
		for i := range row {
			distance := row[i] - mean[i]
			variance[i] = variance[i] + float64(distance*distance)
		}
	}
	for i := range variance {
		variance[i] = variance[i] / count
	}
	return Moments{mean, variance}
}

// Normalization returns the moments of the inputs, and the inputs normalized by them.
//
// inputs [m][n]. If a sum overflows, numbers of the result are infinite or NaN.
//
// The error is an *Error with one of the codes empty, shape_mismatch and not_finite.
func Normalization(inputs [][]float64) (Normalized, error) {
	if err := checkedNormalization(inputs); err != nil {
		return Normalized{}, err
	}
	found := moments(inputs)
	layer := NormalizationLayer{Mean: found.mean, Variance: found.variance}
	return Normalized{found.mean, found.variance, normalizationForward(inputs, layer)}, nil
}
