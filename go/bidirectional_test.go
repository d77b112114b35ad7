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
		cell, 2, options.activation, recurrentActivation, first.kernel, first.recurrentKernel, first.bias,
		second.kernel, second.recurrentKernel, second.bias, options.returnSequences, []int64{3, 2},
		options.mask,
	}
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
		"simple_rnn", 1, "linear", "", weights, [][]float64{{3}}, [][]float64{{1}}, weights,
		[][]float64{{3}}, [][]float64{{1}}, false, []int64{2, 1}, nil,
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
}

// The two layers are of the kind, with weights of their own, and the second reads backwards.
func TestDirectedLayers(t *testing.T) {
	options := recurrentOptions{activation: "tanh", biased: true, returnSequences: true}
	layer := bidirectionalLayer(seeded(1), "lstm", options)
	first := LSTMLayer{
		2, "tanh", "sigmoid", layer.Kernel, layer.RecurrentKernel, layer.Bias[0], true, false,
		[]int64{3, 2}, nil,
	}
	checkSame(t, "first", forwardLayer(layer), Layer(first))
	second := LSTMLayer{
		2, "tanh", "sigmoid", layer.BackwardKernel, layer.BackwardRecurrentKernel, layer.BackwardBias[0],
		true, true, []int64{3, 2}, nil,
	}
	checkSame(t, "second", backwardLayer(layer), Layer(second))
	for cell := range cells {
		layer := bidirectionalLayer(seeded(1), cell, options)
		checkSame(t, "kind", backwardLayer(layer).kind(), cell)
		checkSame(t, "activation", backwardLayer(layer).activation(), "tanh")
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
