// # Chapter sequences: examples that are steps one after another
//
// A sequence [steps][features] is stored step by step, like an image of one row. Sequences of a batch
// have equally many steps, so shorter ones are filled up; a mask says which steps are real. It goes with
// the batch from layer to layer, as long as the outputs are still a sequence, and a recurrent layer
// passes over the steps that it leaves out.
//
// Masking makes a mask of a sequence: a step whose features all have one value is no step. Repeat_vector
// makes a sequence of an example, time_distributed applies a dense layer to each step by itself: a step
// takes the place of an example in chapter dense, whose sums have their order.
//
// Derivation: an input of repeat_vector is in every step, so its gradient is the sum of theirs.
//
// Source: the layers Masking, RepeatVector and TimeDistributed of Keras.
//
// Left out on purpose: time_distributed with other layers; conv1d sees several steps at once.
//
// m examples of t steps; n features of a step before a layer, u after it.
package refnet

import "slices"

// MaskingLayer is a layer without parameters; a step of nothing but MaskValue is left out.
//
// InputShape: [t, n], nil until it is known.
type MaskingLayer struct {
	MaskValue  float64
	InputShape []int64
}

func (layer MaskingLayer) kind() string { return "masking" }

func (layer MaskingLayer) activation() string { return "linear" }

// RepeatVectorLayer is a layer without parameters; N: the number of steps; InputShape: [u], nil until it
// is known.
type RepeatVectorLayer struct {
	N          int64
	InputShape []int64
}

func (layer RepeatVectorLayer) kind() string { return "repeat_vector" }

func (layer RepeatVectorLayer) activation() string { return "linear" }

// TimeDistributedLayer is a dense layer for each step: Kernel [n][Units], Bias [Units] or nil.
//
// InputShape: [t, n], nil until it is known.
type TimeDistributedLayer struct {
	Units      int64
	Activation string
	Kernel     [][]float64
	Bias       []float64
	InputShape []int64
}

func (layer TimeDistributedLayer) kind() string { return "time_distributed" }

func (layer TimeDistributedLayer) activation() string { return layer.Activation }

// joined returns the numbers of all rows, one row after another.
//
// rows [t][n] -> [t * n]
func joined(rows [][]float64) []float64 {
	return slices.Concat(rows...)
}

// maskingShapes returns the shapes of one example before and after the layer: [t, n], twice.
func maskingShapes(layer MaskingLayer) ([]int64, []int64) {
	return layer.InputShape, layer.InputShape
}

// maskingMask returns which steps have a feature other than MaskValue (SEQ-1).
//
// inputs [m][t * n], mask: that of the inputs, which is dropped -> [m][t]
func maskingMask(inputs [][]float64, layer MaskingLayer, mask [][]bool) [][]bool {
	isReal := make([][]bool, len(inputs))
	for e, row := range inputs {
		for _, step := range cellRows(row, layer.InputShape[1]) {
			differs := func(x float64) bool { return x != layer.MaskValue }
			isReal[e] = append(isReal[e], slices.ContainsFunc(step, differs))
		}
	}
	return isReal
}

// maskingForward returns the inputs, with zeros in the steps that are left out (SEQ-1).
//
// inputs [m][t * n] -> [m][t * n]
func maskingForward(inputs [][]float64, layer MaskingLayer) [][]float64 {
	return maskedSteps(inputs, inputs, layer)
}

// maskingInputGradients returns the deltas, with zeros in the steps that are left out (SEQ-1).
//
// inputs [m][t * n], deltas [m][t * n] -> [m][t * n]
func maskingInputGradients(inputs, deltas [][]float64, layer MaskingLayer) [][]float64 {
	return maskedSteps(inputs, deltas, layer)
}

// maskedSteps returns numbers, with zeros in the steps that are left out (SEQ-1).
//
// inputs [m][t * n], numbers [m][t * n] -> [m][t * n]
func maskedSteps(inputs, numbers [][]float64, layer MaskingLayer) [][]float64 {
	n, isReal := layer.InputShape[1], maskingMask(inputs, layer, nil)
	result := make([][]float64, len(numbers))
	for e, row := range numbers {
		steps := cellRows(row, n)
		for i := range steps {
			if !isReal[e][i] {
				steps[i] = make([]float64, n)
			}
		}
		result[e] = joined(steps)
	}
	return result
}

// repeatVectorShapes returns the shapes of one example before and after the layer: [u] and [N, u].
func repeatVectorShapes(layer RepeatVectorLayer) ([]int64, []int64) {
	return layer.InputShape, append([]int64{layer.N}, layer.InputShape...)
}

// repeatVectorForward returns each example as often as there are steps (SEQ-2).
//
// inputs [m][u] -> [m][N * u]
func repeatVectorForward(inputs [][]float64, layer RepeatVectorLayer) [][]float64 {
	outputs := make([][]float64, len(inputs))
	for e, row := range inputs {
		steps := make([][]float64, layer.N)
		for i := range steps {
			steps[i] = row
		}
		outputs[e] = joined(steps)
	}
	return outputs
}

// repeatVectorInputGradients returns the sums of the deltas over the steps, in order (SEQ-2).
//
// inputs [m][u], deltas [m][N * u] -> [m][u]
func repeatVectorInputGradients(inputs, deltas [][]float64, layer RepeatVectorLayer) [][]float64 {
	gradients := make([][]float64, len(deltas))
	for e, delta := range deltas {
		total := make([]float64, layer.InputShape[0])
		for _, step := range cellRows(delta, layer.InputShape[0]) {
			for j := range step {
				total[j] = total[j] + step[j]
			}
		}
		gradients[e] = total
	}
	return gradients
}

// timeDistributedShapes returns the shapes of one example before and after the layer: [t, n] and [t, u].
func timeDistributedShapes(layer TimeDistributedLayer) ([]int64, []int64) {
	return layer.InputShape, []int64{layer.InputShape[0], layer.Units}
}

// eachStepLayer returns the dense layer whose examples are the steps.
func eachStepLayer(layer TimeDistributedLayer) DenseLayer {
	return DenseLayer{layer.Units, layer.Activation, layer.Kernel, layer.Bias}
}

// timeDistributedParameters returns the parameters as vectors: the kernel row by row, then the bias if
// there is one. The vectors are the layer's own, not copies.
func timeDistributedParameters(layer TimeDistributedLayer) [][]float64 {
	return denseParameters(eachStepLayer(layer))
}

// timeDistributedVariables returns how many of the vectors belong to the kernel, and how many to the bias.
func timeDistributedVariables(layer TimeDistributedLayer) []int {
	return denseVariables(eachStepLayer(layer))
}

// timeDistributedWithParameters returns the layer with other parameters, in the order of
// timeDistributedParameters. They are not copied.
func timeDistributedWithParameters(
	layer TimeDistributedLayer, vectors [][]float64,
) TimeDistributedLayer {
	moved := denseWithParameters(eachStepLayer(layer), vectors)
	layer.Kernel, layer.Bias = moved.Kernel, moved.Bias
	return layer
}

// timeDistributedForward returns the preactivations of each step (SEQ-3).
//
// inputs [m][t * n] -> [m][t * u]
func timeDistributedForward(inputs [][]float64, layer TimeDistributedLayer) [][]float64 {
	dense, n := eachStepLayer(layer), layer.InputShape[1]
	preactivations := make([][]float64, len(inputs))
	for e, row := range inputs {
		preactivations[e] = joined(denseForward(cellRows(row, n), dense))
	}
	return preactivations
}

// timeDistributedParameterGradients returns the gradients of the parameters, summed over all steps in
// order (SEQ-3). The steps of an example follow those of the one before.
//
// inputs [m][t * n], deltas [m][t * u] -> vectors as timeDistributedParameters returns them
func timeDistributedParameterGradients(
	inputs, deltas [][]float64, layer TimeDistributedLayer,
) [][]float64 {
	steps, stepDeltas := [][]float64{}, [][]float64{}
	for e, row := range inputs {
		steps = append(steps, cellRows(row, layer.InputShape[1])...)
		stepDeltas = append(stepDeltas, cellRows(deltas[e], layer.Units)...)
	}
	return denseParameterGradients(steps, stepDeltas, eachStepLayer(layer))
}

// timeDistributedInputGradients returns the gradients of the inputs of each step (SEQ-3).
//
// inputs [m][t * n], deltas [m][t * u] -> [m][t * n]
func timeDistributedInputGradients(
	inputs, deltas [][]float64, layer TimeDistributedLayer,
) [][]float64 {
	dense := eachStepLayer(layer)
	gradients := make([][]float64, len(deltas))
	for e, delta := range deltas {
		gradients[e] = joined(denseInputGradients(nil, cellRows(delta, layer.Units), dense))
	}
	return gradients
}
