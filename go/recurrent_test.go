package refnet

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// recurrentOptions are what recurrent layers of every kind are tested with.
type recurrentOptions struct {
	activation                           string
	biased, returnSequences, goBackwards bool
	ofBatch                                   // of 2 examples of 3 steps
	special                              bool // whether it drops numbers and is stateful
}

// everyRecurrentOption returns all combinations.
func everyRecurrentOption() []recurrentOptions {
	options := []recurrentOptions{}
	masks := [][][]bool{nil, {{true, false, true}, {false, true, false}}, {{false, false, false}, {true, true, true}}}
	for _, activation := range []string{"tanh", "linear"} {
		for i := range 8 {
			for _, mask := range masks {
				batch := ofBatch{mask: mask}
				options = append(options, recurrentOptions{activation, i&1 > 0, i&2 > 0, i&4 > 0, batch, false})
			}
		}
	}
	return options
}

// recurrentOf returns the fields of a layer with 2 units for examples of the shape [3, 2].
func recurrentOf(generator *Generator, gates, biases int, options recurrentOptions) recurrentFields {
	fields := recurrentFields{
		units: 2, kernel: signedRows(generator, 2, 2*gates), recurrentKernel: signedRows(generator, 2, 2*gates),
		returnSequences: options.returnSequences, goBackwards: options.goBackwards, inputShape: []int64{3, 2},
		ofBatch: options.ofBatch,
	}
	if options.biased {
		fields.bias = signedRows(generator, biases, 2*gates)
	}
	if options.special {
		fields.dropout, fields.recurrentDropout, fields.stateful = 0.25, 0.5, true
	}
	return fields
}

// checkRecurrentGradients checks the gradients of layers of a kind with all options, and where they are 0.
//
// seed: with it, no gradient is too small; outputs: how many of each step
func checkRecurrentGradients(
	t *testing.T, seed uint32, outputs int, layerOf func(*Generator, recurrentOptions) Layer,
) {
	t.Helper()
	for _, options := range everyRecurrentOption() {
		generator := seeded(seed)
		layer := layerOf(generator, options)
		inputs, deltas := signedRows(generator, 2, 6), signedRows(generator, 2, outputs)
		if options.returnSequences {
			deltas = signedRows(generator, 2, 3*outputs)
		}
		t.Run(fmt.Sprint(options), func(t *testing.T) {
			checkLayerGradients(t, layer, inputs, deltas)
			left := 0
			for _, row := range options.mask {
				for _, real := range row {
					if !real {
						left += 2 // features
					}
				}
			}
			if got := zerosOf(kinds[layer.kind()].inputGradients(inputs, deltas, layer)); got != left {
				t.Errorf("got %d gradients that are 0, want %d", got, left)
			}
		})
	}
}

// checkSpecialGradients checks the gradients of layers of a kind that drop numbers and begin with the states
// of another batch.
//
// outputs: how many of each step
func checkSpecialGradients(t *testing.T, outputs int, layerOf func(*Generator, recurrentOptions) Layer) {
	t.Helper()
	for _, options := range everyRecurrentOption() {
		options.special = true
		generator := seeded(1)
		layer := layerOf(generator, options)
		kind := kinds[layer.kind()]
		states := kind.finalStates(signedRows(generator, 2, 6), layer)
		layer = kind.drawn(layer.(withRecurrentFields).withState(states), 2, generator)
		inputs, deltas := signedRows(generator, 2, 6), signedRows(generator, 2, outputs)
		if options.returnSequences {
			deltas = signedRows(generator, 2, 3*outputs)
		}
		loss := func() float64 { return sumOfProducts(deltas, kind.forward(inputs, layer)) }
		parameters := append(kind.parameters(layer), inputs...)
		gradients := kind.parameterGradients(inputs, deltas, layer)
		gradients = append(gradients, kind.inputGradients(inputs, deltas, layer)...)
		for i, vector := range parameters {
			for j := range vector {
				want := centralDifference(&vector[j], loss)
				if got := gradients[i][j]; !(math.Abs(got-want) <= 1e-9+1e-7*math.Abs(want)) {
					t.Errorf("%v: got the gradient %v, want %v", options, got, want)
				}
			}
		}
	}
}

// simpleRNN returns a layer of one unit that adds everything: h = 1 + 2 x + 3 h'.
func simpleRNN(returnSequences, goBackwards bool, mask [][]bool) SimpleRNNLayer {
	return SimpleRNNLayer{
		Units: 1, Activation: "linear", Kernel: [][]float64{{2}}, RecurrentKernel: [][]float64{{3}},
		Bias: []float64{1}, ReturnSequences: returnSequences, GoBackwards: goBackwards,
		InputShape: []int64{2, 1}, ofBatch: ofBatch{mask: mask},
	}
}

func TestRecurrentShapes(t *testing.T) {
	layer := SimpleRNNLayer{Units: 4, InputShape: []int64{3, 2}}
	before, after := recurrentShapes(layer)
	checkSame(t, "before", before, []int64{3, 2})
	checkSame(t, "after", after, []int64{4})
	layer.ReturnSequences = true
	_, after = recurrentShapes(layer)
	checkSame(t, "after all states", after, []int64{3, 4})
}

func TestRecurrentParameters(t *testing.T) {
	for _, biased := range []bool{true, false} {
		options := recurrentOptions{activation: "tanh", biased: biased}
		layer := SimpleRNNLayer{Activation: "tanh"}.withFields(recurrentOf(seeded(1), 1, 1, options))
		vectors := recurrentParameters(layer)
		want := 4
		if biased {
			want = 5
		}
		if len(vectors) != want {
			t.Errorf("got %d vectors, want %d", len(vectors), want)
		}
		checkSame(t, "layer", recurrentWithParameters(layer, vectors), layer)
		other := signedRows(seeded(2), want, 2)
		moved := recurrentWithParameters(layer, other)
		checkSame(t, "other parameters", recurrentParameters(moved), other)
		moved.Kernel = append(moved.Kernel, nil)
		moved.RecurrentKernel = append(moved.RecurrentKernel, nil)
		checkSame(t, "vectors after rows are appended", other, signedRows(seeded(2), want, 2))
	}
}

func TestRecurrentMask(t *testing.T) {
	mask := [][]bool{{true, false}}
	checkSame(t, "last state", recurrentMask(nil, simpleRNN(false, false, nil), mask), [][]bool(nil))
	checkSame(t, "forwards", recurrentMask(nil, simpleRNN(true, false, nil), mask), mask)
	checkSame(t, "backwards", recurrentMask(nil, simpleRNN(true, true, nil), mask), [][]bool{{false, true}})
	checkSame(t, "no mask", recurrentMask(nil, simpleRNN(true, true, nil), nil), [][]bool(nil))
	checkSame(t, "mask of the caller", mask, [][]bool{{true, false}})
	checkSame(t, "masked", recurrentMasked(simpleRNN(true, true, nil), mask), simpleRNN(true, true, mask))
}

func TestSimpleRNNForward(t *testing.T) {
	for _, test := range []struct {
		layer SimpleRNNLayer
		want  []float64
	}{
		{simpleRNN(false, false, nil), []float64{14}},
		{simpleRNN(true, false, nil), []float64{3, 14}},
		{simpleRNN(true, true, nil), []float64{5, 18}},
		{simpleRNN(true, false, [][]bool{{true, false}}), []float64{3, 3}},
		{simpleRNN(true, true, [][]bool{{true, false}}), []float64{0, 3}},
		{simpleRNN(false, false, [][]bool{{false, false}}), []float64{0}},
	} {
		got := simpleRnnForward([][]float64{{1, 2}}, test.layer)
		checkSame(t, fmt.Sprint(test.layer), got, [][]float64{test.want})
	}
}

// A batch begins with the states that it is given, and the units see numbers times their factors.
func TestSimpleRNNStatesAndFactors(t *testing.T) {
	inputs, factors := [][]float64{{1, 2}}, [][]float64{{2, 0.5}}
	layer := simpleRNN(true, false, nil)
	layer.state = [][]float64{{10}}
	checkSame(t, "state", simpleRnnForward(inputs, layer), [][]float64{{33, 104}})
	layer.factors = factors
	checkSame(t, "state and factors", simpleRnnForward(inputs, layer), [][]float64{{20, 39}})
	layer.mask = [][]bool{{false, true}} // the first step leaves the state, not the state times its factor
	checkSame(t, "masked", simpleRnnForward(inputs, layer), [][]float64{{10, 24}})
	layer.mask, layer.state = nil, nil
	checkSame(t, "factors", simpleRnnForward(inputs, layer), [][]float64{{5, 16.5}})
	checkSame(t, "last one", simpleRnnParameterGradients(inputs, [][]float64{{0, 1}}, layer), [][]float64{
		{4 + 1.5*2}, {2.5}, {1 + 1.5},
	})
	gradients := simpleRnnInputGradients(inputs, [][]float64{{0, 1}}, layer)
	checkSame(t, "inputs", gradients, [][]float64{{1.5 * 4, 4}})
}

func TestSimpleRNNFinalStates(t *testing.T) {
	inputs := [][]float64{{1, 2}, {1, 2}}
	mask := [][]bool{{true, false}, {false, false}}
	for _, test := range []struct {
		layer SimpleRNNLayer
		want  [][]float64
	}{
		{simpleRNN(false, false, nil), [][]float64{{14}, {14}}},
		{simpleRNN(true, true, nil), [][]float64{{18}, {18}}},
		{simpleRNN(true, false, mask), [][]float64{{3}, {0}}},
	} {
		checkSame(t, "not kept", simpleRnnFinalStates(inputs, test.layer), [][]float64(nil))
		test.layer.Stateful = true
		checkSame(t, "kept", simpleRnnFinalStates(inputs, test.layer), test.want)
	}
	layer := simpleRNN(false, false, nil)
	layer.Stateful, layer.state, layer.factors = true, [][]float64{{10}, {0}}, [][]float64{{1, 1}, {0, 0.5}}
	checkSame(t, "after another batch", simpleRnnFinalStates(inputs, layer), [][]float64{{104}, {2.5}})
}

// An example has factors for its features, then for its state.
func TestRecurrentDrawn(t *testing.T) {
	generator, again := seeded(1), seeded(1)
	layer := GRULayer{Units: 3, InputShape: []int64{4, 2}}
	checkSame(t, "no rates", recurrentDrawn(layer, 2, generator), layer)
	checkSame(t, "generator", generator, again)
	for _, rates := range [][]float64{{0.25, 0.5}, {0, 0.5}, {0.5, 0}} {
		layer.Dropout, layer.RecurrentDropout = rates[0], rates[1]
		want := layer
		for range 2 {
			ofFeatures, ofState := randomFactors(2, rates[0], again), randomFactors(3, rates[1], again)
			want.factors = append(want.factors, slices.Concat(ofFeatures, ofState))
		}
		checkSame(t, "drawn", recurrentDrawn(layer, 2, generator), want)
		checkSame(t, "generator", generator, again)
	}
}

// A state's gradient is that of its output, plus what comes back from the step after.
func TestSimpleRNNGradients(t *testing.T) {
	inputs := [][]float64{{1, 2}}
	for _, test := range []struct {
		layer             SimpleRNNLayer
		delta             []float64
		parameters, input []float64
	}{
		{simpleRNN(true, false, nil), []float64{1, 1}, []float64{6, 3, 5}, []float64{8, 2}},
		{simpleRNN(false, false, nil), []float64{1}, []float64{5, 3, 4}, []float64{6, 2}},
		{simpleRNN(false, true, nil), []float64{1}, []float64{7, 5, 4}, []float64{2, 6}},
		{simpleRNN(true, false, [][]bool{{true, false}}), []float64{1, 1}, []float64{2, 0, 2}, []float64{4, 0}},
	} {
		deltas := [][]float64{test.delta}
		got := joined(simpleRnnParameterGradients(inputs, deltas, test.layer))
		checkSame(t, "parameters", got, test.parameters)
		checkSame(t, "inputs", simpleRnnInputGradients(inputs, deltas, test.layer), [][]float64{test.input})
	}
}

func TestSimpleRNNGradientsAreTheDerivatives(t *testing.T) {
	checkRecurrentGradients(t, 514, 2, func(generator *Generator, options recurrentOptions) Layer {
		return SimpleRNNLayer{Activation: options.activation}.withFields(recurrentOf(generator, 1, 1, options))
	})
}

func TestSimpleRNNGradientsWithStatesAndFactors(t *testing.T) {
	checkSpecialGradients(t, 2, func(generator *Generator, options recurrentOptions) Layer {
		return SimpleRNNLayer{Activation: options.activation}.withFields(recurrentOf(generator, 1, 1, options))
	})
}
