// # Chapter flatten: the layers that forget the shape of an example, or give it another one
//
// A network handles an example of any shape as one row of numbers, in which the last index varies
// fastest: an image [rows][columns] is stored row by row. So these layers have nothing to compute.
// Flatten only marks where an example loses its shape, reshape where it gets another one; their forward
// and backward functions return the numbers unchanged.
//
// Left out on purpose: other orders of the numbers.
//
// m examples, n numbers in each.
package refnet

import "slices"

// FlattenLayer is a layer without parameters; InputShape: that of one example, nil until it is known.
type FlattenLayer struct {
	InputShape []int64
}

func (layer FlattenLayer) kind() string { return "flatten" }

func (layer FlattenLayer) activation() string { return "linear" }

// ReshapeLayer is a layer without parameters; TargetShape: that of an example after it.
//
// InputShape: that of an example before it, nil until it is known; both have as many numbers.
type ReshapeLayer struct {
	TargetShape []int64
	InputShape  []int64
}

func (layer ReshapeLayer) kind() string { return "reshape" }

func (layer ReshapeLayer) activation() string { return "linear" }

// flattenShapes returns the shapes of one example before and after the layer: InputShape and [n].
func flattenShapes(layer FlattenLayer) ([]int64, []int64) {
	n := int64(1)
	for _, size := range layer.InputShape {
		n = n * size
	}
	return layer.InputShape, []int64{n}
}

// flattenForward returns the same numbers.
//
// inputs [m][n] -> [m][n]
func flattenForward(inputs [][]float64, layer FlattenLayer) [][]float64 {
	outputs := make([][]float64, len(inputs))
	for e, row := range inputs {
		outputs[e] = slices.Clone(row)
	}
	return outputs
}

// flattenInputGradients returns the same gradients.
//
// inputs [m][n], deltas [m][n] -> [m][n]
func flattenInputGradients(inputs, deltas [][]float64, layer FlattenLayer) [][]float64 {
	gradients := make([][]float64, len(deltas))
	for e, row := range deltas {
		gradients[e] = slices.Clone(row)
	}
	return gradients
}

// reshapeShapes returns the shapes of one example before and after the layer: InputShape and TargetShape.
func reshapeShapes(layer ReshapeLayer) ([]int64, []int64) {
	return layer.InputShape, layer.TargetShape
}

// reshapeForward returns the same numbers.
//
// inputs [m][n] -> [m][n]
func reshapeForward(inputs [][]float64, layer ReshapeLayer) [][]float64 {
	outputs := make([][]float64, len(inputs))
	for e, row := range inputs {
		outputs[e] = slices.Clone(row)
	}
	return outputs
}

// reshapeInputGradients returns the same gradients.
//
// inputs [m][n], deltas [m][n] -> [m][n]
func reshapeInputGradients(inputs, deltas [][]float64, layer ReshapeLayer) [][]float64 {
	gradients := make([][]float64, len(deltas))
	for e, row := range deltas {
		gradients[e] = slices.Clone(row)
	}
	return gradients
}
