// # Chapter parts: the state that a layer returns, and the layer that passes on a part of a row
//
// A recurrent layer that returns its state has two or three things in one row: its outputs, then the state
// after the last step (chapter recurrent). A layer that sees only a part of them takes them apart again,
// and gives its part a shape, so that what follows sees outputs, state or cells alone.
//
// Derivation: a number that the layer leaves out changes none of its outputs, so its gradient is 0.
//
// Left out on purpose: steps between the numbers, and several parts at once.
//
// m examples; n numbers before the layer, u after it. A recurrent layer has t steps, u units and a state of
// s numbers.
package refnet

import "slices"

// PartLayer is a layer without parameters; First: where the part begins; TargetShape: that of the part.
//
// InputShape: that of an example before it, nil until it is known.
type PartLayer struct {
	First       int64
	TargetShape []int64
	InputShape  []int64
}

func (layer PartLayer) kind() string { return "part" }

func (layer PartLayer) activation() string { return "linear" }

// partShapes returns the shapes of one example before and after the layer: InputShape and TargetShape.
func partShapes(layer PartLayer) ([]int64, []int64) {
	return layer.InputShape, layer.TargetShape
}

// partForward returns the numbers of the part (PART-1).
//
// inputs [m][n] -> [m][u]
func partForward(inputs [][]float64, layer PartLayer) [][]float64 {
	first, u := layer.First, productOf(layer.TargetShape)
	outputs := make([][]float64, len(inputs))
	for e, row := range inputs {
		outputs[e] = slices.Clone(row[first : first+u])
	}
	return outputs
}

// partInputGradients returns the gradients of the inputs: the deltas in their places, zeros elsewhere (PART-2).
//
// inputs [m][n], deltas [m][u] -> [m][n]
func partInputGradients(inputs, deltas [][]float64, layer PartLayer) [][]float64 {
	first, n := layer.First, productOf(layer.InputShape)
	gradients := make([][]float64, len(deltas))
	for e, delta := range deltas {
		gradients[e] = make([]float64, n)
		copy(gradients[e][first:], delta)
	}
	return gradients
}

// stateSize returns how many numbers the state of an example has; that of lstm has cells, too.
func stateSize[L recurrentKind[L]](layer L) int64 {
	if layer.kind() == "lstm" {
		return 2 * layer.fields().units
	}
	return layer.fields().units
}

// returnedShape returns the shape of what the layer returns: one axis if the state is behind the outputs.
//
// shape: of the outputs, [t, u] or [u] -> the same, or [t * u + s] or [u + s]
func returnedShape[L recurrentKind[L]](shape []int64, layer L) []int64 {
	if layer.fields().returnState {
		return []int64{productOf(shape) + stateSize(layer)}
	}
	return shape
}

// withState returns the outputs, followed by the state where the layer returns it (PART-3).
//
// outputs [t * u] or [u], state [s]: after the last step
func withState[L recurrentKind[L]](outputs, state []float64, layer L) []float64 {
	if layer.fields().returnState {
		return slices.Concat(outputs, state)
	}
	return outputs
}

// splitDelta returns the gradients of the outputs, and those of the state after the last step (PART-4).
//
// delta [t * u] or [u], with [s] more where the layer returns the state; if not, [s] zeros
func splitDelta[L recurrentKind[L]](delta []float64, layer L) ([]float64, []float64) {
	size := int(stateSize(layer))
	if !layer.fields().returnState {
		return delta, make([]float64, size)
	}
	end := len(delta) - size
	return delta[:end:end], delta[end:]
}
