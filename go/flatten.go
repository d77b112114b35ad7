// # Chapter flatten: the layer that forgets the shape of an example
//
// A network handles an example of any shape as one row of numbers, in which the last index varies
// fastest: an image [rows][columns] is stored row by row. So this layer has nothing to compute. It
// only marks where an example loses its shape; its forward and backward functions return the numbers
// unchanged.
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

// flattenShapes returns the shapes of one example before and after the layer: InputShape and [n].
func flattenShapes(layer FlattenLayer) ([]int64, []int64) {
	n := int64(1)
	for _, size := range layer.InputShape {
		n = n * size
	}
	return layer.InputShape, []int64{n}
}

// flattenParameters returns the parameters as vectors: none.
func flattenParameters(layer FlattenLayer) [][]float64 {
	return nil
}

// flattenWithParameters returns the layer itself.
func flattenWithParameters(layer FlattenLayer, vectors [][]float64) FlattenLayer {
	return layer
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

// flattenParameterGradients returns the gradients of the parameters: none.
//
// inputs [m][n], deltas [m][n]
func flattenParameterGradients(inputs, deltas [][]float64, layer FlattenLayer) [][]float64 {
	return nil
}

// flattenInputGradients returns the same gradients.
//
// deltas [m][n] -> [m][n]
func flattenInputGradients(deltas [][]float64, layer FlattenLayer) [][]float64 {
	gradients := make([][]float64, len(deltas))
	for e, row := range deltas {
		gradients[e] = slices.Clone(row)
	}
	return gradients
}
