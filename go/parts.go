// # Chapter parts: the layer that passes on a part of its inputs
//
// A recurrent layer that returns its state has two or three things in one row: its outputs, then the state
// after the last step (chapter recurrent). A layer that sees only a part of them takes them apart again,
// and gives its part a shape, so that what follows sees outputs, state or cells alone.
//
// Derivation: a number that the layer leaves out changes none of its outputs, so its gradient is 0.
//
// Left out on purpose: steps between the numbers, and several parts at once.
//
// m examples; n numbers before the layer, u after it.
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
	end := layer.First + productOf(layer.TargetShape)
	outputs := make([][]float64, len(inputs))
	for e, row := range inputs {
		outputs[e] = slices.Clone(row[layer.First:end])
	}
	return outputs
}

// partInputGradients returns the gradients of the inputs: the deltas in their places, zeros elsewhere (PART-2).
//
// inputs [m][n], deltas [m][u] -> [m][n]
func partInputGradients(inputs, deltas [][]float64, layer PartLayer) [][]float64 {
	gradients := make([][]float64, len(deltas))
	for e, delta := range deltas {
		gradients[e] = make([]float64, productOf(layer.InputShape))
		copy(gradients[e][layer.First:], delta)
	}
	return gradients
}
