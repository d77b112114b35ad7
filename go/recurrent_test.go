package refnet

import (
	"fmt"
	"testing"
)

// recurrentOptions are what recurrent layers of every kind are tested with.
type recurrentOptions struct {
	activation                           string
	biased, returnSequences, goBackwards bool
	ofBatch                              // of 2 examples of 3 steps
}

// everyRecurrentOption returns all combinations.
func everyRecurrentOption() []recurrentOptions {
	options := []recurrentOptions{}
	masks := [][][]bool{nil, {{true, false, true}, {false, true, false}}, {{false, false, false}, {true, true, true}}}
	for _, activation := range []string{"tanh", "linear"} {
		for i := range 8 {
			for _, mask := range masks {
				batch := ofBatch{mask: mask}
				options = append(options, recurrentOptions{activation, i&1 > 0, i&2 > 0, i&4 > 0, batch})
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
