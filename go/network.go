// # Chapter network: layers one after another, forward and backward
//
// This is the only file that lists the kinds of layers. A kind is six functions with fixed names in
// the file of its chapter, or three where it has no parameters; code that works on a network looks them
// up in kinds and never asks which kind a layer is.
//
// In the forward pass, each layer turns the outputs of the layer before it into preactivations, and
// its activation turns these into outputs. The backward pass starts with the gradients of the loss
// with respect to the last outputs. In each layer, from last to first, the activation turns the
// gradients of the outputs into deltas, and the layer turns its deltas into the gradients of its
// parameters and of its inputs, which are the outputs of the layer before it. The gradients of a
// crossentropy are already those with respect to the logits (chapter losses), so the last activation
// is skipped.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986.
//
// Left out on purpose: layers with several inputs, and skip connections.
//
// m examples, n inputs of the first layer, k outputs of the last one. An example is one row of
// numbers, whatever its shape.
package refnet

import "slices"

// Layer is a layer of any kind.
type Layer interface {
	kind() string // its name in kinds
	activation() string
}

// noParameters returns the parameters of a layer that has none.
func noParameters(layer Layer) [][]float64 {
	return nil
}

// sameLayer returns a layer without parameters as it is.
func sameLayer(layer Layer, vectors [][]float64) Layer {
	return layer
}

// noParameterGradients returns the gradients of the parameters of a layer that has none.
//
// inputs [m][n], deltas [m][u]
func noParameterGradients(inputs, deltas [][]float64, layer Layer) [][]float64 {
	return nil
}

// Kind has the functions of a kind of layer.
type Kind struct {
	shapes             func(layer Layer) ([]int64, []int64)
	forward            func(inputs [][]float64, layer Layer) [][]float64
	inputGradients     func(inputs, deltas [][]float64, layer Layer) [][]float64
	parameters         func(layer Layer) [][]float64
	withParameters     func(layer Layer, vectors [][]float64) Layer
	parameterGradients func(inputs, deltas [][]float64, layer Layer) [][]float64
}

var kinds = map[string]Kind{
	"dense": learningKindOf(
		denseShapes,
		denseForward,
		denseInputGradients,
		denseParameters,
		denseWithParameters,
		denseParameterGradients,
	),
	"flatten":       kindOf(flattenShapes, flattenForward, flattenInputGradients),
	"reshape":       kindOf(reshapeShapes, reshapeForward, reshapeInputGradients),
	"normalization": kindOf(normalizationShapes, normalizationForward, normalizationInputGradients),
	"conv2d": learningKindOf(
		conv2dShapes,
		conv2dForward,
		conv2dInputGradients,
		conv2dParameters,
		conv2dWithParameters,
		conv2dParameterGradients,
	),
	"conv1d": learningKindOf(
		conv1dShapes,
		conv1dForward,
		conv1dInputGradients,
		conv1dParameters,
		conv1dWithParameters,
		conv1dParameterGradients,
	),
	"max_pooling2d": kindOf(
		poolingShapes[MaxPooling2DLayer], maxPooling2dForward, maxPooling2dInputGradients,
	),
	"average_pooling2d": kindOf(
		poolingShapes[AveragePooling2DLayer], averagePooling2dForward, averagePooling2dInputGradients,
	),
	"global_average_pooling2d": kindOf(
		globalAveragePooling2dShapes,
		globalAveragePooling2dForward,
		globalAveragePooling2dInputGradients,
	),
	"zero_padding2d": kindOf(zeroPadding2dShapes, zeroPadding2dForward, zeroPadding2dInputGradients),
}

// Forward is what a layer calculates for a batch: preactivations [m][u] and outputs [m][u].
type Forward struct {
	preactivations [][]float64
	outputs        [][]float64
}

// networkParameters returns the parameters of all layers as vectors, layer by layer. The vectors are
// the layers' own, not copies.
func networkParameters(layers []Layer) [][]float64 {
	vectors := [][]float64{}
	for _, layer := range layers {
		vectors = append(vectors, kinds[layer.kind()].parameters(layer)...)
	}
	return vectors
}

// withParameters returns the layers with other parameters, in the order of networkParameters. They are
// not copied.
func withParameters(layers []Layer, vectors [][]float64) []Layer {
	result := make([]Layer, len(layers))
	start := 0
	for i, layer := range layers {
		kind := kinds[layer.kind()]
		end := start + len(kind.parameters(layer))
		result[i] = kind.withParameters(layer, vectors[start:end])
		start = end
	}
	return result
}

// networkForward returns what every layer calculates, first to last (DENSE-1).
//
// inputs [m][n]
func networkForward(inputs [][]float64, layers []Layer) []Forward {
	forward := make([]Forward, len(layers))
	for i, layer := range layers {
		preactivations := kinds[layer.kind()].forward(inputs, layer)
		outputs := make([][]float64, len(preactivations))
		for e, row := range preactivations {
			outputs[e] = activate(layer.activation(), row)
		}
		forward[i] = Forward{preactivations, outputs}
		inputs = outputs
	}
	return forward
}

// networkOutputs returns the outputs of the last layer.
//
// inputs [m][n] -> [m][k]
func networkOutputs(inputs [][]float64, layers []Layer) [][]float64 {
	forward := networkForward(inputs, layers)
	return forward[len(forward)-1].outputs
}

// networkGradients returns the gradients of all parameters, in the order of networkParameters
// (DENSE-12).
//
// inputs [m][n], targets [m][k]; forward: what networkForward returned for the inputs
func networkGradients(
	inputs, targets [][]float64, layers []Layer, forward []Forward, loss string,
) [][]float64 {
	last := len(layers) - 1
	gradients := [][]float64{}
	outputGradients := lossGradients(loss, targets, forward[last].outputs)
	for i := last; i >= 0; i-- {
		kind, layer := kinds[layers[i].kind()], layers[i]
		deltas := outputGradients
		if i < last || !slices.Contains(fromLogits, loss) {
			deltas = make([][]float64, len(outputGradients))
			for e, row := range outputGradients {
				deltas[e] = activationBackward(layer.activation(), row, forward[i].outputs[e])
			}
		}
		seen := inputs
		if i > 0 {
			seen = forward[i-1].outputs
		}
		gradients = append(kind.parameterGradients(seen, deltas, layer), gradients...)
		if i > 0 {
			outputGradients = kind.inputGradients(seen, deltas, layer)
		}
	}
	return gradients
}
