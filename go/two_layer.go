// # Chapter two_layer: a hidden layer, and backpropagation
//
// A layer is a row of sigmoid units that see the same inputs: the hidden layer sees the network's
// inputs, the output layer sees the hidden layer's outputs. The loss is the sum of the squared errors,
// L = sum of (target - output)^2, and every weight moves one step against its gradient.
//
// Derivation: since S' = S(1 - S), the delta of an output unit is 2 * error * y * (1 - y). A hidden
// unit has no target; its error is the sum of the output deltas, each times the weight that connects
// the two units. From there on, both layers learn by the same formula. Like its tutorial, this chapter
// adds the sums of input times delta, the adjustments, instead of subtracting gradients.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986; the 3-4-1 example is from James Loy, "How to build your own neural
// network from scratch in Python", 2018.
//
// Left out on purpose: more layers and other activations (chapters activations to network),
// mini-batches (chapter training).
//
// The helper functions expect data that [TwoLayer] has checked. m examples, n inputs, h hidden units,
// k outputs.
package refnet

import "slices"

// TwoLayerTrial is one recorded iteration: loss and outputs [m][k] from before the step, the rest from
// after.
//
// Iteration counts from 1; Weights1 [n][h], Weights2 [h][k]; Bias1 [h] and Bias2 [k] are nil for a
// layer without them.
type TwoLayerTrial struct {
	Iteration int64
	Loss      float64
	Outputs   [][]float64
	Weights1  [][]float64
	Weights2  [][]float64
	Bias1     []float64
	Bias2     []float64
}

// layerOutputs returns S(d) for each example and unit, d as SUM-1 has it (LAYER-2).
//
// inputs [m][n], weights [n][h], bias [h] -> [m][h]
func layerOutputs(inputs, weights [][]float64, bias []float64) [][]float64 {
	outputs := [][]float64{}
	for _, row := range inputs {
		sums := slices.Clone(bias)
		for i := range row {
			for j := range sums {
				sums[j] = sums[j] + float64(weights[i][j]*row[i])
			}
		}
		units := make([]float64, len(sums))
		for j, d := range sums {
			units[j] = sigmoid(d)
		}
		outputs = append(outputs, units)
	}
	return outputs
}

// squaredLoss returns the sum of the squared errors, row by row (LAYER-3).
//
// targets [m][k], outputs [m][k]
func squaredLoss(targets, outputs [][]float64) float64 {
	loss := 0.0
	for i := range targets {
		for j := range targets[i] {
			error_ := outputError(targets[i][j], outputs[i][j])
			loss = loss + float64(error_*error_)
		}
	}
	return loss
}

// outputDeltas returns 2 * error * y * (1 - y), multiplied from left to right (LAYER-4).
//
// targets [m][k], outputs [m][k] -> [m][k]
func outputDeltas(targets, outputs [][]float64) [][]float64 {
	result := [][]float64{}
	for i := range targets {
		row := make([]float64, len(targets[i]))
		for j, target := range targets[i] {
			y := outputs[i][j]
			row[j] = float64(2.0 * outputError(target, y) * y * (1.0 - y))
		}
		result = append(result, row)
	}
	return result
}

// hiddenDeltas returns error * y * (1 - y), where a hidden unit's error is a sum over the outputs
// (LAYER-5).
//
// deltas [m][k] of the outputs, weights [h][k], hidden [m][h] -> [m][h]
func hiddenDeltas(deltas, weights, hidden [][]float64) [][]float64 {
	result := [][]float64{}
	for i := range hidden {
		row := make([]float64, len(hidden[i]))
		for j := range hidden[i] {
			error_ := 0.0
			for o := range deltas[i] {
				error_ = error_ + float64(deltas[i][o]*weights[j][o])
			}
			row[j] = float64(error_ * hidden[i][j] * (1.0 - hidden[i][j]))
		}
		result = append(result, row)
	}
	return result
}

// weightAdjustments returns the sum of x * delta over the examples, first to last, for each weight
// (LAYER-6).
//
// inputs [m][n], deltas [m][h] -> [n][h]
func weightAdjustments(inputs, deltas [][]float64) [][]float64 {
	adjustments := [][]float64{}
	for range inputs[0] {
		adjustments = append(adjustments, make([]float64, len(deltas[0])))
	}
	for i := range inputs {
		for j := range inputs[i] {
			for o := range deltas[i] {
				adjustments[j][o] = adjustments[j][o] + float64(inputs[i][j]*deltas[i][o])
			}
		}
	}
	return adjustments
}

// biasAdjustments returns the sum of each unit's deltas over the examples, first to last (LAYER-6).
//
// deltas [m][h] -> [h]
func biasAdjustments(deltas [][]float64) []float64 {
	adjustments := make([]float64, len(deltas[0]))
	for _, row := range deltas {
		for j := range row {
			adjustments[j] = adjustments[j] + row[j]
		}
	}
	return adjustments
}

// gradientStepRows returns all weights of a layer after a step (NEURON-6).
//
// weights [n][h], adjustments [n][h] -> [n][h]
func gradientStepRows(weights, adjustments [][]float64, learningRate float64) [][]float64 {
	learned := [][]float64{}
	for i := range weights {
		learned = append(learned, gradientStep(weights[i], adjustments[i], learningRate))
	}
	return learned
}

// TwoLayer trains both layers; an iteration learns from all examples at once (LAYER-1).
//
// inputs [m][n], targets [m][k], weights1 [n][h], weights2 [h][k], bias1 [h], bias2 [k] (nil: the
// layer has none); record: the iterations to report, ascending from 1, or nil for all; returns a
// TwoLayerTrial for each.
//
// The error is an *Error with one of the codes empty, shape_mismatch, not_finite, out_of_range, and
// diverged when an output, the loss, a weight or a bias becomes infinite or NaN.
func TwoLayer(
	inputs, targets, weights1, weights2 [][]float64, bias1, bias2 []float64, learningRate float64,
	iterations int64, record []int64,
) ([]TwoLayerTrial, error) {
	err := checkedTwoLayer(
		inputs, targets, weights1, weights2, bias1, bias2, learningRate, iterations, record,
	)
	if err != nil {
		return nil, err
	}
	noBias1, noBias2 := make([]float64, len(weights2)), make([]float64, len(targets[0]))
	history := []TwoLayerTrial{}
	for iteration := int64(1); iteration <= iterations; iteration++ {
		start1, start2 := bias1, bias2
		if bias1 == nil {
			start1 = noBias1
		}
		if bias2 == nil {
			start2 = noBias2
		}
		hidden := layerOutputs(inputs, weights1, start1)
		outputs := layerOutputs(hidden, weights2, start2)
		if err := checkConvergingRows("outputs", outputs, iteration); err != nil {
			return nil, err
		}
		loss := squaredLoss(targets, outputs)
		if err := checkConverging("loss", []float64{loss}, iteration); err != nil {
			return nil, err
		}

		// The deltas are calculated from the weights that gave the outputs, before any weight moves.
		deltas2 := outputDeltas(targets, outputs)
		deltas1 := hiddenDeltas(deltas2, weights2, hidden)
		weights1 = gradientStepRows(weights1, weightAdjustments(inputs, deltas1), learningRate)
		weights2 = gradientStepRows(weights2, weightAdjustments(hidden, deltas2), learningRate)
		err := firstError(
			checkConvergingRows("weights1", weights1, iteration),
			checkConvergingRows("weights2", weights2, iteration),
		)
		if err != nil {
			return nil, err
		}
		if bias1 != nil {
			bias1 = gradientStep(bias1, biasAdjustments(deltas1), learningRate)
			if err := checkConverging("bias1", bias1, iteration); err != nil {
				return nil, err
			}
		}
		if bias2 != nil {
			bias2 = gradientStep(bias2, biasAdjustments(deltas2), learningRate)
			if err := checkConverging("bias2", bias2, iteration); err != nil {
				return nil, err
			}
		}
		if isRecorded(record, iteration) {
			history = append(
				history, TwoLayerTrial{iteration, loss, outputs, weights1, weights2, bias1, bias2},
			)
		}
	}
	return history, nil
}
