package refnet

import "testing"

// All is linear: z, r and g are -x, 2x and 3x, each plus the output before, and g has the bias 1 and
// inside the product 2.
func TestGRUForward(t *testing.T) {
	layer := GRULayer{
		Units: 1, Activation: "linear", RecurrentActivation: "linear", Kernel: [][]float64{{-1, 2, 3}},
		RecurrentKernel: [][]float64{{1, 1, 1}}, Bias: [][]float64{{0, 0, 1}, {0, 0, 2}},
		ReturnSequences: true, InputShape: []int64{2, 1},
	}
	inputs := [][]float64{{1, 2}}
	checkSame(t, "sequence", gruForward(inputs, layer), [][]float64{{16, 14*16 - 13*367}})
	layer.ReturnSequences, layer.mask = false, [][]bool{{true, false}}
	checkSame(t, "masked", gruForward(inputs, layer), [][]float64{{16}})
	layer.Bias = nil
	checkSame(t, "without a bias", gruForward(inputs, layer), [][]float64{{2 * 3}})
	layer.GoBackwards, layer.mask = true, [][]bool{{false, true}}
	checkSame(t, "backwards", gruForward(inputs, layer), [][]float64{{3 * 6}})
}

// The output before is that times its factor wherever it counts.
func TestGRUStatesAndFactors(t *testing.T) {
	layer := GRULayer{
		Units: 1, Activation: "linear", RecurrentActivation: "linear", Kernel: [][]float64{{-1, 2, 3}},
		RecurrentKernel: [][]float64{{1, 1, 1}}, Bias: [][]float64{{0, 0, 1}, {0, 0, 2}},
		InputShape: []int64{2, 1},
	}
	inputs, last := [][]float64{{1, 2}}, 14.0*16-13*367
	checkSame(t, "not kept", gruFinalStates(inputs, layer), [][]float64(nil))
	layer.Stateful = true
	checkSame(t, "kept", gruFinalStates(inputs, layer), [][]float64{{last}})
	layer.state, layer.mask = [][]float64{{16}}, [][]bool{{false, true}}
	checkSame(t, "next batch", gruForward(inputs, layer), [][]float64{{last}})
	layer.state, layer.mask, layer.factors = nil, nil, [][]float64{{1, 0.5}}
	checkSame(t, "factors", gruForward(inputs, layer), [][]float64{{6*8 - 5*127}})
	checkSame(t, "kept with factors", gruFinalStates(inputs, layer), [][]float64{{6*8 - 5*127}})
}

func TestGRUParameters(t *testing.T) {
	for _, biased := range []bool{true, false} {
		layer := GRULayer{}.withFields(recurrentOf(seeded(1), 3, 2, recurrentOptions{biased: biased}))
		vectors := gruParameters(layer)
		want := 4
		if biased {
			want = 6
		}
		if len(vectors) != want {
			t.Errorf("got %d vectors, want %d", len(vectors), want)
		}
		checkSame(t, "layer", gruWithParameters(layer, vectors), layer)
		other := signedRows(seeded(2), want, 6)
		moved := gruWithParameters(layer, other)
		checkSame(t, "other parameters", gruParameters(moved), other)
		moved.Kernel = append(moved.Kernel, nil)
		moved.RecurrentKernel = append(moved.RecurrentKernel, nil)
		checkSame(t, "vectors after rows are appended", other, signedRows(seeded(2), want, 6))
	}
}

func TestGRUGradientsAreTheDerivatives(t *testing.T) {
	checkRecurrentGradients(t, 670, 2, func(generator *Generator, options recurrentOptions) Layer {
		layer := GRULayer{Activation: options.activation, RecurrentActivation: "sigmoid"}
		return layer.withFields(recurrentOf(generator, 3, 2, options))
	})
}

func TestGRUGradientsWithStatesAndFactors(t *testing.T) {
	checkSpecialGradients(t, 2, func(generator *Generator, options recurrentOptions) Layer {
		layer := GRULayer{Activation: options.activation, RecurrentActivation: "sigmoid"}
		return layer.withFields(recurrentOf(generator, 3, 2, options))
	})
}
