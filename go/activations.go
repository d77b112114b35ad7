// # Chapter activations: from a unit's weighted sum to its output, with the derivatives
//
// An activation turns the weighted sums of a layer, the preactivations d, into its outputs y. Each one
// comes with its backward form: given dL/dy, the gradients of the loss with respect to y, it returns
// dL/dd. The backward forms are written in terms of y, which the forward pass has already computed; three
// activations of chapter further_activations need d.
//
// Derivation: with y = f(d), dL/dd = dL/dy * f'(d), where f' is y(1 - y) for the sigmoid, 1 - y^2 for
// tanh, and 1 or 0 for relu. Softmax mixes the units of a layer: dy_i/dd_j = y_i(1[i = j] - y_j), so
// dL/dd_j = y_j * (dL/dy_j - sum of dL/dy_i * y_i).
//
// Source: the formulas are standard; softmax is J. S. Bridle's, "Probabilistic interpretation of
// feedforward classification network outputs", 1990, here with the largest value subtracted so that
// nothing overflows.
//
// Left out on purpose: the many relatives of these, which are in chapter further_activations.
//
// u units in a layer; one example at a time.
package refnet

import "slices"

// powers below e^-644 count as zero, so that none is subnormal
const leastExponent = -644.0

// relu returns d, or 0 where d is negative (DENSE-2).
func relu(d float64) float64 {
	if d < 0.0 {
		return 0.0
	}
	return d
}

// argmax returns the index of the largest value, the first one where several are equal.
//
// values [n], n > 0
func argmax(values []float64) int {
	place := 0
	for i := range values {
		if values[i] > values[place] {
			place = i
		}
	}
	return place
}

// softmaxPower returns e^(d - largest), or 0 where the exponent is below leastExponent (DENSE-21).
func softmaxPower(d, largest float64) float64 {
	exponent := d - largest
	if exponent < leastExponent {
		return 0.0
	}
	return exp(exponent)
}

// softmax returns e^d for each preactivation, divided by the sum of all of them (DENSE-3).
//
// preactivations [u] -> [u]
func softmax(preactivations []float64) []float64 {
	largest := preactivations[argmax(preactivations)]
	powers := make([]float64, len(preactivations))
	for j, d := range preactivations {
		powers[j] = softmaxPower(d, largest) // at most 1, so none overflows
	}
	total := 0.0
	for _, power := range powers {
		total = total + power
	}
	outputs := make([]float64, len(powers))
	for j, power := range powers {
		outputs[j] = power / total
	}
	return outputs
}

// logSoftmax returns the logarithms of the softmax, finite even where the softmax underflows
// (DENSE-6).
//
// logits [u] -> [u]
func logSoftmax(logits []float64) []float64 {
	largest := logits[argmax(logits)]
	total := 0.0
	for _, d := range logits {
		total = total + softmaxPower(d, largest)
	}
	logTotal := log(total)
	logarithms := make([]float64, len(logits))
	for j, d := range logits {
		logarithms[j] = (d - largest) - logTotal
	}
	return logarithms
}

// activate returns the outputs of a layer for one example (DENSE-2).
//
// preactivations [u] -> [u]
func activate(activation string, preactivations []float64) []float64 {
	if activation == "softmax" {
		return softmax(preactivations)
	}
	outputs := make([]float64, len(preactivations))
	for j, d := range preactivations {
		switch activation {
		case "sigmoid":
			outputs[j] = sigmoid(d)
		case "tanh":
			outputs[j] = tanh(d)
		case "relu":
			outputs[j] = relu(d)
		case "linear":
			outputs[j] = d
		default:
			outputs[j] = furtherActivation(activation, d)
		}
	}
	return outputs
}

// activationBackward returns the gradients with respect to the preactivations, the deltas of one
// example (DENSE-9).
//
// Not for activations in fromPreactivations. outputGradients [u], outputs [u] -> [u]
func activationBackward(activation string, outputGradients, outputs []float64) []float64 {
	total := 0.0
	if activation == "softmax" {
		for j, gradient := range outputGradients {
			total = total + float64(gradient*outputs[j])
		}
	}
	deltas := make([]float64, len(outputGradients))
	for j, gradient := range outputGradients {
		y := outputs[j]
		switch activation {
		case "sigmoid":
			deltas[j] = float64(gradient * y * (1.0 - y))
		case "tanh":
			deltas[j] = float64(gradient * (1.0 - float64(y*y)))
		case "relu":
			if y > 0.0 {
				deltas[j] = gradient
			}
		case "softmax":
			deltas[j] = float64(y * (gradient - total))
		case "linear":
			deltas[j] = gradient
		default:
			deltas[j] = backwardFromOutput(activation, gradient, y)
		}
	}
	return deltas
}

// layerDeltas returns the deltas of one example, for any activation (DENSE-9, ACT-12).
//
// outputGradients [u], preactivations [u], outputs [u] -> [u]
func layerDeltas(activation string, outputGradients, preactivations, outputs []float64) []float64 {
	if !slices.Contains(fromPreactivations, activation) {
		return activationBackward(activation, outputGradients, outputs)
	}
	deltas := make([]float64, len(outputGradients))
	for j, gradient := range outputGradients {
		deltas[j] = backwardFromPreactivation(activation, gradient, preactivations[j])
	}
	return deltas
}
