package refnet

import "testing"

// All is linear: i, f, g and o are x, 2x, 3x and 4x, each plus the output before.
func TestLSTMForward(t *testing.T) {
	layer := LSTMLayer{
		Units: 1, Activation: "linear", RecurrentActivation: "linear", Kernel: [][]float64{{1, 2, 3, 4}},
		RecurrentKernel: [][]float64{{1, 1, 1, 1}}, ReturnSequences: true, InputShape: []int64{2, 1},
	}
	inputs := [][]float64{{1, 2}}
	checkSame(t, "sequence", lstmForward(inputs, layer), [][]float64{{12, 6000}})
	layer.Bias = []float64{0, 1, 0, 0} // of the forget gate
	checkSame(t, "with a bias", lstmForward(inputs, layer), [][]float64{{12, 20 * (17*3 + 14*18)}})
	layer.ReturnSequences = false
	checkSame(t, "last output", lstmForward(inputs, layer), [][]float64{{6060}})
	layer.mask = [][]bool{{true, false}}
	checkSame(t, "masked", lstmForward(inputs, layer), [][]float64{{12}})
	layer.GoBackwards, layer.mask = true, [][]bool{{false, true}}
	checkSame(t, "backwards", lstmForward(inputs, layer), [][]float64{{8 * 2 * 6}})
}

// Outputs and cells go on from batch to batch; factors are those of features and outputs, not of cells.
func TestLSTMStatesAndFactors(t *testing.T) {
	layer := LSTMLayer{
		Units: 1, Activation: "linear", RecurrentActivation: "linear", Kernel: [][]float64{{1, 2, 3, 4}},
		RecurrentKernel: [][]float64{{1, 1, 1, 1}}, InputShape: []int64{2, 1},
	}
	inputs := [][]float64{{1, 2}}
	checkSame(t, "not kept", lstmFinalStates(inputs, layer), [][]float64(nil))
	layer.Stateful = true
	checkSame(t, "kept", lstmFinalStates(inputs, layer), [][]float64{{6000, 300}})
	layer.state, layer.mask = [][]float64{{1, 2}}, [][]bool{{true, false}}
	checkSame(t, "next batch", lstmForward(inputs, layer), [][]float64{{5 * (3*2 + 2*4)}})
	checkSame(t, "kept again", lstmFinalStates(inputs, layer), [][]float64{{70, 14}})
	layer.state, layer.mask, layer.factors = nil, nil, [][]float64{{1, 0.5}}
	checkSame(t, "factors", lstmForward(inputs, layer), [][]float64{{14 * (10*3 + 8*12)}})
	checkSame(t, "kept with factors", lstmFinalStates(inputs, layer), [][]float64{{14 * 126, 126}})
}

// Gates and candidates have activations of their own.
func TestLSTMActivations(t *testing.T) {
	layer := LSTMLayer{
		Units: 1, Activation: "tanh", RecurrentActivation: "relu", Kernel: [][]float64{{1, 1, -1, 1}},
		RecurrentKernel: [][]float64{{0, 0, 0, 0}}, InputShape: []int64{1, 1},
	}
	cell := 2 * tanh(-2)
	checkSame(t, "outputs", lstmForward([][]float64{{2}, {-1}}, layer), [][]float64{{2 * tanh(cell)}, {0}})
}

func TestLSTMParameters(t *testing.T) {
	options := recurrentOptions{biased: true}
	layer := LSTMLayer{}.withFields(recurrentOf(seeded(1), 4, 1, options))
	vectors := recurrentParameters(layer)
	if len(vectors) != 5 {
		t.Errorf("got %d vectors", len(vectors))
	}
	checkSame(t, "layer", recurrentWithParameters(layer, vectors), layer)
}

func TestLSTMGradientsAreTheDerivatives(t *testing.T) {
	checkRecurrentGradients(t, 52374, 2, func(generator *Generator, options recurrentOptions) Layer {
		layer := LSTMLayer{Activation: options.activation, RecurrentActivation: "sigmoid"}
		return layer.withFields(recurrentOf(generator, 4, 1, options))
	})
}

func TestLSTMGradientsWithStatesAndFactors(t *testing.T) {
	checkSpecialGradients(t, 2, func(generator *Generator, options recurrentOptions) Layer {
		layer := LSTMLayer{Activation: options.activation, RecurrentActivation: "sigmoid"}
		return layer.withFields(recurrentOf(generator, 4, 1, options))
	})
}
