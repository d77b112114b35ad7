// # Chapter activation_layers: activations that are layers of their own
//
// A layer of the kind activation has nothing but an activation, so that it can stand behind any other
// layer. Leaky_relu has a slope of its own below zero. Softmax turns the last axis of an example into
// probabilities: all numbers of an example that is one row, the features of each step or pixel otherwise.
//
// Derivation: an activation's backward form (chapter activations) turns the gradients of its outputs into
// those of its inputs.
//
// Source: as in chapters activations and further_activations; the kinds are Keras 3's Activation, LeakyReLU
// and Softmax.
//
// Left out on purpose: slopes that are learned, softmax over another axis.
//
// m examples, n numbers in each.
package refnet

import "slices"

// ActivationLayer is an activation; InputShape: that of one example, nil until it is known.
type ActivationLayer struct {
	Activation string
	InputShape []int64
}

func (layer ActivationLayer) kind() string { return "activation" }

func (layer ActivationLayer) activation() string { return layer.Activation }

func (layer ActivationLayer) inputShape() []int64 { return layer.InputShape }

// LeakyReLULayer is a relu with a slope below zero, 0 or more; InputShape as in ActivationLayer.
type LeakyReLULayer struct {
	NegativeSlope float64
	InputShape    []int64
}

func (layer LeakyReLULayer) kind() string { return "leaky_relu" }

// activation is "linear": the layer applies its own itself.
func (layer LeakyReLULayer) activation() string { return "linear" }

func (layer LeakyReLULayer) inputShape() []int64 { return layer.InputShape }

// SoftmaxLayer is a softmax over the last axis; InputShape as in ActivationLayer.
type SoftmaxLayer struct {
	InputShape []int64
}

func (layer SoftmaxLayer) kind() string { return "softmax" }

// activation is that of a whole row, or "linear" where the layer applies it itself.
func (layer SoftmaxLayer) activation() string {
	if len(layer.InputShape) < 2 {
		return "softmax"
	}
	return "linear"
}

func (layer SoftmaxLayer) inputShape() []int64 { return layer.InputShape }

// sameShapeLayer is a layer of one of the kinds of this chapter.
type sameShapeLayer interface {
	ActivationLayer | LeakyReLULayer | SoftmaxLayer
	inputShape() []int64
}

// sameShapes returns the shapes of one example before and after the layer, which are the same.
func sameShapes[L sameShapeLayer](layer L) ([]int64, []int64) {
	return layer.inputShape(), layer.inputShape()
}

// activationForward returns the inputs as preactivations, which the network activates (ACT-13).
//
// inputs [m][n] -> [m][n]
func activationForward(inputs [][]float64, layer ActivationLayer) [][]float64 {
	preactivations := make([][]float64, len(inputs))
	for e, row := range inputs {
		preactivations[e] = slices.Clone(row)
	}
	return preactivations
}

// activationInputGradients returns the gradients of the inputs, which are the deltas (ACT-13).
//
// inputs [m][n], deltas [m][n] -> [m][n]
func activationInputGradients(inputs, deltas [][]float64, layer ActivationLayer) [][]float64 {
	gradients := make([][]float64, len(deltas))
	for e, row := range deltas {
		gradients[e] = slices.Clone(row)
	}
	return gradients
}

// leakyReluForward returns the inputs, those that are not positive times the slope (ACT-14).
//
// inputs [m][n] -> [m][n]
func leakyReluForward(inputs [][]float64, layer LeakyReLULayer) [][]float64 {
	outputs := make([][]float64, len(inputs))
	for e, row := range inputs {
		outputs[e] = make([]float64, len(row))
		for j, x := range row {
			outputs[e][j] = leakyRelu(x, layer.NegativeSlope)
		}
	}
	return outputs
}

// leakyReluInputGradients returns the gradients of the inputs (ACT-14).
//
// inputs [m][n], deltas [m][n] -> [m][n]
func leakyReluInputGradients(inputs, deltas [][]float64, layer LeakyReLULayer) [][]float64 {
	gradients := make([][]float64, len(deltas))
	for e, row := range deltas {
		gradients[e] = make([]float64, len(row))
		for j, gradient := range row {
			gradients[e][j] = leakyReluBackward(gradient, inputs[e][j], layer.NegativeSlope)
		}
	}
	return gradients
}

// softmaxForward returns the inputs as preactivations, or the softmax of each cell of the last axis
// (ACT-15).
//
// inputs [m][n] -> [m][n]
func softmaxForward(inputs [][]float64, layer SoftmaxLayer) [][]float64 {
	results := make([][]float64, len(inputs))
	for e, row := range inputs {
		if layer.activation() == "softmax" {
			results[e] = slices.Clone(row)
			continue
		}
		cells := cellRows(row, layer.InputShape[len(layer.InputShape)-1])
		for i, cell := range cells {
			cells[i] = softmax(cell)
		}
		results[e] = joined(cells)
	}
	return results
}

// softmaxInputGradients returns the gradients of the inputs, cell by cell (ACT-15).
//
// inputs [m][n], deltas [m][n] -> [m][n]
func softmaxInputGradients(inputs, deltas [][]float64, layer SoftmaxLayer) [][]float64 {
	gradients := make([][]float64, len(deltas))
	if layer.activation() == "softmax" {
		for e, row := range deltas {
			gradients[e] = slices.Clone(row)
		}
		return gradients
	}
	u := layer.InputShape[len(layer.InputShape)-1]
	for e, outputs := range softmaxForward(inputs, layer) {
		cells := cellRows(deltas[e], u)
		for i, y := range cellRows(outputs, u) {
			cells[i] = activationBackward("softmax", cells[i], y)
		}
		gradients[e] = joined(cells)
	}
	return gradients
}
