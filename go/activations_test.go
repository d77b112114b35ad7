package refnet

import (
	"math"
	"testing"
)

func TestRelu(t *testing.T) {
	for _, test := range []struct{ d, want float64 }{{-2, 0}, {0, 0}, {3, 3}, {math.Inf(-1), 0}} {
		if got := relu(test.d); got != test.want {
			t.Errorf("%v: got %v, want %v", test.d, got, test.want)
		}
	}
}

func TestArgmax(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   int
	}{{[]float64{5}, 0}, {[]float64{1, 3, 2}, 1}, {[]float64{1, 3, 3}, 1}, {[]float64{-2, -1}, 1}} {
		if got := argmax(test.values); got != test.want {
			t.Errorf("%v: got %d, want %d", test.values, got, test.want)
		}
	}
}

func TestSoftmax(t *testing.T) {
	for _, test := range []struct{ preactivations, want []float64 }{
		{[]float64{7}, []float64{1}},
		{[]float64{0, 0}, []float64{0.5, 0.5}},
		{[]float64{1000, 1000, -1000}, []float64{0.5, 0.5, 0}},
		{[]float64{0, log(3)}, []float64{0.25, 0.75}},
	} {
		checkClose(t, "softmax", softmax(test.preactivations), test.want)
	}
}

func TestLogSoftmax(t *testing.T) {
	for _, test := range []struct{ logits, want []float64 }{
		{[]float64{7}, []float64{0}},
		{[]float64{1000, -1000}, []float64{0, -2000}}, // where the softmax is 0
		{[]float64{0, log(3)}, []float64{log(0.25), log(0.75)}},
	} {
		checkClose(t, "logSoftmax", logSoftmax(test.logits), test.want)
	}
}

func TestActivate(t *testing.T) {
	preactivations := []float64{-1, 0, 2}
	for _, test := range []struct {
		activation string
		want       []float64
	}{
		{"linear", []float64{-1, 0, 2}},
		{"sigmoid", []float64{sigmoid(-1), 0.5, sigmoid(2)}},
		{"tanh", []float64{tanh(-1), 0, tanh(2)}},
		{"relu", []float64{0, 0, 2}},
		{"softmax", softmax(preactivations)},
	} {
		got := activate(test.activation, preactivations)
		checkSame(t, test.activation, got, test.want)
		got[0] = 99
		checkSame(t, "preactivations after "+test.activation, preactivations, []float64{-1, 0, 2})
	}
}

func TestActivationBackwardIsTheDerivative(t *testing.T) {
	generator := seeded(1)
	for _, activation := range Activations[:5] { // those of this chapter
		preactivations, factors := []float64{0.3, 1.5, 0.8}, signedNumbers(generator, 3)
		loss := func() float64 {
			return sumOfProducts([][]float64{factors}, [][]float64{activate(activation, preactivations)})
		}
		deltas := activationBackward(activation, factors, activate(activation, preactivations))
		for j := range preactivations {
			checkGradient(t, activation, &preactivations[j], deltas[j], loss)
		}
	}
	got := activationBackward("relu", []float64{5, 5}, activate("relu", []float64{-1, 0}))
	checkSame(t, "relu of what is not above 0", got, []float64{0, 0})
}
