package refnet

import (
	"slices"
	"testing"
)

// bidirectionalLayer returns a layer with random weights and 2 units for examples of the shape [3, 2].
func bidirectionalLayer(generator *Generator, cell string, options recurrentOptions) BidirectionalLayer {
	gates, biases := int(cellChecks[cell].gates), max(1, int(cellChecks[cell].biases))
	first := recurrentOf(generator, gates, biases, options)
	second := recurrentOf(generator, gates, biases, options)
	recurrentActivation := "sigmoid"
	if cell == "simple_rnn" {
		recurrentActivation = ""
	}
	return BidirectionalLayer{
		Cell: cell, RecurrentActivation: recurrentActivation, BackwardKernel: second.kernel,
		BackwardRecurrentKernel: second.recurrentKernel, BackwardBias: second.bias,
		Activation: options.activation,
	}.withFields(first)
}

func TestBidirectionalShapes(t *testing.T) {
	layer := bidirectionalLayer(seeded(1), "gru", recurrentOptions{})
	before, after := bidirectionalShapes(layer)
	checkSame(t, "before", before, []int64{3, 2})
	checkSame(t, "after", after, []int64{4})
	layer.ReturnSequences = true
	_, after = bidirectionalShapes(layer)
	checkSame(t, "after all states", after, []int64{3, 4})
}

// Both directions are the layer of one unit in recurrent_test: [3, 14] forwards, [5, 18] backwards.
func TestBidirectionalForward(t *testing.T) {
	weights := [][]float64{{2}}
	layer := BidirectionalLayer{
		Cell: "simple_rnn", Units: 1, Activation: "linear", Kernel: weights, RecurrentKernel: [][]float64{{3}},
		Bias: [][]float64{{1}}, BackwardKernel: weights, BackwardRecurrentKernel: [][]float64{{3}},
		BackwardBias: [][]float64{{1}}, InputShape: []int64{2, 1},
	}
	inputs := [][]float64{{1, 2}}
	checkSame(t, "last", bidirectionalForward(inputs, layer), [][]float64{{14, 18}})
	layer.ReturnSequences = true
	checkSame(t, "steps", bidirectionalForward(inputs, layer), [][]float64{{3, 18, 14, 5}})
	checkSame(t, "first's part", directionRows([][]float64{{3, 18, 14, 5}}, 0, layer), [][]float64{{3, 14}})
	checkSame(t, "second's part", directionRows([][]float64{{3, 18, 14, 5}}, 1, layer), [][]float64{{5, 18}})
	layer.mask = [][]bool{{true, false}}
	checkSame(t, "masked", bidirectionalForward(inputs, layer), [][]float64{{3, 3, 3, 0}})
	checkSame(t, "mask", bidirectionalMask(nil, layer, layer.mask), layer.mask)
	layer.ReturnSequences = false
	checkSame(t, "no mask", bidirectionalMask(nil, layer, layer.mask), [][]bool(nil))
	layer.mask, layer.state = nil, [][]float64{{14, 18}} // of the batch before
	checkSame(t, "next batch", bidirectionalForward(inputs, layer), [][]float64{{140, 180}})
	layer.Stateful = true
	checkSame(t, "states", bidirectionalFinalStates(inputs, layer), [][]float64{{140, 180}})
	layer.factors = [][]float64{{1, 0, 2, 0.5}} // of features and state, in each direction
	checkSame(t, "factors", bidirectionalForward(inputs, layer), [][]float64{{5, 1 + 4 + 1.5*(1+8+27)}})
}

// The two layers are of the kind, with weights of their own, and the second reads backwards.
func TestDirectedLayers(t *testing.T) {
	options := recurrentOptions{activation: "tanh", biased: true, returnSequences: true}
	layer := bidirectionalLayer(seeded(1), "lstm", options)
	layer.Dropout, layer.RecurrentDropout, layer.Stateful = 0.25, 0.5, true
	layer.state, layer.factors = [][]float64{{1, 2}, {3, 4}}, [][]float64{{5, 6, 7, 8}, {9, 10, 11, 12}}
	first := LSTMLayer{
		2, "tanh", "sigmoid", layer.Kernel, layer.RecurrentKernel, layer.Bias[0], true, false,
		0.25, 0.5, true, false, []int64{3, 2}, ofBatch{nil, [][]float64{{1}, {3}}, [][]float64{{5, 6}, {9, 10}}},
	}
	checkSame(t, "first", forwardLayer(layer), Layer(first))
	second := LSTMLayer{
		2, "tanh", "sigmoid", layer.BackwardKernel, layer.BackwardRecurrentKernel, layer.BackwardBias[0],
		true, true, 0.25, 0.5, true, false, []int64{3, 2},
		ofBatch{nil, [][]float64{{2}, {4}}, [][]float64{{7, 8}, {11, 12}}},
	}
	checkSame(t, "second", backwardLayer(layer), Layer(second))
	for cell := range cells {
		layer := bidirectionalLayer(seeded(1), cell, options)
		checkSame(t, "kind", backwardLayer(layer).kind(), cell)
		checkSame(t, "activation", backwardLayer(layer).activation(), "tanh")
	}
}

// The factors of all examples of the first layer are drawn, then those of the second.
func TestBidirectionalDrawn(t *testing.T) {
	for cell := range cells {
		layer := bidirectionalLayer(seeded(1), cell, recurrentOptions{activation: "tanh"})
		generator := seeded(2)
		checkSame(t, "no rates", bidirectionalDrawn(layer, 2, generator), layer)
		layer.Dropout, layer.RecurrentDropout = 0.4, 0.5
		drawn, again := bidirectionalDrawn(layer, 2, generator), seeded(2)
		for direction := range 2 {
			want := [][]float64{}
			for range 2 {
				want = append(want, slices.Concat(randomFactors(2, 0.4, again), randomFactors(2, 0.5, again)))
			}
			checkSame(t, cell, halfOf(drawn.factors, direction), want)
		}
		drawn.factors = nil
		checkSame(t, "other fields", drawn, layer)
	}
}

// Each layer keeps its own states; those of lstm have the cells behind the outputs.
func TestBidirectionalFinalStates(t *testing.T) {
	inputs := [][]float64{{1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1}}
	for cell := range cells {
		layer := bidirectionalLayer(seeded(1), cell, recurrentOptions{activation: "tanh"})
		checkSame(t, "no states", bidirectionalFinalStates(inputs, layer), [][]float64(nil))
		layer.Stateful = true
		states := bidirectionalFinalStates(inputs, layer)
		first, second := halfOf(states, 0), halfOf(states, 1)
		for e, outputs := range bidirectionalForward(inputs, layer) {
			checkSame(t, cell, slices.Concat(first[e][:2], second[e][:2]), outputs)
		}
	}
}

func TestBidirectionalParameters(t *testing.T) {
	for cell := range cells {
		for _, biased := range []bool{true, false} {
			layer := bidirectionalLayer(seeded(1), cell, recurrentOptions{biased: biased})
			vectors := bidirectionalParameters(layer)
			want := slices.Concat(
				layer.Kernel, layer.RecurrentKernel, layer.Bias, layer.BackwardKernel,
				layer.BackwardRecurrentKernel, layer.BackwardBias,
			)
			checkSame(t, "vectors", vectors, want)
			checkSame(t, "layer", bidirectionalWithParameters(layer, vectors), layer)
			other := signedRows(seeded(2), len(vectors), 2)
			moved := bidirectionalWithParameters(layer, other)
			checkSame(t, "other parameters", bidirectionalParameters(moved), other)
		}
	}
}

func TestBidirectionalGradientsAreTheDerivatives(t *testing.T) {
	for cell, seed := range map[string]uint32{"simple_rnn": 363, "lstm": 45606, "gru": 45909} {
		checkRecurrentGradients(t, seed, 4, func(generator *Generator, options recurrentOptions) Layer {
			return bidirectionalLayer(generator, cell, options)
		})
	}
}

func TestBidirectionalGradientsWithStatesAndFactors(t *testing.T) {
	for cell := range cells {
		checkSpecialGradients(t, 4, func(generator *Generator, options recurrentOptions) Layer {
			return bidirectionalLayer(generator, cell, options)
		})
	}
}
