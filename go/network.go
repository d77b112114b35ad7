// # Chapter network: layers one after another, forward and backward
//
// A layer is of a kind, and what a kind does is in the file of its chapter; kinds lists them.
//
// In the forward pass, each layer turns the outputs of the layer before it into preactivations, and
// its activation turns these into outputs. The backward pass starts with the gradients of the loss
// with respect to the last outputs. In each layer, from last to first, the activation turns the
// gradients of the outputs into deltas, and the layer turns its deltas into the gradients of its
// parameters and of its inputs, which are the outputs of the layer before it. The gradients of a
// crossentropy after its own activation are already those with respect to the logits (chapter losses), so
// that activation is skipped. A recurrent layer needs its activation at each step, and applies it itself.
//
// Source: D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
// back-propagating errors", 1986.
//
// What a layer sees is decided in chapter graphs: in a chain, which is the common case, the outputs of the
// layer before it. There, layers can have other and several sources.
//
// Left out on purpose: the gradients of the network's inputs.
//
// m examples, n inputs of the first layer, k outputs of the last one. An example is one row of
// numbers, whatever its shape.
package refnet

import "slices"

// Forward is what a layer calculates for a batch: preactivations [m][u] and outputs [m][u].
//
// mask [m][t]: which steps of its inputs are real, nil where all are; states: with which it begins the next
// batch, [m][s] or other vectors, nil where it does not remember; outputMask [m][t]: which steps of its
// outputs are real
type Forward struct {
	preactivations [][]float64
	outputs        [][]float64
	mask           [][]bool
	states         [][]float64
	outputMask     [][]bool
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

// networkVariables returns how many vectors each variable has, in the order of networkParameters.
//
// A variable is a kernel, a bias or a table.
func networkVariables(layers []Layer) []int {
	variables := []int{}
	for _, layer := range layers {
		variables = append(variables, kinds[layer.kind()].variables(layer)...)
	}
	return variables
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

// drawnLayers returns the layers for a batch of m examples in training, first to last (DROP-1).
//
// frozen: which layers are (FROZEN-4)
func drawnLayers(layers []Layer, m int, generator *Generator, frozen []bool) []Layer {
	result := make([]Layer, len(layers))
	for i, layer := range layers {
		result[i] = kinds[layer.kind()].drawn(layer, m, generator)
		if isFrozen(i, frozen) {
			result[i] = frozenLayer(result[i])
		}
	}
	return result
}

// withStates returns the layers for the batch that follows the one of forward (RNN-6, BNORM-4).
func withStates(layers []Layer, forward []Forward) []Layer {
	result := slices.Clone(layers)
	for i, each := range forward {
		if each.states != nil {
			result[i] = kinds[layers[i].kind()].withStates(layers[i], each.states)
		}
	}
	return result
}

// withoutStates returns the layers as they begin: the states of stateful ones are zeros again (RNN-6).
func withoutStates(layers []Layer) []Layer {
	result := slices.Clone(layers)
	for i, layer := range layers {
		if isStateful(layer) {
			result[i] = replacedState(layer, nil)
		}
	}
	return result
}

// watchedVectors returns what must stay finite: all parameters, then what else batches move (BNORM-4).
func watchedVectors(layers []Layer) [][]float64 {
	vectors := networkParameters(layers)
	for _, layer := range layers {
		vectors = append(vectors, kinds[layer.kind()].moving(layer)...)
	}
	return vectors
}

// networkForward returns what every layer calculates, first to last (DENSE-1).
//
// inputs [m][n]; sources: of each layer, nil for the layer before it (GRAPH-1)
func networkForward(inputs [][]float64, layers []Layer, sources [][]int64) []Forward {
	forward := make([]Forward, len(layers))
	for i, layer := range layers {
		kind := kinds[layer.kind()]
		seen, mask := layerInputs(i, inputs, forward, sources), layerMask(i, forward, sources)
		masked := kind.masked(layer, mask)
		preactivations := kind.forward(seen, masked)
		outputs := make([][]float64, len(preactivations))
		for e, row := range preactivations {
			outputs[e] = activate(outputActivation(layer), row)
		}
		states, after := kind.finalStates(seen, masked), kind.mask(seen, layer, mask)
		forward[i] = Forward{preactivations, outputs, mask, states, after}
	}
	return forward
}

// networkOutputs returns the outputs of the last layer.
//
// inputs [m][n]; sources: of each layer -> [m][k]
func networkOutputs(inputs [][]float64, layers []Layer, sources [][]int64) [][]float64 {
	forward := networkForward(inputs, layers, sources)
	return forward[len(forward)-1].outputs
}

// outputsInBatches returns the outputs of all examples, calculated batch after batch (RNN-6).
//
// Without stateful layers, they are those of one batch. inputs [m][n]; sources: of each layer -> [m][k]
func outputsInBatches(
	inputs [][]float64, layers []Layer, batchSize int64, sources [][]int64,
) [][]float64 {
	m := int64(len(inputs))
	result := make([][]float64, 0, m)
	for start := int64(0); start < m; start += batchSize {
		forward := networkForward(inputs[start:min(start+batchSize, m)], layers, sources)
		layers = withStates(layers, forward)
		result = append(result, forward[len(forward)-1].outputs...)
	}
	return result
}

// networkGradients returns the gradients of all parameters, in the order of networkParameters
// (DENSE-12).
//
// inputs [m][n], targets [m][k]; forward: what networkForward returned for the inputs; weights [m]: of the
// examples, nil for 1 (WEIGHT-4); regularizers: of each layer, nil for none, whose penalties have gradients
// too (REG-2, REG-6); sources: of each layer (GRAPH-1); frozen: which layers are, whose gradients are empty
// vectors (FROZEN-1)
func networkGradients(
	inputs, targets [][]float64, layers []Layer, forward []Forward, loss Loss, weights []float64,
	regularizers []Regularizers, sources [][]int64, frozen []bool,
) [][]float64 {
	last := len(layers) - 1
	gradients := [][]float64{}
	activation := outputActivation(layers[last])
	byOutputs := lossGradients(loss, activation, targets, forward[last].outputs)
	outputGradients := make([][][]float64, len(layers))
	outputGradients[last] = weightedGradients(byOutputs, weights)
	for i := last; i >= 0; i-- {
		kind := kinds[layers[i].kind()]
		layer := kind.masked(layers[i], forward[i].mask)
		deltas := outputGradients[i]
		if i < last || !isOfLogits(loss, activation) {
			deltas = make([][]float64, len(outputGradients[i]))
			for e, row := range outputGradients[i] {
				deltas[e] = layerDeltas(
					outputActivation(layer), row, forward[i].preactivations[e], forward[i].outputs[e],
				)
			}
		}
		if regularizers != nil {
			logits, outputs := forward[i].preactivations, forward[i].outputs
			deltas = penalizedDeltas(deltas, layer, logits, outputs, regularizers[i], loss)
		}
		seen := layerInputs(i, inputs, forward, sources)
		if isFrozen(i, frozen) {
			gradients = append(make([][]float64, len(kind.parameters(layer))), gradients...)
		} else {
			gradients = append(kind.parameterGradients(seen, deltas, layer), gradients...)
		}
		if seesLayers(i, sources) {
			byInputs := kind.inputGradients(seen, deltas, layer)
			addGradients(outputGradients, i, byInputs, inputs, forward, sources)
		}
	}
	return penalizedGradients(gradients, layers, regularizers, frozen)
}
