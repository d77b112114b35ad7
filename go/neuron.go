// # Chapter neuron: one sigmoid unit that learns by gradient descent
//
// The neuron computes the weighted sum of its inputs, d = w0 + w1*x1 + ... + wn*xn, and its output is
// y = S(slope * d), where S is the sigmoid. Each iteration computes the outputs for all examples and
// then moves the weights one step against the gradient of the squared error,
// E = 1/2 * sum of (target - y)^2.
//
// Derivation: since S' = S(1 - S), dE/dw = -(sum of x * delta), where
// delta = error * slope * y * (1 - y). Like its tutorial, this chapter adds the sum, which it calls
// the adjustment, instead of subtracting the gradient.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986, here for a single unit; the three-input example and its numbers are
// from Milo Spencer-Harper, "How to build a simple neural network in 9 lines of Python code", 2015.
//
// Left out on purpose: a hidden layer (chapter two_layer), mini-batches (chapter training).
//
// The helper functions expect data that [Neuron] has checked. m examples, n inputs.
package refnet

// NeuronTrial is one recorded iteration: outputs [m] and errors [m] from before the step, the rest
// from after.
//
// Iteration counts from 1; Weights [n]; Bias is nil for a neuron without one.
type NeuronTrial struct {
	Iteration int64
	Outputs   []float64
	Errors    []float64
	Weights   []float64
	Bias      *float64
}

// neuronOutputs returns y = S(slope * d) for each example (NEURON-2).
//
// inputs [m][n], weights [n] -> [m]
func neuronOutputs(inputs [][]float64, weights []float64, bias, slope float64) []float64 {
	outputs := make([]float64, len(inputs))
	for j, row := range inputs {
		outputs[j] = sigmoid(float64(slope * weightedSum(row, weights, bias)))
	}
	return outputs
}

// neuronErrors returns target - output for each example (NEURON-3).
//
// targets [m], outputs [m] -> [m]
func neuronErrors(targets, outputs []float64) []float64 {
	errors := make([]float64, len(targets))
	for j := range targets {
		errors[j] = outputError(targets[j], outputs[j])
	}
	return errors
}

// neuronDeltas returns delta = error * slope * y * (1 - y), multiplied from left to right (NEURON-4).
//
// errors [m], outputs [m] -> [m]
func neuronDeltas(errors, outputs []float64, slope float64) []float64 {
	deltas := make([]float64, len(errors))
	for j := range errors {
		deltas[j] = float64(errors[j] * slope * outputs[j] * (1.0 - outputs[j]))
	}
	return deltas
}

// neuronAdjustment returns the sum of x * delta over the examples, first to last, for each weight
// (NEURON-5).
//
// inputs [m][n], deltas [m] -> [n]
func neuronAdjustment(inputs [][]float64, deltas []float64) []float64 {
	adjustment := make([]float64, len(inputs[0]))
	for j := range deltas {
		for i := range adjustment {
			adjustment[i] = adjustment[i] + float64(inputs[j][i]*deltas[j])
		}
	}
	return adjustment
}

// biasAdjustment returns the sum of the deltas, first to last: a bias is a weight whose input is 1
// (NEURON-5).
//
// deltas [m]
func biasAdjustment(deltas []float64) float64 {
	adjustment := 0.0
	for _, delta := range deltas {
		adjustment = adjustment + delta
	}
	return adjustment
}

// gradientStep returns the weights after a step of gradient descent (NEURON-6).
//
// w = w + learningRate * adjustment, where the adjustment is minus the gradient.
// weights [n], adjustment [n] -> [n]
func gradientStep(weights, adjustment []float64, learningRate float64) []float64 {
	learned := make([]float64, len(weights))
	for i := range weights {
		learned[i] = weights[i] + float64(learningRate*adjustment[i])
	}
	return learned
}

// Neuron trains the neuron; an iteration learns from all examples at once (NEURON-1).
//
// inputs [m][n], targets [m], weights [n]; bias: nil for none; record: the iterations to report,
// ascending from 1, or nil for all; returns a NeuronTrial for each.
//
// The error is an *Error with one of the codes empty, shape_mismatch, not_finite, out_of_range, and
// diverged when an output, a weight or the bias becomes infinite or NaN.
func Neuron(
	inputs [][]float64, targets, weights []float64, bias *float64, slope, learningRate float64,
	iterations int64, record []int64,
) ([]NeuronTrial, error) {
	err := checkedNeuron(inputs, targets, weights, bias, slope, learningRate, iterations, record)
	if err != nil {
		return nil, err
	}
	history := []NeuronTrial{}
	for iteration := int64(1); iteration <= iterations; iteration++ {
		start := 0.0
		if bias != nil {
			start = *bias
		}
		outputs := neuronOutputs(inputs, weights, start, slope)
		if err := checkConverging("outputs", outputs, iteration); err != nil {
			return nil, err
		}
		errors := neuronErrors(targets, outputs)
		deltas := neuronDeltas(errors, outputs, slope)
		weights = gradientStep(weights, neuronAdjustment(inputs, deltas), learningRate)
		if err := checkConverging("weights", weights, iteration); err != nil {
			return nil, err
		}
		if bias != nil {
			learned := gradientStep([]float64{*bias}, []float64{biasAdjustment(deltas)}, learningRate)
			if err := checkConverging("bias", learned, iteration); err != nil {
				return nil, err
			}
			bias = &learned[0]
		}
		if isRecorded(record, iteration) {
			history = append(history, NeuronTrial{iteration, outputs, errors, weights, bias})
		}
	}
	return history, nil
}
