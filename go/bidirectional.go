// # Chapter bidirectional: a sequence read from both ends
//
// What a word means may depend on the words after it. Two recurrent layers of one kind, each with weights
// of its own, read the sequence, one from first to last, the other from last to first, and their outputs
// are put together: those of the first, then those of the second. Where every output is returned, those
// of one step of the sequence stand together. Chapter merge_modes has other ways.
//
// Derivation: both layers see the same inputs, so the gradient of an input is the sum of theirs.
//
// Source: M. Schuster and K. K. Paliwal, "Bidirectional recurrent neural networks", 1997.
//
// m examples of t steps with n features; u units in each direction.
package refnet

import "slices"

// BidirectionalLayer has two recurrent layers of the kind Cell, "simple_rnn", "lstm" or "gru", of which
// the second one reads backwards.
//
// The fields are those of that kind; BackwardKernel, BackwardRecurrentKernel and BackwardBias are the
// weights of the second one. A bias has rows: [1][gates * Units], of gru [2][3 * Units], or nil. A cell
// without gates has no RecurrentActivation, "". ResetBefore: of gru alone, whose Bias then has one row.
// MergeMode is one of MergeModes; "" is "concat".
//
// state and factors have those of the first one, then those of the second.
type BidirectionalLayer struct {
	Cell                    string
	Units                   int64
	Activation              string
	RecurrentActivation     string
	Kernel                  [][]float64
	RecurrentKernel         [][]float64
	Bias                    [][]float64
	BackwardKernel          [][]float64
	BackwardRecurrentKernel [][]float64
	BackwardBias            [][]float64
	ReturnSequences         bool
	Dropout                 float64
	RecurrentDropout        float64
	Stateful                bool
	ResetBefore             bool
	MergeMode               string
	InputShape              []int64
	ofBatch
}

func (layer BidirectionalLayer) kind() string { return "bidirectional_" + layer.Cell }

func (layer BidirectionalLayer) activation() string { return layer.Activation }

// cells has the functions of each recurrent kind.
var cells = map[string]Kind{
	"simple_rnn": recurrentKindOf(learningKindOf(
		recurrentShapes[SimpleRNNLayer],
		simpleRnnForward,
		simpleRnnInputGradients,
		recurrentParameters[SimpleRNNLayer],
		recurrentVariables[SimpleRNNLayer],
		recurrentWithParameters[SimpleRNNLayer],
		simpleRnnParameterGradients,
	), recurrentMask[SimpleRNNLayer], recurrentDrawn[SimpleRNNLayer], simpleRnnFinalStates),
	"lstm": recurrentKindOf(learningKindOf(
		recurrentShapes[LSTMLayer],
		lstmForward,
		lstmInputGradients,
		recurrentParameters[LSTMLayer],
		recurrentVariables[LSTMLayer],
		recurrentWithParameters[LSTMLayer],
		lstmParameterGradients,
	), recurrentMask[LSTMLayer], recurrentDrawn[LSTMLayer], lstmFinalStates),
	"gru": recurrentKindOf(learningKindOf(
		recurrentShapes[GRULayer],
		gruForward,
		gruInputGradients,
		gruParameters,
		gruVariables,
		gruWithParameters,
		gruParameterGradients,
	), recurrentMask[GRULayer], recurrentDrawn[GRULayer], gruFinalStates),
}

// bidirectionalShapes returns the shapes of one example before and after the layer: [t, n], and [t, 2u]
// or [2u].
func bidirectionalShapes(layer BidirectionalLayer) ([]int64, []int64) {
	t, u := layer.InputShape[0], mergedUnits(layer.Units, layer.MergeMode)
	if layer.ReturnSequences {
		return layer.InputShape, []int64{t, u}
	}
	return layer.InputShape, []int64{u}
}

// forwardLayer returns the layer that reads from the first step to the last.
func forwardLayer(layer BidirectionalLayer) Layer {
	weights := [][][]float64{layer.Kernel, layer.RecurrentKernel, layer.Bias}
	return directedLayer(layer, weights, 0)
}

// backwardLayer returns the layer that reads from the last step to the first.
func backwardLayer(layer BidirectionalLayer) Layer {
	weights := [][][]float64{layer.BackwardKernel, layer.BackwardRecurrentKernel, layer.BackwardBias}
	return directedLayer(layer, weights, 1)
}

// halfOf returns what the first layer has of each row, or the second; nil: of nothing.
//
// rows [m][2 * n], direction: 0 or 1 -> [m][n]
func halfOf(rows [][]float64, direction int) [][]float64 {
	if rows == nil {
		return nil
	}
	n := len(rows[0]) / 2
	halves := make([][]float64, len(rows))
	for e, row := range rows {
		halves[e] = slices.Clone(row[direction*n : (direction+1)*n])
	}
	return halves
}

// directedLayer returns the recurrent layer with these weights: kernel, recurrent kernel and bias.
//
// direction: 0, or 1 for the one that reads backwards
func directedLayer(layer BidirectionalLayer, weights [][][]float64, direction int) Layer {
	fields := recurrentFields{
		layer.Units, weights[0], weights[1], weights[2], layer.ReturnSequences, direction == 1,
		layer.Dropout, layer.RecurrentDropout, layer.Stateful, false, layer.InputShape,
		ofBatch{layer.mask, halfOf(layer.state, direction), halfOf(layer.factors, direction)},
	}
	activation, gates := layer.Activation, layer.RecurrentActivation
	switch layer.Cell {
	case "lstm":
		return LSTMLayer{Activation: activation, RecurrentActivation: gates}.withFields(fields)
	case "gru":
		gru := GRULayer{Activation: activation, RecurrentActivation: gates, ResetBefore: layer.ResetBefore}
		return gru.withFields(fields)
	}
	return SimpleRNNLayer{Activation: activation}.withFields(fields)
}

// bidirectionalParameters returns the parameters as vectors: those of the first layer, then those of the
// second. The vectors are the layer's own, not copies.
func bidirectionalParameters(layer BidirectionalLayer) [][]float64 {
	parameters := cells[layer.Cell].parameters
	return slices.Concat(parameters(forwardLayer(layer)), parameters(backwardLayer(layer)))
}

// bidirectionalVariables returns how many of the vectors belong to each variable of the first and second
// layer.
func bidirectionalVariables(layer BidirectionalLayer) []int {
	variables := cells[layer.Cell].variables
	return slices.Concat(variables(forwardLayer(layer)), variables(backwardLayer(layer)))
}

// bidirectionalWithParameters returns the layer with other parameters, in the order of
// bidirectionalParameters. They are not copied.
func bidirectionalWithParameters(layer BidirectionalLayer, vectors [][]float64) BidirectionalLayer {
	cell, first, second := cells[layer.Cell], forwardLayer(layer), backwardLayer(layer)
	end := len(cell.parameters(first))
	forward := cell.withParameters(first, vectors[:end:end]).(withRecurrentFields).fields()
	backward := cell.withParameters(second, vectors[end:]).(withRecurrentFields).fields()
	layer.Kernel = forward.kernel
	layer.RecurrentKernel = forward.recurrentKernel
	layer.Bias = forward.bias
	layer.BackwardKernel = backward.kernel
	layer.BackwardRecurrentKernel = backward.recurrentKernel
	layer.BackwardBias = backward.bias
	return layer
}

// bidirectionalMask returns the mask of the outputs, where they are a sequence (BI-1).
//
// inputs [m][t * n], mask [m][t] -> [m][t]
func bidirectionalMask(inputs [][]float64, layer BidirectionalLayer, mask [][]bool) [][]bool {
	if layer.ReturnSequences {
		return mask
	}
	return nil
}

// bidirectionalDrawn returns the layer with the factors of a batch of m examples, if it drops anything
// (BI-3).
func bidirectionalDrawn(layer BidirectionalLayer, m int, generator *Generator) BidirectionalLayer {
	drawn := cells[layer.Cell].drawn
	first := drawn(forwardLayer(layer), m, generator).(withRecurrentFields).fields().factors
	second := drawn(backwardLayer(layer), m, generator).(withRecurrentFields).fields().factors
	if first == nil {
		return layer
	}
	layer.factors = make([][]float64, m)
	for e := range layer.factors {
		layer.factors[e] = slices.Concat(first[e], second[e])
	}
	return layer
}

// directionRows returns the part of outputs or their gradients that is one layer's, in its own order
// (BI-1).
//
// rows [m][t * 2u] or [m][2u], direction: 0 or 1 -> [m][t * u] or [m][u]
func directionRows(rows [][]float64, direction int64, layer BidirectionalLayer) [][]float64 {
	u := layer.Units
	result := make([][]float64, len(rows))
	for e, row := range rows {
		steps := cellRows(row, 2*u)
		for i, step := range steps {
			steps[i] = step[direction*u : (direction+1)*u]
		}
		if direction == 1 {
			slices.Reverse(steps)
		}
		result[e] = joined(steps)
	}
	return result
}

// bidirectionalForward returns the outputs of both layers, step by step or of the last step of each
// (BI-1).
//
// inputs [m][t * n] -> [m][t * 2u] or [m][2u]
func bidirectionalForward(inputs [][]float64, layer BidirectionalLayer) [][]float64 {
	forward, u := cells[layer.Cell].forward, layer.Units
	firsts, seconds := forward(inputs, forwardLayer(layer)), forward(inputs, backwardLayer(layer))
	outputs := make([][]float64, len(inputs))
	for e := range firsts {
		first, second := cellRows(firsts[e], u), cellRows(seconds[e], u)
		slices.Reverse(second)
		for i := range first {
			outputs[e] = append(append(outputs[e], first[i]...), second[i]...)
		}
	}
	return mergedOutputs(outputs, u, layer.MergeMode)
}

// deltasOfBoth returns the gradients of the outputs of both layers, at each step one after the other
// (BI-5).
//
// inputs [m][t * n], deltas of the merged outputs -> [m][t * 2u] or [m][2u]
func deltasOfBoth(inputs, deltas [][]float64, layer BidirectionalLayer) [][]float64 {
	mode := layer.MergeMode
	if mode == "concat" || mode == "" {
		return deltas
	}
	layer.MergeMode = "concat"
	return mergedGradients(deltas, bidirectionalForward(inputs, layer), layer.Units, mode)
}

// bidirectionalParameterGradients returns the gradients of the parameters: those of the first layer, then
// those of the second (BI-2).
//
// inputs [m][t * n], deltas [m][t * 2u] or [m][2u] -> vectors as bidirectionalParameters returns them
func bidirectionalParameterGradients(
	inputs, deltas [][]float64, layer BidirectionalLayer,
) [][]float64 {
	deltas = deltasOfBoth(inputs, deltas, layer)
	gradients := cells[layer.Cell].parameterGradients
	first := gradients(inputs, directionRows(deltas, 0, layer), forwardLayer(layer))
	second := gradients(inputs, directionRows(deltas, 1, layer), backwardLayer(layer))
	return append(first, second...)
}

// bidirectionalInputGradients returns the gradients of the inputs: the first layer's plus the second's
// (BI-2).
//
// inputs [m][t * n], deltas [m][t * 2u] or [m][2u] -> [m][t * n]
func bidirectionalInputGradients(
	inputs, deltas [][]float64, layer BidirectionalLayer,
) [][]float64 {
	deltas = deltasOfBoth(inputs, deltas, layer)
	gradients := cells[layer.Cell].inputGradients
	firsts := gradients(inputs, directionRows(deltas, 0, layer), forwardLayer(layer))
	seconds := gradients(inputs, directionRows(deltas, 1, layer), backwardLayer(layer))
	for e, second := range seconds {
		for i := range second {
			firsts[e][i] = firsts[e][i] + second[i]
		}
	}
	return firsts
}

// bidirectionalFinalStates returns the states after the last step of both layers, nil unless they keep
// them (BI-3).
//
// inputs [m][t * n] -> [m][2 * u], of lstm [m][4 * u]
func bidirectionalFinalStates(inputs [][]float64, layer BidirectionalLayer) [][]float64 {
	finalStates := cells[layer.Cell].finalStates
	first, second := finalStates(inputs, forwardLayer(layer)), finalStates(inputs, backwardLayer(layer))
	if first == nil || second == nil {
		return nil
	}
	states := make([][]float64, len(inputs))
	for e := range states {
		states[e] = slices.Concat(first[e], second[e])
	}
	return states
}
