// # Chapter losses: how wrong an output is, each loss beside its derivative
//
// A loss compares the outputs y of one example with its targets t; the loss of a batch is the mean
// over its examples (for "sum_squared_error", the sum). The crossentropies are computed from the
// logits d, the preactivations of the last layer, so that nothing overflows (logSoftmax of
// chapter activations subtracts the largest), and their derivatives are taken with respect to the
// logits. The derivatives of the other losses are taken with respect to the outputs.
//
// Derivation: d/dy (t - y)^2 = 2(y - t). The binary crossentropy after a sigmoid is
// -(t ln y + (1 - t) ln(1 - y)) = relu(d) - d*t + ln(1 + e^-|d|), and its derivative with respect to d
// is y - t. The categorical crossentropy after a softmax is -(sum of t ln y), and its derivative with
// respect to d is y*T - t, where T is the sum of the targets, which is 1 if they are probabilities.
//
// Source: the losses and their names are Keras 3's; "sum_squared_error" is that of chapter two_layer.
//
// Left out on purpose: weights for examples or classes, label smoothing.
//
// m examples, k outputs.
package refnet

import "math"

// fromLogits lists the losses whose gradients are taken with respect to the logits.
var fromLogits = []string{
	"binary_crossentropy",
	"categorical_crossentropy",
	"sparse_categorical_crossentropy",
}

// oneHot returns a row for each class number, with 1 at its index and 0 elsewhere (DENSE-7).
//
// classes [m], from 0 to units - 1 -> [m][units]
func oneHot(classes []int64, units int64) [][]float64 {
	rows := make([][]float64, len(classes))
	for i, number := range classes {
		rows[i] = make([]float64, units)
		rows[i][number] = 1.0
	}
	return rows
}

// squaredError returns the sum of the squared errors of one example (DENSE-4).
//
// targets [k], outputs [k]
func squaredError(targets, outputs []float64) float64 {
	total := 0.0
	for j, t := range targets {
		y := outputs[j]
		total = total + float64((t-y)*(t-y))
	}
	return total
}

// squaredErrorGradient returns the derivative of squaredError with respect to each output (DENSE-10).
//
// targets [k], outputs [k] -> [k]
func squaredErrorGradient(targets, outputs []float64) []float64 {
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		gradient[j] = float64(2.0 * (outputs[j] - t))
	}
	return gradient
}

// binaryCrossentropy returns the sum of -(t ln y + (1 - t) ln(1 - y)) of one example (DENSE-5).
//
// targets [k], logits [k]
func binaryCrossentropy(targets, logits []float64) float64 {
	total := 0.0
	for j, d := range logits {
		total = total + (relu(d) - float64(d*targets[j]) + log(1.0+exp(-math.Abs(d))))
	}
	return total
}

// binaryCrossentropyGradient returns the derivative of binaryCrossentropy with respect to each logit
// (DENSE-10).
//
// targets [k], outputs [k], the sigmoids of the logits -> [k]
func binaryCrossentropyGradient(targets, outputs []float64) []float64 {
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		gradient[j] = outputs[j] - t
	}
	return gradient
}

// categoricalCrossentropy returns -(sum of t ln y) of one example (DENSE-6).
//
// targets [k], logits [k]
func categoricalCrossentropy(targets, logits []float64) float64 {
	total := 0.0
	for j, logarithm := range logSoftmax(logits) {
		total = total - float64(targets[j]*logarithm)
	}
	return total
}

// categoricalCrossentropyGradient returns the derivative of categoricalCrossentropy with respect to
// each logit (DENSE-10).
//
// targets [k], outputs [k], the softmax of the logits -> [k]
func categoricalCrossentropyGradient(targets, outputs []float64) []float64 {
	total := 0.0
	for _, t := range targets {
		total = total + t
	}
	gradient := make([]float64, len(targets))
	for j, t := range targets {
		gradient[j] = float64(outputs[j]*total) - t
	}
	return gradient
}

// exampleLoss returns the loss of one example; mse and binary_crossentropy are means over its outputs.
//
// targets [k], logits [k], outputs [k]; DENSE-4 to DENSE-7
func exampleLoss(loss string, targets, logits, outputs []float64) float64 {
	switch loss {
	case "mse":
		return squaredError(targets, outputs) / float64(len(targets))
	case "sum_squared_error":
		return squaredError(targets, outputs)
	case "binary_crossentropy":
		return binaryCrossentropy(targets, logits) / float64(len(targets))
	}
	return categoricalCrossentropy(targets, logits) // sparse targets are one-hot rows here
}

// lossGradients returns the gradients of a batch's loss (DENSE-10).
//
// targets [m][k], outputs [m][k] -> [m][k], with respect to the logits for the losses in fromLogits
func lossGradients(loss string, targets, outputs [][]float64) [][]float64 {
	m, k := float64(len(targets)), float64(len(targets[0]))
	gradients := make([][]float64, len(targets))
	for e, target := range targets {
		divisor := m
		switch loss {
		case "mse":
			gradients[e], divisor = squaredErrorGradient(target, outputs[e]), float64(m*k)
		case "sum_squared_error":
			gradients[e], divisor = squaredErrorGradient(target, outputs[e]), 1.0
		case "binary_crossentropy":
			gradients[e], divisor = binaryCrossentropyGradient(target, outputs[e]), float64(m*k)
		default:
			gradients[e] = categoricalCrossentropyGradient(target, outputs[e])
		}
		for j, g := range gradients[e] {
			gradients[e][j] = g / divisor
		}
	}
	return gradients
}

// reduceLoss returns the loss of count examples: the mean, or the sum for sum_squared_error (DENSE-8).
//
// total: the sum of their losses
func reduceLoss(loss string, total float64, count int) float64 {
	if loss == "sum_squared_error" {
		return total
	}
	return total / float64(count)
}
