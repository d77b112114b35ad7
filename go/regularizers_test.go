package refnet

import (
	"errors"
	"testing"
)

func TestPenalty(t *testing.T) {
	checkSame(t, "sizes", penalty(Regularizer{L1: 2}, [][]float64{{3}, {-4}}), 14.0)
	checkSame(t, "squares", penalty(Regularizer{L2: 2}, [][]float64{{3, -4}}), 50.0)
	for x, want := range map[float64]float64{3: 4, 0: 0, -3: -4} {
		checkSame(t, "gradient", penaltyGradient(Regularizer{1, 0.5}, x), want)
	}
}

func TestEachVariableHasAPenaltyOfItsOwn(t *testing.T) {
	layers := []Layer{DenseLayer{1, "linear", [][]float64{{3}, {-4}}, []float64{0}}}
	own := []Regularizers{{Kernel: &Regularizer{L1: 2}}}
	gradients := [][]float64{{1}, {1}, {1}}
	checkSame(t, "penalty", networkPenalty(layers, own, nil), 14.0)
	checkSame(t, "gradients", penalizedGradients(gradients, layers, own, nil), [][]float64{{3}, {-1}, {1}})
	checkSame(t, "none", penalizedGradients(gradients, layers, nil, nil), gradients)
}

func TestRegularizersThatALayerCannotHave(t *testing.T) {
	layers := []Layer{DenseLayer{1, "linear", [][]float64{{3}}, nil}}
	for _, test := range []struct {
		given       []Regularizers
		code, field string
	}{
		{[]Regularizers{}, "shape_mismatch", "regularizers"},
		{
			[]Regularizers{{Embeddings: &Regularizer{}}},
			"shape_mismatch", "layers[0].embeddings_regularizer",
		},
		{
			[]Regularizers{{Bias: &Regularizer{L2: -1}}},
			"out_of_range", "layers[0].bias_regularizer.l2",
		},
	} {
		inputs, targets := [][]float64{{1}}, Targets{Rows: [][]float64{{1}}}
		_, err := Dense(
			layers, "mse", DefaultOptimizer("sgd"), inputs, targets, nil, 1, nil, nil, true,
			nil, nil, test.given, nil,
		)
		var got *Error
		if !errors.As(err, &got) || got.Code != test.code || got.Field != test.field {
			t.Errorf("got %v, want %s of %s", err, test.code, test.field)
		}
	}
}
